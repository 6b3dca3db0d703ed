/* corpus_birth.c - the request for birth registration (Tờ khai đăng ký khai sinh), filled in.
 *
 * Versions: the printed forms of Circulars 04/2020 and 04/2024/TT-BTP, and a form with sections as
 * portals print it. The people agree: the mother is of age, the child bears the father's surname,
 * the requester is one of the parents or a grandparent. */
#include "corpus_paper.h"

enum { OLD = 1, NEW = 2, SECTIONS = 4 };

#define PARENT(role, word)                                                                         \
    {"Họ, chữ đệm, tên người " word ":|Họ, chữ đệm, tên người " word ":|Họ, chữ đệm, tên:",        \
     role ".name"},                                                                                \
        {"Năm sinh:", role ".birth_year", 0.3, OLD, .note = 5},                                    \
        {"Ngày, tháng, năm sinh:", role ".birth_date", 0.42, NEW | SECTIONS},                      \
        {"Dân tộc:", role ".ethnicity", 0.28},                                                     \
        {"Quốc tịch:", role ".nationality", 0.3, NEW | SECTIONS},                                  \
        {"Quốc tịch:", role ".nationality", 0.42, OLD},                                            \
        {"Nơi cư trú:|Nơi cư trú:|Nơi thường trú/tạm trú:", role ".address", .note = 2},           \
        {"Giấy tờ tùy thân:", role ".paper", .only = NEW, .note = 3},                              \
    {                                                                                              \
        "Số định danh cá nhân/CCCD/Hộ chiếu:", role ".id_number", .only = SECTIONS                 \
    }

static const struct corpus_item requester[] = {
    {"Họ, chữ đệm, tên người yêu cầu:|Họ, chữ đệm, tên người yêu cầu:|Họ, chữ đệm, tên:",
     "requester.name"},
    {"Ngày, tháng, năm sinh:", "requester.birth_date", .only = NEW},
    {"Nơi cư trú:|Nơi cư trú:|Nơi thường trú/tạm trú:", "requester.address", .note = 2},
    {"Giấy tờ tùy thân:", "requester.paper", .only = OLD | NEW, .note = 3},
    {"Số định danh cá nhân/CCCD/Hộ chiếu:", "requester.id_number", .only = SECTIONS},
    {"Số điện thoại liên hệ:", "requester.phone", .only = SECTIONS},
    {"Quan hệ với người được khai sinh:|Quan hệ với người được khai sinh:|Quan hệ với người được "
     "đăng ký:",
     "requester.relation"},
};

static const struct corpus_item child[] = {
    {"Họ, chữ đệm, tên:", "child.name"},
    {"Ngày, tháng, năm sinh:", "child.birth_date", .only = OLD},
    {"Ghi bằng chữ:", "child.birth_words", .only = OLD},
    {"Ngày, tháng, năm sinh: {child.birth_date} ghi bằng chữ: {child.birth_words}", .only = NEW,
     .kind = ITEM_LINE},
    {"Giới tính:", "child.gender", 0.4, SECTIONS},
    {"Ngày, tháng, năm sinh:", "child.birth_date", 0.6, SECTIONS},
    {"Giới tính:", "child.gender", 0.28, OLD | NEW},
    {"Dân tộc:", "child.ethnicity", 0.34, OLD | NEW},
    {"Quốc tịch:", "child.nationality", 0.38, OLD | NEW},
    {"Nơi sinh:", "child.birth_place", .note = 4},
    {"Quê quán:", "child.home_town"},
    {"Dân tộc:", "child.ethnicity", 0.5, SECTIONS},
    {"Quốc tịch:", "child.nationality", 0.5, SECTIONS},
};

static const struct corpus_item mother[] = {PARENT("mother", "mẹ")};
static const struct corpus_item father[] = {PARENT("father", "cha")};

