/* type_place_words.c - words of addresses that stand in fixed company: the number behind "xóm" or
 * "ngõ", the words of a hospital's name, signs in front. Raw readings are kept elsewhere. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 48, TEXT_MAX = 128 };

static bool is_end(char c)
{
    return c == '\0' || strchr(" ,.;/-", c) != NULL;
}

/* The word at text[at]: its bytes, its letters without marks in ret. */
static size_t word_at(const char *text, size_t at, char ret[WORD_MAX])
{
    char word[WORD_MAX];
    size_t size = strcspn(text + at, " ,.;");
    ret[0] = '\0';
    if (size == 0 || size >= sizeof word)
        return size;
    snprintf(word, sizeof word, "%.*s", (int)size, text + at);
    sohoa_vi_plain(word, ret, WORD_MAX);
    return size;
}

/* A number follows these ("Xóm 6", "Khu phố 2", "ngõ 11"). A lone "phố" names a street. */
static bool wants_number(const char *before, const char *word)
{
    static const char *const words[] = {"xom", "thon", "ban",   "to",  "ap",  "so", "khom",
                                        "doi", "ngo",  "ngach", "hem", "tdp", "kp", "khu"};
    if (strcmp(word, "pho") == 0)
        return strcmp(before, "khu") == 0 || strcmp(before, "dan") == 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool is_figure(char c)
{
    return c >= '0' && c <= '9';
}

/* A six's belly and a one's stroke are certain; letters that units do have ("Tổ B", "Thôn I", and
 * "Thôn II") and the O, which may be any round figure, are only doubted. */
static void mend_unit(char *text, size_t room, size_t at, struct sohoa_typed *ret)
{
    size_t n;
    int32_t c = sohoa_vi_at(text + at, &n);
    bool stroke = c == 'l' || c == '|' || c == 'I';
    size_t figures = strspn(text + at + 1, "0123456789");
    if ((c == 'L' || c == 'J') && figures == 1 && is_end(text[at + 2])) { /* "Xóm L1" */
        text[at] = '1';
        ret->corrected += 2;
        return;
    }
    if (c >= '0' && c <= '9' && text[at + 1] == ' ' && is_figure(text[at + 2]) &&
        (!text[at + 3] || text[at + 3] == ',')) { /* "Thôn 1 1, xã" */
        memmove(text + at + 1, text + at + 2, strlen(text + at + 2) + 1);
        ret->corrected += 3;
        return;
    }
    if (c == 'I' && text[at + 1] == 'I' && is_end(text[at + 2])) {
        sohoa_typed_doubt(ret, 0.6);
        return;
    }
    if (!c || !is_end(text[at + n]))
        return;
    bool figure = text[at + n] == ' ' && text[at + n + 1] >= '0' && text[at + n + 1] <= '9' &&
                  is_end(text[at + n + 2]);
    if (stroke && figure) { /* "Thôn I 1" */
        ret->corrected += sohoa_splice(text, room, at, at + n + 1, "1") ? 2 : 0;
    } else if (c == 0xF3 || c == 0xD3) {
        ret->corrected += sohoa_splice(text, room, at, at + n, "6");
    } else if (c == 'l' || c == '|') {
        ret->corrected += sohoa_splice(text, room, at, at + n, "1");
    } else if (c < 0x80 && strchr("IOoSBZG", c)) {
        sohoa_typed_doubt(ret, 0.6);
    }
}

static bool is_capital(const char *text)
{
    size_t n;
    struct sohoa_vi_letter letter;
    return sohoa_vi_letter(sohoa_vi_at(text, &n), &letter) && letter.upper;
}

/* The word for a unit in front of its number: the one of its letters, or one letter away where no
 * other word is as near ("Xém 14", "ngã 170"); "gố 441" keeps the mark that only "số" has. */
static const char *unit_word(const char *word, const char *plain)
{
    static const char *const units[] = {"xóm", "thôn", "ngõ", "ngách", "số", "tổ"};
    static const char *const others[] = {"hem", "hom", "ngay", "nga"}; /* "Ngã 3" */
    char letters[16];
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(plain, others[i]) == 0 && (i < 3 || is_capital(word)))
            return NULL;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        sohoa_vi_plain(units[i], letters, sizeof letters);
        bool near = strlen(letters) >= 3 && strlen(plain) == strlen(letters) &&
                    sohoa_vi_distance(plain, letters, 1) == 1;
        if (strcmp(plain, letters) == 0 || near)
            return units[i];
    }
    size_t n;
    int32_t first = sohoa_vi_at(word, &n);
    if (strlen(plain) == 2 && (first == 0x1EA5 || first == 0x1EA4)) /* "ấn 5": an "ấp" */
        return "ấp";
    return strlen(plain) == 2 && strcmp(word + n, "ố") == 0 ? "số" : NULL;
}

