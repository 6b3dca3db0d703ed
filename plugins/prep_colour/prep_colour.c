/* prep_colour.c - takes round red seals and large blue signatures out of the picture that is
 * recognised, leaves the black print under them, and notes where they were; values written or
 * printed in colour stay. On gray pages the same for seals. A colour page goes on in gray: no stage
 * behind this one needs more, and a quarter of the bytes is turned, shared and kept. Self is
 * unused: shared by all. */
#include "colour.h"
#include "sohoa_plugin.h"

#include <math.h>
#include <string.h>

static bool note_mark(struct sohoa_page *page, const struct spot *spot)
{
    struct sohoa_mark mark = {.kind = spot->ink == INK_RED ? SOHOA_MARK_SEAL : SOHOA_MARK_SIGNATURE,
                              .count = 1};
    l_int32 x, y, w, h;
    boxGetGeometry(spot->box, &x, &y, &w, &h);
    mark.box = sohoa_page_to_master(page, (struct sohoa_box){x, y, w, h});
    if (!page->marks)
        page->marks = sohoa_marks_new();
    return page->marks && sohoa_marks_add(page->marks, mark) == 0;
}

/* The ground of an identity card is full of fine rosettes, which on gray look like pale seals; what
 * is printed over them would go. Its own codes tell such a page. */
static bool shows_card(const struct sohoa_page *page)
{
    for (size_t i = 0; i < sohoa_codes_count(page->codes); i++) {
        struct sohoa_code code = sohoa_codes_get(page->codes, i);
        if (strcmp(code.symbology, "MRZ") == 0 ||
            (strspn(code.text, "0123456789") == 12 && code.text[12] == '|'))
            return true;
    }
    return false;
}

static bool go_on_in_gray(struct sohoa_page *page)
{
    PIX *gray = colour_to_gray(page->image);
    if (!gray)
        return false;
    pixDestroy(&page->image);
    page->image = gray;
    return true;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    (void)self;
    struct spot spots[SPOTS_MAX];
    struct tones tones = {0};
    int depth = page->image ? pixGetDepth(page->image) : 0;
    bool gray = depth == 8;
    if ((depth != 32 && !gray) || sohoa_call_over(call) ||
        (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)) ||
        (gray && (shows_card(page) || !gray_tones(page->image, &tones))))
        return SOHOA_OK;
    double dpi = sohoa_page_image_dpi(page);
    struct light *light = gray ? NULL : light_of(page->image, colour_cell(dpi));
    int count = -1;
    if (gray)
        count = gray_find(page->image, dpi, &tones, spots);
    else if (light)
        count = colour_find(page->image, dpi, light, spots);
    bool well = count >= 0 && (count == 0 || sohoa_page_own_image(page));
    for (int i = 0; i < count; i++) {
        if (well) {
            if (gray)
                gray_pale(page->image, &tones, &spots[i]);
            else
                colour_pale(page->image, light, &spots[i]);
            note_mark(page, &spots[i]); /* over the cap: the picture is served all the same */
        }
        boxDestroy(&spots[i].box);
    }
    light_free(light);
    if (well && !gray)
        well = go_on_in_gray(page);
    return well ? SOHOA_OK : sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
}

static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "prep_colour", .version = "1.0",
             .summary = "Takes red seals and blue signatures off the black print under them.",
             .self_size = 1, .calls = &calls);
