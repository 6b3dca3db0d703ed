/* reuse_world.h - invented families and what recognition makes of their papers, without pages: the
 * documents of dossiers as extraction writes them, with errors like those of OCR. One thread. */
#ifndef REUSE_WORLD_H
#define REUSE_WORLD_H
#include "record/records.h"

struct person {
    char id[13], name[64], birth[11], address[96], phone[11];
    bool woman;
};
struct family {
    struct person wife, husband, children[2];
};

/* How often, in thousandths, and how recognition goes wrong. */
struct wear {
    uint32_t id, name, birth; /* of a value */
    uint32_t alike;           /* an id misread is misread alike the next time */
    uint32_t surely;          /* what is misread is given as sure */
};

/* The truth about a role of a document: "DOCUMENT.ROLE" -> id. */
struct dossier {
    json_t *documents, *truth;
};

uint32_t chance(uint32_t limit); /* 0 .. limit - 1, the same in every run */
void chance_seed(uint64_t seed);

/* Family number n of a world; the same every time. */
void family_of(uint64_t n, struct family *ret);
/* A dossier of the family: a birth, a marriage, a move or a death by turns; owned by the caller. */
void dossier_of(const struct family *family, const struct wear *wear, struct dossier *ret);
/* A plain marriage with both cards, ten facts in all. */
json_t *marriage_of(const struct family *family);
#endif
