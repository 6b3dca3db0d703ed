/* corpus_marriage.c - the request for marriage registration (Tờ khai đăng ký kết hôn).
 *
 * The official form is a table of three columns whose order varies; some offices print sections. */
#include "corpus_paper.h"

static const char *const attributes[] = {"name",    "birth_date", "ethnicity",     "nationality",
                                         "address", "paper",      "marriage_count"};
static const char *const labels[] = {
    "Họ, chữ đệm, tên", "Ngày, tháng, năm sinh", "Dân tộc", "Quốc tịch", "Nơi cư trú",
    "Giấy tờ tùy thân", "Kết hôn lần thứ mấy"};

static void draw_table(struct corpus_form *form)
{
    enum { ROWS = G_N_ELEMENTS(labels) };
    static const double shares[] = {0.24, 0.38, 0.38};
    bool man_first = corpus_random_chance(&form->sheet->random, 0.35);
    const char *first = man_first ? "husband" : "wife";
    const char *second = man_first ? "wife" : "husband";
    const char *heads[] = {"Thông tin", man_first ? "Bên nam" : "Bên nữ",
                           man_first ? "Bên nữ" : "Bên nam"};
    const char *cells[ROWS * 3];

    for (size_t i = 0; i < ROWS; i++) {
        const char *note = i == 4 ? "(2)" : i == 5 ? "(3)" : "";
        cells[i * 3] =
            corpus_printf(form->sheet->arena, "=%s%s", labels[i], form->look.notes ? note : "");
        cells[i * 3 + 1] = corpus_printf(form->sheet->arena, "%s.%s", first, attributes[i]);
        cells[i * 3 + 2] = corpus_printf(form->sheet->arena, "%s.%s", second, attributes[i]);
    }
    corpus_form_table(form, &(struct corpus_table){3, ROWS, shares, heads, cells});
}

static void draw_party(struct corpus_form *form, const char *role, const char *head)
{
    corpus_arena *arena = form->sheet->arena;
    struct corpus_item items[] = {
        {head, .kind = ITEM_HEAD},
        {"Họ, chữ đệm, tên:", corpus_printf(arena, "%s.name", role)},
        {"Ngày, tháng, năm sinh:", corpus_printf(arena, "%s.birth_date", role), 0.46},
        {"Dân tộc:", corpus_printf(arena, "%s.ethnicity", role), 0.25},
        {"Quốc tịch:", corpus_printf(arena, "%s.nationality", role), 0.29},
        {"Nơi cư trú:", corpus_printf(arena, "%s.address", role), .note = 2},
        {"Giấy tờ tùy thân:", corpus_printf(arena, "%s.paper", role), .note = 3},
        {"Kết hôn lần thứ mấy:", corpus_printf(arena, "%s.marriage_count", role)},
    };

    corpus_form_items(form, items, G_N_ELEMENTS(items));
}

static void put_count(struct corpus_form *form, const char *key)
{
    static const char *const times[] = {"1", "1", "1", "01", "2", "Lần thứ nhất", "Lần 1", NULL};
    const char *print = corpus_random_pick(&form->sheet->random, times);

    corpus_form_put(form, key, print, print);
}

void corpus_marriage_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_form form;
    struct corpus_person wife;
    struct corpus_person husband;
    struct corpus_office office = corpus_office_new(random, sheet->arena);

    corpus_form_open(&form, sheet, 4);
    corpus_couple_new(random, sheet->arena, &wife, &husband, corpus_random_chance(random, 0.1));
    corpus_form_put_person(&form, "wife", &wife);
    corpus_form_put_person(&form, "husband", &husband);
    put_count(&form, "wife.marriage_count");
    put_count(&form, "husband.marriage_count");
    corpus_form_put(&form, "office", office.name, NULL);
    corpus_form_title(&form, "TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Kính gửi: {office}", NULL);
    if (form.version < 3) {
        draw_table(&form);
    } else {
        draw_party(&form, "husband", "I. BÊN NAM");
        draw_party(&form, "wife", "II. BÊN NỮ");
    }
    corpus_form_text(&form,
                     "Chúng tôi cam đoan những lời khai trên đây là đúng sự thật, việc kết hôn của "
                     "chúng tôi là tự nguyện, không vi phạm quy định của Luật hôn nhân và gia đình "
                     "Việt Nam.");
    corpus_form_text(&form, "Chúng tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam "
                            "đoan của mình. Đề nghị Quý cơ quan đăng ký.");
    corpus_form_dateline(&form, office.place, corpus_date_new(random, 2022, 2026), "");
    corpus_form_signers(&form,
                        (struct corpus_signer[]){
                            {"Bên nữ", "(Ký, ghi rõ họ, chữ đệm, tên)", wife.name, NULL, NULL},
                            {"Bên nam", "(Ký, ghi rõ họ, chữ đệm, tên)", husband.name, NULL, NULL}},
                        2);
    corpus_form_copies(&form);
    corpus_form_close(&form);
}
