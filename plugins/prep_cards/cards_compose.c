/* cards_compose.c - a picture of the blocks alone, each straight and large enough for its small
 * print, below each other with room between them. Pure but for the page it changes. */
#include "cards.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PIXELS_MOST 40e6
#define LEAST 30.0 /* levels between ink and paper */
#define FAINT 0.35 /* of what the whole part has */
enum { TONES_MAX = 32 };

struct part {
    int x, y, w, h;     /* in the new image */
    double cx, cy;      /* middle, in the old one */
    double c, s, scale; /* turn */
};

/* Brightness of a pixel: green counts double, as in gray. */
static unsigned pixel(PIX *old, int x, int y)
{
    int w = pixGetWidth(old), h = pixGetHeight(old), depth = pixGetDepth(old);
    x = x < 0 ? 0 : x >= w ? w - 1 : x;
    y = y < 0 ? 0 : y >= h ? h - 1 : y;
    const l_uint32 *line = pixGetData(old) + (size_t)pixGetWpl(old) * (size_t)y;
    if (depth == 1)
        return GET_DATA_BIT(line, x) ? 0 : 255;
    if (depth == 8)
        return GET_DATA_BYTE(line, x);
    return ((line[x] >> 24) + 2 * (line[x] >> 16 & 255) + (line[x] >> 8 & 255)) / 4;
}

/* Cubic weights of four neighbours (Catmull and Rom 1974; Keys 1981), sums of 256. Small print of
 * few pixels keeps its edges, which straight lines between the pixels would blur. */
struct curve {
    int16_t at[256][4];
};

static void make_curve(struct curve *ret)
{
    for (int i = 0; i < 256; i++) {
        double t = i / 256.0, t2 = t * t, t3 = t2 * t;
        int16_t *w = ret->at[i];
        w[0] = (int16_t)lround(256 * (-t + 2 * t2 - t3) / 2);
        w[2] = (int16_t)lround(256 * (t + 4 * t2 - 3 * t3) / 2);
        w[3] = (int16_t)lround(256 * (t3 - t2) / 2);
        w[1] = (int16_t)(256 - w[0] - w[2] - w[3]);
    }
}

/* x, y in 1/256 of a pixel, from the middle of pixel (0, 0). */
static uint8_t mixed(PIX *old, const struct curve *curve, int64_t x, int64_t y)
{
    int left = (int)(x >> 8) - 1, top = (int)(y >> 8) - 1, sum = 0;
    const int16_t *across = curve->at[x & 255], *down = curve->at[y & 255];
    for (int r = 0; r < 4; r++) {
        int row = 0;
        for (int c = 0; c < 4; c++)
            row += across[c] * (int)pixel(old, left + c, top + r);
        sum += down[r] * row;
    }
    sum = (sum + 32768) / 65536;
    return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

static void draw(PIX *old, PIX *new, const struct part *part)
{
    struct curve curve;
    make_curve(&curve);
    int64_t w = (int64_t)pixGetWidth(old) << 8, h = (int64_t)pixGetHeight(old) << 8;
    for (int y = 0; y < part->h; y++) {
        l_uint32 *line = pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)(part->y + y);
        for (int x = 0; x < part->w; x++) {
            double u = (x + 0.5 - part->w / 2.0) / part->scale;
            double v = (y + 0.5 - part->h / 2.0) / part->scale;
            int64_t ox = (int64_t)floor((part->cx + u * part->c - v * part->s - 0.5) * 256);
            int64_t oy = (int64_t)floor((part->cy + u * part->s + v * part->c - 0.5) * 256);
            if (ox >= -128 && oy >= -128 && ox < w - 128 && oy < h - 128)
                SET_DATA_BYTE(line, part->x + x, mixed(old, &curve, ox, oy));
        }
    }
}

/* ---- the part's paper becomes white and its ink black ---- */

/* What is as dark as ink and as bright as paper around a place. */
struct tone {
    double ink, paper;
};

static struct tone tone_of(PIX *pix, int x0, int y0, int x1, int y1)
{
    int histogram[256] = {0}, all = (x1 - x0) * (y1 - y0), seen = 0, ink = 0, paper = 255;
    for (int y = y0; y < y1; y++)
        for (int x = x0; x < x1; x++)
            histogram[GET_DATA_BYTE(pixGetData(pix) + (size_t)pixGetWpl(pix) * (size_t)y, x)]++;
    for (; ink < 255 && (seen += histogram[ink]) < all / 100; ink++)
        ;
    for (seen = 0; paper > 0 && (seen += histogram[paper]) < all / 4; paper--)
        ;
    return (struct tone){ink, paper};
}

static double between(double a, double b, double share)
{
    return a + (b - a) * share;
}

/* Where glare, a fold or a shadow lies on the card, ink and paper are others than elsewhere on it;
 * but what has next to no contrast is bare paper, and stays so. */
struct tones {
    struct tone at[TONES_MAX][TONES_MAX];
    int across, down, tile;
};

