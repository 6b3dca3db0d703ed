/* pdf_outline.c - see pdf_outline.h. No array has more than NODE or LABELS_MAX entries: PDF/A-1
 * keeps to the limits of PDF 1.4 (8,191 an array). */
#include "pdf_outline.h"

#include <stdlib.h>
#include <string.h>

#define NODE 64u       /* pages below a node of the tree */
#define NODES_MAX 8000 /* nodes below the root */
#define LABELS_MAX 4000u

void pdf_pages_clear(struct pdf_pages *pages)
{
    free(pages->numbers);
    free(pages->objects);
    free(pages->nodes);
    memset(pages, 0, sizeof *pages);
}

static bool grow(uint32_t **items, uint32_t room)
{
    uint32_t *bigger = realloc(*items, room * sizeof **items);
    if (bigger)
        *items = bigger;
    return bigger != NULL;
}

uint32_t pdf_pages_add(struct pdf_pages *pages, struct pdf_out *o, uint32_t number, uint32_t object)
{
    if (!pages->tree)
        pages->tree = pdf_reserve(o);
    if (pages->count == pages->room) {
        uint32_t room = pages->room ? pages->room * 2 : 64;
        if (!grow(&pages->numbers, room) || !grow(&pages->objects, room))
            return 0;
        pages->room = room;
    }
    if (pages->count % NODE == 0) {
        if (pages->node_count == pages->node_room) {
            uint32_t room = pages->node_room ? pages->node_room * 2 : 64;
            if (pages->node_count == NODES_MAX || !grow(&pages->nodes, room))
                return 0;
            pages->node_room = room;
        }
        pages->nodes[pages->node_count++] = pdf_reserve(o);
    }
    pages->numbers[pages->count] = number;
    pages->objects[pages->count++] = object;
    return pages->nodes[pages->node_count - 1];
}

void pdf_pages_tree(const struct pdf_pages *pages, struct pdf_out *o)
{
    for (uint32_t n = 0; n < pages->node_count; n++) {
        uint32_t first = n * NODE, last = first + NODE;
        last = last < pages->count ? last : pages->count;
        pdf_begin(o, pages->nodes[n]);
        pdf_put(o, "<</Type/Pages/Parent %u 0 R/Count %u/Kids[", pages->tree, last - first);
        for (uint32_t i = first; i < last; i++)
            pdf_put(o, "%u 0 R ", pages->objects[i]);
        pdf_put(o, "]>>");
        pdf_end(o);
    }
    pdf_begin(o, pages->tree);
    pdf_put(o, "<</Type/Pages/Count %u/Kids[", pages->count);
    for (uint32_t n = 0; n < pages->node_count; n++)
        pdf_put(o, "%u 0 R ", pages->nodes[n]);
    pdf_put(o, "]>>");
    pdf_end(o);
}

void pdf_pages_labels(const struct pdf_pages *pages, struct pdf_out *o, uint32_t number)
{
    uint32_t ranges = 0;
    pdf_begin(o, number);
    pdf_put(o, "<</Nums[");
    for (uint32_t i = 0; i < pages->count && ranges < LABELS_MAX; i++) {
        if (i > 0 && pages->numbers[i] == pages->numbers[i - 1] + 1)
            continue;
        pdf_put(o, "%u<</S/D/St %u>>", i, pages->numbers[i]);
        ranges++;
    }
    pdf_put(o, "]>>");
    pdf_end(o);
}

/* ---- bookmarks ------------------------------------------------------------------------------- */

/* The object of a document's first page that is here; 0: none. */
static uint32_t first_page(const struct pdf_pages *pages, const json_t *document)
{
    const json_t *numbers = json_object_get(document, "pages");
    for (size_t i = 0; i < json_array_size(numbers); i++) {
        json_int_t wanted = json_integer_value(json_array_get(numbers, i));
        for (uint32_t low = 0, high = pages->count; low < high;) {
            uint32_t middle = low + (high - low) / 2;
            if ((json_int_t)pages->numbers[middle] == wanted)
                return pages->objects[middle];
            if ((json_int_t)pages->numbers[middle] < wanted)
                low = middle + 1;
            else
                high = middle;
        }
    }
    return 0;
}

struct mark {
    size_t document;
    uint32_t page, object;
};

static void write_marks(struct pdf_out *o, const struct sohoa_dossier *in, uint32_t outline,
                        const struct mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        pdf_begin(o, marks[i].object);
        pdf_put(o, "<</Title");
        pdf_text(o, sohoa_export_title(in, marks[i].document));
        pdf_put(o, "/Parent %u 0 R/Dest[%u 0 R/Fit]", outline, marks[i].page);
        if (i > 0)
            pdf_put(o, "/Prev %u 0 R", marks[i - 1].object);
        if (i + 1 < count)
            pdf_put(o, "/Next %u 0 R", marks[i + 1].object);
        pdf_put(o, ">>");
        pdf_end(o);
    }
    pdf_object(o, outline, "<</Type/Outlines/First %u 0 R/Last %u 0 R/Count %zu>>", marks[0].object,
               marks[count - 1].object, count);
}

uint32_t pdf_outline(const struct pdf_pages *pages, struct pdf_out *o,
                     const struct sohoa_dossier *in, const json_t *documents)
{
    size_t known = json_array_size(documents), count = 0;
    struct mark *marks = known ? calloc(known, sizeof *marks) : NULL;
    uint32_t outline = 0;
    for (size_t d = 0; d < known && marks; d++) {
        uint32_t page = first_page(pages, json_array_get(documents, d));
        if (page)
            marks[count++] = (struct mark){d, page, pdf_reserve(o)};
    }
    if (count > 0) {
        outline = pdf_reserve(o);
        write_marks(o, in, outline, marks, count);
    }
    free(marks);
    return outline;
}
