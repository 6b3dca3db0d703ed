/* lstm_charset.c - the characters of a model and the codes that stand for them. Only models with
 * one code a character, of scripts written left to right with spaces between words, are known. */
#include "lstm_bytes.h"
#include "lstm_model.h"

#include <stdlib.h>

enum { CHARACTERS_MAX = 65536, PROPERTY_DIGIT = 8, LINE_MAX_BYTES = 512 };

/* The next line without its end, cut to room - 1 bytes. False: there is none. */
static bool next_line(struct lstm_bytes *b, char *ret, size_t room)
{
    if (b->at >= b->end)
        return false;
    const uint8_t *end = memchr(b->at, '\n', (size_t)(b->end - b->at));
    size_t length = end ? (size_t)(end - b->at) : (size_t)(b->end - b->at);
    size_t kept = length < room ? length : room - 1;
    memcpy(ret, b->at, kept);
    ret[kept] = '\0';
    b->at += end ? length + 1 : length;
    return true;
}

/* The next run of other than blanks in *at, ended there. */
static char *next_field(char **at)
{
    char *field = *at + strspn(*at, " \t");
    size_t length = strcspn(field, " \t");
    *at = field + length + (field[length] != '\0');
    field[length] = '\0';
    return field;
}

static bool is_plain_script(const char *script)
{
    static const char *const others[] = {"Han",    "Hangul", "Hiragana", "Katakana", "Thai",
                                         "Lao",    "Khmer",  "Myanmar",  "Arabic",   "Hebrew",
                                         "Syriac", "Thaana", "Tibetan"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(script, others[i]) == 0)
            return false;
    return true;
}

static int read_character(char *line, int id, struct lstm_character *ret, struct sohoa_err *err)
{
    char *at = line, *text = next_field(&at), *properties = next_field(&at);
    char *script = next_field(&at);
    if (strchr(script, ',')) /* measures, of no use here */
        script = next_field(&at);
    if (!*text || !*properties || strlen(text) >= sizeof ret->text)
        return sohoa_fail(err, SOHOA_FATAL, "character %d of the model cannot be read", id);
    if (!is_plain_script(script))
        return sohoa_fail(err, SOHOA_FATAL, "the model has characters of a script (%s) not known",
                          script);
    if (id == 0 && strcmp(text, "NULL") != 0)
        return sohoa_fail(err, SOHOA_FATAL, "the model's first character is not the space");
    memcpy(ret->text, id == 0 ? " " : text, id == 0 ? 2 : strlen(text) + 1);
    ret->digit = strtoul(properties, NULL, 16) & PROPERTY_DIGIT;
    return SOHOA_OK;
}

int lstm_charset_read(struct lstm_bytes *b, struct lstm_model *model, struct sohoa_err *err)
{
    char line[LINE_MAX_BYTES];
    unsigned long count = next_line(b, line, sizeof line) ? strtoul(line, NULL, 10) : 0;
    if (count == 0 || count > CHARACTERS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "the model's characters cannot be read");
    model->characters = calloc(count, sizeof *model->characters);
    if (!model->characters)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    model->character_count = (int)count;
    int rc = SOHOA_OK;
    for (int i = 0; rc == SOHOA_OK && i < model->character_count; i++) {
        if (!next_line(b, line, sizeof line))
            return sohoa_fail(err, SOHOA_FATAL, "the model's characters are cut");
        rc = read_character(line, i, &model->characters[i], err);
    }
    return rc;
}

/* The codes of one character; -1: cannot be read, or not a single one within the outputs. */
static int read_code(struct lstm_bytes *b, const struct lstm_model *model)
{
    bytes_u8(b);
    uint32_t length = bytes_u32(b);
    int32_t code = length == 1 ? bytes_i32(b) : -1;
    return b->bad || code < 0 || code >= model->codes ? -1 : code;
}

int lstm_recoder_read(struct lstm_bytes *b, struct lstm_model *model, struct sohoa_err *err)
{
    uint32_t count = bytes_u32(b);
    if (b->bad || count != (uint32_t)model->character_count)
        return sohoa_fail(err, SOHOA_FATAL, "the model has codes for %u of its %d characters",
                          b->bad ? 0 : count, model->character_count);
    model->order = calloc((size_t)model->codes, sizeof *model->order);
    model->character_of = malloc((size_t)model->codes * sizeof *model->character_of);
    model->place_of = malloc((size_t)model->codes * sizeof *model->place_of);
    if (!model->order || !model->character_of || !model->place_of)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    for (int i = 0; i < model->codes; i++) {
        model->character_of[i] = -1;
        model->place_of[i] = model->codes;
    }
    for (int id = 0; id < model->character_count; id++) {
        int code = read_code(b, model);
        if (code < 0)
            return sohoa_fail(err, SOHOA_FATAL, "character %d of the model has not one code", id);
        if (model->character_of[code] < 0) {
            model->place_of[code] = model->orders;
            model->order[model->orders++] = code;
        }
        model->character_of[code] = id;
    }
    if (model->character_of[model->null_code] < 0)
        return sohoa_fail(err, SOHOA_FATAL, "the model's null code is %d of %d",
                          (int)model->null_code, model->codes);
    model->character_of[model->null_code] = -1;
    return SOHOA_OK;
}
