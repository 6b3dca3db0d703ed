/* pdf_sign.c - see pdf_sign.h: the signature's place in the file. What it looks like: pdf_seal.c.
 */
#include "host/pdf_sign.h"
#include "host/pdf_read.h"
#include "host/pdf_seal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 65536
#define LOOKS 65536 /* bytes that the font and all else of an update take at most */
#define RANGE "/ByteRange[0 "

struct signing {
    struct sohoa_pdf_file file;
    const struct sohoa_seal *seal;
    struct sohoa_pdfa *update;
    char *catalog, *page, *form; /* as they stand; form: of the signatures already there, or NULL */
    uint32_t page_number, form_number;
    char *bytes; /* the update */
    size_t size, room;
    char stamp[40]; /* 2026-11-22T10:48:54+07:00 */
    struct sohoa_err *err;
};

static const char *const names[SOHOA_SEAL_PLACES] = {"Operator", "Agency"};

/* ---- what is there --------------------------------------------------------------------------- */

static int read_file(struct signing *s, int fd)
{
    size_t size = 0;
    int rc = sohoa_pdf_file_open(fd, &s->file, s->err);
    if (rc == SOHOA_OK)
        rc = sohoa_pdf_first_page(&s->file, &s->page_number, s->err);
    if (rc == SOHOA_OK)
        rc = sohoa_pdf_object(&s->file, s->page_number, &s->page, s->err);
    if (rc == SOHOA_OK)
        rc = sohoa_pdf_object(&s->file, s->file.root, &s->catalog, s->err);
    const char *form = rc == SOHOA_OK ? sohoa_pdf_entry(s->catalog, "AcroForm", &size) : NULL;
    s->form_number = form ? sohoa_pdf_reference(form, size) : 0;
    if (s->form_number)
        rc = sohoa_pdf_object(&s->file, s->form_number, &s->form, s->err);
    return rc;
}

/* The array of references at key of a dictionary without its brackets; "" when it has none. */
static const char *inside_of(const char *dict, const char *key, int *ret_size)
{
    size_t size = 0;
    const char *array = dict ? sohoa_pdf_entry(dict, key, &size) : NULL;
    bool sound = array && size >= 2 && *array == '[';
    *ret_size = sound ? (int)size - 2 : 0;
    return sound ? array + 1 : "";
}

/* ---- the update ------------------------------------------------------------------------------ */

/* The dictionary is put with room for the signature, and of a length that does not change. First of
 * the update: nothing before it can look like it. */
static void put_signature(struct signing *s, uint32_t number)
{
    struct sohoa_pdf_bytes name = {0};
    char *zeros = malloc(s->room * 2 + 1);
    sohoa_pdf_text(&name, s->seal->signer->name);
    if (!zeros || name.failed) {
        sohoa_pdfa_put(s->update, number, "null");
    } else {
        memset(zeros, '0', s->room * 2);
        zeros[s->room * 2] = '\0';
        sohoa_pdfa_put(s->update, number,
                       "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached"
                       "/M(D:%.4s%.2s%.2s%.2s%.2s%.2s+07'00')/Name%s" RANGE
                       "0000000000 0000000000 0000000000]/Contents<%s>>>",
                       s->stamp, s->stamp + 5, s->stamp + 8, s->stamp + 11, s->stamp + 14,
                       s->stamp + 17, name.data, zeros);
    }
    free(zeros);
    sohoa_pdf_free(&name);
}

/* Puts a dictionary with one entry more; its closing >> is the last thing of the text. */
static void put_with(struct signing *s, uint32_t number, const char *dict, const char *without,
                     const char *entry)
{
    size_t size = 0, length = strlen(dict) - 2;
    const char *old = without ? sohoa_pdf_entry(dict, without, &size) : NULL;
    if (!old) {
        sohoa_pdfa_put(s->update, number, "%.*s%s>>", (int)length, dict, entry);
        return;
    }
    size_t front = (size_t)(old - dict) - strlen(without) - 1;
    sohoa_pdfa_put(s->update, number, "%.*s%.*s%s>>", (int)front, dict,
                   (int)(length - (size_t)(old + size - dict)), old + size, entry);
}

