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
    [SOHOA_GROUP_ID] = {0.9844f, {-1.58f, 0.45f, 1.14f, 1.20f, -1.50f, 0.23f, 0.20f, 3.00f, -3.00f, 0.35f, -2.96f, 0.16f, 0.00f, -2.02f, 0.10f, -1.00f, -1.00f, -4.01f, 3.00f, 1.51f, -1.79f, 3.00f, 1.00f, 3.00f, 0.91f, -0.20f}},
    [SOHOA_GROUP_DATE] = {0.9867f, {-1.00f, 0.42f, 1.27f, 1.20f, -1.50f, 0.17f, 0.20f, 3.00f, -3.00f, 0.42f, -2.55f, -0.39f, 0.00f, -2.38f, 0.28f, -1.00f, -0.86f, -4.02f, 3.00f, 2.32f, -1.64f, 3.00f, 1.00f, 3.00f, 0.38f, -0.21f}},
    [SOHOA_GROUP_NAME] = {0.9500f, {-1.83f, 0.52f, 1.18f, 1.50f, -1.50f, -0.16f, 0.00f, 3.00f, -3.00f, 0.78f, -3.57f, 0.07f, 0.00f, -4.66f, 0.32f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, -2.00f, 3.00f, 0.46f, -0.18f}},
    [SOHOA_GROUP_PLACE] = {0.9722f, {-1.23f, 0.78f, 1.02f, 1.50f, -1.50f, 0.31f, 0.00f, 3.00f, -3.00f, 0.13f, -2.68f, 0.22f, 0.22f, -2.22f, -0.03f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.56f, -0.18f}},
    [SOHOA_GROUP_CHOICE] = {0.9500f, {-0.16f, 0.24f, 1.27f, 1.00f, -1.00f, 0.24f, 0.00f, 3.00f, -3.00f, 1.62f, -3.25f, -0.68f, 2.45f, -2.17f, 0.16f, -2.00f, 0.00f, -4.01f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.33f, -0.02f}},
    [SOHOA_GROUP_CODE] = {0.9950f, {-2.00f, 0.89f, 1.16f, 1.20f, -1.50f, 0.21f, 0.00f, 3.00f, -3.00f, 0.25f, -2.87f, -0.68f, 0.00f, -2.04f, 0.19f, -2.00f, 0.00f, -3.75f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.31f, -0.56f}},
    [SOHOA_GROUP_TEXT] = {0.9500f, {-1.69f, 0.98f, 1.44f, 1.50f, -1.50f, 0.37f, 0.00f, 3.00f, -3.00f, 0.50f, -3.00f, 0.42f, 0.50f, -2.56f, -0.09f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.48f, 0.07f}},
};
/* clang-format on */
#endif
