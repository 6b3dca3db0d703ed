/* The classifier of code_mrz on characters that it never saw: other lines than those it was
 * trained with, and faces that were kept from it. */
#include "../../bench/mrz/zone_render.h"
#include "unit/unit.h"

#include <math.h>
#include <string.h>

#ifdef SOHOA_SANITIZED
/* fontconfig and Pango keep their caches until the process ends. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libgobject\n";
}
#endif

enum { LINE = 30 };
static const char symbols[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/* Characters of one kind may be taken for each other across kinds: the grammar tells O from 0. */
static bool right(int best, char c)
{
    static const char alike[] = "O0 0O QO OQ Q0 0Q I1 1I D0 0D";
    char pair[3] = {c, best < 37 ? symbols[best] : '?', '\0'};
    return pair[0] == pair[1] || strstr(alike, pair);
}

static double accuracy(const struct sohoa_net *net, const char *const *families, double hardness,
                       int lines)
{
    struct chance chance = {20261122};
    int all = 0, good = 0, count = 0;
    while (families[count])
        count++;
    for (int l = 0; l < lines; l++) {
        char text[LINE + 1];
        float cells[LINE][ZONE_INPUTS];
        for (int i = 0; i < LINE; i++)
            text[i] = symbols[chance_int(&chance, 0, 36)];
        text[LINE] = '\0';
        struct zone_drawn drawn = zone_draw(&chance, families[l % count], text, hardness);
        struct zone_picture picture = zone_picture_of(drawn.pix);
        for (int i = 0; i < LINE; i++) {
            struct zone_cell cell = {drawn.x + i * drawn.pitch * drawn.ux,
                                     drawn.y + i * drawn.pitch * drawn.uy,
                                     drawn.ux,
                                     drawn.uy,
                                     drawn.pitch,
                                     drawn.height};
            zone_sample(&picture, &cell, cells[i]);
        }
        zone_normalise(cells, LINE);
        for (int i = 0; i < LINE; i++, all++)
            good += right(sohoa_net_classify(net, cells[i], NULL), text[i]);
        pixDestroy(&drawn.pix);
    }
    return (double)good / all;
}

static struct sohoa_net net;

static void office_print_is_classified_nearly_without_a_mistake(void **state)
{
    (void)state;
    double share = accuracy(&net, zone_families(false), 0.4, 60);
    print_message("office print: %.2f %%\n", share * 100);
    assert_true(share > 0.993);
}

static void bad_print_is_classified_well(void **state)
{
    (void)state;
    double share = accuracy(&net, zone_families(false), 0.9, 60);
    print_message("bad print: %.2f %%\n", share * 100);
    assert_true(share > 0.975);
}

static void faces_that_were_never_seen_are_classified_as_well(void **state)
{
    (void)state;
    double share = accuracy(&net, zone_families(true), 0.6, 60);
    print_message("other faces: %.2f %%\n", share * 100);
    assert_true(share > 0.98);
}

static void the_costs_are_those_of_a_distribution(void **state)
{
    (void)state;
    float ink[ZONE_INPUTS] = {0}, costs[ZONE_CLASSES];
    double sum = 0;
    sohoa_net_costs(&net, ink, costs);
    for (int i = 0; i < ZONE_CLASSES; i++)
        sum += exp(-(double)costs[i]);
    assert_true(sum > 0.999 && sum < 1.001);
}

int main(void)
{
    struct sohoa_err err = {0};
    if (sohoa_net_load(&zone_weights, &net, &err) != SOHOA_OK)
        return print_error("%s\n", err.text), 1;
    if (!zone_families(false)[0])
        return print_message("skipped: none of the faces is installed\n"), 77;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(office_print_is_classified_nearly_without_a_mistake),
        cmocka_unit_test(bad_print_is_classified_well),
        cmocka_unit_test(faces_that_were_never_seen_are_classified_as_well),
        cmocka_unit_test(the_costs_are_those_of_a_distribution),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
