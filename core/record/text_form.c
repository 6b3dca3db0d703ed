/* text_form.c - recognised text as columns. No state, any thread.
 *
 *   {"v":1,"text":"...","x":"...","w":"...","y":"...","h":"...","c":"...","l":"..."}
 *
 * text holds the words: blank between words, newline between lines, empty line between blocks.
 * The other columns are numbers, one a word, spelled as characters (column.h), each the difference
 * from a guess, so that most are one frequent character:
 *   x  left edge; a line's first word: minus the first word of the line above, else the gap to
 *      the word before
 *   w  width minus the guess from the number of characters and the widths so far
 *   y  bottom edge, minus the guess from the baseline of the line and the shape of the word
 *   h  height, minus the last height of a word of this shape
 *   c  confidence in hundredths, minus that of the word before
 *   l  four a line: left, top, right, bottom of its box minus those of the box around its words
 * Lines without words are not kept; blocks are numbered densely. */
#include "record/text_form.h"

#include "record/column.h"
#include "record/text_guess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define CLEAN_ROOM (SOHOA_WORD_BYTES_MAX + 1)

enum { COL_X, COL_W, COL_Y, COL_H, COL_C, COL_L, COLUMNS };
static const char *const names[COLUMNS] = {"x", "w", "y", "h", "c", "l"};

/* ---- encoding ---- */

struct writer {
    struct sohoa_column words; /* the text, escaped for JSON as it grows */
    struct sohoa_column columns[COLUMNS];
};

/* The word as it will come back: no white space, and only UTF-8. */
static void clean(const char *word, char ret[CLEAN_ROOM])
{
    size_t n = 0, size = strnlen(word, SOHOA_WORD_BYTES_MAX);
    for (size_t i = 0; i < size && n + 8 < CLEAN_ROOM;) {
        utf8proc_int32_t point = 0;
        utf8proc_ssize_t used = utf8proc_iterate((const utf8proc_uint8_t *)word + i,
                                                 (utf8proc_ssize_t)(size - i), &point);
        if (used <= 0)
            point = 0xFFFD;
        else if (point <= ' ')
            point = 0xA0;
        i += used > 0 ? (size_t)used : 1;
        n += (size_t)utf8proc_encode_char(point, (utf8proc_uint8_t *)ret + n);
    }
    ret[n] = '\0';
}

static void word_add(struct writer *w, struct sohoa_guess *guess, const struct sohoa_word *word,
                     bool first)
{
    struct sohoa_box at = sohoa_guess_word(guess, word->text, first);
    int32_t sure = (int32_t)lrintf(word->confidence * 100);
    sohoa_column_add(&w->columns[COL_X], (int64_t)word->box.x - at.x);
    sohoa_column_add(&w->columns[COL_W], (int64_t)word->box.w - at.w);
    sohoa_column_add(&w->columns[COL_Y], (int64_t)word->box.y + word->box.h - at.y - at.h);
    sohoa_column_add(&w->columns[COL_H], (int64_t)word->box.h - at.h);
    sohoa_column_add(&w->columns[COL_C], (int64_t)sure - guess->sure);
    sohoa_guess_learn(guess, word->box, sure);
}

static void line_add(struct writer *w, struct sohoa_box box, struct sohoa_box around)
{
    struct sohoa_column *c = &w->columns[COL_L];
    sohoa_column_add(c, (int64_t)box.x - around.x);
    sohoa_column_add(c, (int64_t)box.y - around.y);
    sohoa_column_add(c, (int64_t)box.x + box.w - around.x - around.w);
    sohoa_column_add(c, (int64_t)box.y + box.h - around.y - around.h);
}

static void all_add(struct writer *w, const struct sohoa_text *text)
{
    struct sohoa_guess guess;
    sohoa_guess_begin(&guess);
    uint32_t block = 0;
    bool any = false;
    for (size_t i = 0; i < sohoa_text_lines(text); i++) {
        struct sohoa_line line = sohoa_text_line(text, i);
        for (uint32_t k = 0; k < line.count; k++) {
            struct sohoa_word word = sohoa_text_word(text, line.first + k);
            const char *separator = k ? " " : !any ? "" : line.block != block ? "\\n\\n" : "\\n";
            char text_clean[CLEAN_ROOM];
            clean(word.text, text_clean);
            word.text = text_clean;
            sohoa_column_text(&w->words, separator);
            sohoa_column_json(&w->words, word.text);
            word_add(w, &guess, &word, k == 0);
            any = true;
        }
        if (line.count) {
            line_add(w, line.box, guess.line);
            block = line.block;
        }
    }
}

static int join(struct writer *w, struct sohoa_text_json *ret)
{
    struct sohoa_column out = {0};
    sohoa_column_text(&out, "{\"v\":1,\"text\":\"");
    sohoa_column_bytes(&out, w->words.bytes, w->words.size);
    ret->cut_count = 0;
    for (int i = 0; i < COLUMNS; i++) {
        sohoa_column_text(&out, "\",\"");
        sohoa_column_text(&out, names[i]);
        sohoa_column_text(&out, "\":\"");
        ret->cuts[ret->cut_count++] = out.size;
        sohoa_column_bytes(&out, w->columns[i].bytes, w->columns[i].size);
    }
    sohoa_column_text(&out, "\"}");
    ret->bytes = out.bytes;
    ret->size = out.size;
    return out.failed ? -1 : 0;
}

