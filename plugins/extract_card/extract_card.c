/* extract_card - identity cards: what their QR, their machine-readable zone and their print say,
 * each a reading of its own; the core holds them against each other. self is empty, so one serves
 * every worker (SHARED). */
#include "card.h"

#include <stdlib.h>
#include <string.h>

struct extract_card {
    bool unused;
};

static bool has_key(const struct sohoa_schema *schema, const char *key)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (item->key && strcmp(item->key, key) == 0)
            return true;
    }
    return false;
}

/* Other papers with a zone or a card's QR (a passport somebody declared) are read, too, but he who
 * reads labels better goes first. */
static double bid(void *self, const struct sohoa_document *in)
{
    const struct sohoa_schema *schema = sohoa_document_schema(in);
    (void)self;
    if (!schema || !has_key(schema, "person.id_number"))
        return 0;
    const char *name = sohoa_schema_name(schema);
    if (strcmp(name, "cccd") == 0 || strcmp(name, "can-cuoc") == 0)
        return 0.95;
    for (size_t p = 0; p < sohoa_document_pages(in); p++) {
        const struct sohoa_page_view *view = sohoa_document_page(in, p);
        for (size_t i = 0; i < sohoa_codes_count(view->codes); i++) {
            struct sohoa_code code = sohoa_codes_get(view->codes, i);
            struct card_qr qr;
            if (strcmp(code.symbology, "MRZ") == 0 || card_qr_read(code.text, &qr))
                return 0.6;
        }
    }
    return 0;
}

static int run(void *self, const struct sohoa_call *call, const struct sohoa_document *in,
               struct sohoa_fields *out, struct sohoa_err *err)
{
    const struct sohoa_schema *schema = sohoa_document_schema(in);
    struct card_run run = {.in = in, .out = out};
    struct card_print *print;
    (void)self;
    if (!schema)
        return SOHOA_OK;
    run.later = strcmp(sohoa_schema_name(schema), "can-cuoc") == 0;
    run.card = run.later || strcmp(sohoa_schema_name(schema), "cccd") == 0;
    print = calloc(1, sizeof *print);
    if (!print)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    card_give_codes(&run);
    bool room = card_words(print, in);
    if (room) {
        card_labels(print, schema);
        card_find(print, call);
        card_own(&run, print);
        card_give_print(&run, print);
        card_follow(&run, print);
    }
    card_print_free(print);
    free(print);
    if (!room)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (sohoa_call_over(call))
        return sohoa_fail(err, SOHOA_RETRY, "the extraction was stopped");
    return SOHOA_OK;
}

static const struct sohoa_extractor extractor = {.size = sizeof extractor, .bid = bid, .run = run};

SOHOA_PLUGIN(EXTRACTOR, .threads = SOHOA_SHARED, .name = "extract_card", .version = "1.0",
             .summary = "Reads identity cards: QR, machine-readable zone and print.",
             .self_size = sizeof(struct extract_card), .calls = &extractor);
