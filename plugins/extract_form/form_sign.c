/* form_sign.c - the signature block: position in capitals, room for signature and seal, name; and
 * the stamp of what came in.
 *
 * It stands in the right half below the text, beside "Nơi nhận". Seal and signature leave noise
 * between the lines: a name is words with capitals at their heads and nothing else. */
#include "form_letter.h"

#include <stdlib.h>
#include <string.h>

enum { LAST_PIECES = 6, FORM_NAME_MAX = 160 };
#define LAST_SURE 0.6

struct block {
    struct form_piece *pieces; /* of its page */
    uint32_t count;
    uint32_t first, last; /* of the position's lines, last < first: none */
    int32_t half;         /* its middle lies right of this */
    bool found;
};

static bool is_title_word(const struct form_sheet *sheet, const struct form_piece *piece)
{
    static const char *const words[] = {
        "CHUTICH",    "THUTUONG",   "GIAMDOC",   "BOTRUONG", "THUTRUONG", "TRUONG", "CHANH",
        "PHO",        "KT",         "TM",        "TL",       "TUQ",       "Q",      "CUCTRUONG",
        "VIENTRUONG", "HIEUTRUONG", "CONGCHUNG", "TONG",     "CHITHUE",   "KYDUOC"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        bool whole = size > 2 || sheet->words[piece->first].size == size;
        if (whole && form_piece_begins(sheet, piece, words[i]))
            return true;
    }
    return false;
}

/* The number of its words, each with a capital and small letters, none with a digit; 0: it has
 * others, too. */
static uint32_t name_words(const struct form_sheet *sheet, const struct form_piece *piece)
{
    uint32_t words = 0, first = piece->first;
    if (strpbrk(sheet->words[first].text, ":;/(") || piece->capitals)
        return 0;
    for (uint32_t i = first; i <= piece->last; i++) {
        const struct form_word *word = &sheet->words[i];
        bool digit = strpbrk(word->text, "0123456789:/()[]{}|\\<>=+*&%$#@!?") != NULL;
        if (word->kind != FORM_TEXT || !word->size) /* the strokes of a signature */
            continue;
        if (digit || form_begins_small(word->text))
            return 0;
        words++;
    }
    return words;
}

static bool is_name(const struct form_sheet *sheet, const struct form_piece *piece,
                    uint32_t *ret_first)
{
    uint32_t words = name_words(sheet, piece);
    *ret_first = piece->first;
    return words >= 2 && words <= 6;
}

static double sureness(const struct form_sheet *sheet, const struct form_piece *piece)
{
    double sum = 0;
    uint32_t words = 0;
    for (uint32_t i = piece->first; i <= piece->last; i++)
        if (sheet->words[i].kind == FORM_TEXT) {
            sum += sheet->words[i].confidence;
            words++;
        }
    return words ? sum / words : 0;
}

/* The last run of lines in capitals right of `share` hundredths of the page, one of them a title.
 */
static bool find_position(const struct form_sheet *sheet, const struct form_page *page, int share,
                          struct block *block)
{
    int32_t half = page->left + (page->right - page->left) * share / 100;
    int32_t bottom = 0;
    block->half = half;
    const struct form_line *lines = sheet->lines + page->first_line;
    int32_t third = page->lines ? lines[0].box.y : 0;
    third += page->lines ? (lines[page->lines - 1].box.y - third) / 6 : 0;
    for (uint32_t i = 0; i < block->count; i++) {
        const struct form_piece *piece = &block->pieces[i];
        int32_t middle = piece->box.x + piece->box.w / 2;
        bool fits = piece->capitals && middle > half && piece->letters >= 4 && piece->box.y > third;
        if (!fits)
            continue;
        bool goes_on = block->found && piece->box.y - bottom < (int32_t)(page->em * 2);
        if (!goes_on && !is_title_word(sheet, piece))
            continue;
        if (!goes_on)
            block->first = i;
        block->found = true;
        block->last = i;
        bottom = piece->box.y + piece->box.h;
    }
    return block->found;
}

/* In the right half of the last page that has one; a certification's may stand at the left. */
static bool find_block(struct form_sheet *sheet, struct block *block, uint32_t *ret_page)
{
    static const int shares[] = {42, 0};
    block->pieces = form_alloc(sheet, FORM_PIECES_MAX * sizeof *block->pieces);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        for (uint32_t page = sheet->page_count; block->pieces && page-- > 0;) {
            block->found = false;
            block->count = form_pieces(sheet, page, block->pieces, FORM_PIECES_MAX);
            *ret_page = page;
            if (find_position(sheet, &sheet->pages[page], shares[i], block))
                return true;
        }
    return false;
}

