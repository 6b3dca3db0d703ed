/* type_address.c - addresses and places: parsed from the right, mended by the gazetteer only where
 * it leaves no doubt, never rewritten: what is spelled like an entry keeps its print. [any]
 *
 * Until 30/06/2025 three levels (commune, district, province), from 01/07/2025 two. */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { SEGMENTS_MAX = 16, NAME_MAX = 128 };
/* Where a segment ends: at a comma, or at a full stop that recognition made of one. */
static size_t segment_size(const char *text)
{
    size_t size = 0;
    for (; text[size] && text[size] != ',' && text[size] != ';'; size++)
        if (text[size] == '.' && text[size + 1] == ' ' && size > 0 &&
            ((unsigned char)text[size - 1] >= 0x80 ||
             (text[size - 1] >= 'a' && text[size - 1] <= 'z')))
            return size;
    return size;
}

/* "UBND xã Yên Định", "Trạm Y tế phường Hàm Rồng": the commune stands inside the segment. */
static void find_commune(const char *text, struct sohoa_place_part *segment)
{
    static const char *const words[] = {"xã", "phường", "thị trấn"};
    if (segment->kind != SOHOA_PLACE_ANY && segment->kind != SOHOA_PLACE_HAMLET)
        return;
    for (size_t at = segment->from; at + 1 < segment->to; at++)
        for (size_t i = 0; text[at] == ' ' && i < 3; i++) {
            char plain[24], word[24];
            sohoa_vi_plain(words[i], plain, sizeof plain);
            size_t size = sohoa_place_begins(text + at + 1, segment->to - at - 1, plain);
            snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0),
                     text + at + 1);
            if (size == 0 || !sohoa_vi_same(word, words[i]))
                continue;
            segment->kind = SOHOA_PLACE_COMMUNE;
            segment->name = at + 1 + size;
            while (text[segment->name] == ' ')
                segment->name++;
            return;
        }
}

/* Cuts at commas and semicolons, and at " - " where there are none. */
static size_t cut(const char *text, struct sohoa_place_part ret[SEGMENTS_MAX])
{
    size_t count = 0, length = strlen(text);
    bool commas = strpbrk(text, ",;") != NULL || text[segment_size(text)];
    for (size_t from = 0; from <= length && count < SEGMENTS_MAX;) {
        size_t size = commas ? segment_size(text + from) : strlen(text + from);
        const char *dash = commas ? NULL : strstr(text + from, " - ");
        if (dash)
            size = (size_t)(dash - text) - from;
        size_t to = from + size, start = from;
        while (start < to && strchr(" -.", text[start]))
            start++;
        while (to > start && text[to - 1] == ' ')
            to--;
        if (to > start)
            ret[count++] = (struct sohoa_place_part){.from = start, .name = start, .to = to};
        from += size + 1;
    }
    return count;
}

static bool all_syllables(const char *name)
{
    uint32_t words, valid;
    sohoa_syllable_count(name, &words, &valid);
    return words == valid;
}

struct units {
    const struct sohoa_type_env *env;
    char *text;
    size_t room;
    struct sohoa_typed *typed;
    char province[4]; /* first digits of a citizen ID, "" = not known */
    char district[4]; /* the province of the district */
    size_t at;        /* the part that is looked at */
    size_t district_at;
    bool has_province, has_district, has_commune;
};

/* Looks a name up; puts the entry's spelling in its place where the print cannot be right. */
static bool settle(struct units *units, const struct sohoa_place_part *segment,
                   enum sohoa_vocab_list list, const char *owner, uint32_t limit, bool mend,
                   struct sohoa_vocab_match *ret)
{
    char name[NAME_MAX], better[NAME_MAX];
    size_t size = segment->to - segment->name;
    if (size == 0 || size >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)size, units->text + segment->name);
    if (!sohoa_vocab_find(units->env->vocab, list, name, owner, limit, ret))
        return false;
    if (ret->spelled && ret->distance == 0)
        return true;
    if (!ret->sole || !(mend || !all_syllables(name)))
        return false;
    char like[NAME_MAX];
    sohoa_like_case(ret->name, name, size, like, sizeof like);
    sohoa_place_keep_print(like, name, better, sizeof better);
    if (!sohoa_splice(units->text, units->room, segment->name, segment->to, better))
        return false;
    units->typed->corrected += sohoa_vi_changed(name, better);
    return true;
}

