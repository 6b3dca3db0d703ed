/* corpus_letter.c - administrative documents laid out after Decree 30/2020 (schema van-ban):
 * decisions, notices, submissions, official letters, with an incoming stamp on some. */
#include "corpus_paper.h"
#include "corpus_prose.h"

struct kind {
    const char *title; /* NULL: an official letter, its subject stands below the number */
    const char *mark;  /* in the number */
};
static const struct kind kinds[] = {{"QUYẾT ĐỊNH", "QĐ"}, {"QUYẾT ĐỊNH", "QĐ"}, {"THÔNG BÁO", "TB"},
                                    {"BÁO CÁO", "BC"},    {"TỜ TRÌNH", "TTr"},  {"KẾ HOẠCH", "KH"},
                                    {"GIẤY MỜI", "GM"},   {NULL, "UBND"},       {NULL, "UBND"}};

struct letter {
    struct corpus_form form;
    const struct kind *kind;
    const char *agency, *upper; /* capitals */
    const char *mark;           /* of the agency in numbers */
    const char *chief;          /* who signs */
    struct corpus_date date;
};

static void pick_agency(struct letter *letter, const struct corpus_office *office)
{
    static const struct {
        const char *name, *mark, *chief;
    } offices[] = {{"SỞ TƯ PHÁP", "STP", "GIÁM ĐỐC"},
                   {"SỞ NỘI VỤ", "SNV", "GIÁM ĐỐC"},
                   {"SỞ Y TẾ", "SYT", "GIÁM ĐỐC"},
                   {"SỞ NÔNG NGHIỆP VÀ MÔI TRƯỜNG", "SNNMT", "GIÁM ĐỐC"},
                   {"VĂN PHÒNG", "VP", "CHÁNH VĂN PHÒNG"}};
    struct corpus_sheet *sheet = letter->form.sheet;

    if (corpus_random_chance(&sheet->random, 0.6)) {
        letter->agency = office->capitals;
        letter->mark = "UBND";
        letter->chief = "CHỦ TỊCH";
        return;
    }
    int i = corpus_random_int(&sheet->random, 0, (int)G_N_ELEMENTS(offices) - 1);
    char *upper = g_utf8_strup(corpus_province_new(&sheet->random), -1);
    letter->upper = corpus_printf(sheet->arena, "UBND %s", upper);
    g_free(upper);
    letter->agency = offices[i].name;
    letter->mark = offices[i].mark;
    letter->chief = offices[i].chief;
}

static void put_all(struct letter *letter, const struct corpus_office *office)
{
    struct corpus_form *form = &letter->form;
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    char **lines = g_strsplit(letter->agency, "\n", -1);
    const char *agency = corpus_keep(arena, g_strjoinv(" ", lines));
    int number = corpus_random_int(random, 1, 4800);
    const char *print =
        letter->kind->title
            ? corpus_printf(arena, number < 10 ? "%02d/%s-%s" : "%d/%s-%s", number,
                            letter->kind->mark, letter->mark)
            : corpus_printf(arena, "%d/%s-%s", number, letter->mark,
                            corpus_random_pick(
                                random, (const char *const[]){"VP", "TCHC", "HTQT", "NC", NULL}));

    g_strfreev(lines);
    letter->date = corpus_date_new(random, 2018, 2026);
    corpus_form_put(form, "document.number", print, print);
    corpus_form_put(form, "place", office->place, NULL);
    corpus_form_tell(form, "place", "document.place", office->place);
    corpus_form_put_parts(form, "dated", letter->date, "document.date");
    corpus_sheet_field(form->sheet, "document.agency", agency);
    if (letter->kind->title) {
        corpus_sheet_field(form->sheet, "document.type", letter->kind->title);
    }
}

/* Type and subject over the text, or the subject below the number of a letter. */
static void draw_title(struct letter *letter)
{
    struct corpus_form *form = &letter->form;
    struct corpus_sheet *sheet = form->sheet;
    double width = form->right - form->left;
    const char *topic = corpus_prose_topic(&sheet->random, sheet->arena);

    if (letter->kind->title) {
        corpus_form_centred(form, 1.12, letter->kind->title);
        if (corpus_random_chance(&sheet->random, 0.75)) {
            topic = corpus_printf(sheet->arena, "Về việc %s", topic);
        } else {
            topic = corpus_capital(sheet->arena, topic);
        }
        corpus_form_centred(form, 1, topic);
    } else {
        struct corpus_block block = {
            .x = form->left, .width = width * 0.42, .align = PANGO_ALIGN_CENTER, .size = 0.92};
        topic = corpus_printf(sheet->arena, "V/v %s", topic);
        form->y = corpus_sheet_draw(sheet, &block, form->y, topic) + 8;
        corpus_form_put(form, "told", "Ủy ban nhân dân các xã, phường", NULL);
        corpus_form_flow(
            form,
            &(struct corpus_flow){.x = form->left, .width = width, .align = PANGO_ALIGN_CENTER},
            "Kính gửi: Ủy ban nhân dân các xã, phường");
    }
    corpus_sheet_field(sheet, "document.title", topic);
    form->y += 6;
}

