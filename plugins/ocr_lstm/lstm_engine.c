/* lstm_engine.c - unit by unit: cut out, read, put into lines; every word gets the ink that stands
 * in its steps. What the layout cannot be trusted with goes to Tesseract as a whole: text that is
 * not upright, and pictures that are taken for one word. */
#include "lstm_engine.h"

#include "layout.h"
#include "lstm_doubt.h"

#include <errno.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

int lstm_engine_open(struct lstm_engine *e, const char *folder, const char *language,
                     const char *kernel, struct sohoa_err *ret_why, struct sohoa_err *err)
{
    char path[4096];
    const struct lstm_kernel *k = lstm_kernel_find(kernel);
    int rc = SOHOA_OK;
    *e = (struct lstm_engine){0};
    if (!k) {
        sohoa_fail(err, SOHOA_FATAL, "kernel '%s' is not known or does not run on this processor",
                   kernel);
        if (err)
            err->sys_errno = EINVAL;
        return SOHOA_FATAL;
    }
    snprintf(path, sizeof path, "%s/%s.traineddata", folder, language);
    if (strchr(language, '+'))
        rc = sohoa_fail(ret_why, SOHOA_FATAL, "several languages at once");
    if (rc != SOHOA_OK || lstm_model_open(path, &e->model, ret_why) != SOHOA_OK)
        return SOHOA_OK;
    e->only = calloc((size_t)e->model->character_count, sizeof *e->only);
    if (!e->only || !lstm_reader_make(&e->reader, e->model, k))
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    return SOHOA_OK;
}

void lstm_engine_close(struct lstm_engine *e)
{
    lstm_reader_free(&e->reader);
    lstm_model_free(e->model);
    free(e->only);
    *e = (struct lstm_engine){0};
}

static const bool *allow_only(struct lstm_engine *e, const char *only)
{
    for (int i = 0; only && i < e->model->character_count; i++)
        e->only[i] = strstr(only, e->model->characters[i].text) != NULL;
    return only ? e->only : NULL;
}

struct span {
    int left, right; /* pixels of the page */
};

/* The part of a piece of ink that is the span's: all of it when its middle stands there. What holds
 * together several words, such as a line under them, is cut to the span. */
static bool part_in(const struct sohoa_box *b, struct span span, bool cut, struct span *ret)
{
    int left = b->x > span.left ? b->x : span.left, right = b->x + b->w;
    right = right < span.right ? right : span.right;
    int middle = b->x + b->w / 2;
    bool inside = middle >= span.left && middle < span.right;
    bool across = cut && (right - left) * 5 > (span.right - span.left) * 3 && b->w > 3 * b->h;
    *ret = cut && b->w > 3 * b->h ? (struct span){left, right} : (struct span){b->x, b->x + b->w};
    return inside || across;
}

/* The ink that stands in the span; all of the unit's height when there is none. */
static struct sohoa_box ink_in(const struct layout *l, const struct layout_unit *u,
                               struct span span)
{
    int x0 = INT32_MAX, y0 = INT32_MAX, x1 = INT32_MIN, y1 = INT32_MIN;
    for (size_t i = u->first_mark; i < u->first_mark + u->marks; i++) {
        const struct sohoa_box *b = &l->marks[i];
        struct span part;
        if (!part_in(b, span, l->own, &part))
            continue;
        x0 = part.left < x0 ? part.left : x0;
        y0 = b->y < y0 ? b->y : y0;
        x1 = part.right > x1 ? part.right : x1;
        y1 = b->y + b->h > y1 ? b->y + b->h : y1;
    }
    if (x1 <= x0)
        return (struct sohoa_box){
            .x = span.left, .y = u->box.y, .w = span.right - span.left, .h = u->box.h};
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

/* Where word i may reach: to where it parts from its neighbours, to the ends of the unit beyond the
 * outermost. */
static struct span reach(const struct lstm_sayings *said, int i, const struct layout *l,
                         const struct layout_unit *u)
{
    const struct lstm_saying *w = &said->words[i];
    struct span s = {.left = u->box.x, .right = u->box.x + u->box.w};
    if (i > 0)
        s.left = layout_parting(l, u, u->box.x + (w[-1].right + w->left) / 2);
    if (i + 1 < said->count)
        s.right = layout_parting(l, u, u->box.x + (w->right + w[1].left) / 2);
    return s;
}

static bool add_word(const struct lstm_sayings *said, int i, const struct layout *l,
                     const struct layout_unit *u, struct ocr_words *out)
{
    utf8proc_uint8_t *nfc = utf8proc_NFC((const utf8proc_uint8_t *)said->words[i].text);
    struct ocr_word word = {.text = (char *)nfc,
                            .confidence = (float)(said->words[i].confidence / 100),
                            .box = ink_in(l, u, reach(said, i, l, u)),
                            .line = (uint32_t)out->line_count - 1,
                            .flags = said->words[i].doubted ? SOHOA_WORD_DOUBTED : 0};
    bool ok = nfc && (!*nfc || ocr_words_insert(out, out->count, &word));
    free(nfc);
    return ok;
}

static bool read_unit(struct lstm_engine *e, PIX *picture, const struct layout *l,
                      const struct layout_unit *u, const bool *only, struct ocr_words *out)
{
    struct lstm_sayings said = {0};
    PIX *piece = layout_cut(picture, l, u);
    bool ok = piece && lstm_doubt_read(&e->reader, piece, only, e->again, &said);
    for (int i = 0; ok && i < said.count; i++)
        ok = add_word(&said, i, l, u, out);
    lstm_sayings_free(&said);
    pixDestroy(&piece);
    return ok;
}

/* ---- what is no text --------------------------------------------------------------------------
 * Our own layout leaves it to the reading to tell a stamp's rim from letters. */

static size_t count_letters(const char *text)
{
    size_t letters = 0;
    utf8proc_int32_t c = 0;
    for (const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text; *at;) {
        utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);
        if (n <= 0)
            break;
        at += n;
        utf8proc_category_t kind = utf8proc_category(c);
        letters += (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) ||
                   kind == UTF8PROC_CATEGORY_ND;
    }
    return letters;
}

