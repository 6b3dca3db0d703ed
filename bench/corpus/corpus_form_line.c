/* corpus_form_line.c - lines of labels and values: cells, boxes, leaders, wrapped values. */
#include "corpus_form.h"
#include <math.h>

const char *corpus_form_variant(const struct corpus_form *form, const char *label)
{
    char **variants = g_strsplit(label, "|", -1);
    guint count = g_strv_length(variants);
    const char *picked = count ? variants[form->version % count] : "";
    gsize length = strlen(picked);

    if (!form->look.colons && length && picked[length - 1] == ':') {
        length--;
    }
    picked = corpus_keep(form->sheet->arena, g_strndup(picked, length));
    g_strfreev(variants);
    return picked;
}

struct corpus_block corpus_form_print_block(const struct corpus_form *form)
{
    return (struct corpus_block){.x = form->left,
                                 .width = form->right - form->left,
                                 .silent = true,
                                 .bold = form->look.labels_bold};
}

static struct corpus_block typed_block(const struct corpus_form *form, double size)
{
    return (struct corpus_block){.size = form->look.typed_size * size,
                                 .bold = form->look.bold,
                                 .italic = form->look.italic,
                                 .family = form->look.typed->family,
                                 .colour = form->look.colour};
}

double corpus_form_width(struct corpus_form *form, double size, const char *text)
{
    if (form->hand) {
        return corpus_hand_width(form->hand, corpus_form_size(form) * 1.12 * size, text);
    }
    struct corpus_block block = typed_block(form, size);
    return corpus_sheet_width(form->sheet, &block, text);
}

double corpus_form_write(struct corpus_form *form, double x, double baseline, double size,
                         const char *text)
{
    if (form->hand) {
        return corpus_hand_write(form->hand, x, baseline - 1, corpus_form_size(form) * 1.12 * size,
                                 text);
    }
    struct corpus_block block = typed_block(form, size);
    block.x = x;
    return corpus_sheet_put(form->sheet, &block, baseline - form->look.lift, text);
}

const char **corpus_form_break(struct corpus_form *form, bool value, const char *text, double first,
                               double next)
{
    GPtrArray *lines = g_ptr_array_new();
    GString *line = g_string_new(NULL);
    struct corpus_block block = corpus_form_print_block(form);
    double space =
        value ? corpus_form_width(form, 1, " ") : corpus_sheet_width(form->sheet, &block, " ");
    double used = 0;
    char **words = g_strsplit(text, " ", -1);

    for (char **word = words; *word; word++) {
        double room = lines->len ? next : first;
        double width = value ? corpus_form_width(form, 1, *word)
                             : corpus_sheet_width(form->sheet, &block, *word);
        used += width + (line->len ? space : 0);
        if (used > room && (line->len || (!lines->len && first < next))) {
            g_ptr_array_add(lines, (gpointer)corpus_printf(form->sheet->arena, "%s", line->str));
            g_string_assign(line, *word);
            used = width;
        } else {
            g_string_append_printf(line, "%s%s", line->len ? " " : "", *word);
        }
    }
    g_ptr_array_add(lines, (gpointer)corpus_printf(form->sheet->arena, "%s", line->str));
    g_ptr_array_add(lines, NULL);
    g_strfreev(words);
    g_string_free(line, TRUE);
    const char **result = (const char **)g_ptr_array_free(lines, FALSE);
    corpus_keep(form->sheet->arena, (char *)result);
    return result;
}

