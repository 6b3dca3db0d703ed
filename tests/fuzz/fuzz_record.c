/* fuzz_record - any bytes as a stored value (wrapper, frame, JSON) and as each kind of record. */
#include "record/codec.h"
#include "record/forms.h"
#include "record/text_form.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char key[] = "page/01K9ABCDEFGHJKMNPQRSTVWXYZ/00000001/0";

/* What was understood must come back from its own form. */
static void text_again(const json_t *object)
{
    struct sohoa_err err = {0};
    struct sohoa_text *text = NULL, *again = NULL;
    char *json = NULL;
    size_t size = 0;
    if (sohoa_text_decode(object, key, &text, &err) != SOHOA_OK) {
        if (!err.text[0])
            abort();
        return;
    }
    if (sohoa_text_encode(text, &json, &size, &err) != SOHOA_OK)
        abort();
    json_t *parsed = json_loadb(json, size, 0, NULL);
    if (!parsed || sohoa_text_decode(parsed, key, &again, &err) != SOHOA_OK ||
        sohoa_text_words(again) != sohoa_text_words(text))
        abort();
    json_decref(parsed);
    free(json);
    sohoa_text_free(text);
    sohoa_text_free(again);
}

static void every_record(const char *bytes, size_t size)
{
    struct sohoa_err err = {0};
    struct sohoa_page_record page;
    struct sohoa_batch batch;
    struct sohoa_dossier_record dossier;
    json_t *object = json_loadb(bytes, size, JSON_ALLOW_NUL, NULL);
    if (json_is_object(object)) {
        if (sohoa_page_decode(object, key, &page, &err) == SOHOA_OK) {
            json_decref(sohoa_page_encode(&page));
            sohoa_page_record_clear(&page);
        }
        if (sohoa_batch_decode(object, key, &batch, &err) == SOHOA_OK) {
            json_decref(sohoa_batch_encode(&batch));
            json_decref(sohoa_batch_object(&batch));
            sohoa_batch_clear(&batch);
        }
        if (sohoa_dossier_decode(object, key, &dossier, &err) == SOHOA_OK) {
            json_decref(sohoa_dossier_encode(&dossier));
            sohoa_dossier_record_clear(&dossier);
        }
        text_again(object);
    }
    json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sohoa_err err = {0};
    char *text = NULL;
    size_t text_size = 0;
    struct sohoa_codec *codec = sohoa_codec_new("/nonexistent");
    if (!codec)
        return 0;
    struct sohoa_bytes raw = {.data = data, .size = size};
    if (sohoa_codec_unpack(codec, raw, &text, &text_size, &err) == SOHOA_OK)
        every_record(text, text_size);
    else if (!err.text[0])
        abort();
    free(text);
    sohoa_codec_free(codec);
    every_record((const char *)data, size);
    return 0;
}
