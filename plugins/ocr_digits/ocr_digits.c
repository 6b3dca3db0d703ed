/* ocr_digits.c - reads the numbers of a page a second time, figure by figure, with a classifier of
 * its own: what both readings say is nearly always right, and where recognition took a figure for
 * a letter ("202ó") or for another figure, the surer one is kept. Numbers are what a person is
 * found by; Tesseract's language model has no say in them. */
#include "digits.h"
#include "digits_line.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct reader {
    double sure;
    struct sohoa_net net, line; /* of glyphs, along lines; read-only after open */
};

enum { CHARACTERS_MAX = 64, WORD_BYTES = 256 };
#define AGREES 0.6F    /* a figure that both read alike needs no more than this */
#define BY_CHANCE 0.9F /* a letter gives way to a figure this sure */
/* A word whose glyphs are this sure on average was cut in the right places. Measured on such words,
 * a figure that differs from the recogniser's is right when it is as sure as below; on others the
 * recogniser is right. */
#define ORDERLY 0.9F
#define AGAINST_UNSURE 0.7F /* the recogniser was less than 0.8 sure of the word */
#define AGAINST_FAIR 0.9F   /* ... 0.9 */
#define AGAINST_SURE 0.99F
/* Fewer glyphs than figures say little: two may have run into one. */
#define SURE_MORE 0.9F
#define SURE_LESS 0.5F

/* A word as recognised: its characters that have a glyph of their own. */
struct spelled {
    int offsets[CHARACTERS_MAX], lengths[CHARACTERS_MAX]; /* in the text */
    char digits[CHARACTERS_MAX];                          /* '0'..'9', or 0: another character */
    int count, figures;
    float confidence; /* of the word, 0..1 */
};

/* What stands low or is slim and makes no tall glyph. */
static bool slight(utf8proc_int32_t c)
{
    return c < 128 ? strchr(".,-:;'\"`~_*^=", (int)c) != NULL
                   : c == 0x2013 || c == 0x2014 || c == 0x2019 || c == 0x2018 || c == 0xB7 ||
                         c == 0x2026 || c == 0x201C || c == 0x201D || c == 0x2022;
}

/* False: not a number, nor half of one (`any`: whatever it is). */
static bool spell(const char *text, bool any, struct spelled *ret)
{
    ret->count = ret->figures = 0;
    for (int at = 0; text[at];) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text + at, -1, &c);
        if (size <= 0 || ret->count == CHARACTERS_MAX)
            return false;
        if (!slight(c)) {
            bool figure = c >= '0' && c <= '9';
            ret->offsets[ret->count] = at;
            ret->lengths[ret->count] = (int)size;
            ret->digits[ret->count++] = figure ? (char)c : 0;
            ret->figures += figure;
        }
        at += (int)size;
    }
    return any ? ret->count > 0 : ret->figures >= 2 && 2 * ret->figures >= ret->count;
}

static bool folds_to(const char *text, const char *const *words)
{
    char folded[32];
    if (strlen(text) > 16)
        return false;
    sohoa_fold(text, folded, NULL, sizeof folded);
    while (*words && strcmp(*words, folded) != 0)
        words++;
    return *words != NULL;
}

/* Whether a short word must be a number by the words around it: "ngày 08 tháng 3", "11 giờ 50". */
static bool must_be_number(const struct sohoa_text *text, size_t index)
{
    static const char *const before[] = {"NGAY", "THANG", "NAM", "GIO", NULL};
    static const char *const after[] = {"THANG", "NAM", "GIO", "PHUT", NULL};
    enum { SHORT = 5 }; /* bytes: "Úổ" */
    struct sohoa_word word = sohoa_text_word(text, index);
    struct sohoa_line line = sohoa_text_line(text, word.line);
    if (strlen(word.text) > SHORT || index == line.first ||
        index + 1 >= (size_t)line.first + line.count)
        return false;
    return folds_to(sohoa_text_word(text, index - 1).text, before) &&
           folds_to(sohoa_text_word(text, index + 1).text, after);
}

/* A word cut out, 8 bpp; in `rim` rows above and below other lines may show. */
struct picture {
    PIX *gray;
    int tone, rim;
};

