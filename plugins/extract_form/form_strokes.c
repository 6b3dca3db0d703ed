/* form_strokes.c - a figure 1 that stands alone and was read as a stroke: behind the label of a
 * count it is that figure, where no ruled line is near that it could be left of. */
#include "form.h"

#include <stdlib.h>
#include <string.h>

#define SURE 0.75F

static bool is_count(const struct sohoa_item *item)
{
    return item->kind == SOHOA_ITEM_FIELD && item->type && !strcmp(item->type, "count");
}

static bool near_rule(const struct form_page *page, const struct sohoa_box *box)
{
    int32_t em = (int32_t)page->em, x = box->x + box->w / 2;
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_box *rule = &page->marks[i].box;
        if (page->marks[i].kind == SOHOA_MARK_RULE && rule->h > rule->w &&
            abs(rule->x + rule->w / 2 - x) < em * 2 / 3 &&
            form_overlap(rule->y, rule->h, box->y, box->h) > 0)
            return true;
    }
    return false;
}

/* Whether the word is a stroke at the height of the label and to its right. */
static bool is_figure(const struct form_sheet *sheet, const struct form_word *word,
                      const struct form_word *label)
{
    const struct form_page *page = &sheet->pages[word->page];
    int32_t off = word->box.y + word->box.h / 2 - (label->box.y + label->box.h / 2);
    return !strcmp(word->text, "|") && word->confidence >= SURE && word->page == label->page &&
           word->box.x > label->box.x + label->box.w && abs(off) < (int32_t)page->em &&
           word->box.h > (int32_t)(page->em / 2) && !near_rule(page, &word->box);
}

bool form_strokes(struct form_sheet *sheet, const struct sohoa_schema *schema)
{
    bool any = false;
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        struct form_hit hits[FORM_HITS_MAX];
        uint32_t count = is_count(item) ? form_find_item(sheet, item, hits, FORM_HITS_MAX) : 0;
        for (uint32_t j = 0; j < count; j++) {
            const struct form_word *label = &sheet->words[sheet->stream.word[hits[j].end - 1]];
            for (uint32_t k = 0; k < sheet->word_count && hits[j].fit >= 0.75F; k++) {
                if (!is_figure(sheet, &sheet->words[k], label))
                    continue;
                sheet->words[k].text = "1";
                sheet->words[k].kind = FORM_TEXT;
                sheet->words[k].flags |= SOHOA_WORD_DOUBTED;
                any = true;
            }
        }
    }
    return !any || form_stream(sheet);
}
