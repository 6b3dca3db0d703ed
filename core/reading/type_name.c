/* type_name.c - names of persons: name case, letters put right where only one syllable fits. A word
 * that is no Vietnamese syllable becomes the one known name syllable of the same letters; a first
 * word that is no surname the one surname of the same letters. All else is kept and only lowers
 * what is said for the value. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 12, WORD_MAX = 64 };

struct name {
    char word[WORDS_MAX][WORD_MAX];
    size_t count;
};

/* Straight apostrophes; signs that belong to no name become spaces. */
static void clean(const char *text, char *ret, size_t room)
{
    size_t used = 0, n;
    int32_t c;
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used + 5 < room; text += n) {
        bool real;
        if (c == 0x2019 || c == 0x2018 || c == 0x60 || c == 0xB4)
            c = '\'';
        if (c == 0x2010 || c == 0x2013)
            c = '-';
        bool kept =
            sohoa_vi_base(c) || c == '\'' || c == '-' || c >= 0xC0 || sohoa_digit_of(c, &real) >= 0;
        if (c == '|' || c == '[' || c == ']' || c == '!' || sohoa_name_stray(c))
            kept = false;
        used += kept ? sohoa_vi_put(c, ret + used, room - used) : 0;
        if (!kept)
            ret[used++] = ' ';
    }
    ret[used] = '\0';
}

/* Signs, or the number of a note or of the next item. */
static bool only_signs(const char *word)
{
    return strspn(word, "-'0123456789") == strlen(word);
}

/* Specks before and behind a word are read as apostrophes: "'Thị". Clans have theirs behind one
 * letter. */
static void drop_specks(char *word)
{
    size_t from = strspn(word, "'-"), size = strlen(word), n;
    memmove(word, word + from, size - from + 1);
    size = strlen(word);
    sohoa_vi_at(word, &n);
    while (size > n + 1 && strchr("'-", word[size - 1]))
        word[--size] = '\0';
}

/* "H' Mông" and "Y -" are set with stray spaces: a sign alone joins nothing and is dropped. */
static void split(const char *text, struct name *ret)
{
    ret->count = 0;
    while (*text && ret->count < WORDS_MAX) {
        size_t size = strcspn(text, " ");
        if (size > 0 && size < WORD_MAX) {
            snprintf(ret->word[ret->count], WORD_MAX, "%.*s", (int)size, text);
            if (!only_signs(ret->word[ret->count]))
                drop_specks(ret->word[ret->count]);
            ret->count += !only_signs(ret->word[ret->count]);
        }
        text += size + (text[size] == ' ');
    }
}

/* Digits among the letters of a word are letters. */
static uint32_t mend_digits(char *word)
{
    static const char from[] = "01568", to[] = "OISGB";
    uint32_t mended = 0, letters = 0;
    size_t n;
    for (size_t at = 0; word[at]; at += n)
        letters += sohoa_vi_base(sohoa_vi_at(word + at, &n)) != 0;
    for (char *at = word; letters >= 2 && *at; at++) {
        const char *digit = *at ? strchr(from, *at) : NULL;
        if (digit) {
            *at = to[digit - from];
            mended++;
        }
    }
    return mended;
}

/* First letters large, others small; also behind a hyphen or a clan's letter ("H'Mông"). */
static void name_case(char *word)
{
    char out[WORD_MAX];
    size_t used = 0, n, letters = 0;
    bool first = true;
    for (size_t at = 0; word[at]; at += n) {
        int32_t c = sohoa_vi_at(word + at, &n);
        letters++;
        c = first ? sohoa_vi_upper(c) : sohoa_vi_lower(c);
        used += sohoa_vi_put(c, out + used, sizeof out - 1 - used);
        first = c == '-' || (c == '\'' && letters == 2);
    }
    out[used] = '\0';
    memcpy(word, out, used + 1);
}

static bool is_odd_case(const char *word)
{
    size_t n, letters = 0, capitals = 0;
    struct sohoa_vi_letter letter;
    for (size_t at = 0; word[at]; at += n)
        if (sohoa_vi_letter(sohoa_vi_at(word + at, &n), &letter)) {
            capitals += letter.upper;
            letters++;
        }
    sohoa_vi_letter(sohoa_vi_at(word, &n), &letter);
    return letters > 1 && !(capitals == 1 && letter.upper);
}

