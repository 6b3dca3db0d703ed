/* form_page.c - pages of a filled form: text, gaps, boxes and rules as a content stream, the marks
 * explained at the foot. See form_draw.h. */
#include "query/form_draw.h"

#include <string.h>

#define LEGEND_SIZE 9
#define BASE 1.05    /* of the size: from a row's top to the line that letters stand on */
#define SHADE "0.87" /* gray behind what the machine read; letters on it stay 10 to 1 */

/* ---- the stream ----------------------------------------------------------------------------- */

static void put(struct form_pages *p, double value)
{
    sohoa_pdf_number(&p->content, value);
    sohoa_pdf_add(&p->content, " ", 1);
}

static void put_at(struct form_pages *p, double x, double y)
{
    put(p, x);
    put(p, FORM_HEIGHT - y);
}

void sohoa_pages_text(struct form_pages *p, enum sohoa_font_face face, double size, double x,
                      double y, const char *text, size_t length)
{
    sohoa_pdf_addf(&p->content, "BT /F%d ", (int)face);
    put(p, size);
    sohoa_pdf_addf(&p->content, "Tf ");
    put_at(p, x, y);
    sohoa_pdf_addf(&p->content, "Td ");
    sohoa_pdf_font_show(p->fonts[face], text, length, &p->content);
    sohoa_pdf_addf(&p->content, " Tj ET\n");
}

static void draw_shade(struct form_pages *p, double x, double y, double width, double height)
{
    sohoa_pdf_addf(&p->content, SHADE " g ");
    put_at(p, x, y + height);
    put(p, width);
    put(p, height);
    sohoa_pdf_addf(&p->content, "re f 0 g\n");
}

/* Round dots, so that no reader takes them for text. */
static void draw_dots(struct form_pages *p, double x, double y, double width)
{
    if (width < 4)
        return;
    sohoa_pdf_addf(&p->content, "q 1 J 0.7 w [0 2.6] 0 d ");
    put_at(p, x + 1.5, y);
    sohoa_pdf_addf(&p->content, "m ");
    put_at(p, x + width - 1, y);
    sohoa_pdf_addf(&p->content, "l S Q\n");
}

void sohoa_pages_rule(struct form_pages *pages, double x, double y, double to_x, double to_y)
{
    sohoa_pdf_addf(&pages->content, "0.6 w ");
    put_at(pages, x, y);
    sohoa_pdf_addf(&pages->content, "m ");
    put_at(pages, to_x, to_y);
    sohoa_pdf_addf(&pages->content, "l S\n");
}

/* ---- rows ----------------------------------------------------------------------------------- */

static void draw_boxes(struct form_pages *p, const struct form_flow *f, const struct form_atom *a,
                       double x, double y)
{
    enum { BOXES = 12 };
    double box = a->width / BOXES, top = y + 0.1 * f->size, high = 1.25 * f->size;
    struct sohoa_pdf_font *font = f->fonts[SOHOA_FACE_PLAIN];
    if (a->machine)
        draw_shade(p, x, top, a->width, high);
    for (size_t i = 0; i < BOXES; i++) {
        sohoa_pdf_addf(&p->content, "0.6 w ");
        put_at(p, x + (double)i * box, top + high);
        put(p, box);
        put(p, high);
        sohoa_pdf_addf(&p->content, "re S\n");
        if (i >= a->size)
            continue;
        double width = sohoa_pdf_font_width(font, a->text + i, 1) / 1000.0 * f->size;
        sohoa_pages_text(p, SOHOA_FACE_PLAIN, f->size, x + (double)i * box + (box - width) / 2,
                         y + BASE * f->size, a->text + i, 1);
    }
}

/* The word, and the blank behind it when one follows, so that copied text has its spaces. */
static void draw_word(struct form_pages *p, const struct form_flow *f, const struct form_atom *a,
                      const struct form_atom *next, double space, double x, double y)
{
    bool spaced = next && next->kind == ATOM_WORD && next->space;
    double size = a->mark ? 0.7 * f->size : f->size;
    double rise = a->mark ? 0.35 * f->size : 0;
    if (a->machine)
        draw_shade(p, x, y + 0.12 * f->size, a->width + (spaced && next->machine ? space : 0),
                   1.25 * f->size);
    sohoa_pages_text(p, a->face, size, x, y + BASE * f->size - rise, a->text, a->size);
    if (spaced)
        sohoa_pages_text(p, a->face, f->size, x + a->width, y + BASE * f->size, " ", 1);
    p->machine |= a->mark && *a->text == '*';
    p->doubt |= a->mark && *a->text == '?';
}

static void draw_row(struct form_pages *p, const struct form_flow *f, size_t which, double x,
                     double y, enum form_align align)
{
    const struct form_row *row = &f->rows[which];
    double indent = which == 0 ? f->indent : 0, left = f->width - indent - row->width;
    size_t gaps = 0, spaces = 0;
    bool last = which + 1 == f->row_count;
    for (size_t i = 0; i < row->count; i++) {
        gaps += f->atoms[row->first + i].grows;
        spaces += i > 0 && f->atoms[row->first + i].space;
    }
    double more = gaps ? left / (double)gaps : 0, space = 0.25 * f->size;
    if (align == ALIGN_BOTH && !gaps && !last && spaces)
        space += left / (double)spaces;
    x += indent + (align == ALIGN_CENTRE && !gaps ? left / 2 : 0);
    for (size_t i = 0; i < row->count; i++) {
        const struct form_atom *a = &f->atoms[row->first + i];
        x += i > 0 && a->space ? space : 0;
        if (a->kind == ATOM_BOXES)
            draw_boxes(p, f, a, x, y);
        else if (a->kind == ATOM_GAP)
            draw_dots(p, x, y + BASE * f->size + 1, a->width + (a->grows ? more : 0));
        else
            draw_word(p, f, a, i + 1 < row->count ? a + 1 : NULL, space, x, y);
        x += a->width + (a->grows ? more : 0);
    }
}

