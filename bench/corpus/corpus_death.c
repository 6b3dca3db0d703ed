/* corpus_death.c - the request for death registration (Tờ khai đăng ký khai tử).
 *
 * Dates of birth and death of the deceased may lack day and month, as on real papers. */
#include "corpus_paper.h"

static const struct corpus_item first[] = {
    {"Họ, chữ đệm, tên người yêu cầu:", "requester.name"},
    {"Nơi cư trú:", "requester.address", .note = 2},
    {"Giấy tờ tùy thân:", "requester.paper", .note = 3},
    {"Quan hệ với người đã chết:", "requester.relation"},
    {"Đề nghị cơ quan đăng ký khai tử cho người có tên dưới đây:", .kind = ITEM_TEXT},
    {"Họ, chữ đệm, tên:", "deceased.name", 0.7, 2},
    {"Giới tính:", "deceased.gender", 0.3, 2},
    {"Họ, chữ đệm, tên:", "deceased.name", .only = 5},
    {"Giới tính:", "deceased.gender", .only = 4},
    {"Ngày, tháng, năm sinh:", "deceased.birth_date", 0.44},
    {"Dân tộc:", "deceased.ethnicity", 0.26},
    {"Quốc tịch:", "deceased.nationality", 0.3},
    {"Nơi cư trú cuối cùng:", "deceased.last_address", .note = 2},
    {"Giấy tờ tùy thân:", "deceased.paper", .note = 3},
    {"Đã chết vào lúc: {time.h} giờ {time.m} phút, ngày {death.d} tháng {death.m} năm {death.y}",
     .kind = ITEM_LINE},
    {"Nơi chết:", "deceased.death_place"},
    {"Nguyên nhân chết:", "deceased.death_cause"},
    {"Số Giấy báo tử/ Giấy tờ thay thế Giấy báo tử: {notice} do {issuer} cấp ngày {issued.d} tháng "
     "{issued.m} năm {issued.y}",
     .kind = ITEM_LINE},
    {"Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp "
     "luật về cam đoan của mình.",
     .kind = ITEM_TEXT},
};

void corpus_form_put_death(struct corpus_form *form, const struct corpus_person *person,
                           struct corpus_date died)
{
    static const char *const causes[] = {"Già yếu",
                                         "Bệnh già",
                                         "Do tuổi già",
                                         "Bệnh tim mạch",
                                         "Ung thư phổi",
                                         "Tai biến mạch máu não",
                                         "Suy hô hấp",
                                         "Viêm phổi nặng",
                                         "Tai nạn giao thông",
                                         NULL};
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    const char *place = corpus_random_chance(random, 0.3) ? "Tại nhà"
                        : corpus_random_chance(random, 0.6)
                            ? person->address
                            : corpus_hospital_new(random, arena, person->home_town);
    const char *cause = corpus_random_pick(random, causes);
    int hour = corpus_random_int(random, 0, 23);
    int minute = corpus_random_int(random, 0, 59);
    bool timed = corpus_random_chance(random, 0.85);

    corpus_form_put_person(form, "deceased", person);
    corpus_form_put(form, "deceased.last_address", person->address, person->address);
    corpus_form_put(form, "deceased.death_place", place, place);
    corpus_form_put(form, "deceased.death_cause", cause, cause);
    corpus_form_put(form, "time.h", timed ? corpus_printf(arena, "%02d", hour) : "", NULL);
    corpus_form_put(form, "time.m", timed ? corpus_printf(arena, "%02d", minute) : "", NULL);
    if (timed) {
        corpus_form_tell(form, "time.m", "deceased.death_time",
                         corpus_printf(arena, "%02d:%02d", hour, minute));
    }
    corpus_form_put_parts(form, "death", died, "deceased.death_date");
    corpus_form_put_date(form, "deceased.death_date", died);
    if (died.day) {
        corpus_form_put(form, "death.words", corpus_date_words(arena, died), NULL);
    }
}

struct corpus_person corpus_deceased_new(struct corpus_random *random, corpus_arena *arena,
                                         struct corpus_date *ret_died)
{
    struct corpus_person person =
        corpus_person_new(random, arena, corpus_random_chance(random, 0.45), 1928, 1975);

    if (corpus_random_chance(random, 0.25)) {
        person.birth.day = 0;
        person.birth.month = 0;
    }
    *ret_died = corpus_date_new(random, 2024, 2026);
    if (corpus_random_chance(random, 0.06)) {
        ret_died->day = 0;
    }
    while (corpus_date_before(*ret_died, person.id_issued)) {
        person.id_issued.year--;
    }
    return person;
}

void corpus_death_draw(struct corpus_sheet *sheet)
{
    static const char *const relations[] = {"Con",  "Con đẻ",  "Con trai", "Con gái", "Vợ", "Chồng",
                                            "Cháu", "Con dâu", "Em ruột",  "Con rể",  NULL};
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_form form;
    struct corpus_office office = corpus_office_new(random, arena);
    struct corpus_date died;

    corpus_form_open(&form, sheet, 3);
    struct corpus_person person =
        corpus_person_new(random, arena, corpus_random_chance(random, 0.5), 1965, 2000);
    struct corpus_person deceased = corpus_deceased_new(random, arena, &died);
    const char *relation = corpus_random_pick(random, relations);
    struct corpus_date issued = {died.year, died.month, MIN(died.day + 1, 28)};
    corpus_form_put_death(&form, &deceased, died);
    corpus_form_put_person(&form, "requester", &person);
    corpus_form_put(&form, "requester.relation", relation, relation);
    corpus_form_put(&form, "office", office.name, NULL);
    if (corpus_random_chance(random, 0.6)) {
        corpus_form_put(&form, "notice",
                        corpus_printf(arena, "%02d/GBT", corpus_random_int(random, 1, 160)), NULL);
        corpus_form_put(&form, "issuer", corpus_printf(arena, "Trạm Y tế %s", office.commune),
                        NULL);
        corpus_form_put_parts(&form, "issued", issued, NULL);
    }
    corpus_form_title(&form, "TỜ KHAI ĐĂNG KÝ KHAI TỬ",
                      form.look.notes ? "Kính gửi: (1) {office}" : "Kính gửi: {office}", NULL);
    corpus_form_items(&form, first, G_N_ELEMENTS(first));
    corpus_form_dateline(&form, office.place, (struct corpus_date){died.year, 12, 28}, "Làm tại: ");
    corpus_form_signers(&form,
                        &(struct corpus_signer){"Người yêu cầu", "(Ký, ghi rõ họ, chữ đệm, tên)",
                                                person.name, NULL, NULL},
                        1);
    corpus_form_copies(&form);
    corpus_form_close(&form);
}
