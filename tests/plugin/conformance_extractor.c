/* conformance_extractor.c - what an extractor must do: bid in 0..1, read any document of any paper
 * it bids for without failing, hand back readings of pages it was lent, and heed a call that is
 * over. */
#include "conformance.h"

#include "host/paths.h"
#include "reading/document.h"
#include "reading/schema.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 20000
#define SECONDS_MOST 4.0 /* a page of 20,000 words, or a call that is over */

enum kind { NOTHING = 0, EMPTY, LABELS, RUBBISH, CODES, KINDS };
static const char *const kind_names[KINDS] = {"no text", "an empty page", "bare labels",
                                              "20,000 odd words", "odd codes"};

struct sheet {
    struct sohoa_page_view view;
    struct sohoa_text *text;
    struct sohoa_codes *codes;
    struct sohoa_marks *marks;
};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* ---- pages ----------------------------------------------------------------------------------- */

static void add_line(struct sohoa_text *text, const char *line, int32_t y)
{
    int32_t x = 200;
    (void)sohoa_text_add_line(text, 0, (struct sohoa_box){200, y, 2000, 40});
    for (size_t n; *line; line += n + (line[n] == ' ')) {
        char word[64];
        n = strcspn(line, " ");
        if (n == 0)
            continue;
        (void)snprintf(word, sizeof word, "%.*s", (int)n, line);
        (void)sohoa_text_add_word(text, word, (struct sohoa_box){x, y, (int32_t)n * 18, 40}, 0.9F);
        x += (int32_t)n * 18 + 20;
    }
}

static void add_labels(struct sheet *sheet, const struct sohoa_schema *schema)
{
    int32_t y = 200;
    for (size_t i = 0; i < sohoa_schema_items(schema); i++, y += 60) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->label_count)
            add_line(sheet->text, item->labels[i % item->label_count], y);
        (void)sohoa_marks_add(sheet->marks, (struct sohoa_mark){.kind = SOHOA_MARK_LEADER,
                                                                .box = {900, y + 38, 1200, 4}});
    }
}

static void add_rubbish(struct sheet *sheet, const struct sohoa_schema *schema)
{
    static const char *const words[] = {
        "Họ",         "tên:",         "....", "\xC3\x90ặng", "e\xCC\x82\xCC\x81",
        "12/13/0000", "038190000001", ":",    "Ngày",        "|",
        "😀"};
    uint32_t seed = 7;
    add_labels(sheet, schema);
    for (int i = 0; i < WORDS; i++) {
        struct sohoa_box box = {
            (int32_t)(next_random(&seed) % 3000) - 100, (int32_t)(next_random(&seed) % 4000) - 100,
            (int32_t)(next_random(&seed) % 300), (int32_t)(next_random(&seed) % 80)};
        if (i % 7 == 0)
            (void)sohoa_text_add_line(sheet->text, (uint32_t)i / 70, box);
        (void)sohoa_text_add_word(sheet->text, words[next_random(&seed) % 11], box,
                                  (float)(next_random(&seed) % 100) / 100);
    }
    for (uint32_t i = 0; i < SOHOA_MARKS_MAX; i++)
        (void)sohoa_marks_add(sheet->marks,
                              (struct sohoa_mark){1 + next_random(&seed) % 9,
                                                  12,
                                                  {(int32_t)(next_random(&seed) % 3000), 50,
                                                   (int32_t)(next_random(&seed) % 3000), 3}});
}

static void add_codes(struct sheet *sheet, const struct sohoa_schema *schema)
{
    static const char *const codes[][2] = {
        {"QRCode", ""},
        {"QRCode", "|||||||||||||||||||"},
        {"QRCode", "038190000001||\xFF\xFE|99999999|?|"},
        {"QRCode", "038190000001|12345678|Lê Thị Lan|01021990|Nữ|Hà Nội|01022021"},
        {"MRZ", "IDVNM1900000010038190000001<<8"},
        {"MRZ", "IDVNM1900000010038190000001<<\n9002019F3002018VNM<<<<<<<<<<<6\nLE<<THI<LAN<<<<<"},
        {"MRZ", "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\n\n\n\n"},
        {"Code128", "000.00.14.H56-231103-0001"},
        {"", ""},
    };
    add_labels(sheet, schema);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        (void)sohoa_codes_add(sheet->codes, codes[i][0], codes[i][1],
                              (struct sohoa_box){1500, 80, 180, 180});
}

