/* handover_pdf.c - the record of a handover as a paper (handover.h). The paper is Vietnamese
 * whatever language the program talks. One thread. */
#include "query/form_draw.h"
#include "query/handover.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY 12.0
#define SMALL 8.0
#define LINE_MAX_BYTES 1200

struct paper {
    struct form_pages pages;
};

static double width_of(const struct paper *p, enum sohoa_font_face face, double size,
                       const char *text)
{
    return sohoa_pdf_font_width(p->pages.fonts[face], text, strlen(text)) / 1000.0 * size;
}

static void show(struct paper *p, enum sohoa_font_face face, double size, double x,
                 const char *text, size_t length)
{
    sohoa_pages_text(&p->pages, face, size, x, p->pages.y, text, length);
}

static void down(struct paper *p, double size)
{
    sohoa_pages_room(&p->pages, 1.4 * size);
    p->pages.y += 1.4 * size;
}

static void centred(struct paper *p, enum sohoa_font_face face, double size, double middle,
                    const char *text)
{
    show(p, face, size, middle - width_of(p, face, size, text) / 2, text, strlen(text));
}

/* How many bytes of the text fit into the width: up to a space, or cut at a letter. */
static size_t fits(const struct paper *p, enum sohoa_font_face face, double size, const char *text,
                   double width)
{
    const struct sohoa_pdf_font *font = p->pages.fonts[face];
    size_t good = 0, letters = 0, length = strlen(text);
    for (size_t i = 1; i <= length; i++) {
        if (i < length && ((unsigned char)text[i] & 0xC0) == 0x80)
            continue; /* inside a letter */
        if (sohoa_pdf_font_width(font, text, i) / 1000.0 * size > width)
            break;
        letters = i;
        good = i == length || text[i] == ' ' ? i : good;
    }
    return good ? good : letters ? letters : length;
}

/* A text over as many lines as it takes, from x to the right margin. */
static void flow(struct paper *p, enum sohoa_font_face face, double size, double x,
                 const char *text)
{
    while (*text) {
        size_t n = fits(p, face, size, text, FORM_WIDTH - FORM_RIGHT - x);
        down(p, size);
        show(p, face, size, x, text, n);
        text += n + strspn(text + n, " ");
    }
}

static long long count_of(const json_t *object, const char *key)
{
    return (long long)json_integer_value(json_object_get(object, key));
}

/* 2026-11-22T09:00:00+07:00 as 09:00 22/11/2026. */
static void stamp(const char *from, char *ret, size_t room)
{
    if (strlen(from) < 16)
        (void)snprintf(ret, room, "%s", from);
    else
        (void)snprintf(ret, room, "%.5s ngày %.2s/%.2s/%.4s", from + 11, from + 8, from + 5, from);
}

static void fact(struct paper *p, const char *name, const char *value)
{
    char line[LINE_MAX_BYTES];
    if (!*value)
        return;
    (void)snprintf(line, sizeof line, "- %s: %.1000s", name, value);
    flow(p, SOHOA_FACE_PLAIN, BODY, FORM_LEFT, line);
}

