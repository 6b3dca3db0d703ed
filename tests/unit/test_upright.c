/* Boxes between the master and the upright page: turned, askew, photographed. */
#include "host/page.h"
#include "host/upright.h"
#include "unit/unit.h"

#include <leptonica/allheaders.h>
#include <math.h>

/* The master's box around an upright one. */
static struct sohoa_box onto_master(const double map[9], struct sohoa_box upright)
{
    struct sohoa_page page;
    sohoa_page_init(&page);
    memcpy(page.to_master, map, sizeof page.to_master);
    return sohoa_page_to_master(&page, upright);
}

static void assert_near(struct sohoa_box is, struct sohoa_box should, int slack)
{
    if (abs(is.x - should.x) > slack || abs(is.y - should.y) > slack ||
        abs(is.w - should.w) > slack || abs(is.h - should.h) > slack)
        fail_msg("%d %d %d %d is not %d %d %d %d", is.x, is.y, is.w, is.h, should.x, should.y,
                 should.w, should.h);
}

static void a_turned_and_skewed_box_comes_back_as_it_was(void **state)
{
    (void)state;
    const struct sohoa_box word = {400, 900, 260, 44}, line = {300, 1500, 1700, 50},
                           rule = {300, 1600, 1700, 4}, edge = {1000, 1700, 6, 900};
    const double skews[] = {0, 0.7, -2.4, 5};
    for (uint32_t rotated = 0; rotated < 360; rotated += 90)
        for (size_t i = 0; i < 4; i++) {
            double map[9];
            bool across = rotated % 180 == 90;
            sohoa_upright_turned(across ? 3508 : 2480, across ? 2480 : 3508, rotated, skews[i],
                                 map);
            assert_near(sohoa_box_upright(map, onto_master(map, word)), word, 3);
            assert_near(sohoa_box_upright(map, onto_master(map, line)), line, 3);
            assert_near(sohoa_box_upright(map, onto_master(map, rule)), rule, 3);
            assert_near(sohoa_box_upright(map, onto_master(map, edge)), edge, 3);
        }
}

static void a_quarter_turn_is_the_one_that_orientation_makes(void **state)
{
    (void)state;
    double map[9];
    /* Content turned clockwise by a quarter: its top left corner lies top right on the master. */
    sohoa_upright_turned(1000, 600, 90, 0, map);
    struct sohoa_box out = sohoa_box_upright(map, (struct sohoa_box){960, 10, 40, 100});
    assert_near(out, (struct sohoa_box){10, 0, 100, 40}, 0);
}

static void a_page_that_was_only_turned_and_straightened_is_not_projected(void **state)
{
    (void)state;
    struct sohoa_page page;
    double map[9];
    sohoa_page_init(&page);
    page.width = 2480;
    page.height = 3508;
    page.rotated = 0;
    page.skew = 2;
    page.image = pixCreate(4960, 7016, 1); /* enlarged twice besides */
    sohoa_upright_turned(2480, 3508, 0, 2, map);
    sohoa_page_moved(&page, map);
    sohoa_page_moved(&page, (const double[9]){0.5, 0, 0, 0, 0.5, 0, 0, 0, 1});
    assert_false(sohoa_page_projected(&page, map));
    page.skew = 0; /* now nothing tells of the turn */
    assert_true(sohoa_page_projected(&page, map));
    struct sohoa_box word = {400, 900, 260, 44};
    assert_near(sohoa_box_upright(map, onto_master(map, word)), word, 3);
    sohoa_page_clear(&page);
}

static void a_straightened_photo_is_projected_and_its_boxes_come_back(void **state)
{
    (void)state;
    struct sohoa_page page;
    double map[9];
    sohoa_page_init(&page);
    page.width = 3000;
    page.height = 4000;
    page.image = pixCreate(1240, 1754, 8);
    sohoa_page_moved(&page, (const double[9]){1.9, 0.12, 210, -0.08, 2.1, 300, 4e-5, -3e-5, 1});
    assert_true(sohoa_page_projected(&page, map));
    /* The upright page has the master's scale: a box of the middle keeps about its size. */
    struct sohoa_box in = onto_master(page.to_master, (struct sohoa_box){600, 860, 100, 20});
    struct sohoa_box out = sohoa_box_upright(map, in);
    assert_true(abs(out.w - in.w) < in.w / 8);
    /* Words of one printed line stand on one line again. */
    struct sohoa_box left = onto_master(page.to_master, (struct sohoa_box){100, 300, 120, 20});
    struct sohoa_box right = onto_master(page.to_master, (struct sohoa_box){1000, 300, 120, 20});
    assert_true(abs(left.y - right.y) > 30);
    left = sohoa_box_upright(map, left);
    right = sohoa_box_upright(map, right);
    assert_true(abs(left.y - right.y) <= 4 && abs(left.h - right.h) <= 4);
    sohoa_page_clear(&page);
}

static void a_map_without_an_inverse_leaves_boxes_alone(void **state)
{
    (void)state;
    const struct sohoa_box box = {1, 2, 3, 4};
    const double none[9] = {0}, flat[9] = {1, 1, 0, 1, 1, 0, 0, 0, 1}, nan_[9] = {NAN};
    assert_near(sohoa_box_upright(none, box), box, 0);
    assert_near(sohoa_box_upright(flat, box), box, 0);
    assert_near(sohoa_box_upright(nan_, box), box, 0);
    struct sohoa_page page;
    double map[9];
    sohoa_page_init(&page);
    assert_false(sohoa_page_projected(&page, map)); /* nothing decoded */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turned_and_skewed_box_comes_back_as_it_was),
        cmocka_unit_test(a_quarter_turn_is_the_one_that_orientation_makes),
        cmocka_unit_test(a_page_that_was_only_turned_and_straightened_is_not_projected),
        cmocka_unit_test(a_straightened_photo_is_projected_and_its_boxes_come_back),
        cmocka_unit_test(a_map_without_an_inverse_leaves_boxes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
