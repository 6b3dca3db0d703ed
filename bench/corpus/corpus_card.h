/* corpus_card.h - invented identity cards: the card of 2021 (CCCD) and that of 2024 (Căn cước).
 *
 * A card is drawn at its real size, 85.6 x 54 mm (ISO/IEC 7810 ID-1), its sides in points from
 * its top left corner. What the sides say agrees: print, QR and machine-readable zone. One thread.
 */
#ifndef CORPUS_CARD_H
#define CORPUS_CARD_H
#include "corpus_sheet.h"

#define CARD_WIDTH (85.6 * 72 / 25.4)
#define CARD_HEIGHT (53.98 * 72 / 25.4)

enum card_side { CARD_FRONT, CARD_BACK };

struct card {
    bool later; /* the card of 2024 */
    const char *name, *gender, *id_number, *old_id_number;
    bool female;
    struct corpus_date birth, issued, expires; /* expires.year 0: never */
    const char *home_town;                     /* 2021: home town; 2024: place of birth */
    const char *address;
    const char *mrz[3];
    const char *qr;
    /* how it is printed */
    const char *face, *zone_face;
    double tint[3]; /* of the ground */
    bool plain;     /* no lines on the ground */
};

/* Text on a card: one line, or wrapped at width when that is not 0. */
struct card_text {
    double x, y, size, width;
    bool bold;
    double red; /* 0: black */
};

struct card card_new(struct corpus_random *random, corpus_arena *arena);
/* The three lines of the zone after ICAO 9303 part 5 and what Vietnam adds on line 1. */
void card_zone(struct card *card, corpus_arena *arena);

/* Draws in the face of the card, adds the lines to the truth, returns the y below. */
double card_write(struct corpus_sheet *sheet, const struct card *card, struct card_text at,
                  const char *text);
double card_text_width(struct corpus_sheet *sheet, const struct card *card, struct card_text at,
                       const char *text);
void card_ground(struct corpus_sheet *sheet, const struct card *card);
void card_photo(struct corpus_sheet *sheet, double x, double y, double width, double height);
void card_emblem(struct corpus_sheet *sheet, double x, double y, double radius);
void card_chip(struct corpus_sheet *sheet, double x, double y);
void card_prints(struct corpus_sheet *sheet, double x, double y); /* two finger prints */
void card_qr(struct corpus_sheet *sheet, const struct card *card, double x, double y);
void card_print_zone(struct corpus_sheet *sheet, const struct card *card);

void card_side_draw(struct corpus_sheet *sheet, const struct card *card, enum card_side side);
#endif