static void take_word(char *text, size_t room, size_t at, size_t size, const char *word,
                      struct sohoa_typed *ret)
{
    char printed[WORD_MAX], better[WORD_MAX];
    if (size >= sizeof printed)
        return;
    snprintf(printed, sizeof printed, "%.*s", (int)size, text + at);
    if (sohoa_vi_same(printed, word))
        return;
    sohoa_like_case(word, printed, size, better, sizeof better);
    if (sohoa_splice(text, room, at, at + size, better))
        ret->corrected += sohoa_vi_changed(printed, better);
}

/* "thân Đông Thành", "Bạn Mường", "Phô Nguyễn Trãi": the word for a unit at the beginning of an
 * address, before a name: one of its letters, in small letters one letter away too. */
static const char *hamlet_word(const char *word, const char *plain)
{
    static const char *const units[] = {"thôn", "xóm", "bản", "phố"};
    char letters[16];
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        sohoa_vi_plain(units[i], letters, sizeof letters);
        bool near = i == 0 && !is_capital(word) && strlen(plain) == strlen(letters) &&
                    sohoa_vi_distance(plain, letters, 1) == 1;
        if (strcmp(plain, letters) == 0 || near)
            return units[i];
    }
    return NULL;
}

/* Whether the next part of the address names a commune by its word: then this one is less. */
static bool commune_follows(const char *text)
{
    char word[WORD_MAX];
    text += strcspn(text, ",");
    if (*text != ',' || text[1] != ' ')
        return false;
    size_t size = word_at(text, 2, word);
    return text[2 + size] == ' ' &&
           (!strcmp(word, "xa") || !strcmp(word, "phuong") || !strcmp(word, "thi"));
}

/* The first word of a part, before a number or a name: "Xém 14", "nhường Ngọc Sơn". Small letters
 * before a name are only words for units; "Phương Hải Bình" may be a name, and says so. */
static void mend_first(char *text, size_t room, size_t at, size_t size, struct sohoa_typed *ret)
{
    char word[WORD_MAX], plain[WORD_MAX];
    const char *next = text + at + size + 1;
    if (size == 0 || size >= sizeof word || text[at + size] != ' ')
        return;
    snprintf(word, sizeof word, "%.*s", (int)size, text + at);
    sohoa_vi_plain(word, plain, sizeof plain);
    if (is_figure(*next)) {
        const char *unit = unit_word(word, plain);
        if (unit)
            take_word(text, room, at, size, unit, ret);
        return;
    }
    if (at == 0 && is_capital(next) && commune_follows(next)) {
        const char *unit = hamlet_word(word, plain);
        if (unit)
            take_word(text, room, at, size, unit, ret);
    }
    if (!is_capital(next) || at == 0)
        return;
    const char *unit = strlen(plain) < 5                            ? NULL
                       : sohoa_vi_distance(plain, "phuong", 1) <= 1 ? "phường"
                       : sohoa_vi_distance(plain, "huyen", 1) <= 1  ? "huyện"
                                                                    : NULL;
    if (unit && !is_capital(word))
        take_word(text, room, at, size, unit, ret);
    else if (strcmp(plain, "phuong") == 0 && !sohoa_vi_same(word, "phường") &&
             memchr(next, ' ', strcspn(next, ",")))
        ret->corrected += 3; /* for a person to see */
}

/* "dường Lê Lợi" and "Thôn Thôn 16", anywhere in a part. */
static bool mend_inside(char *text, size_t room, size_t at, size_t size, struct sohoa_typed *ret)
{
    char word[WORD_MAX];
    const char *next = text + at + size + 1;
    (void)word_at(text, at, word);
    if (text[at + size] != ' ')
        return false;
    if (strcmp(word, "duong") == 0 && !is_capital(text + at) && is_capital(next))
        take_word(text, room, at, size, "đường", ret);
    if (strncmp(text + at, next, size) == 0 && next[size] == ' ' && is_figure(next[size + 1]) &&
        wants_number("", word)) {
        ret->corrected += sohoa_splice(text, room, at, at + size + 1, "") ? 2 : 0;
        return true;
    }
    return false;
}