static void sheet_make(struct sheet *sheet, enum kind kind, const struct sohoa_schema *schema)
{
    memset(sheet, 0, sizeof *sheet);
    sheet->view = (struct sohoa_page_view){
        .size = sizeof sheet->view, .number = 3, .width = 2480, .height = 3508, .dpi = 300};
    if (kind == NOTHING) {
        sheet->view.width = sheet->view.height = 0;
        sheet->view.dpi = 0;
        return;
    }
    sheet->view.text = sheet->text = sohoa_text_new();
    sheet->view.codes = sheet->codes = sohoa_codes_new();
    sheet->view.marks = sheet->marks = sohoa_marks_new();
    sheet->view.skew = kind == LABELS ? 1.5F : 0;
    if (kind == LABELS)
        add_labels(sheet, schema);
    if (kind == RUBBISH)
        add_rubbish(sheet, schema);
    if (kind == CODES)
        add_codes(sheet, schema);
}

static void sheet_drop(struct sheet *sheet)
{
    sohoa_text_free(sheet->text);
    sohoa_codes_free(sheet->codes);
    sohoa_marks_free(sheet->marks);
}

/* ---- one document ---------------------------------------------------------------------------- */

static void check_readings(struct check *c, const struct sohoa_fields *fields, const char *what)
{
    size_t count = 0;
    const struct sohoa_reading *all = sohoa_fields_all(fields, &count);
    for (size_t i = 0; i < count; i++) {
        expect(c, all[i].page == 3, "%s: a reading of page %u, which it was not lent", what,
               all[i].page);
        expect(c, all[i].box.w >= 0 && all[i].box.h >= 0, "%s: a reading in a box of no size",
               what);
    }
}

static void check_run(struct check *c, const struct sohoa_instance *inst,
                      const struct sohoa_document *document, int over, const char *what)
{
    struct sohoa_err err = {0};
    struct watch w;
    struct sohoa_fields *fields =
        sohoa_fields_new(sohoa_document_schema(document), sohoa_schema_has_key);
    watch_start(&w, over, 60);
    int rc = inst->extractor->run(inst->self, &w.call, document, fields, &err);
    double spent = watch_spent(&w);
    if (over == OVER_NOT)
        expect(c, rc == SOHOA_OK, "%s: fails: %s", what, err.text);
    expect(c, rc != SOHOA_FATAL, "%s: takes itself out of use: %s", what, err.text);
    expect(c, rc == SOHOA_OK || err.text[0], "%s: does not say why it failed", what);
    expect(c, spent < SECONDS_MOST * slowness, "%s: took %.1f s of CPU", what, spent);
    check_readings(c, fields, what);
    sohoa_fields_free(fields);
}

static void check_document(struct check *c, const struct sohoa_instance *inst,
                           const struct sohoa_schema *schema, enum kind kind)
{
    struct sheet sheet;
    char what[256];
    sheet_make(&sheet, kind, schema);
    const struct sohoa_page_view *pages[] = {&sheet.view};
    struct sohoa_document *document = sohoa_document_new(schema, pages, 1);
    (void)snprintf(what, sizeof what, "%s with %s", sohoa_schema_name(schema), kind_names[kind]);
    double bid = inst->extractor->bid(inst->self, document);
    expect(c, bid >= 0 && bid <= 1, "%s: bids %g", what, bid);
    if (bid > 0) {
        check_run(c, inst, document, OVER_NOT, what);
        if (kind == RUBBISH)
            for (int over = OVER_STOPPED; over <= OVER_LATE; over++)
                check_run(c, inst, document, over, what);
    }
    sohoa_document_free(document);
    sheet_drop(&sheet);
}

void check_extractor(struct check *c)
{
    char folder[PATH_MAX];
    const char *folders[] = {folder};
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    struct sohoa_instance *inst = open_plain(c, false);
    if (!inst)
        return;
    int rc = sohoa_path_schemas(folder, sizeof folder) == 0
                 ? sohoa_schemas_open(folders, 1, &set, &err)
                 : sohoa_fail(&err, SOHOA_FATAL, "there are no papers");
    expect(c, rc == SOHOA_OK && inst->extractor->bid && inst->extractor->run, "cannot be tried: %s",
           err.text);
    for (size_t i = 0; i < sohoa_schemas_count(set) && inst->extractor->bid; i++)
        for (int kind = 0; kind < KINDS; kind++)
            check_document(c, inst, sohoa_schemas_at(set, i), (enum kind)kind);
    sohoa_schemas_close(set);
    sohoa_instance_close(inst);
}
