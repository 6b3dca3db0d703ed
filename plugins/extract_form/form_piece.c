/* form_piece.c - pieces of lines: words without a wide gap between them, for papers whose parts
 * have places instead of labels. */
#include "form_letter.h"

#include <string.h>

/* Letters of the text, and how many of them are capitals. */
static uint32_t count_capitals(const char *text, uint32_t *ret_letters)
{
    uint32_t capitals = 0, letters = 0;
    for (const char *c = text; *c; c = form_next_character(c)) {
        char folded[4];
        size_t step = (size_t)(form_next_character(c) - c);
        char one[8] = {0};
        if (step >= sizeof one)
            continue;
        memcpy(one, c, step);
        if (!sohoa_fold(one, folded, NULL, sizeof folded) || (*folded >= '0' && *folded <= '9'))
            continue;
        letters++;
        capitals += !form_begins_small(c);
    }
    *ret_letters = letters;
    return capitals;
}

bool form_is_capitals(const char *text)
{
    uint32_t letters, capitals = count_capitals(text, &letters);
    return letters && capitals * 5 >= letters * 4;
}

const char *form_next_character(const char *text)
{
    text++;
    while (((unsigned char)*text & 0xC0) == 0x80)
        text++;
    return text;
}

/* Box, words and letters of the piece's words [first, last]. */
static void measure(const struct form_sheet *sheet, struct form_piece *piece)
{
    uint32_t capitals = 0;
    piece->box = (struct sohoa_box){0};
    piece->words = piece->letters = 0;
    for (uint32_t i = piece->first; i <= piece->last; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->kind != FORM_TEXT)
            continue;
        piece->box = form_join(piece->box, word->box);
        piece->words++;
        piece->letters += word->size;
        uint32_t letters, own = count_capitals(word->text, &letters); /* of "Sở NỘI VỤ" too */
        capitals += form_is_capitals(word->text) ? word->size : own;
    }
    piece->capitals = piece->letters >= 2 && capitals * 5 >= piece->letters * 4;
}

void form_split_piece(const struct form_sheet *sheet, struct form_piece *pieces, uint32_t *count,
                      uint32_t index, int32_t x)
{
    struct form_piece *piece = &pieces[index];
    uint32_t at = piece->first;
    while (at <= piece->last && (sheet->words[at].kind != FORM_TEXT ||
                                 sheet->words[at].box.x + sheet->words[at].box.w / 2 < x))
        at++;
    if (at == piece->first || at > piece->last)
        return;
    memmove(piece + 1, piece, (*count - index) * sizeof *piece);
    (*count)++;
    piece->last = at - 1;
    piece[1].first = at;
    measure(sheet, piece);
    measure(sheet, piece + 1);
}

uint32_t form_pieces(struct form_sheet *sheet, uint32_t page, struct form_piece *ret, uint32_t max)
{
    uint32_t count = 0;
    double em = sheet->pages[page].em;
    for (uint32_t i = 0; i < sheet->line_count; i++) {
        const struct form_line *line = &sheet->lines[i];
        struct form_piece *piece = NULL;
        for (uint32_t j = line->first; line->page == page && j < line->first + line->count; j++) {
            const struct form_word *word = &sheet->words[j];
            if (word->kind != FORM_TEXT)
                continue;
            int32_t gap = piece ? word->box.x - (piece->box.x + piece->box.w) : 0;
            bool other = piece && word->source_line != sheet->words[piece->last].source_line;
            if (!piece || gap > em * (other ? 0.7 : 1.6)) {
                if (count == max)
                    return count;
                piece = &ret[count++];
                *piece = (struct form_piece){.first = j, .line = i};
            }
            piece->last = j;
            piece->words++;
            piece->box = form_join(piece->box, word->box);
        }
    }
    for (uint32_t i = 0; i < count; i++)
        measure(sheet, &ret[i]);
    return count;
}

const char *form_piece_letters(const struct form_sheet *sheet, const struct form_piece *piece)
{
    return sheet->stream.letters + sheet->words[piece->first].at;
}

bool form_piece_begins(const struct form_sheet *sheet, const struct form_piece *piece,
                       const char *letters)
{
    size_t size = strlen(letters);
    return piece->letters >= size && !strncmp(form_piece_letters(sheet, piece), letters, size);
}

void form_take_piece(struct form_sheet *sheet, const struct form_piece *piece, uint32_t from,
                     struct form_value *value)
{
    for (uint32_t i = from; i <= piece->last; i++)
        form_value_word(value, &sheet->words[i], 0, strlen(sheet->words[i].text));
}

bool form_word_begins(const struct form_sheet *sheet, uint32_t word, const char *letters)
{
    size_t size = strlen(letters);
    return sheet->words[word].size >= size &&
           !strncmp(sheet->stream.letters + sheet->words[word].at, letters, size);
}
