/* corpus_notice.c - papers that others then act on: birth notice, death notice, marital status. */
#include "corpus_paper.h"

static const struct corpus_item birth[] = {
    {"Họ và tên mẹ/Người nuôi dưỡng:|Họ và tên mẹ:", "mother.name"},
    {"Năm sinh:", "mother.birth_year", .only = 1},
    {"Ngày, tháng, năm sinh:", "mother.birth_date", .only = 2},
    {"Nơi đăng ký thường trú, tạm trú:|Nơi cư trú:", "mother.address"},
    {"Mã số BHXH/Thẻ BHYT số:", "insurance"},
    {"Số CMND/Hộ chiếu:|Số định danh cá nhân:", "mother.id_number"},
    {"Ngày cấp:", "mother.id_issue_date", 0.4, .only = 2},
    {"Nơi cấp:", "mother.id_issue_place", 0.6, .only = 2},
    {"Dân tộc:", "mother.ethnicity"},
    {"Đã sinh con vào lúc: {time.h} giờ {time.m} phút, ngày {born.d} tháng {born.m} năm {born.y}",
     .kind = ITEM_LINE},
    {"Tại:", "child.birth_place"},
    {"Số con trong lần sinh này:", "count", 0.5},
    {"Giới tính của con:", "child.gender", 0.5},
    {"Cân nặng:", "weight", 0.4},
    {"Tình trạng con:", "state", 0.6},
    {"Dự định đặt tên con là:", "child.name"},
    {"Người đỡ đẻ:", "midwife"},
};

static void put_birth(struct corpus_form *form, struct corpus_date *ret_date)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_person woman;
    struct corpus_person man;

    corpus_couple_new(random, arena, &woman, &man, true);
    struct corpus_person born = corpus_child_new(random, arena, &woman, &man, 2025, 2026);
    const char *place = corpus_hospital_new(random, arena, born.home_town);
    corpus_form_put_person(form, "mother", &woman);
    corpus_form_put_person(form, "child", &born);
    corpus_form_put(form, "child.birth_place", place, place);
    corpus_form_put_parts(form, "born", born.birth, "child.birth_date");
    corpus_form_put(form, "time.h", corpus_printf(arena, "%02d", corpus_random_int(random, 0, 23)),
                    NULL);
    corpus_form_put(form, "time.m", corpus_printf(arena, "%02d", corpus_random_int(random, 0, 59)),
                    NULL);
    corpus_form_put(form, "insurance",
                    corpus_printf(arena, "38%08d", corpus_random_int(random, 0, 99999999)), NULL);
    corpus_form_put(form, "count", "01", NULL);
    corpus_form_put(form, "state", "Khỏe mạnh", NULL);
    corpus_form_put(form, "weight",
                    corpus_printf(arena, "%d gram", corpus_random_int(random, 26, 41) * 100), NULL);
    corpus_form_put(form, "midwife",
                    corpus_name_new(random, arena, corpus_surname_new(random), true), NULL);
    *ret_date = born.birth;
    ret_date->day = MIN(born.birth.day + 2, 28);
}

/* "Bệnh viện đa khoa tỉnh Thanh Hóa" in capitals with its superior. */
static void draw_hospital_head(struct corpus_form *form, const char *hospital, const char *number,
                               bool dated)
{
    corpus_arena *arena = form->sheet->arena;

    corpus_form_letterhead(
        form,
        &(struct corpus_letterhead){
            .upper = "SỞ Y TẾ",
            .agency = corpus_keep(arena, g_utf8_strup(hospital, -1)),
            .number = number,
            .dateline = dated ? "{place}, ngày {dated.d} tháng {dated.m} năm {dated.y}" : NULL});
}

