/* text_form.c - recognised text as columns. No state, any thread.
 *
 *   {"v":1,"text":"...","x":"...","w":"...","y":"...","h":"...","c":"...","l":"..."}
 *
 * text holds the words: blank between words, newline between lines, empty line between blocks.
 * The other columns are numbers, one a word, spelled as characters (column.h), each the difference
 * from a guess, so that most of them are one of a few characters:
 *   x  left edge minus the right edge of the word before; in a line's first word, minus the left
 *      edge of the first word of the line before (0 at the start)
 *   w  width minus letters * advance / 16. advance is 320 at the start; behind every word it moves
 *      by (width * 16 / letters - advance) / 4, all divisions cut towards 0
 *   y  bottom edge (top + height) minus that of the word before (0 at the start)
 *   h  height minus 30
 *   c  confidence in hundredths, minus that of the word before (0 at the start)
 *   l  four a line: left, top, right, bottom of its box minus those of the box around its words
 *   f  (only where a word has flags) two a run of words with the same flags: how many, which
 * Letters are code points. Lines without words are not kept; blocks are numbered densely. */
#include "record/text_form.h"

#include "record/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define CLEAN_ROOM (SOHOA_WORD_BYTES_MAX + 1)

enum { COL_X, COL_W, COL_Y, COL_H, COL_C, COL_L, COLUMNS };
static const char *const names[COLUMNS] = {"x", "w", "y", "h", "c", "l"};

#define HEIGHT 30 /* of a word, pixels: usual at 300 dpi */
#define ADVANCE (20 * 16)

/* What reader and writer both know before a word. */
struct guess {
    struct sohoa_box line; /* around the words of this line so far */
    int64_t start, right, bottom, advance;
    int64_t letters; /* of the word at hand */
    int32_t sure;
};
static const struct guess guess_start = {.advance = ADVANCE};

/* The guessed box of the next word. */
struct place {
    int64_t x, w, bottom;
};

static struct place guess_word(struct guess *g, const char *text, bool first)
{
    g->letters = 0;
    for (const char *p = text; *p; p++)
        g->letters += (*p & 0xC0) != 0x80;
    if (g->letters == 0)
        g->letters = 1;
    return (struct place){
        .x = first ? g->start : g->right, .w = g->letters * g->advance / 16, .bottom = g->bottom};
}

static int32_t clamp(int64_t value)
{
    return value < INT32_MIN ? INT32_MIN : value > INT32_MAX ? INT32_MAX : (int32_t)value;
}

/* The smallest box around both. */
static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int64_t right = (int64_t)a.x + a.w, other_right = (int64_t)b.x + b.w;
    int64_t bottom = (int64_t)a.y + a.h, other_bottom = (int64_t)b.y + b.h;
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    right = right > other_right ? right : other_right;
    bottom = bottom > other_bottom ? bottom : other_bottom;
    return (struct sohoa_box){x, y, clamp(right - x), clamp(bottom - y)};
}

/* What the word really was. */
static void guess_learn(struct guess *g, struct sohoa_box box, int32_t sure, bool first)
{
    g->line = first ? box : around(g->line, box);
    if (first)
        g->start = box.x;
    g->right = (int64_t)box.x + box.w;
    g->bottom = (int64_t)box.y + box.h;
    g->advance += ((int64_t)box.w * 16 / g->letters - g->advance) / 4;
    g->sure = sure;
}

/* ---- encoding ---- */

struct writer {
    struct sohoa_column words; /* the text, escaped for JSON as it grows */
    struct sohoa_column columns[COLUMNS], flags;
    uint32_t run, run_flags; /* words of the same flags not written yet */
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

static void word_add(struct writer *w, struct guess *guess, const struct sohoa_word *word,
                     bool first)
{
    struct place at = guess_word(guess, word->text, first);
    int32_t sure = (int32_t)lrintf(word->confidence * 100);
    sohoa_column_add(&w->columns[COL_X], word->box.x - at.x);
    sohoa_column_add(&w->columns[COL_W], word->box.w - at.w);
    sohoa_column_add(&w->columns[COL_Y], (int64_t)word->box.y + word->box.h - at.bottom);
    sohoa_column_add(&w->columns[COL_H], (int64_t)word->box.h - HEIGHT);
    sohoa_column_add(&w->columns[COL_C], (int64_t)sure - guess->sure);
    guess_learn(guess, word->box, sure, first);
}

static void run_end(struct writer *w)
{
    if (w->run == 0)
        return;
    sohoa_column_add(&w->flags, w->run);
    sohoa_column_add(&w->flags, w->run_flags);
    w->run = 0;
}

static void flags_add(struct writer *w, uint32_t flags)
{
    if (flags != w->run_flags)
        run_end(w);
    w->run_flags = flags;
    w->run++;
}

static void line_add(struct writer *w, struct sohoa_box box, struct sohoa_box words)
{
    struct sohoa_column *c = &w->columns[COL_L];
    sohoa_column_add(c, (int64_t)box.x - words.x);
    sohoa_column_add(c, (int64_t)box.y - words.y);
    sohoa_column_add(c, (int64_t)box.x + box.w - words.x - words.w);
    sohoa_column_add(c, (int64_t)box.y + box.h - words.y - words.h);
}

static void all_add(struct writer *w, const struct sohoa_text *text)
{
    struct guess guess = guess_start;
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
            flags_add(w, sohoa_text_word_flags(text, line.first + k));
            any = true;
        }
        if (line.count) {
            line_add(w, line.box, guess.line);
            block = line.block;
        }
    }
    if (w->flags.size || w->run_flags)
        run_end(w); /* else no word has any */
}