/* False: it stands nowhere, or no memory. */
static bool cut_out(const struct sohoa_page *page, struct sohoa_box in_master, struct picture *ret)
{
    struct sohoa_box b = sohoa_page_to_image(page, in_master);
    bool fits = b.w >= 4 && b.h >= 6 && b.w <= pixGetWidth(page->image) && b.h < 2000 &&
                abs(b.x) < 1000000 && abs(b.y) < 1000000;
    if (!fits)
        return false;
    ret->rim = b.h / 5; /* boxes of words are rough */
    b = (struct sohoa_box){b.x - 3, b.y - ret->rim - 3, b.w + 6, b.h + 2 * ret->rim + 6};
    ret->gray = digits_picture(page->image, b);
    ret->tone = ret->gray ? digits_tone(ret->gray) : 0;
    return ret->gray != NULL;
}

/* What the second reading makes of a word. */
struct second {
    char text[WORD_BYTES];   /* as it is to be kept */
    uint32_t flags;          /* of the word from now on */
    struct sohoa_box behind; /* where words that follow are part of it */
};

/* What the net makes of a word's tall glyphs: '0' to '9', or 0 for another sign. */
struct seen {
    char figures[DIGITS_GLYPHS_MAX];
    float sure[DIGITS_GLYPHS_MAX], least, mean;
    int count;
};

static void see(const struct reader *reader, const struct picture *word, int threshold,
                struct seen *ret)
{
    struct digits_glyph glyphs[DIGITS_GLYPHS_MAX];
    PIX *bits = pixThresholdToBinary(word->gray, threshold);
    ret->count = bits ? digits_cut(bits, word->rim, glyphs) : 0;
    ret->least = ret->count ? 1 : 0;
    ret->mean = 0;
    pixDestroy(&bits);
    for (int i = 0; i < ret->count; i++) {
        float ink[DIGITS_INPUTS];
        digits_sample(word->gray, word->tone, &glyphs[i], ink);
        int figure = sohoa_net_classify(&reader->net, ink, &ret->sure[i]);
        ret->figures[i] = figure == DIGITS_OTHER ? 0 : (char)('0' + figure);
        ret->least = fminf(ret->least, ret->sure[i]);
        ret->mean += ret->sure[i] / (float)ret->count;
    }
}

/* How sure a figure must be to stand in place of the recogniser's. */
static float needed(const struct spelled *spelled)
{
    return spelled->confidence < 0.8F   ? AGAINST_UNSURE
           : spelled->confidence < 0.9F ? AGAINST_FAIR
                                        : AGAINST_SURE;
}

/* Whether nothing stands between a character and the next. */
static bool touch(const struct spelled *spelled, int i)
{
    return spelled->offsets[i] + spelled->lengths[i] == spelled->offsets[i + 1];
}

/* Holds figure against figure: as many glyphs as characters. A letter gives way beside a figure
 * only: not "-BS". */
static void compare(const struct seen *seen, const char *text, const struct spelled *spelled,
                    struct second *ret)
{
    bool orderly = seen->mean >= ORDERLY, agreed = true, doubted = false, after = false;
    int copied = 0, from = 0;
    for (int i = 0; i < seen->count; i++) {
        char read = spelled->digits[i], figure = seen->figures[i], kept = 0;
        float p = seen->sure[i];
        bool beside = !spelled->figures || (after && touch(spelled, i - 1)) ||
                      (i + 1 < spelled->count && spelled->digits[i + 1] && touch(spelled, i));
        if (!figure) {
            agreed &= !read;
        } else if (read == figure) {
            agreed &= p >= AGREES;
        } else if (read ? orderly && p >= needed(spelled) : beside && p >= BY_CHANCE) {
            kept = figure;
            doubted |= read != 0;
            agreed = false;
        } else if (read || p > AGREES) {
            doubted = true;
        }
        after = read || kept;
        if (!kept)
            continue;
        memcpy(ret->text + copied, text + from, (size_t)(spelled->offsets[i] - from));
        copied += spelled->offsets[i] - from;
        ret->text[copied++] = kept;
        from = spelled->offsets[i] + spelled->lengths[i];
    }
    memcpy(ret->text + copied, text + from, strlen(text + from) + 1);
    ret->flags = (agreed && !doubted ? (uint32_t)SOHOA_WORD_AGREED : 0) |
                 (doubted ? (uint32_t)SOHOA_WORD_DOUBTED : 0);
}