/* How far a name may be misread: one letter in six or more, two in twelve or more. */
static uint32_t slack(const struct units *units, const struct sohoa_place_part *segment)
{
    char plain[NAME_MAX];
    char name[NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(segment->to - segment->name),
             units->text + segment->name);
    return (uint32_t)sohoa_vi_plain(name, plain, sizeof plain) / 6;
}

/* "tình Gia Lai" behind other words: in front of a province stands no other word like it. */
static void mend_before_province(struct units *units, size_t space)
{
    size_t from = space;
    char word[NAME_MAX], plain[NAME_MAX], better[NAME_MAX];
    while (from > 0 && units->text[from - 1] != ' ' && units->text[from - 1] != ',')
        from--;
    if (space - from >= sizeof word)
        return;
    snprintf(word, sizeof word, "%.*s", (int)(space - from), units->text + from);
    sohoa_vi_plain(word, plain, sizeof plain);
    if (strcmp(plain, "tinh") != 0 || sohoa_vi_same(word, "tỉnh"))
        return;
    sohoa_like_case("tỉnh", word, strlen(word), better, sizeof better);
    if (sohoa_splice(units->text, units->room, from, space, better))
        units->typed->corrected += sohoa_vi_changed(word, better);
}

/* Whether the word in front of this space can only stand before a province: "thành phố", "tỉnh". */
static bool province_word(const char *text, size_t space)
{
    static const char *const words[] = {"thành phố", "tỉnh"};
    for (size_t i = 0; i < 2; i++) {
        size_t size = strlen(words[i]);
        if (space >= size && strncmp(text + space - size, words[i], size) == 0)
            return true;
    }
    return false;
}

/* The province stands last; without commas, in the last two to five words. */
static void settle_province(struct units *units, struct sohoa_place_part *last)
{
    struct sohoa_vocab_match match;
    uint32_t limit =
        last->kind >= SOHOA_PLACE_COMMUNE ? 0 : slack(units, last); /* "phường Yên Hải" */
    bool found = settle(units, last, SOHOA_VOCAB_PROVINCE, NULL, limit, true, &match);
    for (size_t at = last->name;
         !found && (last->kind <= SOHOA_PLACE_PROVINCE || last->kind >= SOHOA_PLACE_COMMUNE) &&
         at < last->to;
         at++) {
        struct sohoa_place_part tail = {.name = at + 1, .to = last->to};
        if (units->text[at] == ' ')
            found = settle(units, &tail, SOHOA_VOCAB_PROVINCE, NULL, 0,
                           province_word(units->text, at), &match);
        if (found)
            mend_before_province(units, at);
    }
    if (!found)
        return;
    units->has_province = true;
    snprintf(units->province, sizeof units->province, "%s", match.owner);
}

static bool is_spelled(const struct units *units, enum sohoa_vocab_list list, const char *name)
{
    return sohoa_vocab_knows(units->env->vocab, list, name, strlen(name)) == SOHOA_VOCAB_SPELLED;
}

/* No place of this spelling is known, and it has a syllable that names of places do not have
 * ("Nghỉ Sơn"): the province's commune of the same letters is meant, old or new. */
static bool is_odd_place(const struct units *units, const struct sohoa_place_part *segment)
{
    char name[NAME_MAX], word[NAME_MAX];
    size_t size = segment->to - segment->name;
    if (size == 0 || size >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)size, units->text + segment->name);
    if (is_spelled(units, SOHOA_VOCAB_COMMUNE, name) ||
        is_spelled(units, SOHOA_VOCAB_DISTRICT, name))
        return false;
    for (const char *at = name; *at; at += strcspn(at, " "), at += *at == ' ') {
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        if (word[0] && !is_spelled(units, SOHOA_VOCAB_PLACE_WORD, word))
            return true;
    }
    return false;
}

/* A commune of any province: addresses keep names of units that were joined, or moved. */
static bool is_known_commune(const struct units *units, const struct sohoa_place_part *segment)
{
    char name[NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(segment->to - segment->name),
             units->text + segment->name);
    return is_spelled(units, SOHOA_VOCAB_COMMUNE, name);
}

static bool segment_is_spelled(const struct units *units, const struct sohoa_place_part *segment)
{
    char name[NAME_MAX];
    snprintf(name, sizeof name, "%.*s", (int)(segment->to - segment->name),
             units->text + segment->name);
    return all_syllables(name);
}

