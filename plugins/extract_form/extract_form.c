/* extract_form - values of printed papers: the labels of the schema are laid over the words of the
 * document, what stands at them is handed over as readings. From stored text only, no pixels.
 * self is empty, so one serves every worker (SHARED). */
#include "form.h"

struct extract {
    bool unused;
};

static double bid(void *self, const struct sohoa_document *in)
{
    (void)self;
    const struct sohoa_schema *schema = sohoa_document_schema(in);
    for (size_t i = 0; schema && i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->kind == SOHOA_ITEM_FIELD && (item->label_count || item->find))
            return 0.5;
    }
    return 0;
}

static int run(void *self, const struct sohoa_call *call, const struct sohoa_document *in,
               struct sohoa_fields *out, struct sohoa_err *err)
{
    const struct sohoa_schema *schema = sohoa_document_schema(in);
    struct form_sheet sheet = {0};
    struct form_plan plan;
    struct form_bands bands = {.count = 0};
    struct form_twins twins = {.grid = -1};
    (void)self;
    if (!schema)
        return SOHOA_OK;
    sheet.given = form_alloc(&sheet, sizeof *sheet.given);
    bool done =
        sheet.given && form_load(&sheet, in) && form_lines(&sheet) &&
        form_english(&sheet, schema) && form_strokes(&sheet, schema) && form_rows(&sheet, schema) &&
        form_wraps(&sheet, schema) && form_groups(&sheet, schema) &&
        form_twins(&sheet, schema, &twins) &&
        (twins.grid >= 0 || form_grid_columns(&sheet, schema, &bands)) &&
        form_plan(&sheet, schema, &twins, &plan) && form_letters(&sheet, schema, &plan, out) &&
        form_align(&sheet, schema, &plan, call) && form_grids(&sheet, schema, &plan, &bands, out) &&
        form_tables(&sheet, schema, &plan, out) && form_values(&sheet, schema, &plan, out) &&
        form_spares(&sheet, schema, out);
    form_free(&sheet);
    if (done)
        return SOHOA_OK;
    if (sohoa_call_over(call))
        return sohoa_fail(err, SOHOA_RETRY, "the extraction was stopped");
    return sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

static const struct sohoa_extractor extractor = {.size = sizeof extractor, .bid = bid, .run = run};

SOHOA_PLUGIN(EXTRACTOR, .threads = SOHOA_SHARED, .name = "extract_form", .version = "1.0",
             .summary = "Reads the values of forms by aligning their printed labels.",
             .self_size = sizeof(struct extract), .calls = &extractor);
