/* unit.h - what every unit test includes before anything else of cmocka. */
#ifndef SOHOA_UNIT_H
#define SOHOA_UNIT_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Fails with both texts when part does not stand in whole. */
#define assert_contains(whole, part)                                                               \
    do {                                                                                           \
        if (!strstr((whole), (part)))                                                              \
            fail_msg("'%s' does not contain '%s'", (whole), (part));                               \
    } while (0)
#endif
