/* corpus_residence.c - CT01, the request to change residence data (Tờ khai thay đổi thông tin cư
 * trú): numbered lines, ID numbers in twelve boxes, a table of the members of the household. */
#include "corpus_paper.h"

static const struct corpus_item items[] = {
    {"1. Họ, chữ đệm và tên:", "person.name"},
    {"2. Ngày, tháng, năm sinh:", "person.birth_date", 0.6},
    {"3. Giới tính:", "person.gender", 0.4},
    {"4. Số định danh cá nhân:", "person.id_number", .only = 3, .kind = ITEM_BOXES},
    {"4. Số định danh cá nhân:", "person.id_number", .only = 4},
    {"5. Số điện thoại liên hệ:", "person.phone", 0.45},
    {"6. Email:", "person.email", 0.55},
    {"7. Họ, chữ đệm và tên chủ hộ:", "household_head.name", 0.6, .only = 5},
    {"8. Mối quan hệ với chủ hộ:", "person.relation", 0.4, .only = 5},
    {"7. Họ, chữ đệm và tên chủ hộ:", "household_head.name", .only = 2},
    {"8. Mối quan hệ với chủ hộ:", "person.relation", .only = 2},
    {"9. Số định danh cá nhân của chủ hộ:", "household_head.id_number", .only = 3,
     .kind = ITEM_BOXES},
    {"9. Số định danh cá nhân của chủ hộ:", "household_head.id_number", .only = 4},
    {"10. Nội dung đề nghị:", "request", .note = 2},
};

static void put_members(struct corpus_form *form, const struct corpus_person *head, int count)
{
    static const char *const relations[] = {"Vợ", "Con", "Con", "Cháu", "Con đẻ", NULL};
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;

    for (int i = 1; i <= count; i++) {
        const char *relation = corpus_random_pick(random, relations);
        bool wife = !strcmp(relation, "Vợ");
        const char *role = corpus_printf(arena, "members.%d", i);
        struct corpus_person member = corpus_person_new(
            random, arena, wife || corpus_random_chance(random, 0.5),
            wife ? head->birth.year - 4 : 2004, wife ? head->birth.year + 4 : 2022);
        corpus_form_put_person(form, role, &member);
        corpus_form_put(form, corpus_printf(arena, "%s.relation", role), relation, relation);
    }
}

static void draw_members(struct corpus_form *form, int count)
{
    static const double shares[] = {0.06, 0.25, 0.15, 0.1, 0.25, 0.19};
    static const char *const heads[] = {
        "TT",        "Họ, chữ đệm và tên",   "Ngày, tháng, năm sinh",
        "Giới tính", "Số định danh cá nhân", "Mối quan hệ với chủ hộ"};
    static const char *const attributes[] = {"name", "birth_date", "gender", "id_number",
                                             "relation"};
    corpus_arena *arena = form->sheet->arena;
    const char *cells[36];
    enum corpus_date_style dates = form->look.dates;

    for (int i = 0; i < count; i++) {
        cells[i * 6] = corpus_printf(arena, "=%d", i + 1);
        for (int k = 0; k < 5; k++) {
            cells[i * 6 + k + 1] = corpus_printf(arena, "members.%d.%s", i + 1, attributes[k]);
        }
    }
    corpus_form_text(form, "11. Những thành viên trong hộ gia đình cùng thay đổi:");
    double size = form->look.typed_size;
    form->look.typed_size = MIN(size, 0.9);
    corpus_form_table(form, &(struct corpus_table){6, count, shares, heads, cells});
    form->look.typed_size = size;
    form->look.dates = dates;
}

static void put_all(struct corpus_form *form, struct corpus_person *ret_person)
{
    static const char *const relations[] = {"Con",     "Vợ",          "Con rể", "Cháu ruột",
                                            "Em ruột", "Người ở nhờ", NULL};
    static const char *const requests[] = {"Đăng ký thường trú",
                                           "Đăng ký tạm trú",
                                           "Gia hạn tạm trú",
                                           "Tách hộ",
                                           "Xác nhận thông tin về cư trú",
                                           "Điều chỉnh thông tin về cư trú",
                                           NULL};
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_person head =
        corpus_person_new(random, arena, corpus_random_chance(random, 0.3), 1955, 1985);
    bool himself = corpus_random_chance(random, 0.35);
    struct corpus_person person =
        himself ? head
                : corpus_person_new(random, arena, corpus_random_chance(random, 0.5), 1980, 2006);
    const char *relation = himself ? "Chủ hộ" : corpus_random_pick(random, relations);
    const char *request = corpus_random_pick(random, requests);

    if (corpus_random_chance(random, 0.5)) {
        request = corpus_printf(arena, "%s tại %s", request, corpus_address_new(random, arena));
    }
    *ret_person = person;
    corpus_form_put_person(form, "person", &person);
    corpus_form_put_person(form, "household_head", &head);
    if (corpus_random_chance(random, 0.35)) {
        corpus_form_put(form, "person.email", "", NULL);
    }
    corpus_form_put(form, "person.relation", relation, relation);
    corpus_form_put(form, "request", request, request);
    put_members(form, &head, 6);
}

static void draw_opinions(struct corpus_form *form, const char *name)
{
    static const char *const hint = "(Ký, ghi rõ họ tên)";

    form->y += 4;
    corpus_form_signers(form,
                        (struct corpus_signer[]){
                            {"Ý KIẾN CỦA CHỦ HỘ(3)", hint, NULL, NULL, NULL},
                            {"Ý KIẾN CỦA CHỦ SỞ HỮU CHỖ Ở HỢP PHÁP(4)", hint, NULL, NULL, NULL},
                            {"Ý KIẾN CỦA CHA, MẸ HOẶC NGƯỜI GIÁM HỘ(5)", hint, NULL, NULL, NULL},
                            {"NGƯỜI KÊ KHAI(6)", hint, name, NULL, NULL}},
                        4);
}

void corpus_residence_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    struct corpus_person person;
    struct corpus_form form;

    corpus_form_open(&form, sheet, 3);
    form.look.numbered = false;
    form.look.table = false;
    put_all(&form, &person);
    corpus_form_put(&form, "office", corpus_printf(sheet->arena, "Công an %s", office.commune),
                    NULL);
    corpus_form_title(&form, "TỜ KHAI THAY ĐỔI THÔNG TIN CƯ TRÚ", "Kính gửi(1): {office}",
                      corpus_random_chance(random, 0.8)
                          ? "Mẫu CT01 ban hành kèm theo Thông tư số 53/2025/TT-BCA\nngày "
                            "01/07/2025 của Bộ trưởng Bộ Công an"
                          : NULL);
    corpus_form_items(&form, items, G_N_ELEMENTS(items));
    draw_members(&form, corpus_random_int(random, 0, 4));
    corpus_form_dateline(&form, office.place, corpus_date_new(random, 2025, 2026), "");
    draw_opinions(&form, person.name);
    corpus_form_close(&form);
}
