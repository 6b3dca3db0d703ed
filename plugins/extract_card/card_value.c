/* card_value.c - a value taken from the words of segments, and the shapes that values have. Pure
 * functions. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct sohoa_box around(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, bottom - y};
}

void card_take(struct card_value *value, const struct card_word *word, const char *text)
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
void card_take_segment(const struct card_print *print, uint32_t segment, uint32_t from,
                       struct card_value *value)
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
        card_take(value, word, value->size ? text : skip_marks(text));
    }
}

/* The unlabelled segment that goes on to the right of another; UINT32_MAX: none. */
static uint32_t to_the_right(const struct card_print *print, uint32_t from)
{
    const struct card_segment *left = &print->segments[from];
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < print->segment_count; i++) {
        const struct card_segment *s = &print->segments[i];
        int32_t gap = s->box.x - left->box.x - left->box.w;
        if (i != from && s->page == left->page && abs(s->y - left->y) * 2 < left->height &&
            gap > -left->height && gap < 6 * left->height && s->size > 1 &&
            !card_labelled(print, i) &&
            (best == UINT32_MAX || s->box.x < print->segments[best].box.x))
            best = i;
    }
    return best;
}

/* Most of its words were read well: no rubbish of a picture. */
static bool is_text(const struct card_print *print, const struct card_segment *s)
{
    float sure = 0;
    for (uint32_t w = 0; w < s->count; w++)
        sure += print->words[s->first + w].confidence;
    return sure >= 0.6F * (float)s->count;
}

/* Segments end at wide gaps: a word between two of one line may have been lost. */
void card_take_line(const struct card_print *print, uint32_t segment, uint32_t from,
                    struct card_value *value)
{
    card_take_segment(print, segment, from, value);
    for (int more = 0; more < 3; more++) {
        segment = to_the_right(print, segment);
        if (segment == UINT32_MAX || !is_text(print, &print->segments[segment]))
            return;
        card_take_segment(print, segment, 0, value);
        value->confidence = value->confidence < 0.4F ? value->confidence : 0.4F;
        value->doubt = true;
    }
}

bool card_labelled(const struct card_print *print, uint32_t segment)
{
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->hits[i].segment == segment)
            return true;
    return false;
}

/* The unlabelled segment right below `from` that begins about where x is; UINT32_MAX: none. */
uint32_t card_below(const struct card_print *print, uint32_t from, int32_t x, double reach)
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
    return best != UINT32_MAX && !card_labelled(print, best) ? best : UINT32_MAX;
}

/* The lower lines of an address stand beside the day of expiry on the card of 2021, and were read
 * in one line with its label. */
uint32_t card_beside_expiry(const struct card_print *print, uint32_t from, int32_t x,
                            uint32_t *ret_from)
{
    const struct card_segment *above = &print->segments[from];
    int32_t height = above->height > 1 ? above->height : 1;
    for (uint32_t i = 0; i < print->hit_count; i++) {
        const struct card_hit *hit = &print->hits[i];
        const struct card_segment *s = &print->segments[hit->segment];
        int32_t down = s->y - above->y;
        if (!hit->label->item || strcmp(hit->label->item->key, "person.id_expiry_date") != 0 ||
            s->page != above->page || hit->to >= s->size || down < height / 2 || down > 2 * height)
            continue;
        for (uint32_t k = hit->to; k < s->size; k++)
            if (abs(print->words[s->first + s->word[k]].box.x - x) <= height) {
                *ret_from = k;
                return hit->segment;
            }
    }
    return UINT32_MAX;
}

/* True: the segment goes on with the last words of the line above: few, each with a capital and
 * read well, right below. A label is written in small letters. */
bool card_last_words(const struct card_print *print, uint32_t above, uint32_t below)
{
    const struct card_segment *a = &print->segments[above], *s = &print->segments[below];
    if (s->count > 4 || s->y - a->y > 2 * a->height || s->box.w * 2 > a->box.w)
        return false;
    for (uint32_t w = 0; w < s->count; w++) {
        const struct card_word *word = &print->words[s->first + w];
        if (word->confidence < 0.8F || strlen(word->text) < 2 ||
            strpbrk(word->text, "/0123456789") || (word->text[0] >= 'a' && word->text[0] <= 'z'))
            return false;
    }
    return true;
}

/* ---- shapes ---- */

bool card_type_is(const struct sohoa_item *item, const char *type)
{
    return item->type && strcmp(item->type, type) == 0;
}

