/* card_print.c - values that stand at the labels of a card: behind them, or below; a place goes on
 * in the next lines. What is printed must have the shape of its field: small print is full of
 * rubbish. A damaged copy of what the QR says is no second opinion and is left out. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value {
    char raw[CARD_VALUE_MAX];
    size_t size;
    struct sohoa_box box; /* master */
    float confidence;
    uint32_t page, words, agreed;
    bool doubt;
};

static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, bottom - y};
}

static void take(struct value *value, const struct card_word *word, const char *text)
{
    char folded[4];
    size_t n = strlen(text);
    if (value->size + n + 2 > sizeof value->raw || !*text)
        return;
    if (!sohoa_fold(text, folded, NULL, sizeof folded) && (!value->size || strcmp(text, "-") != 0))
        return; /* marks alone: specks, the colon of the label */
    value->size += (size_t)snprintf(value->raw + value->size, sizeof value->raw - value->size,
                                    "%s%s", value->size ? " " : "", text);
    value->box = value->words ? around(value->box, word->master) : word->master;
    value->confidence =
        value->words && value->confidence < word->confidence ? value->confidence : word->confidence;
    value->page = word->page;
    value->words++;
    value->agreed += (word->flags & SOHOA_WORD_AGREED) != 0;
    value->doubt |= (word->flags & SOHOA_WORD_DOUBTED) != 0;
}

static const char *skip_marks(const char *text)
{
    return text + strspn(text, " :;.,/-|");
}

/* The words of a segment from a letter on to the next label. */
static void take_segment(const struct card_print *print, uint32_t segment, uint32_t from,
                         struct value *value)
{
    const struct card_segment *s = &print->segments[segment];
    uint32_t to = s->size;
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->hits[i].segment == segment && print->hits[i].from >= from &&
            print->hits[i].from < to)
            to = print->hits[i].from;
    if (from >= to)
        return;
    for (uint32_t w = s->word[from]; w <= s->word[to - 1]; w++) {
        char text[CARD_VALUE_MAX];
        const struct card_word *word = &print->words[s->first + w];
        size_t begin = w == s->word[from] ? s->offset[from] : 0, end = strlen(word->text);
        if (to < s->size && w == s->word[to])
            end = s->offset[to];
        if (begin >= end || end - begin >= sizeof text)
            continue;
        /* the first word of a value begins with a letter; marks before it are the label's */
        snprintf(text, sizeof text, "%.*s", (int)(end - begin), word->text + begin);
        take(value, word, value->size ? text : skip_marks(text));
    }
}

static bool labelled(const struct card_print *print, uint32_t segment)
{
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->hits[i].segment == segment)
            return true;
    return false;
}

/* The unlabelled segment right below `from` that begins about where x is; UINT32_MAX: none. */
static uint32_t below(const struct card_print *print, uint32_t from, int32_t x, double reach)
{
    const struct card_segment *above = &print->segments[from];
    uint32_t best = UINT32_MAX;
    int32_t height = above->height > 1 ? above->height : 1, nearest = INT32_MAX;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        int32_t down = s->y - above->y, aside = abs(s->box.x - x);
        if (i == from || !s->size || s->page != above->page || down < height / 2 ||
            down > reach * height || aside > 5 * height || down + aside / 4 >= nearest)
            continue;
        nearest = down + aside / 4;
        best = i;
    }
    return best != UINT32_MAX && !labelled(print, best) ? best : UINT32_MAX;
}

/* ---- shapes ---- */

static bool type_is(const struct sohoa_item *item, const char *type)
{
    return item->type && strcmp(item->type, type) == 0;
}

/* A digit, or what small print makes of one. -1: neither. */
static int digit_of(char c)
{
    static const char alike[] = "O0Q0D0o0I1l1|1i1Z2z2S5s5B8G6";
    if (c >= '0' && c <= '9')
        return c - '0';
    for (const char *p = alike; *p && c; p += 2)
        if (*p == c)
            return p[1] - '0';
    return -1;
}

