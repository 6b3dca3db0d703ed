/* ocr_cells.c - rows of one-character boxes. Their frames are gone from the picture; what is left
 * of them lies on the walls. The marks of each box are set side by side as close as in print and
 * read as one line; digits only, when most of it are digits. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BOXES_MAX = 64, TEXT_MAX = 512 };

/* A row of boxes cut out of the page. */
struct row {
    PIX *bits;
    PIXA *marks; /* its connected marks */
    BOXA *boxes;
    struct sohoa_box place; /* on the image */
    uint32_t count;
    double mm;
    int *box_of;            /* for each mark: which box it is in, -1: none of them */
    BOX *glyphs[BOXES_MAX]; /* the ink of each box, NULL: empty */
};

/* Remains of the frame lie on the walls and are thin; specks are small. */
static int which_box(const struct row *r, int x, int y, int w, int h)
{
    double step = (double)r->place.w / r->count, middle = x + w / 2.0;
    double wall = fabs(middle / step - round(middle / step)) * step;
    bool thin_upright = w < 0.5 * r->mm && wall < 0.5 * r->mm;
    bool edge = y + h < 0.7 * r->mm || y > r->place.h - 0.7 * r->mm;
    bool thin_level = h < 0.5 * r->mm && edge;
    bool speck = w < 0.5 * r->mm && h < 0.5 * r->mm;
    int box = (int)(middle / step);
    return thin_upright || thin_level || speck || box < 0 || box >= (int)r->count ? -1 : box;
}

static void row_free(struct row *r)
{
    for (uint32_t i = 0; i < r->count; i++)
        boxDestroy(&r->glyphs[i]);
    free(r->box_of);
    pixDestroy(&r->bits);
    pixaDestroy(&r->marks);
    boxaDestroy(&r->boxes);
}

static bool row_cut(const struct sohoa_page *page, struct row *r)
{
    BOX *clip = boxCreate(r->place.x, r->place.y, r->place.w, r->place.h);
    PIX *cut = clip ? pixClipRectangle(page->image, clip, NULL) : NULL;
    boxDestroy(&clip);
    r->bits = cut && pixGetDepth(cut) == 8 ? pixThresholdToBinary(cut, 128) : pixClone(cut);
    pixDestroy(&cut);
    r->boxes = r->bits ? pixConnComp(r->bits, &r->marks, 8) : NULL;
    int n = r->boxes ? boxaGetCount(r->boxes) : 0;
    r->box_of = calloc((size_t)n + 1, sizeof *r->box_of);
    for (int i = 0; r->box_of && i < n; i++) {
        l_int32 x = 0, y = 0, w = 0, h = 0;
        boxaGetBoxGeometry(r->boxes, i, &x, &y, &w, &h);
        int in = r->box_of[i] = which_box(r, x, y, w, h);
        if (in < 0)
            continue;
        BOX *box = boxCreate(x, y, w, h);
        BOX *both = r->glyphs[in] ? boxBoundingRegion(r->glyphs[in], box) : boxClone(box);
        boxDestroy(&box);
        boxDestroy(&r->glyphs[in]);
        r->glyphs[in] = both;
    }
    return r->box_of && r->boxes;
}

/* The ink of boxes `from` to `to` - 1 side by side; on one line of writing when `level`, as is
 * right for digits. NULL: they are empty, or no memory. */
