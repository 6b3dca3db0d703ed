/* term_image.c - see term_image.h.
 *
 * Sixel (DEC's, as xterm documents it): bands of six rows, one pass a colour, runs counted. Sixteen
 * grays are enough to read by. Kitty's protocol takes a PNG in base64 in pieces of 4096 bytes. */
#include "cli/term_image.h"
#include "cli/term.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 250
#define WIDTH_USUAL 900 /* pixels of a terminal that does not say */
#define HEIGHT_MAX 600
#define GRAYS 16
#define PIECE 4096

/* ---- which ----------------------------------------------------------------------------------- */

static bool starts_with(const char *text, const char *start)
{
    return text && strncmp(text, start, strlen(start)) == 0;
}

/* Among the attributes of `ESC [ ? 62 ; 4 ; 22 c`, 4 says sixel. */
static bool says_sixel(const char *answer)
{
    const char *at = strstr(answer, "\x1b[?");
    for (; at && *at && *at != 'c'; at++)
        if ((*at == ';' || *at == '?') && at[1] == '4' && (at[2] == ';' || at[2] == 'c'))
            return true;
    return false;
}

static enum term_graphics ask(void)
{
    char answer[512];
    if (!term_is_terminal())
        return TERM_FILES;
    if (starts_with(getenv("TERM"), "xterm-kitty") || getenv("KITTY_WINDOW_ID"))
        return TERM_KITTY;
    if (starts_with(getenv("TERM"), "linux") || starts_with(getenv("TERM"), "dumb"))
        return TERM_FILES;
    term_ask("\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c", 'c', ANSWER_MS, answer,
             sizeof answer);
    if (strstr(answer, "\x1b_Gi=31;OK"))
        return TERM_KITTY;
    return says_sixel(answer) ? TERM_SIXEL : TERM_FILES;
}

bool term_images_open(struct term_images *images, const char *name)
{
    static const char *const names[] = {"file", "sixel", "kitty", "none"};
    memset(images, 0, sizeof *images);
    if (!name || strcmp(name, "auto") == 0) {
        images->graphics = ask();
        return true;
    }
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0) {
            images->graphics = (enum term_graphics)i;
            return true;
        }
    return false;
}

/* ---- sixel ----------------------------------------------------------------------------------- */

static void put_run(int bits, int count)
{
    if (count > 3)
        (void)printf("!%d%c", count, 63 + bits);
    else
        for (int i = 0; i < count; i++)
            (void)putchar(63 + bits);
}

/* One gray of the six rows from y on; *ret_any: it is there. */
static void put_band(PIX *pix, int y, l_uint32 gray)
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix), run = 0, last = 0;
    for (int x = 0; x < width; x++) {
        int bits = 0;
        for (int row = 0; row < 6 && y + row < height; row++) {
            l_uint32 value = 0;
            (void)pixGetPixel(pix, x, y + row, &value);
            bits |= (value * GRAYS / 256 == gray) << row;
        }
        if (bits != last && run > 0) {
            put_run(last, run);
            run = 0;
        }
        last = bits;
        run++;
    }
    if (last)
        put_run(last, run);
}

static void grays_of(PIX *pix, int y, bool used[GRAYS])
{
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    memset(used, 0, GRAYS * sizeof *used);
    for (int row = y; row < y + 6 && row < height; row++)
        for (int x = 0; x < width; x++) {
            l_uint32 value = 0;
            (void)pixGetPixel(pix, x, row, &value);
            used[value * GRAYS / 256] = true;
        }
}

static void show_sixel(PIX *pix)
{
    bool used[GRAYS];
    (void)printf("\x1bP0;1;0q\"1;1;%d;%d", pixGetWidth(pix), pixGetHeight(pix));
    for (int i = 0; i < GRAYS; i++) {
        int percent = i * 100 / (GRAYS - 1);
        (void)printf("#%d;2;%d;%d;%d", i, percent, percent, percent);
    }
    for (int y = 0; y < pixGetHeight(pix); y += 6) {
        grays_of(pix, y, used);
        for (int i = 0; i < GRAYS; i++)
            if (used[i]) {
                (void)printf("#%d", i);
                put_band(pix, y, (l_uint32)i);
                (void)putchar('$');
            }
        (void)putchar('-');
    }
    (void)printf("\x1b\\\n");
}

