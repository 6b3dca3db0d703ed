/* type_place_kind.c - the words in front of names of places that say what they are: tỉnh, xã, khu
 * phố. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX = 128 };

static const struct {
    const char *plain; /* a space stands between words */
    enum sohoa_place_kind kind;
    const char *spelling; /* to mend with, NULL = several are possible */
} kind_words[] = {
    {"tinh", SOHOA_PLACE_PROVINCE, "tỉnh"},
    {"thanh pho", SOHOA_PLACE_CITY, "thành phố"},
    {"tp", SOHOA_PLACE_CITY, NULL},
    {"huyen", SOHOA_PLACE_DISTRICT, "huyện"},
    {"quan", SOHOA_PLACE_DISTRICT, NULL},
    {"thi xa", SOHOA_PLACE_DISTRICT, "thị xã"},
    {"tx", SOHOA_PLACE_DISTRICT, NULL},
    {"xa", SOHOA_PLACE_COMMUNE, "xã"},
    {"xo", SOHOA_PLACE_COMMUNE, "xã"},
    {"phuong", SOHOA_PLACE_COMMUNE, NULL},
    {"thi tran", SOHOA_PLACE_COMMUNE, "thị trấn"},
    {"tt", SOHOA_PLACE_COMMUNE, NULL},
    {"dac khu", SOHOA_PLACE_COMMUNE, NULL},
    {"thon", SOHOA_PLACE_HAMLET, "thôn"},
    {"then", SOHOA_PLACE_HAMLET, "thôn"},
    {"xom", SOHOA_PLACE_HAMLET, "xóm"},
    {"to dan pho", SOHOA_PLACE_HAMLET, "tổ dân phố"},
    {"khu pho", SOHOA_PLACE_HAMLET, "khu phố"},
    {"tdp", SOHOA_PLACE_HAMLET, NULL},
    {"p", SOHOA_PLACE_COMMUNE, NULL},
    {"q", SOHOA_PLACE_DISTRICT, NULL},
    {"h", SOHOA_PLACE_DISTRICT, NULL},
    {"x", SOHOA_PLACE_COMMUNE, NULL},
    {"t", SOHOA_PLACE_PROVINCE, NULL},
    {"benh vien", SOHOA_PLACE_HAMLET, "bệnh viện"},
    {"tram y te", SOHOA_PLACE_HAMLET, "trạm y tế"},
    {"trung tam y te", SOHOA_PLACE_HAMLET, "trung tâm y tế"},
};
enum { KIND_WORDS = sizeof kind_words / sizeof kind_words[0] };

/* Bytes of text that plain's letters take, when text begins with them as whole words; else 0. */
size_t sohoa_place_begins(const char *text, size_t size, const char *plain)
{
    size_t used = 0, n;
    while (used < size) {
        int32_t c = sohoa_vi_at(text + used, &n);
        char base = sohoa_vi_base(c);
        if (*plain == '\0')
            return base || (c >= '0' && c <= '9') ? 0 : used;
        if (*plain == ' ') {
            if (base)
                return 0;
            while (used < size && !sohoa_vi_base(sohoa_vi_at(text + used, &n)))
                used += n;
            plain++;
            continue;
        }
        if (base != *plain++)
            return 0;
        used += n;
    }
    return 0; /* the word alone names nothing */
}

/* Mends the word for the kind ("Xả Hoằng Lộc"); returns its new size. */
static size_t mend_kind_word(char *text, size_t room, size_t from, size_t size,
                             const char *spelling, uint32_t *mended)
{
    char printed[NAME_MAX], better[NAME_MAX];
    if (!spelling || size >= sizeof printed)
        return size;
    snprintf(printed, sizeof printed, "%.*s", (int)size, text + from);
    if (sohoa_vi_same(printed, spelling))
        return size;
    sohoa_like_case(spelling, printed, size, better, sizeof better);
    if (!sohoa_splice(text, room, from, from + size, better))
        return size;
    *mended += sohoa_vi_changed(printed, better);
    return strlen(better);
}

static bool is_province(const struct sohoa_type_env *env, const char *text, size_t size)
{
    return sohoa_vocab_knows(env->vocab, SOHOA_VOCAB_PROVINCE, text, size) != SOHOA_VOCAB_UNKNOWN;
}

/* A word for a kind of two words or more with one letter misread, before a number or a province
 * ("Khu phế 4", "thành phê Huế"; but Thạnh Phú Đông is no city); its bytes, or 0. */
static size_t nearly_begins(const struct sohoa_type_env *env, const char *text, size_t size,
                            const char *plain)
{
    size_t words = 1, used = 0, n;
    char begin[NAME_MAX], letters[NAME_MAX];
    for (const char *at = plain; *at; at++)
        words += *at == ' ';
    for (; used < size && used + 5 < sizeof begin; used += n)
        if (sohoa_vi_at(text + used, &n) == ' ' && --words == 0)
            break;
    if (words > 0 || used == 0 || !strchr(plain, ' '))
        return 0;
    if (!(text[used + 1] >= '0' && text[used + 1] <= '9') &&
        !is_province(env, text + used + 1, size - used - 1))
        return 0;
    snprintf(begin, sizeof begin, "%.*s", (int)used, text);
    sohoa_vi_plain(begin, letters, sizeof letters);
    return sohoa_vi_distance(letters, plain, 1) == 1 ? used : 0;
}

void sohoa_place_kind_read(const struct sohoa_type_env *env, char *text, size_t room,
                           struct sohoa_place_part *segment, uint32_t *mended)
{
    segment->name = segment->from;
    if (sohoa_vocab_knows(env->vocab, SOHOA_VOCAB_COMMUNE, text + segment->from,
                          segment->to - segment->from) == SOHOA_VOCAB_SPELLED)
        return; /* "Tĩnh Gia" is no province Gia */
    for (size_t i = 0; i < KIND_WORDS; i++) {
        size_t size = sohoa_place_begins(text + segment->from, segment->to - segment->from,
                                         kind_words[i].plain);
        if (size == 0 && kind_words[i].spelling)
            size = nearly_begins(env, text + segment->from, segment->to - segment->from,
                                 kind_words[i].plain);
        if (size == 0)
            continue;
        bool short_word = strlen(kind_words[i].plain) == 1;
        if (short_word && text[segment->from + size] != '.')
            continue;
        size_t now =
            mend_kind_word(text, room, segment->from, size, kind_words[i].spelling, mended);
        segment->to += now - size;
        segment->kind = kind_words[i].kind;
        segment->name = segment->from + now;
        while (segment->name < segment->to &&
               (text[segment->name] == ' ' || text[segment->name] == '.'))
            segment->name++;
        return;
    }
}

/* "Xã Tân Lập", "Tân Lập": a commune or what may be one; no hamlet, house or street. */
bool sohoa_place_is_commune(const char *text, const struct sohoa_place_part *first)
{
    static const char *const smaller[] = {"duong", "ngo", "ap", "khom", "khoi", "so nha"};
    size_t size = first->to - first->from, words = 1;
    for (size_t at = first->from; at < first->to; at++) {
        words += text[at] == ' ';
        if (text[at] >= '0' && text[at] <= '9')
            return false;
    }
    for (size_t i = 0; i < KIND_WORDS; i++)
        if (kind_words[i].kind != SOHOA_PLACE_COMMUNE &&
            sohoa_place_begins(text + first->from, size, kind_words[i].plain))
            return false;
    for (size_t i = 0; i < sizeof smaller / sizeof *smaller; i++)
        if (sohoa_place_begins(text + first->from, size, smaller[i]))
            return false;
    return words >= 2 && words <= 4;
}
