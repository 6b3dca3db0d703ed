/* type_choice.c - values out of closed lists: gender, ethnic group, nationality, relation, who
 * issued a paper. The list decides between readings that recognition confuses; a value that the
 * list does not have is kept as it is. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

/* A ticked box or a cross. */
static bool is_tick(int32_t c)
{
    return c == 0x2611 || c == 0x2612 || c == 0x2713 || c == 0x2714 || c == 0x2717 || c == 0x2718 ||
           c == 0x25A0;
}

static bool is_box(int32_t c)
{
    return c == 0x2610 || c == 0x25A1 || c == 0x25FB || is_tick(c);
}

/* Which of "Nam" and "Nữ" a word is, 'm' or 'f', or 0. Plain "nu" and near misses count. */
static char gender_of(const char *plain, uint32_t *ret_distance)
{
    static const struct {
        const char *word;
        char gender;
        uint32_t distance;
    } words[] = {
        {"nam", 'm', 0},     {"nu", 'f', 0},   {"male", 'm', 0}, {"female", 'f', 0},
        {"narn", 'm', 1},    {"nan", 'm', 1},  {"nann", 'm', 2}, {"nain", 'm', 1},
        {"m", 'm', 0},       {"f", 'f', 0},    {"nuu", 'f', 1},  {"nur", 'f', 1},
        {"nit", 'f', 1},     {"nii", 'f', 1},  {"nii", 'f', 1},  {"nim", 'm', 1},
        {"nami", 'm', 1},    {"naml", 'm', 1}, {"nem", 'm', 1},  {"mam", 'm', 1},
        {"hu", 'f', 2},      {"nir", 'f', 2},  {"n", 'f', 2},    {"nam gioi", 'm', 0},
        {"nu gioi", 'f', 0}, {"no", 'f', 3},   {"nai", 'm', 3},  {"nau", 'm', 3},
        {"am", 'm', 3},      {"nsm", 'm', 3},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(plain, words[i].word) == 0) {
            *ret_distance = words[i].distance;
            return words[i].gender;
        }
    return 0;
}

/* Both printed with boxes: the one whose box is ticked; boxes stand in front of both or behind. */
static char ticked_gender(const char *text)
{
    char word[16] = "", last = 0;
    size_t n, used = 0;
    bool tick = false, box_first = false, any = false;
    int32_t c;
    do {
        c = sohoa_vi_at(text, &n);
        char base = c ? sohoa_vi_base(c) : 0;
        bool cross =
            (c == 'x' || c == 'X') && used == 0 && !sohoa_vi_base(sohoa_vi_at(text + n, &n));
        sohoa_vi_at(text, &n);
        if (base && !cross && used + 1 < sizeof word) {
            word[used++] = base;
        } else {
            uint32_t distance;
            word[used] = '\0';
            char gender = used ? gender_of(word, &distance) : 0;
            used = 0;
            if (gender && tick && box_first)
                return gender;
            last = gender ? gender : last;
            if (is_box(c) || cross || c == '[') {
                box_first |= !any && !last;
                any = true;
                tick = is_tick(c) || cross;
                if (tick && !box_first && last)
                    return last;
            }
        }
        text += c ? n : 0;
    } while (c);
    return 0;
}

static char find_gender(const char *text, uint32_t *ret_distance)
{
    char plain[256];
    bool man = false, woman = false;
    sohoa_vi_plain(text, plain, sizeof plain);
    char gender = gender_of(plain, ret_distance);
    if (gender)
        return gender;
    gender = ticked_gender(text);
    if (gender)
        return gender;
    for (const char *at = plain; *at; at += strcspn(at, " "), at += *at == ' ') {
        char word[32];
        uint32_t distance = 0;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(at, " "), at);
        char one = gender_of(word, &distance);
        man |= one == 'm' && word[1];
        woman |= one == 'f' && word[1];
    }
    *ret_distance = 2;
    return man != woman ? (man ? 'm' : 'f') : 0;
}

