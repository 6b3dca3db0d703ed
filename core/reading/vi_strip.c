/* vi_strip.c - a value without what a form leaves around it: leaders, note marks, stray signs.
 * [any]
 */
#include "reading/vi_text.h"

#include <string.h>

static bool is_leader(int32_t c)
{
    switch (c) {
    case '.':
    case '_':
    case 0xB7:   /* middle dot */
    case 0x2024: /* one to three dots in one sign */
    case 0x2025:
    case 0x2026:
    case 0x2022:
    case 0x2027:
    case 0x22C5:
    case 0x22EF:
        return true;
    default:
        return false;
    }
}

static bool is_loose(int32_t c)
{
    return is_leader(c) || (c < 0x80 && c > 0 && strchr(" :;,-|~=*^`<>\\\"'?", c)) || c == 0xAB ||
           c == 0xBB || (c >= 0x2010 && c <= 0x201F) || c == 0xAF || c == 0xAC || c == 0xA6;
}

/* "(1)" or "(12)" at text; its bytes, or 0. */
static size_t note_mark(const char *text)
{
    size_t n = 1;
    if (text[0] != '(')
        return 0;
    while (n < 3 && text[n] >= '0' && text[n] <= '9')
        n++;
    return n > 1 && text[n] == ')' ? n + 1 : 0;
}

/* A run of leaders (spaces between them allowed) of at least two dots; its bytes, or 0. */
static size_t leader_run(const char *text)
{
    size_t used = 0, end = 0, dots = 0, n;
    int32_t c;
    while ((c = sohoa_vi_at(text + used, &n)) != 0) {
        if (!is_leader(c) && c != ' ')
            break;
        used += n;
        if (is_leader(c)) {
            dots += c == 0x2026 || c == 0x22EF ? 3 : 1;
            end = used;
        }
    }
    return dots >= 2 ? end : 0;
}

/* Leaders inside a value become one space. */
static void open_leaders(char *text)
{
    size_t to = 0;
    bool mail = strchr(text, '@') != NULL; /* whose dots were read twice, not a leader */
    for (size_t at = 0; text[at];) {
        size_t run = leader_run(text + at), n;
        if (run) {
            at += run;
            if (to > 0 && text[to - 1] != ' ')
                text[to++] = mail && run < 5 && text[at] ? '.' : ' ';
            continue;
        }
        sohoa_vi_at(text + at, &n);
        if (!(text[at] == ' ' && to > 0 && text[to - 1] == ' ')) {
            memmove(text + to, text + at, n);
            to += n;
        }
        at += n;
    }
    text[to] = '\0';
}

/* Dots of a leader left between all words ("Thôn.1,.xã.Mẫu") become spaces; those of abbreviations
 * ("TP.Huế") are few. */
static void open_dots(char *text)
{
    size_t dots = 0;
    for (size_t at = 1; text[at - 1] && text[at]; at++) {
        unsigned char before = (unsigned char)text[at - 1], after = (unsigned char)text[at + 1];
        bool letter = before >= 0x80 || (before >= 'a' && before <= 'z');
        bool joins =
            after >= 0x80 || (after >= 'A' && after <= 'z') || (after >= '0' && after <= '9');
        dots += text[at] == '.' && (letter || before == ',') && (joins || after == ' ');
    }
    if (dots < 3 || strchr(text, '@'))
        return;
    for (char *at = text; *at; at++)
        if (*at == '.')
            *at = ' ';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Upright strokes are rules of a table, but for those among figures, which the types weigh. */
static void open_rules(char *text)
{
    for (char *at = text; *at; at++)
        if (*at == '|' && !(at > text && is_digit(at[-1]) && is_digit(at[1])))
            *at = ' ';
}

/* Where the last character of text[0..length) begins. */
static size_t last_at(const char *text, size_t length)
{
    size_t at = length - 1;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    return at;
}

static size_t front(const char *text)
{
    size_t at = 0, n;
    for (;;) {
        size_t mark = note_mark(text + at);
        int32_t c = sohoa_vi_at(text + at, &n);
        if (c == '(' && !strchr(text + at, ')')) /* one of a pair: noise */
            mark = 1;
        if (mark)
            at += mark;
        else if (c && is_loose(c))
            at += n;
        else
            return at;
    }
}

size_t sohoa_vi_strip(char *text)
{
    open_rules(text);
    open_dots(text);
    open_leaders(text);
    size_t at = front(text), length = strlen(text + at), n;
    memmove(text, text + at, length + 1);
    while (length > 0) {
        size_t last = last_at(text, length);
        size_t mark = length >= 4 ? length - 4 : 0;
        if (is_loose(sohoa_vi_at(text + last, &n)))
            length = last;
        else if (length >= 3 && note_mark(text + length - 3) == 3)
            length -= 3;
        else if (mark && note_mark(text + mark) == 4)
            length = mark;
        else
            break;
        text[length] = '\0';
    }
    return length;
}
