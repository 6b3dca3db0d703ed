/* type_place_units.c - the small words that say what a name in an address is ("xã", "tỉnh",
 * "UBND"), misread: known by where they stand. Before all else is read; raw readings are kept
 * elsewhere. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 48, NAME_MAX = 128, FOR_EYES = 3 /* so many mended stay below the line */ };

/* A word of the text, and where it stands. */
struct word {
    size_t from, size;
    char text[WORD_MAX], plain[WORD_MAX]; /* "" when longer */
    bool first;                           /* of the text or of a part between commas */
};

static bool is_upper(const char *text)
{
    size_t n;
    struct sohoa_vi_letter letter;
    return sohoa_vi_letter(sohoa_vi_at(text, &n), &letter) && letter.upper;
}

static bool read_word(const char *text, size_t from, bool first, struct word *ret)
{
    *ret = (struct word){.from = from, .size = strcspn(text + from, " ,;"), .first = first};
    if (ret->size == 0)
        return false;
    if (ret->size < WORD_MAX) {
        snprintf(ret->text, WORD_MAX, "%.*s", (int)ret->size, text + from);
        sohoa_vi_plain(ret->text, ret->plain, WORD_MAX);
    }
    return true;
}

static bool replace(char *text, size_t room, struct word *word, const char *with,
                    struct sohoa_typed *ret)
{
    char better[WORD_MAX];
    sohoa_like_case(with, word->text, word->size, better, sizeof better);
    if (strcmp(better, word->text) == 0 ||
        !sohoa_splice(text, room, word->from, word->from + word->size, better))
        return false;
    ret->corrected += FOR_EYES;
    word->size = strlen(better);
    memcpy(word->text, better, word->size + 1);
    sohoa_vi_plain(better, word->plain, WORD_MAX);
    return true;
}

static bool is_entry(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *text,
                     size_t size)
{
    return sohoa_vocab_knows(env->vocab, list, text, size) != SOHOA_VOCAB_UNKNOWN;
}

/* Bytes up to the end of the part. */
static size_t part_size(const char *text)
{
    size_t size = strcspn(text, ",;");
    while (size > 0 && strchr(" .", text[size - 1]))
        size--;
    return size;
}

/* "LBND", "UBNID", "L'BND": no other office's name begins so. */
static bool is_committee(const struct word *word)
{
    size_t size = strlen(word->plain), n;
    char letters[WORD_MAX];
    size_t used = 0;
    for (size_t i = 0; i <= size; i++)
        if (word->plain[i] != ' ')
            letters[used++] = word->plain[i];
    sohoa_vi_at(word->text, &n);
    return word->from == 0 && is_upper(word->text + word->size - 1) && used > 4 && used < 8 &&
           sohoa_vi_distance(letters, "ubnd", 1) <= 1 && !sohoa_vi_same(word->text, "UBND");
}

/* "rã Thạch Lập", "zã", "xi", "gà": a small word of two letters before a name, where a part or an
 * office begins, is "xã": no other word for a unit has two letters and such a vowel. */
static bool is_commune_word(const struct word *word, const char *before, const char *next)
{
    size_t n, m;
    struct sohoa_vi_letter a, b;
    if (strlen(word->plain) != 2 || !is_upper(next) || is_upper(word->text) ||
        sohoa_vi_same(word->text, "xã"))
        return false;
    bool office = strcmp(before, "ubnd") == 0 || strcmp(before, "dan") == 0;
    if ((!word->first && !office) || !sohoa_vi_letter(sohoa_vi_at(word->text, &n), &a) ||
        !sohoa_vi_letter(sohoa_vi_at(word->text + n, &m), &b))
        return false;
    bool vowel = b.base == 'a' && b.tone && b.shape == SOHOA_VI_BARE;
    return (vowel && !strchr("aeiouy", a.base)) || (a.base == 'x' && strchr("aio", b.base));
}

/* "tỉah Thanh Hóa", "tnh Thái Bình": a small word in front of a province, in a part of its own. */
static bool is_province_word(const struct sohoa_type_env *env, const struct word *word,
                             const char *next)
{
    size_t letters = strlen(word->plain);
    return word->first && letters >= 3 && letters <= 5 && !is_upper(word->text) &&
           word->plain[0] == 't' && strcmp(word->plain, "tinh") != 0 &&
           sohoa_vi_distance(word->plain, "tinh", 2) <= 2 &&
           is_entry(env, SOHOA_VOCAB_PROVINCE, next, part_size(next));
}

