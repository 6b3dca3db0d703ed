/* ocr_again.c - a second look at the unsure words of a form. Neighbouring unsure words of a line
 * are one stretch; it is cut out, smoothed, scaled and read as a line of its own. Measured on
 * forms: where both readings agree nine of ten such words are right, else half; a third look, from
 * yet another picture, decides between two that differ. */
#include "ocr.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNSURE 0.93f        /* words under it are looked at again */
#define UNSURE_NUMBER 0.98f /* long numbers: a person is found by them */
#define HOPELESS 0.20f      /* noise, drawings */
enum { LONG_NUMBER = 8 };   /* figures */
static const char figures_only[] = "0123456789/.,:-";
enum { FEW_WORDS = 260, MARKS_OF_FORM = 3, STRETCHES_MAX = 200 };
/* No more of the page than this is looked at again: share of the width of all its words. */
#define MOST 0.10

/* Words first to end - 1 of one line. */
struct stretch {
    size_t first, end;
    bool figures; /* numbers, dates; else words with letters */
    struct sohoa_box box;
};

/* The marks of a form: what values stand on and in. `box` on the image. */
struct form {
    struct sohoa_mark *marks;
    size_t count;
    bool few; /* so few words that all may be values */
};

static bool form_make(const struct sohoa_page *page, const struct ocr_words *words,
                      struct form *form)
{
    size_t all = sohoa_marks_count(page->marks), telling = 0;
    *form = (struct form){.marks = calloc(all + 1, sizeof *form->marks)};
    for (size_t i = 0; form->marks && i < all; i++) {
        struct sohoa_mark m = sohoa_marks_get(page->marks, i);
        if (m.kind != SOHOA_MARK_LEADER && m.kind != SOHOA_MARK_RULE)
            continue;
        m.box = ocr_to_image(page, m.box);
        telling += m.kind == SOHOA_MARK_LEADER || m.box.h > m.box.w;
        form->marks[form->count++] = m;
    }
    form->few = words->count <= FEW_WORDS;
    return form->marks && (telling >= MARKS_OF_FORM || form->few);
}

/* In the line of a leader or rule, or beside an upright one. */
static bool may_be_value(const struct form *form, const struct ocr_word *w)
{
    const struct sohoa_box *b = &w->box;
    for (size_t i = 0; !form->few && i < form->count; i++) {
        const struct sohoa_box *m = &form->marks[i].box;
        bool upright = m->h > m->w;
        double middle = upright ? b->y + b->h / 2.0 : m->y + m->h / 2.0;
        bool beside = upright ? middle > m->y && middle < m->y + m->h
                              : middle > b->y && middle < b->y + 1.6 * b->h;
        double aside = fmax(0, fmax(m->x - (b->x + b->w), b->x - (m->x + m->w)));
        if (beside && aside < 12 * b->h)
            return true;
    }
    return form->few;
}

static bool has_letters(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((*c & 0x80) || (*c >= '0' && *c <= '9') || ((*c | 32) >= 'a' && (*c | 32) <= 'z'))
            return true;
    return false;
}

/* What is figures, or nearly so: letters that are easily taken for one, a sign or two. Codes and
 * passports have letters of their own. */
static bool is_figures(const char *text, size_t *ret_figures)
{
    size_t figures = 0, others = 0;
    for (const char *c = text; *c; c++) {
        bool letter = (*c | 32) >= 'a' && (*c | 32) <= 'z';
        if (letter && (c == text || !strchr("oOQDIlijZzSsBbqgT", *c)))
            return false;
        figures += *c >= '0' && *c <= '9';
        others += (*c & 0xC0) != 0x80 && (*c < '0' || *c > '9') && !strchr(figures_only, *c);
    }
    *ret_figures = figures;
    return figures >= 2 && others <= 1 + figures / 4;
}

static bool is_unsure(const struct form *form, const struct ocr_word *w)
{
    size_t figures = 0;
    if (w->text && w->confidence < UNSURE_NUMBER && !(w->flags & SOHOA_WORD_CELLS) &&
        is_figures(w->text, &figures) && figures >= LONG_NUMBER)
        return true;
    return w->text && w->confidence < UNSURE && w->confidence >= HOPELESS &&
           !(w->flags & SOHOA_WORD_CELLS) && has_letters(w->text) && may_be_value(form, w);
}

static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x0 = a.x < b.x ? a.x : b.x, y0 = a.y < b.y ? a.y : b.y;
    int32_t x1 = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t y1 = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){.x = x0, .y = y0, .w = x1 - x0, .h = y1 - y0};
}