/* The place of `more` that is left out in `less`, one shorter; -1: they differ otherwise. */
static int left_out(const char *more, const char *less, int count)
{
    int at = 0;
    while (at < count && more[at] == less[at])
        at++;
    return memcmp(more + at + 1, less + at, (size_t)(count - at)) == 0 ? at : -1;
}

/* Recognition makes two figures of one, or one of two that are alike: one glyph more or less than
 * characters, the others the same. False: it is not that. */
static bool recount(const struct reader *reader, const struct seen *seen, const char *text,
                    const struct spelled *spelled, struct second *ret)
{
    int at = -1, more = seen->count - spelled->count;
    for (int i = 0; i < seen->count; i++)
        if (seen->figures[i] && seen->sure[i] < AGREES)
            return false;
    if (more == 1)
        at = left_out(seen->figures, spelled->digits, spelled->count);
    else if (more == -1)
        at = left_out(spelled->digits, seen->figures, seen->count);
    if (at < 0 || seen->count < 3 || seen->mean < ORDERLY || strlen(text) + 2 > sizeof ret->text ||
        (more == 1 && ((double)seen->sure[at] < reader->sure || !seen->figures[at])) ||
        (more == -1 && !spelled->digits[at]))
        return false;
    ret->flags = SOHOA_WORD_DOUBTED;
    memcpy(ret->text, text, strlen(text) + 1);
    if (spelled->confidence >= (more == 1 ? SURE_MORE : SURE_LESS))
        return true;
    int end = at < spelled->count ? spelled->offsets[at] : (int)strlen(text);
    int rest = more == 1 ? end : end + spelled->lengths[at], used = end;
    if (more == 1)
        ret->text[used++] = seen->figures[at];
    memcpy(ret->text + used, text + rest, strlen(text + rest) + 1);
    return true;
}

/* Glyphs are told apart at several thresholds: faint print falls to pieces at one, bold runs
 * together at another. The cut whose least sure glyph is the surest counts, when it has as many as
 * there are characters. */
static bool look(const struct reader *reader, const struct picture *word, const char *text,
                 const struct spelled *spelled, struct second *ret)
{
    static const int thresholds[] = {128, 190, 225, 80};
    struct seen all[4], *best = NULL;
    for (int i = 0; i < 4 && (!best || best->least < BY_CHANCE); i++) {
        see(reader, word, thresholds[i], &all[i]);
        if (all[i].count == spelled->count && (!best || all[i].least > best->least))
            best = &all[i];
    }
    for (int i = 0; !best && i < 4; i++)
        if (recount(reader, &all[i], text, spelled, ret))
            return true;
    if (best)
        compare(best, text, spelled, ret);
    return best != NULL;
}

/* The word glyph by glyph. False: it is left as it is. */
static bool by_glyphs(const struct reader *reader, const struct sohoa_page *page, size_t index,
                      const struct sohoa_word *word, struct second *ret)
{
    struct spelled spelled = {.confidence = word->confidence};
    struct picture picture;
    if (!spell(word->text, must_be_number(page->text, index), &spelled) ||
        !cut_out(page, word->box, &picture))
        return false;
    bool said = look(reader, &picture, word->text, &spelled, ret);
    pixDestroy(&picture.gray);
    return said;
}