static void not_listed(const char *text, const char *check, struct sohoa_typed *ret)
{
    sohoa_typed_set(ret, text);
    sohoa_typed_check(ret, check, false);
    sohoa_typed_doubt(ret, 0.1);
    ret->flags |= SOHOA_TYPED_FREE;
}

size_t sohoa_type_gender(const struct sohoa_type_env *env, const char *text,
                         struct sohoa_typed *ret)
{
    uint32_t distance = 0;
    char gender = find_gender(text, &distance);
    (void)env;
    if (!gender) {
        not_listed(text, "gender", ret);
        return 1;
    }
    sohoa_typed_set(ret, gender == 'm' ? "Nam" : "Nữ");
    sohoa_typed_check(ret, "gender", true);
    ret->flags |= SOHOA_TYPED_VOCABULARY;
    ret->corrected = distance;
    for (uint32_t i = 0; i < distance; i++)
        sohoa_typed_doubt(ret, 0.6);
    return 1;
}

/* How many letters may be wrong in a word of a closed list. */
static uint32_t slack(const char *text, uint32_t per)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    return (uint32_t)sohoa_vi_plain(text, plain, sizeof plain) / per;
}

/* The entry in the case of the print; the print itself where it is spelled like the entry. Issuers
 * have no hyphens of their own ("Cục-Cảnh sát"), ethnic groups may ("Gié-Triêng"). */
static void take_match(const char *text, const struct sohoa_vocab_match *match,
                       enum sohoa_vocab_list list, struct sohoa_typed *ret)
{
    char like[SOHOA_VALUE_BYTES_MAX];
    sohoa_like_case(match->name, text, strlen(text), like, sizeof like);
    const char *dash = strstr(text, " -");
    bool hyphen = list == SOHOA_VOCAB_ISSUER && strchr(text, '-') && !strchr(match->name, '-');
    bool strange = strpbrk(text, "+_|~*\"'`") || (dash && dash[2] != ' ') ||
                   (dash && !strchr(match->name, '-')) || hyphen ||
                   (strpbrk(text, "()[]{}<>") && !strchr(match->name, '('));
    bool as_printed = match->spelled && match->distance == 0 && !strange;
    sohoa_typed_set(ret, as_printed ? text : like);
    ret->corrected += as_printed ? 0 : sohoa_vi_changed(text, like);
    ret->flags |= SOHOA_TYPED_VOCABULARY;
    for (uint32_t i = 0; i < match->distance; i++)
        sohoa_typed_doubt(ret, 0.7);
}

static bool choose(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *text,
                   uint32_t limit, struct sohoa_typed *ret)
{
    struct sohoa_vocab_match match;
    if (!sohoa_vocab_find(env->vocab, list, text, NULL, limit, &match))
        return false;
    if (!match.sole && !match.spelled) { /* several fit: the nearest in tones, doubtfully */
        if (match.distance > 0 && list != SOHOA_VOCAB_ISSUER) /* whose variants mean the same */
            return false;
        sohoa_typed_doubt(ret, 0.6);
    }
    if (match.distance > 0 && list == SOHOA_VOCAB_ISSUER) /* which of its wordings is printed? */
        ret->corrected += 3;
    take_match(text, &match, list, ret);
    return true;
}

/* An entry with strange words around it ("Mường Ta"): without the last ones, then the first. */
static bool choose_inside(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                          const char *text, struct sohoa_typed *ret)
{
    char part[SOHOA_VALUE_BYTES_MAX];
    for (size_t length = strlen(text); length > 0; length--) {
        if (text[length] != ' ')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)length, text);
        if (strlen(part) >= 3 && choose(env, list, part, 0, ret)) {
            ret->corrected += 3;
            sohoa_typed_doubt(ret, 0.4);
            return true;
        }
    }
    const char *space = strchr(text, ' ');
    if (!space || strlen(space + 1) < 3 || !choose(env, list, space + 1, 0, ret))
        return false;
    ret->corrected += 3;
    sohoa_typed_doubt(ret, 0.4);
    return true;
}

