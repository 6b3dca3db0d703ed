/* corpus_receipt.c - the receipt of a dossier (Giấy tiếp nhận hồ sơ và hẹn trả kết quả), A5 mostly:
 * dossier code, sometimes as QR or Code 128, submitter, table of papers, when it came and is due.
 */
#include "corpus_paper.h"

static const struct corpus_item first[] = {
    {"Bộ phận tiếp nhận và trả kết quả:", "desk"},
    {"Tiếp nhận hồ sơ của:", "submitter.name"},
    {"CCCD/MST:|Số CCCD:", "submitter.id_number", 0.5},
    {"Số điện thoại:|Điện thoại:", "submitter.phone", 0.5},
    {"Địa chỉ:", "submitter.address"},
    {"Thủ tục hành chính cần giải quyết:|Nội dung yêu cầu giải quyết:", "procedure"},
    {"1. Thành phần hồ sơ, yêu cầu và số lượng mỗi loại giấy tờ gồm:", .kind = ITEM_LINE},
};

static const struct corpus_item last[] = {
    {"2. Số lượng hồ sơ: {sets} (bộ)", .kind = ITEM_LINE},
    {"3. Thời gian nhận hồ sơ: {in.h} giờ {in.m} phút, ngày {in.d} tháng {in.mo} năm {in.y}",
     .only = 1, .kind = ITEM_LINE},
    {"3. Thời gian nhận hồ sơ:", "received_at", .only = 2},
    {"4. Thời gian trả kết quả giải quyết hồ sơ: {out.h} giờ {out.m} phút, ngày {out.d} tháng "
     "{out.mo} năm {out.y}",
     .only = 1, .kind = ITEM_LINE},
    {"4. Thời gian trả kết quả giải quyết hồ sơ:", "due_at", .only = 2},
    {"5. Đăng ký trả kết quả tại:", "where"},
    {"6. Phí, lệ phí (nếu có):", "fee"},
    {"Vào sổ theo dõi hồ sơ, Quyển số: {book} Số thứ tự: {entry}", .kind = ITEM_LINE},
};

/* What is asked for, and what goes with it. */
static const struct {
    const char *name, *papers[5];
} procedures[] = {
    {"Đăng ký khai sinh",
     {"Tờ khai đăng ký khai sinh", "Giấy chứng sinh", "Giấy chứng nhận kết hôn của cha mẹ"}},
    {"Đăng ký kết hôn",
     {"Tờ khai đăng ký kết hôn", "Giấy xác nhận tình trạng hôn nhân", "Căn cước công dân"}},
    {"Đăng ký khai tử", {"Tờ khai đăng ký khai tử", "Giấy báo tử"}},
    {"Đăng ký thường trú",
     {"Tờ khai thay đổi thông tin cư trú (CT01)", "Giấy tờ chứng minh chỗ ở hợp pháp"}},
    {"Chứng thực bản sao từ bản chính", {"Bằng tốt nghiệp", "Bản sao cần chứng thực"}},
    {"Cấp bản sao trích lục hộ tịch", {"Tờ khai cấp bản sao trích lục hộ tịch"}},
    {"Đăng ký biến động quyền sử dụng đất",
     {"Đơn đăng ký biến động đất đai", "Giấy chứng nhận quyền sử dụng đất",
      "Hợp đồng chuyển nhượng", "Bản đồ trích đo địa chính"}},
};

static int put_components(struct corpus_form *form, size_t chosen, const char **cells)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    int count = 0;

    for (; count < 5 && procedures[chosen].papers[count]; count++) {
        const char *kind = corpus_random_chance(random, 0.5) ? "Bản chính" : "Bản sao";
        const char *role = corpus_printf(arena, "components.%d", count + 1);
        const char *name = procedures[chosen].papers[count];
        const char *amount = corpus_printf(arena, "%02d", corpus_random_int(random, 1, 3));
        cells[count * 4] = corpus_printf(arena, "=%d", count + 1);
        cells[count * 4 + 1] = corpus_printf(arena, "%s.name", role);
        cells[count * 4 + 2] = corpus_printf(arena, "%s.kind", role);
        cells[count * 4 + 3] = corpus_printf(arena, "%s.amount", role);
        corpus_form_put(form, cells[count * 4 + 1], name, name);
        corpus_form_put(form, cells[count * 4 + 2], kind, NULL);
        corpus_form_put(form, cells[count * 4 + 3], amount, NULL);
    }
    return count;
}

/* A moment under item, and in parts under parts.h .m .d .mo .y. */
static void put_moment(struct corpus_form *form, const char *item, const char *parts,
                       struct corpus_date date, int hour, int minute)
{
    corpus_arena *arena = form->sheet->arena;
    const char *truth =
        corpus_printf(arena, "%sT%02d:%02d:00+07:00", corpus_date_iso(arena, date), hour, minute);
    const char *year = corpus_printf(arena, "%s.y", parts);

    corpus_form_put(
        form, item,
        corpus_printf(arena, "%02d:%02d ngày %s", hour, minute, corpus_date_short(arena, date)),
        truth);
    corpus_form_put(form, corpus_printf(arena, "%s.h", parts), corpus_printf(arena, "%02d", hour),
                    NULL);
    corpus_form_put(form, corpus_printf(arena, "%s.m", parts), corpus_printf(arena, "%02d", minute),
                    NULL);
    corpus_form_put(form, corpus_printf(arena, "%s.d", parts),
                    corpus_printf(arena, "%02d", date.day), NULL);
    corpus_form_put(form, corpus_printf(arena, "%s.mo", parts),
                    corpus_printf(arena, "%02d", date.month), NULL);
    corpus_form_put(form, year, corpus_printf(arena, "%d", date.year), NULL);
    corpus_form_tell(form, year, item, truth);
}

