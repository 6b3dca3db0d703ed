/* mrz.c - a machine-readable zone as some recogniser wrote it, mended and read.
 *
 * The text becomes costs of characters (its own nothing, look-alikes little, all others much) and
 * goes through the same decoder as the pixels of plugins/code_mrz. Pure functions, any thread. */
#include "host/mrz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 44, LINES_MAX = 3, SPARE = 2, INPUT_MAX = 512 };
/* A check digit may ask for one change to what is alike, where the field allows both; it is
 * rather wrong itself than that two are wrong, or what is hardly or not alike. */
#define ALIKE 25.0F
#define DOUBT 40.0F
#define HARDLY_ALIKE 100.0F
#define UNLIKE 1000.0F
enum { UNREADABLE = -1 };

struct lines {
    int16_t symbols[LINES_MAX][LONGEST + SPARE + 1];
    int length[LINES_MAX];
    int count;
};

/* One symbol of the text: -2 = none (space), UNREADABLE = some other character. */
static int symbol_of(const char **at)
{
    unsigned char c = (unsigned char)**at;
    if (c == ' ' || c == '\t' || c == '\r') {
        ++*at;
        return -2;
    }
    if (c >= 'a' && c <= 'z') {
        ++*at;
        return mrz_symbol((char)(c - 'a' + 'A'));
    }
    if (c < 0x80) {
        ++*at;
        return mrz_symbol((char)c);
    }
    /* guillemets, one or two fillers read as one character */
    int fillers = strncmp(*at, "«", 2) == 0 ? 2 : strncmp(*at, "‹", 3) == 0 ? 1 : 0;
    do
        ++*at;
    while (((unsigned char)**at & 0xC0) == 0x80);
    return fillers == 2 ? 36 + SOHOA_MRZ_SYMBOLS : fillers ? 36 : UNREADABLE;
}

static bool put(struct lines *lines, int symbol)
{
    int *n = &lines->length[lines->count];
    if (lines->count >= LINES_MAX || *n >= LONGEST + SPARE + 1)
        return false;
    lines->symbols[lines->count][(*n)++] = (int16_t)symbol;
    return true;
}

/* False: too many lines or too long ones. */
static bool split(const char *text, struct lines *lines)
{
    *lines = (struct lines){0};
    for (const char *at = text; *at;) {
        if (*at == '\n') {
            at++;
            if (lines->count < LINES_MAX)
                lines->count += lines->length[lines->count] > 0;
            continue;
        }
        int symbol = symbol_of(&at);
        if (symbol == -2)
            continue;
        bool two = symbol >= SOHOA_MRZ_SYMBOLS;
        symbol -= two ? SOHOA_MRZ_SYMBOLS : 0;
        if (!put(lines, symbol) || (two && !put(lines, symbol)))
            return false;
    }
    if (lines->count < LINES_MAX)
        lines->count += lines->length[lines->count] > 0;
    return true;
}

static enum sohoa_mrz_kind kind_of(const struct lines *lines)
{
    for (enum sohoa_mrz_kind kind = SOHOA_MRZ_TD1; kind <= SOHOA_MRZ_TD3; kind++) {
        bool fits = (unsigned)lines->count == sohoa_mrz_lines(kind);
        for (int i = 0; i < lines->count; i++)
            fits = fits && abs(lines->length[i] - (int)sohoa_mrz_length(kind)) <= SPARE;
        if (fits)
            return kind;
    }
    return 0;
}

/* Pairs that print and wear make alike, the likelier confusions first. */
static float likeness(char a, char b)
{
    static const char alike[] = "0O 0Q 0D 1I 1L 2Z 5S 8B 6G OQ OD 0U";
    static const char hardly[] = "4A 7T 6B 9G 7Z 1T 1J <K <C VY UV";
    for (const char *p = alike; *p; p += p[2] ? 3 : 2)
        if ((p[0] == a && p[1] == b) || (p[0] == b && p[1] == a))
            return ALIKE + 0.01F * (float)(p - alike);
    for (const char *p = hardly; *p; p += p[2] ? 3 : 2)
        if ((p[0] == a && p[1] == b) || (p[0] == b && p[1] == a))
            return HARDLY_ALIKE;
    return UNLIKE;
}

