/* ocr_digits.c - reads the numbers of a page a second time, figure by figure, with a classifier of
 * its own: what both readings say is nearly always right, and where recognition took a figure for
 * a letter ("202ó") or for another figure, the surer one is kept. Numbers are what a person is
 * found by; Tesseract's language model has no say in them. */
#include "digits.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct reader {
    double sure;
    struct sohoa_net net; /* read-only after open */
};

enum { CHARACTERS_MAX = 64, WORD_BYTES = 256 };
#define AGREES 0.6F    /* a figure that both read alike needs no more than this */
#define BY_CHANCE 0.9F /* a letter gives way to a figure this sure */

/* A word as recognised: its characters that have a glyph of their own. */
struct spelled {
    int offsets[CHARACTERS_MAX], lengths[CHARACTERS_MAX]; /* in the text */
    char digits[CHARACTERS_MAX];                          /* '0'..'9', or 0: another character */
    int count, figures;
};

/* What stands low or is slim and makes no tall glyph. */
static bool slight(utf8proc_int32_t c)
{
    return c < 128 ? strchr(".,-:;'\"`~_*^=", (int)c) != NULL
                   : c == 0x2013 || c == 0x2014 || c == 0x2019 || c == 0x2018 || c == 0xB7 ||
                         c == 0x2026 || c == 0x201C || c == 0x201D || c == 0x2022;
}

static bool spell(const char *text, struct spelled *ret)
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
    return ret->figures >= 2 && 2 * ret->figures >= ret->count;
}

/* Where the word stands in the image, with a little room; NULL: nowhere, or no memory. */
static BOX *place_of(const struct sohoa_page *page, struct sohoa_box in_master)
{
    struct sohoa_box b = sohoa_page_to_image(page, in_master);
    bool fits = b.w >= 4 && b.h >= 6 && b.w < 20000 && b.h < 2000 && abs(b.x) < 1000000 &&
                abs(b.y) < 1000000;
    return fits ? boxCreate(b.x - 3, b.y - 3, b.w + 6, b.h + 6) : NULL;
}

/* What the second reading makes of a word. */
struct second {
    char text[WORD_BYTES]; /* as it is to be kept */
    uint32_t flags;        /* to be added */
};

/* Holds figure against figure. False: nothing to say. */
static bool compare(const struct reader *reader, PIX *word, const char *text,
                    const struct spelled *spelled, struct second *ret)
{
    struct digits_glyph glyphs[DIGITS_GLYPHS_MAX];
    int count = digits_cut(word, glyphs), copied = 0, from = 0;
    bool agreed = true, doubted = false;
    if (count != spelled->count || strlen(text) >= sizeof ret->text)
        return false;
    for (int i = 0; i < count; i++) {
        float ink[DIGITS_INPUTS], p;
        digits_sample(word, &glyphs[i], ink);
        int seen = sohoa_net_classify(&reader->net, ink, &p);
        char read = spelled->digits[i], figure = (char)('0' + seen), kept = 0;
        if (seen == DIGITS_OTHER) {
            agreed &= !read;
        } else if (read == figure) {
            agreed &= p >= AGREES;
        } else if (read ? (double)p >= reader->sure : p >= BY_CHANCE) {
            kept = figure;
            doubted |= read != 0;
            agreed = false;
        } else if (read || p > AGREES) {
            doubted = true;
        }
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
    return true;
}

static bool read_again(const struct reader *reader, const struct sohoa_page *page, size_t index,
                       struct second *ret)
{
    struct sohoa_word word = sohoa_text_word(page->text, index);
    struct spelled spelled;
    BOX *box = NULL;
    if ((sohoa_text_word_flags(page->text, index) & SOHOA_WORD_CELLS) ||
        !spell(word.text, &spelled) || !(box = place_of(page, word.box)))
        return false;
    PIX *picture = pixClipRectangle(page->image, box, NULL);
    bool said = picture && compare(reader, picture, word.text, &spelled, ret);
    pixDestroy(&picture);
    boxDestroy(&box);
    return said;
}

/* Copies line by line with the second reading's words; NULL: out of memory. */
static struct sohoa_text *reread(const struct reader *reader, const struct sohoa_page *page,
                                 const struct sohoa_call *call)
{
    struct sohoa_text *made = sohoa_text_new();
    for (size_t l = 0; made && l < sohoa_text_lines(page->text); l++) {
        struct sohoa_line line = sohoa_text_line(page->text, l);
        int rc = sohoa_text_add_line(made, line.block, line.box);
        for (size_t i = line.first; i < (size_t)line.first + line.count && rc == 0; i++) {
            struct sohoa_word word = sohoa_text_word(page->text, i);
            struct second second = {.flags = 0};
            bool said = !sohoa_call_over(call) && read_again(reader, page, i, &second);
            rc = sohoa_text_add_word(made, said ? second.text : word.text, word.box,
                                     word.confidence);
            if (rc == 0)
                sohoa_text_flag_word(made, i, second.flags | sohoa_text_word_flags(page->text, i));
        }
        if (rc != 0) {
            sohoa_text_free(made);
            made = NULL;
        }
    }
    return made;
}

static int open_reader(void *self, struct sohoa_err *err)
{
    return sohoa_net_load(&digits_weights, &((struct reader *)self)->net, err);
}

static void close_reader(void *self)
{
    sohoa_net_clear(&((struct reader *)self)->net);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    if (!page->text || (depth != 1 && depth != 8) ||
        (page->flags & (SOHOA_PAGE_BLANK | SOHOA_PAGE_BORN_DIGITAL)))
        return SOHOA_OK;
    struct sohoa_page cut = *page; /* the same page in one bit */
    cut.image = depth == 1 ? pixClone(page->image) : pixThresholdToBinary(page->image, 128);
    struct sohoa_text *made = cut.image ? reread(self, &cut, call) : NULL;
    pixDestroy(&cut.image);
    if (!made)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
    sohoa_text_free(page->text);
    page->text = made;
    return SOHOA_OK;
}

static const struct sohoa_option options[] = {
    {"sure", SOHOA_REAL, offsetof(struct reader, sure), "0.97", 0.5, 1,
     "How sure a figure must be to replace another that was recognised (0..1)."},
    {0}};
static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "ocr_digits", .version = "1.0",
             .summary = "Reads the numbers of a page a second time, figure by figure.",
             .options = options, .self_size = sizeof(struct reader), .open = open_reader,
             .close = close_reader, .calls = &calls);