/* The next stretch of unsure words from `at` on; end == first: there is none. */
static struct stretch next_stretch(const struct form *form, const struct ocr_words *words,
                                   size_t at)
{
    struct stretch s = {0};
    size_t figures;
    while (at < words->count && !is_unsure(form, &words->words[at]))
        at++;
    s.first = s.end = at;
    s.figures = at < words->count && is_figures(words->words[at].text, &figures);
    while (s.end < words->count && is_unsure(form, &words->words[s.end]) &&
           words->words[s.end].line == words->words[s.first].line) {
        const struct sohoa_box *box = &words->words[s.end].box;
        if (s.end > s.first && (box->x - (s.box.x + s.box.w) > 2 * box->h ||
                                is_figures(words->words[s.end].text, &figures) != s.figures))
            break; /* another field, or of another kind */
        s.box = s.end > s.first ? around(s.box, *box) : *box;
        s.end++;
    }
    return s;
}

/* The stretch cut out with a little paper. Smoothed and scaled: another picture of the same. */
static PIX *picture_of(PIX *image, const struct stretch *s, double scale)
{
    int rim = 2 + s->box.h / 10;
    BOX *clip = boxCreate(s->box.x - rim, s->box.y - rim, s->box.w + 2 * rim, s->box.h + 2 * rim);
    PIX *cut = clip ? pixClipRectangle(image, clip, NULL) : NULL;
    PIX *gray = cut && pixGetDepth(cut) == 1 ? pixConvert1To8(NULL, cut, 255, 0) : pixClone(cut);
    PIX *smooth = gray && pixGetWidth(gray) > 2 && pixGetHeight(gray) > 2
                      ? pixBlockconvGray(gray, NULL, 1, 1)
                      : NULL;
    PIX *out = smooth ? pixScale(smooth, (l_float32)scale, (l_float32)scale) : NULL;
    boxDestroy(&clip);
    pixDestroy(&cut);
    pixDestroy(&gray);
    pixDestroy(&smooth);
    return out;
}

/* Reads the stretch again; the words' boxes are on the image. */
static bool read_stretch(const struct ocr_reader *reader, PIX *image, const struct stretch *s,
                         double scale, struct ocr_words *out)
{
    PIX *picture = picture_of(image, s, scale);
    bool ok = picture && ocr_read_line(reader, picture, s->figures ? figures_only : NULL, out);
    int rim = 2 + s->box.h / 10;
    pixDestroy(&picture);
    for (size_t i = 0; i < out->count; i++) {
        struct sohoa_box *b = &out->words[i].box;
        *b = (struct sohoa_box){.x = s->box.x - rim + (int32_t)(b->x / scale),
                                .y = s->box.y - rim + (int32_t)(b->y / scale),
                                .w = (int32_t)(b->w / scale),
                                .h = (int32_t)(b->h / scale)};
    }
    return ok;
}

static float least_sure(const struct ocr_word *words, size_t count)
{
    float least = 1;
    for (size_t i = 0; i < count; i++)
        if (words[i].text)
            least = fminf(least, words[i].confidence);
    return least;
}

/* The same letters, wherever the spaces are. */
static bool same_letters(const struct ocr_word *a, size_t a_count, const struct ocr_word *b,
                         size_t b_count)
{
    size_t i = 0, k = 0;
    const char *p = "", *q = "";
    for (;;) {
        while (!*p && i < a_count) {
            p = a[i].text ? a[i].text : "";
            i++;
        }
        while (!*q && k < b_count) {
            q = b[k].text ? b[k].text : "";
            k++;
        }
        if (!*p || *p != *q)
            return *p == *q;
        p++;
        q++;
    }
}

/* Puts the other reading in place of the stretch's words. */
static void replace(struct ocr_words *words, struct stretch *s, const struct ocr_words *other)
{
    uint32_t line = words->words[s->first].line;
    for (size_t i = s->first; i < s->end; i++) {
        free(words->words[i].text);
        words->words[i].text = NULL;
    }
    for (size_t i = 0; i < other->count; i++) {
        struct ocr_word word = other->words[i];
        word.line = line;
        if (word.text && ocr_words_insert(words, s->end, &word))
            s->end++;
    }
}

static void flag(struct ocr_words *words, const struct stretch *s, uint32_t flags)
{
    for (size_t i = s->first; i < s->end; i++)
        words->words[i].flags |= flags;
}