static void column_join(struct sohoa_column *out, const char *name,
                        const struct sohoa_column *column)
{
    sohoa_column_text(out, "\",\"");
    sohoa_column_text(out, name);
    sohoa_column_text(out, "\":\"");
    sohoa_column_bytes(out, column->bytes, column->size);
    out->failed = out->failed || column->failed;
}

static struct sohoa_column join(const struct writer *w)
{
    struct sohoa_column out = {.failed = w->words.failed};
    sohoa_column_text(&out, "{\"v\":1,\"text\":\"");
    sohoa_column_bytes(&out, w->words.bytes, w->words.size);
    for (int i = 0; i < COLUMNS; i++)
        column_join(&out, names[i], &w->columns[i]);
    if (w->flags.size || w->flags.failed)
        column_join(&out, "f", &w->flags);
    sohoa_column_bytes(&out, "\"}", 3); /* with its NUL */
    return out;
}

int sohoa_text_encode(const struct sohoa_text *text, char **ret, size_t *ret_size,
                      struct sohoa_err *err)
{
    struct writer w = {0};
    all_add(&w, text);
    struct sohoa_column json = join(&w);
    free(w.words.bytes);
    for (int i = 0; i < COLUMNS; i++)
        free(w.columns[i].bytes);
    free(w.flags.bytes);
    if (json.failed) {
        free(json.bytes);
        return sohoa_no_memory(err);
    }
    *ret = json.bytes;
    *ret_size = json.size - 1;
    return SOHOA_OK;
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
    struct guess guess;
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
    bool first = r->count == 0;
    struct place at = guess_word(&r->guess, word, first);
    struct sohoa_box box = {.x = next(r, COL_X, at.x), .w = next(r, COL_W, at.w)};
    int64_t bottom = at.bottom + sohoa_numbers_next(&r->columns[COL_Y]);
    box.h = next(r, COL_H, HEIGHT);
    box.y = fit(r, bottom - box.h);
    int32_t sure = next(r, COL_C, r->guess.sure);
    if (sure < 0 || sure > 100)
        r->damaged = true;
    guess_learn(&r->guess, box, sure, first);
    r->words[r->count++] = (struct pending){word, box, (float)sure / 100.0F};
}

static void line_read(struct reader *r, struct sohoa_text *text, uint32_t block)
{
    struct sohoa_box words = r->guess.line;
    int64_t left = words.x + sohoa_numbers_next(&r->columns[COL_L]);
    int64_t top = words.y + sohoa_numbers_next(&r->columns[COL_L]);
    int64_t right = (int64_t)words.x + words.w + sohoa_numbers_next(&r->columns[COL_L]);
    int64_t bottom = (int64_t)words.y + words.h + sohoa_numbers_next(&r->columns[COL_L]);
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
    r->guess = guess_start;
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

/* Flags are for words that are there; the column may be absent. */
static void flags_read(struct reader *r, const json_t *object, struct sohoa_text *text)
{
    const json_t *column = json_object_get(object, "f");
    if (!column)
        return;
    struct sohoa_numbers numbers =
        sohoa_numbers_of(json_string_value(column), json_string_length(column));
    size_t at = 0, words = sohoa_text_words(text);
    while (!numbers.damaged && !sohoa_numbers_ended(&numbers)) {
        int64_t run = sohoa_numbers_next(&numbers), flags = sohoa_numbers_next(&numbers);
        if (run < 1 || (uint64_t)run > words - at || flags < 0 || flags > UINT32_MAX) {
            r->damaged = true;
            return;
        }
        for (; run > 0; run--)
            sohoa_text_flag_word(text, at++, (uint32_t)flags);
    }
    r->damaged = r->damaged || numbers.damaged || !json_is_string(column);
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
    if (!r.damaged && !r.no_memory)
        flags_read(&r, object, text);
    free(words);
    free(r.words);
    if (!r.damaged && !r.no_memory) {
        *ret = text;
        return SOHOA_OK;
    }
    sohoa_text_free(text);
    return r.no_memory ? sohoa_no_memory(err)
                       : sohoa_fail(err, SOHOA_FATAL, "the record %s is damaged", key);
}