void form_signature_position(struct form_sheet *sheet, const struct form_letter *letter,
                             struct form_value *value)
{
    struct block block = {0};
    uint32_t page;
    (void)letter;
    if (!find_block(sheet, &block, &page))
        return;
    for (uint32_t i = block.first; i <= block.last; i++) {
        const struct form_piece *piece = &block.pieces[i];
        if (piece->capitals && piece->box.x + piece->box.w / 2 > block.half)
            form_take_piece(sheet, piece, piece->first, value);
    }
}

/* Whether a name may be read in the piece: one that is, or the end of one that the paper tells. */
static bool may_be_name(const struct form_sheet *sheet, const struct form_piece *piece, bool cut,
                        uint32_t *ret_first)
{
    char name[FORM_NAME_MAX];
    *ret_first = piece->first;
    return cut ? form_whole_name(sheet, piece, name, sizeof name)
               : is_name(sheet, piece, ret_first);
}

/* The surest name below the position, about below its middle; cut: its beginning is lost. */
static const struct form_piece *name_below(const struct form_sheet *sheet,
                                           const struct block *block, const struct sohoa_box *above,
                                           double em, bool cut, uint32_t *ret_first)
{
    const struct form_piece *best = NULL;
    double most = 0;
    int32_t axis = above->x + above->w / 2, bottom = above->y + above->h;
    for (uint32_t i = 0; i < block->count; i++) {
        const struct form_piece *piece = &block->pieces[i];
        uint32_t first;
        int32_t off = abs(piece->box.x + piece->box.w / 2 - axis), gap = piece->box.y - bottom;
        if (gap < 0 || gap > (int32_t)(em * 14) || off > (int32_t)(em * 5) ||
            !may_be_name(sheet, piece, cut, &first))
            continue;
        double sure = sureness(sheet, piece) - off / em * 0.05;
        if (sure > most) {
            most = sure;
            best = piece;
            *ret_first = first;
        }
    }
    return best;
}

/* Where seal and signature left nothing of the position: a sure name among the last lines of a
 * page, by itself in its right half. */
static const struct form_piece *last_name(struct form_sheet *sheet, struct block *block)
{
    for (uint32_t page = sheet->page_count; block->pieces && page-- > 0;) {
        const struct form_page *at = &sheet->pages[page];
        int32_t wide = at->right - at->left;
        block->count = form_pieces(sheet, page, block->pieces, FORM_PIECES_MAX);
        for (uint32_t i = block->count; i-- > 0 && i + LAST_PIECES >= block->count;) {
            const struct form_piece *piece = &block->pieces[i];
            uint32_t first;
            if (piece->box.x > at->left + wide / 3 &&
                piece->box.x + piece->box.w / 2 > at->left + wide / 2 &&
                is_name(sheet, piece, &first) && sureness(sheet, piece) >= LAST_SURE)
                return piece;
        }
    }
    return NULL;
}

/* A certification may name no position: then it is signed below "NGƯỜI THỰC HIỆN CHỨNG THỰC". */
static const struct form_piece *name_of_performer(struct form_sheet *sheet, struct block *block,
                                                  uint32_t *ret_page, uint32_t *ret_first)
{
    for (uint32_t page = sheet->page_count; block->pieces && page-- > 0;) {
        block->count = form_pieces(sheet, page, block->pieces, FORM_PIECES_MAX);
        for (uint32_t i = block->count; i-- > 0;) {
            const struct form_piece *piece = &block->pieces[i];
            const struct form_piece *name = NULL;
            if (piece->capitals && form_piece_begins(sheet, piece, "NGUOITHUCHIEN"))
                name =
                    name_below(sheet, block, &piece->box, sheet->pages[page].em, false, ret_first);
            if (!name)
                continue;
            *ret_page = page;
            return name;
        }
    }
    return NULL;
}

/* The end of a name that a narrow column broke: one or two words close below its middle. */
static const struct form_piece *rest_of_name(const struct form_sheet *sheet,
                                             const struct block *block,
                                             const struct form_piece *name, double em)
{
    int32_t bottom = name->box.y + name->box.h, axis = name->box.x + name->box.w / 2;
    for (uint32_t i = 0; i < block->count; i++) {
        const struct form_piece *piece = &block->pieces[i];
        int32_t off = abs(piece->box.x + piece->box.w / 2 - axis), gap = piece->box.y - bottom;
        uint32_t words = piece == name ? 0 : name_words(sheet, piece);
        if (words >= 1 && words <= 2 && gap > -(int32_t)(em / 2) && gap < (int32_t)em &&
            off < (int32_t)em && piece->box.w <= name->box.w && sureness(sheet, piece) >= LAST_SURE)
            return piece;
    }
    return NULL;
}

/* Whether a seal or a signature was found over the box: paled, they leave strokes that look like
 * marks of letters, and may have taken some along. */
