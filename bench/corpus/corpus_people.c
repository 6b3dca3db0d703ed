/* corpus_people.c - see corpus_people.h. */
#include "corpus_people.h"
#include <stdarg.h>

/* Surname shares: Le Trung Hoa, national, in tenths of a percent. */
static const struct corpus_weighted surnames[] = {
    {"Nguyễn", 384}, {"Trần", 121}, {"Lê", 95},    {"Phạm", 70}, {"Hoàng", 36}, {"Huỳnh", 15},
    {"Phan", 45},    {"Vũ", 22},    {"Võ", 17},    {"Đặng", 21}, {"Bùi", 20},   {"Đỗ", 14},
    {"Hồ", 13},      {"Ngô", 13},   {"Dương", 10}, {"Lý", 5},    {"Trương", 9}, {"Đinh", 8},
    {"Mai", 7},      {"Trịnh", 7},  {"Đào", 6},    {"Đoàn", 6},  {"Hà", 6},     {"Lương", 5},
    {"Cao", 5},      {"Lâm", 5},    {"Lưu", 4},    {"Phùng", 4}, {"Tạ", 4},     {"Chu", 4},
    {"Vi", 3},       {"Quách", 3},  {"Giàng", 3},  {"Lò", 3},    {"Vàng", 2},   {"Sùng", 2},
    {"Thào", 2},     {NULL, 0}};

static const struct corpus_weighted female_given[] = {
    {"Anh", 30},   {"Linh", 22}, {"Phương", 18}, {"Thanh", 8}, {"Nhi", 12},  {"Trang", 12},
    {"Dung", 7},   {"Thủy", 7},  {"Thúy", 5},    {"Ngọc", 9},  {"Vy", 11},   {"Tiên", 5},
    {"Thảo", 10},  {"Thư", 6},   {"Thu", 4},     {"Hà", 8},    {"Hương", 9}, {"Hường", 3},
    {"Hoa", 6},    {"Ngân", 9},  {"Vân", 8},     {"My", 6},    {"Mỹ", 3},    {"Hiền", 8},
    {"Uyên", 8},   {"Quỳnh", 7}, {"Như", 7},     {"Lan", 6},   {"Yến", 5},   {"Hằng", 5},
    {"Nguyệt", 4}, {"Loan", 4},  {"Mai", 5},     {"Oanh", 4},  {"Tuyết", 4}, {"Diệp", 3},
    {"Hạnh", 4},   {"Huệ", 3},   {"Phượng", 3},  {"Xuyến", 2}, {NULL, 0}};

static const struct corpus_weighted male_given[] = {
    {"Anh", 10},  {"Thành", 10}, {"Hùng", 8},  {"Hưng", 6},  {"Dũng", 8},  {"Minh", 12},
    {"Huy", 11},  {"Tiến", 7},   {"An", 6},    {"Ân", 3},    {"Hòa", 4},   {"Hiếu", 9},
    {"Duy", 9},   {"Văn", 3},    {"Khánh", 9}, {"Tuấn", 8},  {"Nam", 8},   {"Đức", 8},
    {"Tú", 5},    {"Sơn", 8},    {"Hoàng", 8}, {"Đạt", 7},   {"Long", 7},  {"Giang", 5},
    {"Phúc", 7},  {"Cường", 7},  {"Hải", 7},   {"Quân", 6},  {"Thắng", 6}, {"Bình", 5},
    {"Trung", 6}, {"Kiên", 5},   {"Quyết", 2}, {"Phong", 5}, {"Thịnh", 4}, {"Vượng", 2},
    {"Nghĩa", 3}, {"Trường", 4}, {"Chiến", 3}, {"Lộc", 3},   {NULL, 0}};

static const struct corpus_weighted female_middle[] = {
    {"Thị", 40}, {"Ngọc", 10},  {"Thanh", 7},   {"Minh", 5},     {"Thu", 7},  {"Hồng", 6},
    {"Kim", 5},  {"Bích", 4},   {"Bảo", 4},     {"Gia", 3},      {"Thùy", 6}, {"Mỹ", 4},
    {"Xuân", 2}, {"Phương", 3}, {"Thị Kim", 2}, {"Thị Ngọc", 2}, {NULL, 0}};

static const struct corpus_weighted male_middle[] = {
    {"Văn", 40}, {"Ngọc", 5}, {"Thanh", 6}, {"Minh", 8},  {"Hoàng", 7}, {"Đức", 8},
    {"Hữu", 6},  {"Công", 5}, {"Quang", 7}, {"Xuân", 5},  {"Gia", 5},   {"Bảo", 4},
    {"Tuấn", 4}, {"Quốc", 5}, {"Đình", 5},  {"Trọng", 3}, {NULL, 0}};