static PIX *row_squeeze(const struct row *r, int from, int to, bool level)
{
    l_int32 width = 0, top = INT32_MAX, bottom = 0, high = 0, x, y, w, h;
    int left[BOXES_MAX] = {0}, up[BOXES_MAX] = {0};
    for (int i = from; i < to; i++)
        if (r->glyphs[i] && boxGetGeometry(r->glyphs[i], &x, &y, &w, &h) == 0) {
            top = y < top ? y : top;
            bottom = y + h > bottom ? y + h : bottom;
            high = h > high ? h : high;
        }
    for (int i = from; i < to; i++)
        if (r->glyphs[i] && boxGetGeometry(r->glyphs[i], &x, &y, &w, &h) == 0) {
            left[i] = width - x;
            up[i] = level ? y + h - high : top;
            width += w + (int)(0.2 * high);
        }
    PIX *out = width > 0 ? pixCreate(width, level ? high : bottom - top, 1) : NULL;
    for (int i = 0; out && i < boxaGetCount(r->boxes); i++) {
        int in = r->box_of[i];
        PIX *mark = in >= from && in < to ? pixaGetPix(r->marks, i, L_CLONE) : NULL;
        boxaGetBoxGeometry(r->boxes, i, &x, &y, &w, &h);
        if (mark)
            pixRasterop(out, left[in] + x, y - up[in], w, h, PIX_SRC | PIX_DST, mark, 0, 0);
        pixDestroy(&mark);
    }
    return out;
}

/* What one look gave, without spaces. */
struct look {
    char text[TEXT_MAX];
    float confidence;
    size_t characters, digits;
};

/* What the engine takes digits for. */
static char meant_digit(char c)
{
    static const char taken[] = "/OoDQUlI|!SsBZzA", meant[] = "7000001111558224";
    const char *at = c ? strchr(taken, c) : NULL;
    return at ? meant[at - taken] : c;
}

static void count(struct look *look)
{
    look->characters = look->digits = 0;
    for (const char *c = look->text; *c; c++) {
        look->characters += (*c & 0xC0) != 0x80;
        look->digits += *c >= '0' && *c <= '9';
    }
    if (look->digits * 2 < look->characters)
        return;
    for (char *c = look->text; *c; c++)
        *c = meant_digit(*c);
}

static struct look look_at(const struct ocr_reader *reader, PIX *picture, double scale,
                           const char *only)
{
    struct look look = {.confidence = 1};
    struct ocr_words words = {0};
    PIX *gray = picture ? pixConvert1To8(NULL, picture, 255, 0) : NULL;
    PIX *scaled = gray ? pixScale(gray, (l_float32)scale, (l_float32)scale) : NULL;
    if (scaled && ocr_read_line(reader, scaled, only, &words))
        for (size_t i = 0; i < words.count; i++) {
            const struct ocr_word *w = &words.words[i];
            if (strlen(look.text) + strlen(w->text) < sizeof look.text)
                memcpy(look.text + strlen(look.text), w->text, strlen(w->text) + 1);
            look.confidence = fminf(look.confidence, w->confidence);
        }
    count(&look);
    if (!look.text[0])
        look.confidence = 0;
    ocr_words_clear(&words);
    pixDestroy(&gray);
    pixDestroy(&scaled);
    return look;
}

/* One box after the other. */
static struct look look_singly(const struct ocr_reader *reader, const struct row *r, int from,
                               int to)
{
    struct look all = {.confidence = 0.5f};
    for (int i = from; i < to; i++) {
        PIX *one = row_squeeze(r, i, i + 1, true);
        struct look look = look_at(reader, one, 1, "0123456789");
        pixDestroy(&one);
        if (look.characters == 0)
            return (struct look){0};
        all.text[all.characters++] = look.text[0];
    }
    all.digits = all.characters;
    return all;
}

/* Of readings that have a character for every box the one that another confirms, else the surest;
 * else the surest of all. */
static struct look *better(struct look *a, struct look *b, struct look *c, size_t boxes)
{
    bool a_fits = a->characters == boxes, b_fits = b->characters == boxes;
    if (a_fits && strcmp(a->text, c->text) == 0)
        return a;
    if (b_fits && strcmp(b->text, c->text) == 0)
        return b;
    if (!a_fits && !b_fits && c->characters == boxes)
        return c;
    if (a_fits != b_fits)
        return a_fits ? a : b;
    return a->confidence >= b->confidence ? a : b;
}

/* Two looks from different pictures; where they differ, or have not as many characters as there
 * are boxes, a third that takes box by box. */
