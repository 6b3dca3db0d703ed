/* reading_rig.h - pages made in memory, for the tests of extractors: text with boxes, codes and
 * marks become a document, an extractor reads it, the test looks at its readings.
 *
 *   struct reading_rig rig;
 *   reading_open(&rig, "extract_form", SCHEMAS "/to-khai-khai-sinh.yaml");
 *   reading_page(&rig, 2480, 3508, 300);
 *   reading_line(&rig, 200, 400, "Họ, chữ đệm, tên: Lê Thị Lan");
 *   reading_mark(&rig, SOHOA_MARK_LEADER, 600, 440, 1500, 6, 0);
 *   assert_int_equal(reading_run(&rig), SOHOA_OK);
 *   assert_string_equal(reading_find(&rig, "child.name")->raw, "Lê Thị Lan");
 *   reading_close(&rig);
 *
 * Header only; ends the program on whatever is no test's business. */
#ifndef SOHOA_READING_RIG_H
#define SOHOA_READING_RIG_H
#include "host/registry.h"
#include "reading/document.h"
#include "reading/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READING_PAGES_MAX 32
#define READING_LETTER 22 /* pixels wide, and the gap between words: 11 pt at 300 dpi */
#define READING_HEIGHT 42

struct reading_rig {
    struct sohoa_registry *registry;
    struct sohoa_instance *extractor; /* NULL: none asked for */
    struct sohoa_schemas *schemas;
    size_t layout; /* 0: the usual one, else one of the paper's `layouts` */
    struct sohoa_page_view pages[READING_PAGES_MAX];
    size_t count;
    struct sohoa_fields *fields; /* of the last run */
    struct sohoa_err err;
};

static inline void reading_must(bool ok, const char *what, const char *why)
{
    if (ok)
        return;
    (void)fprintf(stderr, "the test's rig: %s: %s\n", what, why);
    exit(1);
}

/* extractor: a plugin of this build with its fallback options, NULL = none. schema: a YAML file,
 * NULL = none. */
static inline void reading_open(struct reading_rig *rig, const char *extractor, const char *schema)
{
    memset(rig, 0, sizeof *rig);
    if (schema)
        reading_must(sohoa_schema_read(schema, NULL, NULL, &rig->schemas, &rig->err) == SOHOA_OK,
                     schema, rig->err.text);
    if (!extractor)
        return;
    reading_must(sohoa_registry_open_one(extractor, &rig->registry, &rig->err) == SOHOA_OK,
                 extractor, rig->err.text);
    const struct sohoa_plugin *plugin = sohoa_registry_find(rig->registry, extractor);
    reading_must(plugin && plugin->role == SOHOA_EXTRACTOR, extractor, "is no extractor");
    reading_must(sohoa_instance_open(rig->registry, plugin, NULL, 0, &rig->extractor, &rig->err) ==
                     SOHOA_OK,
                 extractor, rig->err.text);
}

/* The pages go, the extractor stays. */
static inline void reading_clear(struct reading_rig *rig)
{
    for (size_t i = 0; i < rig->count; i++) {
        sohoa_text_free((struct sohoa_text *)(uintptr_t)rig->pages[i].text);
        sohoa_codes_free((struct sohoa_codes *)(uintptr_t)rig->pages[i].codes);
        sohoa_marks_free((struct sohoa_marks *)(uintptr_t)rig->pages[i].marks);
    }
    rig->count = 0;
    sohoa_fields_free(rig->fields);
    rig->fields = NULL;
}

static inline void reading_close(struct reading_rig *rig)
{
    reading_clear(rig);
    sohoa_instance_close(rig->extractor);
    sohoa_schemas_close(rig->schemas);
    sohoa_registry_close(rig->registry);
}

/* Begins a page; what follows stands on it. The view may be changed (skew, rotated, dpi). */
static inline struct sohoa_page_view *reading_page(struct reading_rig *rig, uint32_t width,
                                                   uint32_t height, float dpi)
{
    reading_must(rig->count < READING_PAGES_MAX, "pages", "too many");
    struct sohoa_page_view *view = &rig->pages[rig->count++];
    *view = (struct sohoa_page_view){
        .size = sizeof *view,
        .number = (uint32_t)rig->count,
        .width = width,
        .height = height,
        .dpi = dpi,
        .text = sohoa_text_new(),
        .codes = sohoa_codes_new(),
        .marks = sohoa_marks_new(),
    };
    reading_must(view->text && view->codes && view->marks, "pages", "out of memory");
    return view;
}

static inline struct sohoa_text *reading_text(struct reading_rig *rig)
{
    reading_must(rig->count > 0, "text", "no page was begun");
    return (struct sohoa_text *)(uintptr_t)rig->pages[rig->count - 1].text;
}

