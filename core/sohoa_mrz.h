/* sohoa_mrz.h - machine-readable zones of travel and identity documents (ICAO 9303 parts 3 to 7),
 * and what the Vietnamese card adds. A part of sohoa_plugin.h: include that. */
#ifndef SOHOA_MRZ_SERVICE_H
#define SOHOA_MRZ_SERVICE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sohoa_err;

enum sohoa_mrz_kind {
    SOHOA_MRZ_TD1 = 1 /* 3 x 30 */,
    SOHOA_MRZ_TD2 /* 2 x 36 */,
    SOHOA_MRZ_TD3 /* 2 x 44 */
};
enum {                             /* what a zone proves of itself */
       SOHOA_MRZ_NUMBER = 1u << 0, /* check digits */
       SOHOA_MRZ_BIRTH = 1u << 1,
       SOHOA_MRZ_EXPIRY = 1u << 2,
       SOHOA_MRZ_OPTIONAL = 1u << 3,
       SOHOA_MRZ_COMPOSITE = 1u << 4,
       SOHOA_MRZ_CITIZEN = 1u << 5, /* Vietnam: over the 12 digits, last place of line 1 */
       SOHOA_MRZ_REPEAT = 1u << 6,  /* Vietnam: nine digits twice; gender and year in the number */
       SOHOA_MRZ_SHAPE = 1u << 7,   /* lines as long as they should be, no unreadable character */
};
enum { SOHOA_MRZ_PLACES_MAX = 90, SOHOA_MRZ_SYMBOLS = 37 };
struct sohoa_mrz {
    enum sohoa_mrz_kind kind;
    uint32_t checks, held; /* SOHOA_MRZ_*: those that such a zone has; those that hold */
    uint32_t corrected;    /* characters changed, put in or left out */
    float strain;          /* decode: what the grammar cost beyond the cheapest reading */
    char text[96];         /* the lines, corrected, joined by '\n' */
    char document[3], issuer[4], nationality[4]; /* without fillers */
    char number[24];                             /* of the document */
    char citizen_id[13];                         /* Vietnam: 12 digits; else "" */
    char optional[32];
    char birth[11], expiry[11]; /* ISO 8601, partial where unknown, "" = not a date */
    char sex;                   /* 'M', 'F', '<' unspecified */
    bool name_cut;              /* the name fills its field: it may go on */
    char surname[48], given[48];
};
/* The check digit of text[0..length): weights 7, 3, 1; '<' counts 0, A counts 10. -1: a character
 * that cannot stand in a zone. [any] */
int sohoa_mrz_check_digit(const char *text, size_t length);
/* Reads a zone as recognised: lines apart by '\n', spaces and case ignored, characters corrected
 * by the kind of their field, then by check digits and repetition; a line one character short or
 * long is repaired when all checks prove it. BAD_PAGE: not two or three lines of about the length
 * of a zone. A check that fails is no error: see held. [any] */
int sohoa_mrz_read(const char *text, struct sohoa_mrz *ret, struct sohoa_err *err);
/* The likeliest zone: costs[line * length + column] holds -ln p of each symbol "0-9A-Z<" there. A
 * failed check costs `doubt`, so that clear print is kept even where its check digit is wrong.
 * [any] */
void sohoa_mrz_decode(enum sohoa_mrz_kind kind, const float (*costs)[SOHOA_MRZ_SYMBOLS],
                      float doubt, struct sohoa_mrz *ret);
unsigned sohoa_mrz_lines(enum sohoa_mrz_kind kind);  /* 3 2 2 */
unsigned sohoa_mrz_length(enum sohoa_mrz_kind kind); /* 30 36 44 */
#endif