/* Glyph by glyph, then, a long number, along its line. What that doubts nobody else makes sure. */
static void read_again(const struct reader *reader, const struct sohoa_page *page, size_t index,
                       struct second *ret)
{
    struct sohoa_word word = sohoa_text_word(page->text, index);
    uint32_t flags = sohoa_text_word_flags(page->text, index);
    struct digits_long number;
    *ret = (struct second){.flags = flags};
    if (strlen(word.text) >= sizeof ret->text)
        return;
    memcpy(ret->text, word.text, strlen(word.text) + 1);
    if (flags & SOHOA_WORD_CELLS)
        return;
    if (by_glyphs(reader, page, index, &word, ret))
        ret->flags |= flags;
    struct digits_word so_far = {ret->text, word.box, word.confidence, ret->flags};
    if (!digits_long_read(&reader->line, page, &so_far, &number))
        return;
    bool changed = (ret->flags & SOHOA_WORD_DOUBTED) && strcmp(ret->text, word.text) != 0;
    memcpy(ret->text, number.text, strlen(number.text) + 1);
    ret->behind = number.behind;
    if (number.flags & SOHOA_WORD_DOUBTED)
        ret->flags &= ~(uint32_t)SOHOA_WORD_AGREED;
    if (changed) /* two nets against recognition: for a person to see */
        number.flags &= ~(uint32_t)SOHOA_WORD_AGREED;
    ret->flags |= number.flags;
}

/* A row of boxes, and what stands there for now. */
struct filled {
    struct digits_row row;
    struct sohoa_box in_master;
    char before[WORD_BYTES]; /* the words that were recognised in it, without spaces */
    float confidence;        /* of the least sure of them */
    uint32_t flags;
    bool given;
};

static bool stands_in(struct sohoa_box word, struct sohoa_box row)
{
    double x = word.x + word.w / 2.0, y = word.y + word.h / 2.0;
    return x > row.x && x < row.x + row.w && y > row.y && y < row.y + row.h;
}

static struct filled *row_of(struct filled *rows, int count, struct sohoa_box word)
{
    for (int i = 0; i < count; i++)
        if (stands_in(word, rows[i].in_master))
            return &rows[i];
    return NULL;
}

/* Figure by figure where as many were recognised, else what stands in the boxes. */
static void settle_row(const struct reader *reader, struct filled *f)
{
    char *text = f->row.text;
    size_t count = strlen(text);
    bool as_many = strlen(f->before) == count && strspn(f->before, "0123456789") == count;
    bool agreed = as_many;
    float sure = 1;
    for (size_t i = 0; i < count; i++) {
        bool same = as_many && f->before[i] == text[i];
        if (as_many && !same && (double)f->row.sure[i] < reader->sure)
            text[i] = f->before[i];
        agreed &= same;
        sure = fminf(sure, f->row.sure[i]);
    }
    f->flags |= SOHOA_WORD_CELLS | (agreed    ? (uint32_t)SOHOA_WORD_AGREED
                                    : as_many ? (uint32_t)SOHOA_WORD_DOUBTED
                                              : 0);
    f->confidence = agreed ? fmaxf(f->confidence, sure) : fminf(sure, 0.95F);
}

/* A row is read once: as twelve figures where it was. */
static int add_row(struct digits_row *rows, int count, const struct digits_row *row)
{
    for (int i = 0; i < count; i++)
        if (stands_in(row->place, rows[i].place) || stands_in(rows[i].place, row->place)) {
            if (strlen(rows[i].text) < strlen(row->text))
                rows[i] = *row;
            return count;
        }
    rows[count] = *row;
    return count + 1;
}

/* The rows of boxes on the page, each with the words that stand in it. */
static int fill_rows(const struct reader *reader, const struct sohoa_page *page, struct filled *ret)
{
    struct digits_row rows[DIGITS_ROWS_MAX];
    int count = digits_rows(&reader->net, page, rows);
    int more = digits_combs(&reader->net, page, rows + count, DIGITS_ROWS_MAX - count);
    for (int i = count, all = count + more; i < all; i++)
        count = add_row(rows, count, &rows[i]);
    for (int i = 0; i < count; i++)
        ret[i] = (struct filled){.row = rows[i],
                                 .in_master = sohoa_page_to_master(page, rows[i].place),
                                 .confidence = 1};
    for (size_t i = 0; count && i < sohoa_text_words(page->text); i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        struct filled *f = row_of(ret, count, word.box);
        if (f && strlen(f->before) + strlen(word.text) < sizeof f->before) {
            memcpy(f->before + strlen(f->before), word.text, strlen(word.text) + 1);
            f->confidence = fminf(f->confidence, word.confidence);
            f->flags |= sohoa_text_word_flags(page->text, i) & SOHOA_WORD_HAND;
        }
    }
    for (int i = 0; i < count; i++)
        settle_row(reader, &ret[i]);
    return count;
}