/* "thành nhố Sầm Sơn", "thành nhá Hồ Chí Minh": behind "thành", before a city's name. */
static bool is_city_word(const struct sohoa_type_env *env, const struct word *word,
                         const char *before, const char *next)
{
    size_t letters = strlen(word->plain), size = part_size(next);
    if (word->first || strcmp(before, "thanh") != 0 || letters < 2 || is_upper(word->text) ||
        sohoa_vi_distance(word->plain, "pho", 2) > 2 || sohoa_vi_same(word->text, "phố"))
        return false;
    return is_entry(env, SOHOA_VOCAB_PROVINCE, next, size) ||
           is_entry(env, SOHOA_VOCAB_DISTRICT, next, size);
}

/* "nhường", "phườnz", "huuện" in small letters, and in capitals where all is: before a name. */
static const char *ward_word(const struct word *word, const char *before, const char *next)
{
    static const struct {
        const char *plain, *spelling;
    } words[] = {{"phuong", "phường"}, {"huyen", "huyện"}};
    size_t letters = strlen(word->plain);
    bool capital = is_upper(word->text);
    if ((!word->first && strcmp(before, "dan") != 0) || letters < 4 || !is_upper(next) ||
        (capital && !is_upper(word->text + word->size - 1)))
        return NULL;
    if (strcmp(before, "dan") == 0 && strcmp(word->plain, "phuong") == 0)
        return sohoa_vi_same(word->text, "phường") ? NULL : "phường";
    struct sohoa_syllable syllable;
    bool exists = sohoa_syllable_read(word->text, word->size, &syllable);
    for (size_t i = 0; i < 2; i++)
        if (!sohoa_vi_same(word->text, words[i].spelling) &&
            sohoa_vi_distance(word->plain, words[i].plain, 1) <= 1 && (!capital || !exists))
            return words[i].spelling;
    return NULL;
}

/* The word in front of a number that the words around it leave no choice of: "S6 nhờ 12", "Khu nhấ
 * 5", "Tổ dâr. phố 16". */
static const char *between_words(const struct word *word, const char *before, const char *next)
{
    size_t size = strcspn(next, " ,;");
    bool figure = next[0] >= '0' && next[0] <= '9';
    bool then_figure = next[size] == ' ' && next[size + 1] >= '0' && next[size + 1] <= '9';
    size_t letters = strlen(word->plain);
    if (figure && letters >= 2 && letters <= 4 && strcmp(before, "khu") == 0)
        return "phố";
    if (figure && letters == 3 && strncmp(word->plain, "nh", 2) == 0 && strcmp(before, "so") == 0)
        return "nhà";
    if (then_figure && word->from == 0 && strchr("SsŠ", word->text[0]) && letters <= 2 &&
        word->size <= 5 && strncmp(next, "nhà", size) == 0 && size == strlen("nhà"))
        return "Số";
    if (then_figure && letters >= 2 && letters <= 3 && word->plain[0] == 'd' &&
        strcmp(before, "to") == 0 && strncmp(next, "phố", size) == 0 && size == strlen("phố"))
        return "dân";
    return NULL;
}

/* "Thôa Thái Giang, xã", "Bắn Hưng Thành, xã": a hamlet's word, for a commune follows. */
static const char *hamlet_word(const struct word *word, const char *next)
{
    static const char *const communes[] = {"xã ", "Xã ", "XÃ ", "phường ", "Phường ", "PHƯỜNG "};
    const char *comma = strpbrk(next, ",;");
    bool commune = false;
    for (size_t i = 0; comma && comma[1] == ' ' && i < sizeof communes / sizeof *communes; i++)
        commune |= !strncmp(comma + 2, communes[i], strlen(communes[i]));
    if (!commune || word->from != 0 || !is_upper(word->text) || !is_upper(next))
        return NULL;
    if (strcmp(word->plain, "ban") == 0)
        return sohoa_vi_same(word->text, "Bản") ? NULL : "Bản";
    bool thon = strlen(word->plain) == 4 && !strncmp(word->plain, "th", 2) &&
                sohoa_vi_distance(word->plain, "thon", 1) <= 1;
    return thon && !sohoa_vi_same(word->text, "Thôn") ? "Thôn" : NULL;
}

