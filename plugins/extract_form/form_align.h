/* form_align.h - what form_align.c and form_mend.c share. */
#ifndef FORM_ALIGN_H
#define FORM_ALIGN_H
#include "form.h"

/* A place for a node. */
struct place {
    uint32_t node;
    struct form_hit hit;
    float gain;
    double best;   /* of a sequence that ends here */
    uint32_t from; /* the place before it in that sequence */
};
struct places {
    struct place *items;
    uint32_t count;
};

/* Nodes without a place, looked for between their neighbours with more tolerance. */
void form_paper_whole(const struct form_sheet *sheet, const struct sohoa_schema *schema,
                      struct form_plan *plan);
void form_rescue(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 struct form_plan *plan);
/* Nodes without a place, looked for among the fields of their role whatever the order. */
void form_reorder(struct form_sheet *sheet, const struct sohoa_schema *schema,
                  struct form_plan *plan, const struct places *places);
/* The plan's sections, each a heading or a role with its fields, in the order in which they stand
 * on the sheet; ret_new: of each node its index in it. False: they stand as the schema has them, or
 * there is no memory. */
bool form_sections(struct form_sheet *sheet, const struct sohoa_schema *schema,
                   const struct form_plan *plan, const struct places *places, struct form_plan *ret,
                   uint32_t *ret_new);
#endif
