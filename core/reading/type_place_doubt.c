/* type_place_doubt.c - syllables that names of places do not have: what is doubted for them. [any]
 */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

static bool is_spelled(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                       const char *word)
{
    return sohoa_vocab_knows(env->vocab, list, word, strlen(word)) == SOHOA_VOCAB_SPELLED;
}

/* A word of names of persons. */
static bool is_personal(const struct sohoa_type_env *env, const char *word)
{
    return is_spelled(env, SOHOA_VOCAB_SURNAME, word) ||
           is_spelled(env, SOHOA_VOCAB_NAME_SYLLABLE, word);
}

/* "Trường Thị": a "Thị" that no surname stands before, and no town's word ("Thị xã") is. */
static bool is_lone_thi(const char *text, bool surname)
{
    return !surname && strncmp(text, "Thị", strlen("Thị")) == 0 &&
           (text[strlen("Thị")] == ',' || text[strlen("Thị")] == '\0');
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sohoa_vi_same(word, words[i]))
            return true;
    return false;
}

/* "Khu phố xã Long Lộc, huyện Hà Trung": between a hamlet's or a street's word and that of the next
 * unit some words were lost with their comma. `part` is the part's first word, `before` the one
 * in front of `word`. */
static bool lost_words(const char *part, const char *before, const char *word)
{
    static const char *const small[] = {"thôn", "xóm", "ấp",  "bản", "tổ",
                                        "khu",  "số",  "ngõ", "phố", "đường"};
    static const char *const large[] = {"xã", "phường", "huyện", "quận", "tỉnh"};
    return is_one_of(word, large, sizeof large / sizeof *large) && !sohoa_vi_same(before, "thị") &&
           is_one_of(part, small, sizeof small / sizeof *small);
}

/* A syllable that names of places seldom have, where one with other tones is usual ("Cấm" for
 * "Cẩm"): two readings of the same print go wrong alike. */
void sohoa_place_doubt(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    bool person = false; /* a surname in the part so far: streets bear names of persons */
    char part[32] = "", before[32] = "";
    const bool commas = strchr(text, ',') != NULL;
    for (size_t size; *text; text += size + strspn(text + size, " ,")) {
        char word[32];
        size = strcspn(text, " ,");
        if (size == 0 || size >= sizeof word)
            continue;
        snprintf(word, sizeof word, "%.*s", (int)size, text);
        bool place = sohoa_vocab_knows(env->vocab, SOHOA_VOCAB_PLACE_WORD, word, size) ==
                     SOHOA_VOCAB_LETTERS;
        if ((place && !is_personal(env, word)) || is_lone_thi(text, person))
            sohoa_typed_doubt(ret, 0.75);
        if (commas && part[0] && lost_words(part, before, word))
            sohoa_typed_doubt(ret, 0.75);
        memcpy(before, word, sizeof before);
        if (text[size] == ',')
            part[0] = '\0';
        else if (!part[0])
            memcpy(part, word, sizeof part);
        person = text[size] != ',' && (person || is_spelled(env, SOHOA_VOCAB_SURNAME, word));
    }
}

/* "Cảm" stands in a name or two, "Cẩm" in dozens: a mark misread is likelier than such a name. */
static bool has_usual_rival(const struct sohoa_type_env *env, const char *word, size_t names)
{
    enum { TIMES = 10 };
    struct sohoa_vocab_match rival;
    return sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PLACE_WORD, word, NULL, 0, &rival) &&
           !rival.spelled && rival.sole &&
           sohoa_vocab_names_with(env->vocab, SOHOA_VOCAB_COMMUNE, rival.name) >= TIMES * names;
}

bool sohoa_place_strange(const struct sohoa_type_env *env, const char *word)
{
    size_t n;
    struct sohoa_vi_letter letter;
    if (!sohoa_vi_letter(sohoa_vi_at(word, &n), &letter) || !letter.upper)
        return false;
    if (is_personal(env, word) || sohoa_vocab_names_with(env->vocab, SOHOA_VOCAB_DISTRICT, word) ||
        sohoa_vocab_names_with(env->vocab, SOHOA_VOCAB_PROVINCE, word))
        return false;
    size_t names = sohoa_vocab_names_with(env->vocab, SOHOA_VOCAB_COMMUNE, word);
    return names == 0 || has_usual_rival(env, word, names);
}