static void head(struct paper *p, const json_t *h)
{
    double right = FORM_WIDTH - FORM_RIGHT - 130, middle = FORM_LEFT + FORM_INNER / 2;
    char when[64];
    down(p, BODY);
    centred(p, SOHOA_FACE_PLAIN, BODY, FORM_LEFT + 80, sohoa_json_member(h, "agency"));
    centred(p, SOHOA_FACE_BOLD, BODY, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    down(p, BODY);
    centred(p, SOHOA_FACE_BOLD, BODY, right, "Độc lập - Tự do - Hạnh phúc");
    sohoa_pages_rule(&p->pages, right - 70, p->pages.y + 4, right + 70, p->pages.y + 4);
    p->pages.y += 50; /* room for a signature's box (pdf_sign.h) */
    down(p, 14);
    centred(p, SOHOA_FACE_BOLD, 14, middle, "BIÊN BẢN BÀN GIAO KẾT QUẢ SỐ HÓA");
    stamp(sohoa_json_member(h, "made"), when, sizeof when);
    down(p, BODY);
    centred(p, SOHOA_FACE_ITALIC, BODY, middle, when);
    p->pages.y += 8;
}

static void facts(struct paper *p, const json_t *h)
{
    const json_t *ledger = json_object_get(h, "ledger"), *masters = json_object_get(h, "masters");
    char text[LINE_MAX_BYTES];
    bool scan = strcmp(sohoa_json_member(h, "kind"), "scan") == 0;
    fact(p, "Lô", sohoa_json_member(h, "batch"));
    fact(p, "Hình thức", scan ? "quét từ máy quét" : "nhập từ tệp");
    fact(p, "Thiết bị", sohoa_json_member(h, "device"));
    fact(p, "Người thực hiện", sohoa_json_member(h, "operator"));
    stamp(sohoa_json_member(h, "started"), text, sizeof text);
    fact(p, "Bắt đầu", text);
    stamp(sohoa_json_member(h, "ended"), text, sizeof text);
    fact(p, "Kết thúc", text);
    (void)snprintf(text, sizeof text, "%zu", json_array_size(json_object_get(h, "dossiers")));
    fact(p, "Số hồ sơ", text);
    if (count_of(ledger, "sheets")) {
        (void)snprintf(text, sizeof text, "%lld", count_of(ledger, "sheets"));
        fact(p, "Số tờ", text);
    }
    (void)snprintf(text, sizeof text,
                   "%lld = %lld đã lưu + %lld trang trắng + %lld tờ phân cách + %lld để riêng",
                   count_of(ledger, "captured"), count_of(ledger, "stored"),
                   count_of(ledger, "blank"), count_of(ledger, "separator"),
                   count_of(ledger, "quarantined"));
    fact(p, "Số trang", text);
    (void)snprintf(text, sizeof text, "%lld tệp, %lld byte", count_of(masters, "count"),
                   count_of(masters, "bytes"));
    fact(p, "Bản gốc số", text);
    (void)snprintf(text, sizeof text, "%lld", count_of(h, "duplicates"));
    fact(p, "Trang nghi trùng chưa quyết định", text);
}

static void alarms(struct paper *p, const json_t *h)
{
    const json_t *list = json_object_get(h, "alarms"), *alarm;
    char text[LINE_MAX_BYTES];
    size_t i;
    (void)snprintf(text, sizeof text, "%zu", json_array_size(list));
    fact(p, "Cảnh báo", text);
    json_array_foreach(list, i, alarm)
    {
        bool seen = json_is_true(json_object_get(alarm, "acknowledged"));
        (void)snprintf(text, sizeof text, "+ %.900s (%s%s%.100s)", sohoa_json_member(alarm, "text"),
                       seen ? "đã xem" : "chưa ai xem", *sohoa_json_member(alarm, "by") ? ": " : "",
                       sohoa_json_member(alarm, "by"));
        flow(p, SOHOA_FACE_PLAIN, BODY, FORM_LEFT + 12, text);
    }
}

static void sign_here(struct paper *p)
{
    double left = FORM_LEFT + FORM_INNER / 4, right = FORM_LEFT + 3 * FORM_INNER / 4;
    sohoa_pages_room(&p->pages, 130);
    p->pages.y += 2 * BODY;
    centred(p, SOHOA_FACE_BOLD, BODY, left, "BÊN GIAO");
    centred(p, SOHOA_FACE_BOLD, BODY, right, "BÊN NHẬN");
    p->pages.y += 1.3 * BODY;
    centred(p, SOHOA_FACE_ITALIC, BODY, left, "(ký, ghi rõ họ tên)");
    centred(p, SOHOA_FACE_ITALIC, BODY, right, "(ký, ghi rõ họ tên)");
    p->pages.y += 80;
}

static const char *state_of(const json_t *dossier)
{
    const char *state = sohoa_json_member(dossier, "state");
    if (strcmp(state, "complete") == 0)
        return "đủ";
    if (strcmp(state, "incomplete") == 0)
        return "còn trang để riêng";
    return strcmp(state, "attention") == 0 ? "có cảnh báo chưa xem" : state;
}

static void dossiers(struct paper *p, const json_t *h)
{
    const json_t *list = json_object_get(h, "dossiers"), *dossier, *master;
    char text[LINE_MAX_BYTES];
    size_t i, k;
    sohoa_pages_next(&p->pages);
    down(p, BODY);
    centred(p, SOHOA_FACE_BOLD, BODY, FORM_LEFT + FORM_INNER / 2,
            "PHỤ LỤC: HỒ SƠ VÀ MÃ BĂM SHA-256");
    json_array_foreach(list, i, dossier)
    {
        (void)snprintf(text, sizeof text, "%zu. %s  %.200s  %.400s: %lld trang, %s", i + 1,
                       sohoa_json_member(dossier, "dossier"), sohoa_json_member(dossier, "code"),
                       sohoa_json_member(dossier, "source"), count_of(dossier, "pages"),
                       state_of(dossier));
        p->pages.y += 2;
        flow(p, SOHOA_FACE_BOLD, SMALL, FORM_LEFT, text);
        flow(p, SOHOA_FACE_PLAIN, SMALL, FORM_LEFT + 12, sohoa_json_member(dossier, "sha256"));
        json_array_foreach(json_object_get(dossier, "masters"), k, master)
        {
            (void)snprintf(text, sizeof text, "%s  %lld byte  %.60s",
                           sohoa_json_member(master, "sha256"), count_of(master, "bytes"),
                           sohoa_json_member(master, "media"));
            flow(p, SOHOA_FACE_PLAIN, SMALL, FORM_LEFT + 24, text);
        }
    }
}

int sohoa_handover_pdf(const json_t *h, char **ret, size_t *ret_size, struct sohoa_err *err)
{
    struct paper p = {.pages = {.pdf = NULL}};
    char title[128];
    (void)snprintf(title, sizeof title, "Biên bản bàn giao kết quả số hóa, lô %.40s",
                   sohoa_json_member(h, "batch"));
    const struct sohoa_pdfa_about about = {.title = title, .language = "vi"};
    int rc = sohoa_pages_open(&p.pages, &about, err);
    if (rc == SOHOA_OK) {
        head(&p, h);
        facts(&p, h);
        alarms(&p, h);
        fact(&p, "Mã băm của cả lô (SHA-256)", sohoa_json_member(h, "sha256"));
        flow(
            &p, SOHOA_FACE_ITALIC, SMALL + 2, FORM_LEFT,
            "Mã băm của hồ sơ là SHA-256 của các dòng mã băm bản gốc theo thứ tự; mã băm của lô là "
            "SHA-256 của các dòng gồm hồ sơ và mã băm của nó (xem phụ lục).");
        sign_here(&p);
        dossiers(&p, h);
        rc = sohoa_pages_finish(&p.pages, ret, ret_size, err);
    }
    sohoa_pages_free(&p.pages);
    return rc;
}
