/* dict_sample.c - see dict_sample.h. Nothing here is of a real person, case or place: names,
 * numbers and hashes come from a small generator with a fixed seed. No state, any thread. */
#include "record/dict_sample.h"

#include "record/dict_words.h"
#include "record/forms.h"
#include "record/hash.h"
#include "record/text_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTENT_RECORDS 12 /* of each kind, in the dictionary of small records */
#define SMALL_RECORDS 120
#define TEXT_PAGES 40

/* xorshift64 */
static uint64_t roll(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static uint32_t below(uint64_t *seed, uint32_t limit)
{
    return (uint32_t)(roll(seed) % limit);
}

static void invent_id(uint64_t *seed, char ret[SOHOA_ID_SIZE])
{
    static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    memcpy(ret, "01K9", 4);
    for (size_t i = 4; i < SOHOA_ID_SIZE - 1; i++)
        ret[i] = alphabet[below(seed, 32)];
    ret[SOHOA_ID_SIZE - 1] = '\0';
}

static void add_sample(struct sohoa_samples *s, const char *bytes, size_t size, bool in_content)
{
    if (in_content)
        sohoa_column_bytes(&s->content, bytes, size);
    if (s->count < SOHOA_SAMPLES_MAX) {
        sohoa_column_bytes(&s->samples, bytes, size);
        s->sizes[s->count++] = size;
    }
}

static int add_object(struct sohoa_samples *s, json_t *object, bool in_content)
{
    char *text = sohoa_json_line(object);
    json_decref(object);
    if (!text)
        return -1;
    add_sample(s, text, strlen(text), in_content);
    free(text);
    return 0;
}

static int invent_page(struct sohoa_samples *s, uint64_t *seed, uint32_t number, bool in_content)
{
    static const struct {
        const char *media;
        uint32_t width, height, dpi;
    } kinds[] = {{"image/jpeg", 2480, 3508, 300},
                 {"image/tiff", 2480, 3508, 300},
                 {"image/tiff", 1654, 2339, 200},
                 {"application/pdf", 2481, 3509, 300},
                 {"image/png", 2480, 3507, 300}};
    static char feeder[] = "feeder:0", file[] = "2026/hop03/0001.tif", note[] = "";
    uint64_t noise = roll(seed);
    size_t kind = below(seed, sizeof kinds / sizeof *kinds);
    struct sohoa_page_record page = {
        .number = number,
        .state = below(seed, 6) ? SOHOA_STATE_STORED : SOHOA_STATE_BLANK,
        .source = below(seed, 2) ? feeder : file,
        .sheet = (number + 1) / 2,
        .back = number % 2 == 0,
        .start = below(seed, 6) == 0,
        .width = kinds[kind].width,
        .height = kinds[kind].height + below(seed, 3),
        .dpi = kinds[kind].dpi,
        .skew = (double)below(seed, 300) / 100 - 1.5,
        .confidence = 0.7 + (double)below(seed, 300) / 1000,
        .words = 100 + below(seed, 500),
        .image = below(seed, 4),
        .note = note,
    };
    sohoa_hash_bytes(&noise, sizeof noise, page.master.sha256);
    (void)snprintf(page.master.media, sizeof page.master.media, "%s", kinds[kind].media);
    page.master.bytes = 20000 + below(seed, 900000);
    return add_object(s, sohoa_page_encode(&page), in_content);
}

static int invent_batch(struct sohoa_samples *s, uint64_t *seed, bool in_content)
{
    static char scan[] = "scan", import[] = "import", agency[] = "H56.14", person[] = "lan";
    uint64_t pages = 10 + below(seed, 200), blank = below(seed, 10);
    struct sohoa_batch batch = {
        .kind = below(seed, 2) ? scan : import,
        .open = below(seed, 2) != 0,
        .agency = agency,
        .operator_ = person,
        .ledger = {.captured = pages, .stored = pages - blank, .blank = blank, .dossiers = 3},
    };
    sohoa_stamp((time_t)1790000000 + (time_t)below(seed, 30000000), batch.started);
    sohoa_stamp((time_t)1790000000 + (time_t)below(seed, 30000000), batch.ended);
    return add_object(s, sohoa_batch_encode(&batch), in_content);
}

static int invent_dossier(struct sohoa_samples *s, uint64_t *seed, bool in_content)
{
    static char part[] = "component", complete[] = "complete", agency[] = "H56.14";
    static char procedure[] = "1.001193", person[] = "lan", source[] = "hop03/0001.tif";
    char code[40];
    (void)snprintf(code, sizeof code, "000.00.14.H56-26%02u%02u-%04u", below(seed, 12) + 1,
                   below(seed, 28) + 1, below(seed, 10000));
    struct sohoa_dossier_record d = {
        .code = code,
        .part = part,
        .state = complete,
        .agency = agency,
        .procedure = procedure,
        .operator_ = person,
        .source = source,
        .first = 1 + below(seed, 200),
    };
    d.last = d.first + below(seed, 20);
    invent_id(seed, d.batch);
    sohoa_stamp((time_t)1790000000 + (time_t)below(seed, 30000000), d.captured);
    return add_object(s, sohoa_dossier_encode(&d), in_content);
}

/* What a dossier says of one person: see facts.h. */
static int invent_fact(struct sohoa_samples *s, uint64_t *seed, bool in_content)
{
    static const struct {
        const char *attribute, *value;
    } said[] = {{"name", "Nguyễn Thị An"},
                {"birth_date", "1990-07-02"},
                {"gender", "Nữ"},
                {"ethnicity", "Kinh"},
                {"nationality", "Việt Nam"},
                {"address", "Thôn 1, Xã Mẫu, Thanh Hóa"},
                {"home_town", "Xã Mẫu, Huyện Mẫu, Thanh Hóa"},
                {"id_number", "038190000001"},
                {"id_issue_date", "2022-03-15"},
                {"id_issue_place", "Cục Cảnh sát quản lý hành chính về trật tự xã hội"},
                {"phone", "0912345678"},
                {"old_id_number", "171234567"}};
    static const char *const places[] = {
        "to-khai-khai-sinh\",\"declaration\",\"mother", "cccd\",\"photocopy\",\"person",
        "to-khai-ket-hon\",\"declaration\",\"wife", "giay-khai-sinh\",\"original\",\"child",
        "giay-chung-nhan-ket-hon\",\"original\",\"husband"};
    static const char *const kinds[] = {"child", "mother", "spouse", "father"};
    struct sohoa_column c = {0};
    char text[256], id[SOHOA_ID_SIZE];
    (void)snprintf(
        text, sizeof text,
        "{\"id\":\"twice\",\"code\":\"000.00.14.H56-26%02u%02u-%04u\",\"at\":\"2026-%02u-"
        "11T09:00:00+07:00\",\"in\":[[1,\"%s\",null]],\"facts\":[",
        below(seed, 12) + 1, below(seed, 28) + 1, below(seed, 10000), below(seed, 12) + 1,
        places[below(seed, 5)]);
    sohoa_column_text(&c, text);
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        (void)snprintf(text, sizeof text,
                       "%s[\"%s\",\"%s\",0,\"machine\",0.%u,\"%s\",1,[%u,%u,%u,%u]]", i ? "," : "",
                       said[i].attribute, said[i].value, 900 + below(seed, 99),
                       below(seed, 3) ? "ocr" : "qr", 300 + below(seed, 900),
                       300 + below(seed, 2500), 100 + below(seed, 900), 30 + below(seed, 20));
        sohoa_column_text(&c, text);
    }
    invent_id(seed, id);
    (void)snprintf(text, sizeof text, "],\"with\":[[\"%s\",\"person/%s\",\"Lê Văn Bình\",0]]}",
                   kinds[below(seed, 4)], id);
    sohoa_column_text(&c, text);
    if (!c.failed)
        add_sample(s, c.bytes, c.size, in_content);
    free(c.bytes);
    return c.failed ? -1 : 0;
}