/* Numbers carry the codes of the 63 provinces before 2025. */
static const char *const id_provinces[] = {
    "001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019",
    "020", "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036",
    "037", "038", "038", "038", "038", "040", "042", "044", "045", "046", "048", "049",
    "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070",
    "072", "074", "075", "077", "079", "080", "082", "083", "084", "086", "087", "089",
    "091", "092", "093", "094", "095", "096", NULL};

/* Names of the Mông, Ê Đê and others follow other patterns; here whole but for the surname. */
static const char *const other_female[] = {"Thị Mỷ", "Thị Pà",  "Thị Dí", "Thị Sua",
                                           "Y Mai",  "Thị Chứ", NULL};
static const char *const other_male[] = {"A Páo", "A Lử",     "Mí Vừ", "Seo Chứ",
                                         "A Dơ",  "Văn Pành", NULL};
static const char *const other_surnames[] = {"Giàng", "Vàng", "Sùng", "Thào", "Lò",
                                             "Lường", "Cầm",  "Mùa",  NULL};

static const struct corpus_weighted ethnicities[] = {
    {"Kinh", 80}, {"Mường", 5}, {"Thái", 5}, {"Tày", 2},    {"Mông", 2}, {"Nùng", 1}, {"Dao", 1},
    {"Thổ", 1},   {"Khmer", 1}, {"Hoa", 1},  {"Khơ Mú", 1}, {"Ê Đê", 1}, {NULL, 0}};

const char *corpus_keep(corpus_arena *arena, char *taken)
{
    g_ptr_array_add(arena, taken);
    return taken;
}

const char *corpus_capital(corpus_arena *arena, const char *text)
{
    char *first = g_utf8_strup(text, (gssize)(g_utf8_next_char(text) - text));
    char *whole = g_strconcat(first, g_utf8_next_char(text), NULL);

    g_free(first);
    return corpus_keep(arena, whole);
}

const char *corpus_printf(corpus_arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return corpus_keep(arena, text);
}

struct corpus_date corpus_date_new(struct corpus_random *random, int first_year, int last_year)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    struct corpus_date date = {.year = corpus_random_int(random, first_year, last_year),
                               .month = corpus_random_int(random, 1, 12)};

    date.day = corpus_random_int(random, 1, days[date.month - 1]);
    return date;
}

bool corpus_date_before(struct corpus_date a, struct corpus_date b)
{
    return a.year * 372 + a.month * 31 + a.day < b.year * 372 + b.month * 31 + b.day;
}