struct owners {
    const char *name, *owner;
    bool others;
};

static void compare_owner(void *arg, const char *name, const char *owner)
{
    struct owners *owners = arg;
    owners->others |= strcmp(name, owners->name) == 0 && strcmp(owner, owners->owner) != 0;
}

/* Whose district it is; several provinces have a Châu Thành. */
static void note_district(struct units *units, const struct sohoa_vocab_match *match)
{
    struct owners owners = {match->name, match->owner, false};
    if (strcmp(match->owner, units->province) != 0)
        sohoa_vocab_each(units->env->vocab, SOHOA_VOCAB_DISTRICT, match->name, compare_owner,
                         &owners);
    units->has_district = true;
    units->district_at = units->at;
    if (!owners.others)
        snprintf(units->district, sizeof units->district, "%s", match->owner);
}

/* Of commune, district and province the middle one is a district of old, wherever it lies: one of
 * these very letters has its tones, and what no word is may be a letter away. */
static bool settle_middle(struct units *units, const struct sohoa_place_part *segment)
{
    struct sohoa_vocab_match match;
    uint32_t corrected = units->typed->corrected;
    if (!settle(units, segment, SOHOA_VOCAB_DISTRICT, NULL, 0, true, &match) &&
        !settle(units, segment, SOHOA_VOCAB_DISTRICT, NULL, slack(units, segment), false, &match))
        return false;
    if (units->typed->corrected > corrected)
        units->typed->corrected += 3; /* of another province: for a person to see */
    note_district(units, &match);
    return true;
}

static void settle_of_three(struct units *units, struct sohoa_place_part *segments, size_t i)
{
    if (segments[i].kind != SOHOA_PLACE_ANY || !units->has_province)
        return;
    if (i == 1 && !units->has_district)
        (void)settle_middle(units, &segments[1]);
    else if (i == 0 && units->has_district)
        segments[0].kind = SOHOA_PLACE_COMMUNE;
}

/* In front of a district of old stands a commune of its province, and papers of today name some
 * that are no more: one of the same letters is meant. */
static bool settle_before(struct units *units, const struct sohoa_place_part *segment)
{
    struct sohoa_vocab_match match;
    char name[NAME_MAX];
    uint32_t corrected = units->typed->corrected;
    size_t size = segment->to - segment->name;
    snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : 0),
             units->text + segment->name);
    bool beside = units->district[0] && units->at + 1 == units->district_at;
    bool alone = segment->kind == SOHOA_PLACE_COMMUNE && !units->has_district && units->province[0];
    if ((!beside && !alone) ||
        is_spelled(units, SOHOA_VOCAB_COMMUNE, name) || /* papers mix old and new units */
        !settle(units, segment, SOHOA_VOCAB_COMMUNE_BEFORE,
                beside ? units->district : units->province, 0, true, &match))
        return false;
    if (units->typed->corrected > corrected)
        units->typed->corrected += 3; /* still older ones are not listed: for a person to see */
    return true;
}

/* An office names its commune alone ("UBND phường Nghĩ Sơn"): where a syllable of it stands in no
 * name of a place, the only commune of these letters is meant. */
static void settle_alone(struct units *units, const struct sohoa_place_part *segment)
{
    struct sohoa_vocab_match match;
    uint32_t corrected = units->typed->corrected;
    if (is_odd_place(units, segment) &&
        settle(units, segment, SOHOA_VOCAB_COMMUNE, NULL, 0, true, &match) &&
        units->typed->corrected > corrected)
        units->typed->corrected += 3; /* older ones are not all listed: for a person to see */
}