bool card_is_origin(const struct sohoa_item *item)
{
    return strcmp(item->key, "person.home_town") == 0 ||
           strcmp(item->key, "person.birth_place") == 0;
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

static bool find_date(const char *text, char ret[16])
{
    for (const char *at = text; *at; at++) {
        int day = 0, month = 0, year = 0, n = 0;
        if (sscanf(at, "%2d %*1[/.:-] %2d %*1[/.:-] %4d%n", &day, &month, &year, &n) == 3 &&
            n >= 8 && card_date(day, month, year) && (at == text || at[-1] < '0' || at[-1] > '9')) {
            snprintf(ret, 16, "%02d/%02d/%04d", day, month, year);
            return true;
        }
    }
    return false;
}

/* Ten figures with one stroke: the other was read as a figure ("12/0322023"). */
static bool mend_stroke(const char *text, char ret[16])
{
    char date[11];
    size_t figures = strspn(text, "0123456789");
    if (figures != 2 && figures != 5)
        return false;
    const char *rest = text + figures + (text[figures] == '/');
    if (strspn(rest, "0123456789") != 9 - figures || rest == text + figures ||
        (text[figures == 2 ? 5 : 2] && !strchr("127", text[figures == 2 ? 5 : 2])))
        return false;
    snprintf(date, sizeof date, "%.2s/%.2s/%.4s", text, text + 3, text + 6);
    return find_date(date, ret);
}

/* As printed; else with the blanks out that recognition put inside ("04/1 1/2021"), or a stroke
 * mended. */
bool card_find_date(const char *text, char ret[16])
{
    char close[CARD_VALUE_MAX];
    size_t n = 0;
    if (find_date(text, ret))
        return true;
    for (const char *at = text; *at && n + 1 < sizeof close; at++)
        if (*at != ' ' || n == 0 || !strchr("0123456789/", close[n - 1]))
            close[n++] = *at;
    close[n] = '\0';
    if (find_date(close, ret))
        return true;
    for (const char *at = close; *at; at++)
        if ((at == close || at[-1] < '0' || at[-1] > '9') && mend_stroke(at, ret))
            return true;
    return false;
}

/* Finds twelve digits in a row, at least ten of them printed as digits. */
bool card_number(const char *text, char ret[16])
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

/* Three letters or less that are no word of a place: written small, or without a vowel. */
static bool is_scrap(const char *text, const char *folded)
{
    bool small = text[0] >= 'a' && text[0] <= 'z', vowel = strpbrk(folded, "AEIOUY") != NULL;
    return strlen(folded) <= 3 && (small || !vowel) && strcmp(folded, "XA") != 0 &&
           strcmp(folded, "TP") != 0 && strcmp(folded, "TT") != 0;
}

/* What stands before an "of" is what was left of "Place of origin". */
static void drop_label(struct card_value *value)
{
    char folded[CARD_VALUE_MAX];
    char *word = value->raw;
    for (int i = 0; i < 4; i++) {
        size_t size = strcspn(word, " ");
        if (!word[size])
            return;
        word[size] = '\0';
        bool of = sohoa_fold(word, folded, NULL, sizeof folded) == 2 && strcmp(folded, "OF") == 0;
        word[size] = ' ';
        word += size + 1;
        if (!of)
            continue;
        memmove(value->raw, word, strlen(word) + 1);
        value->size = strlen(value->raw);
        value->doubt = true;
        return;
    }
}

/* Places begin with a capital: lone marks, digits and letters before it are the label's, or specks.
 */
static void drop_rubbish(struct card_value *value)
{
    char folded[CARD_VALUE_MAX];
    for (char *blank; (blank = strchr(value->raw, ' ')) != NULL;) {
        *blank = '\0';
        size_t size = strlen(value->raw);
        size_t letters = sohoa_fold(value->raw, folded, NULL, sizeof folded);
        bool ends = size && (value->raw[size - 1] == ',' || value->raw[size - 1] == '.');
        bool rubbish = letters < 2 || strspn(folded, "0123456789") == letters ||
                       (!ends && is_scrap(value->raw, folded) && strchr(blank + 1, ' '));
        *blank = ' ';
        if (!rubbish)
            return;
        memmove(value->raw, blank + 1, strlen(blank + 1) + 1);
        value->size = strlen(value->raw);
    }
}

/* Units are written small, too ("thị trấn Mẫu"). */
static bool is_unit(const char *folded)
{
    static const char *const units[] = {"XA",   "PHUONG", "THI", "TRAN", "HUYEN", "QUAN",
                                        "TINH", "THANH",  "PHO", "TP",   "TT",    NULL};
    for (size_t i = 0; units[i]; i++)
        if (strcmp(units[i], folded) == 0)
            return true;
    return false;
}

/* Names of places have capitals: what goes before a small word in the first of them is what was
 * left of the label ("Pace son Đại Kim, Hà Nội"). */
static void drop_small(struct card_value *value)
{
    char *keep = value->raw, *word = value->raw;
    size_t part = strcspn(value->raw, ",");
    while (word < value->raw + part) {
        char folded[CARD_VALUE_MAX];
        size_t size = strcspn(word, " ,");
        char end = word[size];
        word[size] = '\0';
        sohoa_fold(word, folded, NULL, sizeof folded);
        bool small = *word >= 'a' && *word <= 'z' && !is_unit(folded);
        word[size] = end;
        if (word == value->raw && is_unit(folded)) /* begins as places do */
            return;
        if (small && end == ' ')
            keep = word + size + 1;
        word += size + (end == ' ');
        if (end != ' ')
            break;
    }
    if (keep == value->raw)
        return;
    memmove(value->raw, keep, strlen(keep) + 1);
    value->size = strlen(value->raw);
    value->doubt = true;
}

/* Marks that stand in no name: lines of the ground. */
static void drop_marks(struct card_value *value)
{
    char out[CARD_VALUE_MAX] = "";
    size_t used = 0;
    for (const char *at = value->raw; *at;) {
        size_t size = strcspn(at, " ");
        if (size && strcspn(at, "/\\|_<>=~[]{}#") >= size) {
            used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s", used ? " " : "",
                                     (int)size, at);
        }
        at += size + (at[size] == ' ');
    }
    value->doubt |= used != value->size;
    memcpy(value->raw, out, used + 1);
    value->size = used;
}

