/* card.h - the parts of extract_card: what a card's QR and zone say, and what is printed on it.
 * Pure functions over lent text; memory of one run hangs on struct card_print. */
#ifndef CARD_H
#define CARD_H
#include "sohoa_plugin.h"

enum {
    CARD_FIELDS_MAX = 16,   /* of a QR */
    CARD_VALUE_MAX = 512,   /* bytes of a value */
    CARD_CODES_MAX = 32,    /* QRs and zones of a document that are looked at */
    CARD_WORDS_MAX = 4000,  /* words of a document that are looked at; a card holds about 60 */
    CARD_LABELS_MAX = 96,   /* labels of a schema */
    CARD_LABEL_MAX = 64,    /* folded letters of one */
    CARD_SEGMENT_MAX = 400, /* folded letters of words side by side */
};

/* ---- the QR (card_qr.c) ---- */

struct card_qr {
    char id[13], old_id[13], name[CARD_VALUE_MAX], birth[9], gender[8], address[CARD_VALUE_MAX],
        issued[9]; /* dates DDMMYYYY; "" = empty */
    int fields;    /* 7: the card of 2021; more: that of 2024 */
};
/* False: not a card's QR (a health insurance card, an address of the web, something damaged). */
bool card_qr_read(const char *text, struct card_qr *ret);
/* True: dd, mm, yyyy are a date of the calendar from 1900 on. */
bool card_date(int day, int month, int year);
/* Who issued a card on that day (DDMMYYYY). */
const char *card_issuer(const char *issued);

struct card_print;

/* ---- readings (card_give.c) ---- */

/* What is known of the card so far, to hold print against: see card_give_print. */
struct card_known {
    const char *key;
    char value[CARD_VALUE_MAX];
};
/* The first reading of a key, whatever its source. */
struct card_said {
    const char *key;
    char value[16]; /* cut: numbers and dates are whole */
    uint32_t page;
    struct sohoa_box box;
    float confidence;
};
/* A code that gives a card's number. */
struct card_claim {
    char id[13];
    uint32_t page; /* index */
    struct sohoa_box box;
};
struct card_run {
    const struct sohoa_document *in;
    struct sohoa_fields *out;
    struct card_known known[24];
    size_t known_count, given; /* given: readings of the print */
    struct card_said said[24];
    size_t said_count;
    struct card_claim claims[CARD_CODES_MAX];
    size_t claim_count;
    char id[13];         /* the holder's number; "" = no code gives one */
    bool card, later;    /* the paper is an identity card; that of 2024 */
    char zone_name[100]; /* of the zone, folded; "" = none */
    bool failed;         /* out of memory */
};
/* Hands over one reading of a code. */
void card_give_code(struct card_run *run, const char *key, const char *raw, const char *source,
                    bool checked, uint32_t page, struct sohoa_box box);
/* All that the QRs and zones of the document say. */
void card_give_codes(struct card_run *run);
/* Hands a reading over and remembers what was said. False: a key that this paper does not have. */
bool card_say(struct card_run *run, const struct sohoa_reading *reading);
/* The first reading of a key; NULL: none. */
const struct card_said *card_said(const struct card_run *run, const char *key);

/* ---- what follows from it (card_follow.c) ---- */

/* Gender, nationality and the day of expiry, where nothing says them: the number, the kind of paper
 * and the law do. */
void card_follow(struct card_run *run, const struct card_print *print);

/* ---- print (card_words.c, card_labels.c, card_owner.c, card_place.c, card_print.c) ---- */