void corpus_birth_notice_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_office office = corpus_office_new(random, arena);
    struct corpus_date date;
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    put_birth(&form, &date);
    const char *hospital = corpus_hospital_new(random, arena, corpus_home_new(random, arena));
    const char *number =
        corpus_printf(arena, "%05d.GCS.%05d.%02d", corpus_random_int(random, 1, 9999),
                      corpus_random_int(random, 38001, 38999), date.year % 100);
    corpus_form_put(&form, "certificate.number", number, number);
    corpus_form_put(&form, "place", office.place, NULL);
    corpus_form_put_parts(&form, "dated", date, "certificate.date");
    draw_hospital_head(&form, hospital, "Số: {certificate.number}", false);
    corpus_form_centred(&form, 1.25, "GIẤY CHỨNG SINH");
    form.y += 4;
    corpus_form_items(&form, birth, G_N_ELEMENTS(birth));
    corpus_form_flow(&form,
                     &(struct corpus_flow){.x = form.left,
                                           .width = form.right - form.left,
                                           .align = PANGO_ALIGN_RIGHT,
                                           .italic = true},
                     "{place}, ngày {dated.d} tháng {dated.m} năm {dated.y}");
    corpus_form_signers(
        &form,
        (struct corpus_signer[]){{"Cha, mẹ hoặc người thân thích", "(Ký tên, ghi rõ họ tên)",
                                  corpus_form_print(&form, "mother.name"), NULL, NULL},
                                 {"Thủ trưởng cơ sở y tế", "(Ký tên, đóng dấu)",
                                  corpus_name_new(random, arena, corpus_surname_new(random), false),
                                  NULL, corpus_keep(arena, g_utf8_strup(hospital, -1))}},
        2);
    corpus_form_close(&form);
}

static const struct corpus_item death[] = {
    {"Họ, chữ đệm, tên:|Họ và tên người chết:", "person.name"},
    {"Ngày, tháng, năm sinh:", "person.birth_date", 0.6},
    {"Giới tính:", "person.gender", 0.4},
    {"Dân tộc:", "person.ethnicity", 0.5},
    {"Quốc tịch:", "person.nationality", 0.5},
    {"Nơi cư trú cuối cùng:|Nơi thường trú/tạm trú:", "person.address"},
    {"Giấy tờ tùy thân:", "person.paper", .only = 1},
    {"Số định danh cá nhân/CCCD/Hộ chiếu:", "person.id_number", .only = 2},
    {"Ngày cấp:", "person.id_issue_date", 0.4, .only = 2},
    {"Nơi cấp:", "person.id_issue_place", 0.6, .only = 2},
    {"Đã chết vào lúc: {time.h} giờ {time.m} phút, ngày {death.d} tháng {death.m} năm {death.y}|Đã "
     "tử vong vào lúc: {time.h} giờ {time.m} phút, ngày {death.d} tháng {death.m} năm {death.y}",
     .kind = ITEM_LINE},
    {"Nơi chết:", "death_place"},
    {"Nguyên nhân chết:|Nguyên nhân tử vong:", "cause"},
};

void corpus_death_notice_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_office office = corpus_office_new(random, arena);
    struct corpus_date died;
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    struct corpus_person person = corpus_deceased_new(random, arena, &died);
    struct corpus_date date = {died.year, died.month ? died.month : 6,
                               died.day ? MIN(died.day + 1, 28) : 20};
    corpus_form_put_death(&form, &person, died);
    /* The contract names no keys for the death itself on this paper. */
    corpus_form_put(&form, "death_place", corpus_form_print(&form, "deceased.death_place"), NULL);
    corpus_form_put(&form, "cause", corpus_form_print(&form, "deceased.death_cause"), NULL);
    corpus_form_put(&form, "time.m", corpus_form_print(&form, "time.m"), NULL);
    corpus_form_put_parts(&form, "death", died, NULL);
    corpus_form_put_person(&form, "person", &person);
    corpus_form_put_number(&form, date.year, "/GBT");
    corpus_form_put(&form, "place", office.place, NULL);
    corpus_form_put_parts(&form, "dated", date, "certificate.date");
    if (form.version == 1) {
        draw_hospital_head(&form, corpus_hospital_new(random, arena, person.home_town),
                           "Số: {certificate.number}", true);
    } else {
        corpus_form_office_head(&form, &office, "Số: {certificate.number}", true);
    }
    corpus_form_centred(&form, 1.25, "GIẤY BÁO TỬ");
    form.y += 4;
    corpus_form_items(&form, death, G_N_ELEMENTS(death));
    corpus_form_official(&form, &office, form.version ? NULL : "NGƯỜI KÝ GIẤY BÁO TỬ", NULL);
    corpus_form_close(&form);
}

