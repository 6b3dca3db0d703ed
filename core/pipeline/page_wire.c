/* page_wire.c - a page in a message; see page_wire.h. No state. */
#include "pipeline/page_wire.h"
#include "host/pdf_signed.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    HAS_MASTER = 1,
    HAS_IMAGE = 2,
    HAS_TEXT = 4,
    HAS_CODES = 8,
    HAS_MARKS = 16,
    HAS_PATCHES = 32,
    HAS_SIGNATURES = 64,
    SIDE_MAX = 1 << 20, /* pixels of a raster, and where a box may lie */
    MEDIA_MAX = 63,
    SYMBOLOGY_MAX = 63,
};

static int broken(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_BAD_PAGE, "the helper sent a page that cannot be");
}

/* ---- blobs ---- */

/* The same file under a descriptor of its own: read-only, with its own position. */
static int reopen(int fd)
{
    char path[64];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int own = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (own >= 0 || (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY)
        return own;
    return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

static bool is_memfd(int fd)
{
    char path[64], target[16];
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(path, target, sizeof target);
    return n >= 7 && memcmp(target, "/memfd:", 7) == 0;
}

int sohoa_blob_put(struct sohoa_msg *msg, struct sohoa_blob *blob, struct sohoa_err *err)
{
    int fd = sohoa_blob_fileno(blob);
    if (fd >= 0 && (!is_memfd(fd) || sohoa_seal(fd))) {
        fd = reopen(fd);
    } else {
        const void *data = sohoa_blob_data(blob);
        fd = data || !sohoa_blob_size(blob) ? sohoa_sealed_copy(data, sohoa_blob_size(blob)) : -1;
    }
    if (fd < 0)
        return sohoa_fail_errno(err, SOHOA_BAD_PAGE, errno, "cannot share a master");
    sohoa_msg_put_fd(msg, fd);
    sohoa_msg_put_text(msg, sohoa_blob_media(blob));
    return 0;
}

struct sohoa_blob *sohoa_blob_get(struct sohoa_msg *msg, struct sohoa_err *err)
{
    int fd = sohoa_msg_get_fd(msg);
    const char *media = sohoa_msg_get_text(msg);
    struct stat st;
    /* A file can be changed by others as any source can; shared memory must not. */
    bool good = !msg->bad && strlen(media) <= MEDIA_MAX && fstat(fd, &st) == 0 &&
                S_ISREG(st.st_mode) && (!is_memfd(fd) || sohoa_sealed(fd));
    struct sohoa_blob *blob = NULL;
    if (good)
        blob = sohoa_blob_fd(fd, media, err);
    else
        broken(err);
    if (!blob && fd >= 0)
        close(fd);
    return blob;
}

/* ---- text, codes, marks ---- */

static void put_box(struct sohoa_msg *msg, struct sohoa_box box)
{
    sohoa_msg_put(msg, &box, sizeof box);
}

static int32_t within(int32_t v, int32_t least, int32_t most)
{
    return v < least ? least : v > most ? most : v;
}

static struct sohoa_box get_box(struct sohoa_msg *msg)
{
    struct sohoa_box b;
    sohoa_msg_get(msg, &b, sizeof b);
    return (struct sohoa_box){.x = within(b.x, -SIDE_MAX, SIDE_MAX),
                              .y = within(b.y, -SIDE_MAX, SIDE_MAX),
                              .w = within(b.w, 0, SIDE_MAX),
                              .h = within(b.h, 0, SIDE_MAX)};
}

static void put_text(struct sohoa_msg *msg, const struct sohoa_text *text)
{
    size_t lines = sohoa_text_lines(text);
    sohoa_msg_put_u32(msg, (uint32_t)lines);
    for (size_t i = 0; i < lines; i++) {
        struct sohoa_line line = sohoa_text_line(text, i);
        put_box(msg, line.box);
        sohoa_msg_put_u32(msg, line.block);
        sohoa_msg_put_u32(msg, line.count);
        for (uint32_t k = 0; k < line.count; k++) {
            struct sohoa_word word = sohoa_text_word(text, line.first + k);
            put_box(msg, word.box);
            sohoa_msg_put_f64(msg, (double)word.confidence);
            sohoa_msg_put_u32(msg, sohoa_text_word_flags(text, line.first + k));
            sohoa_msg_put_text(msg, word.text);
        }
    }
}

static int get_line(struct sohoa_msg *msg, struct sohoa_text *text, uint32_t *block)
{
    struct sohoa_box box = get_box(msg);
    uint32_t of = sohoa_msg_get_u32(msg), words = sohoa_msg_get_u32(msg);
    if (msg->bad || of < *block || sohoa_text_add_line(text, of, box) != 0)
        return -1;
    *block = of;
    for (uint32_t i = 0; i < words; i++) {
        struct sohoa_box at = get_box(msg);
        float confidence = (float)sohoa_msg_get_f64(msg);
        uint32_t flags = sohoa_msg_get_u32(msg);
        const char *utf8 = sohoa_msg_get_text(msg);
        if (msg->bad || sohoa_text_add_word(text, utf8, at, confidence) != 0)
            return -1;
        sohoa_text_flag_word(text, sohoa_text_words(text) - 1, flags);
    }
    return 0;
}

static int get_text(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    uint32_t lines = sohoa_msg_get_u32(msg), block = 0;
    ret->text = sohoa_text_new();
    if (!ret->text)
        return -1;
    for (uint32_t i = 0; i < lines; i++)
        if (get_line(msg, ret->text, &block) != 0)
            return -1;
    return 0;
}

static void put_codes(struct sohoa_msg *msg, const struct sohoa_codes *codes)
{
    size_t count = sohoa_codes_count(codes);
    sohoa_msg_put_u32(msg, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct sohoa_code code = sohoa_codes_get(codes, i);
        put_box(msg, code.box);
        sohoa_msg_put_text(msg, code.symbology);
        sohoa_msg_put_text(msg, code.text);
    }
}

static int get_codes(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    uint32_t count = sohoa_msg_get_u32(msg);
    ret->codes = sohoa_codes_new();
    if (!ret->codes)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        struct sohoa_box box = get_box(msg);
        const char *symbology = sohoa_msg_get_text(msg), *text = sohoa_msg_get_text(msg);
        if (msg->bad || strlen(symbology) > SYMBOLOGY_MAX ||
            sohoa_codes_add(ret->codes, symbology, text, box) != 0)
            return -1;
    }
    return 0;
}

static void put_marks(struct sohoa_msg *msg, const struct sohoa_marks *marks)
{
    size_t count = sohoa_marks_count(marks);
    sohoa_msg_put_u32(msg, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        struct sohoa_mark mark = sohoa_marks_get(marks, i);
        sohoa_msg_put_u32(msg, mark.kind);
        sohoa_msg_put_u32(msg, mark.count);
        put_box(msg, mark.box);
    }
}

static int get_marks(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    uint32_t count = sohoa_msg_get_u32(msg);
    ret->marks = sohoa_marks_new();
    if (!ret->marks)
        return -1;
    for (uint32_t i = 0; i < count; i++) {
        struct sohoa_mark mark = {.kind = sohoa_msg_get_u32(msg)};
        mark.count = sohoa_msg_get_u32(msg);
        mark.box = get_box(msg);
        if (msg->bad || sohoa_marks_add(ret->marks, mark) != 0)
            return -1;
    }
    return 0;
}

/* ---- patches ---- */

static void put_patches(struct sohoa_msg *msg, const struct sohoa_page *page)
{
    sohoa_msg_put_u32(msg, page->patch_count);
    for (uint32_t i = 0; i < page->patch_count; i++) {
        put_box(msg, page->patches[i].box);
        for (int k = 0; k < 9; k++)
            sohoa_msg_put_f64(msg, page->patches[i].to_master[k]);
    }
}

static int get_patches(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    uint32_t count = sohoa_msg_get_u32(msg);
    if (msg->bad || count > SOHOA_PATCHES_MAX)
        return -1;
    for (ret->patch_count = 0; ret->patch_count < count; ret->patch_count++) {
        struct sohoa_patch *patch = &ret->patches[ret->patch_count];
        patch->box = get_box(msg);
        for (int k = 0; k < 9; k++)
            patch->to_master[k] = sohoa_msg_get_f64(msg);
    }
    return 0;
}

/* What it says is looked at by whoever takes it (sohoa_pdf_signed_take). */
static int get_signatures(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    const char *text = sohoa_msg_get_text(msg);
    if (msg->bad || strlen(text) >= SOHOA_PDF_SIGNED_TEXT_MAX)
        return -1;
    ret->signatures = strdup(text);
    return ret->signatures ? 0 : -1;
}

/* ---- numbers ---- */

static void put_numbers(struct sohoa_msg *msg, const struct sohoa_page *page)
{
    const uint32_t whole[] = {page->flags,   page->master_image, page->width, page->height,
                              page->rotated, page->number,       page->sheet};
    sohoa_msg_put(msg, whole, sizeof whole);
    sohoa_msg_put_f64(msg, (double)page->dpi);
    sohoa_msg_put_f64(msg, (double)page->skew);
    for (int i = 0; i < 9; i++)
        sohoa_msg_put_f64(msg, page->to_master[i]);
    sohoa_msg_put_text(msg, page->note);
    sohoa_msg_put_text(msg, page->source);
}

static int get_numbers(struct sohoa_msg *msg, struct sohoa_page *ret)
{
    uint32_t whole[7];
    sohoa_msg_get(msg, whole, sizeof whole);
    ret->flags = whole[0];
    ret->master_image = whole[1];
    ret->width = whole[2];
    ret->height = whole[3];
    ret->rotated = whole[4];
    ret->number = whole[5];
    ret->sheet = whole[6];
    double dpi = sohoa_msg_get_f64(msg), skew = sohoa_msg_get_f64(msg);
    for (int i = 0; i < 9; i++)
        ret->to_master[i] = sohoa_msg_get_f64(msg);
    const char *note = sohoa_msg_get_text(msg);
    ret->source = sohoa_msg_get_path(msg);
    bool good = !msg->bad && ret->width <= SIDE_MAX && ret->height <= SIDE_MAX && dpi >= 0 &&
                dpi <= SIDE_MAX && skew >= -360 && skew <= 360 && ret->rotated % 90 == 0 &&
                ret->rotated < 360 && strlen(note) < sizeof ret->note;
    if (!good)
        return -1;
    ret->dpi = (float)dpi;
    ret->skew = (float)skew;
    memcpy(ret->note, note, strlen(note) + 1);
    return 0;
}

/* ---- pictures ---- */

static int put_image(struct sohoa_msg *msg, struct sohoa_page *page, unsigned with,
                     struct sohoa_err *err)
{
    struct sohoa_pixels of = {0};
    const void *lent = with & SOHOA_PAGE_LEND ? sohoa_pixels_lend(page->image, &of) : NULL;
    int fd = -1;
    if (!lent)
        fd = sohoa_pixels_export(&page->image, with & SOHOA_PAGE_GIVE, &of, err);
    if (!lent && fd < 0)
        return SOHOA_BAD_PAGE;
    sohoa_msg_put(msg, &of, sizeof of);
    sohoa_msg_put_i64(msg, (int64_t)(intptr_t)lent); /* 0: in the descriptor */
    if (!lent)
        sohoa_msg_put_fd(msg, fd);
    return 0;
}

static int get_shared(struct sohoa_msg *msg, const struct sohoa_pixels *of, struct sohoa_page *ret,
                      int *ret_fd, struct sohoa_err *err)
{
    int fd = sohoa_msg_get_fd(msg);
    if (fd < 0)
        return broken(err);
    ret->image = sohoa_pixels_import(fd, of, err);
    if (ret->image && ret_fd)
        *ret_fd = fd;
    else
        close(fd);
    return ret->image ? 0 : SOHOA_BAD_PAGE;
}

static int get_image(struct sohoa_msg *msg, struct sohoa_page *ret, int *ret_fd,
                     struct sohoa_pixels *ret_of, struct sohoa_err *err)
{
    struct sohoa_pixels of;
    sohoa_msg_get(msg, &of, sizeof of);
    uint64_t address = (uint64_t)sohoa_msg_get_i64(msg);
    if (msg->bad)
        return broken(err);
    if (ret_of)
        *ret_of = of;
    if (!address)
        return get_shared(msg, &of, ret, ret_fd, err);
    ret->image = sohoa_pixels_copy(msg->from, address, &of, err);
    return ret->image ? 0 : SOHOA_BAD_PAGE;
}

/* ---- pages ---- */

int sohoa_page_pack(struct sohoa_msg *msg, struct sohoa_page *page, unsigned with,
                    struct sohoa_err *err)
{
    bool image = page->image && (with & (SOHOA_PAGE_IMAGE | SOHOA_PAGE_GIVE));
    bool master = page->master && (with & SOHOA_PAGE_MASTER);
    sohoa_msg_put_u32(
        msg, (master ? HAS_MASTER : 0u) | (image ? HAS_IMAGE : 0u) | (page->text ? HAS_TEXT : 0u) |
                 (page->codes ? HAS_CODES : 0u) | (page->marks ? HAS_MARKS : 0u) |
                 (page->patch_count ? HAS_PATCHES : 0u) | (page->signatures ? HAS_SIGNATURES : 0u));
    put_numbers(msg, page);
    int rc = master ? sohoa_blob_put(msg, page->master, err) : 0;
    if (rc == 0 && image)
        rc = put_image(msg, page, with, err);
    if (rc == 0 && page->text)
        put_text(msg, page->text);
    if (rc == 0 && page->codes)
        put_codes(msg, page->codes);
    if (rc == 0 && page->marks)
        put_marks(msg, page->marks);
    if (rc == 0 && page->patch_count)
        put_patches(msg, page);
    if (rc == 0 && page->signatures)
        sohoa_msg_put_text(msg, page->signatures);
    if (rc == 0 && msg->bad)
        rc = sohoa_fail(err, SOHOA_BAD_PAGE, "the page's text is too large to pass on");
    return rc;
}

int sohoa_page_unpack(struct sohoa_msg *msg, struct sohoa_page *ret, int *ret_fd,
                      struct sohoa_pixels *ret_of, struct sohoa_err *err)
{
    if (ret_fd)
        *ret_fd = -1;
    uint32_t has = sohoa_msg_get_u32(msg);
    if (get_numbers(msg, ret) != 0)
        return broken(err);
    if (has & HAS_MASTER) {
        ret->master = sohoa_blob_get(msg, err);
        if (!ret->master)
            return SOHOA_BAD_PAGE;
    }
    if ((has & HAS_IMAGE) && get_image(msg, ret, ret_fd, ret_of, err) != 0)
        return SOHOA_BAD_PAGE;
    if (((has & HAS_TEXT) && get_text(msg, ret) != 0) ||
        ((has & HAS_CODES) && get_codes(msg, ret) != 0) ||
        ((has & HAS_MARKS) && get_marks(msg, ret) != 0) ||
        ((has & HAS_PATCHES) && get_patches(msg, ret) != 0) ||
        ((has & HAS_SIGNATURES) && get_signatures(msg, ret) != 0))
        return broken(err);
    return 0;
}
