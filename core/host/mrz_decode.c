/* mrz_decode.c - the likeliest zone under the costs of single characters.
 *
 * Each field with a check digit is solved exactly: a shortest path over its places whose state is
 * the weighted sum so far (mod 10). The Vietnamese card prints nine digits twice: both places are
 * one choice there. Pure functions, any thread. */
#include "host/mrz.h"

#include <float.h>
#include <string.h>

enum { FIELD_MAX = 15 };
typedef float symbol_costs[SOHOA_MRZ_SYMBOLS];

/* The cheapest way to each sum of the places so far. */
struct sums {
    float cost[10];
    uint8_t chosen[FIELD_MAX][10]; /* symbol at this place on the way to this sum */
    int length;
};

static void sums_of(const symbol_costs *costs, const char *shape, int length, struct sums *ret)
{
    static const int weights[] = {7, 3, 1};
    float before[10], after[10];
    for (int r = 0; r < 10; r++)
        before[r] = r ? FLT_MAX : 0;
    for (int i = 0; i < length; i++) {
        for (int r = 0; r < 10; r++)
            after[r] = FLT_MAX;
        for (int s = 0; s < SOHOA_MRZ_SYMBOLS; s++) {
            if (!mrz_allowed(shape[i], s))
                continue;
            int step = (s == 36 ? 0 : s) * weights[i % 3] % 10;
            for (int r = 0; r < 10; r++) {
                int to = (r + step) % 10;
                if (before[r] < FLT_MAX && before[r] + costs[i][s] < after[to]) {
                    after[to] = before[r] + costs[i][s];
                    ret->chosen[i][to] = (uint8_t)s;
                }
            }
        }
        memcpy(before, after, sizeof before);
    }
    memcpy(ret->cost, before, sizeof before);
    ret->length = length;
}

/* Writes the symbols of the cheapest way to a sum. */
static void sums_trace(const struct sums *sums, int sum, char *out)
{
    static const int weights[] = {7, 3, 1};
    for (int i = sums->length - 1; i >= 0; i--) {
        int s = sums->chosen[i][sum];
        out[i] = mrz_char(s);
        sum = (sum + 70 - (s == 36 ? 0 : s) * weights[i % 3] % 10) % 10;
    }
}

static int cheapest(const symbol_costs costs, char shape)
{
    int best = -1;
    for (int s = 0; s < SOHOA_MRZ_SYMBOLS; s++)
        if (mrz_allowed(shape, s) && (best < 0 || costs[s] < costs[best]))
            best = s;
    return best;
}

/* What it costs that the check digit is printed for this sum, and which symbol then stands there:
 * the right one, another one at the price of doubt, or a filler where that may be. */
static float digit_cost(const symbol_costs costs, char shape, int sum, float doubt, int *ret)
{
    int other = cheapest(costs, shape);
    *ret = sum;
    if (other == 36) { /* no check digit: a long number or an empty field */
        *ret = 36;
        return costs[36];
    }
    if (other != sum && costs[other] + doubt < costs[sum]) {
        *ret = other;
        return costs[other] + doubt;
    }
    return costs[sum];
}

static void solve_checked(const struct mrz_layout *layout, const symbol_costs *costs, float doubt,
                          const struct mrz_checked *checked, char *zone)
{
    struct sums sums;
    int best = -1, digit = 0;
    float least = FLT_MAX;
    sums_of(costs + checked->span.from, layout->shape + checked->span.from, checked->span.length,
            &sums);
    for (int r = 0; r < 10; r++) {
        int symbol;
        if (sums.cost[r] >= FLT_MAX)
            continue;
        float cost = sums.cost[r] + digit_cost(costs[checked->digit], layout->shape[checked->digit],
                                               r, doubt, &symbol);
        if (cost < least) {
            least = cost;
            best = r;
            digit = symbol;
        }
    }
    if (best < 0)
        return;
    sums_trace(&sums, best, zone + checked->span.from);
    zone[checked->digit] = mrz_char(digit);
}

/* The number of the Vietnamese card: nine digits that stand twice, three before the second time,
 * a check digit over the nine and one over the twelve. As 3 is a multiple of the weights' period,
 * the sum over the twelve is the sum over the three plus that over the nine. */
