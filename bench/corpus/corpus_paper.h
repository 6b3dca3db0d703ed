/* corpus_paper.h - the kinds of paper that can be drawn, and what several of them need. */
#ifndef CORPUS_PAPER_H
#define CORPUS_PAPER_H
#include "corpus_form.h"

struct corpus_paper {
    const char *schema;
    void (*draw)(struct corpus_sheet *sheet);
    bool form;    /* has its place among --kind form */
    double small; /* share of them that are A5 */
};

extern const struct corpus_paper corpus_prose; /* a full page of text: corpus_text_draw */

const struct corpus_paper *corpus_paper_find(const char *schema); /* NULL: no such paper */
/* The n-th of all papers, NULL behind the last. */
const struct corpus_paper *corpus_paper_at(size_t n);
/* Draws a paper, its letters and lines closer where it would run off the sheet. */
void corpus_paper_draw(const struct corpus_paper *paper, struct corpus_sheet *sheet);

/* ---- corpus_family.c ---- */

struct corpus_office {
    const char *commune;  /* "xã Hoằng Lộc" */
    const char *place;    /* "Hoằng Lộc" */
    const char *name;     /* "Ủy ban nhân dân xã Hoằng Lộc", sometimes with the province */
    const char *rim;      /* of its seal */
    const char *capitals; /* "ỦY BAN NHÂN DÂN\nXÃ HOẰNG LỘC" */
};
struct corpus_office corpus_office_new(struct corpus_random *random, corpus_arena *arena);
struct corpus_person corpus_child_new(struct corpus_random *random, corpus_arena *arena,
                                      const struct corpus_person *mother,
                                      const struct corpus_person *father, int first, int last);
/* From now on every couple is the same one, of this number (0: by chance again), and whose cards
 * are drawn. */
void corpus_family_set(uint64_t number);
void corpus_family_hold(bool husband);
/* The holder of the next card, when there is a family; false: there is none. */
bool corpus_family_holder(corpus_arena *arena, struct corpus_person *ret);
/* A man and a woman of an age to marry, mostly at one address. */
void corpus_couple_new(struct corpus_random *random, corpus_arena *arena,
                       struct corpus_person *woman, struct corpus_person *man, bool together);
const char *corpus_hospital_new(struct corpus_random *random, corpus_arena *arena,
                                const char *home);
/* Puts day, month, year under item.d, .m, .y (printed in a line of their own); the truth, NULL for
 * none, is told by the year. */
void corpus_form_put_parts(struct corpus_form *form, const char *item, struct corpus_date date,
                           const char *key);
/* "Làm tại: ..., ngày ... tháng ... năm ..." on the right. */
void corpus_form_dateline(struct corpus_form *form, const char *place, struct corpus_date date,
                          const char *prefix);
/* "Đề nghị cấp bản sao: Có □, Không □ Số lượng: ... bản" */
void corpus_form_copies(struct corpus_form *form);

/* Puts all of the deceased and of the death: deceased.*, time.h, time.m, death.d, .m, .y, .words.
 */
void corpus_form_put_death(struct corpus_form *form, const struct corpus_person *person,
                           struct corpus_date died);
struct corpus_person corpus_deceased_new(struct corpus_random *random, corpus_arena *arena,
                                         struct corpus_date *ret_died);

/* Pre-printed paper: a tinted ground with fine waves and a frame. */
void corpus_ground_draw(struct corpus_sheet *sheet);
/* "12/2025" with the suffix, as registers number: put under certificate.number. */
void corpus_form_put_number(struct corpus_form *form, int year, const char *suffix);
/* The head of an office's paper: agency and number left, motto right, place and date below when
 * dated. */
void corpus_form_office_head(struct corpus_form *form, const struct corpus_office *office,
                             const char *number, bool dated);
/* Who signs for an office: position and invented name. */
void corpus_form_official(struct corpus_form *form, const struct corpus_office *office,
                          const char *title, const char *key);

void corpus_birth_draw(struct corpus_sheet *sheet);
void corpus_marriage_draw(struct corpus_sheet *sheet);
void corpus_death_draw(struct corpus_sheet *sheet);
void corpus_birth_certificate_draw(struct corpus_sheet *sheet);
void corpus_marriage_certificate_draw(struct corpus_sheet *sheet);
void corpus_death_extract_draw(struct corpus_sheet *sheet);
void corpus_birth_notice_draw(struct corpus_sheet *sheet);
void corpus_death_notice_draw(struct corpus_sheet *sheet);
void corpus_single_draw(struct corpus_sheet *sheet);
void corpus_residence_draw(struct corpus_sheet *sheet);
void corpus_receipt_draw(struct corpus_sheet *sheet);
void corpus_copy_draw(struct corpus_sheet *sheet);
void corpus_signature_draw(struct corpus_sheet *sheet);
void corpus_letter_draw(struct corpus_sheet *sheet);
#endif
