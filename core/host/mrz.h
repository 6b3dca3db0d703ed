/* mrz.h - how the parts of the zone reader share a layout: mrz_layout.c knows where fields stand,
 * mrz_decode.c finds the likeliest characters, mrz_fields.c reads fields off them, mrz.c brings
 * recognised text in. Pure functions, any thread. */
#ifndef SOHOA_MRZ_H
#define SOHOA_MRZ_H
#include "sohoa_plugin.h"

struct mrz_span {
    uint8_t from, length; /* places counted through the whole zone */
};
struct mrz_checked {
    uint32_t check; /* SOHOA_MRZ_* */
    struct mrz_span span;
    uint8_t digit; /* place of its check digit */
};
enum { MRZ_CHECKED_MAX = 4, MRZ_PARTS_MAX = 4 };

/* Shape: a character for each place. Small letters are classes: a letter or filler, n digit or
 * filler, d digit, c digit or filler (a check digit), s sex, x any; all others stand as they are.
 */
struct mrz_layout {
    enum sohoa_mrz_kind kind;
    uint8_t lines, length;
    const char *shape;
    struct mrz_checked checked[MRZ_CHECKED_MAX]; /* check 0 ends the list */
    struct mrz_span parts[MRZ_PARTS_MAX];        /* of the composite; length 0 ends the list */
    uint8_t composite;                           /* place of its digit, 0 = none */
    struct mrz_span name, number, nationality, birth, sex, expiry, optional[2];
    bool vietnam; /* the card: number repeated, national check digit */
};
enum mrz_variant { MRZ_USUAL, MRZ_VIETNAM /* TD1 */, MRZ_VISA /* TD2, TD3 */ };
/* Usual when the kind has no such variant. */
const struct mrz_layout *mrz_layout(enum sohoa_mrz_kind kind, enum mrz_variant variant);

int mrz_symbol(char c);    /* 0..36, -1 = none */
char mrz_char(int symbol); /* the other way */
int mrz_value(char c);     /* in a check digit */
bool mrz_allowed(char shape, int symbol);

/* Vietnam: where on line 1 the nine digits stand, again in the twelve, and the digit at its end. */
enum { MRZ_NINE = 5, MRZ_NINE_DIGIT = 14, MRZ_TWELVE = 15, MRZ_TWELVE_DIGIT = 29, MRZ_SEX = 37 };

/* Reads fields and checks off zone (the places without line ends). Fills all but corrected and
 * strain. */
void mrz_fields(const struct mrz_layout *layout, const char *zone, struct sohoa_mrz *ret);
#endif