static struct look row_read(const struct ocr_reader *reader, const struct row *r, int from, int to,
                            uint32_t *ret_flags)
{
    size_t boxes = (size_t)(to - from);
    PIX *loose = row_squeeze(r, from, to, false), *level = row_squeeze(r, from, to, true);
    double scale = reader->dpi > 250 ? 0.75 : 1;
    struct look a = look_at(reader, level, scale, NULL), b = look_at(reader, loose, 1, NULL);
    pixDestroy(&loose);
    pixDestroy(&level);
    bool same = strcmp(a.text, b.text) == 0, fits = a.characters == boxes;
    *ret_flags = SOHOA_WORD_CELLS | (same && fits ? SOHOA_WORD_AGREED : SOHOA_WORD_DOUBTED);
    if (same && fits)
        return a.confidence > b.confidence ? a : b;
    struct look c = {0};
    if ((a.digits + b.digits) * 2 > a.characters + b.characters)
        c = look_singly(reader, r, from, to);
    struct look *best = better(&a, &b, &c, boxes);
    best->confidence = fminf(best->confidence, best->characters == boxes ? 0.8f : 0.5f);
    return *best;
}

/* Words that stand in the row go. */
static void take_out(struct ocr_words *words, struct sohoa_box b)
{
    for (size_t i = 0; i < words->count; i++) {
        struct sohoa_box *w = &words->words[i].box;
        double x = w->x + w->w / 2.0, y = w->y + w->h / 2.0;
        if (x > b.x && x < b.x + b.w && y > b.y && y < b.y + b.h) {
            free(words->words[i].text);
            words->words[i].text = NULL;
        }
    }
}

static void put_in(struct ocr_words *words, const struct row *r, int from, int to,
                   const struct look *look, uint32_t flags)
{
    double step = (double)r->place.w / r->count;
    struct ocr_word word = {.text = (char *)(uintptr_t)look->text, .flags = flags};
    word.confidence = look->confidence;
    word.box = (struct sohoa_box){.x = r->place.x + (int32_t)(from * step),
                                  .y = r->place.y,
                                  .w = (int32_t)((to - from) * step),
                                  .h = r->place.h};
    size_t at = words->count;
    if (!ocr_words_place(words, word.box.x, word.box.y + word.box.h / 2.0, &word.line, &at)) {
        uint32_t block = words->line_count ? words->lines[words->line_count - 1].block + 1 : 0;
        word.line = (uint32_t)words->line_count;
        if (!ocr_words_add_line(words, (struct ocr_line){.box = word.box, .block = block}))
            return;
    }
    ocr_words_insert(words, at, &word);
}

static void read_row(const struct ocr_reader *reader, const struct sohoa_page *page, struct row *r,
                     struct ocr_words *words)
{
    bool emptied = false;
    for (int from = 0, to; from < (int)r->count; from = to) {
        for (to = from; to < (int)r->count && r->glyphs[to];)
            to++;
        if (to == from) {
            to++;
            continue;
        }
        uint32_t flags = 0;
        struct look look = row_read(reader, r, from, to, &flags);
        if (!look.text[0])
            continue;
        if (!emptied)
            take_out(words, r->place);
        emptied = true;

        put_in(words, r, from, to, &look, flags);
    }
    (void)page;
}

void ocr_read_cells(const struct ocr_reader *reader, const struct sohoa_page *page,
                    struct ocr_words *words)
{
    int depth = pixGetDepth(page->image);
    for (size_t i = 0; i < sohoa_marks_count(page->marks) && depth <= 8; i++) {
        struct sohoa_mark mark = sohoa_marks_get(page->marks, i);
        struct row row = {.count = mark.count, .mm = reader->dpi / 25.4};
        if (mark.kind != SOHOA_MARK_CELLS || mark.count < 2 || mark.count > BOXES_MAX)
            continue;
        row.place = ocr_to_image(page, mark.box);
        if (row.place.w > 0 && row.place.h > 0 && row_cut(page, &row))
            read_row(reader, page, &row, words);
        row_free(&row);
    }
}
