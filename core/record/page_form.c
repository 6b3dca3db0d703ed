/* page_form.c - the JSON of a page record; see forms.h. No state, any thread. */
#include "record/forms.h"
#include "record/json_read.h"
#include "record/keys.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const state_names[] = {
    [SOHOA_STATE_PENDING] = "pending",
    [SOHOA_STATE_STORED] = "stored",
    [SOHOA_STATE_BLANK] = "blank",
    [SOHOA_STATE_SEPARATOR] = "separator",
    [SOHOA_STATE_QUARANTINED] = "quarantined",
    [SOHOA_STATE_RESCAN] = "rescan",
};
#define STATE_COUNT (sizeof state_names / sizeof *state_names)

const char *sohoa_page_state_name(enum sohoa_page_state state)
{
    return (size_t)state < STATE_COUNT ? state_names[state] : "unknown";
}

void sohoa_page_record_clear(struct sohoa_page_record *page)
{
    if (!page)
        return;
    free(page->source);
    free(page->reason);
    free(page->note);
    sohoa_codes_free(page->codes);
    sohoa_marks_free(page->marks);
    json_decref(page->signatures);
    memset(page, 0, sizeof *page);
}

json_t *sohoa_box_encode(struct sohoa_box box)
{
    return json_pack("[i,i,i,i]", box.x, box.y, box.w, box.h);
}

