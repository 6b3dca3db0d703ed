/* number_mend.c - numbers of documents and books put right by their build: number, stroke, year,
 * mark. Only marks that the vocabulary has are put in another's place. [any] */
#include "reading/date.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_MAX = 48, FOR_EYES = 3 /* so many mended keep a field below the line */ };

static size_t figures_at(const char *text)
{
    return strspn(text, "0123456789");
}

static uint32_t this_year(const struct sohoa_type_env *env)
{
    return env->today ? env->today / 10000 : 2100;
}

/* Four figures that are a year of this century and not ahead of us. */
static bool is_year(const struct sohoa_type_env *env, const char *text)
{
    char year[5];
    snprintf(year, sizeof year, "%.4s", text);
    uint32_t value = figures_at(year) == 4 ? (uint32_t)strtoul(year, NULL, 10) : 0;
    return value >= 2000 && value <= this_year(env);
}

/* "4572017", "30612021/TLKS-BS", "2562026": the stroke before the year was read as a one or seven,
 * or not at all; "896.2024": as a stop; "340/20285": a figure of the year was seen twice. */
static void mend_year_stroke(const struct sohoa_type_env *env, char *text, size_t room,
                             struct sohoa_typed *ret)
{
    size_t run = figures_at(text);
    char next = text[run], year[5];
    if (run >= 1 && run <= 4 && next == '.' && figures_at(text + run + 1) == 4 && !text[run + 5] &&
        is_year(env, text + run + 1)) {
        text[run] = '/';
        ret->corrected++;
        return;
    }
    if (run >= 1 && run <= 5 && next == '/' &&
        sohoa_year_of_five(text + run + 1, env->today, year) &&
        sohoa_splice(text, room, run + 1, run + 6, year)) {
        ret->corrected += FOR_EYES;
        return;
    }
    if (run < 6 || run > 8 || (next && next != '/' && next != '-') || !is_year(env, text + run - 4))
        return;
    bool stroke = strchr("17", text[run - 5]) != NULL;
    if (sohoa_splice(text, room, stroke ? run - 5 : run - 4, run - 4, "/"))
        ret->corrected += FOR_EYES;
}

