/* classify_titles.c - the plain way to tell papers: by a title line of the page, else by most of
 * the anchors. Weak symbols: a fuller classifier in classify.c takes its place. No state. */
#include "reading/classify.h"

#include <stdlib.h>
#include <string.h>

#define FOLD_MAX 512

struct plain_papers {
    struct sohoa_papers papers;
    struct sohoa_paper *items;
    size_t *pages;
};

/* Edits between the first n bytes of both, given up past most. */
static size_t edits(const char *a, size_t an, const char *b, size_t bn, size_t most)
{
    size_t row[FOLD_MAX + 1];
    if ((an > bn ? an - bn : bn - an) > most || bn > FOLD_MAX)
        return most + 1;
    for (size_t k = 0; k <= bn; k++)
        row[k] = k;
    for (size_t i = 1; i <= an; i++) {
        size_t before = row[0];
        row[0] = i;
        for (size_t k = 1; k <= bn; k++) {
            size_t change = before + (a[i - 1] != b[k - 1]);
            before = row[k];
            size_t best = row[k] + 1 < row[k - 1] + 1 ? row[k] + 1 : row[k - 1] + 1;
            row[k] = change < best ? change : best;
        }
    }
    return row[bn];
}

static bool phrase_is(const struct sohoa_phrase *phrase, const char *line, size_t length)
{
    size_t most = phrase->length / 10;
    return edits(phrase->folded, phrase->length, line, length, most) <= most;
}

static void fold_line(const struct sohoa_text *text, size_t index, char ret[FOLD_MAX])
{
    struct sohoa_line line = sohoa_text_line(text, index);
    size_t n = 0;
    ret[0] = '\0';
    for (uint32_t i = 0; i < line.count && n + 1 < FOLD_MAX; i++)
        n += sohoa_fold(sohoa_text_word(text, line.first + i).text, ret + n, NULL, FOLD_MAX - n);
}

static bool any_is(const struct sohoa_phrases *phrases, const char *line)
{
    for (size_t i = 0; i < phrases->count; i++)
        if (phrase_is(&phrases->items[i], line, strlen(line)))
            return true;
    return false;
}

/* 0..1: how surely the page is this side of this paper. */
static double score_side(const struct sohoa_marks_of_paper *marks, const struct sohoa_page_view *v)
{
    size_t anchors = 0;
    bool title = false;
    char line[FOLD_MAX], next[FOLD_MAX], both[2 * FOLD_MAX];
    for (size_t c = 0; c < sohoa_codes_count(v->codes); c++)
        for (size_t i = 0; i < marks->code_count; i++)
            if (sohoa_pattern_matches(marks->codes[i], sohoa_codes_get(v->codes, c).text))
                return 0.95;
    for (size_t i = 0; i < sohoa_text_lines(v->text); i++) {
        fold_line(v->text, i, line);
        next[0] = '\0';
        if (i + 1 < sohoa_text_lines(v->text))
            fold_line(v->text, i + 1, next);
        memcpy(both, line, strlen(line) + 1);
        memcpy(both + strlen(line), next, strlen(next) + 1);
        if (any_is(&marks->unless, line))
            return 0;
        title = title || any_is(&marks->titles, line) ||
                (strlen(both) < FOLD_MAX && any_is(&marks->titles, both));
        for (size_t k = 0; k < marks->anchors.count; k++)
            anchors += strstr(both, marks->anchors.items[k].folded) &&
                       !strstr(next, marks->anchors.items[k].folded);
    }
    size_t all = marks->anchors.count;
    double most = all ? (double)(anchors < all ? anchors : all) / (double)all : 0;
    return title ? 0.8 + 0.15 * most : most > 0.6 && all >= 3 ? 0.6 * most : 0;
}

static double score(const struct sohoa_schema *schema, const struct sohoa_page_view *view,
                    bool *ret_back)
{
    double any = score_side(&schema->marks[SOHOA_SIDE_ANY], view);
    double front = score_side(&schema->marks[SOHOA_SIDE_FRONT], view);
    double back = score_side(&schema->marks[SOHOA_SIDE_BACK], view);
    *ret_back = back > 0 && front <= 0 && any <= 0;
    double best = any > front ? any : front;
    best = best > back ? best : back;
    return schema->fallback ? best * 0.5 : best;
}

static const struct sohoa_schema *best_of(const struct sohoa_schemas *set,
                                          const struct sohoa_page_view *view, double *ret_sure,
                                          bool *ret_back)
{
    const struct sohoa_schema *best = NULL;
    *ret_sure = 0;
    *ret_back = false;
    for (size_t i = 0; i < sohoa_schemas_count(set); i++) {
        const struct sohoa_schema *schema = sohoa_schemas_at(set, i);
        bool is_back = false;
        double sure = score(schema, view, &is_back);
        if (sure > *ret_sure) {
            best = schema;
            *ret_sure = sure;
            *ret_back = is_back;
        }
    }
    return best;
}

static void add_page(struct plain_papers *all, size_t page, const struct sohoa_schema *schema,
                     double sure, bool is_back)
{
    struct sohoa_paper *last = all->papers.count ? &all->items[all->papers.count - 1] : NULL;
    bool goes_on = last && last->schema &&
                   ((!schema && !last->schema->card) ||
                    (schema == last->schema && is_back && last->count == 1));
    all->pages[page] = page;
    if (goes_on) {
        last->count++;
        return;
    }
    all->items[all->papers.count++] =
        (struct sohoa_paper){.schema = schema, .confidence = sure, .first = page, .count = 1};
}

__attribute__((weak)) int sohoa_classify(const struct sohoa_schemas *set,
                                         const struct sohoa_page_view *const *views, size_t count,
                                         struct sohoa_papers **ret, struct sohoa_err *err)
{
    struct plain_papers *all = calloc(1, sizeof *all);
    if (all) {
        all->items = calloc(count + 1, sizeof *all->items);
        all->pages = calloc(count + 1, sizeof *all->pages);
        all->papers.items = all->items;
        all->papers.pages = all->pages;
    }
    if (!all || !all->items || !all->pages) {
        sohoa_papers_free(all ? &all->papers : NULL);
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        double sure = 0;
        bool is_back = false;
        const struct sohoa_schema *schema = best_of(set, views[i], &sure, &is_back);
        add_page(all, i, schema, sure, is_back);
    }
    *ret = &all->papers;
    return SOHOA_OK;
}

__attribute__((weak)) void sohoa_papers_free(struct sohoa_papers *papers)
{
    struct plain_papers *all = (struct plain_papers *)papers; /* papers is its first member */
    if (!all)
        return;
    free(all->items);
    free(all->pages);
    free(all);
}
