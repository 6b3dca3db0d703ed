/* corpus_form_page.c - tables, the head of a form, and who signs it. */
#include "corpus_form.h"

/* A cell's text broken to its column. */
static const char **cell_lines(struct corpus_form *form, const char *cell, double width)
{
    bool printed = *cell == '=';
    const char *text = printed ? cell + 1 : corpus_form_print(form, cell);

    return corpus_form_break(form, !printed, text, width - 8, width - 8);
}

static void draw_cell(struct corpus_form *form, const char *cell, const char **lines, double x,
                      double width, bool centred)
{
    struct corpus_block block = corpus_form_print_block(form);
    double baseline = form->y + form->rise;

    for (int i = 0; lines[i]; i++, baseline += form->pitch) {
        if (!*lines[i]) {
            continue;
        }
        if (*cell == '=') {
            block.bold = centred;
            double used = corpus_sheet_width(form->sheet, &block, lines[i]);
            block.x = centred ? x + (width - used) / 2 : x + 4;
            corpus_sheet_put(form->sheet, &block, baseline, lines[i]);
        } else {
            double used = corpus_form_width(form, 1, lines[i]);
            double size = used > width - 5 ? (width - 5) / used : 1;
            corpus_form_write(form, x + 4, baseline, size, lines[i]);
        }
        corpus_sheet_truth(form->sheet, lines[i]);
    }
    if (*cell != '=') {
        corpus_form_emit(form, cell);
    }
}

static void draw_row(struct corpus_form *form, const struct corpus_table *table,
                     const char *const *cells, bool heads)
{
    double whole = form->right - form->left;
    double x = form->left;
    int most = 1;
    const char **lines[12];

    g_return_if_fail(table->columns <= (int)G_N_ELEMENTS(lines));
    for (int i = 0; i < table->columns; i++) {
        const char *cell = heads ? corpus_printf(form->sheet->arena, "=%s", cells[i]) : cells[i];
        lines[i] = cell_lines(form, cell, whole * table->shares[i]);
        int count = 0;
        while (lines[i][count]) {
            count++;
        }
        most = MAX(most, count);
    }
    double height = most * form->pitch + 3;
    form->y += 1.5;
    for (int i = 0; i < table->columns; i++) {
        double width = whole * table->shares[i];
        draw_cell(form, heads ? "=" : cells[i], lines[i], x, width, heads);
        cairo_set_source_rgb(form->sheet->cr, 0, 0, 0);
        cairo_set_line_width(form->sheet->cr, 0.6);
        cairo_rectangle(form->sheet->cr, x, form->y - 1.5, width, height);
        cairo_stroke(form->sheet->cr);
        x += width;
    }
    form->y += height - 1.5;
    corpus_sheet_reach(form->sheet, form->y);
}

void corpus_form_table(struct corpus_form *form, const struct corpus_table *table)
{
    double lift = form->look.lift;

    form->look.lift = MIN(lift, 1);
    draw_row(form, table, table->heads, true);
    for (int row = 0; row < table->rows; row++) {
        draw_row(form, table, table->cells + row * table->columns, false);
    }
    form->y += 5;
    form->look.lift = lift;
}

