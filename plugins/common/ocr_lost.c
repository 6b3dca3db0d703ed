/* ocr_lost.c - lines that the engine's layout analysis lost: it takes print beside a seal or a
 * signature for a picture, and drops one line of a narrow column now and then. Ink that no word
 * covers and that stands like a line of letters is cut out and read as one; only what reads like
 * words is taken. On a picture reduced to about 75 dpi, so that a page where nothing was lost costs
 * next to nothing. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COVERED 0.10f /* words less sure than this do not cover their ink */
#define TAKEN 0.45f   /* words less sure than this are not taken */
enum { MARKS_MAX = 3000, LINES_MAX = 12, WORDS_LEAST = 12, LETTERS_LEAST = 4, MEMBERS_LEAST = 3 };

/* The page made small. */
struct small {
    PIX *bits;    /* its ink that no word covers */
    double scale; /* pixels of the image to one of it */
    double em;    /* the middle height of words, on it */
};

static int compare(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static double middle_height(const struct ocr_words *words)
{
    int32_t *heights = malloc((words->count + 1) * sizeof *heights);
    size_t count = 0;
    for (size_t i = 0; heights && i < words->count; i++)
        if (words->words[i].text && words->words[i].confidence >= 0.5f)
            heights[count++] = words->words[i].box.h;
    if (count > 0)
        qsort(heights, count, sizeof *heights, compare);
    double em = count >= WORDS_LEAST ? heights[count / 2] : 0;
    free(heights);
    return em;
}

static void clear_box(const struct small *s, const struct sohoa_box *b, double rim)
{
    int x = (int)floor((b->x - rim) / s->scale), y = (int)floor((b->y - rim) / s->scale);
    int w = (int)ceil((b->w + 2 * rim) / s->scale) + 1;
    int h = (int)ceil((b->h + 2 * rim) / s->scale) + 1;
    pixRasterop(s->bits, x, y, w, h, PIX_CLR, NULL, 0, 0);
}

/* False: there is nothing to compare with, or no memory. */
static bool small_make(const struct ocr_reader *reader, const struct sohoa_page *page,
                       const struct ocr_words *words, struct small *s)
{
    double em = middle_height(words);
    s->scale = reader->dpi >= 250 ? 4 : 2;
    s->em = em / s->scale;
    if (s->em < 3)
        return false;
    PIX *bits = pixGetDepth(page->image) == 1 ? pixClone(page->image)
                                              : pixThresholdToBinary(page->image, 128);
    s->bits = bits ? pixReduceRankBinaryCascade(bits, 1, s->scale > 2 ? 1 : 0, 0, 0) : NULL;
    pixDestroy(&bits);
    for (size_t i = 0; s->bits && i < words->count; i++) {
        const struct ocr_word *w = &words->words[i];
        const struct sohoa_box *line = &words->lines[w->line].box;
        if (!w->text || w->confidence < COVERED)
            continue;
        clear_box(s, &w->box, em * 0.1);
        if (line->h < 2.5 * em) /* words are placed roughly inside their line */
            clear_box(s, line, em * 0.1);
    }
    for (size_t i = 0; s->bits && i < sohoa_marks_count(page->marks); i++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, i);
        struct sohoa_box box = ocr_to_image(page, mark.box);
        if (mark.kind == SOHOA_MARK_CELLS)
            clear_box(s, &box, 0);
    }
    return s->bits != NULL;
}

/* The boxes of marks as high as letters, painted and joined along lines. NULL: nothing. */
static BOXA *joined(const struct small *s, BOXA *marks)
{
    PIX *mask = pixCreate(pixGetWidth(s->bits), pixGetHeight(s->bits), 1);
    int kept = 0;
    for (int i = 0; mask && i < boxaGetCount(marks); i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &w, &h);
        if (h < 0.35 * s->em || h > 3.2 * s->em || w > 8 * s->em)
            continue;
        pixRasterop(mask, x, y, w, h, PIX_SET, NULL, 0, 0);
        kept++;
    }
    PIX *closed =
        mask && kept >= MEMBERS_LEAST ? pixCloseSafeBrick(NULL, mask, (int)(1.3 * s->em), 1) : NULL;
    BOXA *lines = closed ? pixConnCompBB(closed, 8) : NULL;
    pixDestroy(&mask);
    pixDestroy(&closed);
    return lines;
}