static void draw_text(struct letter *letter, double bottom)
{
    struct corpus_form *form = &letter->form;
    struct corpus_sheet *sheet = form->sheet;
    int article = 1;
    bool decision = letter->kind->title && !strcmp(letter->kind->mark, "QĐ");

    if (decision) {
        corpus_form_centred(form, 1,
                            letter->chief[0] == 'C' ? "CHỦ TỊCH ỦY BAN NHÂN DÂN" : letter->chief);
        for (int i = corpus_random_int(&sheet->random, 2, 3); i > 0; i--) {
            corpus_form_text(form, corpus_prose_ground(&sheet->random, sheet->arena));
        }
        corpus_form_centred(form, 1, "QUYẾT ĐỊNH:");
    }
    while (form->y < bottom - 70) {
        const char *text = corpus_prose_paragraph(&sheet->random, sheet->arena, 1, 2);
        corpus_form_text(form, decision && article < 5
                                   ? corpus_printf(sheet->arena, "Điều %d. %s", article++, text)
                                   : text);
    }
}

static void draw_foot(struct letter *letter, const struct corpus_office *office)
{
    struct corpus_form *form = &letter->form;
    struct corpus_sheet *sheet = form->sheet;
    struct corpus_random *random = &sheet->random;
    corpus_arena *arena = sheet->arena;
    struct corpus_block block = {
        .x = form->left, .width = (form->right - form->left) * 0.45, .size = 0.8};
    bool deputy = corpus_random_chance(random, 0.45);
    bool board = !deputy && letter->chief[0] == 'C' && corpus_random_chance(random, 0.4);
    const char *position =
        deputy  ? corpus_printf(arena, "KT. %s\nPHÓ %s", letter->chief, letter->chief)
        : board ? corpus_printf(arena, "TM. ỦY BAN NHÂN DÂN\n%s", letter->chief)
                : letter->chief;
    const char *name = corpus_name_new(random, arena, corpus_surname_new(random),
                                       corpus_random_chance(random, 0.3));

    form->y += 6;
    corpus_sheet_draw(sheet, &block, form->y,
                      letter->kind->title
                          ? "Nơi nhận:\n- Như Điều 3;\n- Sở Nội vụ;\n- Lưu: VT."
                          : "Nơi nhận:\n- Như trên;\n- Chủ tịch UBND;\n- Lưu: VT, TCHC.");
    corpus_form_signers(
        form, &(struct corpus_signer){position, NULL, name, "document.signatory", office->rim}, 1);
    char **lines = g_strsplit(position, "\n", -1);
    corpus_sheet_field(sheet, "document.signatory_position",
                       corpus_keep(arena, g_strjoinv(" ", lines)));
    g_strfreev(lines);
}

/* The stamp of the registry that received it. */
static void draw_incoming(struct letter *letter)
{
    struct corpus_sheet *sheet = letter->form.sheet;
    struct corpus_random *random = &sheet->random;
    struct corpus_date date = letter->date;
    const char *mark = corpus_random_chance(random, 0.5) ? "CÔNG VĂN ĐẾN" : "ĐẾN";

    date.day = MIN(date.day + corpus_random_int(random, 0, 4), 28);
    if (corpus_date_before(date, letter->date)) {
        date = letter->date;
    }
    corpus_stamp_rubber(
        sheet,
        &(struct corpus_rubber){
            corpus_random_real(random, 16, 40), corpus_random_real(random, 150, 200),
            corpus_random_real(random, 100, 130), 9.5,
            corpus_random_chance(random, 0.75) ? 0xc81e28 : 0x2030a0, true,
            corpus_printf(
                sheet->arena, "%s\nSố: %d\nNgày: %s", mark, corpus_random_int(random, 1, 3000),
                corpus_date_print(sheet->arena, date,
                                  (enum corpus_date_style)corpus_random_int(random, 0, 2)))});
    corpus_sheet_field(sheet, "document.incoming_date", corpus_date_iso(sheet->arena, date));
}

void corpus_letter_draw(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_office office = corpus_office_new(random, sheet->arena);
    struct letter letter = {.kind =
                                &kinds[corpus_random_int(random, 0, (int)G_N_ELEMENTS(kinds) - 1)]};
    struct corpus_form *form = &letter.form;

    corpus_form_open(form, sheet, 2);
    form->look.leader = LEAD_NONE;
    form->look.table = false;
    form->look.labels_bold = false;
    form->look.all_in_capitals = false;
    if (corpus_random_chance(random, 0.7)) { /* numbers are typed with the text mostly */
        form->look.typed = form->look.print;
        form->look.typed_size = 1;
        form->look.bold = false;
        form->look.italic = false;
        form->look.lift = 0;
        form->look.colour = 0;
    }
    pick_agency(&letter, &office);
    put_all(&letter, &office);
    corpus_form_letterhead(
        form, &(struct corpus_letterhead){letter.upper, letter.agency, "Số: {document.number}",
                                          "{place}, ngày {dated.d} tháng {dated.m} năm {dated.y}"});
    draw_title(&letter);
    draw_text(&letter, sheet->height * corpus_random_real(random, 0.5, 0.8));
    draw_foot(&letter, &office);
    if (sheet->office && corpus_random_chance(random, 0.3)) {
        draw_incoming(&letter);
    }
    corpus_form_close(form);
}
