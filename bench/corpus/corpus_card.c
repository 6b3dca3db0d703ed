/* corpus_card.c - an invented card: its data and truth, and how copies of its sides lie on paper.
 *
 * One page a file: both sides on one sheet as photocopies have them, or one side alone. Two pages a
 * file: a side each, sometimes the back first; both pages draw the same card from the same seed. */
#include "corpus_card.h"
#include "corpus_paper.h"
#include <string.h>

static const char *const districts[] = {"Hà Trung",    "Nga Sơn",     "Thọ Xuân", "Hoằng Hóa",
                                        "Quảng Xương", "Yên Định",    "Đông Sơn", "Nông Cống",
                                        "Triệu Sơn",   "Thạch Thành", NULL};
static const char *const units[] = {"Tân Lập",      "Quảng Thịnh", "Yên Hòa",    "Xuân Lộc",
                                    "Đông Hưng",    "Minh Khai",   "Vĩnh Thành", "Hải Thượng",
                                    "Thiệu Khánh",  "Phú Nhuận",   "Bình Minh",  "Cẩm Ngọc",
                                    "Hoằng Phượng", "Kim Giang",   "Long Trạch", NULL};
static const char *const provinces[] = {
    "Thanh Hóa", "Thanh Hóa", "Nghệ An",        "Hà Nội",      "Ninh Bình",       "Nam Định",
    "Hải Phòng", "Đắk Lắk",   "Thừa Thiên Huế", "Hồ Chí Minh", "Bà Rịa-Vũng Tàu", NULL};

static const char *home_new(struct corpus_random *random, corpus_arena *arena, bool later)
{
    const char *unit = corpus_random_pick(random, units);
    const char *province = corpus_random_pick(random, provinces);

    if (later && corpus_random_chance(random, 0.5)) {
        return corpus_printf(arena, "Xã %s, %s", unit, province);
    }
    return corpus_printf(arena, "%s%s, %s, %s", corpus_random_chance(random, 0.3) ? "Xã " : "",
                         unit, corpus_random_pick(random, districts), province);
}

static const char *address_new(struct corpus_random *random, corpus_arena *arena, bool later)
{
    const char *home = home_new(random, arena, later);

    switch (corpus_random_int(random, 0, 3)) {
    case 0:
        return corpus_printf(arena, "Thôn %d, %s", corpus_random_int(random, 1, 15), home);
    case 1:
        return corpus_printf(arena, "Tổ dân phố %s, %s", corpus_random_pick(random, units), home);
    case 2:
        return corpus_printf(arena, "Số nhà %d Trần Phú, %s", corpus_random_int(random, 1, 499),
                             home);
    default:
        return corpus_printf(arena, "Tổ %d, Phố Lê Lợi, %s", corpus_random_int(random, 1, 30),
                             home);
    }
}

/* Cards end at 25, 40 and 60 years of age and then never (Law on Identification 2023, art. 21). */
static struct corpus_date expiry_of(const struct card *card)
{
    struct corpus_date date = card->birth;

    for (int age = 25; age <= 60; age += age == 25 ? 15 : 20) {
        if (card->birth.year + age > card->issued.year + 2) {
            date.year = card->birth.year + age;
            return date;
        }
    }
    return (struct corpus_date){0};
}

static const char *digits_of(corpus_arena *arena, struct corpus_date date)
{
    return corpus_printf(arena, "%02d%02d%04d", date.day, date.month, date.year);
}

struct card card_new(struct corpus_random *random, corpus_arena *arena)
{
    static const char *const faces[] = {"Liberation Sans", "DejaVu Sans", "Noto Sans",
                                        "Liberation Sans", NULL};
    static const double tints[][3] = {
        {0.95, 0.98, 0.93}, {0.9, 0.96, 0.97}, {0.98, 0.95, 0.88}, {0.93, 0.95, 0.9}};
    struct card card = {.later = corpus_random_chance(random, 0.5)};
    int tint = corpus_random_int(random, 0, 3);