static bool is_covered(const struct form_page *page, const struct sohoa_box *box)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_box *m = &page->marks[i].box;
        bool ink =
            page->marks[i].kind == SOHOA_MARK_SEAL || page->marks[i].kind == SOHOA_MARK_SIGNATURE;
        if (ink && m->x < box->x + box->w && box->x < m->x + m->w && m->y < box->y + box->h &&
            box->y < m->y + m->h)
            return true;
    }
    return false;
}

/* Names stand centred below the position; one that does not has lost an end of it. */
static bool is_off_axis(const struct sohoa_box *above, const struct sohoa_box *name, double em)
{
    int32_t off = abs(name->x + name->w / 2 - above->x - above->w / 2);
    return above->w > 0 && off > (int32_t)(em * 1.2);
}

void form_signature_name(struct form_sheet *sheet, const struct form_letter *letter,
                         struct form_value *value)
{
    struct block block = {0};
    char whole[FORM_NAME_MAX];
    const struct form_piece *name = NULL;
    struct sohoa_box above = {0};
    uint32_t page, first = 0;
    (void)letter;
    if (find_block(sheet, &block, &page)) {
        for (uint32_t i = block.first; i <= block.last; i++)
            if (block.pieces[i].capitals &&
                block.pieces[i].box.x + block.pieces[i].box.w / 2 > block.half)
                above = form_join(above, block.pieces[i].box);
        for (int cut = 0; cut <= 1 && !name; cut++)
            name = name_below(sheet, &block, &above, sheet->pages[page].em, cut, &first);
    }
    if (!name)
        name = name_of_performer(sheet, &block, &page, &first);
    bool alone = !name && (name = last_name(sheet, &block)) != NULL;
    if (!name)
        return;
    first = alone ? name->first : first;
    const struct form_page *at = &sheet->pages[sheet->words[first].page];
    if (alone || is_covered(at, &name->box) || is_off_axis(&above, &name->box, at->em)) {
        value->place = 0.3F; /* part of it may lie under the seal */
        value->flags |= SOHOA_READING_DOUBT;
    }
    form_take_piece(sheet, name, first, value);
    if (name->words <= 2 && form_whole_name(sheet, name, whole, sizeof whole)) {
        value->size = strlen(whole);
        memcpy(value->raw, whole, value->size + 1);
        value->place = 0.6F; /* most likely that person: for somebody to see */
        value->flags |= SOHOA_READING_DOUBT;
        return;
    }
    name = rest_of_name(sheet, &block, name, at->em);
    if (name)
        form_take_piece(sheet, name, name->first, value);
}

/* ---- the stamp of what came in ---- */

/* Where the stamp's line that ends in "ĐẾN" begins: "CÔNG VĂN ĐẾN" too. */
static int32_t stamp_left(const struct form_sheet *sheet, uint32_t come, int32_t em)
{
    const struct form_word *word = &sheet->words[come];
    while (word > sheet->words && word[-1].line == word->line && form_is_capitals(word[-1].text) &&
           word->box.x - (word[-1].box.x + word[-1].box.w) < em)
        word--;
    return word->box.x;
}

void form_incoming_date(struct form_sheet *sheet, const struct form_letter *letter,
                        struct form_value *value)
{
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        const struct form_word *come = &sheet->words[i];
        if (come->page != letter->page || come->size != 3 || !form_word_begins(sheet, i, "DEN") ||
            !form_is_capitals(come->text))
            continue;
        int32_t em = (int32_t)letter->em, right = come->box.x + 16 * em;
        int32_t left = stamp_left(sheet, i, em) - 2 * em;
        for (uint32_t j = 0; j < sheet->word_count; j++) {
            struct form_word *word = &sheet->words[j];
            int32_t off = word->box.y + word->box.h / 2 - (come->box.y + come->box.h / 2);
            if (word->page != letter->page || j == i || abs(off) > 4 * em || word->box.x < left ||
                word->box.x > right || word->taken)
                continue;
            size_t digits = 0;
            for (const char *c = word->text; *c; c++)
                digits += *c >= '0' && *c <= '9';
            const char *day = form_word_begins(sheet, j, "NGAY") ? strchr(word->text, ':') : NULL;
            size_t parts = 0;
            for (const char *c = word->text; *c && c[1]; c++)
                parts += strchr("/.-", *c) && c > word->text && c[-1] >= '0' && c[-1] <= '9' &&
                         c[1] >= '0' && c[1] <= '9';
            bool whole = digits >= 6 && digits <= 8 && parts == 2;
            if (whole)
                form_value_word(value, word, day ? (size_t)(day - word->text) + 1 : 0,
                                strlen(word->text));
            if (value->words)
                return;
        }
    }
}
