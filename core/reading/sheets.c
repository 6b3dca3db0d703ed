/* sheets.c - see sheets.h. No state, any thread. */
#include "reading/sheets.h"

#include <stdlib.h>
#include <string.h>

struct load {
    struct sohoa_records *records;
    const struct sohoa_dossier_record *dossier;
    struct sohoa_sheets *sheets;
    uint32_t after, next;
    size_t most;
    struct sohoa_err *err;
    int rc;
};

static struct sohoa_codes *copy_codes(const struct sohoa_codes *from)
{
    struct sohoa_codes *to = sohoa_codes_new();
    for (size_t i = 0; to && i < sohoa_codes_count(from); i++) {
        struct sohoa_code code = sohoa_codes_get(from, i);
        if (sohoa_codes_add(to, code.symbology, code.text, code.box)) {
            sohoa_codes_free(to);
            return NULL;
        }
    }
    return to;
}

static struct sohoa_marks *copy_marks(const struct sohoa_marks *from)
{
    struct sohoa_marks *to = sohoa_marks_new();
    for (size_t i = 0; to && i < sohoa_marks_count(from); i++)
        if (sohoa_marks_add(to, sohoa_marks_get(from, i))) {
            sohoa_marks_free(to);
            return NULL;
        }
    return to;
}

static struct sohoa_sheet *add_sheet(struct sohoa_sheets *sheets)
{
    if (sheets->count == sheets->room) {
        size_t room = sheets->room ? sheets->room * 2 : 8;
        struct sohoa_sheet *items = realloc(sheets->items, room * sizeof *items);
        if (!items)
            return NULL;
        sheets->items = items;
        sheets->room = room;
    }
    struct sohoa_sheet *sheet = &sheets->items[sheets->count++];
    memset(sheet, 0, sizeof *sheet);
    return sheet;
}

static int fill(struct load *l, uint32_t place, const struct sohoa_page_record *page)
{
    struct sohoa_sheet *sheet = add_sheet(l->sheets);
    if (!sheet || !(sheet->codes = copy_codes(page->codes)) ||
        !(sheet->marks = copy_marks(page->marks)))
        return sohoa_fail(l->err, SOHOA_FATAL, "out of memory");
    memcpy(sheet->to_master, page->to_master, sizeof sheet->to_master);
    memcpy(sheet->patches, page->patches, sizeof sheet->patches);
    sheet->patch_count = page->patch_count;
    sheet->view = (struct sohoa_page_view){
        .size = sizeof sheet->view,
        .number = place,
        .width = page->width,
        .height = page->height,
        .dpi = (float)page->dpi,
        .skew = (float)page->skew,
        .rotated = page->rotated,
        .born_digital = page->born_digital,
    };
    int rc = sohoa_text_get(l->records, l->dossier->batch, page->number, page->part, &sheet->text,
                            l->err);
    return rc == SOHOA_END ? SOHOA_OK : rc; /* a page without words has no text */
}

static bool take_page(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct load *l = arg;
    if (place <= l->after)
        return true;
    if (l->sheets->count == l->most) {
        l->next = place - 1;
        return false;
    }
    if (page->state == SOHOA_STATE_STORED)
        l->rc = fill(l, place, page);
    return l->rc == SOHOA_OK;
}

int sohoa_sheets_load(struct sohoa_records *records, const struct sohoa_dossier_record *dossier,
                      uint32_t after, size_t most, struct sohoa_sheets *ret, uint32_t *ret_next,
                      struct sohoa_err *err)
{
    struct sohoa_sheets sheets = {0};
    struct load l = {.records = records,
                     .dossier = dossier,
                     .sheets = &sheets,
                     .after = after,
                     .most = most,
                     .err = err};
    int rc = sohoa_dossier_pages(records, dossier, take_page, &l, err);
    if (l.rc || (rc != SOHOA_OK && rc != SOHOA_END)) {
        sohoa_sheets_clear(&sheets);
        return l.rc ? l.rc : rc;
    }
    for (size_t i = 0; i < sheets.count; i++) { /* the array has come to rest */
        struct sohoa_sheet *sheet = &sheets.items[i];
        sheet->view.text = sheet->text;
        sheet->view.codes = sheet->codes;
        sheet->view.marks = sheet->marks;
        sheet->view.to_master = sheet->to_master[8] != 0 ? sheet->to_master : NULL;
        sheet->view.patches = sheet->patches;
        sheet->view.patch_count = sheet->patch_count;
    }
    *ret = sheets;
    *ret_next = l.next;
    return SOHOA_OK;
}

void sohoa_sheets_clear(struct sohoa_sheets *sheets)
{
    for (size_t i = 0; i < sheets->count; i++) {
        sohoa_text_free(sheets->items[i].text);
        sohoa_codes_free(sheets->items[i].codes);
        sohoa_marks_free(sheets->items[i].marks);
    }
    free(sheets->items);
    *sheets = (struct sohoa_sheets){0};
}
