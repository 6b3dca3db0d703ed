/* related.c - see related.h. */
#include "query/related.h"
#include "record/keys.h"

#include <stdio.h>
#include <string.h>

/* The newest paper that tells of one: its subject, the person linked to it by hand. END: none. */
static int step(struct sohoa_records *r, const struct sohoa_known *k, const char *kind,
                char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err)
{
    for (size_t i = 0; i < k->relation_count; i++) {
        const struct sohoa_known_relation *one = &k->relations[i];
        const struct sohoa_known_place *place = &k->places[one->place];
        char subject[SOHOA_SUBJECT_SIZE], to[SOHOA_NUMBER_SIZE];
        if (strcmp(one->kind, kind) != 0 || place->stranger || place->spent)
            continue;
        (void)snprintf(subject, sizeof subject, "%s", one->subject);
        int rc = sohoa_link_get(r, sohoa_key_last(subject), to, err);
        if (rc == SOHOA_OK)
            (void)snprintf(subject, sizeof subject, "person/%s", to);
        else if (rc != SOHOA_END)
            return rc;
        memcpy(ret, subject, sizeof subject);
        return SOHOA_OK;
    }
    return SOHOA_END;
}

/* Of the child told by the newest paper only: where that names no other parent nobody is guessed.
 */
static int by_child(struct sohoa_records *r, const struct sohoa_known *k, const char *kind,
                    char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err)
{
    struct sohoa_known child;
    char subject[SOHOA_SUBJECT_SIZE];
    int rc = step(r, k, "child", subject, err);
    if (rc == SOHOA_OK)
        rc = sohoa_known_load(r, NULL, subject, NULL, NULL, &child, err);
    if (rc != SOHOA_OK)
        return rc;
    rc = step(r, &child, kind, ret, err);
    sohoa_known_clear(&child);
    return rc;
}

int sohoa_related(struct sohoa_records *r, const struct sohoa_placed *given, size_t count,
                  const char *role, char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err)
{
    static const struct {
        const char *from, *role, *kind;
        bool child;
    } ways[] = {
        /* the surest first */
        {"child", "mother", "mother", false},
        {"child", "father", "father", false},
        {"mother", "father", "spouse", false},
        {"father", "mother", "spouse", false},
        {"mother", "father", "father", true},
        {"father", "mother", "mother", true},
        {"person", "household_head", "household", false},
    };
    int rc = SOHOA_END;
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
        for (size_t i = 0; rc == SOHOA_END && strcmp(ways[w].role, role) == 0 && i < count; i++)
            if (strcmp(ways[w].from, given[i].role) == 0)
                rc = ways[w].child ? by_child(r, given[i].known, ways[w].kind, ret, err)
                                   : step(r, given[i].known, ways[w].kind, ret, err);
    return rc;
}