static void settle_unit(struct units *units, struct sohoa_place_part *segment,
                        bool next_to_province)
{
    struct sohoa_vocab_match match;
    bool district = segment->kind == SOHOA_PLACE_DISTRICT || segment->kind == SOHOA_PLACE_CITY ||
                    (segment->kind == SOHOA_PLACE_ANY && next_to_province);
    uint32_t limit = slack(units, segment);
    const char *owner = units->province[0] ? units->province : NULL;
    /* A district of this very province, but for its tones, is that district. */
    if (district && !units->has_district &&
        ((owner && settle(units, segment, SOHOA_VOCAB_DISTRICT, owner, 0, true, &match)) ||
         settle(units, segment, SOHOA_VOCAB_DISTRICT, owner, limit,
                segment->kind != SOHOA_PLACE_ANY, &match))) {
        note_district(units, &match);
        return;
    }
    if (segment->kind == SOHOA_PLACE_DISTRICT || segment->kind == SOHOA_PLACE_CITY) {
        units->has_district = true;
        return;
    }
    if ((segment->kind == SOHOA_PLACE_COMMUNE || segment->kind == SOHOA_PLACE_ANY) &&
        !units->has_commune) {
        bool certain = !units->has_district && segment->kind == SOHOA_PLACE_COMMUNE && owner &&
                       !is_known_commune(units, segment);
        /* Papers go on naming communes from before 07/2025: where those are not listed, only what
         * no syllable or no place has is mended. */
        bool tones =
            certain && sohoa_vocab_has_owner(units->env->vocab, SOHOA_VOCAB_COMMUNE_BEFORE, owner);
        bool middle = segment->kind == SOHOA_PLACE_ANY && owner && units->at > 0;
        bool odd = (segment->kind == SOHOA_PLACE_COMMUNE || middle) && is_odd_place(units, segment);
        /* Words that exist are another commune rather than misread letters: tones only. */
        bool letters = certain && !segment_is_spelled(units, segment);
        if (settle_before(units, segment) ||
            settle(units, segment, SOHOA_VOCAB_COMMUNE, owner, letters ? limit : 0,
                   tones || letters || odd, &match))
            units->has_commune = true;
    }
}

/* What stands behind a province is the number of the next item ("tỉnh Hưng Yên 11"). */
static void drop_tail(const struct sohoa_type_env *env, char *text, struct sohoa_typed *ret)
{
    struct sohoa_vocab_match match;
    char *space = strrchr(text, ' ');
    if (!space || strspn(space + 1, "0123456789.)") != strlen(space + 1))
        return;
    *space = '\0';
    const char *comma = strrchr(text, ',');
    const char *name = comma ? comma + 1 : text;
    while (*name == ' ')
        name++;
    const char *bare = strchr(name, ' ');
    bool province =
        sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PROVINCE, name, NULL, 0, &match) ||
        (bare && sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PROVINCE, bare + 1, NULL, 0, &match));
    if (province)
        ret->corrected++;
    else
        *space = ' ';
}

/* "Bình Giạng", "Cấm Phong": in the name of a commune or hamlet a syllable of no known name is the
 * one of places with its letters, where there is one; for a person to see. */
static void mend_strange_words(struct units *units, const struct sohoa_place_part *segment)
{
    char word[32], better[64];
    struct sohoa_vocab_match match;
    if (is_known_commune(units, segment))
        return;
    for (size_t end = segment->to, at = end;
         at > segment->name && segment->kind >= SOHOA_PLACE_COMMUNE;) {
        while (at > segment->name && units->text[at - 1] != ' ')
            at--;
        size_t size = end - at;
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), units->text + at);
        bool strange = sohoa_place_strange(units->env, word);
        bool letters = strange && sohoa_vocab_find(units->env->vocab, SOHOA_VOCAB_PLACE_WORD, word,
                                                   NULL, 0, &match);
        bool sole = letters && !match.spelled && match.sole;
        const char *toned = letters && !match.spelled && !match.sole
                                ? sohoa_name_same_tone(units->env, SOHOA_VOCAB_PLACE_WORD, word)
                                : NULL;
        if (toned) { /* "Quẳng": of several, the one of its tone */
            match.name = toned;
            sole = true;
        }
        if (sole ||
            (strange && !letters &&
             sohoa_likely_word(units->env, SOHOA_VOCAB_PLACE_WORD, word, word, sizeof word))) {
            sohoa_like_case(sole ? match.name : word, word, strlen(word), better, sizeof better);
            if (sohoa_splice(units->text, units->room, at, end, better))
                units->typed->corrected += 3;
        }
        while (at > segment->name && units->text[at - 1] == ' ')
            at--;
        end = at;
    }
}