static int members(BOXA *marks, const struct sohoa_box *line)
{
    int count = 0;
    for (int i = 0; i < boxaGetCount(marks); i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(marks, i, &x, &y, &w, &h);
        count += x >= line->x && x + w <= line->x + line->w && y >= line->y &&
                 y + h <= line->y + line->h;
    }
    return count;
}

/* Where lines may have been lost, in pixels of the image; the number. */
static size_t find(const struct small *s, struct sohoa_box *ret)
{
    BOXA *marks = pixConnCompBB(s->bits, 8);
    int all = marks ? boxaGetCount(marks) : 0;
    BOXA *lines = all >= MEMBERS_LEAST && all <= MARKS_MAX ? joined(s, marks) : NULL;
    size_t count = 0;
    for (int i = 0; lines && i < boxaGetCount(lines) && count < LINES_MAX; i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(lines, i, &x, &y, &w, &h);
        struct sohoa_box box = {.x = x, .y = y, .w = w, .h = h};
        if (w < 2 * s->em || h < 0.6 * s->em || h > 8 * s->em ||
            members(marks, &box) < MEMBERS_LEAST)
            continue;
        ret[count++] = (struct sohoa_box){.x = (int32_t)(x * s->scale),
                                          .y = (int32_t)(y * s->scale),
                                          .w = (int32_t)(w * s->scale),
                                          .h = (int32_t)(h * s->scale)};
    }
    boxaDestroy(&marks);
    boxaDestroy(&lines);
    return count;
}

/* Letters and digits of a text, and how many of all its characters they are. */
static size_t letters_of(const char *text, double *ret_share)
{
    size_t letters = 0, all = 0;
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if ((*c & 0xC0) == 0x80)
            continue;
        bool vietnamese = *c == 0xC3 || *c == 0xC4 || *c == 0xC6 || *c == 0xE1;
        letters += vietnamese || (*c >= '0' && *c <= '9') || ((*c | 32) >= 'a' && (*c | 32) <= 'z');
        all++;
    }
    *ret_share = all ? (double)letters / (double)all : 0;
    return letters;
}

/* Takes out what is no word; the letters of what is left, 0 when it does not read like text. */
static size_t reads_well(struct ocr_words *line)
{
    size_t good = 0, bad = 0;
    for (size_t i = 0; i < line->count; i++) {
        struct ocr_word *w = &line->words[i];
        double share;
        size_t letters = letters_of(w->text, &share);
        if (w->confidence >= TAKEN && letters > 0 && share >= 0.5) {
            good += letters;
            continue;
        }
        bad += letters;
        free(w->text);
        w->text = NULL;
    }
    return good >= LETTERS_LEAST && good > bad ? good : 0;
}

/* Puts the words of line `from` as one behind the last line above them. */
static void put_in(struct ocr_words *words, const struct ocr_words *read, uint32_t from)
{
    struct sohoa_box box = read->lines[from].box;
    size_t at = 0, word = 0;
    for (size_t i = 0; i < words->line_count; i++) {
        const struct sohoa_box *b = &words->lines[i].box;
        if (b->y + b->h / 2 < box.y + box.h / 2 && b->x < box.x + box.w && box.x < b->x + b->w)
            at = i + 1;
    }
    uint32_t block = at > 0 ? words->lines[at - 1].block : 0;
    if (!ocr_words_insert_line(words, at, (struct ocr_line){.box = box, .block = block}))
        return;
    while (word < words->count && words->words[word].line < at)
        word++;
    for (size_t i = 0; i < read->count; i++) {
        struct ocr_word copy = read->words[i];
        copy.line = (uint32_t)at;
        if (copy.text && read->words[i].line == from && ocr_words_insert(words, word, &copy))
            word++;
    }
}

