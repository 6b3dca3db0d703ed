/* type_place_tidy.c - what stands in an address and is no part of it, and names that are known by
 * where they stand: specks in front, hyphens of dirt, letters torn off, streets. [any] */
#include "reading/syllable.h"
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

enum { WORD_MAX = 48, NAME_MAX = 128, FOR_EYES = 3 /* so many mended stay below the line */ };

static bool is_figure(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(const char *text)
{
    size_t n;
    return sohoa_vi_base(sohoa_vi_at(text, &n)) != 0;
}

static bool is_upper(const char *text)
{
    size_t n;
    struct sohoa_vi_letter letter;
    return sohoa_vi_letter(sohoa_vi_at(text, &n), &letter) && letter.upper;
}

static bool listed(const struct sohoa_type_env *env, enum sohoa_vocab_list list, const char *text,
                   size_t size)
{
    return sohoa_vocab_knows(env->vocab, list, text, size) == SOHOA_VOCAB_SPELLED;
}

/* Words that an address or a house's name begins with, and names of hamlets. */
static const char *const hamlets[] = {"thôn", "xóm", "bản", "ấp", "khóm", "buôn", "tổ dân phố"};
static const char *const heads[] = {"số nhà",    "số",        "tổ",        "khu phố",
                                    "ngõ",       "xã",        "phường",    "thị trấn",
                                    "bệnh viện", "trung tâm", "trạm y tế", "ủy ban nhân dân"};

/* Marks count: "Tô Hiến Thành" is no "tổ". */
static bool begins_with(const char *text, const char *const *words, size_t count)
{
    char plain[WORD_MAX], word[WORD_MAX];
    for (size_t i = 0; i < count; i++) {
        sohoa_vi_plain(words[i], plain, sizeof plain);
        size_t size = sohoa_place_begins(text, strlen(text), plain);
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), text);
        if (size && sohoa_vi_same(word, words[i]))
            return true;
    }
    return false;
}

static bool is_head(const char *text)
{
    return is_upper(text) && (begins_with(text, hamlets, sizeof hamlets / sizeof *hamlets) ||
                              begins_with(text, heads, sizeof heads / sizeof *heads));
}

/* "Í Số nhà 8", "o{ Ấp 5", "2' T Tổ dân phố 15": lone letters and signs in front of the first unit.
 */
static void drop_specks(char *text, struct sohoa_typed *ret)
{
    size_t at = 0, n, letters = 0;
    bool sign = false; /* a number alone is a house's */
    for (; text[at]; at += n) {
        if (at > 0 && text[at - 1] == ' ' && is_head(text + at))
            break;
        bool space = text[at] == ' ';
        sohoa_vi_at(text + at, &n);
        letters = space ? 0 : letters + is_letter(text + at);
        sign |= !space && !is_figure(text[at]);
        if (letters > 1 || at > 12 || text[at] == ',')
            return;
    }
    if (at == 0 || !text[at] || !sign)
        return;
    memmove(text, text + at, strlen(text + at) + 1);
    ret->corrected += FOR_EYES;
}

/* "tự xã hội Ấp Phú Lợi, ...", "phường Xóm 11, ...", "Khu phố, Phường ...", "tỉnh Sơn La": another
 * field's words in front, a unit without its name, nothing but a province. */
static void doubt_front(const char *text, struct sohoa_typed *ret)
{
    size_t size = strcspn(text, ",;");
    for (size_t at = 1; at < size; at++) {
        if (is_figure(text[at - 1]))
            break;
        if (text[at - 1] == ' ' && is_upper(text + at) && begins_with(text + at, hamlets, 5)) {
            ret->corrected += FOR_EYES;
            break;
        }
    }
    for (size_t from = 0; text[from]; from += size + (text[from + size] != '\0')) {
        char part[NAME_MAX], plain[NAME_MAX];
        size = strcspn(text + from, ",;");
        snprintf(part, sizeof part, "%.*s", (int)(size < sizeof part ? size : 0), text + from);
        sohoa_vi_plain(part, plain, sizeof plain);
        if (strcmp(plain, "khu pho") == 0 || strcmp(plain, "to dan pho") == 0 ||
            strcmp(plain, "thon") == 0 || strcmp(plain, "xom") == 0)
            ret->corrected += FOR_EYES;
    }
}

/* "Lục-Nam", "ngõ-43", "thành- phố": a hyphen of dirt. Names that have one ("Phan Rang-Tháp Chàm")
 * and units that one parts are none with a space in its place. */
