/* confidence_table.h - the coefficients of confidence.c; printed by bench_fit (see
 * bench/README.md), which draws them towards the table before. The columns are enum
 * sohoa_feature. */
#ifndef SOHOA_CONFIDENCE_TABLE_H
#define SOHOA_CONFIDENCE_TABLE_H
#include "reading/confidence.h"

/* clang-format off */
static const struct {
    float line; /* the probability that maps to 0.9 */
    float by[SOHOA_FEATURES];
} confidence_table[SOHOA_GROUPS] = {
    [SOHOA_GROUP_ID] = {0.9779f, {-1.47f, 0.33f, 1.33f, 1.29f, -1.41f, 0.10f, 0.20f, 3.00f, -3.00f, 0.24f, -2.76f, -0.56f, 0.00f, -1.43f, 0.36f, -1.00f, -1.00f, -4.02f, 3.00f, 1.50f, -1.63f, 3.00f, 1.00f, 3.00f, 0.48f, 0.09f}},
    [SOHOA_GROUP_DATE] = {0.9846f, {-0.91f, 0.39f, 1.28f, 1.24f, -0.32f, 0.43f, 0.20f, 3.00f, -3.00f, 0.20f, -2.81f, -0.65f, 0.00f, -2.45f, 0.54f, -1.00f, -0.76f, -4.02f, 3.00f, 2.30f, -1.94f, 3.00f, 1.00f, 3.00f, 0.32f, -0.21f}},
    [SOHOA_GROUP_NAME] = {0.9600f, {-1.72f, 0.57f, 1.12f, 1.50f, -1.50f, 0.12f, 0.00f, 3.00f, -3.00f, 0.89f, -3.01f, -0.06f, 0.00f, -4.07f, 0.20f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, -2.00f, 3.00f, 0.52f, -0.35f}},
    [SOHOA_GROUP_PLACE] = {0.9600f, {-1.32f, 0.84f, 1.31f, 1.50f, -1.37f, 0.14f, 0.00f, 3.00f, -3.00f, 0.30f, -2.80f, 0.43f, 0.33f, -2.49f, -0.08f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.39f, -0.24f}},
    [SOHOA_GROUP_CHOICE] = {0.9600f, {-0.15f, 0.34f, 1.29f, 1.00f, -0.84f, 0.31f, 0.00f, 3.00f, -3.00f, 1.47f, -3.31f, -0.38f, 2.14f, -2.18f, 0.29f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, -0.01f, -0.02f}},
    [SOHOA_GROUP_CODE] = {0.9663f, {-2.23f, 0.89f, 0.86f, 1.38f, -1.14f, 0.19f, 0.00f, 3.00f, -3.00f, 0.92f, -3.01f, -0.80f, 0.00f, -2.01f, 0.23f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.26f, -0.30f}},
    [SOHOA_GROUP_TEXT] = {0.9950f, {-1.89f, 1.00f, 1.23f, 1.50f, -1.50f, 0.40f, 0.00f, 3.00f, -3.00f, 0.50f, -3.00f, 0.10f, 0.50f, -2.54f, 0.03f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.27f, 0.06f}},
};
/* clang-format on */
#endif