/* Finds dd/mm/yyyy in the text; writes it. */
static bool find_date(const char *text, char ret[16])
{
    for (const char *at = text; *at; at++) {
        int day = 0, month = 0, year = 0, n = 0;
        if (sscanf(at, "%2d%*1[/.-]%2d%*1[/.-]%4d%n", &day, &month, &year, &n) == 3 && n >= 8 &&
            card_date(day, month, year) && (at == text || at[-1] < '0' || at[-1] > '9')) {
            snprintf(ret, 16, "%02d/%02d/%04d", day, month, year);
            return true;
        }
    }
    return false;
}

/* Finds twelve digits in a row, at least ten of them printed as digits. */
static bool find_number(const char *text, char ret[16])
{
    for (const char *at = text; *at; at++) {
        int n = 0, sure = 0;
        const char *p = at;
        for (; *p && n < 13; p++) {
            if (*p == ' ' || *p == '.')
                continue;
            int digit = digit_of(*p);
            if (digit < 0)
                break;
            sure += *p >= '0' && *p <= '9';
            if (n < 12)
                ret[n] = (char)('0' + digit);
            n++;
        }
        ret[12] = '\0';
        if (n == 12 && sure >= 10)
            return true;
        if (n == 13)
            return false;
    }
    return false;
}

static bool is_never(const char *text)
{
    char folded[64];
    sohoa_fold(text, folded, NULL, sizeof folded);
    return strstr(folded, "KHONGTHOI") || strstr(folded, "THOIHAN");
}

/* Cuts the value down to what its type can be. False: nothing of it can. */
static bool shape(const struct sohoa_item *item, struct value *value)
{
    char found[16], folded[CARD_VALUE_MAX];
    sohoa_fold(value->raw, folded, NULL, sizeof folded);
    if (type_is(item, "date")) {
        if (is_never(value->raw) || !find_date(value->raw, found))
            return false;
        snprintf(value->raw, sizeof value->raw, "%s", found);
    } else if (type_is(item, "citizen_id")) {
        if (!find_number(value->raw, found))
            return false;
        snprintf(value->raw, sizeof value->raw, "%s", found);
    } else if (type_is(item, "gender")) {
        const char *word = strncmp(folded, "NAM", 3) == 0  ? "Nam"
                           : strncmp(folded, "NU", 2) == 0 ? "Nữ"
                                                           : NULL;
        if (!word)
            return false;
        snprintf(value->raw, sizeof value->raw, "%s", word);
    } else if (type_is(item, "nationality")) {
        if (strncmp(folded, "VIETN", 5) == 0)
            snprintf(value->raw, sizeof value->raw, "Việt Nam");
    } else if (type_is(item, "person_name")) {
        return strlen(folded) >= 4 && !strpbrk(folded, "0123456789");
    }
    return strlen(folded) >= 2;
}

/* ---- readings ---- */

static size_t edits(const char *a, const char *b)
{
    uint16_t row[CARD_VALUE_MAX + 1];
    size_t n = strlen(b);
    for (size_t k = 0; k <= n; k++)
        row[k] = (uint16_t)k;
    for (size_t i = 1; *a; a++, i++) {
        uint16_t corner = row[0];
        row[0] = (uint16_t)i;
        for (size_t k = 1; k <= n; k++) {
            uint16_t value = (uint16_t)(corner + (*a != b[k - 1]));
            if (row[k] + 1 < value)
                value = (uint16_t)(row[k] + 1);
            if (row[k - 1] + 1 < value)
                value = (uint16_t)(row[k - 1] + 1);
            corner = row[k];
            row[k] = value;
        }
    }
    return row[n];
}

/* True: the print reads nearly as the QR says, but not quite, and the recognition had its doubts:
 * the same thing read badly. What differs clearly or surely is for the core to show. */
