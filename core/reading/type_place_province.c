/* type_place_province.c - the province behind "tỉnh" or "thành phố" at the end of an address, where
 * a word of it was misread or the line cut it off. The list of provinces is closed: behind those
 * words stands one of it, and one alone may come near. Raw readings are kept elsewhere. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { NAME_MAX = 96, FOR_EYES = 3 /* so many mended stay below the line */ };
enum { LETTERS_LEAST = 5 /* of a name that two may be wrong of */, CUT_LEAST = 4 };

static bool same_as_any(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sohoa_vi_same(name, names[i]))
            return true;
    return false;
}

/* Papers call Huế and Đồng Nai both. */
static bool may_be(const char *province, bool city)
{
    static const char *const cities[] = {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh",
                                         "Cần Thơ"};
    static const char *const both[] = {"Huế", "Đồng Nai"};
    return same_as_any(province, cities, sizeof cities / sizeof *cities) == city ||
           same_as_any(province, both, sizeof both / sizeof *both);
}

static bool listed(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *text)
{
    return sohoa_vocab_knows(env->vocab, list, text, strlen(text)) != SOHOA_VOCAB_UNKNOWN;
}

static bool is_word(const char *text, const char *word)
{
    char first[NAME_MAX];
    size_t n, size = strcspn(text, " ,.;");
    snprintf(first, sizeof first, "%.*s", (int)(size < sizeof first ? size : 0), text);
    sohoa_vi_at(text, &n);
    return first[0] && sohoa_vi_same(first, word);
}

/* The byte behind the last "tỉnh " or "thành phố " of the last part, 0: there is none. */
static size_t behind_word(const char *text, bool *ret_city)
{
    size_t found = 0;
    for (size_t at = 0; text[at]; at += strcspn(text + at, " ,;"), at += text[at] != '\0') {
        const char *next = strchr(text + at, ' ');
        if (text[at] == '\0')
            break;
        if (strpbrk(text + at, ",;") || !next)
            continue;
        bool city = is_word(text + at, "thành") && is_word(next + 1, "phố");
        if (city)
            next = strchr(next + 1, ' ');
        if (!next || (!city && !is_word(text + at, "tỉnh")))
            continue;
        *ret_city = city;
        found = (size_t)(next - text) + 1;
    }
    return found && text[found] ? found : 0;
}

/* What a name begins with that was cut off, its last word or an end of that. */
static const char *begun(const struct sohoa_type_env *env, const char *name, bool city)
{
    char plain[NAME_MAX], full[NAME_MAX], id[4];
    const char *only = NULL;
    size_t size = sohoa_vi_plain(name, plain, sizeof plain);
    for (unsigned i = 1; size >= 2 && i <= 96; i++) {
        snprintf(id, sizeof id, "%03u", i);
        const char *province = sohoa_vocab_province_of_id(env->vocab, id);
        if (!province || !may_be(province, city))
            continue;
        size_t all = sohoa_vi_plain(province, full, sizeof full);
        if (all <= size || strncmp(full, plain, size) != 0 ||
            (full[size] != ' ' && size < CUT_LEAST))
            continue;
        if (only && !sohoa_vi_same(only, province))
            return NULL;
        only = province;
    }
    return only;
}

static const char *near(const struct sohoa_type_env *env, const char *name, bool city)
{
    char plain[NAME_MAX];
    struct sohoa_vocab_match match, district;
    if (sohoa_vi_plain(name, plain, sizeof plain) < LETTERS_LEAST ||
        !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PROVINCE, name, NULL, 2, &match) || !match.sole ||
        !may_be(match.name, city))
        return NULL;
    if (city &&
        sohoa_vocab_find(env->vocab, SOHOA_VOCAB_DISTRICT, name, NULL, match.distance, &district))
        return NULL;
    return match.name;
}

/* "phố. Hồ Chí Minh": the word before it was not read; or it stands before a comma of dirt. */
static void complete_city(const struct sohoa_type_env *env, char *text, size_t room,
                          struct sohoa_typed *ret)
{
    char *comma = strrchr(text, ',');
    size_t at = comma ? (size_t)(comma + 1 - text) : 0;
    at += strspn(text + at, " ");
    size_t name = at + strcspn(text + at, " ");
    name += strspn(text + name, " ");
    if (at == 0 || !is_word(text + at, "phố") || !text[name] || !may_be(text + name, true) ||
        !listed(env, SOHOA_VOCAB_PROVINCE, text + name))
        return;
    size_t end = (size_t)(comma - text), size = strlen("thành");
    while (end > 0 && text[end - 1] == ' ')
        end--;
    bool parted = end > size && strncmp(text + end - size, "thành", size) == 0;
    if (sohoa_splice(text, room, parted ? end : at, at, parted ? " " : "thành "))
        ret->corrected += FOR_EYES;
}

void sohoa_place_province(const struct sohoa_type_env *env, char *text, size_t room,
                          struct sohoa_typed *ret)
{
    bool city = false;
    size_t at = behind_word(text, &city), n;
    char name[NAME_MAX], better[NAME_MAX], like[NAME_MAX];
    struct sohoa_vi_letter letter;
    complete_city(env, text, room, ret);
    if (!env->vocab || at == 0 || strlen(text + at) >= sizeof name)
        return;
    snprintf(name, sizeof name, "%s", text + at);
    if (listed(env, SOHOA_VOCAB_PROVINCE, name) || listed(env, SOHOA_VOCAB_DISTRICT, name))
        return;
    const char *province = near(env, name, city);
    char *last = strrchr(name, ' ');
    if (!province && last && sohoa_vi_letter(sohoa_vi_at(last + 1, &n), &letter) && !letter.upper)
        *last = '\0'; /* no name has a small letter there */
    if (!province)
        province = begun(env, name, city);
    if (!province)
        return;
    sohoa_like_case(province, name, strlen(name), like, sizeof like);
    sohoa_place_keep_print(like, name, better, sizeof better);
    if (sohoa_splice(text, room, at, strlen(text), better))
        ret->corrected += FOR_EYES;
}