static void measure(PIX *pix, const struct part *part, struct tones *ret)
{
    struct tone all = tone_of(pix, part->x, part->y, part->x + part->w, part->y + part->h);
    double least = fmax(LEAST, FAINT * (all.paper - all.ink));
    int longer = part->w > part->h ? part->w : part->h;
    if (ret->tile < longer / (TONES_MAX - 1) + 1)
        ret->tile = longer / (TONES_MAX - 1) + 1;
    ret->across = part->w / ret->tile + 1;
    ret->down = part->h / ret->tile + 1;
    for (int r = 0; r < ret->down; r++)
        for (int c = 0; c < ret->across; c++) { /* of the tile and half of those around it */
            int x = c * ret->tile, y = r * ret->tile, half = ret->tile / 2;
            int x0 = x > half ? x - half : 0, y0 = y > half ? y - half : 0;
            int x1 = x + ret->tile + half < part->w ? x + ret->tile + half : part->w;
            int y1 = y + ret->tile + half < part->h ? y + ret->tile + half : part->h;
            struct tone *tone = &ret->at[r][c];
            *tone = tone_of(pix, part->x + x0, part->y + y0, part->x + x1, part->y + y1);
            tone->paper = fmax(tone->paper, all.ink + least); /* all of it is ink: a photograph */
            tone->ink = fmin(tone->ink, tone->paper - least);
        }
}

static double tone_place(int at, int tile, int count, int *ret_first)
{
    double place = fmax(0, fmin(count - 1, (at + 0.5) / tile - 0.5));
    *ret_first = (int)place < count - 1 ? (int)place : count > 1 ? count - 2 : 0;
    return place - *ret_first;
}

static void stretch(PIX *new, const struct part *part, int tile)
{
    struct tones *tones = calloc(1, sizeof *tones);
    if (!tones)
        return;
    tones->tile = tile;
    measure(new, part, tones);
    for (int y = 0; y < part->h; y++) {
        l_uint32 *line = pixGetData(new) + (size_t)pixGetWpl(new) * (size_t)(part->y + y);
        int r = 0, c = 0;
        double v = tone_place(y, tones->tile, tones->down, &r);
        const struct tone *up = tones->at[r], *low = tones->at[r + (tones->down > 1)];
        for (int x = 0; x < part->w; x++) {
            double u = tone_place(x, tones->tile, tones->across, &c);
            int d = c + (tones->across > 1);
            double ink =
                between(between(up[c].ink, up[d].ink, u), between(low[c].ink, low[d].ink, u), v);
            double paper = between(between(up[c].paper, up[d].paper, u),
                                   between(low[c].paper, low[d].paper, u), v);
            double is = (GET_DATA_BYTE(line, part->x + x) - ink) * 255 / (paper - ink);
            SET_DATA_BYTE(line, part->x + x, (l_uint8)(is < 0 ? 0 : is > 255 ? 255 : is));
        }
    }
    free(tones);
}

static void multiply(const double a[9], const double b[9], double ret[9])
{
    for (int row = 0; row < 3; row++)
        for (int col = 0; col < 3; col++) {
            ret[row * 3 + col] = 0;
            for (int k = 0; k < 3; k++)
                ret[row * 3 + col] += a[row * 3 + k] * b[k * 3 + col];
        }
}

static struct sohoa_patch patch_of(const struct sohoa_page *page, const struct part *part)
{
    struct sohoa_patch patch = {.box = {part->x, part->y, part->w, part->h}};
    double c = part->c / part->scale, s = part->s / part->scale;
    double mx = part->x + part->w / 2.0, my = part->y + part->h / 2.0;
    const double map[9] = {c, -s, part->cx - c * mx + s * my, s, c, part->cy - s * mx - c * my, 0,
                           0, 1};
    multiply(page->to_master, map, patch.to_master);
    return patch;
}

bool cards_compose(struct sohoa_page *page, const struct cards_card *cards, uint32_t count,
                   double factor, double scale, double margin)
{
    struct part parts[SOHOA_PATCHES_MAX];
    struct sohoa_patch patches[SOHOA_PATCHES_MAX];
    int gap = (int)(margin * scale) + 8, width = 0, height = gap;
    for (uint32_t i = 0; i < count; i++) {
        const struct cards_card *b = &cards[i];
        double radians = b->angle * M_PI / 180;
        parts[i] = (struct part){.x = gap,
                                 .y = height,
                                 .w = (int)((b->w * factor + 2 * margin) * scale),
                                 .h = (int)((b->h * factor + 2 * margin) * scale),
                                 .cx = b->cx * factor,
                                 .cy = b->cy * factor,
                                 .c = cos(radians),
                                 .s = sin(radians),
                                 .scale = scale};
        patches[i] = patch_of(page, &parts[i]);
        width = parts[i].w > width ? parts[i].w : width;
        height += parts[i].h + gap;
    }
    width += 2 * gap;
    PIX *made = (double)width * height <= PIXELS_MOST ? pixCreate(width, height, 8) : NULL;
    if (!made)
        return false;
    pixSetAll(made);
    for (uint32_t i = 0; i < count; i++) {
        draw(page->image, made, &parts[i]);
        stretch(made, &parts[i], (int)(2 * margin * scale) + 1);
    }
    pixDestroy(&page->image);
    page->image = made;
    sohoa_page_moved(page, (const double[9]){1 / scale, 0, 0, 0, 1 / scale, 0, 0, 0, 1});
    memcpy(page->patches, patches, sizeof patches);
    page->patch_count = count;
    return true;
}
