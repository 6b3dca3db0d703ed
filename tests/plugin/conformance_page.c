/* conformance_page.c - pages to try plugins on, and what must hold of a page they hand back. */
#include "conformance.h"
#include "host/page.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <utf8proc.h>

enum { LENT_SIZE = 4096 };
static const char lent_text[] = "box3/0001.tif";

static void unmap(void *at)
{
    munmap(at, LENT_SIZE);
}

/* A page of memory that starts with the text and can only be read. */
static void *read_only(const char *text)
{
    char *at = mmap(NULL, LENT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED)
        return NULL;
    memcpy(at, text, strlen(text) + 1);
    mprotect(at, LENT_SIZE, PROT_READ);
    return at;
}

static PIX *pixels(const struct trial *t)
{
    PIX *pix = pixCreate((l_int32)t->width, (l_int32)t->height, (l_int32)t->depth);
    if (!pix)
        return NULL;
    if (!t->noise) {
        pixSetBlackOrWhite(pix, L_SET_WHITE);
        return pix;
    }
    l_uint32 *data = pixGetData(pix), seed = 2463534242u; /* Marsaglia's xorshift */
    size_t count = (size_t)pixGetWpl(pix) * t->height;
    for (size_t i = 0; i < count; i++) {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        data[i] = seed;
    }
    pixSetPadBits(pix, 0);
    return pix;
}

bool page_make(struct sohoa_page *page, const struct trial *t)
{
    sohoa_page_init(page);
    void *source = read_only(lent_text), *master = read_only("not an image: stages leave it alone");
    page->source = source;
    page->master = master ? sohoa_blob_wrap(master, LENT_SIZE, "image/tiff", unmap, master) : NULL;
    page->image = pixels(t);
    page->width = t->width;
    page->height = t->height;
    page->dpi = 300;
    page->number = page->sheet = 1;
    if (page->image)
        pixSetResolution(page->image, 300, 300);
    if (source && page->master && page->image)
        return true;
    page_drop(page);
    return false;
}

void page_drop(struct sohoa_page *page)
{
    if (page->source)
        unmap((void *)(uintptr_t)page->source);
    sohoa_page_clear(page);
}

static bool invertible(const double m[9])
{
    for (int i = 0; i < 9; i++)
        if (!isfinite(m[i]))
            return false;
    double det = m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
                 m[2] * (m[3] * m[7] - m[4] * m[6]);
    return fabs(det) > 1e-12;
}

static bool inside(const struct sohoa_page *page, struct sohoa_box b)
{
    return b.x >= 0 && b.y >= 0 && b.w >= 0 && b.h >= 0 &&
           (int64_t)b.x + b.w <= (int64_t)page->width &&
           (int64_t)b.y + b.h <= (int64_t)page->height;
}

static bool is_nfc(const char *text)
{
    utf8proc_uint8_t *normal = utf8proc_NFC((const utf8proc_uint8_t *)text);
    bool same = normal && strcmp((const char *)normal, text) == 0;
    free(normal);
    return same;
}

static void check_text(struct check *c, const struct sohoa_page *page, const char *what)
{
    for (size_t i = 0; i < sohoa_text_lines(page->text); i++)
        expect(c, inside(page, sohoa_text_line(page->text, i).box), "%s: line %zu lies outside",
               what, i);
    for (size_t i = 0; i < sohoa_text_words(page->text); i++) {
        struct sohoa_word w = sohoa_text_word(page->text, i);
        expect(c, inside(page, w.box), "%s: word %zu lies outside", what, i);
        expect(c, *w.text && is_nfc(w.text) && !strpbrk(w.text, " \t\n\r"),
               "%s: word %zu is not one word in NFC", what, i);
    }
    for (size_t i = 0; i < sohoa_codes_count(page->codes); i++)
        expect(c, inside(page, sohoa_codes_get(page->codes, i).box), "%s: code %zu lies outside",
               what, i);
    for (size_t i = 0; i < sohoa_marks_count(page->marks); i++)
        expect(c, inside(page, sohoa_marks_get(page->marks, i).box), "%s: mark %zu lies outside",
               what, i);
}

void check_page(struct check *c, const struct sohoa_page *page, const char *what)
{
    if (!expect(c, page->image != NULL, "%s: the page has no image", what))
        return;
    int depth = pixGetDepth(page->image);
    expect(c, depth == 1 || depth == 8 || depth == 32, "%s: %d bits a pixel", what, depth);
    expect(c, !pixGetColormap(page->image), "%s: a colour map", what);
    expect(c, invertible(page->to_master), "%s: to_master has no inverse", what);
    expect(c, page->width > 0 && page->height > 0, "%s: no width or height", what);
    expect(c, page->rotated % 90 == 0 && page->rotated < 360, "%s: rotated is %u", what,
           page->rotated);
    expect(c, isfinite(page->skew) && isfinite(page->dpi) && page->dpi >= 0,
           "%s: skew or dpi is no number", what);
    expect(c, memchr(page->note, '\0', sizeof page->note) != NULL, "%s: the note has no end", what);
    check_text(c, page, what);
}