static bool damaged_copy(const struct card_run *run, const char *key, const struct value *value)
{
    char a[CARD_VALUE_MAX], b[CARD_VALUE_MAX];
    for (size_t i = 0; i < run->known_count; i++) {
        if (strcmp(run->known[i].key, key) != 0)
            continue;
        size_t size = sohoa_fold(run->known[i].value, a, NULL, sizeof a);
        sohoa_fold(value->raw, b, NULL, sizeof b);
        size_t off = edits(a, b);
        bool digits = strspn(a, "0123456789") == size;
        if (digits)
            return off > 0 && off <= 2 && value->confidence < 0.9F;
        return off > 0 ? off * 3 <= size || value->confidence < 0.6F
                       : strcmp(run->known[i].value, value->raw) != 0 && value->confidence < 0.97F;
    }
    return false;
}

static void give(struct card_run *run, const struct sohoa_item *item, const struct value *value,
                 float place)
{
    const struct sohoa_page_view *view = sohoa_document_page(run->in, value->page);
    if (damaged_copy(run, item->key, value))
        return;
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = item->key,
                                    .raw = value->raw,
                                    .source = view->born_digital ? "pdf" : "ocr",
                                    .page = view->number,
                                    .box = value->box,
                                    .confidence = value->confidence,
                                    .place = place};
    if (value->agreed == value->words)
        reading.flags |= SOHOA_READING_AGREED;
    if (value->doubt)
        reading.flags |= SOHOA_READING_DOUBT;
    (void)sohoa_fields_add(run->out, &reading);
}

static bool is_place(const struct sohoa_item *item)
{
    return type_is(item, "place") || type_is(item, "address");
}

/* What is left of a label that was read badly stands where a place would begin; but places are
 * written with commas, and this one begins in the next line. */
static bool is_rest_of_label(const struct card_print *print, const struct value *value,
                             uint32_t next)
{
    struct value beneath = {0};
    if (strchr(value->raw, ',') || next == UINT32_MAX)
        return false;
    take_segment(print, next, 0, &beneath);
    return strchr(beneath.raw, ',') != NULL;
}

/* What the QR or zone said of a key; NULL: nothing. */
static const char *known(const struct card_run *run, const char *key)
{
    for (size_t i = 0; i < run->known_count; i++)
        if (strcmp(run->known[i].key, key) == 0)
            return run->known[i].value;
    return NULL;
}

/* Behind the label; when nothing fitting stands there, below it. */
static bool read_at(const struct card_run *run, const struct card_print *print,
                    const struct card_hit *hit, struct value *ret_value, float *ret_place)
{
    const struct sohoa_item *item = hit->label->item;
    const struct card_segment *s = &print->segments[hit->segment];
    const struct card_word *first = &print->words[s->first + s->word[hit->from]];
    bool lines = item->flags & SOHOA_ITEM_LINES;
    struct value value = {0};
    uint32_t at = hit->segment;
    *ret_place = 1 - (float)hit->edits / (float)hit->label->size;
    take_segment(print, hit->segment, hit->to, &value);
    struct value behind = value;
    if (value.size && !lines && shape(item, &behind)) {
        *ret_value = behind;
        return true;
    }
    const char *address = known(run, "person.address");
    bool is_address = strcmp(item->key, "person.address") == 0;
    uint32_t stop =
        address && !is_address ? card_find_address(print, address) : UINT32_MAX; /* begins there */
    int more = lines ? 2 : 1;
    if (!lines || !value.size ||
        (is_place(item) &&
         is_rest_of_label(print, &value, below(print, hit->segment, first->box.x, 3.2))))
        value = (struct value){0};
    for (int i = 0; i < more; i++) {
        uint32_t next = below(print, at, first->box.x, 3.2);
        if (next == UINT32_MAX || next == stop)
            break;
        take_segment(print, next, 0, &value);
        at = next;
    }
    *ret_value = value;
    return value.size && shape(item, ret_value);
}

/* The number stands beside a label of three letters; twelve digits alone are enough of a shape,
 * and the largest are the card's own. */
