/* corpus_paper.c - see corpus_paper.h: which papers there are. */
#include "corpus_paper.h"

static const struct corpus_paper papers[] = {
    {"to-khai-khai-sinh", corpus_birth_draw, true, 0},
    {"to-khai-ket-hon", corpus_marriage_draw, true, 0},
    {"to-khai-khai-tu", corpus_death_draw, true, 0},
    {"giay-khai-sinh", corpus_birth_certificate_draw, true, 0.2},
    {"giay-chung-nhan-ket-hon", corpus_marriage_certificate_draw, true, 0},
    {"trich-luc-khai-tu", corpus_death_extract_draw, true, 0},
    {"giay-chung-sinh", corpus_birth_notice_draw, true, 0.4},
    {"giay-bao-tu", corpus_death_notice_draw, true, 0},
    {"xac-nhan-hon-nhan", corpus_single_draw, true, 0},
    {"ct01", corpus_residence_draw, true, 0},
    {"giay-tiep-nhan", corpus_receipt_draw, true, 0.7},
    {"chung-thuc-ban-sao", corpus_copy_draw, true, 0},
    {"chung-thuc-chu-ky", corpus_signature_draw, true, 0},
    {"van-ban", corpus_letter_draw, false, 0},
};

const struct corpus_paper corpus_prose = {"van-ban", corpus_text_draw, false, 0};

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
static double rehearse(const struct corpus_paper *paper, const struct corpus_sheet *sheet)
{
    cairo_surface_t *nowhere = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    struct corpus_sheet copy = *sheet;

    copy.cr = cairo_create(nowhere);
    corpus_sheet_open(&copy, sheet->random);
    copy.left = sheet->left;
    copy.right = sheet->right;
    copy.random = sheet->random;
    copy.squeeze = sheet->squeeze;
    copy.stretch = sheet->stretch;
    paper->draw(&copy);
    double end = copy.end;
    corpus_sheet_close(&copy);
    cairo_destroy(copy.cr);
    cairo_surface_destroy(nowhere);
    return end;
}

void corpus_paper_draw(const struct corpus_paper *paper, struct corpus_sheet *sheet)
{
    double wanted = sheet->height * corpus_random_real(&sheet->random, 0.5, 0.92);
    double end;

    sheet->schema = paper->schema;
    if (paper == &corpus_prose) {
        paper->draw(sheet);
        return;
    }
    while ((end = rehearse(paper, sheet)) > sheet->height - 24 && sheet->squeeze > 0.66) {
        sheet->squeeze *= 0.95;
    }
    if (end < wanted && paper->form) {
        sheet->stretch = MIN((wanted - sheet->top) / (end - sheet->top), 1.6);
        while (sheet->stretch > 1.05 && rehearse(paper, sheet) > sheet->height - 24) {
            sheet->stretch = 1 + (sheet->stretch - 1) * 0.6;
        }
    }
    paper->draw(sheet);
    if (sheet->office && corpus_random_chance(&sheet->pen, 0.12)) {
        corpus_stamp_note(sheet, sheet->width * corpus_random_real(&sheet->pen, 0.04, 0.85),
                          corpus_random_real(&sheet->pen, 24, 52));
    }
}
