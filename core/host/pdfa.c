/* pdfa.c - see pdfa.h. Objects are written one behind the other as they come; the table of their
 * places follows at the end. */
#include "host/pdfa.h"

#include <math.h>
#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>
#include <zlib.h>

#define PRODUCER "sohoa " SOHOA_VERSION
#define TEXT_MAX 2000 /* bytes of a text of the metadata */

#define REPLACED_MAX 8 /* objects of the file that an update puts anew */

enum { TITLE, AUTHOR, SUBJECT, KEYWORDS, LANGUAGE, TEXTS };

struct sohoa_pdfa {
    struct sohoa_pdf_bytes out;
    size_t base;    /* bytes of the file that is updated; 0: a file of its own */
    uint32_t first; /* objects of that file */
    struct {
        uint32_t number;
        size_t place;
    } replaced[REPLACED_MAX];
    size_t replaced_count;
    size_t *places; /* of objects first + 1.. */
    uint32_t count, room;
    uint32_t tree; /* the page tree */
    uint32_t *pages;
    uint32_t page_count, page_room;
    char *texts[TEXTS];
    time_t made;
};

/* ---- bytes ---------------------------------------------------------------------------------- */

void sohoa_pdf_add(struct sohoa_pdf_bytes *b, const void *data, size_t size)
{
    if (b->failed)
        return;
    if (b->size + size + 1 > b->room) {
        size_t room = b->room ? b->room : 4096;
        while (room < b->size + size + 1)
            room *= 2;
        char *more = realloc(b->data, room);
        b->failed = !more;
        if (!more)
            return;
        b->data = more;
        b->room = room;
    }
    if (size)
        memcpy(b->data + b->size, data, size);
    b->size += size;
    b->data[b->size] = '\0';
}

static void add_list(struct sohoa_pdf_bytes *b, const char *fmt, va_list args)
{
    char *text = NULL;
    int n = vasprintf(&text, fmt, args);
    if (n >= 0)
        sohoa_pdf_add(b, text, (size_t)n);
    else
        b->failed = true;
    if (n >= 0)
        free(text);
}

void sohoa_pdf_addf(struct sohoa_pdf_bytes *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    add_list(b, fmt, args);
    va_end(args);
}

void sohoa_pdf_number(struct sohoa_pdf_bytes *b, double value)
{
    long thousandths = isfinite(value) && fabs(value) < 1e6 ? lround(value * 1000) : 0;
    long whole = labs(thousandths) / 1000, part = labs(thousandths) % 1000;
    sohoa_pdf_addf(b, "%s%ld", thousandths < 0 ? "-" : "", whole);
    if (part) {
        int digits = part % 100 == 0 ? 1 : part % 10 == 0 ? 2 : 3;
        sohoa_pdf_addf(b, ".%0*ld", digits,
                       digits == 1   ? part / 100
                       : digits == 2 ? part / 10
                                     : part);
    }
}

void sohoa_pdf_free(struct sohoa_pdf_bytes *b)
{
    free(b->data);
    *b = (struct sohoa_pdf_bytes){0};
}

/* ---- objects -------------------------------------------------------------------------------- */

struct sohoa_pdfa *sohoa_pdfa_new(const struct sohoa_pdfa_about *about)
{
    struct sohoa_pdfa *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return NULL;
    const char *given[TEXTS] = {about->title, about->author, about->subject, about->keywords,
                                about->language};
    pdf->made = about->made ? about->made : time(NULL);
    for (int i = 0; i < TEXTS; i++)
        if (given[i] && !(pdf->texts[i] = strndup(given[i], TEXT_MAX)))
            pdf->out.failed = true;
    /* The second line says to whoever copies the file that it is not text. */
    sohoa_pdf_addf(&pdf->out, "%%PDF-1.4\n%%\xE2\xE3\xCF\xD3\n");
    pdf->tree = sohoa_pdfa_reserve(pdf);
    return pdf;
}

void sohoa_pdfa_free(struct sohoa_pdfa *pdf)
{
    if (!pdf)
        return;
    sohoa_pdf_free(&pdf->out);
    for (int i = 0; i < TEXTS; i++)
        free(pdf->texts[i]);
    free(pdf->places);
    free(pdf->pages);
    free(pdf);
}

uint32_t sohoa_pdfa_reserve(struct sohoa_pdfa *pdf)
{
    if (pdf->count == pdf->room) {
        uint32_t room = pdf->room ? pdf->room * 2 : 32;
        size_t *places = realloc(pdf->places, room * sizeof *places);
        if (!places) {
            pdf->out.failed = true;
            return 0;
        }
        pdf->places = places;
        pdf->room = room;
    }
    pdf->places[pdf->count++] = 0;
    return pdf->first + pdf->count;
}

