/* pdf_seal.c - see pdf_seal.h. Black letters of 10 points, as Decree 30/2020 asks for, smaller only
 * on pages that have no room for them; upright as the page is shown, however it is turned. */
#include "host/pdf_seal.h"
#include "host/pdf_font.h"
#include "host/pdf_read.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE 10.0   /* points */
#define LEADING 1.2 /* of the size, from line to line */
#define MARGIN 14.0 /* points from the page's edges */
#define SHARE 0.45  /* of the page's width, at most; of its height half as much */
#define LINES_MAX 12

struct words {
    char text[4 * SOHOA_CMS_NAME];
    struct {
        const char *text;
        size_t size;
    } lines[LINES_MAX];
    size_t count;
    double size, width, height; /* of the letters; of all */
};

/* ---- lines ----------------------------------------------------------------------------------- */

static double width_of(const struct sohoa_pdf_font *font, const char *text, size_t size)
{
    return (double)sohoa_pdf_font_width(font, text, size) / 1000;
}

/* Breaks the text at line ends, and between words where a line would be wider than most (in units
 * of the letters' size). */
static void break_lines(struct words *w, const struct sohoa_pdf_font *font, double most)
{
    w->count = 0;
    for (const char *p = w->text; *p && w->count < LINES_MAX;) {
        size_t all = strcspn(p, "\n"), end = all;
        while (end > 0 && width_of(font, p, end) > most) {
            size_t back = end;
            while (back > 0 && p[back - 1] != ' ')
                back--;
            if (back < 2)
                break; /* one word */
            end = back - 1;
        }
        w->lines[w->count].text = p;
        w->lines[w->count++].size = end;
        p += end;
        p += *p == ' ' || *p == '\n';
    }
}

static void fit(struct words *w, const struct sohoa_pdf_font *font, double page_width,
                double page_height)
{
    double most = page_width * SHARE - MARGIN, widest = 0;
    most = most > 1 ? most : 1;
    break_lines(w, font, most / SIZE);
    for (size_t i = 0; i < w->count; i++)
        widest = fmax(widest, width_of(font, w->lines[i].text, w->lines[i].size));
    double tall = (double)w->count * LEADING, high = fmax(page_height * SHARE / 2, 1);
    w->size = fmin(SIZE, fmin(most / fmax(widest, 1), high / tall));
    w->width = widest * w->size;
    w->height = tall * w->size;
}

static void say(struct words *w, const struct sohoa_pdf_seal_at *at)
{
    const struct sohoa_seal *seal = at->seal;
    bool agency = seal->place == SOHOA_SEAL_AGENCY;
    const char *copy = agency && seal->copy ? seal->copy : "";
    (void)snprintf(w->text, sizeof w->text, "%.160s%s%s: %s\nThời gian ký: %s", copy,
                   *copy ? "\n" : "", agency ? "Cơ quan" : "Người ký", seal->signer->name,
                   at->stamp);
}

/* ---- the page -------------------------------------------------------------------------------- */

struct sheet {
    double left, bottom, width, height; /* of the page in its own space */
    int turned;                         /* quarters clockwise when shown */
};

static void read_page(const char *page, struct sheet *ret)
{
    double box[4] = {0, 0, 595, 842}, turned = 0;
    size_t size = 0;
    const char *value = sohoa_pdf_entry(page, "MediaBox", &size);
    if (value)
        (void)sohoa_pdf_numbers(value, size, box, 4);
    value = sohoa_pdf_entry(page, "Rotate", &size);
    if (value)
        (void)sohoa_pdf_numbers(value, size, &turned, 1);
    *ret = (struct sheet){box[0], box[1], box[2] - box[0], box[3] - box[1],
                          ((int)turned / 90 % 4 + 4) % 4};
}

/* A rectangle of the page as it is shown (from its top left corner) in the page's own space. */
static void place(const struct sheet *s, double x, double y, double w, double h, double ret[4])
{
    double W = s->width, H = s->height;
    double boxes[4][4] = {{x, H - y - h, x + w, H - y},
                          {y, x, y + h, x + w},
                          {W - x - w, y, W - x, y + h},
                          {W - y - h, H - x - w, W - y, H - x}};
    for (int i = 0; i < 4; i++)
        ret[i] = boxes[s->turned][i] + (i % 2 ? s->bottom : s->left);
}

