/* review_show.c - see review_show.h. Of a second entry nothing is shown but label and picture. */
#include "cli/review_show.h"
#include "record/json_read.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>

#define MARGIN_LEAST 20 /* pixels of the master around the value */

/* ---- labels ---------------------------------------------------------------------------------- */

/* "members.1.name" is an item's "members.*.name". */
static bool same_key(const char *item, const char *key)
{
    while (*item && *key) {
        if (*item == '*') {
            size_t digits = strspn(key, "0123456789");
            if (digits == 0)
                return false;
            key += digits;
            item++;
        } else if (*item++ != *key++) {
            return false;
        }
    }
    return *item == *key;
}

static const char *label_of(const struct sohoa_schema *schema, const char *key)
{
    for (size_t i = 0; i < schema->item_count; i++) {
        const struct sohoa_item *item = &schema->items[i];
        if (item->kind == SOHOA_ITEM_FIELD && item->label_count > 0 && same_key(item->key, key))
            return item->labels[0];
    }
    return NULL;
}

static void print_head(const struct review_screen *screen, const struct sohoa_doubt *doubt,
                       const struct sohoa_review_item *item, size_t number, size_t count)
{
    const char *name = sohoa_json_member(item->document, "schema");
    const struct sohoa_schema *schema = sohoa_schemas_find(screen->schemas, name);
    const char *title = !schema                                       ? name
                        : sohoa_lang_get() == SOHOA_VI || !schema->en ? schema->vi
                                                                      : schema->en;
    const char *label = schema ? label_of(schema, doubt->key) : NULL;
    (void)printf("\n[%zu/%zu] %s  %s/%u", number, count, title ? title : name, doubt->dossier,
                 doubt->document);
    if (item->place)
        (void)printf("  %s %u", sohoa_tr("page"), item->place);
    (void)printf("\n%s%s%s\n", label ? label : "", label ? "  " : "", doubt->key);
}

/* ---- the picture ----------------------------------------------------------------------------- */

static bool open_pictures(struct review_screen *screen)
{
    struct sohoa_err err = {0};
    if (screen->pictures || screen->no_pictures)
        return screen->pictures != NULL;
    if (sohoa_pictures_open(screen->cli->registry, screen->cli->config, screen->cli->records,
                            &screen->pictures, &err) != SOHOA_OK) {
        sohoa_log(SOHOA_WARN, "%s", err.text);
        screen->no_pictures = true;
    }
    return screen->pictures != NULL;
}

static void print_picture(struct review_screen *screen, const struct sohoa_review_item *item)
{
    struct sohoa_err err = {0};
    struct Pix *pix = NULL;
    if (screen->images.graphics == TERM_NONE || !item->page.number || !open_pictures(screen))
        return;
    bool has_box = item->box.w > 0 && item->box.h > 0;
    int32_t side = item->box.h < item->box.w ? item->box.h : item->box.w;
    int32_t margin = side > MARGIN_LEAST ? side : MARGIN_LEAST;
    int rc = sohoa_picture(screen->pictures, &item->page, has_box ? &item->box : NULL,
                           has_box ? margin : 0, &pix, &err);
    if (rc == SOHOA_OK && !term_image_show(&screen->images, pix))
        sohoa_log(SOHOA_WARN, "the picture could not be shown");
    else if (rc != SOHOA_OK)
        sohoa_log(SOHOA_WARN, "%s", err.text);
    pixDestroy(&pix);
}

/* ---- what was read --------------------------------------------------------------------------- */

static double percent(const json_t *object)
{
    return json_number_value(json_object_get(object, "confidence")) * 100;
}

static const char *value_of(const json_t *object)
{
    const char *value = json_string_value(json_object_get(object, "value"));
    return value ? value : sohoa_tr("(none)");
}

static void print_names(const json_t *by)
{
    for (size_t i = 0; i < json_array_size(by); i++) {
        const char *name = json_string_value(json_array_get(by, i));
        (void)printf("%s%s", i ? ", " : "  ", name ? name : "");
    }
}

static void print_field(const json_t *field)
{
    const json_t *readings = json_object_get(field, "readings");
    const char *name;
    json_t *held;
    (void)printf("  %s   %.0f %%  %s", value_of(field), percent(field),
                 sohoa_json_member(field, "source"));
    print_names(json_object_get(field, "by"));
    if (json_is_true(json_object_get(field, "hand")))
        (void)printf("  %s", sohoa_tr("handwritten"));
    json_object_foreach(json_object_get(field, "checks"), name, held)
    {
        if (json_is_false(held))
            (void)printf("  %s: %s", sohoa_tr("check failed"), name);
    }
    (void)printf("\n");
    for (size_t i = 0; i < json_array_size(readings); i++) {
        const json_t *reading = json_array_get(readings, i);
        (void)printf("  :%zu  %s   %.0f %%  %s", i + 1, value_of(reading), percent(reading),
                     sohoa_json_member(reading, "source"));
        print_names(json_object_get(reading, "by"));
        (void)printf("\n");
    }
}

void review_show(struct review_screen *screen, const struct sohoa_doubt *doubt,
                 const struct sohoa_review_item *item, size_t number, size_t count, bool hidden)
{
    print_head(screen, doubt, item, number, count);
    (void)fflush(stdout);
    print_picture(screen, item);
    if (!hidden)
        print_field(item->field);
    (void)fflush(stdout);
}

void review_screen_close(struct review_screen *screen)
{
    term_images_close(&screen->images);
    sohoa_pictures_close(screen->pictures);
}
