/* classify_index.h - what the classifier looks for, gathered from a set of schemas. Not for other
 * components. Read-only once made. */
#ifndef SOHOA_CLASSIFY_INDEX_H
#define SOHOA_CLASSIFY_INDEX_H
#include "reading/arena.h"
#include "reading/schema.h"

/* A text that stands on papers, once for all of them. */
struct sohoa_clue_text {
    const char *folded;
    uint32_t length, papers; /* on how many papers it may stand */
};
/* One label or anchor of a paper: there when any of its variants is. */
struct sohoa_clue {
    const size_t *texts; /* into sohoa_clue_index.texts */
    size_t text_count;
    double weight; /* rare and long ones tell more */
};
struct sohoa_clue_list {
    const struct sohoa_schema *layout;
    const struct sohoa_clue *items;
    size_t count;
    double weight; /* of all */
};
/* A paper, or one side of a card. */
struct sohoa_face {
    const struct sohoa_schema *schema;
    enum sohoa_side side;
    const struct sohoa_marks_of_paper *marks;
    const struct sohoa_clue_list *lists; /* one a layout, the usual one first */
    size_t list_count;
};
struct sohoa_clue_index {
    const struct sohoa_face *faces; /* by schema; front before back */
    const struct sohoa_clue_text *texts;
    size_t face_count, text_count;
};

/* All lives in the arena; the set must live as long. 0, or -1: out of memory. [any] */
int sohoa_clue_index_make(const struct sohoa_schemas *set, struct sohoa_arena *arena,
                          struct sohoa_clue_index *ret);
#endif