static void add_numbers(struct sohoa_pdf_bytes *b, const double *values, int count)
{
    for (int i = 0; i < count; i++) {
        if (i)
            sohoa_pdf_add(b, " ", 1);
        sohoa_pdf_number(b, values[i]);
    }
}

static void write_lines(struct sohoa_pdf_bytes *b, struct sohoa_pdf_font *font,
                        const struct words *w)
{
    double leading = w->size * LEADING, start = w->height - w->size * 0.95;
    sohoa_pdf_addf(b, "q 0 g BT/F ");
    sohoa_pdf_number(b, w->size);
    sohoa_pdf_addf(b, " Tf ");
    sohoa_pdf_number(b, leading);
    sohoa_pdf_addf(b, " TL 0 ");
    sohoa_pdf_number(b, start);
    sohoa_pdf_addf(b, " Td");
    for (size_t i = 0; i < w->count; i++) {
        sohoa_pdf_addf(b, i ? " T*\n" : "\n");
        sohoa_pdf_font_show(font, w->lines[i].text, w->lines[i].size, b);
        sohoa_pdf_addf(b, " Tj");
    }
    sohoa_pdf_addf(b, " ET Q");
}

/* The appearance stands upright for the reader: it is turned against the page. */
static bool put_field(struct sohoa_pdfa *update, const struct sohoa_pdf_seal_at *at,
                      const struct words *w, const struct sheet *sheet,
                      const struct sohoa_pdf_bytes *content, uint32_t font)
{
    static const char *const turns[] = {"1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"};
    struct sohoa_pdf_bytes entries = {0}, area = {0};
    const double box[4] = {0, 0, w->width, w->height};
    double shown = sheet->turned % 2 ? sheet->height : sheet->width, rect[4];
    double x = at->seal->place == SOHOA_SEAL_AGENCY ? shown - MARGIN - w->width : MARGIN;
    double top = sheet->turned % 2 ? sheet->width : sheet->height;
    place(sheet, x > 0 ? x : 0, MARGIN * 2 < top ? MARGIN : 0, w->width, w->height, rect);
    uint32_t look = sohoa_pdfa_reserve(update);
    sohoa_pdf_addf(&entries, "/Type/XObject/Subtype/Form/BBox[");
    add_numbers(&entries, box, 4);
    sohoa_pdf_addf(&entries, "]/Matrix[%s 0 0]/Resources<</Font<</F %u 0 R>>>>",
                   turns[sheet->turned], font);
    add_numbers(&area, rect, 4);
    bool sound = !entries.failed && !area.failed && !content->failed;
    if (sound) {
        sohoa_pdfa_stream(update, look, entries.data, content->data, content->size);
        sohoa_pdfa_put(update, at->field,
                       "<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/V %u 0 R/P %u 0 R/F 132"
                       "/Rect[%s]/AP<</N %u 0 R>>>>",
                       at->name, at->signature, at->page_number, area.data, look);
    }
    sohoa_pdf_free(&entries);
    sohoa_pdf_free(&area);
    return sound;
}

int sohoa_pdf_seal_draw(struct sohoa_pdfa *update, const struct sohoa_pdf_seal_at *at,
                        struct sohoa_err *err)
{
    struct words *w = calloc(1, sizeof *w);
    struct sohoa_pdf_bytes content = {0};
    struct sohoa_pdf_font *font = NULL;
    struct sheet sheet;
    if (!w)
        return sohoa_no_memory(err);
    int rc = sohoa_pdf_font_usual(SOHOA_FACE_PLAIN, &font, err);
    if (rc == SOHOA_OK) {
        uint32_t number = sohoa_pdfa_reserve(update);
        read_page(at->page, &sheet);
        say(w, at);
        fit(w, font, sheet.turned % 2 ? sheet.height : sheet.width,
            sheet.turned % 2 ? sheet.width : sheet.height);
        write_lines(&content, font, w);
        if (put_field(update, at, w, &sheet, &content, number))
            rc = sohoa_pdf_font_embed(font, update, number, err);
        else
            rc = sohoa_no_memory(err);
    }
    sohoa_pdf_free(&content);
    sohoa_pdf_font_free(font);
    free(w);
    return rc;
}