static bool is_vowel(int32_t c)
{
    char base = sohoa_vi_base(c);
    return base && strchr("aeiouy", base);
}

/* Whether a space was lost in front of the capital at `text`, as in "ViệtNam" and "ÊĐê": a
 * consonant, a small letter behind it, and before it a vowel or a small letter. */
static bool lost_space(int32_t before, const char *text)
{
    struct sohoa_vi_letter last, here, next;
    size_t n, m;
    int32_t c = sohoa_vi_at(text, &n), after = c ? sohoa_vi_at(text + n, &m) : 0;
    return sohoa_vi_letter(before, &last) && sohoa_vi_letter(c, &here) &&
           sohoa_vi_letter(after, &next) && here.upper && !next.upper && !is_vowel(c) &&
           (!last.upper || is_vowel(before));
}

/* A text in capitals is put into name case: "VIỆT NAM", "KINH"; a name begins with a capital,
 * whatever was made of a K or a V. */
static void title_case(const char *text, char *ret, size_t room)
{
    size_t used = 0, n;
    bool first = true, small = false;
    struct sohoa_vi_letter letter;
    int32_t c, before = 0;
    for (const char *at = text; (c = sohoa_vi_at(at, &n)) != 0; at += n)
        small |= sohoa_vi_letter(c, &letter) && !letter.upper;
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used + 6 < room; text += n) {
        if (lost_space(before, text))
            ret[used++] = ' ';
        before = c;
        if (used == 0)
            c = sohoa_vi_upper(c);
        used += sohoa_vi_put(first || small ? c : sohoa_vi_lower(c), ret + used, room - used);
        first = c == ' ' || c == '-' || c == '\'';
    }
    ret[used] = '\0';
}

/* Without signs and figures in front of the words and behind them: "Chăm16", "Việt Nam ˆ". */
static bool drop_signs(const char *text, char *ret, size_t room)
{
    size_t from = 0, to = 0, n;
    bool any = false;
    for (size_t at = 0; text[at]; at += n) {
        int32_t c = sohoa_vi_at(text + at, &n);
        if (!sohoa_vi_base(c) && c != ')')
            continue;
        from = any ? from : at;
        to = at + n;
        any = true;
    }
    snprintf(ret, room, "%.*s", (int)(to - from), text + from);
    return any && to - from < strlen(text);
}

static size_t closed(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                     const char *check, const char *text, uint32_t limit, struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX], bare[SOHOA_VALUE_BYTES_MAX];
    if (drop_signs(text, bare, sizeof bare)) {
        text = bare;
        ret->corrected += 3; /* for a person to see */
    }
    title_case(text, value, sizeof value);
    if (choose(env, list, value, limit, ret) || choose_inside(env, list, value, ret)) {
        sohoa_typed_check(ret, check, true);
        return 1;
    }
    not_listed(value, check, ret);
    return 1;
}

/* "ÊĐÊ" is "Ê ĐÊ" without its space rather than the variant that is written as one word. */
static bool lost_in_capitals(const char *text, const struct sohoa_typed *typed)
{
    return strcmp(typed->value, "Êđê") == 0 && strstr(text, "ÊĐÊ") != NULL;
}

static void take_doubtfully(const char *value, const char *check, struct sohoa_typed *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->plausible = 0.3f;
    ret->corrected = 5;
    ret->flags = SOHOA_TYPED_VOCABULARY;
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, check, true);
}

/* "Knh", "Ê Bê": a letter away from a usual group, and the one group of two words that begins with
 * a lone Ê. */