static int invent_small(struct sohoa_samples *s, uint64_t *seed)
{
    for (uint32_t i = 0; i < SMALL_RECORDS; i++) {
        bool in_content = i < CONTENT_RECORDS;
        if (invent_batch(s, seed, in_content && i < 2) != 0 ||
            invent_dossier(s, seed, in_content && i < 4) != 0 ||
            invent_fact(s, seed, in_content && i < 4) != 0 ||
            invent_page(s, seed, i + 1, in_content) != 0)
            return -1;
    }
    return 0;
}

/* A page of invented sentences set like print: words on lines, boxes with a little noise. */
static struct sohoa_text *invent_text(uint64_t *seed)
{
    struct sohoa_text *text = sohoa_text_new();
    uint32_t lines = 15 + below(seed, 30);
    const char *words = sohoa_dict_words + below(seed, (uint32_t)strlen(sohoa_dict_words) / 2);
    words += strcspn(words, " \n");
    for (uint32_t i = 0; text && i < lines; i++) {
        int32_t x = 250 + (int32_t)below(seed, 8), base = 300 + (int32_t)i * 60;
        int bad = sohoa_text_add_line(text, i / 6, (struct sohoa_box){x, base - 40, 1900, 50});
        for (uint32_t k = 0; !bad && k < 12; k++) {
            char word[64];
            words += strspn(words, " \n");
            size_t n = strcspn(words, " \n");
            if (n == 0)
                break;
            (void)snprintf(word, sizeof word, "%.*s", (int)n, words);
            words += n;
            int32_t w = (int32_t)n * 18 + (int32_t)below(seed, 9);
            int32_t h = 30 + (int32_t)below(seed, 14);
            bad = sohoa_text_add_word(
                text, word, (struct sohoa_box){x, base - h + (int32_t)below(seed, 5), w, h},
                (float)(97 - below(seed, 9) * below(seed, 3)) / 100.0F);
            x += w + 9 + (int32_t)below(seed, 5);
        }
        if (bad) {
            sohoa_text_free(text);
            return NULL;
        }
    }
    return text;
}

static int invent_pages(struct sohoa_samples *s, uint64_t *seed)
{
    sohoa_column_text(&s->content, sohoa_dict_words);
    for (uint32_t i = 0; i < TEXT_PAGES; i++) {
        char *json = NULL;
        size_t size = 0;
        struct sohoa_text *text = invent_text(seed);
        int rc = text ? sohoa_text_encode(text, &json, &size, NULL) : SOHOA_FATAL;
        sohoa_text_free(text);
        if (rc != SOHOA_OK)
            return -1;
        add_sample(s, json, size, i + 1 == TEXT_PAGES);
        free(json);
    }
    return 0;
}

int sohoa_samples_make(enum sohoa_dict number, struct sohoa_samples *ret)
{
    uint64_t seed = 0x736F686F61 + (uint64_t)number;
    int rc = number == SOHOA_DICT_TEXT ? invent_pages(ret, &seed) : invent_small(ret, &seed);
    return rc == 0 && !ret->content.failed && !ret->samples.failed ? 0 : -1;
}

void sohoa_samples_clear(struct sohoa_samples *s)
{
    free(s->content.bytes);
    free(s->samples.bytes);
    memset(s, 0, sizeof *s);
}