static int put_all(struct signing *s)
{
    int n = 0;
    char *entry = NULL;
    uint32_t signature = sohoa_pdfa_reserve(s->update), field = sohoa_pdfa_reserve(s->update);
    const char *annotations = inside_of(s->page, "Annots", &n);
    put_signature(s, signature);
    if (asprintf(&entry, "/Annots[%.*s%s%u 0 R]", n, annotations, n ? " " : "", field) < 0)
        return sohoa_no_memory(s->err);
    put_with(s, s->page_number, s->page, "Annots", entry);
    free(entry);
    const char *fields = inside_of(s->form, "Fields", &n);
    uint32_t form = s->form_number ? s->form_number : sohoa_pdfa_reserve(s->update);
    sohoa_pdfa_put(s->update, form, "<</Fields[%.*s%s%u 0 R]/SigFlags 3>>", n, fields, n ? " " : "",
                   field);
    if (!s->form_number) {
        char acro[40];
        (void)snprintf(acro, sizeof acro, "/AcroForm %u 0 R", form);
        put_with(s, s->file.root, s->catalog, "AcroForm", acro);
    }
    struct sohoa_pdf_seal_at at = {.seal = s->seal,
                                   .page = s->page,
                                   .page_number = s->page_number,
                                   .field = field,
                                   .signature = signature,
                                   .name = names[s->seal->place],
                                   .stamp = s->stamp};
    return sohoa_pdf_seal_draw(s->update, &at, s->err);
}

/* The file's identifier keeps its first half; the second follows from the update. */
static int end_update(struct signing *s)
{
    char trailer[256];
    unsigned char sum[32] = {0};
    const char *first = strchr(s->file.id, '<');
    size_t n = first ? strcspn(first, ">") : 0;
    if (n != 33)
        return sohoa_fail(s->err, SOHOA_FATAL, "this PDF cannot be updated: it is of another make");
    char text[128];
    int length =
        snprintf(text, sizeof text, "%.*s%s%s", (int)n, first, s->stamp, names[s->seal->place]);
    (void)EVP_Digest(text, (size_t)length, sum, NULL, EVP_sha256(), NULL);
    int at = snprintf(trailer, sizeof trailer, "/Root %u 0 R/Info %u 0 R/ID[%.*s><", s->file.root,
                      s->file.info, (int)n, first);
    for (size_t i = 0; i < 16; i++)
        at += snprintf(trailer + at, sizeof trailer - (size_t)at, "%02X", sum[i]);
    (void)snprintf(trailer + at, sizeof trailer - (size_t)at, ">]");
    return sohoa_pdfa_update_finish(s->update, trailer, s->file.xref, &s->bytes, &s->size, s->err);
}

/* ---- signing --------------------------------------------------------------------------------- */

static int hash_file(const struct signing *s, EVP_MD_CTX *ctx)
{
    char *buf = malloc(PIECE);
    size_t at = 0;
    bool sound = buf != NULL;
    while (sound && at < s->file.size) {
        size_t want = s->file.size - at < PIECE ? s->file.size - at : PIECE;
        ssize_t n = pread(s->file.fd, buf, want, (off_t)at);
        sound = n > 0 && EVP_DigestUpdate(ctx, buf, (size_t)n) == 1;
        at += n > 0 ? (size_t)n : 0;
    }
    free(buf);
    return sound
               ? SOHOA_OK
               : sohoa_fail_errno(s->err, SOHOA_FATAL, errno ? errno : EIO, "cannot read the PDF");
}

/* Fills in which bytes are signed: all but the string of /Contents, which *ret_gap points to. */
static bool fill_range(struct signing *s, char **ret_gap)
{
    char *range = memmem(s->bytes, s->size, RANGE, sizeof RANGE - 1);
    char *gap = range ? strchr(range, '<') : NULL;
    size_t length = s->room * 2 + 2;
    if (!gap || (size_t)(gap - s->bytes) + length > s->size)
        return false;
    size_t before = s->file.size + (size_t)(gap - s->bytes), after = before + length;
    char text[48];
    int n = snprintf(text, sizeof text, "%010zu %010zu %010zu", before, after,
                     s->file.size + s->size - after);
    memcpy(range + sizeof RANGE - 1, text, (size_t)n);
    *ret_gap = gap;
    return n == 32;
}

static int digest_all(const struct signing *s, const char *gap, unsigned char ret[32])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    size_t before = (size_t)(gap - s->bytes), after = before + s->room * 2 + 2;
    int rc = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1 ? hash_file(s, ctx)
                                                                    : sohoa_no_memory(s->err);
    if (rc == SOHOA_OK && (EVP_DigestUpdate(ctx, s->bytes, before) != 1 ||
                           EVP_DigestUpdate(ctx, s->bytes + after, s->size - after) != 1 ||
                           EVP_DigestFinal_ex(ctx, ret, NULL) != 1))
        rc = sohoa_no_memory(s->err);
    EVP_MD_CTX_free(ctx);
    return rc;
}

