/* sane_words.c - what the words mean that vendors give their sources and modes; see sane_words.h.
 * Every backend words its lists on its own: matching is by the telling part of the words, with a
 * penalty for variants, never by the name of a device. No state, any thread. */
#include "sane_words.h"

#include <ctype.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

enum { WORD_MAX = 126 };

/* " adf duplex " of "ADF-Duplex": lower case, one space around each run of letters and digits, so
 * that a search for " adf " finds a whole word and one for "duplex" any part. */
static void plain(const char *word, char out[static WORD_MAX + 2])
{
    size_t n = 0;
    out[n++] = ' ';
    for (; *word && n < WORD_MAX; word++) {
        unsigned char c = (unsigned char)*word;
        if (isalnum(c) || c >= 0x80)
            out[n++] = (char)tolower(c);
        else if (out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (out[n - 1] != ' ')
        out[n++] = ' ';
    out[n] = '\0';
}

static bool holds_any(const char *text, const char *const *parts)
{
    for (; *parts; parts++)
        if (strstr(text, *parts))
            return true;
    return false;
}

enum scan_paper scan_paper_of(const char *word, int *ret_penalty)
{
    static const char *const film[] = {"transparen", "slide",  "negative", " tma ",
                                       " tpu ",      " film ", "camera",   NULL};
    static const char *const simplex[] = {"simplex",    "no duplex", "non duplex", "duplex off",
                                          "single sid", "one sid",   "1 sid",      NULL};
    static const char *const duplex[] = {"duplex",     "both sid", "double sid", "doublesid",
                                         "two sid",    "2 sid",    "2sid",       "front and back",
                                         "front back", NULL};
    static const char *const feeder[] = {" adf",    "feed",    "sheetfed", "automatic document",
                                         "simplex", "one sid", "1 sid",    "single sid",
                                         NULL};
    static const char *const flatbed[] = {"flatbed",  "flat bed",       " fb ",  "platen", "glass",
                                          " normal ", "document table", " bed ", NULL};
    static const char *const back[] = {" back ", " rear ", NULL};
    static const char *const by_hand[] = {"manual", " card ", "bypass", NULL};
    char text[WORD_MAX + 2];
    plain(word, text);
    *ret_penalty = 0;
    if (holds_any(text, film))
        return SCAN_PAPER_OTHER;
    if (holds_any(text, duplex) && !holds_any(text, simplex))
        return SCAN_DUPLEX;
    if (holds_any(text, feeder)) {
        *ret_penalty = (holds_any(text, back) ? 10 : 0) + (holds_any(text, by_hand) ? 5 : 0);
        return SCAN_FEEDER;
    }
    return holds_any(text, flatbed) ? SCAN_FLATBED : SCAN_PAPER_OTHER;
}

enum scan_colour scan_colour_of(const char *word, int *ret_penalty)
{
    static const char *const line[] = {
        "lineart",     "line art",        "binary",          " b w ",     " bw ",   "monochrome",
        "black white", "black and white", "blackwhite",      " bilevel ", " mono ", " 1 bit ",
        " 1bit ",      "bitonal",         "black and white", NULL};
    static const char *const dither[] = {"halftone",  "half tone", "dither",
                                         "diffusion", "threshold", NULL};
    static const char *const color[] = {"color", "colour", " rgb", NULL};
    static const char *const gray[] = {"gray", "grey", NULL};
    static const char *const deep[] = {"16", "48", "36", "30", "12", "14", "10", "4 bit", NULL};
    static const char *const variant[] = {"fast",     "filter", "infrared", " ir ",
                                          "negative", "raw",    "custom",   NULL};
    char text[WORD_MAX + 2];
    plain(word, text);
    int penalty = (holds_any(text, dither) ? 20 : 0) + (holds_any(text, deep) ? 10 : 0) +
                  (holds_any(text, variant) ? 5 : 0);
    *ret_penalty = penalty;
    bool coloured = holds_any(text, color);
    if (holds_any(text, line)) {
        *ret_penalty += coloured ? 20 : 0;
        return SCAN_LINEART;
    }
    if (holds_any(text, dither) && !holds_any(text, gray) && !coloured)
        return SCAN_COLOUR_OTHER;
    if (coloured)
        return SCAN_COLOR;
    return holds_any(text, gray) ? SCAN_GRAY : SCAN_COLOUR_OTHER;
}

int scan_paper_find(const char *const *list, enum scan_paper paper)
{
    int best = -1;
    int least = INT_MAX;
    for (int i = 0; list[i]; i++) {
        int penalty;
        if (scan_paper_of(list[i], &penalty) == paper && penalty < least) {
            best = i;
            least = penalty;
        }
    }
    return best;
}

int scan_colour_find(const char *const *list, enum scan_colour colour)
{
    int best = -1;
    int least = INT_MAX;
    for (int i = 0; list[i]; i++) {
        int penalty;
        if (scan_colour_of(list[i], &penalty) == colour && penalty < least) {
            best = i;
            least = penalty;
        }
    }
    return best;
}

int scan_word_find(const char *const *list, const char *word)
{
    for (int i = 0; list[i]; i++)
        if (strcasecmp(list[i], word) == 0)
            return i;
    return -1;
}

bool scan_word_bool(const char *word, bool *ret_value)
{
    static const char *const yes[] = {"yes", "on", "true", "1", NULL};
    static const char *const no[] = {"no", "off", "false", "0", NULL};
    if (scan_word_find(yes, word) >= 0)
        *ret_value = true;
    else if (scan_word_find(no, word) >= 0)
        *ret_value = false;
    else
        return false;
    return true;
}

int scan_word_distance(const char *a, const char *b)
{
    enum { NAME_MAX_BYTES = 63 };
    size_t na = strlen(a);
    size_t nb = strlen(b);
    if (na > NAME_MAX_BYTES || nb > NAME_MAX_BYTES)
        return INT_MAX;
    int row[NAME_MAX_BYTES + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= na; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= nb; j++) {
            int same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);
            int best = diagonal + !same;
            best = row[j] + 1 < best ? row[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            diagonal = row[j];
            row[j] = best;
        }
    }
    return row[nb];
}
