/* fuzz_schema - any bytes as a schema: no crash, no leak, no hang; mistakes are told, or the paper
 * can be used to classify a page. */
#include "reading/classify.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_fault(void *arg, const char *text)
{
    if (!*text)
        abort();
    ++*(size_t *)arg;
}

static struct sohoa_text *make_text(void)
{
    static const char *const words[] = {"TỜ", "KHAI", "ĐĂNG", "KÝ", "Họ,", "tên:", "aaaaaaaaaaaa"};
    struct sohoa_text *text = sohoa_text_new();
    for (int line = 0; text && line < 4; line++) {
        struct sohoa_box box = {100, 100 + 60 * line, 900, 40};
        if (sohoa_text_add_line(text, 0, box) != 0)
            abort();
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            box.x = 100 + 120 * (int32_t)i;
            box.w = 100;
            if (sohoa_text_add_word(text, words[i], box, 0.5F) != 0)
                abort();
        }
    }
    return text;
}

static void classify(const struct sohoa_schemas *set)
{
    struct sohoa_text *text = make_text();
    struct sohoa_page_view view = {
        .size = sizeof view, .number = 1, .width = 1000, .height = 1000, .text = text};
    const struct sohoa_page_view *views[] = {&view, &view};
    struct sohoa_papers *papers = NULL;
    if (sohoa_classify(set, views, 2, &papers, NULL) != SOHOA_OK)
        abort();
    sohoa_papers_free(papers);
    sohoa_text_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    size_t faults = 0;
    if (sohoa_schema_parse("fuzz.yaml", data, size, count_fault, &faults, &set, &err) != SOHOA_OK) {
        if (!err.text[0] || set || faults == 0)
            abort();
        return 0;
    }
    if (faults || sohoa_schemas_count(set) != 1)
        abort();
    const struct sohoa_schema *s = sohoa_schemas_at(set, 0);
    for (size_t i = 0; i < sohoa_schema_items(s); i++) {
        const struct sohoa_item *item = sohoa_schema_item(s, i);
        if (item->kind == SOHOA_ITEM_FIELD && *item->key && !strchr(item->key, '*') &&
            !sohoa_schema_has_key(s, item->key))
            abort();
    }
    classify(set);
    sohoa_schemas_close(set);
    return 0;
}
