/* schema_pattern.c - patterns of codes: PCRE2 with bounds, so that no pattern of a file and no text
 * of a page can make it run long. Compiling: one thread; matching: any. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "reading/schema_load.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

/* A match that needs more than this is no match: (a+)+$ on a long text gives up soon (the limit
 * counts anew at each place of the text). */
enum { MATCH_LIMIT = 5000, DEPTH_LIMIT = 1000, HEAP_KIB = 512, SUBJECT_MAX = 8192 };

struct sohoa_pattern {
    pcre2_code *code;
    struct sohoa_pattern *next;
};

static pcre2_code *compile(const char *text, int *ret_error, size_t *ret_at)
{
    return pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                         PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, ret_error, ret_at, NULL);
}

const struct sohoa_pattern *sohoa_load_pattern(struct loader *l, const struct sohoa_yaml *node)
{
    const char *text = sohoa_load_text(l, node);
    struct sohoa_pattern *pattern = text ? calloc(1, sizeof *pattern) : NULL;
    int error = 0;
    size_t at = 0;
    if (!pattern) {
        l->no_memory = l->no_memory || text;
        return NULL;
    }
    pattern->code = compile(text, &error, &at);
    if (!pattern->code) {
        PCRE2_UCHAR why[200] = "";
        (void)pcre2_get_error_message(error, why, sizeof why);
        sohoa_load_fault(l, node, "the pattern is wrong at its character %zu: %s", at + 1,
                         (const char *)why);
        free(pattern);
        return NULL;
    }
    pattern->next = l->box->patterns;
    l->box->patterns = pattern;
    return pattern;
}

void sohoa_patterns_drop(struct sohoa_pattern *list)
{
    for (struct sohoa_pattern *next; list; list = next) {
        next = list->next;
        pcre2_code_free(list->code);
        free(list);
    }
}

bool sohoa_pattern_matches(const struct sohoa_pattern *pattern, const char *text)
{
    size_t length = strnlen(text, SUBJECT_MAX + 1);
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    bool matches = false;
    if (limits && found && length <= SUBJECT_MAX) {
        pcre2_set_match_limit(limits, MATCH_LIMIT);
        pcre2_set_depth_limit(limits, DEPTH_LIMIT);
        pcre2_set_heap_limit(limits, HEAP_KIB);
        matches = pcre2_match(pattern->code, (PCRE2_SPTR)text, length, 0, 0, found, limits) >= 0;
    }
    pcre2_match_data_free(found);
    pcre2_match_context_free(limits);
    return matches;
}
