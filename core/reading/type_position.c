/* type_position.c - in what office somebody signs. A deputy signs for the head: "KT. GIÁM ĐỐC"
 * above "PHÓ GIÁM ĐỐC" (Decree 30/2020, annex I). Where two lines end in one office that is what
 * they say, whatever a seal left of the first word of each. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORDS_MAX = 16, WORD_BYTES = 64 };

struct words {
    char printed[WORDS_MAX][WORD_BYTES], plain[WORDS_MAX][WORD_BYTES];
    size_t count;
};

/* False: too many, or too long, for an office. */
static bool split(const char *text, struct words *ret)
{
    ret->count = 0;
    for (size_t size; *text; text += size + (text[size] == ' ')) {
        size = strcspn(text, " ");
        if (ret->count == WORDS_MAX || size >= WORD_BYTES)
            return false;
        char *printed = ret->printed[ret->count];
        snprintf(printed, WORD_BYTES, "%.*s", (int)size, text);
        if (sohoa_vi_plain(printed, ret->plain[ret->count], WORD_BYTES) > 0)
            ret->count++;
    }
    return true;
}

/* Whether the shorter text is the end of the longer one: a seal took the first letters. */
static bool is_end(const char *x, const char *y)
{
    size_t a = strlen(x), b = strlen(y);
    return a < b ? !strcmp(y + (b - a), x) : !strcmp(x + (a - b), y);
}

/* Whether the words from a on and from b on read nearly alike. */
static bool alike(const struct words *w, size_t a, size_t b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *x = w->plain[a + i], *y = w->plain[b + i];
        uint32_t limit = (uint32_t)(strlen(x) > strlen(y) ? strlen(x) : strlen(y)) / 3;
        if (sohoa_vi_distance(x, y, limit) > limit && (i > 0 || !is_end(x, y)))
            return false;
    }
    return true;
}

/* The office that the text names twice, with at most a word before each; 0 words: none. */
static size_t named_twice(const struct words *w, size_t *ret_first, size_t *ret_second)
{
    for (size_t count = w->count / 2; count >= 2; count--)
        for (size_t first = 0; first <= 1; first++) {
            size_t second = w->count - count;
            if (first + count > second || second - (first + count) > 1 ||
                !alike(w, first, second, count))
                continue;
            *ret_first = first;
            *ret_second = second;
            return count;
        }
    return 0;
}

/* "TM. ỦY BAN NHÂN DÂN 'CHỦ TỊCH": specks of a seal at words; "11 TỊCH", "DÂN TỊCH": only one word
 * stands before that one. False: nothing of the kind. */
static bool mend(const char *text, char *ret, size_t room)
{
    struct words words;
    size_t used = 0;
    bool changed = false;
    if (!split(text, &words))
        return false;
    for (size_t i = 0; i < words.count && used < room; i++) {
        static const char *const before[] = {"dan", "kt", "pho", "tm"};
        const char *word = words.printed[i] + strspn(words.printed[i], "'`\"*_-");
        bool chair = i + 1 < words.count && !strcmp(words.printed[i + 1], "TỊCH") &&
                     strcmp(words.plain[i], "chu") != 0;
        bool lost = false;
        for (size_t k = 0; chair && k < sizeof before / sizeof *before; k++)
            lost |= !strcmp(words.plain[i], before[k]);
        if (chair && strpbrk(word, "0123456789")) /* "HỘ TỊCH" is an office too */
            word = "CHỦ";
        changed |= word != words.printed[i] || lost;
        used += (size_t)snprintf(ret + used, room - used, "%s%s%s", i ? " " : "", word,
                                 lost ? " CHỦ" : "");
    }
    return changed && used < room;
}

size_t sohoa_type_position(const struct sohoa_type_env *env, const char *text,
                           struct sohoa_typed *ret)
{
    char mended[WORDS_MAX * (WORD_BYTES + 8)];
    if (mend(text, mended, sizeof mended)) {
        size_t values = sohoa_type_position(env, mended, ret);
        ret->corrected += 3; /* for a person to see */
        return values;
    }
    struct words words;
    char office[WORDS_MAX * (WORD_BYTES + 1)] = "", value[2 * sizeof office + 16];
    size_t first = 0, second = 0, used = 0;
    size_t count = split(text, &words) ? named_twice(&words, &first, &second) : 0;
    for (size_t i = 0; i < count; i++) { /* a seal takes letters away, it adds none */
        bool longer = strlen(words.plain[first + i]) >= strlen(words.plain[second + i]);
        used += (size_t)snprintf(office + used, sizeof office - used, "%s%s", i ? " " : "",
                                 words.printed[longer ? first + i : second + i]);
    }
    snprintf(value, sizeof value, "KT. %s PHÓ %s", office, office);
    if (count == 0 || sohoa_vi_same(value, text))
        return sohoa_type_free_text(env, text, ret);
    sohoa_typed_set(ret, value);
    ret->corrected = sohoa_vi_changed(text, value);
    return 1;
}