void corpus_form_title(struct corpus_form *form, const char *title, const char *addressee,
                       const char *corner)
{
    struct corpus_sheet *sheet = form->sheet;
    struct corpus_block block = corpus_block_full(sheet);
    double width = sheet->right - sheet->left;
    double y = sheet->top;

    block.align = PANGO_ALIGN_RIGHT;
    block.italic = true;
    block.size = 0.72;
    if (corner) {
        y = corpus_sheet_draw(sheet, &block, y - 12, corner) + 3;
    }
    y = corpus_sheet_motto(sheet, sheet->left + width * 0.12, width * 0.76, y);
    corpus_sheet_truth(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc");
    block = corpus_block_full(sheet);
    block.align = PANGO_ALIGN_CENTER;
    block.bold = true;
    block.size = 1.15;
    form->y = corpus_sheet_draw(sheet, &block, y + corpus_form_size(form) * 0.7,
                                corpus_form_variant(form, title)) +
              4;
    if (addressee) {
        corpus_form_flow(form,
                         &(struct corpus_flow){.x = form->left,
                                               .width = form->right - form->left,
                                               .align = PANGO_ALIGN_CENTER},
                         addressee);
    }
    form->y += 4;
}

void corpus_form_centred(struct corpus_form *form, double size, const char *text)
{
    struct corpus_block block = {.x = form->left,
                                 .width = form->right - form->left,
                                 .align = PANGO_ALIGN_CENTER,
                                 .bold = true,
                                 .size = size};

    form->y = corpus_sheet_draw(form->sheet, &block, form->y, corpus_form_variant(form, text)) + 3;
}

void corpus_form_letterhead(struct corpus_form *form, const struct corpus_letterhead *head)
{
    struct corpus_sheet *sheet = form->sheet;
    double width = form->right - form->left;
    struct corpus_block block = {
        .x = form->left, .width = width * 0.42, .align = PANGO_ALIGN_CENTER, .size = 0.92};
    double y = sheet->top;

    if (head->upper) {
        y = corpus_sheet_draw(sheet, &block, y, head->upper);
    }
    block.bold = true;
    y = corpus_sheet_draw(sheet, &block, y, head->agency);
    corpus_sheet_rule(sheet, block.x + block.width * 0.35, y + 1.5, block.width * 0.3);
    double below = corpus_sheet_motto(sheet, form->left + width * 0.43, width * 0.57, sheet->top);
    corpus_sheet_truth(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc");
    form->y = MAX(y + 6, head->dateline ? below + 3 : y + 6);
    double top = form->y;
    if (head->number) {
        corpus_form_flow(form,
                         &(struct corpus_flow){
                             .x = form->left, .width = width * 0.42, .align = PANGO_ALIGN_CENTER},
                         head->number);
    }
    below = MAX(form->y, below);
    form->y = top;
    if (head->dateline) {
        corpus_form_flow(form,
                         &(struct corpus_flow){.x = form->left + width * 0.43,
                                               .width = width * 0.57,
                                               .align = PANGO_ALIGN_CENTER,
                                               .italic = true},
                         head->dateline);
    }
    form->y = MAX(form->y, below) + corpus_form_size(form) * 0.5;
}

static double draw_signer(struct corpus_form *form, const struct corpus_signer *signer, double x,
                          double width, double y)
{
    struct corpus_sheet *sheet = form->sheet;
    struct corpus_block block = {.x = x, .width = width, .align = PANGO_ALIGN_CENTER, .bold = true};
    double size = corpus_form_size(form);

    y = corpus_sheet_draw(sheet, &block, y, signer->title);
    block.bold = false;
    block.italic = true;
    block.size = 0.82;
    if (signer->hint) {
        y = corpus_sheet_draw(sheet, &block, y, signer->hint);
    }
    double middle = x + width / 2;
    if (sheet->office && signer->name) {
        corpus_stamp_sign(sheet, middle, y + size * 1.7);
        if (signer->rim) {
            corpus_stamp_seal(sheet, middle - corpus_random_real(&sheet->pen, 25, 45),
                              y + size * corpus_random_real(&sheet->pen, 0.6, 2.2), signer->rim);
        }
    }
    y += size * 3.1;
    if (signer->name) {
        block = (struct corpus_block){
            .x = x, .width = width, .align = PANGO_ALIGN_CENTER, .bold = signer->rim != NULL};
        y = corpus_sheet_draw(sheet, &block, y, signer->name);
        if (signer->key) {
            corpus_sheet_field(sheet, signer->key, signer->name);
        }
    }
    return y;
}

void corpus_form_signers(struct corpus_form *form, const struct corpus_signer *signers, int count)
{
    double width = (form->right - form->left) / (count == 1 ? 2 : count);
    double below = form->y;

    for (int i = 0; i < count; i++) {
        double x = count == 1 ? form->right - width : form->left + i * width;
        double y = draw_signer(form, &signers[i], x, width, form->y);
        below = MAX(below, y);
    }
    form->y = below + 4;
}