static void lead_drawn(struct corpus_form *form, double from, double to, double y)
{
    cairo_t *cr = form->sheet->cr;
    const double dots[] = {0, 2.6};

    cairo_save(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    cairo_set_line_width(cr, 0.6);
    if (form->look.leader == LEAD_FINE) {
        cairo_set_line_width(cr, 0.9);
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        cairo_set_dash(cr, dots, 2, 0);
    }
    cairo_move_to(cr, from, y);
    cairo_line_to(cr, to, y);
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void lead_letters(struct corpus_form *form, double from, double to, double y)
{
    const char *letter = form->look.leader == LEAD_DOTS       ? "."
                         : form->look.leader == LEAD_ELLIPSES ? "…"
                                                              : "_";
    struct corpus_block block = corpus_form_print_block(form);
    GString *text = g_string_new(NULL);

    block.x = from;
    for (int i = 0; i < 10; i++) {
        g_string_append(text, letter);
    }
    double one = corpus_sheet_width(form->sheet, &block, text->str) / 10;
    g_string_truncate(text, 0);
    for (int i = (int)((to - from) / one); i > 0; i--) {
        g_string_append(text, letter);
    }
    corpus_sheet_put(form->sheet, &block, y, text->str);
    g_string_free(text, TRUE);
}

void corpus_form_lead(struct corpus_form *form, double from, double used, double to,
                      double baseline)
{
    const struct corpus_look *look = &form->look;
    double start = look->under || used <= 0 ? from : from + used + 3;
    double y = baseline + (look->under && used > 0 ? look->drop : 0);

    if (look->leader == LEAD_BOX) {
        cairo_t *cr = form->sheet->cr;
        cairo_set_source_rgb(cr, 0.3, 0.3, 0.3);
        cairo_set_line_width(cr, 0.6);
        cairo_rectangle(cr, from - 2, baseline - form->rise, to - from + 2, form->rise * 1.33);
        cairo_stroke(cr);
    } else if (look->leader == LEAD_RULE) {
        lead_drawn(form, from, to, baseline + MAX(look->drop, 1.5));
    } else if (look->leader == LEAD_FINE && to - start > 4) {
        lead_drawn(form, start, to, y);
    } else if (look->leader != LEAD_NONE && to - start > 4) {
        lead_letters(form, start, to, y);
    }
}

/* "3. Họ, chữ đệm, tên: (2)" from x on; appends it to the truth line; returns the x behind. */
static double draw_label(struct corpus_form *form, const struct corpus_item *item, double x,
                         double baseline, GString *truth)
{
    struct corpus_block block = corpus_form_print_block(form);
    const char *label = corpus_form_variant(form, item->label);

    if (form->look.numbered && item->share <= 0 && item->kind == ITEM_CELL) {
        label = corpus_printf(form->sheet->arena, "%d. %s", ++form->number, label);
    }
    block.x = x;
    x = corpus_sheet_put(form->sheet, &block, baseline, label);
    g_string_append_printf(truth, "%s%s", truth->len ? " " : "", label);
    if (form->look.notes && item->note) {
        block.x = x + 1;
        block.size = form->version % 2 ? 0.62 : 1;
        const char *note = corpus_printf(form->sheet->arena, "(%d)", item->note);
        x = corpus_sheet_put(form->sheet, &block, baseline - (form->version % 2 ? 4 : 0), note);
        g_string_append_printf(truth, " %s", note);
    }
    return x + corpus_form_size(form) * 0.3;
}

static double label_width(struct corpus_form *form, const struct corpus_item *item)
{
    struct corpus_block block = corpus_form_print_block(form);

    return corpus_sheet_width(form->sheet, &block, corpus_form_variant(form, item->label)) +
           corpus_form_size(form) * (form->look.notes && item->note ? 1.9 : 0.6);
}

/* A value that shares its line: shrunk until it fits. */
static void draw_short(struct corpus_form *form, const struct corpus_item *item, double x,
                       double to, double baseline, GString *truth)
{
    const char *text = corpus_form_print(form, item->key);
    double size = 1;
    double used = *text ? corpus_form_width(form, 1, text) : 0;

    if (used > to - x) {
        size = MAX((to - x) / used, 0.6);
        used *= size;
    }
    corpus_form_lead(form, x, used, to, baseline);
    if (*text) {
        corpus_form_write(form, x, baseline, size, text);
        g_string_append_printf(truth, " %s", text);
    }
    corpus_form_emit(form, item->key);
}

/* A value alone on its line goes on below, from the left margin. */
static void draw_long(struct corpus_form *form, const struct corpus_item *item, double x,
                      GString *truth)
{
    const char *text = corpus_form_print(form, item->key);
    const char **lines =
        corpus_form_break(form, true, text, form->right - x, form->right - form->left);

    for (int i = 0; lines[i]; i++) {
        double used = *lines[i] ? corpus_form_width(form, 1, lines[i]) : 0;
        corpus_form_lead(form, x, used, form->right, form->y + form->rise);
        if (*lines[i]) {
            corpus_form_write(form, x, form->y + form->rise, 1, lines[i]);
        }
        g_string_append_printf(truth, "%s%s", i ? "\n" : " ", lines[i]);
        form->y += form->pitch;
        x = form->left;
    }
    corpus_form_emit(form, item->key);
}

/* Widths of the cells of a line: their shares, unless one needs more and others have room. */
static void share_out(struct corpus_form *form, const struct corpus_item *items, size_t count,
                      double *widths)
{
    double whole = form->right - form->left;
    double needs = 0;
    bool tight = false;

    for (size_t i = 0; i < count; i++) {
        const char *text = corpus_form_print(form, items[i].key);
        widths[i] = label_width(form, &items[i]) + MAX(corpus_form_width(form, 1, text), 30) + 14;
        tight = tight || widths[i] > whole * items[i].share;
        needs += widths[i];
    }
    for (size_t i = 0; i < count; i++) {
        if (!tight) {
            widths[i] = whole * items[i].share;
        } else if (needs <= whole) {
            widths[i] += (whole - needs) / (double)count;
        } else {
            widths[i] *= whole / needs;
        }
    }
}

static void frame(struct corpus_form *form, double x, double y, double width, double height)
{
    cairo_set_source_rgb(form->sheet->cr, 0, 0, 0);
    cairo_set_line_width(form->sheet->cr, 0.6);
    cairo_rectangle(form->sheet->cr, x, y, width, height);
    cairo_stroke(form->sheet->cr);
}

/* A line of a form that is set as a table: one pair of cells, or a cell for each item. */
static void draw_framed(struct corpus_form *form, const struct corpus_item *items, size_t count,
                        const double *widths, GString *truth)
{
    double x = form->left;
    double top = form->y - 1;
    double shown = form->right;

    if (count == 1) {
        double split = MAX(0.36 * (form->right - form->left), label_width(form, items) + 8);
        draw_label(form, items, x + 4, form->y + form->rise, truth);
        double left = form->left;
        form->left = x + split + 4;
        form->right -= 3;
        draw_long(form, items, form->left, truth);
        form->left = left;
        form->right = shown;
        frame(form, x, top, split, form->y - top);
        frame(form, x + split, top, shown - x - split, form->y - top);
        form->y += 1;
        return;
    }
    for (size_t i = 0; i < count; i++) {
        double from = draw_label(form, &items[i], x + 4, form->y + form->rise, truth);
        draw_short(form, &items[i], from, x + widths[i] - 3, form->y + form->rise, truth);
        frame(form, x, top, widths[i], form->pitch + 1);
        x += widths[i];
    }
    form->y += form->pitch + 1;
}

static void draw_line(struct corpus_form *form, const struct corpus_item *items, size_t count)
{
    GString *truth = g_string_new(NULL);
    double x = form->left;
    double widths[8];

    g_return_if_fail(count <= G_N_ELEMENTS(widths));
    share_out(form, items, count, widths);
    if (form->look.table) {
        draw_framed(form, items, count, widths, truth);
    } else if (count == 1 && items->share <= 0) {
        x = draw_label(form, items, x, form->y + form->rise, truth);
        draw_long(form, items, x, truth);
    } else {
        for (size_t i = 0; i < count; i++) {
            double to = x + widths[i] - (i + 1 < count ? 8 : 0);
            double from = draw_label(form, &items[i], x, form->y + form->rise, truth);
            draw_short(form, &items[i], from, to, form->y + form->rise, truth);
            x += widths[i];
        }
        form->y += form->pitch;
    }
    corpus_sheet_truth(form->sheet, truth->str);
    g_string_free(truth, TRUE);
}

/* Label and twelve boxes with one digit each. */
static void draw_boxes(struct corpus_form *form, const struct corpus_item *item)
{
    GString *truth = g_string_new(NULL);
    const char *text = corpus_form_print(form, item->key);
    double side = corpus_form_size(form) * 1.35;
    double x = draw_label(form, item, form->left, form->y + form->rise, truth);

    x = MIN(MAX(x, form->right - 12 * side - 40), form->right - 12 * side);
    for (int i = 0; i < 12; i++) {
        char digit[2] = {strlen(text) > (size_t)i ? text[i] : '\0', '\0'};
        frame(form, x + i * side, form->y - 1, side, side * 1.1);
        double width = corpus_form_width(form, 1, digit);
        if (*digit) {
            corpus_form_write(form, x + i * side + (side - width) / 2, form->y + form->rise, 1,
                              digit);
        }
    }
    g_string_append_printf(truth, " %s", text);
    form->y += MAX(form->pitch, side * 1.1 + 3);
    corpus_form_emit(form, item->key);
    corpus_sheet_truth(form->sheet, truth->str);
    g_string_free(truth, TRUE);
}

static bool stands(const struct corpus_form *form, const struct corpus_item *item)
{
    return !item->only || item->only >> form->version & 1;
}

static void draw_head(struct corpus_form *form, const char *label)
{
    struct corpus_block block = corpus_form_print_block(form);

    block.bold = true;
    block.silent = false;
    form->y =
        corpus_sheet_draw(form->sheet, &block, form->y + 2, corpus_form_variant(form, label)) + 3;
}

void corpus_form_items(struct corpus_form *form, const struct corpus_item *items, size_t count)
{
    struct corpus_item line[8];
    size_t held = 0;
    double shared = 0;

    for (size_t i = 0; i < count; i++) {
        const struct corpus_item *item = &items[i];
        if (!stands(form, item)) {
            continue;
        }
        switch (item->kind) {
        case ITEM_CELL:
            line[held++] = *item;
            shared += item->share;
            if (item->share <= 0 || shared > 0.98 || held == G_N_ELEMENTS(line)) {
                draw_line(form, line, held);
                held = 0;
                shared = 0;
            }
            break;
        case ITEM_BOXES:
            draw_boxes(form, item);
            break;
        case ITEM_HEAD:
            draw_head(form, item->label);
            break;
        case ITEM_TEXT:
            corpus_form_text(form, corpus_form_variant(form, item->label));
            break;
        default:
            corpus_form_flow(
                form, &(struct corpus_flow){.x = form->left, .width = form->right - form->left},
                corpus_form_variant(form, item->label));
        }
    }
    if (held) {
        draw_line(form, line, held);
    }
}

void corpus_form_columns(struct corpus_form *form, const struct corpus_item *left,
                         const struct corpus_item *right, size_t count)
{
    double start = form->left;
    double end = form->right;
    double middle = (start + end) / 2;

    for (size_t i = 0; i < count; i++) {
        double top = form->y;
        form->right = middle - 7;
        corpus_form_items(form, &left[i], 1);
        double below = form->y;
        form->y = top;
        form->left = middle + 7;
        form->right = end;
        corpus_form_items(form, &right[i], 1);
        form->y = MAX(below, form->y);
        form->left = start;
    }
}
