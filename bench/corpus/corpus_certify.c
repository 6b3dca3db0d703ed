/* corpus_certify.c - certification of a copy (below or on the copied paper) and of a signature. */
#include "corpus_paper.h"
#include "corpus_prose.h"

static const char *const officers[] = {
    "CHỦ TỊCH",        "PHÓ CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "CÔNG CHỨNG VIÊN", "TRƯỞNG PHÒNG", NULL};

static void put_certification(struct corpus_form *form, const struct corpus_office *office,
                              const char *suffix)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_date date = corpus_date_new(random, 2021, 2026);
    const char *number = corpus_printf(arena, "%02d", corpus_random_int(random, 1, 4900));
    const char *book =
        corpus_random_chance(random, 0.5)
            ? corpus_printf(arena, "%02d-%s", corpus_random_int(random, 1, 9), suffix)
            : corpus_printf(arena, "%02d/%d-%s", corpus_random_int(random, 1, 9), date.year,
                            suffix);
    const char *officer = corpus_name_new(random, arena, corpus_surname_new(random),
                                          corpus_random_chance(random, 0.3));

    corpus_form_put(form, "certification.number", number, number);
    corpus_form_put(form, "certification.book", book, book);
    corpus_form_put(form, "certification.place", office->name, office->name);
    corpus_form_put(form, "certification.officer", officer, officer);
    corpus_form_put_date(form, "certification.date", date);
    corpus_form_put_parts(form, "dated", date, "certification.date");
    corpus_form_put(form, "date.words", corpus_date_words(arena, date), NULL);
}

/* The paper that was copied: some diploma, contract or licence. */
static void draw_copied(struct corpus_form *form, double bottom)
{
    static const char *const titles[] = {"BẰNG TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG",
                                         "GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT",
                                         "HỢP ĐỒNG THUÊ NHÀ",
                                         "CHỨNG CHỈ HÀNH NGHỀ",
                                         "GIẤY PHÉP LÁI XE",
                                         "BẰNG KỸ SƯ",
                                         NULL};
    struct corpus_sheet *sheet = form->sheet;
    struct corpus_random *random = &sheet->random;
    double width = form->right - form->left;

    form->y = corpus_sheet_motto(sheet, form->left + width * 0.15, width * 0.7, sheet->top);
    corpus_sheet_truth(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc");
    form->y += 12;
    corpus_form_centred(form, 1.3, corpus_random_pick(random, titles));
    corpus_form_centred(
        form, 1,
        corpus_printf(sheet->arena, "Số hiệu: %06d", corpus_random_int(random, 1, 999999)));
    while (form->y < bottom - 60) {
        corpus_form_text(form, corpus_prose_paragraph(random, sheet->arena, 1, 2));
    }
}

static const struct corpus_item copy[] = {
    {"Số chứng thực: {certification.number} quyển số: {certification.book}|Số chứng thực: "
     "{certification.number}, quyển số {certification.book}",
     .kind = ITEM_LINE},
    {"Ngày {dated.d} tháng {dated.m} năm {dated.y}|Ngày: {certification.date}", .kind = ITEM_LINE},
    {"Tại: {certification.place}", .only = 2, .kind = ITEM_LINE},
};

/* The words of certification in a block of their own, as stamps and stickers have them. */
static void draw_words(struct corpus_form *form, const struct corpus_office *office)
{
    struct corpus_random *random = &form->sheet->random;
    double width = form->right - form->left;
    double start = form->left;
    double end = form->right;
    bool narrow = corpus_random_chance(random, 0.7);

    if (narrow) {
        bool right = corpus_random_chance(random, 0.6);
        form->left = right ? start + width * 0.4 : start;
        form->right = right ? end : start + width * 0.6;
    }
    corpus_form_centred(form, 1, "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH");
    corpus_form_items(form, copy, G_N_ELEMENTS(copy));
    if (form->version) {
        corpus_form_centred(form, 0.95, "NGƯỜI THỰC HIỆN CHỨNG THỰC");
    }
    double left = form->left;
    form->left = form->left + (form->right - form->left) * 0.2;
    corpus_form_signers(form,
                        (struct corpus_signer[]){{corpus_random_pick(random, officers), NULL,
                                                  corpus_form_print(form, "certification.officer"),
                                                  "certification.officer", office->rim}},
                        1);
    form->left = left;
    if (narrow && corpus_random_chance(random, 0.4)) {
        cairo_set_source_rgb(form->sheet->cr, 0.75, 0.1, 0.12);
        cairo_set_line_width(form->sheet->cr, 1.2);
        cairo_rectangle(form->sheet->cr, form->left - 6, form->sheet->end, 0, 0);
        cairo_stroke(form->sheet->cr);
    }
    form->left = start;
    form->right = end;
}

void corpus_copy_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    form.look.table = false;
    form.look.all_in_capitals = false;
    put_certification(&form, &office, corpus_random_chance(random, 0.1) ? "SCTĐT/BS" : "SCT/BS");
    if (corpus_random_chance(random, 0.8)) {
        draw_copied(&form, sheet->height * corpus_random_real(random, 0.45, 0.68));
    }
    form.y += 14;
    draw_words(&form, &office);
    corpus_form_close(&form);
}

