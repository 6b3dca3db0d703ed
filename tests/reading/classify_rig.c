/* classify_rig.c - see classify_rig.h. */
#include "classify_rig.h"
#include "unit/unit.h"

enum { WIDTH = 2480, HEIGHT = 3508, LETTER = 22, TALL = 40, STEP = 66 };

static unsigned next_random(unsigned *state)
{
    *state = *state * 1103515245u + 12345u;
    return *state >> 16 & 0x7FFF;
}

/* Changes some ASCII letters to others: what recognition does, without its manners. */
static void damage(char *word, double noise, unsigned *state)
{
    for (char *at = word; *at; at++) {
        bool letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
        if (letter && next_random(state) < noise * 0x7FFF)
            *at = (char)((*at >= 'a' ? 'a' : 'A') + next_random(state) % 26);
    }
}

static int32_t width_of(const char *text)
{
    int32_t letters = 0;
    for (; *text; text++)
        letters += (*text & 0xC0) != 0x80;
    return letters * LETTER;
}

static void add_line(struct sohoa_text *text, char *line, int32_t y, double noise, unsigned *state)
{
    char mark = *line;
    bool placed = mark == '>' || mark == '=' || mark == '#';
    int32_t scale = mark == '#' ? 3 : 2, x = 250, gap = LETTER;
    line += placed;
    if (mark == '>')
        x = WIDTH - 250 - width_of(line);
    else if (placed)
        x = (WIDTH - width_of(line) * scale / 2) / 2;
    assert_int_equal(sohoa_text_add_line(text, (uint32_t)y, (struct sohoa_box){x, y, 10, TALL}), 0);
    while (*line) {
        size_t length = strcspn(line, " \t");
        char word[200];
        (void)snprintf(word, sizeof word, "%.*s", (int)length, line);
        damage(word, noise, state);
        int32_t w = width_of(word) * scale / 2;
        if (length)
            assert_int_equal(sohoa_text_add_word(
                                 text, word, (struct sohoa_box){x, y, w, TALL * scale / 2}, 0.9F),
                             0);
        x += w;
        for (line += length; *line == ' ' || *line == '\t'; line++)
            x += *line == '\t' ? 300 : gap;
    }
}

struct sohoa_page_view *rig_page(const char *text, double noise, unsigned seed)
{
    struct sohoa_page_view *page = calloc(1, sizeof *page);
    struct sohoa_text *read = sohoa_text_new();
    unsigned state = seed * 2654435761u + 1;
    assert_non_null(page);
    assert_non_null(read);
    int32_t y = 200;
    for (const char *at = text; *at; y += STEP) {
        size_t length = strcspn(at, "\n");
        char line[2000];
        (void)snprintf(line, sizeof line, "%.*s", (int)length, at);
        if (length)
            add_line(read, line, y, noise, &state);
        at += length + (at[length] == '\n');
    }
    *page = (struct sohoa_page_view){.size = sizeof *page,
                                     .number = 1,
                                     .width = WIDTH,
                                     .height = HEIGHT,
                                     .dpi = 300,
                                     .text = read};
    return page;
}

void rig_code(struct sohoa_page_view *page, const char *symbology, const char *text)
{
    struct sohoa_codes *codes =
        page->codes ? (struct sohoa_codes *)(uintptr_t)page->codes : sohoa_codes_new();
    assert_int_equal(sohoa_codes_add(codes, symbology, text, (struct sohoa_box){1, 1, 9, 9}), 0);
    page->codes = codes;
}

void rig_free(struct sohoa_page_view *page)
{
    sohoa_text_free((struct sohoa_text *)(uintptr_t)page->text);
    sohoa_codes_free((struct sohoa_codes *)(uintptr_t)page->codes);
    free(page);
}

void rig_classify(const struct sohoa_schemas *set, struct sohoa_page_view *const *pages,
                  size_t count, char *ret, size_t room)
{
    struct sohoa_papers *papers = NULL;
    struct sohoa_err err = {0};
    const struct sohoa_page_view *views[64];
    size_t used = 0;
    assert_true(count <= 64);
    for (size_t i = 0; i < count; i++)
        views[i] = pages[i];
    assert_int_equal(sohoa_classify(set, views, count, &papers, &err), SOHOA_OK);
    ret[0] = '\0';
    for (size_t i = 0; i < papers->count; i++) {
        const struct sohoa_paper *p = &papers->items[i];
        assert_true(p->confidence > 0 && p->confidence <= 1);
        used += (size_t)snprintf(ret + used, room - used, "%s%s:", i ? " " : "",
                                 p->schema ? p->schema->name : "unknown");
        for (size_t k = 0; k < p->count; k++)
            used += (size_t)snprintf(ret + used, room - used, "%s%zu", k ? "," : "",
                                     papers->pages[p->first + k] + 1);
    }
    sohoa_papers_free(papers);
}