/* Costs of all symbols where one was seen; the last row is for what could not be read. */
struct costs {
    float of[SOHOA_MRZ_SYMBOLS + 1][SOHOA_MRZ_SYMBOLS];
};

static void costs_init(struct costs *costs)
{
    for (int seen = 0; seen <= SOHOA_MRZ_SYMBOLS; seen++)
        for (int s = 0; s < SOHOA_MRZ_SYMBOLS; s++)
            costs->of[seen][s] = seen == s ? 0
                                 : seen == SOHOA_MRZ_SYMBOLS
                                     ? UNLIKE
                                     : likeness(mrz_char(seen), mrz_char(s));
}

/* A place that had to become something that it does not look like proves nothing: the check digit
 * chose it. Its field counts as failed, but for the nine digits of which another place speaks. */
static void drop_guessed(float (*costs)[SOHOA_MRZ_SYMBOLS], struct sohoa_mrz *ret)
{
    bool vietnam = ret->checks & SOHOA_MRZ_CITIZEN;
    const struct mrz_layout *layout = mrz_layout(ret->kind, vietnam ? MRZ_VIETNAM : MRZ_USUAL);
    int length = layout->length;
    for (int i = 0; i < layout->lines * length; i++) {
        char c = ret->text[i + i / length];
        if (costs[i][mrz_symbol(c)] < UNLIKE)
            continue;
        int twin = i >= MRZ_NINE && i < MRZ_NINE + 9                 ? i + MRZ_TWELVE + 3 - MRZ_NINE
                   : i >= MRZ_TWELVE + 3 && i < MRZ_TWELVE_DIGIT - 2 ? i - MRZ_TWELVE - 3 + MRZ_NINE
                                                                     : -1;
        if (vietnam && twin >= 0 && costs[twin][mrz_symbol(c)] < UNLIKE)
            continue;
        ret->held &= ~(uint32_t)SOHOA_MRZ_SHAPE;
        for (int f = 0; f < MRZ_CHECKED_MAX && layout->checked[f].check; f++) {
            const struct mrz_checked *checked = &layout->checked[f];
            if ((i >= checked->span.from && i < checked->span.from + checked->span.length) ||
                i == checked->digit)
                ret->held &= ~checked->check;
        }
    }
}

static void decode(enum sohoa_mrz_kind kind, const struct lines *lines, const struct costs *costs,
                   struct sohoa_mrz *ret)
{
    float places[SOHOA_MRZ_PLACES_MAX][SOHOA_MRZ_SYMBOLS];
    int length = (int)sohoa_mrz_length(kind);
    for (int i = 0; i < lines->count * length; i++) {
        int seen = lines->symbols[i / length][i % length];
        memcpy(places[i], costs->of[seen == UNREADABLE ? SOHOA_MRZ_SYMBOLS : seen],
               sizeof places[i]);
    }
    sohoa_mrz_decode(kind, (const float(*)[SOHOA_MRZ_SYMBOLS])places, DOUBT, ret);
    drop_guessed(places, ret);
}

/* Makes line shorter by the symbol at place, or longer by an unreadable one before it. */
static void change(struct lines *lines, int line, int place, bool longer)
{
    int16_t *at = lines->symbols[line] + place;
    size_t rest = (size_t)(lines->length[line] - place);
    if (longer) {
        memmove(at + 1, at, rest * sizeof *at);
        *at = UNREADABLE;
    } else {
        memmove(at, at + 1, (rest - 1) * sizeof *at);
    }
    lines->length[line] += longer ? 1 : -1;
}

/* Cuts a line to its length, or fills it up. */
static void fit_end(struct lines *lines, int line, int length)
{
    int *n = &lines->length[line];
    while (*n < length)
        lines->symbols[line][(*n)++] = 36;
    *n = length;
}

/* Names go to the end of their line, where fillers more or less mean nothing. False: some other
 * character is too many, or one may be missing. */
