/* form_flow.c - labels, values and gaps flowing into lines; see form_draw.h. */
#include "query/form_draw.h"

#include <string.h>

#define SPACE 0.25    /* of the letters' size */
#define GAP_LEAST 30  /* points of a gap that grows */
#define MARK_SIZE 0.7 /* of the letters' size */
#define BOX_WIDTH 1.2 /* of the letters' size */
#define BOXES 12
#define SHORT_GAP (24 * FORM_MM)

static void *grow(struct form_flow *f, const void *items, size_t count, size_t size)
{
    if (count && (count & (count - 1)) != 0)
        return (void *)items;
    void *bigger = sohoa_arena_take(f->arena, (count ? 2 * count : 1) * size);
    if (bigger && count)
        memcpy(bigger, items, count * size);
    f->failed |= !bigger;
    return bigger;
}

static struct form_atom *add(struct form_flow *f, struct form_atom atom)
{
    struct form_atom *more = grow(f, f->atoms, f->count, sizeof *f->atoms);
    if (!more)
        return NULL;
    f->atoms = more;
    f->atoms[f->count] = atom;
    return &f->atoms[f->count++];
}

/* ---- words ---------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return (unsigned char)c <= ' ';
}

/* How many bytes of a word fit into a line; at least one letter. */
static size_t fits(const struct form_flow *f, const char *text, size_t size,
                   enum sohoa_font_face face)
{
    size_t end = size;
    while (end > 1 && sohoa_pdf_font_width(f->fonts[face], text, end) / 1000.0 * f->size > f->width)
        do
            end--;
        while (end > 1 && ((unsigned char)text[end] & 0xC0) == 0x80);
    return end;
}

/* Words of a text; space: whether the first one has one before it. True when it ends in a blank. */
static bool add_words(struct form_flow *f, const char *text, enum sohoa_font_face face, bool space,
                      bool machine)
{
    for (size_t at = 0; text[at];) {
        if (is_blank(text[at])) {
            space = true;
            at++;
            continue;
        }
        size_t size = 0;
        while (text[at + size] && !is_blank(text[at + size]))
            size++;
        size = fits(f, text + at, size, face);
        (void)add(
            f, (struct form_atom){.kind = ATOM_WORD,
                                  .text = text + at,
                                  .size = size,
                                  .face = face,
                                  .width = sohoa_pdf_font_width(f->fonts[face], text + at, size) /
                                           1000.0 * f->size,
                                  .space = space,
                                  .machine = machine});
        at += size;
        space = false;
    }
    return space;
}

static void add_mark(struct form_flow *f, bool doubt)
{
    const char *text = doubt ? "?" : "*";
    (void)add(f,
              (struct form_atom){.kind = ATOM_WORD,
                                 .text = text,
                                 .size = 1,
                                 .face = SOHOA_FACE_BOLD,
                                 .width = sohoa_pdf_font_width(f->fonts[SOHOA_FACE_BOLD], text, 1) /
                                          1000.0 * f->size * MARK_SIZE,
                                 .mark = true});
}

static const char *keep(struct form_flow *f, const char *text)
{
    char *copy = sohoa_arena_take(f->arena, strlen(text) + 1);
    f->failed |= !copy;
    if (copy)
        memcpy(copy, text, strlen(text) + 1);
    return copy ? copy : "";
}

/* ---- places --------------------------------------------------------------------------------- */

/* Days and the like have the width of what is written there. */
static double part_width(enum sohoa_form_how how)
{
    if (how == SOHOA_HOW_YEAR)
        return 14 * FORM_MM;
    return how >= SOHOA_HOW_DAY && how <= SOHOA_HOW_MINUTE ? 9 * FORM_MM : 0;
}