static int give(struct sohoa_text *made, const char *text, struct sohoa_box box, float confidence,
                uint32_t flags)
{
    int rc = sohoa_text_add_word(made, text, box, confidence);
    if (rc == 0)
        sohoa_text_flag_word(made, sohoa_text_words(made) - 1, flags);
    return rc;
}

/* One word for all that stands in the row. */
static int give_row(struct filled *f, struct sohoa_text *made)
{
    if (f->given)
        return 0;
    f->given = true;
    return give(made, f->row.text, f->in_master, f->confidence, f->flags);
}

/* Copies line by line with the second reading's words; NULL: out of memory. */
static struct sohoa_text *reread(const struct reader *reader, const struct sohoa_page *page,
                                 const struct sohoa_call *call)
{
    enum { PART = 6 }; /* bytes of a word that is part of the number before it */
    struct filled rows[DIGITS_ROWS_MAX];
    int count = fill_rows(reader, page, rows);
    struct sohoa_text *made = sohoa_text_new();
    for (size_t l = 0; made && l < sohoa_text_lines(page->text); l++) {
        struct sohoa_line line = sohoa_text_line(page->text, l);
        struct sohoa_box behind = {0};
        int rc = sohoa_text_add_line(made, line.block, line.box);
        size_t end = (size_t)line.first + line.count;
        for (size_t i = line.first; i < end && rc == 0; i++) {
            struct sohoa_word word = sohoa_text_word(page->text, i);
            struct second second = {.text = ""};
            struct filled *row = row_of(rows, count, word.box);
            if (row) {
                rc = give_row(row, made);
                continue;
            }
            if (strlen(word.text) <= PART && stands_in(word.box, behind))
                continue;
            bool over = sohoa_call_over(call);
            struct digits_stretch torn = {.text = ""};
            int words = over ? 0 : digits_stretch_read(&reader->line, page, i, end, &torn);
            if (words) {
                rc = give(made, torn.text, torn.box, torn.confidence, torn.flags);
                i += (size_t)words - 1;
                continue;
            }
            second.flags = sohoa_text_word_flags(page->text, i);
            if (!over)
                read_again(reader, page, i, &second);
            behind = second.behind;
            rc = give(made, second.text[0] ? second.text : word.text, word.box, word.confidence,
                      second.flags);
        }
        if (rc != 0) {
            sohoa_text_free(made);
            made = NULL;
        }
    }
    for (int i = 0; made && i < count; i++) { /* of which nothing was recognised */
        uint32_t block = (uint32_t)sohoa_text_lines(made);
        if (!rows[i].given && (sohoa_text_add_line(made, block, rows[i].in_master) != 0 ||
                               give_row(&rows[i], made) != 0)) {
            sohoa_text_free(made);
            made = NULL;
        }
    }
    return made;
}

static int open_reader(void *self, struct sohoa_err *err)
{
    struct reader *reader = self;
    int rc = sohoa_net_load(&digits_weights, &reader->net, err);
    if (rc == SOHOA_OK && (rc = sohoa_net_load(&digits_line_weights, &reader->line, err)) != 0)
        sohoa_net_clear(&reader->net);
    return rc;
}

static void close_reader(void *self)
{
    struct reader *reader = self;
    sohoa_net_clear(&reader->net);
    sohoa_net_clear(&reader->line);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if (!page->text || (depth != 1 && depth != 8) ||
        (page->flags & (SOHOA_PAGE_BLANK | SOHOA_PAGE_BORN_DIGITAL)))
        return SOHOA_OK;
    struct sohoa_text *made = reread(self, page, call);
    if (!made)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    sohoa_text_free(page->text);
    page->text = made;
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"sure", SOHOA_REAL, offsetof(struct reader, sure), "0.97", 0.5, 1,
     "How sure a figure must be that was not recognised, or otherwise in a box (0..1)."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "ocr_digits", .version = "1.0",
             .summary = "Reads the numbers of a page a second time, figure by figure.",
             .options = options, .self_size = sizeof(struct reader), .open = open_reader,
             .close = close_reader, .calls = &calls);