json_t *sohoa_codes_encode(const struct sohoa_codes *codes)
{
    json_t *array = json_array();
    for (size_t i = 0; array && i < sohoa_codes_count(codes); i++) {
        struct sohoa_code code = sohoa_codes_get(codes, i);
        struct sohoa_put put = {.object = json_object()};
        sohoa_put(&put, "symbology", sohoa_json_text(code.symbology));
        sohoa_put(&put, "text", sohoa_json_text(code.text));
        sohoa_put(&put, "box", sohoa_box_encode(code.box));
        if (json_array_append_new(array, sohoa_put_end(&put)) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

static json_t *master_encode(const struct sohoa_page_record *page)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "sha256", page->master.sha256);
    sohoa_put_text(&put, "media", page->master.media);
    sohoa_put_count(&put, "bytes", page->master.bytes);
    sohoa_put_count(&put, "image", page->image);
    return sohoa_put_end(&put);
}

static json_t *map_encode(const double map[9])
{
    json_t *array = json_array();
    for (int i = 0; array && i < 9; i++)
        if (json_array_append_new(array, json_real(map[i])) != 0) {
            json_decref(array);
            return NULL;
        }
    return array;
}

/* Each: where it is, then how it leads to the master. */
static json_t *patches_encode(const struct sohoa_page_record *page)
{
    json_t *array = json_array();
    for (uint32_t i = 0; array && i < page->patch_count; i++) {
        const struct sohoa_patch *patch = &page->patches[i];
        json_t *map = map_encode(patch->to_master);
        json_t *item = map ? json_pack("{s:[i,i,i,i],s:o}", "box", patch->box.x, patch->box.y,
                                       patch->box.w, patch->box.h, "to_master", map)
                           : NULL;
        if (!item || json_array_append_new(array, item) != 0) {
            json_decref(array);
            return NULL;
        }
    }
    return array;
}

/* Hex: 64 bits are more than JSON's integers hold everywhere. */
static void look_encode(struct sohoa_put *put, uint64_t look)
{
    char text[17];
    (void)snprintf(text, sizeof text, "%016" PRIx64, look);
    sohoa_put_text(put, "look", look ? text : NULL);
}

json_t *sohoa_page_encode(const struct sohoa_page_record *page)
{
    struct sohoa_put put = {.object = json_object()};
    sohoa_put_text(&put, "state", sohoa_page_state_name(page->state));
    sohoa_put_text(&put, "source", page->source);
    sohoa_put_count(&put, "sheet", page->sheet);
    sohoa_put_flag(&put, "back", page->back);
    sohoa_put_flag(&put, "start", page->start);
    sohoa_put_count(&put, "width", page->width);
    sohoa_put_count(&put, "height", page->height);
    sohoa_put_number(&put, "dpi", page->dpi, 2);
    sohoa_put_number(&put, "skew", page->skew, 2);
    sohoa_put_count(&put, "rotated", page->rotated);
    sohoa_put_number(&put, "confidence", page->confidence, 3);
    sohoa_put_count(&put, "words", page->words);
    sohoa_put_flag(&put, "born_digital", page->born_digital);
    if (page->master.sha256[0])
        sohoa_put(&put, "master", master_encode(page));
    if (sohoa_codes_count(page->codes))
        sohoa_put(&put, "codes", sohoa_codes_encode(page->codes));
    if (sohoa_marks_count(page->marks))
        sohoa_put(&put, "marks", sohoa_marks_encode(page->marks));
    if (page->to_master[8] != 0)
        sohoa_put(&put, "to_master", map_encode(page->to_master));
    if (page->patch_count)
        sohoa_put(&put, "patches", patches_encode(page));
    look_encode(&put, page->look);
    sohoa_put_text(&put, "reason", page->reason);
    sohoa_put_text(&put, "note", page->note);
    if (page->signatures)
        sohoa_put(&put, "signatures", json_incref(page->signatures));
    sohoa_put_flag(&put, "redacted", page->redacted);
    return sohoa_put_end(&put);
}

static enum sohoa_page_state state_decode(struct sohoa_take *take)
{
    const char *name = json_string_value(json_object_get(take->object, "state"));
    for (size_t i = 0; name && i < STATE_COUNT; i++)
        if (strcmp(state_names[i], name) == 0)
            return (enum sohoa_page_state)i;
    take->damaged = true;
    return SOHOA_STATE_PENDING;
}

static struct sohoa_codes *codes_decode(struct sohoa_take *take)
{
    const json_t *array = json_object_get(take->object, "codes"), *item;
    if (!array)
        return NULL;
    struct sohoa_codes *codes = sohoa_codes_new();
    size_t i;
    json_array_foreach(array, i, item)
    {
        const char *symbology = NULL, *text = NULL;
        struct sohoa_box box;
        if (json_unpack((json_t *)(uintptr_t)item, "{s:s,s:s,s:[i,i,i,i]}", "symbology", &symbology,
                        "text", &text, "box", &box.x, &box.y, &box.w, &box.h) != 0)
            take->damaged = true;
        else if (!codes || sohoa_codes_add(codes, symbology, text, box) != 0)
            take->no_memory = true;
    }
    return codes;
}

static void master_decode(struct sohoa_take *take, struct sohoa_page_record *page)
{
    struct sohoa_take inner = {.object = json_object_get(take->object, "master")};
    if (!inner.object)
        return;
    sohoa_take_into(&inner, "sha256", page->master.sha256, sizeof page->master.sha256);
    sohoa_take_into(&inner, "media", page->master.media, sizeof page->master.media);
    page->master.bytes = sohoa_take_count(&inner, "bytes", INT64_MAX);
    page->image = (uint32_t)sohoa_take_count(&inner, "image", UINT32_MAX);
    take->damaged = take->damaged || inner.damaged;
}

static void map_decode(struct sohoa_take *take, const json_t *array, double ret[9])
{
    for (size_t i = 0; i < 9; i++) {
        const json_t *item = json_array_get(array, i);
        take->damaged = take->damaged || !json_is_number(item);
        ret[i] = json_number_value(item);
    }
}

/* Places that sums of two stay whole numbers of. */
static bool is_place(struct sohoa_box box)
{
    const int32_t most = 1 << 28;
    return box.x > -most && box.x < most && box.y > -most && box.y < most && box.w >= 0 &&
           box.w < most && box.h >= 0 && box.h < most;
}

static void patches_decode(struct sohoa_take *take, struct sohoa_page_record *ret)
{
    const json_t *array = json_object_get(take->object, "patches"), *item;
    size_t i;
    json_array_foreach(array, i, item)
    {
        if (i == SOHOA_PATCHES_MAX) {
            take->damaged = true;
            return;
        }
        struct sohoa_patch *patch = &ret->patches[ret->patch_count++];
        if (json_unpack((json_t *)(uintptr_t)item, "{s:[i,i,i,i]}", "box", &patch->box.x,
                        &patch->box.y, &patch->box.w, &patch->box.h) != 0 ||
            !is_place(patch->box))
            take->damaged = true;
        map_decode(take, json_object_get(item, "to_master"), patch->to_master);
    }
}

static uint64_t look_decode(struct sohoa_take *take)
{
    char text[17] = "";
    sohoa_take_into(take, "look", text, sizeof text);
    return strtoull(text, NULL, 16);
}

static json_t *signatures_decode(struct sohoa_take *take)
{
    json_t *array = json_object_get(take->object, "signatures");
    take->damaged = take->damaged || (array && !json_is_array(array));
    return json_incref(array);
}

int sohoa_page_decode(const json_t *object, const char *key, struct sohoa_page_record *ret,
                      struct sohoa_err *err)
{
    struct sohoa_take take = {.object = object};
    struct sohoa_page_record page = {0};
    if (!sohoa_key_page_parts(key, &page.number, &page.part))
        take.damaged = true;
    page.state = state_decode(&take);
    page.source = sohoa_take_text(&take, "source");
    page.sheet = (uint32_t)sohoa_take_count(&take, "sheet", UINT32_MAX);
    page.back = sohoa_take_flag(&take, "back");
    page.start = sohoa_take_flag(&take, "start");
    page.width = (uint32_t)sohoa_take_count(&take, "width", UINT32_MAX);
    page.height = (uint32_t)sohoa_take_count(&take, "height", UINT32_MAX);
    page.dpi = sohoa_take_number(&take, "dpi");
    page.skew = sohoa_take_number(&take, "skew");
    page.rotated = (uint32_t)sohoa_take_count(&take, "rotated", 359);
    page.confidence = sohoa_take_number(&take, "confidence");
    page.words = (uint32_t)sohoa_take_count(&take, "words", UINT32_MAX);
    page.born_digital = sohoa_take_flag(&take, "born_digital");
    master_decode(&take, &page);
    page.codes = codes_decode(&take);
    page.marks = sohoa_marks_decode(&take, "marks");
    if (json_object_get(object, "to_master"))
        map_decode(&take, json_object_get(object, "to_master"), page.to_master);
    patches_decode(&take, &page);
    page.look = look_decode(&take);
    page.reason = sohoa_take_text(&take, "reason");
    page.note = sohoa_take_text(&take, "note");
    page.signatures = signatures_decode(&take);
    page.redacted = sohoa_take_flag(&take, "redacted");
    int rc = sohoa_take_end(&take, key, err);
    if (rc == SOHOA_OK)
        *ret = page;
    else
        sohoa_page_record_clear(&page);
    return rc;
}