static void mend_parts(char *text, size_t room, struct sohoa_typed *ret)
{
    bool first = true;
    for (size_t at = 0; text[at];) {
        size_t size = strcspn(text + at, " ,.;");
        if (size == 0) {
            first |= text[at] != ' ';
            at++;
            continue;
        }
        if (mend_inside(text, room, at, size, ret))
            continue;
        if (first || is_figure(text[at + size + (text[at + size] == ' ')]))
            mend_first(text, room, at, size, ret);
        first = false;
        at += strcspn(text + at, " ,.;");
    }
}

static void mend_units(char *text, size_t room, struct sohoa_typed *ret)
{
    char before[WORD_MAX] = "", word[WORD_MAX];
    for (size_t at = 0; text[at];) {
        size_t size = word_at(text, at, word);
        if (size == 0) {
            before[0] = '\0';
            at++;
            continue;
        }
        if (text[at + size] == ' ' && wants_number(before, word))
            mend_unit(text, room, at + size + 1, ret);
        memcpy(before, word, sizeof before);
        at += size + (text[at + size] == ' ');
    }
}

/* Whether two words are a pair: the same letters, or one letter wrong of one of them while the
 * other is right. */
static bool is_pair(const char *plain, const char *wanted)
{
    if (strcmp(plain, wanted) == 0)
        return true;
    size_t first = strcspn(wanted, " "), read = strcspn(plain, " ");
    bool one = (read == first && strncmp(plain, wanted, first) == 0) ||
               strcmp(plain + read, wanted + first) == 0;
    return one && first >= 2 && strlen(plain) == strlen(wanted) &&
           sohoa_vi_distance(plain, wanted, 1) == 1;
}

/* "Bạnh viện", "Rệnh viện": the head of a house, with one letter wrong. */
static void mend_head(char *text, size_t room, struct sohoa_typed *ret)
{
    static const char *const heads[] = {"bệnh viện", "trung tâm"};
    char first[WORD_MAX], second[WORD_MAX], both[2 * WORD_MAX], plain[2 * WORD_MAX], wanted[24],
        better[48];
    size_t size = word_at(text, 0, first);
    size_t next = size && text[size] == ' ' ? word_at(text, size + 1, second) : 0;
    if (next == 0 || size + next + 2 > sizeof both)
        return;
    snprintf(both, sizeof both, "%.*s", (int)(size + 1 + next), text);
    sohoa_vi_plain(both, plain, sizeof plain);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        sohoa_vi_plain(heads[i], wanted, sizeof wanted);
        if (!is_pair(plain, wanted) || sohoa_vi_same(both, heads[i]))
            continue;
        sohoa_like_case(heads[i], is_capital(both) ? both : "Bb",
                        is_capital(both) ? strlen(both) : 2, better, sizeof better);
        if (sohoa_splice(text, room, 0, strlen(both), better))
            ret->corrected += strcmp(plain, wanted) == 0 ? 1 : 3;
    }
}

/* "Bệnh viện Phu sản", "Trung tâm Y tề": what every such house is called. */
static void mend_houses(char *text, size_t room, struct sohoa_typed *ret)
{
    static const char *const pairs[] = {"phụ sản", "đa khoa", "y tế", "khu vực", "trung ương"};
    mend_head(text, room, ret);
    char first[WORD_MAX], plain[2 * WORD_MAX], both[2 * WORD_MAX], wanted[24], better[48];
    sohoa_vi_plain(text, plain, sizeof plain);
    if (strncmp(plain, "benh vien ", 10) != 0 && strncmp(plain, "tram ", 5) != 0 &&
        strncmp(plain, "trung tam ", 10) != 0)
        return;
    for (size_t at = 0, size; text[at] && text[at] != ','; at += size + (text[at + size] == ' ')) {
        size = word_at(text, at, first);
        if (size == 0)
            break;
        size_t next = text[at + size] == ' ' ? word_at(text, at + size + 1, plain) : 0;
        if (next == 0 || size + next + 2 > sizeof both)
            continue;
        snprintf(both, sizeof both, "%.*s", (int)(size + 1 + next), text + at);
        sohoa_vi_plain(both, plain, sizeof plain);
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
            sohoa_vi_plain(pairs[i], wanted, sizeof wanted);
            if (!is_pair(plain, wanted) || sohoa_vi_same(both, pairs[i]))
                continue;
            sohoa_like_case(pairs[i], both, strlen(both), better, sizeof better);
            if (sohoa_splice(text, room, at, at + size + 1 + next, better))
                ret->corrected +=
                    sohoa_vi_changed(both, better) + (strcmp(plain, wanted) != 0 ? 2 : 0);
            break;
        }
    }
}