static int sign(struct signing *s)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[32], *cms = NULL;
    size_t size = 0;
    char *gap = NULL;
    if (!fill_range(s, &gap))
        return sohoa_fail(s->err, SOHOA_BAD_DOSSIER,
                          "a PDF of more than 10 GB: export by documents");
    int rc = digest_all(s, gap, digest);
    if (rc == SOHOA_OK)
        rc = sohoa_cms_sign(s->seal->signer, digest, 0, &cms, &size, s->err);
    if (rc == SOHOA_OK && size > s->room)
        rc = sohoa_fail(s->err, SOHOA_FATAL, "the signature is larger than its room");
    for (size_t i = 0; rc == SOHOA_OK && i < size; i++) {
        gap[1 + 2 * i] = digits[cms[i] >> 4];
        gap[2 + 2 * i] = digits[cms[i] & 15];
    }
    free(cms);
    return rc;
}

static int append(const struct signing *s)
{
    for (size_t at = 0; at < s->size;) {
        ssize_t n = pwrite(s->file.fd, s->bytes + at, s->size - at, (off_t)(s->file.size + at));
        if (n < 0 && errno != EINTR)
            return sohoa_fail_errno(s->err, SOHOA_FATAL, errno, "cannot write the output");
        at += n > 0 ? (size_t)n : 0;
    }
    return SOHOA_OK;
}

static int make_update(struct signing *s)
{
    char mark[24];
    (void)snprintf(mark, sizeof mark, "/T(%s)", names[s->seal->place]);
    int n = 0;
    const char *fields = inside_of(s->form, "Fields", &n), *end = fields + n;
    for (const char *p = fields; p < end;) { /* a place is signed once */
        char *field = NULL, *next = NULL;
        uint32_t number = (uint32_t)strtoul(p, &next, 10);
        if (next == p || sohoa_pdf_object(&s->file, number, &field, s->err) != SOHOA_OK)
            break;
        bool same = strstr(field, mark) != NULL;
        free(field);
        if (same)
            return sohoa_fail(s->err, SOHOA_FATAL, "the PDF has this signature already");
        p = strchr(next, 'R') ? strchr(next, 'R') + 1 : end;
    }
    s->update = sohoa_pdfa_update(s->file.size, s->file.count);
    if (!s->update)
        return sohoa_no_memory(s->err);
    int rc = put_all(s);
    return rc == SOHOA_OK ? end_update(s) : rc;
}

int sohoa_pdf_sign(const char *path, const struct sohoa_seal *seal, time_t now,
                   struct sohoa_err *err)
{
    struct signing s = {.seal = seal, .room = sohoa_cms_room(seal->signer), .err = err};
    struct tm tm = {0};
    time_t here = now + 7 * 3600;
    (void)gmtime_r(&here, &tm);
    (void)strftime(s.stamp, sizeof s.stamp, "%Y-%m-%dT%H:%M:%S+07:00", &tm);
    int fd = open(path, O_RDWR | O_CLOEXEC);
    int rc = fd >= 0 ? read_file(&s, fd)
                     : sohoa_fail_errno(err, SOHOA_FATAL, errno, "cannot write the output");
    if (rc == SOHOA_OK)
        rc = make_update(&s);
    if (rc == SOHOA_OK)
        rc = sign(&s);
    if (rc == SOHOA_OK)
        rc = append(&s);
    sohoa_pdfa_free(s.update);
    free(s.bytes);
    free(s.catalog);
    free(s.page);
    free(s.form);
    if (fd >= 0)
        (void)close(fd);
    return rc;
}

/* ---- both ------------------------------------------------------------------------------------ */

size_t sohoa_seals_room(const struct sohoa_seals *seals)
{
    size_t room = 0;
    for (size_t i = 0; i < seals->count; i++)
        room += 2 * sohoa_cms_room(seals->items[i].signer) + LOOKS;
    return room;
}

void sohoa_seals_identity(const struct sohoa_seals *seals, unsigned char ret[32])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    memset(ret, 0, 32);
    if (ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1) {
        for (size_t i = 0; i < seals->count; i++) {
            const struct sohoa_seal *seal = &seals->items[i];
            const char *copy = seal->copy ? seal->copy : "";
            unsigned char sum[EVP_MAX_MD_SIZE] = {(unsigned char)seal->place};
            (void)EVP_DigestUpdate(ctx, sum, 1);
            (void)X509_digest(seal->signer->chain[0], EVP_sha256(), sum, NULL);
            (void)EVP_DigestUpdate(ctx, sum, 32);
            (void)EVP_DigestUpdate(ctx, copy, strlen(copy) + 1);
        }
        (void)EVP_DigestFinal_ex(ctx, ret, NULL);
    }
    EVP_MD_CTX_free(ctx);
}