static void add_gap(struct form_flow *f, const struct sohoa_form_piece *p, bool space,
                    enum form_gaps gaps)
{
    double width = p->width ? p->width * FORM_MM : part_width(p->how);
    bool grows = width <= 0 && gaps == GAPS_GROW;
    if (width <= 0)
        width = grows ? GAP_LEAST : SHORT_GAP;
    if (width > f->width)
        width = f->width;
    if (gaps != GAPS_NONE)
        (void)add(f, (struct form_atom){
                         .kind = ATOM_GAP, .width = width, .space = space, .grows = grows});
}

static void add_boxes(struct form_flow *f, const struct form_value *v, bool space)
{
    double width = BOXES * BOX_WIDTH * f->size;
    (void)add(f, (struct form_atom){.kind = ATOM_BOXES,
                                    .text = keep(f, v->text),
                                    .size = strlen(v->text),
                                    .width = width < f->width ? width : f->width,
                                    .space = space,
                                    .machine = v->machine});
    if (v->machine)
        add_mark(f, v->doubt);
}

static void add_place(struct form_flow *f, const struct sohoa_form_piece *p, const json_t *fields,
                      const struct sohoa_schema *schema, unsigned row, bool space,
                      enum form_gaps gaps)
{
    struct form_value v;
    sohoa_form_value(fields, schema, p, row, &v);
    if (p->how == SOHOA_HOW_BOXES) {
        add_boxes(f, &v, space);
        return;
    }
    if (!v.text[0]) {
        add_gap(f, p, space, gaps);
        return;
    }
    (void)add_words(f, keep(f, v.text), SOHOA_FACE_PLAIN, space, v.machine);
    if (v.machine)
        add_mark(f, v.doubt);
    if (gaps == GAPS_GROW && part_width(p->how) <= 0) /* the dots go on behind the value */
        (void)add(f, (struct form_atom){.kind = ATOM_GAP, .grows = true});
}

void sohoa_flow_add(struct form_flow *flow, const struct sohoa_form_text *text,
                    enum sohoa_font_face face, const json_t *fields,
                    const struct sohoa_schema *schema, unsigned row, enum form_gaps gaps)
{
    bool space = flow->count > 0;
    for (size_t i = 0; i < text->count; i++) {
        const struct sohoa_form_piece *p = &text->pieces[i];
        if (p->text) {
            space = add_words(flow, p->text, face, space, false);
        } else {
            add_place(flow, p, fields, schema, row, space, gaps);
            space = false;
        }
    }
}

/* ---- lines ---------------------------------------------------------------------------------- */

double sohoa_flow_height(const struct form_flow *flow)
{
    return flow->size * 1.38;
}

/* A mark stays with the word before it, and so does whatever no space parts from it, but for a gap
 * that can do with nothing. */
static bool sticks(const struct form_atom *a)
{
    return a->kind == ATOM_WORD && !a->space;
}

/* Atoms from `at` on that stay together: how many, and their width. */
static size_t cluster(const struct form_flow *f, size_t at, double *ret_width)
{
    size_t end = at + 1;
    *ret_width = f->atoms[at].width;
    while (end < f->count && sticks(&f->atoms[end]))
        *ret_width += f->atoms[end++].width;
    return end - at;
}

void sohoa_flow_break(struct form_flow *flow)
{
    struct form_row row = {0};
    size_t at = 0;
    flow->row_count = 0;
    do {
        double width = 0, room = flow->width - (flow->row_count ? 0 : flow->indent);
        size_t many = at < flow->count ? cluster(flow, at, &width) : 0;
        double space = many && flow->atoms[at].space && row.count ? SPACE * flow->size : 0;
        if (many > 1 && width > room) { /* longer than a line: it is parted after all */
            many = 1;
            width = flow->atoms[at].width;
        }
        if (many && (row.count == 0 || row.width + space + width <= room + 0.01)) {
            row.count += many;
            row.width += space + width;
            at += many;
            continue;
        }
        struct form_row *more = grow(flow, flow->rows, flow->row_count, sizeof *flow->rows);
        if (!more)
            return;
        flow->rows = more;
        flow->rows[flow->row_count++] = row;
        row = (struct form_row){.first = at};
        if (!many)
            return;
    } while (!flow->failed);
}
