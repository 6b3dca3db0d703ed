/* host/net.c: small classifying nets and their weights as text. */
#include "unit.h"

#include "sohoa_plugin.h"

#include <math.h>
#include <string.h>

static const float hidden_scales[2][2] = {{0.5F, 0}, {1.0F, 0.25F}};
static const char *const hidden_rows[2] = {"QRP", "POR"}; /* 1 2 0 and 0 -1 2 */
static const float out_scales[2][2] = {{1, 0}, {1, 0}};
static const char *const out_rows[2] = {"QP", "PQ"};

static struct sohoa_net_text text_of(const char *const *rows)
{
    return (struct sohoa_net_text){3, 2, 2, {{hidden_scales, rows}, {out_scales, out_rows}}};
}

static void the_alphabet_has_ninety_characters_that_need_no_escape(void **state)
{
    (void)state;
    assert_int_equal(strlen(sohoa_net_alphabet), 2 * SOHOA_NET_STEPS + 2);
    assert_null(strpbrk(sohoa_net_alphabet, "\"\\ ?!"));
    assert_int_equal(sohoa_net_alphabet[SOHOA_NET_STEPS], 'P');
}

static void weights_are_read_from_their_characters(void **state)
{
    (void)state;
    struct sohoa_net net;
    struct sohoa_err err = {0};
    const struct sohoa_net_text text = text_of(hidden_rows);
    assert_int_equal(sohoa_net_load(&text, &net, &err), SOHOA_OK);
    assert_int_equal(sohoa_net_count(&net), 2 * 4 + 2 * 3);
    const float *row = sohoa_net_row(&net, 0, 0);
    assert_true(row[0] == 0.5F && row[1] == 1 && row[2] == 0 && row[3] == 0);
    row = sohoa_net_row(&net, 0, 1);
    assert_true(row[0] == 0 && row[1] == -1 && row[2] == 2 && row[3] == 0.25F);
    sohoa_net_clear(&net);
}

static void costs_are_those_of_a_distribution_worked_out_by_hand(void **state)
{
    (void)state;
    struct sohoa_net net;
    struct sohoa_err err = {0};
    float costs[2], p = 0;
    const struct sohoa_net_text text = text_of(hidden_rows);
    assert_int_equal(sohoa_net_load(&text, &net, &err), SOHOA_OK);
    const float in[3] = {2, 1, 0.5F}; /* sums 2 and 0.25 */
    sohoa_net_costs(&net, in, costs);
    assert_true(fabs((double)costs[0] - log(1 + exp(0.25 - 2))) < 1e-5);
    assert_true(fabs((double)costs[1] - log(1 + exp(2 - 0.25))) < 1e-5);
    assert_int_equal(sohoa_net_classify(&net, in, &p), 0);
    assert_true(fabs((double)p - 1 / (1 + exp(0.25 - 2))) < 1e-5);
    sohoa_net_clear(&net);
}

static void a_damaged_row_is_named(void **state)
{
    (void)state;
    static const char *const shorter[2] = {"QRP", "PO"}, *const foreign[2] = {"Q\"P", "POR"};
    struct sohoa_net net;
    struct sohoa_err err = {0}, other = {0};
    const struct sohoa_net_text first = text_of(shorter), second = text_of(foreign);
    assert_int_equal(sohoa_net_load(&first, &net, &err), SOHOA_FATAL);
    assert_string_equal(err.text, "row 1 of layer 0 of a net is damaged");
    assert_int_equal(sohoa_net_load(&second, &net, &other), SOHOA_FATAL);
    assert_string_equal(other.text, "row 0 of layer 0 of a net is damaged");
}

static void sizes_have_bounds(void **state)
{
    (void)state;
    struct sohoa_net net;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_net_new(0, 2, 2, &net, &err), SOHOA_FATAL);
    assert_int_equal(sohoa_net_new(3, SOHOA_NET_HIDDEN_MAX + 1, 2, &net, &err), SOHOA_FATAL);
    assert_int_equal(sohoa_net_new(3, 2, SOHOA_NET_WIDTH_MAX + 1, &net, &err), SOHOA_FATAL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_alphabet_has_ninety_characters_that_need_no_escape),
        cmocka_unit_test(weights_are_read_from_their_characters),
        cmocka_unit_test(costs_are_those_of_a_distribution_worked_out_by_hand),
        cmocka_unit_test(a_damaged_row_is_named),
        cmocka_unit_test(sizes_have_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