static bool take_small_group(const struct sohoa_type_env *env, const char *text, uint32_t length,
                             struct sohoa_typed *ret)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    struct sohoa_vocab_match match;
    sohoa_vi_plain(text, plain, sizeof plain);
    const char *found = strncmp(plain, "e ", 2) == 0 && strlen(plain) == 4 ? "Ê Đê" : NULL;
    if (!found && length == 3 &&
        sohoa_vocab_find(env->vocab, SOHOA_VOCAB_ETHNIC_GROUP, text, NULL, 1, &match) && match.sole)
        found = match.name;
    if (found)
        take_doubtfully(found, "ethnicity", ret);
    return found != NULL;
}

size_t sohoa_type_ethnicity(const struct sohoa_type_env *env, const char *text,
                            struct sohoa_typed *ret)
{
    static const char *const usual[] = {"Kinh", "Mường", "Thái", "Tày",  "Nùng",
                                        "Mông", "Dao",   "Hoa",  "Khmer"};
    uint32_t length = slack(text, 1);
    closed(env, SOHOA_VOCAB_ETHNIC_GROUP, "ethnicity", text, length >= 4 ? 1 : 0, ret);
    if (ret->flags & SOHOA_TYPED_FREE && take_small_group(env, text, length, ret))
        return 1;
    if (lost_in_capitals(text, ret)) {
        take_doubtfully("Ê Đê", "ethnicity", ret);
        return 1;
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (ret->corrected == 0 || strcmp(ret->value, usual[i]) == 0)
            return 1;
    ret->corrected += 3; /* a small group, and not quite what was read: for a person to see */
    sohoa_typed_doubt(ret, 0.3);
    return 1;
}

size_t sohoa_type_nationality(const struct sohoa_type_env *env, const char *text,
                              struct sohoa_typed *ret)
{
    const char *name = strcmp(text, "VNM") == 0 ? "Việt Nam" : text; /* as ICAO 9303 writes it */
    char plain[SOHOA_VALUE_BYTES_MAX];
    size_t length = sohoa_vi_plain(name, plain, sizeof plain);
    closed(env, SOHOA_VOCAB_COUNTRY, "nationality", name, slack(name, 4), ret);
    bool ends = length >= 5 && length <= 10 && strcmp(plain + length - 3, "nam") == 0;
    bool begins =
        length >= 3 && length <= 10 && (!strncmp(plain, "vi", 2) || !strcmp(plain, "vtnm"));
    if (ret->flags & SOHOA_TYPED_FREE && (ends || begins)) /* no other country does */
        take_doubtfully("Việt Nam", "nationality", ret);
    return 1;
}

size_t sohoa_type_relation(const struct sohoa_type_env *env, const char *text,
                           struct sohoa_typed *ret)
{
    if (choose(env, SOHOA_VOCAB_RELATION, text, slack(text, 6), ret)) {
        if (ret->corrected && slack(text, 1) <= 4) /* "Chỉ": Chị, Cha or Chú? */
            ret->corrected += 3;
        return 1;
    }
    sohoa_typed_doubt(ret, strpbrk(text, "0123456789") ? 0.1 : 0.5);
    return sohoa_type_free_text(env, text, ret);
}

/* "Công an tỉnh Thanh Hóa", "CA Thanh Hoá", "Công an thành phố Hà Nội". */
static bool is_police(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    static const char *const heads[] = {"cong an ", "ca "};
    char plain[SOHOA_VALUE_BYTES_MAX];
    sohoa_vi_plain(text, plain, sizeof plain);
    for (size_t i = 0; i < 2; i++)
        if (strncmp(plain, heads[i], strlen(heads[i])) == 0) {
            struct sohoa_typed place = {.plausible = 1};
            size_t n, words = i == 0 ? 2 : 1;
            const char *rest = text;
            for (; *rest && words > 0; rest += n)
                words -= sohoa_vi_at(rest, &n) == ' ';
            sohoa_type_address(env, rest, &place);
            char value[SOHOA_VALUE_BYTES_MAX];
            snprintf(value, sizeof value, "%s %.1000s", i == 0 ? "Công an" : "CA", place.value);
            sohoa_typed_set(ret, value);
            ret->corrected = sohoa_vi_changed(text, value);
            ret->plausible *= place.plausible;
            sohoa_typed_check(ret, "issuer", true);
            return true;
        }
    return false;
}

/* An issuer whose end stands on a line that was not read ("Cục CSQLHC về"): the one that there is.
 */
static bool choose_longer(const struct sohoa_type_env *env, const char *text,
                          struct sohoa_typed *ret)
{
    static const char *const ends[] = {"hội",  "xã hội",  "tự xã hội",        "trật tự xã hội",
                                       "TTXH", "về TTXH", "về trật tự xã hội"};
    char whole[SOHOA_VALUE_BYTES_MAX];
    struct sohoa_vocab_match match;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        (void)snprintf(whole, sizeof whole, "%.900s %s", text, ends[i]);
        if (!sohoa_vocab_find(env->vocab, SOHOA_VOCAB_ISSUER, whole, NULL, 0, &match))
            continue;
        take_match(whole, &match, SOHOA_VOCAB_ISSUER, ret);
        ret->corrected += 3;
        sohoa_typed_doubt(ret, 0.4);
        return true;
    }
    return false;
}