static void give_number(struct card_run *run, const struct card_print *print,
                        const struct sohoa_item *item)
{
    struct value best = {0};
    int32_t height = 0;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        for (uint32_t w = 0; w < s->count; w++) {
            struct value value = {0};
            char number[16];
            const struct card_word *word = &print->words[s->first + w];
            take(&value, word, word->text);
            if (!find_number(value.raw, number) || word->box.h <= height)
                continue;
            snprintf(value.raw, sizeof value.raw, "%s", number);
            height = word->box.h;
            best = value;
        }
    }
    if (best.size)
        give(run, item, &best, 0.8F);
}

/* The words of a segment that fold to one of the two; the first of them. */
static bool take_either(const struct card_print *print, uint32_t segment, const char *one,
                        const char *other, struct value *value)
{
    const struct card_segment *s = &print->segments[segment];
    char before[32] = "", folded[32];
    for (uint32_t w = 0; w < s->count; w++) {
        const struct card_word *word = &print->words[s->first + w];
        sohoa_fold(word->text, folded, NULL, sizeof folded);
        bool fits = strcmp(folded, one) == 0 || (other && strcmp(folded, other) == 0);
        if (fits && strcmp(before, "VIET") != 0) {
            take(value, word, word->text);
            return true;
        }
        snprintf(before, sizeof before, "%s", folded);
    }
    return false;
}

/* Gender and nationality stand on one line and have next to no values: they are known without
 * their labels. The heading of the card names the country, too. */
static void give_choice(struct card_run *run, const struct card_print *print,
                        const struct sohoa_item *item)
{
    for (uint32_t i = 0; i < print->segment_count; i++) {
        struct value value = {0};
        const char *letters = print->segments[i].letters;
        const char *country = strstr(letters, "VIETNAM");
        if (!country || strstr(letters, "NGHIA") || strstr(letters, "REPUB") ||
            strstr(letters, "CONGH") || strstr(letters, "SOCIA"))
            continue;
        if (type_is(item, "gender")) {
            if (!take_either(print, i, "NAM", "NU", &value) || !shape(item, &value))
                continue;
        } else if (type_is(item, "nationality")) {
            if (!take_either(print, i, "VIET", NULL, &value))
                continue;
            snprintf(value.raw, sizeof value.raw, "Việt Nam");
        } else {
            return;
        }
        give(run, item, &value, 0.7F);
        return;
    }
}

static void give_place(struct card_run *run, const struct card_print *print,
                       const struct sohoa_item *item)
{
    bool later = strcmp(item->key, "person.birth_place") == 0;
    const char *address = known(run, "person.address");
    struct value value = {0};
    if (!address || (!later && strcmp(item->key, "person.home_town") != 0))
        return;
    uint32_t at = card_find_place(print, address, later);
    if (at != UINT32_MAX)
        take_segment(print, at, 0, &value);
    if (value.size && shape(item, &value))
        give(run, item, &value, 0.6F);
}

void card_give_print(struct card_run *run, const struct card_print *print)
{
    const struct sohoa_schema *schema = sohoa_document_schema(run->in);
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        const struct card_hit *best = NULL;
        struct value value, chosen = {0};
        float place = 0, chosen_place = 0;
        if (item->kind != SOHOA_ITEM_FIELD || !item->key || !*item->key)
            continue;
        for (uint32_t k = 0; k < print->hit_count; k++) {
            const struct card_hit *hit = &print->hits[k];
            if (hit->label->item != item || !read_at(run, print, hit, &value, &place))
                continue;
            if (!best || place > chosen_place) {
                best = hit;
                chosen = value;
                chosen_place = place;
            }
        }
        if (best)
            give(run, item, &chosen, chosen_place);
        else if (type_is(item, "citizen_id"))
            give_number(run, print, item);
        else if (is_place(item))
            give_place(run, print, item);
        else
            give_choice(run, print, item);
    }
}
