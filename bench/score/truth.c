/* truth.c - see truth.h. */
#include "truth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void die(const char *path, const char *why)
{
    (void)fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

json_t *truth_read(const char *const *paths, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; all && i < count; i++) {
        json_error_t error;
        json_t *one = json_load_file(paths[i], 0, &error);
        if (!json_is_array(one))
            die(paths[i], one ? "not a list" : error.text);
        if (json_array_extend(all, one) != 0)
            die(paths[i], "out of memory");
        json_decref(one);
    }
    return all;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const json_t *truth_of(const json_t *truth, const char *source, size_t *place)
{
    for (; *place < json_array_size(truth); (*place)++) {
        const json_t *one = json_array_get(truth, *place);
        const char *file = json_string_value(json_object_get(one, "file"));
        if (file && strcmp(file, base_name(source)) == 0) {
            (*place)++;
            return one;
        }
    }
    return NULL;
}

void lines_read(const char *path, void (*each)(void *arg, json_t *line), void *arg)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    if (!file)
        die(path, "cannot be opened");
    while (getline(&line, &room, file) > 0) {
        json_error_t error;
        if (line[0] != '{')
            continue;
        json_t *object = json_loads(line, 0, &error);
        if (!object)
            die(path, error.text);
        each(arg, object);
        json_decref(object);
    }
    free(line);
    (void)fclose(file);
}

/* NFC, case folded; runs of white space and . , ; : are one space, none at the ends. */
static char *fold(const char *text)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)text, 0, &folded,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (n < 0)
        return strdup(text);
    char *out = (char *)folded;
    size_t used = 0;
    for (size_t i = 0; i < (size_t)n; i++) {
        if (strchr(" \t\n\r\f\v.,;:", out[i])) {
            if (used > 0 && out[used - 1] != ' ')
                out[used++] = ' ';
        } else {
            out[used++] = out[i];
        }
    }
    while (used > 0 && out[used - 1] == ' ')
        used--;
    out[used] = '\0';
    return out;
}

bool value_right(const char *got, const char *want)
{
    char *a = fold(got), *b = fold(want);
    bool right = a && b && strcmp(a, b) == 0;
    free(a);
    free(b);
    return right;
}