/* The box a little wider, its picture read; boxes on the image. The number of letters read. */
static size_t read_box(const struct ocr_reader *reader, PIX *image, double em, struct sohoa_box box,
                       struct ocr_words *ret)
{
    int32_t rim = (int32_t)(em * 0.35);
    BOX *clip = boxCreate(box.x - rim, box.y - rim, box.w + 2 * rim, box.h + 2 * rim);
    BOX *inside = clip ? boxClipToRectangle(clip, pixGetWidth(image), pixGetHeight(image)) : NULL;
    PIX *cut = inside ? pixClipRectangle(image, inside, NULL) : NULL;
    l_int32 x = 0, y = 0;
    int psm = box.h > 2.4 * em ? PSM_SINGLE_BLOCK : PSM_SINGLE_LINE;
    size_t letters = 0;
    if (cut && ocr_read_part(reader, cut, psm, NULL, ret))
        letters = reads_well(ret);
    if (inside)
        boxGetGeometry(inside, &x, &y, NULL, NULL);
    for (size_t i = 0; i < ret->count; i++) {
        ret->words[i].box.x += x;
        ret->words[i].box.y += y;
    }
    for (size_t i = 0; i < ret->line_count; i++) {
        ret->lines[i].box.x += x;
        ret->lines[i].box.y += y;
    }
    pixDestroy(&cut);
    boxDestroy(&clip);
    boxDestroy(&inside);
    return letters;
}

/* Whether a line that was read runs through the box or ends at it: what is left there are pieces
 * of that line. */
static bool is_piece(const struct ocr_words *words, const struct sohoa_box *box, double em)
{
    for (size_t i = 0; i < words->line_count; i++) {
        const struct sohoa_box *b = &words->lines[i].box;
        int32_t top = b->y > box->y ? b->y : box->y, bottom = b->y + b->h, end = box->y + box->h;
        int32_t common = (bottom < end ? bottom : end) - top;
        if (b->h < 2.5 * em && common * 2 > (b->h < box->h ? b->h : box->h) &&
            box->x < b->x + b->w + em / 2 && b->x < box->x + box->w + em / 2)
            return true;
    }
    return false;
}

/* Letters may hang together with a seal or a signature: the box with the ink that goes on to its
 * left. */
static struct sohoa_box with_left(const struct small *s, struct sohoa_box box)
{
    int x0 = (int)(box.x / s->scale), y0 = (int)(box.y / s->scale), x = x0, last = x0;
    int y1 = (int)((box.y + box.h) / s->scale);
    while (x > 0 && x0 - x < 7 * s->em && last - x < 0.8 * s->em) {
        x--;
        for (int y = y0; y < y1 && last != x; y++) {
            l_uint32 bit = 0;
            if (pixGetPixel(s->bits, x, y, &bit) == 0 && bit)
                last = x;
        }
    }
    int32_t more = (int32_t)((x0 - last) * s->scale);
    return (struct sohoa_box){.x = box.x - more, .y = box.y, .w = box.w + more, .h = box.h};
}

static void read_lost(const struct ocr_reader *reader, const struct small *s, PIX *image,
                      struct sohoa_box box, struct ocr_words *words)
{
    struct ocr_words first = {0}, second = {0}, *best = &first;
    double em = s->em * s->scale;
    struct sohoa_box wide = with_left(s, box);
    size_t letters = read_box(reader, image, em, box, &first), more = 0;
    if (letters > 0 && wide.w > box.w + em / 2)
        more = read_box(reader, image, em, wide, &second);
    if (more > letters)
        best = &second;
    for (uint32_t i = 0; letters > 0 && i < best->line_count; i++)
        put_in(words, best, i);
    ocr_words_clear(&first);
    ocr_words_clear(&second);
}

void ocr_read_lost(const struct ocr_reader *reader, const struct sohoa_page *page,
                   struct ocr_words *words)
{
    struct sohoa_box lines[LINES_MAX];
    struct small s = {0};
    if (pixGetDepth(page->image) > 8 || !small_make(reader, page, words, &s))
        return;
    size_t count = find(&s, lines);
    for (size_t i = 0; i < count; i++)
        if (!is_piece(words, &lines[i], s.em * s.scale))
            read_lost(reader, &s, page->image, lines[i], words);
    pixDestroy(&s.bits);
}
