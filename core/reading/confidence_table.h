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
    [SOHOA_GROUP_ID] = {0.9616f, {-1.47f, 0.26f, 1.55f, 1.21f, -1.28f, 0.64f, -0.31f, 3.00f, -1.62f, 0.19f, -3.51f, -0.22f, 0.00f, -1.29f, 0.32f, -1.00f, -1.00f, -4.02f, 3.00f, 1.50f, -1.60f, 3.00f, 1.00f, 3.00f, 0.74f, -0.13f}},
    [SOHOA_GROUP_DATE] = {0.9668f, {-0.62f, 0.40f, 1.40f, 1.20f, -0.73f, 0.99f, 0.20f, 3.00f, -2.24f, 0.50f, -2.33f, -0.62f, 0.00f, -3.19f, 0.27f, -1.00f, -0.51f, -4.04f, 3.00f, 2.33f, -1.63f, 3.00f, 1.00f, 3.00f, 0.34f, -0.12f}},
    [SOHOA_GROUP_NAME] = {0.9600f, {-1.62f, 0.35f, 1.55f, 1.22f, -0.87f, 0.14f, 0.00f, 3.00f, -2.22f, 0.68f, -2.71f, 0.47f, 0.00f, -6.25f, 0.53f, -2.00f, 0.00f, -4.00f, 3.00f, 1.52f, -1.90f, 3.00f, -2.00f, 3.00f, 0.27f, -0.79f}},
    [SOHOA_GROUP_PLACE] = {0.9621f, {-0.76f, 0.66f, 1.96f, 1.50f, -0.96f, 0.15f, 0.00f, 3.00f, -2.33f, -0.33f, -2.43f, 0.06f, -0.03f, -3.76f, 0.00f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.32f, -0.77f}},
    [SOHOA_GROUP_CHOICE] = {0.9600f, {-0.24f, 0.43f, 1.19f, 1.00f, -0.66f, 0.14f, 0.00f, 3.00f, -2.65f, 2.02f, -3.58f, -0.15f, 2.98f, -2.59f, 0.24f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.07f, -0.19f}},
    [SOHOA_GROUP_CODE] = {0.9849f, {-1.90f, 0.48f, 0.92f, 2.17f, -1.07f, 0.19f, 0.00f, 3.00f, -2.67f, 0.41f, -2.56f, -0.40f, 0.00f, -1.57f, 0.22f, -2.00f, 0.00f, -3.15f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.79f, -0.53f}},
    [SOHOA_GROUP_TEXT] = {0.9802f, {-1.45f, 0.73f, 1.77f, 1.50f, -1.29f, 0.23f, 0.00f, 3.00f, -2.82f, 0.50f, -3.00f, 1.14f, 0.50f, -2.62f, -0.24f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.87f, -0.14f}},
};
/* clang-format on */
#endif
