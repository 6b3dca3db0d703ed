/* corpus_certificate.c - certificates of civil status: birth, marriage, the extract of a death.
 *
 * Originals are pre-printed tinted paper; what is typed over it stands a little above or below its
 * line. Copies from the register are plain ("bản sao", extracts). */
#include "corpus_paper.h"

enum { ORIGINAL, COPY, EXTRACT };

/* Typed over printed paper: dots all along, values off their line. */
static void overprint(struct corpus_form *form)
{
    struct corpus_random *random = &form->sheet->random;

    corpus_ground_draw(form->sheet);
    form->look.table = false;
    form->look.leader = corpus_random_chance(random, 0.6) ? LEAD_DOTS : LEAD_FINE;
    form->look.under = true;
    form->look.lift = corpus_random_real(random, -3.5, 4.5);
    form->look.drop = corpus_random_real(random, 0, 2);
    form->look.colour = corpus_random_chance(random, 0.3) ? 0x1b2a80 : 0x101010;
}

static void put_register(struct corpus_form *form, const struct corpus_office *office,
                         struct corpus_date date, const char *suffix)
{
    corpus_form_put(form, "certificate.register_place", office->name, office->name);
    corpus_form_put_date(form, "certificate.register_date", date);
    corpus_form_put_number(form, date.year, suffix);
    corpus_form_put(form, "place", office->place, NULL);
    corpus_form_put_parts(form, "dated", date, NULL);
}

static struct corpus_date some_days_after(struct corpus_random *random, struct corpus_date date)
{
    date.day += corpus_random_int(random, 1, 20);
    if (date.day > 28) {
        date.day -= 27;
        date.month++;
    }
    if (date.month > 12) {
        date.month = 1;
        date.year++;
    }
    return date;
}

/* Head: on originals the motto over the sheet and the number; on copies the office's head. */
static void draw_head(struct corpus_form *form, const struct corpus_office *office, bool plain,
                      const char *title, const char *below)
{
    if (plain) {
        corpus_form_office_head(form, office, "Số: {certificate.number}", false);
        corpus_form_centred(form, 1.25, title);
    } else {
        corpus_form_title(form, title, "Số: {certificate.number}", NULL);
        if (form->version) {
            corpus_form_flow(form,
                             &(struct corpus_flow){.x = form->left,
                                                   .width = form->right - form->left,
                                                   .align = PANGO_ALIGN_CENTER},
                             "Quyển số: {certificate.book}");
        }
    }
    if (below) {
        corpus_form_centred(form, 0.95, below);
    }
    form->y += 4;
}

#define PARENT(role, word)                                                                         \
    {"Họ, chữ đệm, tên người " word ":", role ".name"}, {"Năm sinh:", role ".birth_year", 0.3},    \
        {"Dân tộc:", role ".ethnicity", 0.32}, {"Quốc tịch:", role ".nationality", 0.38},          \
    {                                                                                              \
        "Nơi cư trú:", role ".address"                                                             \
    }

static const struct corpus_item birth[] = {
    {"Họ, chữ đệm, tên:", "child.name"},
    {"Ngày, tháng, năm sinh: {child.birth_date} ghi bằng chữ: {child.birth_words}", .only = 1,
     .kind = ITEM_LINE},
    {"Ngày, tháng, năm sinh:", "child.birth_date", .only = 2},
    {"Ghi bằng chữ:", "child.birth_words", .only = 2},
    {"Giới tính:", "child.gender", 0.28},
    {"Dân tộc:", "child.ethnicity", 0.34},
    {"Quốc tịch:", "child.nationality", 0.38},
    {"Nơi sinh:", "child.birth_place"},
    {"Quê quán:", "child.home_town"},
    {"Số định danh cá nhân:", "child.id_number"},
    PARENT("mother", "mẹ"),
    PARENT("father", "cha"),
    {"Họ, chữ đệm, tên người đi khai sinh:", "requester.name"},
    {"Giấy tờ tùy thân:", "requester.paper"},
    {"Nơi đăng ký khai sinh:", "certificate.register_place"},
    {"Ngày, tháng, năm đăng ký:", "certificate.register_date"},
};

static struct corpus_date put_birth(struct corpus_form *form)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_person woman;
    struct corpus_person man;

    corpus_couple_new(random, arena, &woman, &man, corpus_random_chance(random, 0.9));
    struct corpus_person born = corpus_child_new(random, arena, &woman, &man, 2016, 2026);
    if (woman.birth.year > 1998) {
        woman.birth.year -= 8;
    }
    const char *place = corpus_hospital_new(random, arena, born.home_town);
    corpus_form_put_person(form, "child", &born);
    corpus_form_put_person(form, "mother", &woman);
    corpus_form_put_person(form, "father", &man);
    corpus_form_put_person(form, "requester", corpus_random_chance(random, 0.4) ? &woman : &man);
    corpus_form_put(form, "child.birth_place", place, place);
    const char *id = corpus_id_new(random, arena, born.female, born.birth.year);
    corpus_form_put(form, "child.id_number", id, id);
    return some_days_after(random, born.birth);
}

void corpus_birth_certificate_draw(struct corpus_sheet *sheet)
{
    static const char *const titles[] = {"GIẤY KHAI SINH", "GIẤY KHAI SINH\n(BẢN SAO)",
                                         "TRÍCH LỤC KHAI SINH\n(BẢN SAO)"};
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    int kind = corpus_random_chance(random, 0.5) ? ORIGINAL : corpus_random_int(random, 1, 2);
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    if (kind == ORIGINAL) {
        overprint(&form);
    }
    put_register(&form, &office, put_birth(&form),
                 kind == ORIGINAL ? ""
                 : kind == COPY   ? "/GKS-BS"
                                  : "/TLKS-BS");
    draw_head(&form, &office, kind == EXTRACT, titles[kind],
              kind == COPY ? "Sao từ Sổ đăng ký khai sinh" : NULL);
    corpus_form_items(&form, birth, G_N_ELEMENTS(birth));
    corpus_form_official(&form, &office,
                         kind == ORIGINAL ? "NGƯỜI KÝ GIẤY KHAI SINH" : "NGƯỜI KÝ TRÍCH LỤC", NULL);
    corpus_form_close(&form);
}