const char *corpus_date_iso(corpus_arena *arena, struct corpus_date date)
{
    if (!date.day) {
        return date.month ? corpus_printf(arena, "%04d-%02d", date.year, date.month)
                          : corpus_printf(arena, "%04d", date.year);
    }
    return corpus_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

const char *corpus_date_print(corpus_arena *arena, struct corpus_date date,
                              enum corpus_date_style style)
{
    static const char *const marks = "/-.";

    if (style == DATE_LONG && date.day) {
        return corpus_date_long(arena, date);
    }
    char mark = style == DATE_LONG ? '/' : marks[style];
    if (!date.day) {
        return date.month ? corpus_printf(arena, "%02d%c%04d", date.month, mark, date.year)
                          : corpus_printf(arena, "%04d", date.year);
    }
    return corpus_printf(arena, "%02d%c%02d%c%04d", date.day, mark, date.month, mark, date.year);
}

const char *corpus_date_short(corpus_arena *arena, struct corpus_date date)
{
    return corpus_date_print(arena, date, DATE_SLASHES);
}

const char *corpus_date_long(corpus_arena *arena, struct corpus_date date)
{
    return corpus_printf(arena, "ngày %02d tháng %s%d năm %d", date.day, date.month <= 2 ? "0" : "",
                         date.month, date.year);
}

static const char *const digits[] = {"không", "một", "hai", "ba",  "bốn",
                                     "năm",   "sáu", "bảy", "tám", "chín"};

/* 1 to 99; after a hundred a lone unit is said with "linh". */
static void append_tens(GString *text, int number, bool after_hundred)
{
    int tens = number / 10;
    int unit = number % 10;

    if (tens == 0) {
        g_string_append_printf(text, "%s%s", after_hundred ? "linh " : "", digits[unit]);
        return;
    }
    g_string_append_printf(text, tens == 1 ? "mười" : "%s mươi", digits[tens]);
    if (unit == 1 && tens > 1) {
        g_string_append(text, " mốt");
    } else if (unit == 5) {
        g_string_append(text, " lăm");
    } else if (unit) {
        g_string_append_printf(text, " %s", digits[unit]);
    }
}

const char *corpus_number_words(corpus_arena *arena, int number)
{
    GString *text = g_string_new(NULL);
    int left = number;

    if (left >= 1000) {
        g_string_append_printf(text, "%s nghìn ", digits[left / 1000 % 10]);
        left %= 1000;
    }
    if (left >= 100 || (number >= 1000 && left)) {
        g_string_append_printf(text, "%s trăm ", digits[left / 100]);
        left %= 100;
    }
    if (left || !number) {
        if (number) {
            append_tens(text, left, number >= 100);
        } else {
            g_string_append(text, digits[0]);
        }
    }
    return corpus_keep(arena, g_strchomp(g_string_free(text, FALSE)));
}

const char *corpus_date_words(corpus_arena *arena, struct corpus_date date)
{
    const char *month = date.month == 4 ? "tư" : corpus_number_words(arena, date.month);

    return corpus_printf(arena, "Ngày %s, tháng %s, năm %s", corpus_number_words(arena, date.day),
                         month, corpus_number_words(arena, date.year));
}

const char *corpus_surname_new(struct corpus_random *random)
{
    return corpus_random_weighted(random, surnames);
}

const char *corpus_name_new(struct corpus_random *random, corpus_arena *arena, const char *surname,
                            bool female)
{
    const char *middle = corpus_random_weighted(random, female ? female_middle : male_middle);
    const char *given = corpus_random_weighted(random, female ? female_given : male_given);

    if (g_strv_contains(other_surnames, surname) && corpus_random_chance(random, 0.6)) {
        return corpus_printf(arena, "%s %s", surname,
                             corpus_random_pick(random, female ? other_female : other_male));
    }
    while (g_str_has_suffix(middle, given)) {
        given = corpus_random_weighted(random, female ? female_given : male_given);
    }
    if (corpus_random_chance(random, 0.06)) {
        return corpus_printf(arena, "%s %s", surname, given);
    }
    return corpus_printf(arena, "%s %s %s", surname, middle, given);
}

const char *corpus_ethnicity_new(struct corpus_random *random)
{
    return corpus_random_weighted(random, ethnicities);
}

const char *corpus_id_new(struct corpus_random *random, corpus_arena *arena, bool female, int year)
{
    int century = (year - 1900) / 100 * 2 + (female ? 1 : 0);
    const char *province = corpus_random_pick(random, id_provinces);

    return corpus_printf(arena, "%s%d%02d%06d", province, century, year % 100,
                         corpus_random_int(random, 0, 999999));
}

static const char *const phone_heads[] = {"096", "097", "098", "086", "032", "035",
                                          "038", "039", "090", "093", "070", "077",
                                          "091", "094", "081", "085", NULL};

/* "nguyenvanan90@gmail.com" */
static const char *email_of(struct corpus_random *random, corpus_arena *arena,
                            const struct corpus_person *person)
{
    static const char *const hosts[] = {"gmail.com", "gmail.com", "yahoo.com.vn", "outlook.com",
                                        NULL};
    char *plain = g_utf8_normalize(person->name, -1, G_NORMALIZE_NFD);
    GString *text = g_string_new(NULL);

    for (const char *p = plain; *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        if (letter == 0x111 || letter == 0x110) {
            g_string_append_c(text, 'd');
        } else if (letter < 128 && g_ascii_isalpha((char)letter)) {
            g_string_append_c(text, g_ascii_tolower((char)letter));
        }
    }
    g_free(plain);
    const char *head = corpus_keep(arena, g_string_free(text, FALSE));
    return corpus_printf(arena, "%s%02d@%s", head, person->birth.year % 100,
                         corpus_random_pick(random, hosts));
}

struct corpus_person corpus_person_new(struct corpus_random *random, corpus_arena *arena,
                                       bool female, int first_year, int last_year)
{
    struct corpus_person person = {.female = female};

    person.name = corpus_name_new(random, arena, corpus_surname_new(random), female);
    person.birth = corpus_date_new(random, first_year, last_year);
    person.id_number = corpus_id_new(random, arena, female, person.birth.year);
    person.id_issued = corpus_date_new(random, 2021, 2025);
    bool new_card = person.id_issued.year > 2024 ||
                    (person.id_issued.year == 2024 && person.id_issued.month >= 7);
    person.id_place = new_card ? "Bộ Công an" : "Cục Cảnh sát quản lý hành chính về trật tự xã hội";
    person.ethnicity = corpus_ethnicity_new(random);
    person.home_town = corpus_home_new(random, arena);
    person.address = corpus_random_chance(random, 0.6)
                         ? corpus_address_at(random, arena, person.home_town)
                         : corpus_address_new(random, arena);
    person.phone = corpus_printf(arena, "%s%07d", corpus_random_pick(random, phone_heads),
                                 corpus_random_int(random, 0, 9999999));
    person.email = email_of(random, arena, &person);
    return person;
}