static bool begin(struct sohoa_pdfa *pdf, uint32_t number)
{
    size_t place = pdf->base + pdf->out.size;
    if (number == 0 || number > pdf->first + pdf->count)
        return false;
    if (number > pdf->first) {
        pdf->places[number - pdf->first - 1] = place;
    } else if (pdf->replaced_count < REPLACED_MAX) {
        pdf->replaced[pdf->replaced_count].number = number;
        pdf->replaced[pdf->replaced_count++].place = place;
    } else {
        pdf->out.failed = true;
        return false;
    }
    sohoa_pdf_addf(&pdf->out, "%u 0 obj\n", number);
    return true;
}

void sohoa_pdfa_put(struct sohoa_pdfa *pdf, uint32_t number, const char *fmt, ...)
{
    va_list args;
    if (!begin(pdf, number))
        return;
    va_start(args, fmt);
    add_list(&pdf->out, fmt, args);
    va_end(args);
    sohoa_pdf_addf(&pdf->out, "\nendobj\n");
}

static void put_stream(struct sohoa_pdfa *pdf, uint32_t number, const char *entries,
                       const char *filter, const void *data, size_t size)
{
    if (!begin(pdf, number))
        return;
    sohoa_pdf_addf(&pdf->out, "<</Length %zu%s%s>>\nstream\n", size, filter, entries);
    sohoa_pdf_add(&pdf->out, data, size);
    sohoa_pdf_addf(&pdf->out, "\nendstream\nendobj\n");
}

void sohoa_pdfa_stream(struct sohoa_pdfa *pdf, uint32_t number, const char *entries,
                       const void *data, size_t size)
{
    uLongf packed = compressBound((uLong)size);
    Bytef *buf = malloc(packed);
    if (buf && compress2(buf, &packed, data, (uLong)size, 9) == Z_OK)
        put_stream(pdf, number, entries, "/Filter/FlateDecode", buf, packed);
    else
        pdf->out.failed = true;
    free(buf);
}

void sohoa_pdfa_page(struct sohoa_pdfa *pdf, double width, double height, const void *content,
                     size_t size, const char *resources)
{
    struct sohoa_pdf_bytes box = {0};
    uint32_t page = sohoa_pdfa_reserve(pdf), stream = sohoa_pdfa_reserve(pdf);
    if (pdf->page_count == pdf->page_room) {
        uint32_t room = pdf->page_room ? pdf->page_room * 2 : 8;
        uint32_t *pages = realloc(pdf->pages, room * sizeof *pages);
        if (!pages) {
            pdf->out.failed = true;
            return;
        }
        pdf->pages = pages;
        pdf->page_room = room;
    }
    pdf->pages[pdf->page_count++] = page;
    sohoa_pdfa_stream(pdf, stream, "", content, size);
    sohoa_pdf_number(&box, width);
    sohoa_pdf_add(&box, " ", 1);
    sohoa_pdf_number(&box, height);
    sohoa_pdfa_put(pdf, page,
                   "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %s]/Contents %u 0 R/Resources<<%s>>>>",
                   pdf->tree, box.failed ? "" : box.data, stream, resources);
    pdf->out.failed |= box.failed;
    sohoa_pdf_free(&box);
}

/* ---- metadata ------------------------------------------------------------------------------- */

void sohoa_pdf_text(struct sohoa_pdf_bytes *b, const char *utf8)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)utf8;
    sohoa_pdf_addf(b, "<FEFF");
    while (*at) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate(at, -1, &c);
        if (n <= 0) {
            c = 0xFFFD;
            n = 1;
        }
        at += n;
        if (c >= 0x10000)
            sohoa_pdf_addf(b, "%04X%04X", (unsigned)(0xD800 + ((c - 0x10000) >> 10)),
                           (unsigned)(0xDC00 + ((c - 0x10000) & 0x3FF)));
        else
            sohoa_pdf_addf(b, "%04X", (unsigned)c);
    }
    sohoa_pdf_addf(b, ">");
}

/* Text inside XML; what XML 1.0 does not allow is left out. */
static void add_xml(struct sohoa_pdf_bytes *b, const char *utf8)
{
    for (const char *at = utf8; *at; at++) {
        if (*at == '&')
            sohoa_pdf_addf(b, "&amp;");
        else if (*at == '<')
            sohoa_pdf_addf(b, "&lt;");
        else if (*at == '>')
            sohoa_pdf_addf(b, "&gt;");
        else if ((unsigned char)*at >= ' ')
            sohoa_pdf_add(b, at, 1);
    }
}