static const char *code_new(struct corpus_random *random, corpus_arena *arena,
                            struct corpus_date date)
{
    const char *day = corpus_printf(arena, "%02d%02d%02d", date.year % 100, date.month, date.day);
    int number = corpus_random_int(random, 1, 160);

    if (corpus_random_chance(random, 0.5)) {
        return corpus_printf(arena, "000.%02d.%02d.H56-%s-%04d", corpus_random_int(random, 10, 40),
                             corpus_random_int(random, 1, 60), day, number);
    }
    return corpus_printf(arena, "H%02d.%d.%d-%s-%04d", corpus_random_int(random, 1, 63),
                         corpus_random_int(random, 10, 99), corpus_random_int(random, 10, 99), day,
                         number);
}

static void put_all(struct corpus_form *form, const struct corpus_office *office)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    struct corpus_date in = corpus_date_new(random, 2022, 2026);
    struct corpus_date out = {in.year, in.month, in.day + corpus_random_int(random, 1, 5)};
    struct corpus_person person =
        corpus_person_new(random, arena, corpus_random_chance(random, 0.5), 1960, 2003);
    const char *code = code_new(random, arena, in);

    if (out.day > 28) {
        out = (struct corpus_date){in.year, in.month, in.day};
    }
    corpus_form_put_person(form, "submitter", &person);
    corpus_form_put(form, "dossier.code", code, code);
    corpus_form_put(form, "desk", corpus_printf(arena, "UBND %s", office->commune), NULL);
    corpus_form_put(form, "sets", "01", NULL);
    put_moment(form, "received_at", "in", in, corpus_random_int(random, 7, 16),
               corpus_random_int(random, 0, 59));
    put_moment(form, "due_at", "out", out, corpus_random_chance(random, 0.5) ? 17 : 16,
               corpus_random_chance(random, 0.7) ? 0 : 30);
    corpus_form_put(form, "where", "Bộ phận tiếp nhận và trả kết quả", NULL);
    corpus_form_put(form, "fee",
                    corpus_printf(arena, "%d.000 đồng", corpus_random_int(random, 2, 60)), NULL);
    corpus_form_put(form, "book", "01", NULL);
    corpus_form_put(form, "entry", corpus_printf(arena, "%d", corpus_random_int(random, 1, 900)),
                    NULL);
}

/* The dossier code as a QR at the top left (Circular 01/2023), or as bars. */
static void draw_code(struct corpus_form *form)
{
    struct corpus_sheet *sheet = form->sheet;
    struct corpus_random *random = &sheet->random;
    const char *code = corpus_form_print(form, "dossier.code");
    double luck = corpus_random_real(random, 0, 1);

    if (luck < 0.4) {
        const char *text =
            luck < 0.2 ? code
                       : corpus_printf(sheet->arena,
                                       "%s|1.001193|%s|Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
                                       code, corpus_form_print(form, "submitter.id_number"));
        corpus_stamp_qr(sheet, 18, 16, corpus_random_real(random, 46, 62), text);
    } else if (luck < 0.65) {
        corpus_stamp_bars(sheet, 22, 18, corpus_random_real(random, 150, 190), 26, code);
    }
    form->sheet->top = MAX(form->sheet->top, luck < 0.4 ? 84 : luck < 0.65 ? 52 : 0);
}

void corpus_receipt_draw(struct corpus_sheet *sheet)
{
    static const double shares[] = {0.09, 0.5, 0.24, 0.17};
    static const char *const heads[] = {"STT", "Tên giấy tờ", "Loại giấy tờ (Bản chính/Bản sao)",
                                        "Số lượng"};
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    const char *cells[20];
    struct corpus_form form;

    corpus_form_open(&form, sheet, 2);
    form.look.numbered = false;
    form.look.table = false;
    put_all(&form, &office);
    size_t chosen = (size_t)corpus_random_int(random, 0, (int)G_N_ELEMENTS(procedures) - 1);
    corpus_form_put(&form, "procedure", procedures[chosen].name, procedures[chosen].name);
    int count = put_components(&form, chosen, cells);
    draw_code(&form);
    corpus_form_office_head(
        &form, &office, form.version ? "Mã số hồ sơ: {dossier.code}" : "Mã hồ sơ: {dossier.code}",
        false);
    corpus_form_centred(&form, 1.15, "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ");
    corpus_form_flow(&form,
                     &(struct corpus_flow){.x = form.left,
                                           .width = form.right - form.left,
                                           .align = PANGO_ALIGN_CENTER,
                                           .italic = true},
                     corpus_random_chance(random, 0.5) ? "(Liên 1: Lưu)"
                                                       : "(Liên 2: Giao cho tổ chức, cá nhân)");
    corpus_form_items(&form, first, G_N_ELEMENTS(first));
    corpus_form_table(&form, &(struct corpus_table){4, count, shares, heads, cells});
    corpus_form_items(&form, last, G_N_ELEMENTS(last));
    corpus_form_signers(
        &form,
        (struct corpus_signer[]){
            {"NGƯỜI NỘP HỒ SƠ", "(Ký và ghi rõ họ tên)", corpus_form_print(&form, "submitter.name"),
             NULL, NULL},
            {"NGƯỜI TIẾP NHẬN HỒ SƠ", "(Ký và ghi rõ họ tên)",
             corpus_name_new(random, sheet->arena, corpus_surname_new(random), true), NULL, NULL}},
        2);
    corpus_form_close(&form);
}