/* ---- kitty ----------------------------------------------------------------------------------- */

static bool show_kitty(PIX *pix)
{
    l_uint8 *png = NULL;
    size_t size = 0;
    if (pixWriteMemPng(&png, &size, pix, 0) != 0)
        return false;
    unsigned char *text = malloc(size / 3 * 4 + 8);
    int length = text ? EVP_EncodeBlock(text, png, (int)size) : 0;
    for (int at = 0; at < length; at += PIECE) {
        int piece = length - at < PIECE ? length - at : PIECE;
        (void)printf("\x1b_G%sm=%d;%.*s\x1b\\", at == 0 ? "a=T,f=100,q=2," : "",
                     at + piece < length, piece, (const char *)text + at);
    }
    (void)putchar('\n');
    free(text);
    lept_free(png);
    return length > 0;
}

/* ---- files ----------------------------------------------------------------------------------- */

static bool make_folder(struct term_images *images)
{
    const char *base = getenv("XDG_RUNTIME_DIR");
    if (images->folder[0])
        return true;
    if (!base || base[0] != '/' || strlen(base) > sizeof images->folder - 24 ||
        access(base, W_OK) != 0)
        base = "/tmp";
    (void)snprintf(images->folder, sizeof images->folder, "%.40s/sohoa-review-XXXXXX", base);
    if (mkdtemp(images->folder))
        return true;
    images->folder[0] = '\0';
    return false;
}

static void path_of(const struct term_images *images, unsigned number, char ret[96])
{
    (void)snprintf(ret, 96, "%s/%04u.png", images->folder, number);
}

static bool show_file(struct term_images *images, PIX *pix)
{
    char path[96];
    l_uint8 *png = NULL;
    size_t size = 0;
    if (!make_folder(images) || pixWriteMemPng(&png, &size, pix, 0) != 0)
        return false;
    path_of(images, ++images->files, path);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write(fd, png, size) == (ssize_t)size;
    if (fd >= 0)
        good = close(fd) == 0 && good;
    lept_free(png);
    if (good)
        (void)printf("%s\n", path);
    return good;
}

/* ---- all ------------------------------------------------------------------------------------- */

/* Eight-bit gray, no larger than the terminal. */
static PIX *fit(PIX *pix)
{
    int columns, pixels;
    term_width(&columns, &pixels);
    float widest = (float)(pixels > 0 ? pixels : WIDTH_USUAL);
    float scale = widest / (float)pixGetWidth(pix);
    float by_height = (float)HEIGHT_MAX / (float)pixGetHeight(pix);
    scale = by_height < scale ? by_height : scale;
    PIX *gray = pixConvertTo8(pix, 0);
    if (!gray || scale >= 1)
        return gray;
    PIX *small = pixScaleAreaMap(gray, scale, scale);
    pixDestroy(&gray);
    return small;
}

bool term_image_show(struct term_images *images, struct Pix *pix)
{
    if (images->graphics == TERM_NONE)
        return true;
    if (images->graphics == TERM_FILES)
        return show_file(images, pix);
    PIX *small = fit(pix);
    bool good = small != NULL;
    if (good && images->graphics == TERM_SIXEL)
        show_sixel(small);
    else if (good)
        good = show_kitty(small);
    pixDestroy(&small);
    (void)fflush(stdout);
    return good;
}

void term_images_close(struct term_images *images)
{
    char path[96];
    if (!images->folder[0])
        return;
    for (unsigned i = 1; i <= images->files; i++) {
        path_of(images, i, path);
        (void)unlink(path);
    }
    (void)rmdir(images->folder);
    images->folder[0] = '\0';
}
