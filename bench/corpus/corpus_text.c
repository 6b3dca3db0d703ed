/* corpus_text.c - pages of administrative prose: decisions, reports, and pages that go on.
 *
 * A heading page is a `van-ban` with its number, date, title and signatory as fields. */
#include "corpus_prose.h"
#include "corpus_stamp.h"

static int count_words(const char *text)
{
    int words = 0;

    for (const char *p = text; *p; p++) {
        words += *p != ' ' && *p != '\n' && (p[1] == ' ' || p[1] == '\n' || !p[1]);
    }
    return words;
}

/* The two columns at the head: agency and number on the left, country and date on the right. */
static double draw_head(struct corpus_sheet *sheet, const char *agency, const char *number,
                        const char *place_date)
{
    double width = sheet->right - sheet->left;
    struct corpus_block left = {.x = sheet->left,
                                .width = width * 0.4,
                                .align = PANGO_ALIGN_CENTER,
                                .bold = true,
                                .silent = true,
                                .size = 0.92};
    struct corpus_block right = {.x = sheet->left + width * 0.42,
                                 .width = width * 0.58,
                                 .align = PANGO_ALIGN_CENTER,
                                 .italic = true,
                                 .silent = true};
    const char *line = corpus_printf(sheet->arena, "ỦY BAN NHÂN DÂN\n%s", agency);
    double y = corpus_sheet_draw(sheet, &left, sheet->top, line);

    corpus_sheet_rule(sheet, left.x + left.width * 0.35, y + 1.5, left.width * 0.3);
    double below = corpus_sheet_motto(sheet, right.x, right.width, sheet->top);
    y = MAX(y + 5, below) + 5;
    left.bold = false;
    corpus_sheet_draw(sheet, &left, y, corpus_printf(sheet->arena, "Số: %s", number));
    y = corpus_sheet_draw(sheet, &right, y, place_date);
    corpus_sheet_truth(sheet, "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    corpus_sheet_truth(sheet,
                       corpus_printf(sheet->arena, "%s Độc lập - Tự do - Hạnh phúc", agency));
    corpus_sheet_truth(sheet, corpus_printf(sheet->arena, "Số: %s %s", number, place_date));
    return y + 12;
}

/* Place, position and name of who signs, on the right, and who is told, on the left. */
static void draw_foot(struct corpus_sheet *sheet, double y, const char *commune)
{
    double width = sheet->right - sheet->left;
    struct corpus_block left = {
        .x = sheet->left, .width = width * 0.45, .size = 0.8, .silent = true};
    struct corpus_block right = {.x = sheet->left + width * 0.5,
                                 .width = width * 0.5,
                                 .align = PANGO_ALIGN_CENTER,
                                 .bold = true,
                                 .silent = true};
    bool deputy = corpus_random_chance(&sheet->random, 0.4);
    const char *position = deputy ? "PHÓ CHỦ TỊCH" : "CHỦ TỊCH";
    const char *name =
        corpus_name_new(&sheet->random, sheet->arena, corpus_surname_new(&sheet->random),
                        corpus_random_chance(&sheet->random, 0.3));
    const char *told =
        corpus_printf(sheet->arena, "Nơi nhận:\n- Như Điều 3;\n- UBND %s;\n- Lưu: VT.", commune);
    double below =
        corpus_sheet_draw(sheet, &right, y, deputy ? "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" : position);

    corpus_sheet_draw(sheet, &left, y, told);
    if (sheet->office) {
        char *rim = g_utf8_strup(commune, -1);
        corpus_stamp_sign(sheet, right.x + right.width * 0.4, below + 30);
        corpus_stamp_seal(sheet, right.x + right.width * 0.4 - 12, below + 30,
                          corpus_printf(sheet->arena, "ỦY BAN NHÂN DÂN %s *", rim));
        g_free(rim);
    }
    corpus_sheet_draw(sheet, &right, below + 58, name);
    corpus_sheet_truth(sheet, told);
    corpus_sheet_truth(sheet, deputy ? "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH" : position);
    corpus_sheet_truth(sheet, name);
    corpus_sheet_field(sheet, "document.signatory", name);
    corpus_sheet_field(sheet, "document.signatory_position", deputy ? "Phó Chủ tịch" : "Chủ tịch");
}