    card.female = corpus_random_chance(random, 0.5);
    struct corpus_person person =
        corpus_person_new(random, arena, card.female, 1950, card.later ? 2012 : 2006);
    bool known = corpus_family_holder(arena, &person);
    if (known) { /* the card that this person's forms name */
        struct corpus_date since = {2024, 7, 1};
        card.female = person.female;
        card.later = !corpus_date_before(person.id_issued, since);
    }
    card.name = person.name;
    card.birth = person.birth;
    card.id_number = person.id_number;
    card.gender = card.female ? "Nữ" : "Nam";
    card.issued =
        card.later ? corpus_date_new(random, 2025, 2026) : corpus_date_new(random, 2021, 2023);
    if (card.later && corpus_random_chance(random, 0.3)) {
        card.issued = (struct corpus_date){2024, corpus_random_int(random, 7, 12),
                                           corpus_random_int(random, 1, 30)};
    }
    if (known) {
        card.issued = person.id_issued;
    }
    card.expires = expiry_of(&card);
    card.home_town = home_new(random, arena, card.later);
    card.address = known ? person.address : address_new(random, arena, card.later);
    card.old_id_number = "";
    if (person.birth.year < 2000 && corpus_random_chance(random, 0.6)) {
        card.old_id_number = corpus_printf(arena, "17%07d", corpus_random_int(random, 0, 9999999));
    }
    card.qr = corpus_printf(arena, "%s|%s|%s|%s|%s|%s|%s%s", card.id_number, card.old_id_number,
                            card.name, digits_of(arena, card.birth), card.gender, card.address,
                            digits_of(arena, card.issued), card.later ? "||||" : "");
    card_zone(&card, arena);
    card.face = corpus_random_pick(random, faces);
    /* The standard asks for OCR-B; some makers take another face. */
    card.zone_face = corpus_random_chance(random, 0.8)   ? "OCR B"
                     : corpus_random_chance(random, 0.5) ? "Liberation Mono"
                                                         : "DejaVu Sans Mono";
    memcpy(card.tint, tints[tint], sizeof card.tint);
    card.plain = corpus_random_chance(random, 0.15);
    return card;
}

/* ICAO 9303 part 3, 4.9: weights 7, 3, 1; a filler counts 0, A counts 10. */
static int check_digit(const char *text)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;

    for (int i = 0; text[i]; i++) {
        int value = g_ascii_isdigit(text[i]) ? text[i] - '0'
                    : text[i] == '<'         ? 0
                                             : text[i] - 'A' + 10;
        sum += value * weights[i % 3];
    }
    return sum % 10;
}

/* "SURNAME<<MIDDLE<GIVEN" without tones, filled up to 30. */
static const char *zone_name(corpus_arena *arena, const char *name)
{
    g_autofree char *apart = g_utf8_normalize(name, -1, G_NORMALIZE_NFD);
    GString *out = g_string_new(NULL);

    for (const char *p = apart; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == 0x110 || c == 0x111) {
            c = 'D';
        }
        if (c == ' ') {
            g_string_append(out, strchr(out->str, '<') ? "<" : "<<");
        } else if (c < 128 && g_ascii_isalpha((char)c)) {
            g_string_append_c(out, g_ascii_toupper((char)c));
        }
    }
    while (out->len < 30) {
        g_string_append_c(out, '<');
    }
    g_string_truncate(out, 30);
    return corpus_keep(arena, g_string_free(out, FALSE));
}

void card_zone(struct card *card, corpus_arena *arena)
{
    const char *last = card->id_number + 3;
    struct corpus_date until =
        card->expires.year ? card->expires : (struct corpus_date){2099, 12, 31};
    const char *birth = corpus_printf(arena, "%02d%02d%02d", card->birth.year % 100,
                                      card->birth.month, card->birth.day);
    const char *expiry =
        corpus_printf(arena, "%02d%02d%02d", until.year % 100, until.month, until.day);

    card->mrz[0] = corpus_printf(arena, "IDVNM%s%d%s<<%d", last, check_digit(last), card->id_number,
                                 check_digit(card->id_number));
    const char *second = corpus_printf(arena, "%s%d%c%s%dVNM<<<<<<<<<<<", birth, check_digit(birth),
                                       card->female ? 'F' : 'M', expiry, check_digit(expiry));
    const char *all =
        corpus_printf(arena, "%s%.7s%.7s%s", card->mrz[0] + 5, second, second + 8, second + 18);
    card->mrz[1] = corpus_printf(arena, "%s%d", second, check_digit(all));
    card->mrz[2] = zone_name(arena, card->name);
}