int sohoa_text_encode(const struct sohoa_text *text, struct sohoa_text_json *ret,
                      struct sohoa_err *err)
{
    struct writer w = {0};
    struct sohoa_text_json json = {0};
    all_add(&w, text);
    bool failed = w.words.failed;
    for (int i = 0; i < COLUMNS; i++)
        failed = failed || w.columns[i].failed;
    if (!failed && join(&w, &json) != 0)
        failed = true;
    free(w.words.bytes);
    for (int i = 0; i < COLUMNS; i++)
        free(w.columns[i].bytes);
    if (failed) {
        free(json.bytes);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    *ret = json;
    return SOHOA_OK;
}

void sohoa_text_json_clear(struct sohoa_text_json *json)
{
    free(json->bytes);
    memset(json, 0, sizeof *json);
}

/* ---- decoding ---- */

/* Words of the line being read: its box is known only behind them. */
struct pending {
    const char *text;
    struct sohoa_box box;
    float confidence;
};

struct reader {
    struct sohoa_numbers columns[COLUMNS];
    struct sohoa_guess guess;
    struct pending *words;
    size_t count, room;
    bool damaged, no_memory;
};

/* The next number of a column on top of its guess; out of range is damage. */
static int32_t next(struct reader *r, int column, int64_t guess)
{
    int64_t value = guess + sohoa_numbers_next(&r->columns[column]);
    if (value < INT32_MIN || value > INT32_MAX) {
        r->damaged = true;
        return 0;
    }
    return (int32_t)value;
}

static int32_t fit(struct reader *r, int64_t value)
{
    if (value < INT32_MIN || value > INT32_MAX)
        r->damaged = true;
    return (int32_t)value;
}

static void word_read(struct reader *r, const char *word)
{
    if (r->count == r->room) {
        size_t room = r->room ? r->room * 2 : 64;
        struct pending *words = realloc(r->words, room * sizeof *words);
        if (!words) {
            r->no_memory = true;
            return;
        }
        r->words = words;
        r->room = room;
    }
    struct sohoa_box at = sohoa_guess_word(&r->guess, word, r->count == 0), box;
    box.x = next(r, COL_X, at.x);
    box.w = next(r, COL_W, at.w);
    int64_t bottom = next(r, COL_Y, (int64_t)at.y + at.h);
    box.h = next(r, COL_H, at.h);
    box.y = fit(r, bottom - box.h);
    int32_t sure = next(r, COL_C, r->guess.sure);
    if (sure < 0 || sure > 100)
        r->damaged = true;
    sohoa_guess_learn(&r->guess, box, sure);
    r->words[r->count++] = (struct pending){word, box, (float)sure / 100.0F};
}

static void line_read(struct reader *r, struct sohoa_text *text, uint32_t block)
{
    struct sohoa_box around = r->guess.line;
    int64_t left = next(r, COL_L, around.x), top = next(r, COL_L, around.y);
    int64_t right = next(r, COL_L, (int64_t)around.x + around.w);
    int64_t bottom = next(r, COL_L, (int64_t)around.y + around.h);
    struct sohoa_box box = {fit(r, left), fit(r, top), fit(r, right - left), fit(r, bottom - top)};
    if (r->damaged || r->no_memory)
        return;
    if (sohoa_text_add_line(text, block, box) != 0)
        r->no_memory = true;
    for (size_t i = 0; !r->no_memory && i < r->count; i++)
        if (sohoa_text_add_word(text, r->words[i].text, r->words[i].box, r->words[i].confidence) !=
            0)
            r->no_memory = true;
    r->count = 0;
}

/* Takes words apart in place. */
static void all_read(struct reader *r, struct sohoa_text *text, char *words)
{
    uint32_t block = 0;
    sohoa_guess_begin(&r->guess);
    for (char *p = words; *p && !r->damaged && !r->no_memory;) {
        size_t n = strcspn(p, " \n");
        char end = p[n];
        p[n] = '\0';
        if (n == 0 || n > SOHOA_WORD_BYTES_MAX) {
            r->damaged = true;
            return;
        }
        word_read(r, p);
        p += n;
        if (end != ' ' && !r->damaged && !r->no_memory)
            line_read(r, text, block);
        if (end)
            p++;
        if (end == '\n' && *p == '\n') {
            block++;
            p++;
        }
    }
    if (r->count)
        r->damaged = true; /* ended in a blank */
}

static int columns_open(struct reader *r, const json_t *object)
{
    if (json_integer_value(json_object_get(object, "v")) != 1)
        return -1;
    for (int i = 0; i < COLUMNS; i++) {
        const json_t *column = json_object_get(object, names[i]);
        if (!json_is_string(column))
            return -1;
        r->columns[i] = sohoa_numbers_of(json_string_value(column), json_string_length(column));
    }
    return 0;
}

static bool columns_ended(struct reader *r)
{
    for (int i = 0; i < COLUMNS; i++)
        if (!sohoa_numbers_ended(&r->columns[i]))
            return false;
    return true;
}

int sohoa_text_decode(const json_t *object, const char *key, struct sohoa_text **ret,
                      struct sohoa_err *err)
{
    struct reader r = {0};
    const char *stored = json_string_value(json_object_get(object, "text"));
    if (!stored || columns_open(&r, object) != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", key);
    char *words = strdup(stored);
    struct sohoa_text *text = sohoa_text_new();
    if (words && text)
        all_read(&r, text, words);
    else
        r.no_memory = true;
    r.damaged = r.damaged || (!r.no_memory && !columns_ended(&r));
    free(words);
    free(r.words);
    if (!r.damaged && !r.no_memory) {
        *ret = text;
        return SOHOA_OK;
    }
    sohoa_text_free(text);
    return r.no_memory ? sohoa_fail(err, SOHOA_FATAL, "out of memory")
                       : sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", key);
}