static void mend_hyphens(const struct sohoa_type_env *env, char *text, size_t room,
                         struct sohoa_typed *ret)
{
    for (size_t at = 1; text[at]; at++) {
        if (text[at] != '-' || !is_letter(text + at + 1 + (text[at + 1] == ' ')) ||
            text[at - 1] == ' ' || is_figure(text[at - 1])) {
            if (text[at] == '-' && is_figure(text[at + 1]) && (unsigned char)text[at - 1] >= 0x80) {
                text[at] = ' '; /* a word's last letter in front, a number behind */
                ret->corrected += FOR_EYES;
            }
            continue;
        }
        size_t from = at, to = at + 1;
        while (from > 0 && !strchr(" ,.;-", text[from - 1]))
            from--;
        while (text[to] && !strchr(" ,.;-", text[to]))
            to++;
        text[at] = ' ';
        bool spaced = text[at + 1] == ' ';
        bool place = spaced || listed(env, SOHOA_VOCAB_DISTRICT, text + from, to - from) ||
                     listed(env, SOHOA_VOCAB_PROVINCE, text + from, to - from) ||
                     listed(env, SOHOA_VOCAB_COMMUNE, text + from, to - from);
        if (!place) {
            text[at] = '-';
            continue;
        }
        if (spaced)
            (void)sohoa_splice(text, room, at, at + 1, "");
        ret->corrected += spaced ? 1 : FOR_EYES;
    }
}

/* "Long I âm", "L ý Nhân Tông", "Phú JL âm": the first letter of a word, torn off. */
static void join_torn(const struct sohoa_type_env *env, char *text, size_t room,
                      struct sohoa_typed *ret)
{
    for (size_t at = 1; text[at]; at++) {
        size_t size = strcspn(text + at, " ,;");
        bool stroke = size > 0 && size <= 2 && strspn(text + at, "ILJl") == size;
        size_t next = at + size + 1;
        if (text[at - 1] != ' ' || !stroke || text[at + size] != ' ' || !is_letter(text + next) ||
            is_upper(text + next))
            continue;
        char word[WORD_MAX];
        (void)snprintf(word, sizeof word, "L%.*s", (int)(strcspn(text + next, " ,;") % 32),
                       text + next);
        struct sohoa_vocab_match match;
        if (sohoa_vocab_find(env->vocab, SOHOA_VOCAB_PLACE_WORD, word, NULL, 0, &match) &&
            match.spelled && sohoa_splice(text, room, at, next, "L"))
            ret->corrected += FOR_EYES;
    }
}

/* "Thôn cắm Trạch", "phường cầm Khê": names begin with a capital; C and c are alike. */
static void raise_names(char *text, size_t room, struct sohoa_typed *ret)
{
    static const char *const units[] = {"thon", "xom", "ban", "xa", "phuong", "khu pho"};
    for (size_t at = 0; text[at]; at++) {
        if (at > 0 && text[at - 1] != ' ' && text[at - 1] != ',')
            continue;
        size_t taken = 0, n;
        for (size_t i = 0; !taken && i < sizeof units / sizeof *units; i++)
            taken = sohoa_place_begins(text + at, strlen(text + at), units[i]);
        if (!taken || text[at + taken] != ' ')
            continue;
        size_t name = at + taken + 1, size = strcspn(text + name, " ,;");
        if (!is_letter(text + name) || is_upper(text + name) || text[name + size] != ' ' ||
            !is_upper(text + name + size + 1))
            continue;
        if (begins_with(text + name, heads, sizeof heads / sizeof *heads)) /* "xã xã Bá Thước" */
            continue;
        char letter[8];
        int32_t c = sohoa_vi_at(text + name, &n);
        letter[sohoa_vi_put(sohoa_vi_upper(c), letter, sizeof letter - 1)] = '\0';
        if (strchr("ckopsuvxyw", sohoa_vi_base(c)) &&
            sohoa_splice(text, room, name, name + n, letter))
            ret->corrected += FOR_EYES;
    }
}

/* The street that a stretch of a part names, but for its marks; longest first. */
static bool mend_street(const struct sohoa_type_env *env, char *text, size_t room, size_t at,
                        struct sohoa_typed *ret)
{
    size_t ends[4], count = 0;
    for (size_t to = at; text[to] && !strchr(",;", text[to]) && count < 4;) {
        to += strcspn(text + to, " ,;");
        ends[count++] = to;
        to += text[to] == ' ';
    }
    for (; count >= 2; count--) {
        char name[NAME_MAX], better[NAME_MAX];
        struct sohoa_vocab_match match;
        size_t size = ends[count - 1] - at;
        snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : 0), text + at);
        while (size > 0 && name[0] && name[strlen(name) - 1] == '.') {
            name[strlen(name) - 1] = '\0';
            size--;
        }
        if (!sohoa_vocab_find(env->vocab, SOHOA_VOCAB_STREET, name, NULL, 0, &match))
            continue;
        if (match.spelled || !match.sole)
            return true;
        sohoa_like_case(match.name, name, strlen(name), better, sizeof better);
        if (sohoa_splice(text, room, at, at + size, better))
            ret->corrected += FOR_EYES;
        return true;
    }
    return false;
}