static bool is_syllable(const char *word)
{
    struct sohoa_syllable syllable;
    return sohoa_syllable_read(word, strlen(word), &syllable);
}

/* One letter, perhaps with an apostrophe: Y, H', K', H'Mông. */
static bool is_clan_letter(const char *word)
{
    size_t n;
    sohoa_vi_at(word, &n);
    return word[n] == '\0' || word[n] == '\'';
}

static bool known(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *word)
{
    return !sohoa_name_two_tones(word) &&
           sohoa_vocab_knows(env->vocab, list, word, strlen(word)) == SOHOA_VOCAB_SPELLED;
}

/* The only entry of the same letters; for words without any such entry, the only one a letter away.
 */
static bool sole_entry(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                       const char *word, uint32_t limit, const char **ret)
{
    struct sohoa_vocab_match match;
    if (!sohoa_vocab_find(env->vocab, list, word, NULL, limit, &match) || !match.sole)
        return false;
    *ret = match.name;
    return true;
}

static void lower(const char *word, char ret[WORD_MAX])
{
    size_t used = 0, n;
    for (size_t at = 0; word[at] && used + 5 < WORD_MAX; at += n)
        used += sohoa_vi_put(sohoa_vi_lower(sohoa_vi_at(word + at, &n)), ret + used,
                             WORD_MAX - 1 - used);
    ret[used] = '\0';
}

/* A surname that lost a letter ("Guyễn") and is nothing else; all other letters and the
 * tone are its own. */
static const char *longer_surname(const struct sohoa_type_env *env, const char *word,
                                  size_t letters)
{
    struct sohoa_vocab_match match;
    char plain[WORD_MAX];
    if (letters < 4 || known(env, SOHOA_VOCAB_NAME_SYLLABLE, word) ||
        !sohoa_vocab_find(env->vocab, SOHOA_VOCAB_SURNAME, word, NULL, 1, &match))
        return NULL;
    sohoa_vi_plain(match.name, plain, sizeof plain);
    bool longer = strlen(plain) == letters + 1;
    char small[WORD_MAX], whole[WORD_MAX];
    lower(word, small);
    lower(match.name, whole);
    return longer && sohoa_vi_changed(small, whole) == 1 ? match.name : NULL;
}

static const char *better_word(const struct sohoa_type_env *env, const char *word, bool first,
                               bool middle, bool with_clan)
{
    const char *found = NULL, *other = NULL;
    bool syllable = is_syllable(word);
    char plain[WORD_MAX];
    sohoa_vi_plain(word, plain, sizeof plain);
    if (first && (found = sohoa_name_same_tone(env, SOHOA_VOCAB_SURNAME, word)) != NULL)
        return found;
    if (first && !known(env, SOHOA_VOCAB_SURNAME, word) &&
        sole_entry(env, SOHOA_VOCAB_SURNAME, word, !syllable && strlen(plain) >= 4, &found))
        return found;
    if (first)
        return known(env, SOHOA_VOCAB_SURNAME, word) ? NULL
                                                     : longer_surname(env, word, strlen(plain));
    if (middle && (sohoa_vi_same(word, "Thi") || sohoa_vi_same(word, "Thụ")))
        return strcmp(plain, "thi") == 0 ? "Thị" : "Thu"; /* hardly any name has them there */
    if (!syllable || known(env, SOHOA_VOCAB_NAME_SYLLABLE, word))
        found = NULL;
    else if ((found = sohoa_name_same_tone(env, SOHOA_VOCAB_NAME_COMMON, word)) != NULL)
        return found;
    if (middle && (strcmp(plain, "thi") == 0 || strcmp(plain, "van") == 0)) {
        if (!known(env, SOHOA_VOCAB_NAME_SYLLABLE, word))
            return plain[0] == 't' ? "Thị" : "Văn";
    }
    if (syllable && with_clan) /* names of minorities have syllables of their own */
        return NULL;
    if (syllable) /* no name that we know, and one usual one has its letters: "Hiêu", "Tuân" */
        return !known(env, SOHOA_VOCAB_NAME_SYLLABLE, word) &&
                       !known(env, SOHOA_VOCAB_SURNAME, word) &&
                       sole_entry(env, SOHOA_VOCAB_NAME_COMMON, word, 0, &found)
                   ? found
                   : NULL;
    struct sohoa_vocab_match any;
    bool given = sohoa_vocab_find(env->vocab, SOHOA_VOCAB_NAME_SYLLABLE, word, NULL, 0, &any);
    bool sur = sole_entry(env, SOHOA_VOCAB_SURNAME, word, 0, &other);
    if (given && (!any.sole || (sur && !sohoa_vi_same(any.name, other))))
        return NULL;
    return given ? any.name : sur ? other : NULL;
}