static void add_element(struct sohoa_pdf_bytes *b, const char *open, const char *text,
                        const char *close)
{
    if (!text)
        return;
    sohoa_pdf_add(b, open, strlen(open));
    add_xml(b, text);
    sohoa_pdf_add(b, close, strlen(close));
}

#define ALT(name) "<dc:" name "><rdf:Alt><rdf:li xml:lang=\"x-default\">"
#define ALT_END(name) "</rdf:li></rdf:Alt></dc:" name ">"

static uint32_t put_xmp(struct sohoa_pdfa *pdf, const char *stamp)
{
    struct sohoa_pdf_bytes x = {0};
    uint32_t number = sohoa_pdfa_reserve(pdf);
    sohoa_pdf_addf(&x, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                       "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
                       "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                       "<rdf:Description rdf:about=\"\""
                       " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                       " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
                       " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
                       " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">"
                       "<pdfaid:part>1</pdfaid:part>"
                       "<pdfaid:conformance>B</pdfaid:conformance>"
                       "<pdf:Producer>" PRODUCER "</pdf:Producer>");
    sohoa_pdf_addf(&x, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>",
                   stamp, stamp);
    add_element(&x, "<pdf:Keywords>", pdf->texts[KEYWORDS], "</pdf:Keywords>");
    sohoa_pdf_addf(&x, "<dc:format>application/pdf</dc:format>");
    add_element(&x, ALT("title"), pdf->texts[TITLE], ALT_END("title"));
    add_element(&x, ALT("description"), pdf->texts[SUBJECT], ALT_END("description"));
    add_element(&x, "<dc:creator><rdf:Seq><rdf:li>", pdf->texts[AUTHOR],
                "</rdf:li></rdf:Seq></dc:creator>");
    sohoa_pdf_addf(&x, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
    /* not deflated: the standard wants it readable without knowing PDF */
    put_stream(pdf, number, "/Type/Metadata/Subtype/XML", "", x.data ? x.data : "", x.size);
    pdf->out.failed |= x.failed;
    sohoa_pdf_free(&x);
    return number;
}

static uint32_t put_info(struct sohoa_pdfa *pdf, const char *stamp)
{
    static const char *const names[] = {"/Title", "/Author", "/Subject", "/Keywords"};
    struct sohoa_pdf_bytes d = {0};
    uint32_t number = sohoa_pdfa_reserve(pdf);
    for (int i = TITLE; i <= KEYWORDS; i++) {
        if (!pdf->texts[i])
            continue;
        sohoa_pdf_add(&d, names[i], strlen(names[i]));
        sohoa_pdf_text(&d, pdf->texts[i]);
    }
    sohoa_pdf_addf(&d, "/Producer");
    sohoa_pdf_text(&d, PRODUCER);
    sohoa_pdf_addf(&d, "/CreationDate(D:%s)/ModDate(D:%s)", stamp, stamp);
    sohoa_pdfa_put(pdf, number, "<<%s>>", d.failed ? "" : d.data);
    pdf->out.failed |= d.failed;
    sohoa_pdf_free(&d);
    return number;
}

static uint32_t put_intent(struct sohoa_pdfa *pdf)
{
    struct sohoa_pdf_bytes icc = {0};
    uint32_t intent = sohoa_pdfa_reserve(pdf), profile = sohoa_pdfa_reserve(pdf);
    sohoa_srgb_profile(&icc);
    if (!icc.failed)
        sohoa_pdfa_stream(pdf, profile, "/N 3", icc.data, icc.size);
    pdf->out.failed |= icc.failed;
    sohoa_pdf_free(&icc);
    sohoa_pdfa_put(pdf, intent,
                   "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)"
                   "/RegistryName(http://www.color.org)/Info(sRGB IEC61966-2.1)"
                   "/DestOutputProfile %u 0 R>>",
                   profile);
    return intent;
}

/* ---- the end -------------------------------------------------------------------------------- */

static void put_tree(struct sohoa_pdfa *pdf)
{
    struct sohoa_pdf_bytes kids = {0};
    for (uint32_t i = 0; i < pdf->page_count; i++)
        sohoa_pdf_addf(&kids, "%u 0 R ", pdf->pages[i]);
    sohoa_pdfa_put(pdf, pdf->tree, "<</Type/Pages/Count %u/Kids[%s]>>", pdf->page_count,
                   kids.data ? kids.data : "");
    pdf->out.failed |= kids.failed;
    sohoa_pdf_free(&kids);
}

/* The identifier is made of the file's bytes: one content, one identifier. */
static void add_trailer(struct sohoa_pdfa *pdf, uint32_t root, uint32_t info)
{
    struct sohoa_pdf_bytes *out = &pdf->out;
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    char id[33];
    size_t start = out->size;
    if (out->failed || EVP_Digest(out->data, out->size, digest, NULL, EVP_sha256(), NULL) != 1) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < 16; i++)
        (void)snprintf(id + 2 * i, 3, "%02X", digest[i]);
    sohoa_pdf_addf(out, "xref\n0 %u\n0000000000 65535 f \n", pdf->count + 1);
    for (uint32_t i = 0; i < pdf->count; i++) /* one that was never put is a free one */
        sohoa_pdf_addf(out, "%010zu %s \n", pdf->places[i], pdf->places[i] ? "00000 n" : "65535 f");
    sohoa_pdf_addf(out,
                   "trailer\n<</Size %u/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]>>\n"
                   "startxref\n%zu\n%%%%EOF\n",
                   pdf->count + 1, root, info, id, id, start);
}