static bool fit_name(struct lines *lines, int line, int length, uint32_t *ret_changed)
{
    int n = lines->length[line], last = n;
    while (last > 0 && lines->symbols[line][last - 1] == 36)
        last--;
    *ret_changed = (uint32_t)abs(n - length);
    bool fits = n == length || (last < n && last <= length);
    fit_end(lines, line, length);
    return fits;
}

static bool all_hold(const struct sohoa_mrz *mrz)
{
    return (mrz->held | SOHOA_MRZ_SHAPE) == mrz->checks && mrz->checks & SOHOA_MRZ_COMPOSITE;
}

struct repair {
    enum sohoa_mrz_kind kind;
    const struct costs *costs;
    struct sohoa_mrz *best; /* of the zones of which all checks hold: the least strained */
    int found;              /* how many different ones are about as good */
};

/* What a zone asks one to believe, less what speaks for it. */
static float price(const struct sohoa_mrz *mrz)
{
    return mrz->strain - UNLIKE * (float)__builtin_popcount(mrz->checks);
}

static void repair_offer(struct repair *repair, const struct sohoa_mrz *mrz)
{
    float least = price(repair->best), this = price(mrz);
    if (!repair->found || this + UNLIKE / 2 < least) {
        repair->found = 1;
        *repair->best = *mrz;
    } else if (this < least + UNLIKE / 2 && strcmp(mrz->text, repair->best->text) != 0) {
        repair->found++;
    }
}

/* Tries each place of the first line that has not its length, and so on for those after it. */
static void repair_from(struct repair *repair, const struct lines *lines, int line)
{
    int length = (int)sohoa_mrz_length(repair->kind);
    while (line < lines->count && lines->length[line] == length)
        line++;
    if (line == lines->count) {
        struct sohoa_mrz mrz;
        decode(repair->kind, lines, repair->costs, &mrz);
        if (all_hold(&mrz))
            repair_offer(repair, &mrz);
        return;
    }
    bool longer = lines->length[line] < length;
    for (int place = 0; place < lines->length[line] + (longer ? 1 : 0); place++) {
        struct lines changed = *lines;
        if (!longer && place > 0 && lines->symbols[line][place] == lines->symbols[line][place - 1])
            continue; /* one of a run of the same: the same line */
        change(&changed, line, place, longer);
        repair_from(repair, &changed, line + 1);
    }
}

static void read_lines(enum sohoa_mrz_kind kind, struct lines *lines, struct sohoa_mrz *ret)
{
    int length = (int)sohoa_mrz_length(kind), off = 0, most = 0;
    uint32_t changed = 0;
    struct costs costs;
    costs_init(&costs);
    bool name = fit_name(lines, kind == SOHOA_MRZ_TD1 ? 2 : 0, length, &changed);
    for (int i = 0; i < lines->count; i++) {
        int by = abs(lines->length[i] - length);
        off += by;
        most = by > most ? by : most;
    }
    *ret = (struct sohoa_mrz){0};
    struct repair repair = {.kind = kind, .costs = &costs, .best = ret};
    if (most == 1)
        repair_from(&repair, lines, 0);
    if (repair.found != 1) {
        for (int i = 0; i < lines->count; i++)
            fit_end(lines, i, length);
        decode(kind, lines, &costs, ret);
    }
    ret->corrected += changed + (uint32_t)off;
    if (repair.found == 1) /* what was put in is proven, too */
        ret->held |= SOHOA_MRZ_SHAPE;
    if (!name || (off && repair.found != 1))
        ret->held &= ~(uint32_t)SOHOA_MRZ_SHAPE;
}

int sohoa_mrz_read(const char *text, struct sohoa_mrz *ret, struct sohoa_err *err)
{
    struct lines lines;
    if (strnlen(text, INPUT_MAX) == INPUT_MAX || !split(text, &lines))
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "a machine-readable zone has 3 lines of 30 characters, or 2 of 36 or 44");
    enum sohoa_mrz_kind kind = kind_of(&lines);
    if (!kind)
        return sohoa_fail(err, SOHOA_BAD_PAGE,
                          "not a machine-readable zone: %d lines, the first of %d characters",
                          lines.count, lines.length[0]);
    struct sohoa_mrz mrz;
    read_lines(kind, &lines, &mrz);
    *ret = mrz;
    return SOHOA_OK;
}