static bool is_known_part(void *arg, const char *word, size_t size)
{
    const struct sohoa_type_env *env = *(const struct sohoa_type_env *const *)arg;
    char part[WORD_MAX];
    if (size >= sizeof part)
        return false;
    snprintf(part, sizeof part, "%.*s", (int)size, word);
    return known(env, SOHOA_VOCAB_SURNAME, part) || known(env, SOHOA_VOCAB_NAME_SYLLABLE, part);
}

/* "NGUYỄN VĂNAN" -> three words; a zone's "NGHIEM", without marks, stays one. */
static void split_words(const struct sohoa_type_env *env, struct name *name,
                        struct sohoa_typed *ret)
{
    for (size_t i = 0; i < name->count; i++) {
        char parts[WORD_MAX + WORDS_MAX];
        if (ret->flags & SOHOA_TYPED_PLAIN || is_syllable(name->word[i]))
            continue;
        size_t count = sohoa_syllable_split(name->word[i], strlen(name->word[i]), is_known_part,
                                            (void *)&env, parts, sizeof parts);
        if (count < 2 || name->count + count - 1 > WORDS_MAX)
            continue;
        memmove(name->word[i + count], name->word[i + 1], (name->count - i - 1) * WORD_MAX);
        name->count += count - 1;
        for (char *at = parts; count > 0; count--, i++) {
            size_t size = strcspn(at, " ");
            snprintf(name->word[i], WORD_MAX, "%.*s", (int)size, at);
            at += size + (at[size] == ' ');
            ret->corrected++;
        }
        i--;
    }
}

/* "NGU YỄN MINH": two words that are no names by themselves, together one that is. */
static void join_words(const struct sohoa_type_env *env, struct name *name, struct sohoa_typed *ret)
{
    for (size_t i = 0; i + 1 < name->count; i++) {
        char both[2 * WORD_MAX];
        bool alone = is_known_part((void *)&env, name->word[i], strlen(name->word[i])) &&
                     is_known_part((void *)&env, name->word[i + 1], strlen(name->word[i + 1]));
        snprintf(both, sizeof both, "%s%s", name->word[i], name->word[i + 1]);
        if (alone || strlen(both) >= WORD_MAX || is_clan_letter(name->word[i]) ||
            !known(env, i == 0 ? SOHOA_VOCAB_SURNAME : SOHOA_VOCAB_NAME_SYLLABLE, both))
            continue;
        memcpy(name->word[i], both, strlen(both) + 1);
        memmove(name->word[i + 1], name->word[i + 2], (name->count - i - 2) * WORD_MAX);
        name->count--;
        ret->corrected++;
    }
}

struct tally {
    uint32_t valid, usual, rare, invalid, digits;
};

/* A usual name has the same letters and other tones. */
static bool has_common(const struct sohoa_type_env *env, const char *word)
{
    return sohoa_vocab_knows(env->vocab, SOHOA_VOCAB_NAME_COMMON, word, strlen(word)) ==
           SOHOA_VOCAB_LETTERS;
}

static void judge_word(const struct sohoa_type_env *env, const char *word, bool first,
                       struct tally *tally)
{
    tally->digits += strpbrk(word, "0123456789") != NULL;
    bool clan = is_clan_letter(word);
    if (!clan &&
        (known(env, SOHOA_VOCAB_NAME_SYLLABLE, word) || known(env, SOHOA_VOCAB_SURNAME, word)))
        *(first || known(env, SOHOA_VOCAB_NAME_COMMON, word) || !has_common(env, word)
              ? &tally->usual
              : &tally->rare) += 1;
    else if (clan || is_syllable(word))
        tally->valid++;
    else
        tally->invalid++;
}