struct card_word {
    const char *text;
    struct sohoa_box box, master; /* box: upright */
    float confidence;
    uint32_t flags, page; /* page: index */
    uint32_t segment;
};
/* Words side by side without a wide gap. */
struct card_segment {
    uint32_t first, count, page;
    struct sohoa_box box;              /* upright */
    int32_t y, height;                 /* middle of its first word; of its letters */
    char letters[CARD_SEGMENT_MAX];    /* folded */
    uint16_t word[CARD_SEGMENT_MAX];   /* of each letter, from first */
    uint16_t offset[CARD_SEGMENT_MAX]; /* in the word's text */
    uint32_t size;
};
struct card_label {
    const struct sohoa_item *item; /* NULL: ends a value, has none */
    char letters[CARD_LABEL_MAX];
    uint32_t size;
    bool half; /* of a bilingual label */
};
struct card_hit {
    const struct card_label *label;
    uint32_t segment, from, to; /* letters */
    uint32_t edits;
};
enum { CARD_HITS_MAX = 256 };
struct card_print {
    struct card_word *words;
    uint32_t word_count;
    struct card_segment *segments; /* from top to bottom */
    uint32_t segment_count;
    struct card_label labels[CARD_LABELS_MAX];
    uint32_t label_count;
    struct card_hit hits[CARD_HITS_MAX]; /* none overlaps another; by segment, then place */
    uint32_t hit_count;
    bool keep[CARD_HITS_MAX]; /* while hits are chosen */
};
/* False: out of memory. */
bool card_words(struct card_print *print, const struct sohoa_document *in);
void card_labels(struct card_print *print, const struct sohoa_schema *schema);
/* Finds the labels in all segments. */
void card_find(struct card_print *print, const struct sohoa_call *call);
/* Leaves out what is printed on another person's card, and doubts what may be. */
void card_own(const struct card_run *run, struct card_print *print);

/* ---- values (card_value.c) ---- */

struct card_value {
    char raw[CARD_VALUE_MAX];
    size_t size;
    struct sohoa_box box; /* master */
    float confidence;
    uint32_t page, words, agreed;
    bool doubt;
};
void card_take(struct card_value *value, const struct card_word *word, const char *text);
/* The words of a segment from a letter on to the next label. */
void card_take_segment(const struct card_print *print, uint32_t segment, uint32_t from,
                       struct card_value *value);
/* The same, and what goes on to its right. */
void card_take_line(const struct card_print *print, uint32_t segment, uint32_t from,
                    struct card_value *value);
bool card_labelled(const struct card_print *print, uint32_t segment);
/* The unlabelled segment right below `from` that begins about where x is; UINT32_MAX: none. */
uint32_t card_below(const struct card_print *print, uint32_t from, int32_t x, double reach);
/* The segment with the day of expiry behind whose label the text goes on that stands above it, and
 * the letter where it does; UINT32_MAX: none. */
uint32_t card_beside_expiry(const struct card_print *print, uint32_t from, int32_t x,
                            uint32_t *ret_from);
bool card_last_words(const struct card_print *print, uint32_t above, uint32_t below);
bool card_type_is(const struct sohoa_item *item, const char *type);
bool card_is_origin(const struct sohoa_item *item);  /* home town, place of birth */
bool card_find_date(const char *text, char ret[16]); /* dd/mm/yyyy in the text */
bool card_number(const char *text, char ret[16]);    /* twelve digits, at least ten read as such */
/* Cuts the value down to what its type can be. False: nothing of it can. */
bool card_shape(const struct sohoa_item *item, struct card_value *value);

/* ---- card_print.c, card_guess.c ---- */

/* What the QR said of a key; NULL: nothing. */
const char *card_known_value(const struct card_run *run, const char *key);
/* Hands the value over, unless it is a damaged copy of what is known. */
void card_give_value(struct card_run *run, const struct sohoa_item *item,
                     const struct card_value *given, float place);
/* Gives the item's value by its shape and place, when no label of it was found. False: none. */
bool card_guess(struct card_run *run, const struct card_print *print,
                const struct sohoa_item *item);
/* Hands over what is printed at the labels. */
void card_give_print(struct card_run *run, const struct card_print *print);
/* The least edits that lead from the letters to some part of the text. */
uint32_t card_apart(const char *letters, uint32_t count, const char *text);
/* The segment in which the address that is known begins, or goes on; UINT32_MAX: none. */
uint32_t card_find_address(const struct card_print *print, const char *known_address);
/* The segment with the home town (or, on the later card, the place of birth), found by the address
 * that is known, and the letter that it begins with; UINT32_MAX: none. */
uint32_t card_find_place(const struct card_print *print, const char *known_address, bool later,
                         uint32_t *ret_from);
/* The lines of one place, from top to bottom. */
enum { CARD_LINES_MAX = 3 };
struct card_lines {
    uint32_t at[CARD_LINES_MAX], count;
};
/* The two places of a card without labels, the upper first. False: there are fewer, or more. */
bool card_find_places(const struct card_print *print, bool later, struct card_lines ret[2]);
void card_print_free(struct card_print *print);
#endif
