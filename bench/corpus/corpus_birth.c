/* corpus_birth.c - the request for birth registration (Tờ khai đăng ký khai sinh), filled in.
 *
 * Labels and their order follow the printed form of Circulars 04/2020 and 04/2024/TT-BTP. The
 * people of one form agree: the mother is of age, the child bears a parent's surname, the
 * requester is one of the parents or a grandparent. */
#include "corpus_sheet.h"

/* How the values are typed: behind the label with dots to the margin, without dots, or over the
 * dots as typewriters do. */
enum leaders { DOTS_AFTER, NO_DOTS, DOTS_UNDER };

struct birth {
    struct corpus_sheet *sheet;
    enum leaders leaders;
    bool capitals, bold; /* how values are typed */
    bool form_2024;      /* has the 2024 lines: requester's birth date, parents' papers */
    double y, step;
};

struct cell {
    const char *label, *value;
    double share; /* of the line */
};

/* "....." that fills the width. */
static const char *dots(struct corpus_sheet *sheet, const struct corpus_block *block, double width)
{
    double one = corpus_sheet_width(sheet, block, "..........") / 10;
    int count = width > 0 ? (int)(width / one) : 0;

    return corpus_keep(sheet->arena, g_strnfill((gsize)count, '.'));
}

/* Draws label and value from x on; returns nothing: the truth line is the caller's. */
static void draw_cell(struct birth *birth, double x, double width, const struct cell *cell)
{
    struct corpus_sheet *sheet = birth->sheet;
    struct corpus_block label = {.x = x, .silent = true};
    struct corpus_block value = {.silent = true, .bold = birth->bold};

    corpus_sheet_draw(sheet, &label, birth->y, cell->label);
    value.x = x + corpus_sheet_width(sheet, &label, cell->label) + 5;
    double room = x + width - value.x;
    value.size = 1;
    while (corpus_sheet_width(sheet, &value, cell->value) > room && value.size > 0.7) {
        value.size -= 0.04;
    }
    double used = *cell->value ? corpus_sheet_width(sheet, &value, cell->value) + 3 : 0;
    label.x = value.x + used;
    if (birth->leaders == DOTS_UNDER) {
        label.x = value.x - 3;
        corpus_sheet_draw(sheet, &label, birth->y + 3, dots(sheet, &label, x + width - label.x));
    } else if (birth->leaders == DOTS_AFTER) {
        corpus_sheet_draw(sheet, &label, birth->y, dots(sheet, &label, x + width - label.x));
    }
    corpus_sheet_draw(sheet, &value, birth->y, cell->value);
}

/* One line of up to three cells, the shares adding up to 1. */
static void draw_line(struct birth *birth, const struct cell *cells, int count)
{
    struct corpus_sheet *sheet = birth->sheet;
    double width = sheet->right - sheet->left;
    double x = sheet->left;
    GString *truth = g_string_new(NULL);

    for (int i = 0; i < count; i++) {
        draw_cell(birth, x, width * cells[i].share - (i + 1 < count ? 8 : 0), &cells[i]);
        g_string_append_printf(truth, "%s%s%s%s", i ? " " : "", cells[i].label,
                               *cells[i].value ? " " : "", cells[i].value);
        x += width * cells[i].share;
    }
    corpus_sheet_truth(sheet, truth->str);
    g_string_free(truth, TRUE);
    birth->y += birth->step;
}

static void draw_single(struct birth *birth, const char *label, const char *value)
{
    draw_line(birth, &(struct cell){label, value, 1}, 1);
}

/* A long value goes on in a second line below its label. */
static void draw_paragraph(struct birth *birth, const char *text)
{
    struct corpus_block block = corpus_block_full(birth->sheet);

    block.justify = true;
    block.indent = 20;
    birth->y = corpus_sheet_draw(birth->sheet, &block, birth->y, text) + 4;
}

static const char *typed_name(struct birth *birth, const char *name)
{
    if (!birth->capitals) {
        return name;
    }
    return corpus_keep(birth->sheet->arena, g_utf8_strup(name, -1));
}

static void field(struct birth *birth, const char *role, const char *attribute, const char *value)
{
    corpus_sheet_field(birth->sheet, corpus_printf(birth->sheet->arena, "%s.%s", role, attribute),
                       value);
}