static void draw_body(struct corpus_form *form)
{
    if (form->version == 2) {
        corpus_form_items(form,
                          &(struct corpus_item){"I. THÔNG TIN CỦA NGƯỜI ĐƯỢC ĐĂNG KÝ KHAI SINH",
                                                .kind = ITEM_HEAD},
                          1);
        corpus_form_items(form, child, G_N_ELEMENTS(child));
        corpus_form_items(form, &(struct corpus_item){"II. THÔNG TIN CỦA MẸ", .kind = ITEM_HEAD},
                          1);
        corpus_form_items(form, mother, G_N_ELEMENTS(mother));
        corpus_form_items(form, &(struct corpus_item){"III. THÔNG TIN CỦA CHA", .kind = ITEM_HEAD},
                          1);
        corpus_form_items(form, father, G_N_ELEMENTS(father));
        corpus_form_items(form,
                          &(struct corpus_item){"IV. NGƯỜI YÊU CẦU ĐĂNG KÝ", .kind = ITEM_HEAD}, 1);
        corpus_form_items(form, requester, G_N_ELEMENTS(requester));
        return;
    }
    corpus_form_items(form, requester, G_N_ELEMENTS(requester));
    corpus_form_text(form, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:");
    corpus_form_items(form, child, G_N_ELEMENTS(child));
    corpus_form_items(form, mother, G_N_ELEMENTS(mother));
    corpus_form_items(form, father, G_N_ELEMENTS(father));
}

static void put_people(struct corpus_form *form, struct corpus_person *ret_requester)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_person woman;
    struct corpus_person man;
    double luck = corpus_random_real(random, 0, 1);

    corpus_couple_new(random, arena, &woman, &man, corpus_random_chance(random, 0.85));
    struct corpus_person born = corpus_child_new(random, arena, &woman, &man, 2023, 2026);
    *ret_requester = luck < 0.42 ? woman : man;
    const char *relation = luck < 0.42 ? "Mẹ" : "Cha";
    if (luck > 0.88) {
        bool grandmother = corpus_random_chance(random, 0.5);
        *ret_requester = corpus_person_new(random, arena, grandmother, 1950, 1962);
        relation = grandmother ? "Bà nội" : "Ông ngoại";
    } else if (corpus_random_chance(random, 0.3)) {
        relation = luck < 0.42 ? "Mẹ đẻ" : "Cha đẻ";
    }
    corpus_form_put_person(form, "requester", ret_requester);
    corpus_form_put_person(form, "child", &born);
    corpus_form_put_person(form, "mother", &woman);
    corpus_form_put_person(form, "father", &man);
    corpus_form_put(form, "requester.relation", relation, relation);
    const char *place = corpus_hospital_new(random, arena, born.home_town);
    corpus_form_put(form, "child.birth_place", place, place);
}

void corpus_birth_draw(struct corpus_sheet *sheet)
{
    struct corpus_form form;
    struct corpus_person person;
    struct corpus_office office = corpus_office_new(&sheet->random, sheet->arena);

    corpus_form_open(&form, sheet, 3);
    put_people(&form, &person);
    corpus_form_put(&form, "office", office.name, NULL);
    corpus_form_title(&form, "TỜ KHAI ĐĂNG KÝ KHAI SINH",
                      form.look.notes ? "Kính gửi: (1) {office}" : "Kính gửi: {office}", NULL);
    draw_body(&form);
    corpus_form_text(&form,
                     "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, "
                     "được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật.");
    corpus_form_text(&form,
                     "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của "
                     "mình.");
    corpus_form_dateline(&form, office.place, corpus_date_new(&sheet->random, 2026, 2026),
                         "Làm tại: ");
    corpus_form_signers(&form,
                        &(struct corpus_signer){"Người yêu cầu", "(Ký, ghi rõ họ, chữ đệm, tên)",
                                                person.name, NULL, NULL},
                        1);
    corpus_form_copies(&form);
    corpus_form_close(&form);
}
