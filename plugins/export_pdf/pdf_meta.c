/* pdf_meta.c - see pdf_meta.h. */
#include "pdf_meta.h"
#include "pdf_words.h"

#include <stdlib.h>
#include <string.h>

#define TOOL "sohoa"
#define PRODUCER "sohoa export_pdf 1.0"

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* Copies as much as fits, cut at a character. */
static void copy(char *to, size_t room, const char *from)
{
    size_t n = strlen(from);
    if (n >= room)
        for (n = room - 1; n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80;)
            n--;
    memcpy(to, from, n);
    to[n] = '\0';
}

static void append(char *to, size_t room, const char *from)
{
    size_t n = strlen(to);
    copy(to + n, room - n, from);
}

static void add_kind(struct pdf_meta *meta, const char *title)
{
    for (size_t i = 0; i < meta->kind_count; i++)
        if (strcmp(meta->kinds[i], title) == 0)
            return;
    if (meta->kind_count == sizeof meta->kinds / sizeof *meta->kinds)
        return;
    copy(meta->kinds[meta->kind_count], sizeof meta->kinds[0], title);
    append(meta->subject, sizeof meta->subject, meta->kind_count ? "; " : "");
    append(meta->subject, sizeof meta->subject, title);
    meta->kind_count++;
}

void pdf_meta_fill(struct pdf_meta *meta, const struct sohoa_dossier *in, const json_t *object)
{
    memset(meta, 0, sizeof *meta);
    const char *title;
    size_t documents = json_array_size(json_object_get(object, "documents"));
    copy(meta->code, sizeof meta->code, text_of(object, "code"));
    copy(meta->creator, sizeof meta->creator, text_of(object, "agency"));
    copy(meta->received, sizeof meta->received, text_of(object, "received"));
    if (strlen(text_of(object, "captured")) == 25)
        copy(meta->stamp, sizeof meta->stamp, text_of(object, "captured"));
    for (size_t i = 0; (title = sohoa_export_title(in, i)); i++)
        add_kind(meta, title);
    if (documents == 1)
        (void)snprintf(meta->title, sizeof meta->title, "%s %s", sohoa_export_title(in, 0),
                       meta->code);
    else
        (void)snprintf(meta->title, sizeof meta->title, "Hồ sơ %s",
                       *meta->code ? meta->code : text_of(object, "dossier"));
    size_t n = strlen(meta->title);
    if (n > 0 && meta->title[n - 1] == ' ')
        meta->title[n - 1] = '\0';
}

void pdf_meta_reduced(struct pdf_meta *meta, const char *pages)
{
    append(meta->subject, sizeof meta->subject, *meta->subject ? ". " : "");
    append(meta->subject, sizeof meta->subject,
           "Ảnh 16 bit mỗi kênh đã giảm còn 8 bit (16-bit samples reduced to 8): ");
    append(meta->subject, sizeof meta->subject, pages);
}

/* ---- the information dictionary -------------------------------------------------------------- */

static void put_info(struct pdf_out *o, const char *key, const char *text)
{
    if (!*text)
        return;
    pdf_put(o, "/%s", key);
    pdf_text(o, text);
}

/* 2026-11-21T09:00:00+07:00 -> D:20261121090000+07'00' */
static void put_date(struct pdf_out *o, const char *key, const char *stamp)
{
    if (*stamp)
        pdf_put(o, "/%s(D:%.4s%.2s%.2s%.2s%.2s%.2s%.3s'%.2s')", key, stamp, stamp + 5, stamp + 8,
                stamp + 11, stamp + 14, stamp + 17, stamp + 19, stamp + 23);
}

void pdf_meta_info(const struct pdf_meta *meta, struct pdf_out *o, uint32_t number)
{
    pdf_begin(o, number);
    pdf_put(o, "<<");
    put_info(o, "Title", meta->title);
    put_info(o, "Author", meta->creator);
    put_info(o, "Subject", meta->subject);
    put_info(o, "Keywords", meta->code);
    pdf_put(o, "/Creator(" TOOL ")/Producer(" PRODUCER ")");
    put_date(o, "CreationDate", meta->stamp);
    put_date(o, "ModDate", meta->stamp);
    pdf_put(o, ">>");
    pdf_end(o);
}

/* ---- XMP ------------------------------------------------------------------------------------- */

static void add_xml(struct pdf_buffer *b, const char *text)
{
    for (const char *p = text; *p; p++) {
        if (*p == '&')
            pdf_add(b, "&amp;", 5);
        else if (*p == '<')
            pdf_add(b, "&lt;", 4);
        else if (*p == '>')
            pdf_add(b, "&gt;", 4);
        else if ((unsigned char)*p >= ' ')
            pdf_add(b, p, 1);
    }
}

static void add_value(struct pdf_buffer *b, const char *open, const char *text, const char *close)
{
    if (!*text)
        return;
    pdf_add(b, open, strlen(open));
    add_xml(b, text);
    pdf_add(b, close, strlen(close));
}

static void add_kinds(const struct pdf_meta *meta, struct pdf_buffer *b)
{
    if (meta->kind_count == 0)
        return;
    pdf_addf(b, "<dc:type><rdf:Bag>");
    for (size_t i = 0; i < meta->kind_count; i++)
        add_value(b, "<rdf:li>", meta->kinds[i], "</rdf:li>");
    pdf_addf(b, "</rdf:Bag></dc:type>");
}

#define ALT(name) "<dc:" name "><rdf:Alt><rdf:li xml:lang=\"x-default\">"
#define ALT_END(name) "</rdf:li></rdf:Alt></dc:" name ">"
static const char head[] =
    "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">"
    "<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
    "<pdf:Producer>" PRODUCER "</pdf:Producer><xmp:CreatorTool>" TOOL "</xmp:CreatorTool>"
    "<dc:format>application/pdf</dc:format>"
    "<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>";

void pdf_meta_xmp(const struct pdf_meta *meta, struct pdf_out *o, uint32_t number)
{
    struct pdf_buffer b = {0};
    pdf_add(&b, head, sizeof head - 1);
    add_value(&b, ALT("title"), meta->title, ALT_END("title"));
    add_value(&b, ALT("description"), meta->subject, ALT_END("description"));
    add_value(&b, "<dc:creator><rdf:Seq><rdf:li>", meta->creator,
              "</rdf:li></rdf:Seq></dc:creator>");
    add_value(&b, "<dc:identifier>", meta->code, "</dc:identifier>");
    add_value(&b, "<pdf:Keywords>", meta->code, "</pdf:Keywords>");
    add_value(&b, "<dc:date><rdf:Seq><rdf:li>", meta->received, "</rdf:li></rdf:Seq></dc:date>");
    add_kinds(meta, &b);
    add_value(&b, "<xmp:CreateDate>", meta->stamp, "</xmp:CreateDate>");
    add_value(&b, "<xmp:ModifyDate>", meta->stamp, "</xmp:ModifyDate>");
    pdf_addf(&b, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
    if (b.failed)
        o->why = o->why ? o->why : 12; /* ENOMEM */
    /* as plain text: the standard wants it readable without knowing PDF */
    pdf_stream(o, number, "/Type/Metadata/Subtype/XML", b.data, b.size);
    free(b.data);
}
