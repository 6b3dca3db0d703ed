/* mrz_layout.c - where the fields of a machine-readable zone stand: ICAO 9303 part 5 (TD1), part 6
 * (TD2), part 4 (TD3), part 7 (visas), and the Vietnamese card. Constants and pure functions. */
#include "host/mrz.h"

#include <string.h>

#define NAME30 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L2(column) (30 + (column))

static const struct mrz_layout td1 = {
    .kind = SOHOA_MRZ_TD1,
    .lines = 3,
    .length = 30,
    .shape = "aaaaaxxxxxxxxxcxxxxxxxxxxxxxxx"
             "nnnnnndsnnnnnndaaaxxxxxxxxxxxd" NAME30,
    .checked = {{SOHOA_MRZ_NUMBER, {5, 9}, 14},
                {SOHOA_MRZ_BIRTH, {L2(0), 6}, L2(6)},
                {SOHOA_MRZ_EXPIRY, {L2(8), 6}, L2(14)}},
    .parts = {{5, 25}, {L2(0), 7}, {L2(8), 7}, {L2(18), 11}},
    .composite = L2(29),
    .name = {60, 30},
    .number = {5, 9},
    .nationality = {L2(15), 3},
    .birth = {L2(0), 6},
    .sex = {L2(7), 1},
    .expiry = {L2(8), 6},
    .optional = {{15, 15}, {L2(18), 11}},
};
static const struct mrz_layout td1_vietnam = {
    .kind = SOHOA_MRZ_TD1,
    .lines = 3,
    .length = 30,
    .shape = "IDVNMdddddddddddddddddddddd<<d"
             "dddddddsdddddddVNM<<<<<<<<<<<d" NAME30,
    .checked = {{SOHOA_MRZ_NUMBER, {5, 9}, 14},
                {SOHOA_MRZ_BIRTH, {L2(0), 6}, L2(6)},
                {SOHOA_MRZ_EXPIRY, {L2(8), 6}, L2(14)},
                {SOHOA_MRZ_CITIZEN, {15, 12}, 29}},
    .parts = {{5, 25}, {L2(0), 7}, {L2(8), 7}, {L2(18), 11}},
    .composite = L2(29),
    .name = {60, 30},
    .number = {5, 9},
    .nationality = {L2(15), 3},
    .birth = {L2(0), 6},
    .sex = {L2(7), 1},
    .expiry = {L2(8), 6},
    .vietnam = true,
};
#define NAME31 NAME30 "a"
#define M2(column) (36 + (column))
#define TD2_FIELDS                                                                                 \
    .kind = SOHOA_MRZ_TD2, .lines = 2, .length = 36, .name = {5, 31}, .number = {M2(0), 9},        \
    .nationality = {M2(10), 3}, .birth = {M2(13), 6}, .sex = {M2(20), 1}, .expiry = {M2(21), 6},   \
    .checked = {{SOHOA_MRZ_NUMBER, {M2(0), 9}, M2(9)},                                             \
                {SOHOA_MRZ_BIRTH, {M2(13), 6}, M2(19)},                                            \
                {SOHOA_MRZ_EXPIRY, {M2(21), 6}, M2(27)}}
static const struct mrz_layout td2 = {
    TD2_FIELDS,
    .shape = "aaaaa" NAME31 "xxxxxxxxxcaaannnnnndsnnnnnndxxxxxxxd",
    .parts = {{M2(0), 10}, {M2(13), 7}, {M2(21), 14}},
    .composite = M2(35),
    .optional = {{M2(28), 7}},
};
static const struct mrz_layout td2_visa = {
    TD2_FIELDS,
    .shape = "Vaaaa" NAME31 "xxxxxxxxxcaaannnnnndsnnnnnndxxxxxxxx",
    .optional = {{M2(28), 8}},
};
#define NAME39 NAME30 "aaaaaaaaa"
#define P2(column) (44 + (column))
#define TD3_FIELDS                                                                                 \
    .kind = SOHOA_MRZ_TD3, .lines = 2, .length = 44, .name = {5, 39}, .number = {P2(0), 9},        \
    .nationality = {P2(10), 3}, .birth = {P2(13), 6}, .sex = {P2(20), 1}, .expiry = {P2(21), 6}
static const struct mrz_layout td3 = {
    TD3_FIELDS,
    .shape = "aaaaa" NAME39 "xxxxxxxxxcaaannnnnndsnnnnnndxxxxxxxxxxxxxxcd",
    .checked = {{SOHOA_MRZ_NUMBER, {P2(0), 9}, P2(9)},
                {SOHOA_MRZ_BIRTH, {P2(13), 6}, P2(19)},
                {SOHOA_MRZ_EXPIRY, {P2(21), 6}, P2(27)},
                {SOHOA_MRZ_OPTIONAL, {P2(28), 14}, P2(42)}},
    .parts = {{P2(0), 10}, {P2(13), 7}, {P2(21), 22}},
    .composite = P2(43),
    .optional = {{P2(28), 14}},
};
static const struct mrz_layout td3_visa = {
    TD3_FIELDS,
    .shape = "Vaaaa" NAME39 "xxxxxxxxxcaaannnnnndsnnnnnndxxxxxxxxxxxxxxxx",
    .checked = {{SOHOA_MRZ_NUMBER, {P2(0), 9}, P2(9)},
                {SOHOA_MRZ_BIRTH, {P2(13), 6}, P2(19)},
                {SOHOA_MRZ_EXPIRY, {P2(21), 6}, P2(27)}},
    .optional = {{P2(28), 16}},
};

const struct mrz_layout *mrz_layout(enum sohoa_mrz_kind kind, enum mrz_variant variant)
{
    switch (kind) {
    case SOHOA_MRZ_TD1:
        return variant == MRZ_VIETNAM ? &td1_vietnam : &td1;
    case SOHOA_MRZ_TD2:
        return variant == MRZ_VISA ? &td2_visa : &td2;
    default:
        return variant == MRZ_VISA ? &td3_visa : &td3;
    }
}

unsigned sohoa_mrz_lines(enum sohoa_mrz_kind kind)
{
    return mrz_layout(kind, MRZ_USUAL)->lines;
}

unsigned sohoa_mrz_length(enum sohoa_mrz_kind kind)
{
    return mrz_layout(kind, MRZ_USUAL)->length;
}

int mrz_symbol(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'Z')
        return c - 'A' + 10;
    return c == '<' ? 36 : -1;
}

char mrz_char(int symbol)
{
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"[symbol];
}

int mrz_value(char c)
{
    int symbol = mrz_symbol(c);
    return symbol == 36 ? 0 : symbol;
}

bool mrz_allowed(char shape, int symbol)
{
    bool digit = symbol < 10, filler = symbol == 36;
    switch (shape) {
    case 'a':
        return !digit;
    case 'n':
    case 'c':
        return digit || filler;
    case 'd':
        return digit;
    case 's':
        return filler || symbol == mrz_symbol('M') || symbol == mrz_symbol('F');
    case 'x':
        return true;
    default:
        return symbol == mrz_symbol(shape);
    }
}

int sohoa_mrz_check_digit(const char *text, size_t length)
{
    static const int weights[] = {7, 3, 1};
    int sum = 0;
    for (size_t i = 0; i < length; i++) {
        int value = mrz_value(text[i]);
        if (value < 0)
            return -1;
        sum = (sum + value * weights[i % 3]) % 10;
    }
    return sum;
}