/* An issuer among words that were misread ("da áo Bộ Công an cấp ngày", "hơi cầp: Bộ Công an"): the
 * longest stretch of words that is one, or is nearly. */
static bool choose_among(const struct sohoa_type_env *env, const char *text,
                         struct sohoa_typed *ret)
{
    enum { SHORTEST = 8 };
    char part[SOHOA_VALUE_BYTES_MAX], best[SOHOA_VALUE_BYTES_MAX] = "";
    struct sohoa_vocab_match match, found = {0};
    size_t score = 0, end = strlen(text);
    for (size_t from = 0; from < end; from++)
        for (size_t to = end; (from == 0 || text[from - 1] == ' ') && to > from + SHORTEST; to--) {
            if (text[to] && text[to] != ' ')
                continue;
            snprintf(part, sizeof part, "%.*s", (int)(to - from), text + from);
            size_t letters = slack(part, 1);
            if (letters < SHORTEST || letters <= score ||
                !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_ISSUER, part, NULL, slack(part, 12),
                                  &match) ||
                letters < 3 * match.distance + score)
                continue;
            score = letters - 3 * match.distance;
            found = match;
            memcpy(best, part, strlen(part) + 1);
        }
    if (!score)
        return false;
    take_match(best, &found, SOHOA_VOCAB_ISSUER, ret);
    ret->corrected += 5;
    sohoa_typed_doubt(ret, 0.4);
    return true;
}

size_t sohoa_type_issuing_place(const struct sohoa_type_env *env, const char *text,
                                struct sohoa_typed *ret)
{
    char plain[SOHOA_VALUE_BYTES_MAX];
    sohoa_vi_plain(text, plain, sizeof plain);
    if (strcmp(plain, "cong an") == 0 || strcmp(plain, "o cong an") == 0) {
        take_doubtfully("Bộ Công an", "issuer", ret); /* an office of no place has its ministry's */
        return 1;
    }
    if (is_police(env, text, ret))
        return 1;
    if (strcmp(plain, "cuc qlhc ve ttxh") == 0) /* two letters of its name may not have been read */
        ret->corrected += 3;
    if (choose(env, SOHOA_VOCAB_ISSUER, text, slack(text, 8) + 1, ret) ||
        choose_inside(env, SOHOA_VOCAB_ISSUER, text, ret) || choose_longer(env, text, ret) ||
        choose_among(env, text, ret)) {
        sohoa_typed_check(ret, "issuer", true);
        return 1;
    }
    sohoa_typed_check(ret, "issuer", false);
    sohoa_typed_doubt(ret, 0.5);
    return sohoa_type_address(env, text, ret);
}