/* A word behind the others of its line, anywhere; flags: SOHOA_WORD_*. */
static inline void reading_word(struct reading_rig *rig, const char *word, struct sohoa_box box,
                                float confidence, uint32_t flags)
{
    struct sohoa_text *text = reading_text(rig);
    reading_must(sohoa_text_add_word(text, word, box, confidence) == 0, word, "cannot be added");
    sohoa_text_flag_word(text, sohoa_text_words(text) - 1, flags);
}

static inline int32_t reading_width(const char *word)
{
    int32_t letters = 0;
    for (; *word; word++)
        letters += (*word & 0xC0) != 0x80;
    return letters * READING_LETTER;
}

/* A line whose words (split at blanks) stand at x, y (its top left corner) with one blank between
 * them, sure at 0.95. Returns its right edge. */
static inline int32_t reading_line(struct reading_rig *rig, int32_t x, int32_t y, const char *line)
{
    struct sohoa_box all = {x, y, reading_width(line), READING_HEIGHT};
    reading_must(sohoa_text_add_line(reading_text(rig), 0, all) == 0, line, "cannot be added");
    for (const char *p = line; *p;) {
        size_t n = strcspn(p, " ");
        char word[SOHOA_WORD_BYTES_MAX];
        (void)snprintf(word, sizeof word, "%.*s", (int)n, p);
        if (n > 0) {
            struct sohoa_box box = {x, y, reading_width(word), READING_HEIGHT};
            reading_word(rig, word, box, 0.95F, 0);
            x += box.w;
        }
        p += n;
        if (*p) {
            p++;
            x += READING_LETTER;
        }
    }
    return x;
}

static inline void reading_mark(struct reading_rig *rig, enum sohoa_mark_kind kind, int32_t x,
                                int32_t y, int32_t w, int32_t h, uint32_t count)
{
    (void)reading_text(rig);
    struct sohoa_marks *marks = (struct sohoa_marks *)(uintptr_t)rig->pages[rig->count - 1].marks;
    struct sohoa_mark mark = {.kind = kind, .count = count, .box = {x, y, w, h}};
    reading_must(sohoa_marks_add(marks, mark) == 0, "marks", "cannot be added");
}

static inline void reading_code(struct reading_rig *rig, const char *symbology, const char *text,
                                struct sohoa_box box)
{
    (void)reading_text(rig);
    struct sohoa_codes *codes = (struct sohoa_codes *)(uintptr_t)rig->pages[rig->count - 1].codes;
    reading_must(sohoa_codes_add(codes, symbology, text, box) == 0, text, "cannot be added");
}

/* All pages as one document of the schema; the caller frees it. */
static inline struct sohoa_document *reading_document(struct reading_rig *rig)
{
    const struct sohoa_page_view *views[READING_PAGES_MAX];
    for (size_t i = 0; i < rig->count; i++)
        views[i] = &rig->pages[i];
    const struct sohoa_schema *schema = rig->schemas ? sohoa_schemas_at(rig->schemas, 0) : NULL;
    if (schema && rig->layout)
        schema = &schema->layouts[rig->layout - 1];
    struct sohoa_document *document = sohoa_document_new(schema, views, rig->count);
    reading_must(document != NULL, "the document", "out of memory");
    return document;
}

/* The extractor's bid for the pages so far. */
static inline double reading_bid(struct reading_rig *rig)
{
    struct sohoa_document *document = reading_document(rig);
    double bid = rig->extractor->extractor->bid(rig->extractor->self, document);
    sohoa_document_free(document);
    return bid;
}

/* Runs the extractor over the pages; what it returned. */
static inline int reading_run(struct reading_rig *rig)
{
    struct sohoa_document *document = reading_document(rig);
    sohoa_fields_free(rig->fields);
    rig->fields = sohoa_fields_new(sohoa_document_schema(document), sohoa_schema_has_key);
    reading_must(rig->fields != NULL, "the fields", "out of memory");
    int rc = rig->extractor->extractor->run(rig->extractor->self, NULL, document, rig->fields,
                                            &rig->err);
    sohoa_document_free(document);
    return rc;
}

/* The n-th reading (from 0) of a key, NULL = there are fewer. */
static inline const struct sohoa_reading *reading_nth(const struct reading_rig *rig,
                                                      const char *key, size_t n)
{
    size_t count = 0;
    const struct sohoa_reading *all = sohoa_fields_all(rig->fields, &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(all[i].key, key) == 0 && n-- == 0)
            return &all[i];
    return NULL;
}

static inline const struct sohoa_reading *reading_find(const struct reading_rig *rig,
                                                       const char *key)
{
    return reading_nth(rig, key, 0);
}
#endif
