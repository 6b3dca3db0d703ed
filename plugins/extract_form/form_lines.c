/* form_lines.c - visual lines: words of one height side by side, however the recognition grouped
 * them.
 *
 * The recognised lines are cut where they jump and the pieces joined again with the nearest
 * piece to the right: tables and columns come interleaved, labels and values of one line apart. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum {
    ENDS = 3,         /* words at an end of a piece that tell its height there */
    NEIGHBOURS = 400, /* pieces looked at for one piece */
};

struct piece {
    uint32_t first, count; /* words */
    struct sohoa_box head, tail, box;
    uint32_t next, prev; /* right and left neighbour */
    int32_t gap;         /* to next */
};

static int compare_int(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Median height of the words of more than one letter. */
static double median_height(const struct form_word *words, uint32_t count, int32_t *room)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < count; i++)
        if (words[i].kind == FORM_TEXT && words[i].text[1] && words[i].box.h > 0)
            room[used++] = words[i].box.h;
    if (!used)
        return 30;
    qsort(room, used, sizeof *room, compare_int);
    return room[used / 2];
}

/* Whether b goes on in the line of a. */
static bool goes_on(const struct sohoa_box *a, const struct sohoa_box *b, double em)
{
    int32_t least = a->h < b->h ? a->h : b->h;
    int32_t common = form_overlap(a->y, a->h, b->y, b->h);
    return common >= least * 3 / 10 && b->x + b->w / 2 >= a->x &&
           b->x - (a->x + a->w) > -(int32_t)em * 5;
}

static void set_ends(struct piece *piece, const struct form_word *words)
{
    uint32_t used = 0;
    for (uint32_t i = 0; i < piece->count; i++) {
        const struct form_word *word = &words[piece->first + i];
        if (word->kind != FORM_TEXT)
            continue;
        piece->box = form_join(piece->box, word->box);
        if (used++ < ENDS)
            piece->head = form_join(piece->head, word->box);
    }
    used = 0;
    for (uint32_t i = piece->count; i-- > 0 && used < ENDS;)
        if (words[piece->first + i].kind == FORM_TEXT && ++used)
            piece->tail = form_join(piece->tail, words[piece->first + i].box);
    if (!piece->box.w) { /* signs only */
        for (uint32_t i = 0; i < piece->count; i++)
            piece->box = form_join(piece->box, words[piece->first + i].box);
        piece->head = piece->tail = piece->box;
    }
}

/* Recognition sometimes gives one word of a line the place of several: it ends where the next
 * begins. */
static void clip_words(struct form_word *words, uint32_t count)
{
    for (uint32_t i = 0; i + 1 < count; i++) {
        struct form_word *a = &words[i], *b = &words[i + 1];
        bool same = a->source_line == b->source_line && a->block == b->block && a->page == b->page;
        if (same && b->box.x > a->box.x && a->box.x + a->box.w > b->box.x + b->box.w / 2)
            a->box.w = b->box.x - a->box.x;
    }
}

/* Whether a word of another recognised line stands in the gap between two words: they belong to
 * columns side by side. */
static bool is_gap_filled(const struct form_word *words, uint32_t first, uint32_t count,
                          const struct form_word *a, const struct form_word *b, double em)
{
    int32_t from = a->box.x + a->box.w, to = b->box.x;
    int32_t y = (a->box.y + a->box.h / 2 + b->box.y + b->box.h / 2) / 2;
    if (to - from < (int32_t)(em * 3))
        return false;
    for (uint32_t i = first; i < first + count; i++) {
        const struct sohoa_box *box = &words[i].box;
        bool other = words[i].source_line != a->source_line || words[i].block != a->block;
        if (other && words[i].kind == FORM_TEXT && box->x >= from && box->x + box->w <= to &&
            abs(box->y + box->h / 2 - y) < (int32_t)(em * 0.4))
            return true;
    }
    return false;
}

/* Cuts the words of one page into pieces. */
static uint32_t cut(const struct form_word *words, uint32_t first, uint32_t count, double em,
                    struct piece *pieces)
{
    uint32_t used = 0;
    const struct form_word *last = NULL; /* with height */
    for (uint32_t i = first; i < first + count; i++) {
        const struct form_word *word = &words[i];
        bool tall = word->kind == FORM_TEXT;
        bool fresh = i == first || word->source_line != words[i - 1].source_line ||
                     word->block != words[i - 1].block ||
                     (tall && last &&
                      (!goes_on(&last->box, &word->box, em) ||
                       is_gap_filled(words, first, count, last, word, em)));
        if (fresh) {
            pieces[used++] = (struct piece){.first = i, .next = FORM_NONE, .prev = FORM_NONE};
            last = NULL;
        }
        pieces[used - 1].count++;
        if (tall)
            last = word;
    }
    for (uint32_t i = 0; i < used; i++)
        set_ends(&pieces[i], words);
    return used;
}

