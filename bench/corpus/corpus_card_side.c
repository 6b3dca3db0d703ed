/* corpus_card_side.c - the wording of each side, after the cards' published descriptions. Place
 * and size of what stands on a side vary a little from card to card. */
#include "corpus_card.h"

#define MM (72 / 25.4)

struct span {
    double left, right;
};

struct writer {
    struct corpus_sheet *sheet;
    const struct card *card;
    double label, value; /* sizes */
};

static const char *keep_upper(struct corpus_sheet *sheet, const char *text)
{
    return corpus_keep(sheet->arena, g_utf8_strup(text, -1));
}

/* Label and value on one line; what does not fit goes on below, from margin. Returns the y below.
 */
static double pair(const struct writer *w, double x, double y, double right, const char *label,
                   const char *value)
{
    struct corpus_sheet *sheet = w->sheet;
    GString *truth = sheet->text;
    struct card_text small = {.x = x, .y = y + (w->value - w->label) * 0.9, .size = w->label};
    struct card_text big = {.y = y, .size = w->value};
    size_t mark = truth->len;
    double below = card_write(sheet, w->card, small, label);

    g_string_truncate(truth, mark);
    big.x = x + card_text_width(sheet, w->card, small, label) + 3;
    g_autofree char *fits = g_strdup(value);
    char *rest = NULL;
    while (big.x + card_text_width(sheet, w->card, big, fits) > right) {
        char *comma = strrchr(fits, ' ');
        if (!comma) {
            break;
        }
        *comma = '\0';
        rest = comma;
    }
    below = MAX(below, card_write(sheet, w->card, big, fits));
    g_string_truncate(truth, mark);
    corpus_sheet_truth(sheet, corpus_printf(sheet->arena, "%s %s", label, fits));
    if (rest) {
        big.x = x;
        big.y = below;
        big.width = right - x;
        below = card_write(sheet, w->card, big, value + (rest - fits) + 1);
    }
    return below;
}

/* The value below its label. */
static double stack(const struct writer *w, double x, double y, double right, const char *label,
                    const char *value, bool bold)
{
    struct card_text small = {.x = x, .y = y, .size = w->label};
    struct card_text big = {.x = x, .size = w->value, .width = right - x, .bold = bold};

    big.y = card_write(w->sheet, w->card, small, label) - 0.4;
    return card_write(w->sheet, w->card, big, value);
}

/* Shrinks what is wider than its room. */
static void centred(const struct writer *w, struct span in, double y, double size, bool bold,
                    const char *text)
{
    struct card_text at = {.y = y, .size = size, .bold = bold};
    double width = card_text_width(w->sheet, w->card, at, text);
    double middle = (in.left + in.right) / 2;

    at.size *= MIN(1, (in.right - in.left) / width);
    at.x = middle - card_text_width(w->sheet, w->card, at, text) / 2;
    card_write(w->sheet, w->card, at, text);
}

static const char *expiry(const struct writer *w)
{
    return w->card->expires.year ? corpus_date_short(w->sheet->arena, w->card->expires)
                                 : "Không thời hạn";
}

