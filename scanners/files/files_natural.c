/* files_natural.c - the order in which people number files: 2 before 10, accents and case second.
 * No state. */
#include "files_walk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Letters without marks and case. The Vietnamese d with stroke is a letter of its own, after d. */
char *files_natural_key(const char *name)
{
    utf8proc_uint8_t *bare = NULL;
    utf8proc_option_t how = UTF8PROC_NULLTERM | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT |
                            UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    if (utf8proc_map((const utf8proc_uint8_t *)name, 0, &bare, how) < 0)
        return strdup(name); /* not UTF-8: its bytes */
    for (char *p = (char *)bare; (p = strstr(p, "\xC4\x91")) != NULL; p += 2)
        p[0] = 'd', p[1] = '\x7F';
    return (char *)bare;
}

/* Compares the digits at *a and *b by value and steps over them. */
static int compare_numbers(const char **a, const char **b)
{
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    size_t n = 0, m = 0;
    while (isdigit((unsigned char)(*a)[n]))
        n++;
    while (isdigit((unsigned char)(*b)[m]))
        m++;
    int order = n != m ? (n < m ? -1 : 1) : memcmp(*a, *b, n);
    *a += n;
    *b += m;
    return order;
}

static int compare_keys(const char *a, const char *b)
{
    while (*a && *b) {
        int order;
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
            order = compare_numbers(&a, &b);
        } else {
            order = (unsigned char)*a - (unsigned char)*b;
            a++;
            b++;
        }
        if (order != 0)
            return order;
    }
    return (unsigned char)*a - (unsigned char)*b;
}

int files_natural_compare(const char *key_a, const char *name_a, const char *key_b,
                          const char *name_b)
{
    int order = compare_keys(key_a, key_b);
    return order != 0 ? order : strcmp(name_a, name_b);
}