/* "CCCD số 038..., cấp ngày 15/03/2022, nơi cấp Bộ Công an" */
static const char *paper_of(struct birth *birth, const struct corpus_person *person,
                            const char *role)
{
    corpus_arena *arena = birth->sheet->arena;
    bool new_card = !strcmp(person->id_place, "Bộ Công an");

    field(birth, role, "id_number", person->id_number);
    field(birth, role, "id_issue_date", corpus_date_iso(arena, person->id_issued));
    if (!new_card) {
        field(birth, role, "id_issue_place", "Cục CSQLHC về TTXH");
        return corpus_printf(arena, "CCCD số %s, cấp ngày %s, Cục CSQLHC về TTXH",
                             person->id_number, corpus_date_short(arena, person->id_issued));
    }
    field(birth, role, "id_issue_place", person->id_place);
    return corpus_printf(arena, "Căn cước số %s, cấp ngày %s, %s", person->id_number,
                         corpus_date_short(arena, person->id_issued), person->id_place);
}

static void draw_parent(struct birth *birth, const struct corpus_person *person, const char *role,
                        const char *label)
{
    corpus_arena *arena = birth->sheet->arena;
    const char *year = birth->form_2024 ? corpus_date_short(arena, person->birth)
                                        : corpus_printf(arena, "%d", person->birth.year);

    draw_single(birth, label, typed_name(birth, person->name));
    draw_line(
        birth,
        (struct cell[]){{birth->form_2024 ? "Ngày, tháng, năm sinh:" : "Năm sinh:", year, 0.42},
                        {"Dân tộc:", person->ethnicity, 0.26},
                        {"Quốc tịch:", "Việt Nam", 0.32}},
        3);
    draw_single(birth, "Nơi cư trú:", person->address);
    field(birth, role, "name", person->name);
    field(birth, role, "birth_date",
          birth->form_2024 ? corpus_date_iso(arena, person->birth) : year);
    field(birth, role, "ethnicity", person->ethnicity);
    field(birth, role, "nationality", "Việt Nam");
    field(birth, role, "address", person->address);
    if (birth->form_2024) {
        draw_single(birth, "Giấy tờ tùy thân:", paper_of(birth, person, role));
    }
}

static void draw_requester(struct birth *birth, const struct corpus_person *requester,
                           const char *relation)
{
    corpus_arena *arena = birth->sheet->arena;

    draw_single(birth, "Họ, chữ đệm, tên người yêu cầu:", typed_name(birth, requester->name));
    field(birth, "requester", "name", requester->name);
    if (birth->form_2024) {
        draw_single(birth, "Ngày, tháng, năm sinh:", corpus_date_short(arena, requester->birth));
        field(birth, "requester", "birth_date", corpus_date_iso(arena, requester->birth));
    }
    draw_single(birth, "Nơi cư trú:", requester->address);
    draw_single(birth, "Giấy tờ tùy thân:", paper_of(birth, requester, "requester"));
    draw_single(birth, "Quan hệ với người được khai sinh:", relation);
    field(birth, "requester", "address", requester->address);
    field(birth, "requester", "relation", relation);
}

static void draw_child(struct birth *birth, const struct corpus_person *child, const char *place,
                       const char *home)
{
    corpus_arena *arena = birth->sheet->arena;
    const char *gender = child->female ? "Nữ" : "Nam";

    draw_single(birth, "Họ, chữ đệm, tên:", typed_name(birth, child->name));
    draw_single(birth, "Ngày, tháng, năm sinh:", corpus_date_short(arena, child->birth));
    draw_single(birth, "Ghi bằng chữ:", corpus_date_words(arena, child->birth));
    draw_line(birth,
              (struct cell[]){{"Giới tính:", gender, 0.28},
                              {"Dân tộc:", child->ethnicity, 0.34},
                              {"Quốc tịch:", "Việt Nam", 0.38}},
              3);
    draw_single(birth, "Nơi sinh:", place);
    draw_single(birth, "Quê quán:", home);
    field(birth, "child", "name", child->name);
    field(birth, "child", "birth_date", corpus_date_iso(arena, child->birth));
    field(birth, "child", "gender", gender);
    field(birth, "child", "ethnicity", child->ethnicity);
    field(birth, "child", "nationality", "Việt Nam");
    field(birth, "child", "birth_place", place);
    field(birth, "child", "home_town", home);
}

