/* make_store.c - makes a store with one batch in DIR, for the test that reads it by other means. */
#include "torture_store.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    struct sohoa_err err = {0};
    struct sohoa_registry *registry = NULL;
    char batch[SOHOA_ID_SIZE];
    int rc = argc == 2 ? sohoa_registry_open(&registry, &err) : SOHOA_FATAL;
    if (rc == SOHOA_OK)
        rc = torture_work(argv[1], true, registry, batch, &err);
    if (rc == SOHOA_OK)
        printf("%s\n", batch);
    else
        (void)fprintf(stderr, "make_store DIR: %s\n", err.text);
    sohoa_registry_close(registry);
    return rc == SOHOA_OK ? 0 : 1;
}