/* Draws paragraphs until words stand on the page or y reaches bottom. */
static double draw_body(struct corpus_sheet *sheet, double y, double bottom, int words,
                        bool articles)
{
    int article = corpus_random_int(&sheet->random, 1, 4);
    bool first = articles;

    if (first) {
        article = 1;
    }
    for (int left; (left = words - count_words(sheet->text->str)) > 0;) {
        struct corpus_block block = corpus_block_full(sheet);
        const char *text;
        int kind = corpus_random_int(&sheet->random, 0, 9);
        if (first || kind < 2) {
            text = corpus_printf(
                sheet->arena, "Điều %d. %s", article++,
                corpus_prose_paragraph(&sheet->random, sheet->arena, 1, left < 90 ? 1 : 2));
        } else if (kind < 5) {
            static const char *const marks[] = {"-", "a)", "b)", "1.", "2.", "c)", "đ)", NULL};
            text = corpus_printf(sheet->arena, "%s %s;", corpus_random_pick(&sheet->random, marks),
                                 corpus_prose_item(&sheet->random, sheet->arena));
        } else {
            text = corpus_prose_paragraph(&sheet->random, sheet->arena, left < 90 ? 1 : 2,
                                          left < 90 ? 1 : 3);
        }
        first = false;
        block.justify = true;
        block.indent = 28;
        double height = corpus_sheet_measure(sheet, &block, text);
        if (y + height > bottom) {
            if (bottom - y < 40) {
                break;
            }
            text = corpus_printf(sheet->arena, "- %s.",
                                 corpus_prose_item(&sheet->random, sheet->arena));
            if (y + corpus_sheet_measure(sheet, &block, text) > bottom) {
                break;
            }
        }
        y = corpus_sheet_draw(sheet, &block, y, text) + 4;
    }
    return y;
}

static void draw_decision(struct corpus_sheet *sheet)
{
    struct corpus_random *random = &sheet->random;
    const char *commune = corpus_commune_new(random, sheet->arena);
    char *agency = g_utf8_strup(commune, -1);
    struct corpus_date date = corpus_date_new(random, 2015, 2026);
    bool decision = corpus_random_chance(random, 0.6);
    const char *number = corpus_printf(sheet->arena, "%d/%s-UBND",
                                       corpus_random_int(random, 1, 4800), decision ? "QĐ" : "BC");
    const char *place = strchr(commune, ' ') + 1;
    const char *topic = corpus_prose_topic(random, sheet->arena);
    struct corpus_block title = corpus_block_full(sheet);
    double foot = sheet->bottom - 130;

    corpus_keep(sheet->arena, agency);
    double y = draw_head(
        sheet, agency, number,
        corpus_printf(sheet->arena, "%s, %s", place, corpus_date_long(sheet->arena, date)));
    title.align = PANGO_ALIGN_CENTER;
    title.bold = true;
    title.size = 1.08;
    y = corpus_sheet_draw(sheet, &title, y, decision ? "QUYẾT ĐỊNH" : "BÁO CÁO");
    title.size = 1;
    topic = corpus_printf(sheet->arena, "Về việc %s", topic);
    y = corpus_sheet_draw(sheet, &title, y, topic) + 8;
    if (decision) {
        struct corpus_block ground = corpus_block_full(sheet);
        y = corpus_sheet_draw(sheet, &title, y,
                              corpus_printf(sheet->arena, "ỦY BAN NHÂN DÂN %s", agency)) +
            4;
        ground.italic = true;
        ground.indent = 28;
        for (int i = corpus_random_int(random, 2, 3); i > 0; i--) {
            y = corpus_sheet_draw(sheet, &ground, y, corpus_prose_ground(random, sheet->arena)) + 2;
        }
        y = corpus_sheet_draw(sheet, &title, y + 3, "QUYẾT ĐỊNH:") + 4;
    }
    y = draw_body(sheet, y, foot, corpus_random_int(random, 350, 440), decision);
    draw_foot(sheet, MAX(y + 10, foot - 60), commune);

    corpus_sheet_field(sheet, "document.agency",
                       corpus_printf(sheet->arena, "Ủy ban nhân dân %s", commune));
    corpus_sheet_field(sheet, "document.number", number);
    corpus_sheet_field(sheet, "document.place", place);
    corpus_sheet_field(sheet, "document.date", corpus_date_iso(sheet->arena, date));
    corpus_sheet_field(sheet, "document.type", decision ? "Quyết định" : "Báo cáo");
    corpus_sheet_field(sheet, "document.title", topic);
}

static void draw_continuation(struct corpus_sheet *sheet)
{
    struct corpus_block number = corpus_block_full(sheet);

    number.align = PANGO_ALIGN_CENTER;
    double y = corpus_sheet_draw(
        sheet, &number, sheet->top - 20,
        corpus_printf(sheet->arena, "%d", corpus_random_int(&sheet->random, 2, 19)));
    draw_body(sheet, y + 8, sheet->bottom, corpus_random_int(&sheet->random, 380, 510), false);
}

void corpus_text_draw(struct corpus_sheet *sheet)
{
    sheet->schema = "van-ban";
    if (corpus_random_chance(&sheet->random, 0.5)) {
        draw_decision(sheet);
    } else {
        draw_continuation(sheet);
    }
}
