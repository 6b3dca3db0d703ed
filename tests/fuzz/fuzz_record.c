/* fuzz_record - any bytes as a stored value (wrapper, frame, JSON) and as each kind of record. */
#include "record/codec.h"
#include "record/forms.h"
#include "record/json_scan.h"
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

/* Goes through all of a value; aborts where it is not the tree's (NULL: anything goes). */
static void walk(struct sohoa_json_scan *s, const json_t *tree, int depth)
{
    const char *name;
    size_t count = 0;
    char kind = s->at[strspn(s->at, " \n\r\t")];
    if (depth < 100 && kind == '[' && sohoa_json_array(s)) {
        while (sohoa_json_item(s))
            walk(s, json_array_get(tree, count++), depth + 1);
        if (tree && count != json_array_size(tree))
            abort();
    } else if (depth < 100 && kind == '{' && sohoa_json_object(s)) {
        while ((name = sohoa_json_name(s)) && ++count)
            walk(s, json_object_get(tree, name), depth + 1);
        if (tree && count != json_object_size(tree))
            abort();
    } else if (kind == '"') {
        const char *text = sohoa_json_string(s);
        if (tree && (!text || strcmp(text, json_string_value(tree)) != 0))
            abort();
    } else {
        double number = sohoa_json_real(s);
        if (json_is_number(tree) &&
            (number < json_number_value(tree) || number > json_number_value(tree)))
            abort();
    }
}

/* Read in place, the text says what its tree says. */
static void in_place(const char *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return;
    memcpy(text, bytes, size);
    text[size] = '\0';
    json_t *tree = strlen(text) == size
                       ? json_loads(text, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL)
                       : NULL;
    struct sohoa_json_scan s = {.at = text};
    walk(&s, tree, 0);
    if (tree && s.damaged)
        abort();
    json_decref(tree);
    free(text);
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
    in_place((const char *)data, size);
    return 0;
}