/* "! Xóm 7", "_thành phố", "tỉnh 'Thanh Hóa": no part of an address begins with such a sign. */
static void drop_signs(char *text, struct sohoa_typed *ret)
{
    bool first = true;
    size_t used = 0, n;
    for (const char *at = text; *at; at += n) {
        sohoa_vi_at(at, &n);
        bool sign = strchr("!?@_*~^|/#", *at) != NULL;
        bool speck = *at == '\'' && used > 0 && text[used - 1] == ' ' && is_capital(at + 1);
        if (speck) {
            ret->corrected++;
            continue;
        }
        if (first && (sign || (used == 0 && *at == ' '))) {
            ret->corrected += sign;
            continue;
        }
        memmove(text + used, at, n);
        used += n;
        first = *at == ',' || *at == ';' || (first && *at == ' ');
    }
    text[used] = '\0';
}

/* "t? Khu phố 13", "pệnh viện": one small letter in front is left of a border; and no word here
 * begins with a lone p. */
static void mend_begin(char *text, struct sohoa_typed *ret)
{
    bool small = text[0] >= 'a' && text[0] <= 'z';
    size_t gap = small ? 1 + strspn(text + 1, "?!'\" ") : 0, n;
    if (small && text[gap - 1] == ' ' && is_capital(text + gap)) {
        memmove(text, text + gap, strlen(text + gap) + 1);
        ret->corrected++;
    } else if (text[0] == 'p') {
        char next = sohoa_vi_base(sohoa_vi_at(text + 1, &n));
        if (next && strchr("aeiouy", next)) {
            text[0] = 'B';
            ret->corrected++;
        }
    }
}

/* "Tổ dân dân phố 4", "Thanh Thanh Hóa": recognition saw a word twice; names of places that double
 * a long word are hardly any. For a person to see. */
static void drop_stutter(char *text, struct sohoa_typed *ret)
{
    char before[WORD_MAX] = "", word[WORD_MAX];
    for (size_t at = 0; text[at];) {
        size_t size = strcspn(text + at, " ,.;");
        if (size == 0) {
            if (text[at] != ' ')
                before[0] = '\0';
            at++;
            continue;
        }
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), text + at);
        if (sohoa_vi_plain(word, (char[WORD_MAX]){0}, WORD_MAX) >= 2 && strcmp(word, before) == 0 &&
            !is_figure(word[0])) {
            memmove(text + at - 1, text + at + size, strlen(text + at + size) + 1);
            ret->corrected += 3;
            at--;
            continue;
        }
        memcpy(before, word, sizeof before);
        at += size;
    }
}

/* "Số67": the space between the word and its number. */
static void part_number(char *text, size_t room, struct sohoa_typed *ret)
{
    for (char *at = text; (at = strstr(at, "ố")) != NULL; at += strlen("ố")) {
        size_t from = (size_t)(at - text), to = from + strlen("ố");
        bool word = from > 0 && (text[from - 1] == 'S' || text[from - 1] == 's') &&
                    (from == 1 || text[from - 2] == ' ' || text[from - 2] == ',');
        if (word && text[to] >= '0' && text[to] <= '9')
            ret->corrected += sohoa_splice(text, room, to, to, " ");
    }
}

/* "Ủy.ban nhân dân", "Thôn.7": a leader's dot between words, the first one longer than an
 * abbreviation. */
static bool is_leader_dot(const char *text, const char *done, size_t used)
{
    size_t n, letters = 0;
    for (size_t at = used; at > 0 && done[at - 1] != ' ' && done[at - 1] != ','; at--)
        letters += ((unsigned char)done[at - 1] & 0xC0) != 0x80;
    bool small = used > 0 && ((unsigned char)done[used - 1] >= 0x80 ||
                              (done[used - 1] >= 'a' && done[used - 1] <= 'z'));
    return *text == '.' && small && letters >= 2 &&
           (is_figure(text[1]) || (is_capital(text + 1) && letters >= 3) ||
            (letters >= 3 && sohoa_vi_base(sohoa_vi_at(text + 1, &n))));
}

