/* form_pdf.c - see form_pdf.h: the lines of a printed form, one after the other. */
#include "query/form_pdf.h"
#include "query/form_draw.h"

#include <string.h>

#define CELL_PAD 3.0 /* points between a cell's rule and its text */

struct drawing {
    struct form_pages pages;
    struct sohoa_arena arena;
    const struct sohoa_form *form;
    const struct sohoa_schema *schema;
    const json_t *fields;
    bool failed;
};

static struct form_flow flow_of(struct drawing *d, double size, double width)
{
    return (struct form_flow){
        .arena = &d->arena, .fonts = d->pages.fonts, .size = size, .width = width};
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* Draws a flow over as many pages as it takes. */
static void draw_flow(struct drawing *d, struct form_flow *f, double x, enum form_align align)
{
    double height = sohoa_flow_height(f);
    sohoa_flow_break(f);
    d->failed |= f->failed;
    for (size_t i = 0; i < f->row_count && !d->failed; i++) {
        sohoa_pages_room(&d->pages, height);
        sohoa_pages_draw(&d->pages, f, i, i + 1, x, d->pages.y, align);
        d->pages.y += height;
    }
}

static void draw_plain(struct drawing *d, const char *text, double size, enum sohoa_font_face face)
{
    struct sohoa_form_piece piece = {.text = text};
    struct sohoa_form_text whole = {.pieces = &piece, .count = 1};
    struct form_flow f = flow_of(d, size, FORM_INNER);
    sohoa_flow_add(&f, &whole, face, NULL, d->schema, 0, GAPS_SHORT);
    draw_flow(d, &f, FORM_LEFT, ALIGN_CENTRE);
}

/* Decree 30/2020, annex I: the name in capitals, the motto below it, both bold, and a rule. */
static void draw_motto(struct drawing *d)
{
    static const char motto[] = "Độc lập - Tự do - Hạnh phúc";
    double size = d->form->size;
    draw_plain(d, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size - 1, SOHOA_FACE_BOLD);
    draw_plain(d, motto, size, SOHOA_FACE_BOLD);
    double width =
        sohoa_pdf_font_width(d->pages.fonts[SOHOA_FACE_BOLD], motto, strlen(motto)) / 1000.0 * size;
    double x = FORM_LEFT + (FORM_INNER - width) / 2, y = d->pages.y - 0.1 * size;
    sohoa_pages_rule(&d->pages, x, y, x + width, y);
    d->pages.y += size;
}

static void draw_line(struct drawing *d, const struct sohoa_form_line *line)
{
    bool small = line->kind == SOHOA_PRINT_NOTE, title = line->kind == SOHOA_PRINT_TITLE;
    bool right = line->kind == SOHOA_PRINT_RIGHT, centre = line->kind == SOHOA_PRINT_CENTRE;
    double size = small ? d->form->size - 3 : title ? d->form->size + 1 : d->form->size;
    double x = FORM_LEFT + (right ? 0.3 * FORM_INNER : 0);
    struct form_flow f = flow_of(d, size, FORM_WIDTH - FORM_RIGHT - x);
    enum sohoa_font_face face = title || line->kind == SOHOA_PRINT_HEADING ? SOHOA_FACE_BOLD
                                : right                                    ? SOHOA_FACE_ITALIC
                                                                           : SOHOA_FACE_PLAIN;
    if (line->kind == SOHOA_PRINT_TEXT)
        f.indent = 10 * FORM_MM;
    sohoa_flow_add(&f, &line->text, face, d->fields, d->schema, 0,
                   right || centre ? GAPS_SHORT : GAPS_GROW);
    draw_flow(d, &f, x,
              title || right || centre         ? ALIGN_CENTRE
              : line->kind == SOHOA_PRINT_TEXT ? ALIGN_BOTH
                                               : ALIGN_LEFT);
    d->pages.y += title ? 0.5 * size : 0;
}

/* Blocks side by side, to be signed below. */
static void draw_sign(struct drawing *d, const struct sohoa_form_line *line)
{
    double width = FORM_INNER / (double)line->columns, most = 0, size = d->form->size;
    double from = line->columns == 1 ? FORM_LEFT + 0.5 * FORM_INNER : FORM_LEFT;
    if (line->columns == 1)
        width = 0.5 * FORM_INNER;
    sohoa_pages_room(&d->pages, 4 * size + line->space * FORM_MM);
    for (size_t c = 0; c < line->columns; c++) {
        double y = d->pages.y;
        for (size_t r = 0; r < 2; r++) {
            struct form_flow f = flow_of(d, r ? size - 1 : size, width - 2 * CELL_PAD);
            sohoa_flow_add(&f, &line->cells[r * line->columns + c],
                           r ? SOHOA_FACE_ITALIC : SOHOA_FACE_BOLD, d->fields, d->schema, 0,
                           GAPS_SHORT);
            sohoa_flow_break(&f);
            d->failed |= f.failed;
            sohoa_pages_draw(&d->pages, &f, 0, f.row_count, from + (double)c * width + CELL_PAD, y,
                             ALIGN_CENTRE);
            y += (double)f.row_count * sohoa_flow_height(&f);
        }
        most = y - d->pages.y > most ? y - d->pages.y : most;
    }
    d->pages.y += most;
}

/* ---- tables --------------------------------------------------------------------------------- */

struct row {
    struct form_flow cells[SOHOA_FORM_COLUMNS_MAX];
    double x[SOHOA_FORM_COLUMNS_MAX + 1];
    size_t columns, lines; /* of the tallest cell */
    bool head;
};

static void make_row(struct drawing *d, const struct sohoa_form_line *line, size_t which,
                     unsigned number, bool filled, struct row *row)
{
    double sum = 0, x = FORM_LEFT, size = d->form->size - 1;
    row->columns = line->columns;
    row->lines = 0;
    row->head = which < line->head;
    for (size_t c = 0; c < line->columns; c++)
        sum += line->shares[c];
    for (size_t c = 0; c < line->columns; c++) {
        double width = FORM_INNER * line->shares[c] / sum;
        bool counter = !filled && c > 0;
        row->cells[c] = flow_of(d, size, width - 2 * CELL_PAD);
        row->x[c] = x;
        x += width;
        sohoa_flow_add(&row->cells[c], &line->cells[which * line->columns + c],
                       row->head ? SOHOA_FACE_BOLD : SOHOA_FACE_PLAIN, counter ? NULL : d->fields,
                       d->schema, number, number ? GAPS_NONE : GAPS_GROW);
        sohoa_flow_break(&row->cells[c]);
        d->failed |= row->cells[c].failed;
        if (row->cells[c].row_count > row->lines)
            row->lines = row->cells[c].row_count;
    }
    row->x[line->columns] = x;
}

/* Lines [from, to) of the row with its rules around them. */
static void draw_part(struct drawing *d, const struct row *row, size_t from, size_t to)
{
    double height = sohoa_flow_height(&row->cells[0]), top = d->pages.y;
    double bottom = top + (double)(to - from) * height + CELL_PAD;
    for (size_t c = 0; c < row->columns; c++) {
        const struct form_flow *f = &row->cells[c];
        size_t end = to < f->row_count ? to : f->row_count;
        if (from < end)
            sohoa_pages_draw(&d->pages, f, from, end, row->x[c] + CELL_PAD, top,
                             row->head ? ALIGN_CENTRE : ALIGN_LEFT);
    }
    for (size_t c = 0; c <= row->columns; c++)
        sohoa_pages_rule(&d->pages, row->x[c], top, row->x[c], bottom);
    sohoa_pages_rule(&d->pages, row->x[0], top, row->x[row->columns], top);
    sohoa_pages_rule(&d->pages, row->x[0], bottom, row->x[row->columns], bottom);
    d->pages.y = bottom;
}

/* A row stays on one page if it can; one that is taller goes on over the next. */
static void draw_row(struct drawing *d, const struct row *row)
{
    double height = sohoa_flow_height(&row->cells[0]);
    double whole = (double)row->lines * height + CELL_PAD;
    if (whole < FORM_HEIGHT - FORM_TOP - FORM_BOTTOM)
        sohoa_pages_room(&d->pages, whole);
    for (size_t from = 0; from < row->lines && !d->failed;) {
        sohoa_pages_room(&d->pages, height + CELL_PAD);
        size_t fit = (size_t)((sohoa_pages_left(&d->pages) - CELL_PAD) / height);
        size_t to = from + (fit ? fit : 1) < row->lines ? from + (fit ? fit : 1) : row->lines;
        draw_part(d, row, from, to);
        from = to;
    }
}

static void draw_table(struct drawing *d, const struct sohoa_form_line *line)
{
    struct row row;
    size_t fixed = line->each && line->rows ? line->rows - 1 : line->rows;
    d->pages.y += 0.3 * d->form->size;
    for (size_t r = 0; r < fixed && !d->failed; r++) {
        make_row(d, line, r, 0, true, &row);
        draw_row(d, &row);
    }
    size_t entries = line->each ? sohoa_form_rows(d->fields, line->each) : 0;
    size_t count = entries > line->least ? entries : line->least;
    for (size_t n = 1; line->each && line->rows && n <= count && !d->failed; n++) {
        make_row(d, line, fixed, (unsigned)n, n <= entries, &row);
        draw_row(d, &row);
    }
    d->pages.y += 0.5 * d->form->size;
}

/* ---- the form ------------------------------------------------------------------------------- */

static void draw_form(struct drawing *d)
{
    for (size_t i = 0; i < d->form->line_count && !d->failed; i++) {
        const struct sohoa_form_line *line = &d->form->lines[i];
        if (line->kind == SOHOA_PRINT_MOTTO)
            draw_motto(d);
        else if (line->kind == SOHOA_PRINT_BACK)
            sohoa_pages_next(&d->pages);
        else if (line->kind == SOHOA_PRINT_TABLE)
            draw_table(d, line);
        else if (line->kind == SOHOA_PRINT_SIGN)
            draw_sign(d, line);
        else
            draw_line(d, line);
        d->pages.y += line->space * FORM_MM;
        sohoa_arena_drop(&d->arena);
    }
}

int sohoa_form_pdf(const struct sohoa_form *form, const struct sohoa_schema *schema,
                   const json_t *prefill, time_t now, char **ret, size_t *ret_size,
                   struct sohoa_err *err)
{
    struct sohoa_pdfa_about about = {
        .title = schema->vi, .subject = form->basis, .language = "vi", .made = now};
    struct drawing d = {.form = form, .schema = schema};
    d.fields = json_object_get(prefill, "fields");
    int rc = sohoa_pages_open(&d.pages, &about, err);
    if (rc == SOHOA_OK) {
        draw_form(&d);
        if (d.failed)
            rc = sohoa_no_memory(err);
    }
    if (rc == SOHOA_OK)
        rc = sohoa_pages_finish(&d.pages, ret, ret_size, err);
    sohoa_arena_drop(&d.arena);
    sohoa_pages_free(&d.pages);
    return rc;
}
