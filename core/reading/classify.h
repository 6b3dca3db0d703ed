/* classify.h - which papers the pages of a dossier are.
 *
 * A page's own title line begins a document (not a mention: nearly every form speaks of "CCCD"),
 * anchors and codes speak where the title is missing or unreadable; pages without one go on with
 * the document before. The two sides of a card are joined by the number that both carry, whatever
 * lies between. What is no known paper is a document of its own, with its text. */
#ifndef SOHOA_CLASSIFY_H
#define SOHOA_CLASSIFY_H
#include "reading/schema.h"

struct sohoa_paper {
    const struct sohoa_schema *schema; /* NULL: unknown */
    double confidence;                 /* that the kind is right, 0..1 */
    size_t first, count;               /* its places in sohoa_papers.pages */
};
struct sohoa_papers {
    const struct sohoa_paper *items; /* by their first page */
    size_t count;
    const size_t *pages; /* indexes into views, in order for each paper */
};

/* views: the pages of one dossier in order, without blanks and separators; any of a view's text,
 * codes and marks may be NULL. Every page is in at least one paper (a page with the cards of two
 * people is in two). FATAL: out of memory. The caller frees. [any] */
int sohoa_classify(const struct sohoa_schemas *set, const struct sohoa_page_view *const *views,
                   size_t count, struct sohoa_papers **ret, struct sohoa_err *err);
void sohoa_papers_free(struct sohoa_papers *papers); /* NULL is fine */
#endif