static double draw_title(struct corpus_sheet *sheet, const char *addressee)
{
    struct corpus_block title = corpus_block_full(sheet);
    double width = sheet->right - sheet->left;
    double y = corpus_sheet_motto(sheet, sheet->left + width * 0.15, width * 0.7, sheet->top);

    corpus_sheet_truth(sheet, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc");
    title.align = PANGO_ALIGN_CENTER;
    title.bold = true;
    title.size = 1.12;
    y = corpus_sheet_draw(sheet, &title, y + 10, "TỜ KHAI ĐĂNG KÝ KHAI SINH");
    title.bold = false;
    title.size = 1;
    return corpus_sheet_draw(sheet, &title, y + 6,
                             corpus_printf(sheet->arena, "Kính gửi: %s", addressee)) +
           10;
}

static void draw_closing(struct birth *birth, const struct corpus_person *requester,
                         const char *place, struct corpus_date date)
{
    struct corpus_sheet *sheet = birth->sheet;
    double width = sheet->right - sheet->left;
    struct corpus_block right = {
        .x = sheet->left + width * 0.45, .width = width * 0.55, .align = PANGO_ALIGN_CENTER};
    struct corpus_block last = corpus_block_full(sheet);

    draw_paragraph(birth,
                   "Tôi cam đoan nội dung đề nghị đăng ký khai sinh trên đây là đúng sự thật, "
                   "được sự thỏa thuận nhất trí của các bên liên quan theo quy định pháp luật.");
    draw_paragraph(birth,
                   "Tôi chịu hoàn toàn trách nhiệm trước pháp luật về nội dung cam đoan của mình.");
    right.italic = true;
    double y = corpus_sheet_draw(sheet, &right, birth->y,
                                 corpus_printf(sheet->arena, "Làm tại: %s, %s", place,
                                               corpus_date_long(sheet->arena, date)));
    right.italic = false;
    right.bold = true;
    y = corpus_sheet_draw(sheet, &right, y, "Người yêu cầu");
    right.bold = false;
    right.italic = true;
    right.size = 0.85;
    y = corpus_sheet_draw(sheet, &right, y, "(Ký, ghi rõ họ, chữ đệm, tên)");
    if (sheet->office) {
        corpus_sheet_sign(sheet, right.x + right.width * 0.4, y + 22, false);
    }
    right.italic = false;
    right.size = 1;
    corpus_sheet_draw(sheet, &right, y + 36, requester->name);
    last.size = 0.92;
    corpus_sheet_draw(sheet, &last, y + 56,
                      corpus_printf(sheet->arena,
                                    "Đề nghị cấp bản sao: Có □, Không □   Số lượng: %02d bản",
                                    corpus_random_int(&sheet->random, 1, 9)));
}

void corpus_birth_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_person mother = corpus_person_new(random, arena, true, 1982, 2003);
    struct corpus_person father = corpus_person_new(random, arena, false, 1978, 2001);
    struct corpus_person child = {.female = corpus_random_chance(random, 0.5)};
    struct birth birth = {.sheet = sheet, .form_2024 = corpus_random_chance(random, 0.5)};
    bool asks_mother = corpus_random_chance(random, 0.45);
    struct corpus_date asked = corpus_date_new(random, 2026, 2026);

    if (corpus_random_chance(random, 0.85)) {
        mother.address = father.address;
    }
    child.birth = corpus_date_new(random, 2023, 2025);
    child.ethnicity = father.ethnicity;
    const char *surname =
        corpus_keep(arena, g_strndup(father.name, (gsize)(strchr(father.name, ' ') - father.name)));
    child.name = corpus_name_new(random, arena, surname, child.female);
    birth.leaders = corpus_random_chance(random, 0.4) ? NO_DOTS : DOTS_AFTER;
    if (sheet->office && corpus_random_chance(random, 0.25)) {
        birth.leaders = DOTS_UNDER;
    }
    birth.capitals = corpus_random_chance(random, 0.5);
    birth.bold = corpus_random_chance(random, 0.3);
    const char *commune = corpus_commune_new(random, arena);
    const char *home = strchr(father.address, ',') + 2;
    const char *place =
        corpus_random_chance(random, 0.5)
            ? corpus_printf(arena, "Bệnh viện Phụ sản %s", corpus_province_new(random))
            : corpus_printf(arena, "Trạm Y tế %s", home);

    sheet->schema = "to-khai-khai-sinh";
    birth.y = draw_title(sheet, corpus_printf(arena, "Ủy ban nhân dân %s", commune));
    struct corpus_block probe = corpus_block_full(sheet);
    birth.step = corpus_sheet_measure(sheet, &probe, "Ế") + (birth.form_2024 ? 2.5 : 5);
    draw_requester(&birth, asks_mother ? &mother : &father, asks_mother ? "Mẹ" : "Cha");
    draw_paragraph(&birth, "Đề nghị cơ quan đăng ký khai sinh cho người dưới đây:");
    draw_child(&birth, &child, place, home);
    draw_parent(&birth, &mother, "mother", "Họ, chữ đệm, tên người mẹ:");
    draw_parent(&birth, &father, "father", "Họ, chữ đệm, tên người cha:");
    draw_closing(&birth, asks_mother ? &mother : &father, strchr(commune, ' ') + 1, asked);
}