/* A dash behind a comma is left of a leader or a border. */
void sohoa_place_space(const char *text, char *ret, size_t room)
{
    size_t used = 0;
    for (; *text && used + 3 < room; text++) {
        if (*text == ',' || *text == ';') {
            while (used > 0 && ret[used - 1] == ' ')
                used--;
            ret[used++] = *text;
            if (!strncmp(text + 1, " -", 2)) /* ", - tỉnh", ", -tỉnh" */
                text += 2;
            if (text[1] && text[1] != ' ' && !(text[1] >= '0' && text[1] <= '9'))
                ret[used++] = ' ';
            continue;
        }
        if (*text == '-' && used > 1 && ret[used - 1] == ' ' && is_capital(text + 1) &&
            strchr(" -", ret[used - 2]) == NULL)
            continue; /* "tỉnh Thanh -Hóa": a speck */
        ret[used] = is_leader_dot(text, ret, used) ? ' ' : *text;
        used++;
    }
    ret[used] = '\0';
}

/* "Ủyt ban nhân dân", "Uỷ han nhân dân": four words that every such office has. */
void sohoa_place_committee(char *text, size_t room, struct sohoa_typed *ret)
{
    char begin[TEXT_MAX], plain[TEXT_MAX], better[TEXT_MAX];
    size_t used = 0, words = 0, n;
    for (; text[used] && used + 5 < sizeof begin; used += n)
        if (sohoa_vi_at(text + used, &n) == ' ' && ++words == 4)
            break;
    bool lost = !strncmp(text, "ban nhân dân ", strlen("ban nhân dân ")) ||
                !strncmp(text, "y.ban nhân dân ", strlen("y.ban nhân dân ")) ||
                !strncmp(text, "y ban nhân dân ", strlen("y ban nhân dân "));
    if (lost) { /* the first letters stood at an edge */
        ret->corrected += sohoa_splice(text, room, 0, strcspn(text, "b"), "Ủy ") ? 3 : 0;
        return;
    }
    snprintf(begin, sizeof begin, "%.*s", (int)used, text);
    sohoa_vi_plain(begin, plain, sizeof plain);
    if (words < 4 || sohoa_vi_distance(plain, "uy ban nhan dan", 2) > 2 ||
        sohoa_vi_same(begin, "Ủy ban nhân dân"))
        return;
    bool new_style = strstr(begin, "Uỷ") || strstr(begin, "UỶ");
    sohoa_like_case(new_style ? "Uỷ ban nhân dân" : "Ủy ban nhân dân", begin, used, better,
                    sizeof better);
    if (sohoa_splice(text, room, 0, used, better))
        ret->corrected += sohoa_vi_changed(begin, better);
}

/* What is no Vietnamese in front of the first unit is the rest of a label ("Plaoe dĩ bít: Xã ...").
 */
static void drop_head(char *text, struct sohoa_typed *ret)
{
    static const char *const words[] = {"Xã ", "Phường ",  "Thị trấn ", "Thôn ",
                                        "Tổ ", "Khu phố ", "Bản ",      "Xóm "};
    for (size_t at = 1; text[at] && text[at] != ','; at++)
        for (size_t i = 0; text[at - 1] == ' ' && i < sizeof words / sizeof words[0]; i++) {
            char head[TEXT_MAX];
            uint32_t count, valid;
            if (strncmp(text + at, words[i], strlen(words[i])) != 0 || at >= sizeof head)
                continue;
            snprintf(head, sizeof head, "%.*s", (int)at, text);
            sohoa_syllable_count(head, &count, &valid);
            if (count == valid)
                return;
            memmove(text, text + at, strlen(text + at) + 1);
            ret->corrected += 2;
            return;
        }
}

void sohoa_place_words(char *text, size_t room, struct sohoa_typed *ret)
{
    drop_signs(text, ret);
    mend_begin(text, ret);
    part_number(text, room, ret);
    mend_parts(text, room, ret);
    drop_stutter(text, ret);
    mend_units(text, room, ret);
    mend_houses(text, room, ret);
    sohoa_place_committee(text, room, ret);
    drop_head(text, ret);
}
