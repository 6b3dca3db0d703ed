/* corpus_places.c - provinces, communes and addresses of corpus_people.h. */
#include "corpus_people.h"

static const struct corpus_weighted provinces[] = {{"tỉnh Thanh Hóa", 30},
                                                   {"tỉnh Nghệ An", 6},
                                                   {"tỉnh Hà Tĩnh", 3},
                                                   {"tỉnh Ninh Bình", 4},
                                                   {"tỉnh Hưng Yên", 3},
                                                   {"tỉnh Phú Thọ", 4},
                                                   {"tỉnh Bắc Ninh", 3},
                                                   {"tỉnh Quảng Ninh", 3},
                                                   {"tỉnh Lạng Sơn", 2},
                                                   {"tỉnh Cao Bằng", 2},
                                                   {"tỉnh Tuyên Quang", 2},
                                                   {"tỉnh Lào Cai", 2},
                                                   {"tỉnh Thái Nguyên", 2},
                                                   {"tỉnh Sơn La", 2},
                                                   {"tỉnh Điện Biên", 1},
                                                   {"tỉnh Lai Châu", 1},
                                                   {"tỉnh Quảng Trị", 2},
                                                   {"tỉnh Quảng Ngãi", 2},
                                                   {"tỉnh Gia Lai", 2},
                                                   {"tỉnh Khánh Hòa", 2},
                                                   {"tỉnh Đắk Lắk", 2},
                                                   {"tỉnh Lâm Đồng", 2},
                                                   {"tỉnh Tây Ninh", 2},
                                                   {"tỉnh Đồng Tháp", 2},
                                                   {"tỉnh Vĩnh Long", 2},
                                                   {"tỉnh An Giang", 2},
                                                   {"tỉnh Cà Mau", 2},
                                                   {"thành phố Hà Nội", 6},
                                                   {"thành phố Huế", 2},
                                                   {"thành phố Đà Nẵng", 3},
                                                   {"thành phố Hải Phòng", 3},
                                                   {"thành phố Cần Thơ", 2},
                                                   {"thành phố Hồ Chí Minh", 6},
                                                   {"thành phố Đồng Nai", 2},
                                                   {NULL, 0}};

static const char *const communes[] = {"xã Mường Lát",
                                       "xã Hồi Xuân",
                                       "xã Bá Thước",
                                       "xã Quan Sơn",
                                       "xã Linh Sơn",
                                       "xã Ngọc Lặc",
                                       "xã Cẩm Thủy",
                                       "xã Hà Trung",
                                       "xã Vĩnh Lộc",
                                       "xã Yên Định",
                                       "xã Thọ Xuân",
                                       "xã Lam Sơn",
                                       "xã Sao Vàng",
                                       "xã Thường Xuân",
                                       "xã Triệu Sơn",
                                       "xã Thiệu Hóa",
                                       "xã Hoằng Hóa",
                                       "xã Hoằng Lộc",
                                       "xã Hậu Lộc",
                                       "xã Nga Sơn",
                                       "xã Như Xuân",
                                       "xã Như Thanh",
                                       "xã Nông Cống",
                                       "xã Các Sơn",
                                       "xã Tam Chung",
                                       "xã Pù Luông",
                                       "xã Kim Tân",
                                       "xã Tống Sơn",
                                       "xã Biện Thượng",
                                       "xã Thọ Long",
                                       "xã Xuân Lập",
                                       "xã Bát Mọt",
                                       "xã Lưu Vệ",
                                       "xã Tiên Trang",
                                       "xã Trường Lâm",
                                       "phường Hàm Rồng",
                                       "phường Hạc Thành",
                                       "phường Bỉm Sơn",
                                       "phường Quang Trung",
                                       "phường Đông Tiến",
                                       "phường Đông Sơn",
                                       "phường Sầm Sơn",
                                       "phường Ngọc Sơn",
                                       "phường Hải Bình",
                                       "phường Nghi Sơn",
                                       "phường Đào Duy Từ",
                                       NULL};

/* Districts as papers before 07/2025 name them. */
static const char *const districts[] = {"huyện Bá Thước, tỉnh Thanh Hóa",
                                        "huyện Cẩm Thủy, tỉnh Thanh Hóa",
                                        "huyện Hà Trung, tỉnh Thanh Hóa",
                                        "huyện Hậu Lộc, tỉnh Thanh Hóa",
                                        "huyện Hoằng Hóa, tỉnh Thanh Hóa",
                                        "huyện Lang Chánh, tỉnh Thanh Hóa",
                                        "huyện Nga Sơn, tỉnh Thanh Hóa",
                                        "huyện Ngọc Lặc, tỉnh Thanh Hóa",
                                        "huyện Như Thanh, tỉnh Thanh Hóa",
                                        "huyện Nông Cống, tỉnh Thanh Hóa",
                                        "huyện Quan Hóa, tỉnh Thanh Hóa",
                                        "huyện Quảng Xương, tỉnh Thanh Hóa",
                                        "huyện Thạch Thành, tỉnh Thanh Hóa",
                                        "huyện Thiệu Hóa, tỉnh Thanh Hóa",
                                        "huyện Thọ Xuân, tỉnh Thanh Hóa",
                                        "huyện Thường Xuân, tỉnh Thanh Hóa",
                                        "huyện Triệu Sơn, tỉnh Thanh Hóa",
                                        "huyện Vĩnh Lộc, tỉnh Thanh Hóa",
                                        "huyện Yên Định, tỉnh Thanh Hóa",
                                        "thị xã Bỉm Sơn, tỉnh Thanh Hóa",
                                        "thị xã Nghi Sơn, tỉnh Thanh Hóa",
                                        "thành phố Sầm Sơn, tỉnh Thanh Hóa",
                                        "huyện Đông Anh, thành phố Hà Nội",
                                        "quận Cầu Giấy, thành phố Hà Nội",
                                        "huyện Hải Hậu, tỉnh Nam Định",
                                        "huyện Diễn Châu, tỉnh Nghệ An",
                                        "huyện Yên Lạc, tỉnh Vĩnh Phúc",
                                        "huyện Lục Ngạn, tỉnh Bắc Giang",
                                        "huyện Phù Ninh, tỉnh Phú Thọ",
                                        "huyện Tiền Hải, tỉnh Thái Bình",
                                        "huyện Krông Pắc, tỉnh Đắk Lắk",
                                        "huyện Tịnh Biên, tỉnh An Giang",
                                        "quận Bình Thạnh, Thành phố Hồ Chí Minh",
                                        "huyện Kim Sơn, tỉnh Ninh Bình",
                                        "huyện Tứ Kỳ, tỉnh Hải Dương",
                                        "huyện Mai Châu, tỉnh Hòa Bình",
                                        NULL};

