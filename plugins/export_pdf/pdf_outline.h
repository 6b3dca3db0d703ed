/* pdf_outline.h - the pages of a file: their tree, labels, and a bookmark a document. */
#ifndef PDF_OUTLINE_H
#define PDF_OUTLINE_H
#include "pdf_out.h"

#include <jansson.h>

struct pdf_pages {
    uint32_t *numbers, *objects; /* of each page: in the dossier; its object */
    uint32_t count, room;
    uint32_t *nodes; /* of the page tree, one for every few pages */
    uint32_t node_count, node_room, tree;
};
void pdf_pages_clear(struct pdf_pages *pages);
/* Takes up a page whose object is told; gives the node that it belongs to. 0: out of memory. */
uint32_t pdf_pages_add(struct pdf_pages *pages, struct pdf_out *o, uint32_t number,
                       uint32_t object);
void pdf_pages_tree(const struct pdf_pages *pages, struct pdf_out *o);
/* Labels: the number that each page has in its dossier. */
void pdf_pages_labels(const struct pdf_pages *pages, struct pdf_out *o, uint32_t number);
/* Bookmarks; 0: no document has a page here. */
uint32_t pdf_outline(const struct pdf_pages *pages, struct pdf_out *o,
                     const struct sohoa_dossier *in, const json_t *documents);
#endif