/* A stroke of its neighbour read once more by itself ("Thạch h Thành"); no word is one small
 * letter without a vowel. */
static void drop_splinters(struct card_value *value)
{
    char out[CARD_VALUE_MAX] = "";
    size_t used = 0;
    for (const char *at = value->raw; *at;) {
        size_t size = strcspn(at, " "), next = size + strspn(at + size, " ");
        bool splinter =
            size == 1 && used && at[next] && *at >= 'a' && *at <= 'z' && !strchr("aeiouy", *at);
        if (!splinter) {
            memcpy(out + used, at, size);
            used += size;
            if (at[next])
                out[used++] = ' ';
        }
        at += next;
    }
    out[used] = '\0';
    value->doubt |= used != value->size;
    memcpy(value->raw, out, used + 1);
    value->size = used;
}

/* Addresses begin with a capital or a number: a small letter or two are the label's last ones. */
static void drop_label_end(struct card_value *value)
{
    size_t small = strspn(value->raw, "abcdefghijklmnopqrstuvwxyz");
    size_t rest = small + strspn(value->raw + small, ".,:;");
    if (small < 1 || small > 2 || value->raw[rest] != ' ')
        return;
    memmove(value->raw, value->raw + rest + 1, strlen(value->raw + rest + 1) + 1);
    value->size = strlen(value->raw);
    value->doubt = true;
}

/* The province of Gia Lai and its neighbours have communes in "Ia": small print makes it "la". */
static void mend_capital(char *text)
{
    for (char *part = text; part; part = strstr(part, ", "), part = part ? part + 2 : NULL)
        if (strncmp(part, "la ", 3) == 0)
            *part = 'I';
}

/* A comma that lost its tail ("Nông Cống. Thanh Hóa"); "TP." keeps its own. */
static void mend_commas(char *text)
{
    for (char *dot = strchr(text, '.'); dot; dot = strchr(dot + 1, '.'))
        if (dot - text > 2 && dot[1] == ' ' && dot[-2] != ' ' && dot[-3] != ' ' && dot[2])
            *dot = ',';
}

/* Names are printed in capitals; what is left of a label read badly is not. */
static bool mostly_capitals(const char *text)
{
    int capitals = 0, small = 0;
    for (; *text; text++) {
        capitals += *text >= 'A' && *text <= 'Z';
        small += *text >= 'a' && *text <= 'z';
    }
    return capitals >= small;
}

/* Cuts the value down to what its type can be. False: nothing of it can. */
bool card_shape(const struct sohoa_item *item, struct card_value *value)
{
    char found[16], folded[CARD_VALUE_MAX];
    sohoa_fold(value->raw, folded, NULL, sizeof folded);
    if (card_type_is(item, "date")) {
        if (is_never(value->raw) || !card_find_date(value->raw, found))
            return false;
        value->doubt |= !find_date(value->raw, found);
        card_find_date(value->raw, found);
        snprintf(value->raw, sizeof value->raw, "%s", found);
    } else if (card_type_is(item, "citizen_id")) {
        if (!card_number(value->raw, found))
            return false;
        snprintf(value->raw, sizeof value->raw, "%s", found);
    } else if (card_type_is(item, "gender")) {
        const char *word = strncmp(folded, "NAM", 3) == 0  ? "Nam"
                           : strncmp(folded, "NU", 2) == 0 ? "Nữ"
                                                           : NULL;
        if (!word)
            return false;
        snprintf(value->raw, sizeof value->raw, "%s", word);
    } else if (card_type_is(item, "nationality")) {
        size_t size = strlen(folded);
        if (strncmp(folded, "VIE", 3) == 0 && size <= 9 &&
            (strncmp(folded, "VIETN", 5) == 0 || card_apart("VIETNAM", 7, folded) <= 2))
            snprintf(value->raw, sizeof value->raw, "Việt Nam");
    } else if (card_is_origin(item)) {
        mend_capital(value->raw);
        drop_label(value);
        drop_small(value);
        drop_rubbish(value);
        drop_splinters(value);
        mend_commas(value->raw);
    } else if (card_type_is(item, "address")) {
        if (strchr("[({|", *value->raw))
            drop_marks(value);
        drop_label_end(value);
        mend_capital(value->raw);
        drop_splinters(value);
    } else if (card_type_is(item, "person_name")) {
        drop_marks(value);
        sohoa_fold(value->raw, folded, NULL, sizeof folded);
        return strlen(folded) >= 4 && !strpbrk(folded, "0123456789") && mostly_capitals(value->raw);
    }
    return strlen(folded) >= 2;
}