static const char *const place_first[] = {"Tân",  "Phú",  "Yên",  "Bình",  "Long",  "Vĩnh", "Hòa",
                                          "Đông", "Xuân", "Kim",  "Thạch", "Quảng", "Minh", "An",
                                          "Đức",  "Cẩm",  "Hưng", "Trung", "Mỹ",    "Thái", NULL};
static const char *const place_second[] = {
    "Lập",  "Lộc",   "Hòa", "Minh", "Thành", "Thịnh", "Phong", "Sơn",   "Thủy", "Khê", "Giang",
    "Điền", "Trạch", "Lâm", "Hải",  "Thắng", "Tiến",  "Mỹ",    "Nghĩa", "Châu", NULL};

static const char *const streets[] = {"Lê Lợi",         "Trần Phú",      "Nguyễn Trãi",
                                      "Phan Chu Trinh", "Quang Trung",   "Bà Triệu",
                                      "Lê Hoàn",        "Đinh Lễ",       "Hàng Than",
                                      "Nguyễn Du",      "Tống Duy Tân",  "Hạc Thành",
                                      "Lý Nhân Tông",   "Trường Thi",    "Dương Đình Nghệ",
                                      "Đội Cung",       "Phan Bội Châu", "Võ Nguyên Giáp",
                                      "Trần Hưng Đạo",  "Ngô Quyền",     NULL};

const char *corpus_province_new(struct corpus_random *random)
{
    return corpus_random_weighted(random, provinces);
}

/* A commune of a province other than Thanh Hoa bears an invented two-syllable name. */
const char *corpus_commune_in(struct corpus_random *random, corpus_arena *arena,
                              const char *province)
{
    if (!strcmp(province, "tỉnh Thanh Hóa")) {
        return corpus_random_pick(random, communes);
    }
    const char *first = corpus_random_pick(random, place_first);
    const char *second = corpus_random_pick(random, place_second);

    while (!strcmp(first, second)) {
        second = corpus_random_pick(random, place_second);
    }
    return corpus_printf(arena, "%s %s %s", corpus_random_chance(random, 0.7) ? "xã" : "phường",
                         first, second);
}

const char *corpus_commune_new(struct corpus_random *random, corpus_arena *arena)
{
    return corpus_commune_in(random, arena, corpus_province_new(random));
}

/* "xã A, tỉnh B", on older papers with the district between, on cards without the words. */
const char *corpus_home_new(struct corpus_random *random, corpus_arena *arena)
{
    const char *province = corpus_province_new(random);
    const char *commune = corpus_commune_in(random, arena, province);

    if (corpus_random_chance(random, 0.3)) {
        return corpus_printf(arena, "%s, %s", commune, corpus_random_pick(random, districts));
    }
    if (corpus_random_chance(random, 0.15)) {
        const char *bare =
            g_str_has_prefix(province, "tỉnh ") ? province + strlen("tỉnh ") : province;
        return corpus_printf(arena, "%s, %s", strchr(commune, ' ') + 1, bare);
    }
    return corpus_printf(arena, "%s, %s", commune, province);
}

const char *corpus_address_at(struct corpus_random *random, corpus_arena *arena, const char *home)
{
    bool town = g_str_has_prefix(home, "phường");
    int number = corpus_random_int(random, 1, 18);
    const char *capital = corpus_random_chance(random, 0.25) ? corpus_capital(arena, home) : home;

    switch (corpus_random_int(random, town ? 0 : 4, town ? 4 : 9)) {
    case 0:
    case 1:
        return corpus_printf(arena, "Số %d đường %s, %s", corpus_random_int(random, 1, 480),
                             corpus_random_pick(random, streets), capital);
    case 2:
        return corpus_printf(arena, "Số nhà %d/%d, ngõ %d %s, %s", number,
                             corpus_random_int(random, 2, 60), corpus_random_int(random, 2, 300),
                             corpus_random_pick(random, streets), capital);
    case 3:
        return corpus_printf(arena, "Tổ dân phố %d, %s", number, capital);
    case 4:
        return corpus_printf(arena, "Khu phố %d, %s", number, capital);
    case 5:
    case 6:
        return corpus_printf(arena, "Thôn %d, %s", number, capital);
    case 7:
        return corpus_printf(arena, "Xóm %d, %s", number, capital);
    default:
        return corpus_printf(arena, "%s %s %s, %s",
                             corpus_random_chance(random, 0.8) ? "Thôn" : "Bản",
                             corpus_random_pick(random, place_first),
                             corpus_random_pick(random, place_second), capital);
    }
}

const char *corpus_address_new(struct corpus_random *random, corpus_arena *arena)
{
    return corpus_address_at(random, arena, corpus_home_new(random, arena));
}