int sohoa_pdfa_finish(struct sohoa_pdfa *pdf, char **ret, size_t *ret_size, struct sohoa_err *err)
{
    char xmp_stamp[40], info_stamp[40];
    time_t local = pdf->made + 7 * 3600;
    struct tm tm = {0};
    (void)gmtime_r(&local, &tm);
    (void)strftime(xmp_stamp, sizeof xmp_stamp, "%Y-%m-%dT%H:%M:%S+07:00", &tm);
    (void)strftime(info_stamp, sizeof info_stamp, "%Y%m%d%H%M%S+07'00'", &tm);
    put_tree(pdf);
    uint32_t xmp = put_xmp(pdf, xmp_stamp), info = put_info(pdf, info_stamp);
    uint32_t intent = put_intent(pdf), root = sohoa_pdfa_reserve(pdf);
    struct sohoa_pdf_bytes language = {0};
    if (pdf->texts[LANGUAGE]) {
        sohoa_pdf_addf(&language, "/Lang");
        sohoa_pdf_text(&language, pdf->texts[LANGUAGE]);
    }
    sohoa_pdfa_put(pdf, root,
                   "<</Type/Catalog/Pages %u 0 R/Metadata %u 0 R/OutputIntents[%u 0 R]%s>>",
                   pdf->tree, xmp, intent, language.data ? language.data : "");
    pdf->out.failed |= language.failed;
    sohoa_pdf_free(&language);
    add_trailer(pdf, root, info);
    if (pdf->out.failed)
        return sohoa_no_memory(err);
    *ret = pdf->out.data;
    *ret_size = pdf->out.size;
    pdf->out = (struct sohoa_pdf_bytes){0};
    return SOHOA_OK;
}

/* ---- updates -------------------------------------------------------------------------------- */

struct sohoa_pdfa *sohoa_pdfa_update(size_t base, uint32_t count)
{
    struct sohoa_pdfa *pdf = calloc(1, sizeof *pdf);
    if (!pdf)
        return NULL;
    pdf->base = base;
    pdf->first = count;
    sohoa_pdf_addf(&pdf->out, "\n"); /* whatever the file ends with */
    return pdf;
}

int sohoa_pdfa_update_finish(struct sohoa_pdfa *pdf, const char *trailer, size_t prev, char **ret,
                             size_t *ret_size, struct sohoa_err *err)
{
    struct sohoa_pdf_bytes *out = &pdf->out;
    size_t start = pdf->base + out->size;
    sohoa_pdf_addf(out, "xref\n0 1\n0000000000 65535 f \n");
    for (size_t i = 0; i < pdf->replaced_count; i++)
        sohoa_pdf_addf(out, "%u 1\n%010zu 00000 n \n", pdf->replaced[i].number,
                       pdf->replaced[i].place);
    if (pdf->count)
        sohoa_pdf_addf(out, "%u %u\n", pdf->first + 1, pdf->count);
    for (uint32_t i = 0; i < pdf->count; i++)
        sohoa_pdf_addf(out, "%010zu %s \n", pdf->places[i], pdf->places[i] ? "00000 n" : "65535 f");
    sohoa_pdf_addf(out, "trailer\n<</Size %u/Prev %zu%s>>\nstartxref\n%zu\n%%%%EOF\n",
                   pdf->first + pdf->count + 1, prev, trailer, start);
    if (out->failed)
        return sohoa_no_memory(err);
    *ret = out->data;
    *ret_size = out->size;
    *out = (struct sohoa_pdf_bytes){0};
    return SOHOA_OK;
}