static void judge(const struct sohoa_type_env *env, const struct name *name,
                  struct sohoa_typed *ret)
{
    struct tally tally = {0};
    for (size_t i = 0; i < name->count; i++)
        judge_word(env, name->word[i], i == 0, &tally);
    bool right = name->count >= 2 && name->count <= 7 && tally.invalid == 0 && tally.digits == 0;
    sohoa_typed_check(ret, "name", right);
    if (name->count < 2 || name->count > 7)
        sohoa_typed_doubt(ret, 0.2);
    if (name->count > 1 && is_clan_letter(name->word[name->count - 1])) /* the rest was not read */
        sohoa_typed_doubt(ret, 0.2);
    const char *last = name->count > 0 ? name->word[name->count - 1] : "";
    if (strcmp(last, "Thị") == 0 || (strcmp(last, "Văn") == 0 && name->count == 2))
        sohoa_typed_doubt(ret, 0.2); /* the given name was not read */
    for (size_t i = 1; i + 1 < name->count; i++)
        if (strcmp(name->word[i], "Thi") == 0) /* in the middle nearly always a "Thị" */
            sohoa_typed_doubt(ret, 0.5);
    for (uint32_t i = 0; i < tally.invalid + tally.digits; i++)
        sohoa_typed_doubt(ret, 0.2);
    for (uint32_t i = 0; env->vocab && i < tally.valid; i++)
        sohoa_typed_doubt(ret, 0.75);
    for (uint32_t i = 0; i < tally.rare; i++)
        sohoa_typed_doubt(ret, 0.7);
    if (env->vocab && name->count > 0 && !known(env, SOHOA_VOCAB_SURNAME, name->word[0]) &&
        !is_clan_letter(name->word[0]))
        sohoa_typed_doubt(ret, 0.5);
}

static bool has_clan(const struct name *name)
{
    for (size_t i = 0; i < name->count; i++)
        if (is_clan_letter(name->word[i]))
            return true;
    return false;
}

static void mend_word(const struct sohoa_type_env *env, struct name *name, size_t at,
                      struct sohoa_typed *ret)
{
    char *word = name->word[at];
    ret->corrected += mend_digits(word);
    if (is_odd_case(word))
        name_case(word);
    bool clan = is_clan_letter(word), cut = clan && at == 0 && (unsigned char)word[0] >= 0x80;
    if ((clan && !cut) || ret->flags & SOHOA_TYPED_PLAIN)
        return;
    char likely[WORD_MAX];
    const char *better =
        cut ? NULL
            : better_word(env, word, at == 0, at > 0 && at + 1 < name->count, has_clan(name));
    if (!better && at == 0 && name->count > 1 &&
        sohoa_name_whole_surname(env, word, likely, sizeof likely)) {
        better = likely;
        ret->corrected += 3; /* for a person to see */
    }
    if (cut && !better)
        return;
    if (!better && sohoa_name_likely(env, word, at == 0, likely, sizeof likely, ret))
        better = likely;
    if (better && strlen(better) < WORD_MAX && strcmp(better, word) != 0) {
        struct sohoa_vi_letter was, is; /* "Diệu" is a given name rather than a "Điểu" */
        size_t n;
        bool other = sohoa_vi_letter(sohoa_vi_at(word, &n), &was) &&
                     sohoa_vi_letter(sohoa_vi_at(better, &n), &is) && was.shape != is.shape;
        other |= sohoa_vi_same(word, "Thi") || sohoa_vi_same(word, "Thụ") ||
                 better == sohoa_name_same_tone(
                               env, at ? SOHOA_VOCAB_NAME_COMMON : SOHOA_VOCAB_SURNAME, word);
        other |= at == 0 && !sohoa_name_usual_surname(better);
        ret->corrected += other ? 3 : sohoa_vi_changed(word, better); /* 3: for a person to see */
        snprintf(word, WORD_MAX, "%s", better);
    }
}

/* A signature's position is no name: it and what follows it go, with a lone short word before it
 * ("Nguyễn An là Chủ tịch"). */
static void drop_position(const struct sohoa_type_env *env, struct name *name,
                          struct sohoa_typed *ret)
{
    static const char *const positions[] = {
        "chủ tịch",   "phó chủ",  "công chứng", "giám đốc",    "phó giám",  "trưởng phòng",
        "phó trưởng", "ủy ban",   "công chức",  "chuyên viên", "văn phòng", "bộ phận",
        "người thực", "người ký", "thủ trưởng", "trưởng ban",  "hộ tịch"};
    for (size_t i = 0; i + 1 < name->count; i++) {
        char two[2 * WORD_MAX + 2];
        snprintf(two, sizeof two, "%s %s", name->word[i], name->word[i + 1]);
        for (size_t j = 0; j < sizeof positions / sizeof positions[0]; j++) {
            if (!sohoa_vi_same(two, positions[j]))
                continue;
            name->count = i;
            while (name->count > 2 && strlen(name->word[name->count - 1]) <= 4 &&
                   !is_known_part((void *)&env, name->word[name->count - 1],
                                  strlen(name->word[name->count - 1])))
                name->count--;
            ret->corrected += name->count > 0;
            return;
        }
    }
}