void sohoa_pages_draw(struct form_pages *pages, const struct form_flow *flow, size_t from,
                      size_t to, double x, double y, enum form_align align)
{
    for (size_t i = from; i < to && i < flow->row_count; i++, y += sohoa_flow_height(flow))
        draw_row(pages, flow, i, x, y, align);
}

/* ---- pages ---------------------------------------------------------------------------------- */

/* The marks, in the words of the form's language; then the page's number from the second on. */
static void draw_foot(struct form_pages *p)
{
    static const char machine[] =
        "* Máy đọc từ giấy tờ đã nộp, chưa có người kiểm tra; người khai soát lại trước khi ký.";
    static const char doubt[] = "? Máy đọc chưa chắc chắn: phải đối chiếu với giấy tờ gốc.";
    double y = FORM_HEIGHT - FORM_BOTTOM + 16;
    if (p->machine || p->doubt)
        sohoa_pages_rule(p, FORM_LEFT, y - 9, FORM_LEFT + 120, y - 9);
    if (p->machine)
        sohoa_pages_text(p, SOHOA_FACE_ITALIC, LEGEND_SIZE, FORM_LEFT, y, machine, strlen(machine));
    if (p->doubt)
        sohoa_pages_text(p, SOHOA_FACE_ITALIC, LEGEND_SIZE, FORM_LEFT, y + (p->machine ? 11 : 0),
                         doubt, strlen(doubt));
    if (p->page > 1) {
        struct sohoa_pdf_bytes number = {0};
        sohoa_pdf_addf(&number, "%u", p->page);
        if (!number.failed)
            sohoa_pages_text(p, SOHOA_FACE_PLAIN, LEGEND_SIZE + 2, FORM_WIDTH - FORM_RIGHT - 10, y,
                             number.data, number.size);
        p->content.failed |= number.failed;
        sohoa_pdf_free(&number);
    }
}

static void end_page(struct form_pages *p)
{
    struct sohoa_pdf_bytes resources = {0};
    draw_foot(p);
    sohoa_pdf_addf(&resources, "/Font<<");
    for (int i = 0; i < SOHOA_FACES; i++)
        if (sohoa_pdf_font_used(p->fonts[i]))
            sohoa_pdf_addf(&resources, "/F%d %u 0 R", i, p->numbers[i]);
    sohoa_pdf_addf(&resources, ">>");
    if (!resources.failed && !p->content.failed)
        sohoa_pdfa_page(p->pdf, FORM_WIDTH, FORM_HEIGHT, p->content.data, p->content.size,
                        resources.data);
    p->content.failed |= resources.failed;
    p->content.size = 0;
    sohoa_pdf_free(&resources);
}

void sohoa_pages_next(struct form_pages *pages)
{
    end_page(pages);
    pages->page++;
    pages->y = FORM_TOP;
    pages->machine = pages->doubt = false;
}

double sohoa_pages_left(const struct form_pages *pages)
{
    return FORM_HEIGHT - FORM_BOTTOM - pages->y;
}

void sohoa_pages_room(struct form_pages *pages, double height)
{
    if (sohoa_pages_left(pages) < height && pages->y > FORM_TOP)
        sohoa_pages_next(pages);
}

int sohoa_pages_open(struct form_pages *pages, const struct sohoa_pdfa_about *about,
                     struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    *pages = (struct form_pages){.page = 1, .y = FORM_TOP};
    if (!(pages->pdf = sohoa_pdfa_new(about)))
        return sohoa_no_memory(err);
    for (int i = 0; rc == SOHOA_OK && i < SOHOA_FACES; i++) {
        rc = sohoa_pdf_font_usual((enum sohoa_font_face)i, &pages->fonts[i], err);
        pages->numbers[i] = sohoa_pdfa_reserve(pages->pdf);
    }
    return rc;
}

void sohoa_pages_free(struct form_pages *pages)
{
    for (int i = 0; i < SOHOA_FACES; i++)
        sohoa_pdf_font_free(pages->fonts[i]);
    sohoa_pdf_free(&pages->content);
    sohoa_pdfa_free(pages->pdf);
    *pages = (struct form_pages){0};
}

int sohoa_pages_finish(struct form_pages *pages, char **ret, size_t *ret_size,
                       struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    end_page(pages);
    if (pages->content.failed)
        return sohoa_no_memory(err);
    for (int i = 0; rc == SOHOA_OK && i < SOHOA_FACES; i++)
        if (sohoa_pdf_font_used(pages->fonts[i]))
            rc = sohoa_pdf_font_embed(pages->fonts[i], pages->pdf, pages->numbers[i], err);
    return rc == SOHOA_OK ? sohoa_pdfa_finish(pages->pdf, ret, ret_size, err) : rc;
}