/* "đường Trần Hưng Đao", "ngõ 58 Lê Lơi": behind the word for a street, or a house's number. */
static void mend_streets(const struct sohoa_type_env *env, char *text, size_t room,
                         struct sohoa_typed *ret)
{
    bool awaits = false;
    for (size_t at = 0; text[at];) {
        size_t size = strcspn(text + at, " ,;");
        char word[WORD_MAX], plain[WORD_MAX];
        if (size == 0) {
            awaits = awaits && text[at] == ' ';
            at++;
            continue;
        }
        if (awaits && is_upper(text + at) && mend_street(env, text, room, at, ret))
            awaits = false;
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), text + at);
        sohoa_vi_plain(word, plain, sizeof plain);
        awaits = is_figure(text[at]) || strcmp(plain, "duong") == 0 || strcmp(plain, "pho") == 0;
        at += strcspn(text + at, " ,;");
    }
}

/* "cấp ngày 18/07/2024 188 Hùng Vương": the end of the line above. */
static void drop_date(char *text, struct sohoa_typed *ret)
{
    char head[NAME_MAX], plain[NAME_MAX];
    size_t at = strcspn(text, "0123456789"), size = strspn(text + at, "0123456789/-.");
    snprintf(head, sizeof head, "%.*s", (int)(at < sizeof head ? at : 0), text);
    sohoa_vi_plain(head, plain, sizeof plain);
    bool words = strcmp(plain, "cap ngay") == 0 || strcmp(plain, "ngay cap") == 0 ||
                 strcmp(plain, "ngay") == 0;
    if (!words || size < 8 || text[at + size] != ' ')
        return;
    memmove(text, text + at + size + 1, strlen(text + at + size + 1) + 1);
    ret->corrected += FOR_EYES;
}

/* "_Nông Cống", "Minh_ Thịnh": what a rule left. */
static void drop_rules(char *text, struct sohoa_typed *ret)
{
    size_t used = 0;
    for (const char *at = text; *at; at++) {
        bool rule = *at == '_';
        ret->corrected += rule;
        if ((rule || *at == ' ') && (used == 0 || text[used - 1] == ' '))
            continue;
        text[used++] = *at == '_' ? ' ' : *at;
    }
    text[used] = '\0';
}

/* "Ủy ban nhân dân xã Hòa Lập NGƯỜI THỰC HIỆN": what is signed with stands below an office. */
static void drop_signature(char *text, struct sohoa_typed *ret)
{
    static const char *const words[] = {" NGƯỜI THỰC", " NGƯỜI KÝ", " TRƯỞNG PHÒNG", " CHỦ TỊCH"};
    char *found;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if ((found = strstr(text, words[i])) != NULL && found > text && found[-1] >= 'a') {
            *found = '\0';
            ret->corrected += FOR_EYES;
        }
}

void sohoa_place_tidy(const struct sohoa_type_env *env, char *text, size_t room,
                      struct sohoa_typed *ret)
{
    drop_rules(text, ret);
    drop_signature(text, ret);
    drop_date(text, ret);
    drop_specks(text, ret);
    mend_hyphens(env, text, room, ret);
    join_torn(env, text, room, ret);
    raise_names(text, room, ret);
    mend_streets(env, text, room, ret);
    doubt_front(text, ret);
}

/* A mended name with the words that were right as they were printed ("Cẩm Thủy", not "Cẩm Thuỷ").
 */
void sohoa_place_keep_print(const char *better, const char *printed, char *ret, size_t room)
{
    size_t used = 0;
    ret[0] = '\0';
    for (const char *a = better, *b = printed; *a;) {
        size_t size = strcspn(a, " "), own = strcspn(b, " ");
        char word[WORD_MAX], was[WORD_MAX];
        snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : 0), a);
        snprintf(was, sizeof was, "%.*s", (int)(own < sizeof was ? own : 0), b);
        int n = snprintf(ret + used, room - used, "%s%s", used ? " " : "",
                         sohoa_vi_same(word, was) ? was : word);
        if (n < 0 || (size_t)n >= room - used)
            return;
        used += (size_t)n;
        a += size + (a[size] == ' ');
        b += own + (b[own] == ' ');
    }
}
