/* form_letter.h - the parts of a document that have places instead of labels. */
#ifndef FORM_LETTER_H
#define FORM_LETTER_H
#include "form.h"

enum { FORM_PIECES_MAX = 4000 };

/* Words of a line without a wide gap between them. */
struct form_piece {
    uint32_t first, last; /* words */
    uint32_t line, words, letters;
    struct sohoa_box box;
    bool capitals; /* nearly all of its letters */
};
struct form_letter {
    struct form_piece *pieces; /* of the first page */
    uint32_t count, page;
    double em;
    struct sohoa_box head; /* of the motto, or where it should be */
    bool motto;            /* it was found */
    int32_t top, bottom;   /* of the head's lines */
    int32_t split;         /* between its halves */
};

/* The pieces of a page, by line; their number. */
uint32_t form_pieces(struct form_sheet *sheet, uint32_t page, struct form_piece *ret, uint32_t max);
/* Cuts a piece in two before its first word whose middle lies right of x; pieces has room for one
 * more. */
void form_split_piece(const struct form_sheet *sheet, struct form_piece *pieces, uint32_t *count,
                      uint32_t index, int32_t x);
/* The piece's letters in the stream, folded; piece->letters of them. */
const char *form_piece_letters(const struct form_sheet *sheet, const struct form_piece *piece);
bool form_piece_begins(const struct form_sheet *sheet, const struct form_piece *piece,
                       const char *letters);
void form_take_piece(struct form_sheet *sheet, const struct form_piece *piece, uint32_t from,
                     struct form_value *value);
bool form_word_begins(const struct form_sheet *sheet, uint32_t word, const char *letters);
/* False: out of memory or nothing on the page. */
bool form_letter_open(struct form_sheet *sheet, struct form_letter *letter);

/* form_kind.c: what kind of document it is; piece NULL: a letter, or not found. */
struct form_kind {
    const struct form_piece *piece; /* its line */
    uint32_t first, last;           /* words of it */
    const char *name;               /* of the list, with its tones */
    bool damaged;                   /* told by a part of the line, or nearly */
};
struct form_kind form_kind_find(const struct form_sheet *sheet, const struct form_letter *letter,
                                const struct form_piece *number);

/* form_whole.c: the name that the piece is the end of, a seal having taken the rest: one named
 * elsewhere on the paper. False: none. */
bool form_whole_name(const struct form_sheet *sheet, const struct form_piece *piece, char *ret,
                     size_t room);

/* form_sign.c: the stamp "ĐẾN" on the first page; the block at the end, of the last page that has
 * one. */
void form_incoming_date(struct form_sheet *sheet, const struct form_letter *letter,
                        struct form_value *value);
void form_signature_position(struct form_sheet *sheet, const struct form_letter *letter,
                             struct form_value *value);
void form_signature_name(struct form_sheet *sheet, const struct form_letter *letter,
                         struct form_value *value);
#endif