/* Three readings as many bytes long, all of figures but for what the first took for letters: each
 * figure is the one that two of them say. */
static void vote(struct ocr_word *a, const struct ocr_word *b, const struct ocr_word *c)
{
    for (size_t i = 0; a->text[i]; i++)
        if (b->text[i] == c->text[i])
            a->text[i] = b->text[i];
    a->confidence = fminf(a->confidence, fminf(b->confidence, c->confidence));
}

/* Word by word where both readings have as many. */
static void settle_words(struct ocr_words *words, const struct stretch *s,
                         const struct ocr_words *second, const struct ocr_words *third)
{
    for (size_t i = 0; i < second->count; i++) {
        struct ocr_word *a = &words->words[s->first + i], *b = &second->words[i];
        const struct ocr_word *c = third->count == second->count ? &third->words[i] : NULL;
        if (!a->text || !b->text)
            continue;
        if (strcmp(a->text, b->text) == 0) {
            a->confidence = fmaxf(a->confidence, b->confidence);
            a->flags |= SOHOA_WORD_AGREED;
            continue;
        }
        a->flags |= SOHOA_WORD_DOUBTED;
        if (s->figures && c && c->text && strlen(a->text) == strlen(b->text) &&
            strlen(a->text) == strlen(c->text)) {
            vote(a, b, c);
            continue;
        }
        bool keep = c && strcmp(c->text, a->text) == 0;
        if (!keep && ((c && strcmp(c->text, b->text) == 0) || b->confidence > a->confidence)) {
            char *swap = a->text;
            a->text = b->text;
            b->text = swap;
            a->confidence = b->confidence;
        }
    }
}

/* Whether a reading took in the word beside the stretch: places of words are rough, and it would
 * stand there twice. */
static bool takes_neighbour(const struct ocr_words *words, const struct stretch *s,
                            const struct ocr_words *reading)
{
    const struct ocr_word *after = s->end < words->count ? &words->words[s->end] : NULL;
    const struct ocr_word *before = s->first > 0 ? &words->words[s->first - 1] : NULL;
    const char *last = reading->count ? reading->words[reading->count - 1].text : "";
    const char *first = reading->count ? reading->words[0].text : "";
    uint32_t line = words->words[s->first].line;
    if (after && after->line == line && after->text && strlen(after->text) >= 3 &&
        strlen(last) >= strlen(after->text) &&
        !strcmp(last + strlen(last) - strlen(after->text), after->text))
        return true;
    return before && before->line == line && before->text && strlen(before->text) >= 3 &&
           !strncmp(first, before->text, strlen(before->text));
}

/* Answers how often the stretch was read. */
static int look_at(const struct ocr_reader *reader, PIX *image, struct ocr_words *words,
                   struct stretch *s)
{
    int looks = 1;
    struct ocr_words second = {0}, third = {0};
    double less = reader->dpi > 250 ? 0.75 : 1.4;
    size_t count = s->end - s->first;
    if (read_stretch(reader, image, s, less, &second) && !takes_neighbour(words, s, &second)) {
        bool same = same_letters(&words->words[s->first], count, second.words, second.count);
        if (!same) {
            looks++;
            read_stretch(reader, image, s, 1, &third);
        }
        if (second.count == count) {
            settle_words(words, s, &second, &third);
        } else {
            float a = least_sure(&words->words[s->first], count);
            float b = least_sure(second.words, second.count);
            if (b > a || same_letters(second.words, second.count, third.words, third.count))
                replace(words, s, &second);
            flag(words, s, same ? SOHOA_WORD_AGREED : SOHOA_WORD_DOUBTED);
        }
    }
    ocr_words_clear(&second);
    ocr_words_clear(&third);
    return looks;
}

void ocr_look_again(const struct ocr_reader *reader, const struct sohoa_page *page,
                    struct ocr_words *words)
{
    double all = 0, seen = 0;
    struct form form;
    bool look = form_make(page, words, &form) && pixGetDepth(page->image) <= 8;
    for (size_t i = 0; look && i < words->count; i++)
        all += words->words[i].text ? words->words[i].box.w : 0;
    for (size_t at = 0; look && at < words->count && seen < MOST * all;) {
        struct stretch s = next_stretch(&form, words, at);
        if (s.end == s.first)
            break;
        seen += s.box.w * look_at(reader, page->image, words, &s);
        at = s.end;
    }
    free(form.marks);
}
