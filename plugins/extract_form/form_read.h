/* form_read.h - what the parts of form_read share: the values of one plan being read. */
#ifndef FORM_READ_H
#define FORM_READ_H
#include "form.h"

struct form_reader {
    struct form_sheet *sheet;
    const struct sohoa_schema *schema;
    struct form_plan *plan;
    struct form_value *values; /* one a node */
    double pitch;              /* median distance of lines with labels */
};

/* The first word of the label, or of the number printed right before it. */
uint32_t form_label_first(const struct form_sheet *sheet, const struct form_hit *hit);
/* The nearest labels on the node's line: where the one before it ends and the one behind it
 * begins; 0 and INT32_MAX: there is none. */
void form_labels_beside(const struct form_reader *reader, uint32_t index, int32_t *ret_from,
                        int32_t *ret_to);
/* A value with a label beside it on its line has a cell as wide as that label leaves: what found no
 * room there goes on in the cell's next line. */
void form_cell_wrap(struct form_reader *reader, uint32_t index);
#endif
