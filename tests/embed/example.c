/* example.c - sohoa from another C program: digitise what the command line names, print the
 * dossiers and their text. Compiled by test_embed.sh against the installed header and library. */
#include <sohoa.h>
#include <stdio.h>
#include <stdlib.h>

static void committed(void *arg, struct sohoa *s, const char *dossier, bool already)
{
    int *count = arg;
    char *json = sohoa_dossier_json(s, dossier);
    char *text = sohoa_dossier_text(s, dossier, 1);
    printf("%s %s\n%s\n", already ? "already" : "dossier", json ? json : sohoa_error(s),
           text ? text : sohoa_error(s));
    free(json);
    free(text);
    ++*count;
}

int main(int argc, char **argv)
{
    struct sohoa *s = NULL;
    int count = 0;
    if (argc < 3) {
        (void)fprintf(stderr, "usage: example STORE FILE...\n");
        return SOHOA_BAD_REQUEST;
    }
    int rc = sohoa_open(argv[1], NULL, &s);
    if (rc == SOHOA_DONE) {
        const struct sohoa_run run = {
            .size = sizeof run, .code = "example-1", .arg = &count, .committed = committed};
        rc = sohoa_import_paths(s, (const char *const *)argv + 2, (size_t)argc - 2, &run);
    }
    if (rc != SOHOA_DONE)
        (void)fprintf(stderr, "%d: %s\n", rc, sohoa_error(s));
    printf("%d dossiers\n", count);
    sohoa_close(s);
    return rc;
}