static void truth_of(struct corpus_sheet *sheet, const struct card *card, bool front, bool back)
{
    bool qr = card->later ? back : front;

    sheet->schema = card->later ? "can-cuoc" : "cccd";
    corpus_sheet_field(sheet, "person.id_number", card->id_number);
    corpus_sheet_field(sheet, "person.birth_date", corpus_date_iso(sheet->arena, card->birth));
    corpus_sheet_field(sheet, "person.gender", card->gender);
    corpus_sheet_field(sheet, "person.nationality", "Việt Nam");
    if (front || qr) {
        corpus_sheet_field(sheet, "person.name", card->name);
    }
    if (qr && *card->old_id_number) {
        corpus_sheet_field(sheet, "person.old_id_number", card->old_id_number);
    }
    if (card->later ? back : front) {
        corpus_sheet_field(sheet, card->later ? "person.birth_place" : "person.home_town",
                           card->home_town);
        corpus_sheet_field(sheet, "person.address", card->address);
    }
    if (back || qr) {
        corpus_sheet_field(sheet, "person.id_issue_date",
                           corpus_date_iso(sheet->arena, card->issued));
    }
    if (card->expires.year && (back || !card->later)) {
        corpus_sheet_field(sheet, "person.id_expiry_date",
                           corpus_date_iso(sheet->arena, card->expires));
    }
}

/* Lays one side on the sheet with its middle at x, y. */
static void lay(struct corpus_sheet *sheet, const struct card *card, enum card_side side, double x,
                double y, double scale)
{
    cairo_t *cr = sheet->cr;
    double turn = corpus_random_real(&sheet->random, -3, 3);

    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_rotate(cr, turn * G_PI / 180);
    cairo_scale(cr, scale, scale);
    cairo_translate(cr, -CARD_WIDTH / 2, -CARD_HEIGHT / 2);
    pango_cairo_update_layout(cr, sheet->layout);
    card_side_draw(sheet, card, side);
    cairo_restore(cr);
    pango_cairo_update_layout(cr, sheet->layout);
}

static void lay_both(struct corpus_sheet *sheet, const struct card *card, double scale)
{
    struct corpus_random *random = &sheet->random;
    bool swapped = corpus_random_chance(random, 0.15);
    double x = CORPUS_WIDTH / 2 + corpus_random_real(random, -40, 40);
    double y = corpus_random_real(random, 150, 330);

    if (corpus_random_chance(random, 0.25)) { /* side by side */
        double apart = CARD_WIDTH / 2 + corpus_random_real(random, 8, 22);
        lay(sheet, card, swapped ? CARD_BACK : CARD_FRONT, CORPUS_WIDTH / 2 - apart, y, 1);
        lay(sheet, card, swapped ? CARD_FRONT : CARD_BACK, CORPUS_WIDTH / 2 + apart,
            y + corpus_random_real(random, -8, 8), 1);
        return;
    }
    double down = CARD_HEIGHT * scale + corpus_random_real(random, 15, 120);
    lay(sheet, card, swapped ? CARD_BACK : CARD_FRONT, x, y, scale);
    lay(sheet, card, swapped ? CARD_FRONT : CARD_BACK, x + corpus_random_real(random, -15, 15),
        y + down, scale);
}

void corpus_card_draw(struct corpus_sheet *sheet, int part, int parts)
{
    struct corpus_random *random = &sheet->random;
    /* Points are too coarse a grid for letters this small. */
    pango_context_set_round_glyph_positions(pango_layout_get_context(sheet->layout), FALSE);
    struct card card = card_new(random, sheet->arena);
    double scale = corpus_random_chance(random, 0.25) ? corpus_random_real(random, 1.05, 1.35) : 1;
    double kind = corpus_random_real(random, 0, 1);
    double x = CORPUS_WIDTH / 2 + corpus_random_real(random, -60, 60);
    double y = corpus_random_real(random, 150, 400);

    if (parts > 1) {
        bool back = (part == 1) != (kind < 0.3);
        lay(sheet, &card, back ? CARD_BACK : CARD_FRONT, x, y, scale);
        if (part == 0) {
            truth_of(sheet, &card, true, true);
        }
    } else if (kind < 0.76) {
        lay_both(sheet, &card, scale);
        truth_of(sheet, &card, true, true);
    } else {
        bool back = kind > 0.88;
        lay(sheet, &card, back ? CARD_BACK : CARD_FRONT, x, y, scale);
        truth_of(sheet, &card, !back, back);
    }
    cairo_set_source_rgb(sheet->cr, 0, 0, 0);
}
