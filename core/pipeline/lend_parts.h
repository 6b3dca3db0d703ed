/* lend_parts.h - what lend.c and lend_page.c share: the inside of a lent dossier. */
#ifndef SOHOA_LEND_PARTS_H
#define SOHOA_LEND_PARTS_H
#include "pipeline/lend.h"

#define UUID_SIZE 37

struct lent_place {
    uint32_t place, number, part; /* in the dossier; in the batch */
};
struct sohoa_dossier {
    struct sohoa_output head;
    struct sohoa_lender *lender;
    char batch[SOHOA_ID_SIZE], uuid[UUID_SIZE];
    json_t *object;
    char *json, *name;
    struct lent_place *pages;
    size_t count, room;
    bool part, failed;
    /* the page lent now */
    struct sohoa_page_record record;
    struct sohoa_text *text;
    struct sohoa_page_view view;
    struct sohoa_output_page page;
};
void sohoa_lent_drop_page(struct sohoa_dossier *lent);
#endif
