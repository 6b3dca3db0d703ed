/* text_guess.c - see text_guess.h. */
#include "record/text_guess.h"

struct sohoa_box sohoa_guess_word(struct sohoa_guess *g, const char *text, bool first)
{
    g->first = first;
    g->letters = 0;
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        g->letters += (*p & 0xC0) != 0x80;
    return (struct sohoa_box){first ? g->start : g->right, g->base, g->letters * 20, 30};
}

void sohoa_guess_begin(struct sohoa_guess *g)
{
    *g = (struct sohoa_guess){.base = 0};
}

void sohoa_guess_learn(struct sohoa_guess *g, struct sohoa_box box, int32_t sure)
{
    int64_t right = (int64_t)box.x + box.w;
    g->right = right > INT32_MAX ? INT32_MAX : right < INT32_MIN ? INT32_MIN : (int32_t)right;
    if (g->first) {
        g->start = box.x;
        g->line = box;
    }
    g->sure = sure;
    g->base = box.y;
}