/* "03030.6CS38305.25", "073456CS.38906.25": behind five figures the register's mark is GCS. */
static void mend_register(char *text, size_t room, struct sohoa_typed *ret)
{
    size_t from = figures_at(text);
    bool joined = from == 6 && text[5] == '6'; /* "073456CS": the mark's first letter is a figure */
    from -= joined;
    if (from != 5)
        return;
    size_t at = from + strspn(text + from, "., ");
    static const char *const wrong[] = {"6CS", "GC5", "6C5", "GG5", "CCS", "GGS"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (!strncmp(text + at, wrong[i], 3) && sohoa_splice(text, room, at, at + 3, "GCS")) {
            ret->corrected++;
            return;
        }
}

/* "TR\731/2026", "sẽ 03/2023-SCT": what stands in front of the figures is none of the number. */
static void drop_head(char *text, struct sohoa_typed *ret)
{
    size_t head = strcspn(text, " \\");
    size_t gap = head + strspn(text + head, " \\");
    if (head == 0 || gap == head || strcspn(text, "0123456789") < gap || !figures_at(text + gap) ||
        !strchr(text + gap, '/'))
        return;
    memmove(text, text + gap, strlen(text + gap) + 1);
    ret->corrected += FOR_EYES;
}

/* "01-SGT/CK", "03-S€T/BS", "03-SCTBS", "oI-SCT/CK": books of certifications have one mark, and two
 * figures in front of it (Circular 01/2020/TT-BTP). */
static void mend_book_mark(char *text, size_t room, struct sohoa_typed *ret)
{
    static const char *const kinds[] = {"BS", "CK", "HĐ"};
    char *mark = strchr(text, '-');
    size_t n, m;
    if (!mark)
        return;
    size_t at = (size_t)(mark + 1 - text);
    int32_t first = sohoa_vi_at(text + at, &n);
    if (first && sohoa_vi_at(text + at + n, &m) && text[at + n + m] == 'T' &&
        (first == 'S' || first == '5' || first == '$')) {
        const char *rest = text + at + n + m + 1;
        bool joined = false;
        for (size_t i = 0; i < 3; i++)
            joined |= !strncmp(rest, kinds[i], strlen(kinds[i]));
        size_t end = at + n + m + 1;
        if ((*rest == '/' || *rest == '\0' || joined) && strncmp(text + at, "SCT", 3) != 0 &&
            sohoa_splice(text, room, at, end, "SCT"))
            ret->corrected += FOR_EYES;
        if (joined && sohoa_splice(text, room, at + 3, at + 3, "/"))
            ret->corrected += FOR_EYES;
    }
    for (size_t i = 0; !strncmp(text + at, "SCT", 3) && i < 2 && at == 3; i++)
        if (strchr("oOIl", text[i]) && strspn(text, "oOIl0123456789") == 2) {
            text[i] = strchr("oO", text[i]) ? '0' : '1';
            ret->corrected += FOR_EYES;
        }
}

/* "09768.GCS.38371.266", "2111.GCS.38457.26": five figures, the register, five, the year's two. */
static void mend_register_places(const struct sohoa_type_env *env, char *text, size_t room,
                                 struct sohoa_typed *ret)
{
    size_t first = figures_at(text), place = first + strlen(".GCS.");
    if (strncmp(text + first, ".GCS.", strlen(".GCS.")) != 0 || figures_at(text + place) != 5 ||
        text[place + 5] != '.')
        return;
    size_t year = place + 6;
    uint32_t now = this_year(env) % 100;
    if (figures_at(text + year) == 3 && !text[year + 3] &&
        (text[year + 1] == text[year + 2] || text[year] == text[year + 1])) {
        size_t drop = text[year + 1] == text[year + 2] ? year + 2 : year;
        memmove(text + drop, text + drop + 1, strlen(text + drop));
        ret->corrected += strtoul(text + year, NULL, 10) <= now ? FOR_EYES : 2 * FOR_EYES;
    }
    if (first == 4 && sohoa_splice(text, room, 0, 0, "0"))
        ret->corrected += FOR_EYES;
}

void sohoa_number_mend(const struct sohoa_type_env *env, char *text, size_t room,
                       struct sohoa_typed *ret)
{
    drop_head(text, ret);
    mend_book_mark(text, room, ret);
    mend_year_stroke(env, text, room, ret);
    mend_register(text, room, ret);
}

/* ---- marks ---- */

static bool is_mark(const struct sohoa_type_env *env, const char *text, size_t size)
{
    return size >= 2 && sohoa_vocab_knows(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, text, size) ==
                            SOHOA_VOCAB_SPELLED;
}

/* Where the mark of a number begins: behind "109/2026/", "07/2025-", "15/"; 0: there is none. */
static size_t tail_at(const char *text)
{
    size_t at = figures_at(text);
    if (at == 0 || (text[at] != '/' && text[at] != '-'))
        return 0;
    at++;
    if (figures_at(text + at) == 4 && (text[at + 4] == '/' || text[at + 4] == '-'))
        at += 5;
    return text[at] ? at : 0;
}

/* "SCTICK": a stroke between two marks, read as a letter. */
static bool part_marks(const struct sohoa_type_env *env, char *part, size_t size)
{
    for (size_t i = 2; i + 2 < size; i++)
        if (strchr("Il1|", part[i]) && is_mark(env, part, i) &&
            is_mark(env, part + i + 1, size - i - 1)) {
            part[i] = '/';
            return true;
        }
    return false;
}

/* "85" for BS, "7H": letters read as figures. */
static bool letters_of_figures(const struct sohoa_type_env *env, char *part, size_t size)
{
    static const char from[] = "015678", to[] = "OISGTB";
    char mark[MARK_MAX];
    size_t figures = 0;
    if (size < 2 || size > 3)
        return false;
    for (size_t i = 0; i < size; i++) {
        const char *figure = strchr(from, part[i]);
        mark[i] = figure ? to[figure - from] : part[i];
        figures += figure != NULL;
    }
    if (figures == 0 || !is_mark(env, mark, size))
        return false;
    memcpy(part, mark, size);
    return true;
}

/* Parts of a tail one by one; how many are no marks, and whether one of those is illegible: has
 * figures or signs, which no mark has. */
static size_t mend_parts(const struct sohoa_type_env *env, char *tail, struct sohoa_typed *ret,
                         bool *ret_illegible)
{
    size_t unknown = 0, count = 0;
    *ret_illegible = false;
    for (size_t at = 0, size; tail[at]; at += size + (tail[at + size] != '\0'), count++) {
        size = strcspn(tail + at, "/-");
        if (is_mark(env, tail + at, size))
            continue;
        if (part_marks(env, tail + at, size) ||
            (count > 0 && letters_of_figures(env, tail + at, size))) {
            ret->corrected++;
            continue;
        }
        unknown++;
        for (size_t i = at; i < at + size; i++)
            *ret_illegible |= strchr("0123456789.,;:' ", tail[i]) != NULL;
    }
    return unknown;
}

/* "TI.KH-BS", "13.KT-BS", "TUKS-BS": the one mark that is nearest. A mark of letters only may be
 * one that we do not know: it wants a known second part and no more than one letter. */
void sohoa_number_mend_mark(const struct sohoa_type_env *env, char *text, size_t room,
                            struct sohoa_typed *ret)
{
    char bare[MARK_MAX], plain[MARK_MAX];
    struct sohoa_vocab_match match;
    mend_register_places(env, text, room, ret);
    size_t at = tail_at(text), used = 0;
    bool illegible;
    if (at == 0 || strchr(text + at, ',') || strlen(text + at) >= sizeof bare ||
        mend_parts(env, text + at, ret, &illegible) != 1)
        return;
    for (const char *from = text + at; *from; from++)
        if (!strchr("., ;:'", *from))
            bare[used++] = *from;
    bare[used] = '\0';
    size_t letters = sohoa_vi_plain(bare, plain, sizeof plain);
    bool two = strchr(bare, '-') != NULL;
    uint32_t limit = illegible && letters >= 7 ? 2 : (illegible || two) && letters >= 4;
    if (limit == 0 || strchr(bare, '/') ||
        !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DOCUMENT_MARK, bare, NULL, limit, &match) ||
        !match.sole || (!illegible && letters < 6))
        return;
    if (sohoa_splice(text, room, at, strlen(text), match.name))
        ret->corrected += FOR_EYES;
}
