/* corpus_paper.c - see corpus_paper.h: which papers there are. */
#include "corpus_paper.h"

static const struct corpus_paper papers[] = {
    {"to-khai-khai-sinh", corpus_birth_draw, true, 0},
    {"to-khai-ket-hon", corpus_marriage_draw, true, 0},
    {"to-khai-khai-tu", corpus_death_draw, true, 0},
    {"van-ban", corpus_text_draw, false, 0},
};

const struct corpus_paper *corpus_paper_find(const char *schema)
{
    for (size_t i = 0; i < G_N_ELEMENTS(papers); i++) {
        if (!strcmp(papers[i].schema, schema)) {
            return &papers[i];
        }
    }
    return NULL;
}

const struct corpus_paper *corpus_paper_at(size_t n)
{
    return n < G_N_ELEMENTS(papers) ? &papers[n] : NULL;
}

/* How far down it would reach, drawn where nobody sees it. */
static double rehearse(const struct corpus_paper *paper, const struct corpus_sheet *sheet,
                       double squeeze)
{
    cairo_surface_t *nowhere = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    struct corpus_sheet copy = *sheet;

    copy.cr = cairo_create(nowhere);
    corpus_sheet_open(&copy, sheet->random);
    copy.left = sheet->left;
    copy.right = sheet->right;
    copy.random = sheet->random;
    copy.squeeze = squeeze;
    paper->draw(&copy);
    double end = copy.end;
    corpus_sheet_close(&copy);
    cairo_destroy(copy.cr);
    cairo_surface_destroy(nowhere);
    return end;
}

void corpus_paper_draw(const struct corpus_paper *paper, struct corpus_sheet *sheet)
{
    double squeeze = 1;

    sheet->schema = paper->schema;
    while (paper->form && squeeze > 0.66 && rehearse(paper, sheet, squeeze) > sheet->height - 24) {
        squeeze *= 0.95;
    }
    sheet->squeeze = squeeze;
    paper->draw(sheet);
}