#define SURE_STROKE 0.8f

/* Whether the words from `first` on, a unit's, are more likely ink of another kind: few letters
 * must be sure ones, less so where they go on in a line of words. */
static bool is_noise(const struct ocr_words *words, size_t first)
{
    double letters = 0, sure = 0;
    for (size_t i = first; i < words->count; i++) {
        double n = (double)count_letters(words->words[i].text);
        letters += n;
        sure += n * (double)words->words[i].confidence;
    }
    if (letters == 0) /* of such a unit only a dash says something, and a figure 1 */
        return words->count != first + 1 || (strcmp(words->words[first].text, "-") != 0 &&
                                             (strcmp(words->words[first].text, "|") != 0 ||
                                              words->words[first].confidence < SURE_STROKE));
    double least = letters < 2 ? 0.9 : letters < 4 ? 0.6 : letters < 8 ? 0.4 : 0.25;
    bool goes_on = first > 0 && words->words[first - 1].line + 1 == words->line_count;
    return sure < letters * least * (goes_on ? 0.5 : 1);
}

static void drop_words(struct ocr_words *words, size_t first)
{
    while (words->count > first)
        free(words->words[--words->count].text);
}

static bool read_units(struct lstm_engine *e, const struct ocr_reader *r, PIX *picture,
                       const struct layout *l, const char *only, struct ocr_words *out)
{
    const bool *allowed = allow_only(e, only);
    uint32_t block = out->line_count ? out->lines[out->line_count - 1].block + 1 : 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct layout_unit *u = &l->units[i];
        if (r->over(r->over_arg, 0))
            return false;
        block += i > 0 && u->starts_paragraph;
        if ((i == 0 || u->starts_line) &&
            !ocr_words_add_line(out, (struct ocr_line){.box = u->line, .block = block}))
            return false;
        size_t first = out->count;
        if (!read_unit(e, picture, l, u, allowed, out))
            return false;
        if (l->own && is_noise(out, first))
            drop_words(out, first);
    }
    return true;
}

/* A raw line is all of the picture. */
static void take_all(PIX *picture, struct layout *l)
{
    l->count = l->count > 1 ? 1 : l->count;
    for (size_t i = 0; i < l->count; i++)
        l->units[i].box = (struct sohoa_box){.w = pixGetWidth(picture), .h = pixGetHeight(picture)};
}

/* What Tesseract's layout analysis finds, read by ourselves; it reads what is not upright. */
static bool read_theirs(struct lstm_engine *e, const struct ocr_reader *r, PIX *picture, int psm,
                        const char *only, struct ocr_words *out)
{
    struct layout layout = {0};
    TessBaseAPI *api = ocr_reader_handle(r, picture, psm);
    bool done = api && layout_find(api, &layout), turned = done && layout.turned;
    PIX *held = done ? TessBaseAPIGetInputImage(api) : NULL;
    if (done && psm == PSM_RAW_LINE)
        take_all(held, &layout);
    if (done && !turned)
        done = read_units(e, r, held, &layout, only, out);
    layout_free(&layout);
    if (api)
        TessBaseAPIClear(api);
    return turned ? ocr_engine_tesseract(NULL, r, picture, psm, only, out) : done;
}

/* Our own layout is for whole pages; what it cannot tell is Tesseract's to analyse. */
bool lstm_engine_read(void *arg, const struct ocr_reader *r, PIX *picture, int psm,
                      const char *only, struct ocr_words *out)
{
    struct lstm_engine *e = arg;
    struct layout layout = {0};
    if (!e->model || psm == PSM_SINGLE_WORD || psm == PSM_SINGLE_CHAR || psm == PSM_CIRCLE_WORD)
        return ocr_engine_tesseract(NULL, r, picture, psm, only, out);
    bool own = e->own && psm == PSM_AUTO &&
               layout_find_own(picture, r->dpi, r->rules, r->rule_count, &layout) && !layout.turned;
    bool done = own ? read_units(e, r, picture, &layout, only, out)
                    : read_theirs(e, r, picture, psm, only, out);
    layout_free(&layout);
    return done;
}