static void mend_word(const struct sohoa_type_env *env, char *text, size_t room, struct word *word,
                      const char *before, struct sohoa_typed *ret)
{
    const char *next = text + word->from + word->size;
    if (*next != ' ' || !word->text[0])
        return;
    next++;
    const char *ward = ward_word(word, before, next);
    const char *between = between_words(word, before, next);
    const char *hamlet = hamlet_word(word, next);
    if (between && !sohoa_vi_same(word->text, between))
        replace(text, room, word, between, ret);
    else if (hamlet)
        replace(text, room, word, hamlet, ret);
    else if (is_committee(word))
        replace(text, room, word, "UBND", ret);
    else if (is_commune_word(word, before, next))
        replace(text, room, word, "xã", ret);
    else if (is_province_word(env, word, next))
        replace(text, room, word, "tỉnh", ret);
    else if (is_city_word(env, word, before, next))
        replace(text, room, word, "phố", ret);
    else if (ward)
        replace(text, room, word, ward, ret);
}

/* "2 Số nhà 14/19", "2› Tổ dân phố 12", "2)'Thôn": the note of the label before it; no address
 * begins with a number and then a word for a unit. */
static void drop_note(char *text, struct sohoa_typed *ret)
{
    static const char *const units[] = {"Số ",     "Thôn ",   "Tổ ",     "Khu phố ", "Xóm ",
                                        "Bản ",    "SỐ ",     "THÔN ",   "TỔ ",      "KHU PHỐ ",
                                        "XÓM ",    "BẢN ",    "Xã ",     "xã ",      "XÃ ",
                                        "phường ", "Phường ", "PHƯỜNG ", "Ngõ ",     "Ấp "};
    size_t at = text[0] >= '1' && text[0] <= '9', n;
    if (at == 0)
        return;
    for (int32_t c; (c = sohoa_vi_at(text + at, &n)) != 0 && !sohoa_vi_base(c); at += n)
        if (c >= '0' && c <= '9')
            return;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (at > 1 && !strncmp(text + at, units[i], strlen(units[i]))) {
            memmove(text, text + at, strlen(text + at) + 1);
            ret->corrected++;
            return;
        }
}

/* What stands behind "tỉnh" or "thành phố" and its province, and names no unit, is of the next item
 * or a speck's ("tỉnh Thanh Hóa TT Nà"). */
static void drop_behind_province(const struct sohoa_type_env *env, char *text,
                                 struct sohoa_typed *ret)
{
    static const char *const heads[] = {"tỉnh ", "thành phố ", "TỈNH ", "THÀNH PHỐ "};
    char *comma = strrchr(text, ',');
    char *part = comma ? comma + 1 : text;
    part += strspn(part, " ");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        if (strncmp(part, heads[i], strlen(heads[i])) != 0)
            continue;
        char *name = part + strlen(heads[i]);
        size_t size = strlen(name), kept = 0;
        for (size_t end = 1; end < size; end++)
            if ((name[end] == ' ' || (name[end] == '-' && name[end + 1] == ' ')) &&
                is_entry(env, SOHOA_VOCAB_PROVINCE, name, end))
                kept = kept && name[kept] == '-' ? kept : end;
        if (kept == 0 || is_entry(env, SOHOA_VOCAB_PROVINCE, name, size))
            return;
        char plain[NAME_MAX];
        (void)sohoa_vi_plain(name + kept, plain, sizeof plain);
        if (strstr(plain, "tinh") || strstr(plain, "pho") || strstr(plain, "viet nam"))
            return;
        name[kept] = '\0'; /* the space or the dash behind the name goes, too */
        ret->corrected += FOR_EYES;
        return;
    }
}

/* "§ố 269", "Tân §ơn": an S. */
static void mend_letters(char *text, struct sohoa_typed *ret)
{
    for (char *at = text; (at = strstr(at, "§")) != NULL;) {
        size_t n;
        if (!sohoa_vi_base(sohoa_vi_at(at + strlen("§"), &n))) {
            at += strlen("§");
            continue;
        }
        memmove(at + 1, at + strlen("§"), strlen(at + strlen("§")) + 1);
        *at = 'S';
        ret->corrected++;
    }
}

void sohoa_place_units(const struct sohoa_type_env *env, char *text, size_t room,
                       struct sohoa_typed *ret)
{
    char before[WORD_MAX] = "";
    bool first = true;
    mend_letters(text, ret);
    drop_note(text, ret);
    for (size_t at = 0; text[at];) {
        struct word word;
        if (!read_word(text, at, first, &word)) {
            first |= text[at] != ' ';
            at++;
            continue;
        }
        mend_word(env, text, room, &word, before, ret);
        memcpy(before, word.plain, sizeof before);
        first = word.size > 1 && text[word.from + word.size - 1] == '.';
        at = word.from + word.size;
    }
    drop_behind_province(env, text, ret);
}
