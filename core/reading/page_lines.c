/* page_lines.c - see page_lines.h. No state, any thread. */
#include "reading/page_lines.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { HEIGHTS_MAX = 512 };

/* A gap wider than this many heights parts two columns, or a label from what stands far off. */
static const float column_gap = 2.5F;

struct reader {
    const struct sohoa_page_view *view;
    struct sohoa_page_piece *pieces;
    size_t count;
    char *text; /* room for all */
    size_t used, room;
};

static int compare_floats(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(float *values, size_t count)
{
    if (count == 0)
        return 0;
    qsort(values, count, sizeof *values, compare_floats);
    return values[count / 2];
}

static struct sohoa_box join(struct sohoa_box a, struct sohoa_box b)
{
    int32_t x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int32_t right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w;
    int32_t bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct sohoa_box){x, y, right - x, bottom - y};
}

static void count_case(const char *text, uint32_t *letters, uint32_t *capitals)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    for (utf8proc_int32_t c = 0; *at;) {
        utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);
        at += n > 0 ? n : 1;
        utf8proc_category_t kind = n > 0 ? utf8proc_category(c) : UTF8PROC_CATEGORY_CN;
        *letters += kind == UTF8PROC_CATEGORY_LU || kind == UTF8PROC_CATEGORY_LL;
        *capitals += kind == UTF8PROC_CATEGORY_LU;
    }
}

/* Makes a piece of the words first..first+count-1, whose upright boxes are given. */
static void add_piece(struct reader *r, size_t first, size_t count, uint32_t line, bool whole,
                      const struct sohoa_box *boxes)
{
    struct sohoa_page_piece *piece = &r->pieces[r->count++];
    uint32_t letters = 0, capitals = 0;
    float heights[HEIGHTS_MAX];
    size_t kept = 0;
    *piece = (struct sohoa_page_piece){
        .folded = r->text + r->used, .line = line, .whole = whole, .box = boxes[0]};
    for (size_t i = 0; i < count; i++) {
        struct sohoa_word word = sohoa_text_word(r->view->text, first + i);
        r->used += sohoa_fold(word.text, r->text + r->used, NULL, r->room - r->used);
        count_case(word.text, &letters, &capitals);
        piece->box = join(piece->box, boxes[i]);
        if (kept < HEIGHTS_MAX)
            heights[kept++] = (float)boxes[i].h;
    }
    piece->length = (uint32_t)(r->text + r->used - piece->folded);
    piece->capitals = letters ? (float)capitals / (float)letters : 0;
    piece->height = median(heights, kept);
    r->used++; /* the NUL */
}

static void read_line(struct reader *r, uint32_t index, struct sohoa_line line,
                      struct sohoa_box *boxes)
{
    size_t start = 0;
    if (line.count == 0)
        return;
    for (size_t i = 0; i < line.count; i++)
        boxes[i] =
            sohoa_page_view_upright(r->view, sohoa_text_word(r->view->text, line.first + i).box);
    for (size_t i = 1; i <= line.count; i++) {
        bool cut = i == line.count;
        if (!cut) {
            float gap = (float)(boxes[i].x - boxes[i - 1].x - boxes[i - 1].w);
            float tall = (float)(boxes[i].h > boxes[i - 1].h ? boxes[i].h : boxes[i - 1].h);
            cut = gap > column_gap * tall || gap < -4 * tall; /* also: back to the left */
        }
        if (!cut)
            continue;
        add_piece(r, line.first + start, i - start, index, start == 0 && i == line.count,
                  boxes + start);
        start = i;
    }
}

/* All pieces in one text; median height; the extent of the ink. */
static int sum_up(struct reader *r, struct sohoa_arena *arena, struct sohoa_page_lines *ret)
{
    char *all = sohoa_arena_take(arena, r->used + 1);
    float *heights = sohoa_arena_take(arena, (r->count + 1) * sizeof *heights);
    if (!all || !heights)
        return -1;
    for (size_t i = 0; i < r->count; i++) {
        memcpy(all + ret->length, r->pieces[i].folded, r->pieces[i].length);
        ret->length += r->pieces[i].length;
        heights[i] = r->pieces[i].height;
        ret->ink = i ? join(ret->ink, r->pieces[i].box) : r->pieces[i].box;
    }
    ret->height = median(heights, r->count);
    ret->text = all;
    ret->pieces = r->pieces;
    ret->count = r->count;
    return 0;
}

int sohoa_page_lines_read(const struct sohoa_page_view *view, struct sohoa_arena *arena,
                          struct sohoa_page_lines *ret)
{
    struct reader r = {.view = view};
    size_t lines = sohoa_text_lines(view->text), longest = 0;
    *ret = (struct sohoa_page_lines){.text = "", .words = sohoa_text_words(view->text)};
    for (size_t i = 0; i < ret->words; i++)
        r.room += 2 * strlen(sohoa_text_word(view->text, i).text) + 2;
    for (size_t i = 0; i < lines; i++) {
        uint32_t count = sohoa_text_line(view->text, i).count;
        longest = count > longest ? count : longest;
    }
    if (ret->words == 0)
        return 0;
    struct sohoa_box *boxes = sohoa_arena_take(arena, longest * sizeof *boxes);
    r.pieces = sohoa_arena_take(arena, ret->words * sizeof *r.pieces);
    r.text = sohoa_arena_take(arena, r.room + 1);
    if (!boxes || !r.pieces || !r.text)
        return -1;
    for (size_t i = 0; i < lines; i++)
        read_line(&r, (uint32_t)i, sohoa_text_line(view->text, i), boxes);
    return sum_up(&r, arena, ret);
}