/* "Anh, thành phố Hà Nội": one syllable that is no place, in front; the rest of it was not read. */
static bool is_tail(const struct units *units, const struct sohoa_place_part *first)
{
    char name[NAME_MAX];
    size_t size = first->to - first->from;
    if (first->kind != SOHOA_PLACE_ANY || size == 0 || size >= sizeof name)
        return false;
    snprintf(name, sizeof name, "%.*s", (int)size, units->text + first->from);
    return !strpbrk(name, " 0123456789") && !is_spelled(units, SOHOA_VOCAB_COMMUNE, name) &&
           !is_spelled(units, SOHOA_VOCAB_DISTRICT, name) &&
           !is_spelled(units, SOHOA_VOCAB_PROVINCE, name);
}

/* Words that are no Vietnamese syllables, yet stand in names of places ("Ea Kly, Krông Pắc"). */
static uint32_t foreign_words(const struct units *units)
{
    uint32_t count = 0;
    for (const char *at = units->text; units->env->vocab && *at;) {
        size_t size = strcspn(at, " ,"), n;
        struct sohoa_syllable syllable;
        struct sohoa_vi_letter letter;
        char word[32];
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), at);
        count += sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) && letter.upper &&
                 !strpbrk(word, "0123456789") &&
                 !sohoa_syllable_read(word, strlen(word), &syllable) &&
                 (sohoa_vocab_names_with(units->env->vocab, SOHOA_VOCAB_COMMUNE, word) > 0 ||
                  sohoa_vocab_names_with(units->env->vocab, SOHOA_VOCAB_DISTRICT, word) > 0);
        at += size + strspn(at + size, " ,");
    }
    return count;
}

static void judge(const struct units *units, const struct sohoa_place_part *first, size_t segments,
                  struct sohoa_typed *ret)
{
    uint32_t words, valid;
    sohoa_syllable_count(units->text, &words, &valid);
    valid += foreign_words(units);
    valid = valid < words ? valid : words;
    if (words > 0)
        sohoa_typed_doubt(ret, 0.1 + 0.9 * valid / words);
    if (words > valid)
        sohoa_typed_check(ret, "syllables", false);
    sohoa_place_doubt(units->env, units->text, ret);
    if (segments == 1 && units->has_province && first->kind <= SOHOA_PLACE_PROVINCE &&
        first->from == 0 && !units->has_commune && !units->has_district)
        ret->corrected += 3; /* nothing but a province: what stood before it was not read */
    if (segments > 1 && is_tail(units, first)) {
        sohoa_typed_doubt(ret, 0.3);
        ret->corrected += 3; /* for a person to see */
    }
    if (units->env->vocab && segments > 1) {
        sohoa_typed_check(ret, "province", units->has_province);
        if (!units->has_province)
            sohoa_typed_doubt(ret, 0.4);
    }
    if (units->has_province && (units->has_district || units->has_commune))
        ret->flags |= SOHOA_TYPED_VOCABULARY;
}

size_t sohoa_type_address(const struct sohoa_type_env *env, const char *text,
                          struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX], spaced[SOHOA_VALUE_BYTES_MAX];
    struct sohoa_place_part segments[SEGMENTS_MAX];
    struct units units = {.env = env, .text = value, .room = sizeof value, .typed = ret};
    sohoa_place_space(text, spaced, sizeof spaced);
    sohoa_place_units(env, spaced, sizeof spaced, ret);
    sohoa_place_tidy(env, spaced, sizeof spaced, ret);
    ret->corrected += sohoa_mend_words(env, spaced, value, sizeof value);
    ret->corrected += sohoa_mend_phrase(env, value, sizeof value);
    sohoa_place_words(value, sizeof value, ret);
    drop_tail(env, value, ret);
    sohoa_place_province(env, value, sizeof value, ret);
    size_t count = cut(value, segments);
    for (size_t i = count;
         i-- > 0;) { /* from the right: what is mended moves nothing to its left */
        sohoa_place_kind_read(env, value, sizeof value, &segments[i], &ret->corrected);
        find_commune(value, &segments[i]);
        units.at = i;
        if (i + 1 == count)
            settle_province(&units, &segments[i]);
        else
            settle_unit(&units, &segments[i], i + 2 == count && count > 2);
        if (count == 3 && sohoa_place_is_commune(value, &segments[0]))
            settle_of_three(&units, segments, i);
        mend_strange_words(&units, &segments[i]);
        if (i + 1 == count && !units.has_province && segments[i].kind == SOHOA_PLACE_COMMUNE)
            settle_alone(&units, &segments[i]);
    }
    judge(&units, segments, count, ret);

    sohoa_typed_set(ret, value);
    return 1;
}