#define SPOUSE(role, word)                                                                         \
    {"Họ, chữ đệm, tên " word ":", role ".name"}, {"Ngày, tháng, năm sinh:", role ".birth_date"},  \
        {"Dân tộc:", role ".ethnicity"}, {"Quốc tịch:", role ".nationality"},                      \
        {"Nơi cư trú:", role ".address"},                                                          \
    {                                                                                              \
        "Giấy tờ tùy thân:", role ".paper"                                                         \
    }

static const struct corpus_item wife[] = {SPOUSE("wife", "vợ")};
static const struct corpus_item husband[] = {SPOUSE("husband", "chồng")};
static const struct corpus_item registered[] = {
    {"Nơi đăng ký kết hôn:", "certificate.register_place"},
    {"Ngày, tháng, năm đăng ký:", "certificate.register_date"},
};

void corpus_marriage_certificate_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    bool extract = corpus_random_chance(random, 0.35);
    struct corpus_person woman;
    struct corpus_person man;
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    if (!extract) {
        overprint(&form);
    }
    corpus_couple_new(random, sheet->arena, &woman, &man, corpus_random_chance(random, 0.2));
    corpus_form_put_person(&form, "wife", &woman);
    corpus_form_put_person(&form, "husband", &man);
    put_register(&form, &office, corpus_date_new(random, 2025, 2026), extract ? "/TLKH-BS" : "");
    draw_head(&form, &office, extract && corpus_random_chance(random, 0.6),
              extract ? "TRÍCH LỤC KẾT HÔN\n(BẢN SAO)" : "GIẤY CHỨNG NHẬN KẾT HÔN", NULL);
    if (extract && corpus_random_chance(random, 0.4)) {
        corpus_form_items(&form, wife, G_N_ELEMENTS(wife));
        corpus_form_items(&form, husband, G_N_ELEMENTS(husband));
    } else {
        corpus_form_columns(&form, wife, husband, G_N_ELEMENTS(wife));
    }
    corpus_form_items(&form, registered, G_N_ELEMENTS(registered));
    if (!extract) {
        corpus_form_signers(&form,
                            (struct corpus_signer[]){
                                {"Vợ", "(Ký, ghi rõ họ, chữ đệm, tên)", woman.name, NULL, NULL},
                                {"Chồng", "(Ký, ghi rõ họ, chữ đệm, tên)", man.name, NULL, NULL}},
                            2);
    }
    corpus_form_official(&form, &office,
                         extract ? "NGƯỜI KÝ TRÍCH LỤC" : "NGƯỜI KÝ GIẤY CHỨNG NHẬN KẾT HÔN", NULL);
    corpus_form_close(&form);
}

static const struct corpus_item death[] = {
    {"Họ, chữ đệm, tên:", "deceased.name"},
    {"Ngày, tháng, năm sinh:", "deceased.birth_date"},
    {"Giới tính:", "deceased.gender", 0.28},
    {"Dân tộc:", "deceased.ethnicity", 0.34},
    {"Quốc tịch:", "deceased.nationality", 0.38},
    {"Số định danh cá nhân:", "deceased.id_number", .only = 1},
    {"Nơi cư trú cuối cùng:", "deceased.last_address", .only = 2},
    {"Giấy tờ tùy thân:", "deceased.paper", .only = 3},
    {"Đã chết vào lúc: {time.h} giờ {time.m} phút, ngày {death.d} tháng {death.m} năm {death.y} "
     "ghi bằng chữ: {death.words}",
     .only = 1, .kind = ITEM_LINE},
    {"Đã chết vào lúc: {time.h} giờ {time.m} phút, ngày {deceased.death_date} ghi bằng chữ: "
     "{death.words}",
     .only = 2, .kind = ITEM_LINE},
    {"Nơi chết:", "deceased.death_place"},
    {"Nguyên nhân chết:", "deceased.death_cause", .only = 2},
    {"Đã được đăng ký khai tử tại:", "certificate.register_place"},
    {"Số: {entry} ngày {certificate.register_date}", .only = 1, .kind = ITEM_LINE},
    {"Ngày, tháng, năm đăng ký:", "certificate.register_date", .only = 2},
    {"Thực hiện trích lục từ:", "source"},
};

void corpus_death_extract_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_office office = corpus_office_new(random, arena);
    struct corpus_date died;
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    struct corpus_person person = corpus_deceased_new(random, arena, &died);
    corpus_form_put_death(&form, &person, died);
    put_register(&form, &office, some_days_after(random, died), "/TLKT-BS");
    corpus_form_put(&form, "entry",
                    corpus_printf(arena, "%d/%d", corpus_random_int(random, 1, 200), died.year),
                    NULL);
    corpus_form_put(
        &form, "source",
        corpus_random_chance(random, 0.5) ? "Sổ hộ tịch" : "Cơ sở dữ liệu hộ tịch điện tử", NULL);
    draw_head(&form, &office, corpus_random_chance(random, 0.7), "TRÍCH LỤC KHAI TỬ\n(BẢN SAO)",
              NULL);
    corpus_form_items(&form, death, G_N_ELEMENTS(death));
    corpus_form_official(&form, &office, "NGƯỜI KÝ TRÍCH LỤC", NULL);
    corpus_form_close(&form);
}