static void solve_citizen(const symbol_costs *costs, float doubt, char *zone)
{
    symbol_costs both[9];
    struct sums nine, three;
    float least = FLT_MAX;
    int best_nine = 0, best_three = 0, digits[2] = {0, 0};
    for (int i = 0; i < 9; i++)
        for (int s = 0; s < SOHOA_MRZ_SYMBOLS; s++)
            both[i][s] = costs[MRZ_NINE + i][s] + costs[MRZ_TWELVE + 3 + i][s];
    sums_of(both, "ddddddddd", 9, &nine);
    sums_of(costs + MRZ_TWELVE, "ddd", 3, &three);
    for (int r = 0; r < 10; r++)
        for (int p = 0; p < 10; p++) {
            int first, second;
            float cost = nine.cost[r] + three.cost[p] +
                         digit_cost(costs[MRZ_NINE_DIGIT], 'd', r, doubt, &first) +
                         digit_cost(costs[MRZ_TWELVE_DIGIT], 'd', (r + p) % 10, doubt, &second);
            if (cost < least) {
                least = cost;
                best_nine = r;
                best_three = p;
                digits[0] = first;
                digits[1] = second;
            }
        }
    sums_trace(&nine, best_nine, zone + MRZ_NINE);
    memcpy(zone + MRZ_TWELVE + 3, zone + MRZ_NINE, 9);
    sums_trace(&three, best_three, zone + MRZ_TWELVE);
    zone[MRZ_NINE_DIGIT] = mrz_char(digits[0]);
    zone[MRZ_TWELVE_DIGIT] = mrz_char(digits[1]);
}

static float cost_of(const symbol_costs *costs, const char *zone, int from, int length)
{
    float sum = 0;
    for (int i = from; i < from + length; i++)
        sum += costs[i][mrz_symbol(zone[i])];
    return sum;
}

/* Year and gender stand in the number, too: where that reading of line 2 is not much dearer, it is
 * the right one. */
static void use_citizen(const struct mrz_layout *layout, const symbol_costs *costs, float doubt,
                        char *zone)
{
    const struct mrz_checked *birth = &layout->checked[1]; /* its digit follows it */
    char other[7], shape[] = "dddddd";                     /* the date and its check digit */
    char *field = zone + birth->span.from;
    const char *id = zone + MRZ_TWELVE;
    struct sums sums;
    float limit = cost_of(costs, zone, birth->span.from, 7) + doubt / 2;
    char sex = (id[3] - '0') % 2 ? 'F' : 'M';
    const float *at = costs[MRZ_SEX];

    if (at[mrz_symbol(sex)] < at[mrz_symbol(zone[MRZ_SEX])] + doubt / 2)
        zone[MRZ_SEX] = sex;
    if (memcmp(field, id + 4, 2) == 0)
        return;
    memcpy(other, field, sizeof other);
    memcpy(shape, id + 4, 2);
    sums_of(costs + birth->span.from, shape, 6, &sums);
    for (int r = 0; r < 10; r++) {
        float cost = sums.cost[r] < FLT_MAX ? sums.cost[r] + costs[birth->digit][r] : FLT_MAX;
        if (cost < limit) {
            limit = cost;
            sums_trace(&sums, r, other);
            other[6] = mrz_char(r);
        }
    }
    memcpy(field, other, sizeof other);
}

static void decode_as(const struct mrz_layout *layout, const symbol_costs *costs, float doubt,
                      char *zone)
{
    int places = layout->lines * layout->length;
    for (int i = 0; i < places; i++)
        zone[i] = mrz_char(cheapest(costs[i], layout->shape[i]));
    for (int i = 0; i < MRZ_CHECKED_MAX && layout->checked[i].check; i++)
        if (!layout->vietnam ||
            (layout->checked[i].check & (SOHOA_MRZ_BIRTH | SOHOA_MRZ_EXPIRY | SOHOA_MRZ_OPTIONAL)))
            solve_checked(layout, costs, doubt, &layout->checked[i], zone);
    if (layout->vietnam) {
        solve_citizen(costs, doubt, zone);
        use_citizen(layout, costs, doubt, zone);
    }
}

/* What it costs beyond the cheapest reading that the first places read as the text does. */
static float strain_of(const symbol_costs *costs, const char *text)
{
    float sum = 0;
    for (int i = 0; text[i]; i++)
        if (text[i] != ' ')
            sum += costs[i][mrz_symbol(text[i])] - costs[i][cheapest(costs[i], 'x')];
    return sum;
}

void sohoa_mrz_decode(enum sohoa_mrz_kind kind, const float (*costs)[SOHOA_MRZ_SYMBOLS],
                      float doubt, struct sohoa_mrz *ret)
{
    char zone[SOHOA_MRZ_PLACES_MAX + 1] = "";
    enum mrz_variant variant = MRZ_USUAL;
    if (kind == SOHOA_MRZ_TD1 && strain_of(costs, "IDVNM") < 2 * doubt)
        variant = MRZ_VIETNAM;
    else if (kind != SOHOA_MRZ_TD1 && strain_of(costs, "V") <= 0)
        variant = MRZ_VISA;
    const struct mrz_layout *layout = mrz_layout(kind, variant);
    decode_as(layout, costs, doubt, zone);
    mrz_fields(layout, zone, ret);
    for (int i = 0; i < layout->lines * layout->length; i++) {
        int free_choice = cheapest(costs[i], 'x');
        ret->corrected += mrz_char(free_choice) != zone[i];
        ret->strain += costs[i][mrz_symbol(zone[i])] - costs[i][free_choice];
    }
}
