/* digits_stretch.c - a citizen ID that recognition tore to pieces ("025181151 15] 189") or strewed
 * with strokes and stops ("06-118.3245-4410"): what stands close together on a line and is mostly
 * figures is read along the line as twelve. Pure functions. */
#include "digits.h"

#include <stdlib.h>
#include <string.h>

enum { FIGURES = 12, LEAST = 7, MOST = 15, STREWN_LEAST = 10 };

static bool is_figure(char c)
{
    return c >= '0' && c <= '9';
}

/* Figures; and other characters, of which stops and strokes are none. */
static int figures_of(const char *text, int *ret_others)
{
    int figures = 0;
    *ret_others = 0;
    for (; *text; text++) {
        figures += is_figure(*text);
        *ret_others +=
            !is_figure(*text) && (*text & 0xC0) != 0x80 && !strchr(".,:;/-|()[]' ", *text);
    }
    return figures;
}

/* The most figures without anything between them. */
static int longest(const char *text)
{
    int most = 0;
    for (int run = 0; *text; text++) {
        run = is_figure(*text) ? run + 1 : 0;
        most = run > most ? run : most;
    }
    return most;
}

/* "04.08.2024", with what ends it. */
static bool is_date(const char *text)
{
    int parts[3] = {0}, part = 0;
    for (; *text; text++) {
        if (is_figure(*text))
            parts[part]++;
        else if (strchr("./-", *text) && part < 2 && parts[part])
            part++;
        else if (!strchr(".,;:", *text) || text[1])
            return false;
    }
    return part == 2 && parts[0] <= 2 && parts[1] <= 2 && (parts[2] == 4 || parts[2] == 2);
}

/* A word that may be a piece: a whole number is none. */
static bool is_piece(const char *text, int *ret_figures)
{
    int others;
    *ret_figures = figures_of(text, &others);
    return strlen(text) <= 2 * FIGURES && longest(text) < FIGURES && !is_date(text) &&
           (*ret_figures ? others <= *ret_figures / 2 : others <= 1 && strlen(text) <= 3);
}

static struct sohoa_box both(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t low = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, low - y};
}

/* Whether anything but letters stands between its figures. */
static bool is_strewn(const char *text)
{
    const char *sign = text + strcspn(text, "0123456789");
    while (*sign && !strchr(".,:;/-|()[]'", *sign))
        sign++;
    return strpbrk(sign, "0123456789") != NULL;
}

/* Stops that end the last piece. */
static const char *ending(const char *text)
{
    size_t size = strlen(text);
    while (size && strchr(".,;:", text[size - 1]))
        size--;
    return text + size;
}

int digits_stretch_read(const struct sohoa_net *net, const struct sohoa_page *page, size_t first,
                        size_t end, struct digits_stretch *ret)
{
    char known[MOST + 1];
    int words = 0, figures = 0, total = 0;
    struct sohoa_box all = {0};
    ret->confidence = 1;
    ret->flags = 0;
    for (size_t i = first; i < end; i++) {
        struct sohoa_word word = sohoa_text_word(page->text, i);
        struct sohoa_box b = sohoa_page_to_image(page, word.box);
        int gap = b.x - (all.x + all.w), here;
        if (!is_piece(word.text, &here) || (words && (gap > all.h || gap < -all.h)) ||
            (!words && !here) || figures + here > MOST)
            break;
        for (const char *c = word.text; *c; c++)
            if (is_figure(*c))
                known[figures++] = *c;
        all = words ? both(all, b) : b;
        ret->box = words ? both(ret->box, word.box) : word.box;
        total += (int)strlen(word.text);
        ret->confidence = word.confidence < ret->confidence ? word.confidence : ret->confidence;
        ret->flags |= sohoa_text_word_flags(page->text, i) & SOHOA_WORD_HAND;
        words++;
        const char *rest = ending(word.text);
        strncpy(ret->text + FIGURES, rest, sizeof ret->text - FIGURES - 1);
        if (*rest && *rest != '.')
            break;
    }
    known[figures] = '\0';
    bool torn = words > 1 || (words && total >= STREWN_LEAST &&
                              is_strewn(sohoa_text_word(page->text, first).text));
    if (!torn || figures < LEAST || !digits_long_twelve(net, page, all, known, ret->text))
        return 0;
    if (figures != FIGURES || memcmp(known, ret->text, FIGURES) != 0)
        ret->flags |= SOHOA_WORD_DOUBTED;
    return words;
}