static int compare_head(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    int32_t from = x->head.y + x->head.h / 2, to = y->head.y + y->head.h / 2;
    return from != to ? (from > to) - (from < to)
                      : (x->head.x > y->head.x) - (x->head.x < y->head.x);
}

/* Whether piece b stands to the right of piece a in one line; its gap. */
static bool beside(const struct piece *a, const struct piece *b, double em, int32_t *ret_gap)
{
    int32_t gap = b->head.x - (a->tail.x + a->tail.w);
    int32_t least = a->tail.h < b->head.h ? a->tail.h : b->head.h;
    int32_t common = form_overlap(a->tail.y, a->tail.h, b->head.y, b->head.h);
    int32_t centre = abs(2 * a->tail.y + a->tail.h - 2 * b->head.y - b->head.h) / 2;
    /* centres strictly to the right, so that links never make a ring */
    if (2 * b->box.x + b->box.w <= 2 * a->box.x + a->box.w || gap < -(int32_t)(em / 2) ||
        common < least / 2 || centre > (int32_t)(em * 0.8))
        return false;
    *ret_gap = gap;
    return true;
}

/* Links every piece with the nearest one to its right, when it is that one's nearest too. */
static void link_pieces(struct piece *pieces, uint32_t count, double em)
{
    for (uint32_t i = 0; i < count; i++) {
        int32_t best = INT32_MAX, centre = pieces[i].tail.y + pieces[i].tail.h / 2;
        uint32_t looked = 0;
        uint32_t lo = 0, hi = count;
        while (lo < hi) { /* the first piece whose head is not above the tail's line */
            uint32_t mid = lo + (hi - lo) / 2;
            if (pieces[mid].head.y + pieces[mid].head.h / 2 < centre - (int32_t)em)
                lo = mid + 1;
            else
                hi = mid;
        }
        for (uint32_t j = lo; j < count && looked < NEIGHBOURS; j++, looked++) {
            int32_t gap;
            if (pieces[j].head.y + pieces[j].head.h / 2 > centre + (int32_t)em)
                break;
            if (j == i || !beside(&pieces[i], &pieces[j], em, &gap) || gap >= best)
                continue;
            best = gap;
            pieces[i].next = j;
            pieces[i].gap = gap;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t next = pieces[i].next;
        if (next == FORM_NONE)
            continue;
        uint32_t rival = pieces[next].prev;
        if (rival == FORM_NONE || pieces[i].gap < pieces[rival].gap) {
            if (rival != FORM_NONE)
                pieces[rival].next = FORM_NONE;
            pieces[next].prev = i;
        } else {
            pieces[i].next = FORM_NONE;
        }
    }
}

struct chain {
    uint32_t head;
    int32_t centre, x;
};

static int compare_chain(const void *a, const void *b)
{
    const struct chain *x = a, *y = b;
    return x->centre != y->centre ? (x->centre > y->centre) - (x->centre < y->centre)
                                  : (x->x > y->x) - (x->x < y->x);
}

/* Writes the words of the chain at out and its line. */
static uint32_t write_line(const struct form_sheet *sheet, const struct piece *pieces,
                           const struct chain *chain, struct form_word *out, uint32_t at,
                           struct form_line *line, uint32_t index)
{
    *line = (struct form_line){.first = at};
    uint32_t guard = 0;
    for (uint32_t i = chain->head; i != FORM_NONE && guard < FORM_WORDS_MAX;
         i = pieces[i].next, guard++) {
        memcpy(&out[at], &sheet->words[pieces[i].first], pieces[i].count * sizeof *out);
        at += pieces[i].count;
        line->box = form_join(line->box, pieces[i].box);
    }
    line->count = at - line->first;
    for (uint32_t i = line->first; i < at; i++)
        out[i].line = index;
    line->page = out[line->first].page;
    return at;
}

static void measure_page(struct form_sheet *sheet, struct form_page *page, int32_t *room)
{
    uint32_t used = 0;
    int32_t above = 0;
    page->left = INT32_MAX;
    page->right = 0;
    for (uint32_t i = 0; i < page->lines; i++) {
        const struct form_line *line = &sheet->lines[page->first_line + i];
        int32_t centre = line->box.y + line->box.h / 2;
        if (i && centre - above > (int32_t)(page->em * 0.6))
            room[used++] = centre - above;
        above = centre;
    }
    qsort(room, used, sizeof *room, compare_int);
    page->pitch = used ? room[used / 2] : page->em * 2;
    if (page->pitch > page->em * 3)
        page->pitch = page->em * 3;
    for (uint32_t i = 0; i < page->lines; i++) {
        const struct form_line *line = &sheet->lines[page->first_line + i];
        if (line->count < 2)
            continue;
        if (line->box.x < page->left)
            page->left = line->box.x;
        if (line->box.x + line->box.w > page->right)
            page->right = line->box.x + line->box.w;
    }
}

/* A speck read as a letter. */
static bool is_speck(const struct form_word *word, double em)
{
    int32_t small = (int32_t)(em * 0.3);
    return word->box.w < small && word->box.h < small && strlen(word->text) <= 3 &&
           word->confidence < 0.5F;
}

/* The lines of the words [first, first + count), all of one page. */
static bool page_lines(struct form_sheet *sheet, uint32_t page, uint32_t first, uint32_t count,
                       struct form_word *out)
{
    struct piece *pieces = calloc(count + 1, sizeof *pieces);
    struct chain *chains = calloc(count + 1, sizeof *chains);
    int32_t *room = calloc(count + 1, sizeof *room);
    bool made = pieces && chains && room;
    if (!made)
        goto out;
    double em = sheet->pages[page].em = median_height(sheet->words + first, count, room);
    for (uint32_t i = first; i < first + count; i++)
        if (is_speck(&sheet->words[i], em))
            sheet->words[i].kind = FORM_SIGN;
    uint32_t used = cut(sheet->words, first, count, em, pieces), heads = 0, at = first;
    qsort(pieces, used, sizeof *pieces, compare_head);
    link_pieces(pieces, used, em);
    for (uint32_t i = 0; i < used; i++) {
        if (pieces[i].prev != FORM_NONE)
            continue;
        struct sohoa_box box = {0};
        for (uint32_t j = i; j != FORM_NONE; j = pieces[j].next)
            box = form_join(box, pieces[j].box);
        chains[heads++] = (struct chain){i, box.y + box.h / 2, box.x};
    }
    qsort(chains, heads, sizeof *chains, compare_chain);
    sheet->pages[page].first_line = sheet->line_count;
    sheet->pages[page].lines = heads;
    for (uint32_t i = 0; i < heads; i++, sheet->line_count++)
        at = write_line(sheet, pieces, &chains[i], out, at, &sheet->lines[sheet->line_count],
                        sheet->line_count);
    measure_page(sheet, &sheet->pages[page], room);
    form_rules(&sheet->pages[page]);
out:
    free(pieces);
    free(chains);
    free(room);
    return made;
}

bool form_lines(struct form_sheet *sheet)
{
    clip_words(sheet->words, sheet->word_count);
    struct form_word *out = form_alloc(sheet, (sheet->word_count + 1) * sizeof *out);
    sheet->lines = form_alloc(sheet, (sheet->word_count + 1) * sizeof *sheet->lines);
    if (!out || !sheet->lines)
        return false;
    sheet->line_count = 0;
    for (uint32_t page = 0, at = 0; page < sheet->page_count; page++) {
        uint32_t end = at;
        while (end < sheet->word_count && sheet->words[end].page == page)
            end++;
        if (!page_lines(sheet, page, at, end - at, out))
            return false;
        at = end;
    }
    sheet->words = out;
    return form_stream(sheet);
}

bool form_stream(struct form_sheet *sheet)
{
    size_t room = 1;
    struct form_stream stream = {0};
    for (uint32_t i = 0; i < sheet->word_count; i++)
        room += 2 * strlen(sheet->words[i].text) + 2;
    stream.letters = form_alloc(sheet, room);
    stream.word = form_alloc(sheet, room * sizeof *stream.word);
    stream.offset = form_alloc(sheet, room * sizeof *stream.offset);
    stream.cover = form_alloc(sheet, room);
    if (!stream.letters || !stream.word || !stream.offset || !stream.cover)
        return false;
    for (uint32_t i = 0; i < sheet->word_count; i++) {
        struct form_word *word = &sheet->words[i];
        uint32_t from[1024];
        char folded[1024];
        size_t size = word->kind == FORM_TEXT ? sohoa_fold(word->text, folded, from, 1024) : 0;
        word->at = stream.size;
        word->size = (uint32_t)size;
        for (size_t j = 0; j < size && stream.size + 1 < room; j++, stream.size++) {
            stream.letters[stream.size] = folded[j];
            stream.word[stream.size] = i;
            stream.offset[stream.size] = (uint16_t)from[j];
        }
        word->size = stream.size - word->at;
    }
    sheet->stream = stream;
    return true;
}