static void heading(const struct writer *w, struct span middle)
{
    centred(w, middle, 5, 6.6, true, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    centred(w, middle, 13, 4.6, false, "SOCIALIST REPUBLIC OF VIET NAM");
    centred(w, middle, 19, 5.6, true, "Độc lập - Tự do - Hạnh phúc");
    centred(w, middle, 26, 4.6, false, "Independence - Freedom - Happiness");
}

static void gender_and_nation(const struct writer *w, double x, double *y, double right)
{
    struct corpus_sheet *sheet = w->sheet;
    size_t mark = sheet->text->len;
    struct card_text small = {.size = w->label};
    struct card_text big = {.size = w->value};
    double wide = card_text_width(sheet, w->card, small, "Quốc tịch / Nationality:") +
                  card_text_width(sheet, w->card, big, "Việt Nam") + 4;
    double middle = MIN(x + (right - x) * 0.42, right - wide);
    double below = pair(w, x, *y, middle, "Giới tính / Sex:", w->card->gender);

    pair(w, middle, *y, right, "Quốc tịch / Nationality:", "Việt Nam");
    *y = below;
    g_string_truncate(sheet->text, mark);
    corpus_sheet_truth(sheet, corpus_printf(sheet->arena,
                                            "Giới tính / Sex: %s Quốc tịch / Nationality: Việt Nam",
                                            w->card->gender));
}

static void front_2021(const struct writer *w)
{
    struct corpus_sheet *sheet = w->sheet;
    const struct card *card = w->card;
    const double x = 28 * MM;
    const double right = CARD_WIDTH - 8;
    double qr = CARD_WIDTH - 20.5 * MM;

    card_emblem(sheet, 12 * MM, 11 * MM, 6 * MM);
    struct span head = {19 * MM, qr - 6};
    heading(w, head);
    centred(w, head, 35, 9, true, "CĂN CƯỚC CÔNG DÂN");
    centred(w, head, 46, 5.4, false, "Citizen Identity Card");
    card_qr(sheet, card, qr, 3 * MM);
    card_photo(sheet, 4 * MM, 20 * MM, 20 * MM, 26.5 * MM);
    struct card_text small = {.x = x, .y = 57, .size = w->label};
    struct card_text number = {.y = 54, .size = w->value + 2.6, .bold = true, .red = 0.55};
    size_t mark = sheet->text->len;
    card_write(sheet, card, small, "Số / No.:");
    number.x = x + card_text_width(sheet, card, small, "Số / No.:") + 4;
    double y = card_write(sheet, card, number, card->id_number);
    g_string_truncate(sheet->text, mark);
    corpus_sheet_truth(sheet, corpus_printf(sheet->arena, "Số / No.: %s", card->id_number));
    y = stack(w, x, y, right, "Họ và tên / Full name:", keep_upper(sheet, card->name), true);
    y = pair(w, x, y, right,
             "Ngày sinh / Date of birth:", corpus_date_short(sheet->arena, card->birth));
    gender_and_nation(w, x, &y, right);
    y = stack(w, x, y, right, "Quê quán / Place of origin:", card->home_town, false);
    pair(w, x, y, right, "Nơi thường trú / Place of residence:", card->address);
    struct writer tiny = {sheet, card, w->label * 0.85, w->value * 0.85};
    stack(&tiny, 4 * MM, CARD_HEIGHT - 19, x, "Có giá trị đến / Date of expiry:", expiry(w), false);
}

static void back_2021(const struct writer *w)
{
    struct corpus_sheet *sheet = w->sheet;
    const double right = CARD_WIDTH * 0.68;
    const struct span under = {CARD_WIDTH * 0.2, CARD_WIDTH * 0.72};
    const struct span fingers = {CARD_WIDTH * 0.74, CARD_WIDTH * 0.98};
    double y = 8;

    y = stack(w, 12, y, right, "Đặc điểm nhận dạng / Personal identification:",
              corpus_random_chance(&sheet->random, 0.5) ? "Nốt ruồi C: 1cm dưới sau cánh mũi trái"
                                                        : "Sẹo chấm C: 2cm trên sau đuôi mày phải",
              false);
    y = pair(w, 12, y + 3, right, "Ngày, tháng, năm / Date, month, year:",
             corpus_date_short(sheet->arena, w->card->issued));
    centred(w, under, y + 2, 5.4, true, "CỤC TRƯỞNG CỤC CẢNH SÁT");
    centred(w, under, y + 8.5, 5.4, true, "QUẢN LÝ HÀNH CHÍNH VỀ TRẬT TỰ XÃ HỘI");
    centred(w, under, y + 15, 4.4, false, "DIRECTOR GENERAL OF THE POLICE DEPARTMENT");
    centred(w, under, y + 20, 4.4, false, "FOR ADMINISTRATIVE MANAGEMENT OF SOCIAL ORDER");
    centred(w, under, y + 42, 6, true, "Tô Văn Mẫu");
    card_chip(sheet, 12, y + 16);
    centred(w, fingers, 6, 4.2, false, "Ngón trỏ trái / Left index finger");
    card_prints(sheet, CARD_WIDTH * 0.76, 12);
    centred(w, fingers, 53, 4.2, false, "Ngón trỏ phải / Right index finger");
    card_print_zone(sheet, w->card);
}

static void front_2024(const struct writer *w)
{
    struct corpus_sheet *sheet = w->sheet;
    const struct card *card = w->card;
    const double x = 31 * MM;
    const double right = CARD_WIDTH - 8;

    card_emblem(sheet, 10 * MM, 9 * MM, 5.5 * MM);
    struct span head = {CARD_WIDTH * 0.25, CARD_WIDTH * 0.91};
    heading(w, head);
    centred(w, head, 36, 10, true, "CĂN CƯỚC");
    centred(w, head, 48, 5.6, false, "IDENTITY CARD");
    card_photo(sheet, 4.5 * MM, 18 * MM, 22 * MM, 29 * MM);
    card_chip(sheet, CARD_WIDTH - 16 * MM, 21.5 * MM);
    struct writer big = *w;
    double y =
        stack(&big, x, 58, CARD_WIDTH - 17 * MM,
              "Số định danh cá nhân / Personal identification number:", card->id_number, true);
    y = stack(w, x, y + 2, right,
              "Họ, chữ đệm và tên khai sinh / Full name:", keep_upper(sheet, card->name), true);
    if (corpus_random_chance(&sheet->random, 0.5)) {
        y = stack(w, x, y + 2, right, "Ngày, tháng, năm sinh / Date of birth:",
                  corpus_date_short(sheet->arena, card->birth), false);
    } else {
        y = pair(w, x, y + 3, right, "Ngày, tháng, năm sinh / Date of birth:",
                 corpus_date_short(sheet->arena, card->birth));
    }
    y += 2;
    gender_and_nation(w, x, &y, right);
}

static void back_2024(const struct writer *w)
{
    struct corpus_sheet *sheet = w->sheet;
    const double qr = CARD_WIDTH - 21 * MM;
    const double right = qr - 6;
    const struct span under = {10, right};
    double y = 5;

    y = stack(w, 10, y, right, "Nơi cư trú / Place of residence:", w->card->address, false);
    y = stack(w, 10, y, right, "Nơi đăng ký khai sinh / Place of birth:", w->card->home_town,
              false);
    y = pair(w, 10, y + 1, right, "Ngày, tháng, năm cấp / Date of issue:",
             corpus_date_short(sheet->arena, w->card->issued));
    y = pair(w, 10, y + 1, right, "Ngày, tháng, năm hết hạn / Date of expiry:", expiry(w));
    centred(w, under, y + 2, 6, true, "BỘ CÔNG AN");
    centred(w, under, y + 9, 4.6, false, "MINISTRY OF PUBLIC SECURITY");
    card_qr(sheet, w->card, qr, 3 * MM);
    card_print_zone(sheet, w->card);
}

void card_side_draw(struct corpus_sheet *sheet, const struct card *card, enum card_side side)
{
    struct writer w = {.sheet = sheet,
                       .card = card,
                       .label = corpus_random_real(&sheet->random, 5.2, 5.9),
                       .value = corpus_random_real(&sheet->random, 7.2, 8.2)};

    /* Wide faces are set smaller: the longest label ends before the chip. */
    struct card_text longest = {.size = w.label};
    double room = CARD_WIDTH - 50 * MM;
    double wide = card_text_width(sheet, card, longest,
                                  "Số định danh cá nhân / Personal identification number:");
    w.value *= MIN(1, room / wide);
    w.label *= MIN(1, room / wide);
    card_ground(sheet, card);
    if (card->later) {
        (side == CARD_FRONT ? front_2024 : back_2024)(&w);
    } else {
        (side == CARD_FRONT ? front_2021 : back_2021)(&w);
    }
}