static const struct corpus_item single[] = {
    {"Họ, chữ đệm, tên:", "person.name"},
    {"Ngày, tháng, năm sinh:", "person.birth_date"},
    {"Giới tính:", "person.gender", 0.28},
    {"Dân tộc:", "person.ethnicity", 0.34},
    {"Quốc tịch:", "person.nationality", 0.38},
    {"Giấy tờ tùy thân:", "person.paper"},
    {"Nơi cư trú:", "person.address"},
    {"Trong thời gian cư trú tại: {office} từ ngày {from} đến ngày {until}", .only = 2,
     .kind = ITEM_LINE},
    {"Tình trạng hôn nhân:", "status"},
    {"Giấy này được sử dụng để:", "purpose"},
    {"Giấy này có giá trị đến ngày {until} hoặc đến khi thay đổi tình trạng hôn nhân, tùy thời "
     "điểm nào đến trước.",
     .kind = ITEM_TEXT},
};

static void put_single(struct corpus_form *form, const struct corpus_office *office,
                       struct corpus_date date)
{
    static const char *const states[] = {
        "Hiện tại chưa đăng ký kết hôn với ai", "Chưa đăng ký kết hôn với ai",
        "Có đăng ký kết hôn, nhưng đã ly hôn; hiện tại chưa đăng ký kết hôn với ai", NULL};
    static const char *const purposes[] = {"Làm thủ tục đăng ký kết hôn", "Bổ sung hồ sơ vay vốn",
                                           "Làm thủ tục mua bán, chuyển nhượng quyền sử dụng đất",
                                           NULL};
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_person person =
        corpus_person_new(random, arena, corpus_random_chance(random, 0.5), 1970, 2004);
    struct corpus_date until = date;
    struct corpus_date from = {person.birth.year + 18, person.birth.month, person.birth.day};

    until.month += 6;
    if (until.month > 12) {
        until.month -= 12;
        until.year++;
    }
    until.day = MIN(until.day, 28);
    corpus_form_put_person(form, "person", &person);
    corpus_form_put(form, "status", corpus_random_pick(random, states), NULL);
    corpus_form_put(form, "purpose", corpus_random_pick(random, purposes), NULL);
    corpus_form_put(form, "until", corpus_date_short(arena, until), NULL);
    corpus_form_put(form, "from", corpus_date_short(arena, from), NULL);
    corpus_form_put(form, "office", office->commune, NULL);
    corpus_form_put(form, "place", office->place, NULL);
    corpus_form_put(form, "asker", corpus_form_print(form, "person.name"), NULL);
    corpus_form_put_parts(form, "dated", date, "certificate.date");
    corpus_form_put_number(form, date.year, "");
    int number = corpus_random_int(random, 1, 900);
    const char *print = corpus_random_chance(random, 0.6)
                            ? corpus_printf(arena, "%d/UBND-XNTTHN", number)
                            : corpus_printf(arena, "%d/%d/XNTTHN", number, date.year);
    corpus_form_put(form, "certificate.number", print, print);
}

void corpus_single_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    put_single(&form, &office, corpus_date_new(random, 2025, 2026));
    corpus_form_office_head(&form, &office, "Số: {certificate.number}", true);
    corpus_form_centred(&form, 1.2, "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN");
    corpus_form_centred(&form, 1, office.capitals);
    corpus_form_text(&form, "Xét đề nghị của ông/bà: {asker} về việc cấp Giấy xác nhận tình trạng "
                            "hôn nhân,");
    corpus_form_centred(&form, 1.05, "XÁC NHẬN:");
    corpus_form_items(&form, single, G_N_ELEMENTS(single));
    corpus_form_official(&form, &office, NULL, NULL);
    corpus_form_close(&form);
}
