/* corpus_prose.h - invented administrative Vietnamese.
 *
 * A small grammar: text with {x} marks, each mark a list of phrases or a maker of names, dates,
 * numbers. Strings belong to the arena. */
#ifndef CORPUS_PROSE_H
#define CORPUS_PROSE_H
#include "corpus_people.h"

/* Fills the {x} marks of a pattern, capitalises the first letter when capital is set. */
const char *corpus_prose_fill(struct corpus_random *random, corpus_arena *arena,
                              const char *pattern, bool capital);
/* One paragraph of first to last sentences. */
const char *corpus_prose_paragraph(struct corpus_random *random, corpus_arena *arena, int first,
                                   int last);
/* One clause for a list, without the closing mark. */
const char *corpus_prose_item(struct corpus_random *random, corpus_arena *arena);
/* What a decision is about: "phê duyệt kế hoạch số hóa ..." */
const char *corpus_prose_topic(struct corpus_random *random, corpus_arena *arena);
/* A legal ground: "Căn cứ Luật Hộ tịch ngày ...;" */
const char *corpus_prose_ground(struct corpus_random *random, corpus_arena *arena);
#endif