uint32_t sohoa_name_prefer_usual(const struct sohoa_type_env *env, const char *value, char *ret,
                                 size_t room)
{
    struct name name;
    uint32_t mended = 0;
    size_t used = 0;
    split(value, &name);
    ret[0] = '\0';
    for (size_t i = 0; i < name.count; i++) {
        const char *word = name.word[i], *usual = NULL;
        if (i > 0 && !is_clan_letter(word) && has_common(env, word) &&
            sole_entry(env, SOHOA_VOCAB_NAME_COMMON, word, 0, &usual))
            mended++;
        int n = snprintf(ret + used, room - used, "%s%s", i ? " " : "", usual ? usual : word);
        if (n < 0 || (size_t)n >= room - used)
            return 0;
        used += (size_t)n;
    }
    return mended;
}

/* "Mỹ Mỹ Thanh", "Đỗ Đỗ Thị": a word seen twice by recognition. Only at the end a given name is
 * doubled ("Vân Vân"). */
static bool stutters(const struct name *name)
{
    for (size_t i = 0; i + 2 < name->count; i++)
        if (strcmp(name->word[i], name->word[i + 1]) == 0)
            return true;
    return false;
}

/* Words in capitals beside words that are not ("NGUYỄN THỊ Mỹ"), or a name that begins small. */
static bool uneven_case(const struct name *name)
{
    size_t capitals = 0, mixed = 0, n;
    bool small = false;
    for (size_t i = 0; i < name->count; i++) {
        size_t upper = 0, letters = 0;
        struct sohoa_vi_letter letter;
        for (const char *at = name->word[i]; *at; at += n)
            if (sohoa_vi_letter(sohoa_vi_at(at, &n), &letter)) {
                upper += letter.upper;
                small |= letters == 0 && i == 0 && !letter.upper;
                letters++;
            }
        capitals += letters > 1 && upper == letters;
        mixed += letters > 1 && upper < letters;
    }
    return (capitals > 0 && mixed > 0) || (small && mixed == name->count && name->count > 1);
}

size_t sohoa_type_person_name(const struct sohoa_type_env *env, const char *text,
                              struct sohoa_typed *ret)
{
    enum { ROOM = SOHOA_VALUE_BYTES_MAX };
    char tidy[ROOM], cleaned[ROOM], value[ROOM] = "";
    struct name name;
    size_t used = 0;
    if (!strncmp(text, "tên:", strlen("tên:"))) /* of the label, read twice */
        text += strlen("tên:");
    sohoa_name_tidy(env, text, tidy, sizeof tidy, ret);
    clean(tidy, cleaned, sizeof cleaned); /* the fillers of an MRZ ("NGUYEN<<THI<AN") go too */
    split(cleaned, &name);
    sohoa_name_weigh_marks(text, ret);
    if (uneven_case(&name)) /* one hand or printer wrote it: a word was misread */
        sohoa_typed_doubt(ret, 0.6);
    if (!sohoa_name_has_marks(cleaned) && strchr(text, '<'))
        ret->flags |= SOHOA_TYPED_PLAIN;
    drop_position(env, &name, ret);
    join_words(env, &name, ret);
    split_words(env, &name, ret);
    for (size_t i = 0; i < name.count; i++) {
        mend_word(env, &name, i, ret);
        used +=
            (size_t)snprintf(value + used, sizeof value - used, "%s%s", i ? " " : "", name.word[i]);
    }
    if (name.count > 0 && stutters(&name)) {
        ret->corrected += 3; /* for a person to see: such names are rare */
        sohoa_typed_doubt(ret, 0.5);
    }
    if (name.count == 0) {
        ret->flags |= SOHOA_TYPED_FREE;
        sohoa_typed_check(ret, "name", false);
        sohoa_typed_doubt(ret, 0.02);
        sohoa_typed_set(ret, text);
        return 1;
    }
    judge(env, &name, ret);
    sohoa_name_doubt(env, value, ret);
    sohoa_typed_set(ret, value);
    return 1;
}