static const struct corpus_item signature[] = {
    {"Ngày {dated.d} tháng {dated.m} năm {dated.y} (Bằng chữ: {date.words})", .kind = ITEM_LINE},
    {"Tại {certification.place}", .kind = ITEM_LINE},
    {"Tôi {certification.officer}, là {position}", .kind = ITEM_LINE},
};

static const struct corpus_item signed_by[] = {
    {"Ông/bà: {certification.signer_name} Giấy tờ tùy thân số "
     "{certification.signer_id_number} cam đoan đã hiểu, tự chịu trách nhiệm về nội dung của giấy "
     "tờ, văn bản và đã ký vào giấy tờ, văn bản này trước mặt {me}.",
     .kind = ITEM_TEXT},
    {"Số chứng thực: {certification.number} quyển số {certification.book}", .kind = ITEM_LINE},
};

void corpus_signature_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    struct corpus_person person =
        corpus_person_new(random, sheet->arena, corpus_random_chance(random, 0.5), 1955, 2004);
    form.look.table = false;
    form.look.all_in_capitals = false;
    put_certification(&form, &office, corpus_random_chance(random, 0.5) ? "SCT/CK" : "SCT/CK, ĐC");
    corpus_form_put_name(&form, "certification.signer_name", person.name);
    corpus_form_put(&form, "certification.signer_id_number", person.id_number, person.id_number);
    corpus_form_put(&form, "position",
                    corpus_printf(sheet->arena, "%s Ủy ban nhân dân %s",
                                  corpus_random_chance(random, 0.5) ? "Chủ tịch" : "Phó Chủ tịch",
                                  office.commune),
                    NULL);
    corpus_form_put(&form, "me", "tôi", NULL);
    if (corpus_random_chance(random, 0.4)) {
        corpus_form_title(&form, "GIẤY CAM ĐOAN", NULL, NULL);
        corpus_form_text(&form, corpus_prose_paragraph(random, sheet->arena, 2, 3));
        corpus_form_text(&form, corpus_prose_paragraph(random, sheet->arena, 1, 3));
        form.y += 10;
    }
    corpus_form_centred(&form, 1.1, "LỜI CHỨNG CHỨNG THỰC CHỮ KÝ|CHỨNG THỰC CHỮ KÝ");
    corpus_form_items(&form, signature, G_N_ELEMENTS(signature));
    corpus_form_centred(&form, 1, "CHỨNG THỰC");
    corpus_form_items(&form, signed_by, G_N_ELEMENTS(signed_by));
    corpus_form_signers(
        &form,
        (struct corpus_signer[]){
            {"Người yêu cầu chứng thực", "(Ký, ghi rõ họ tên)", person.name, NULL, NULL},
            {"Người thực hiện chứng thực", "(Ký, ghi rõ họ, tên, đóng dấu)",
             corpus_form_print(&form, "certification.officer"), NULL, office.rim}},
        2);
    corpus_form_close(&form);
}
