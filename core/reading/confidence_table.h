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
    [SOHOA_GROUP_ID] = {0.9626f, {-1.58f, 0.47f, 1.03f, 1.20f, -1.50f, 0.43f, 0.20f, 3.00f, -3.00f, 0.51f, -3.24f, 0.06f, 0.00f, -1.98f, 0.01f, -1.00f, -1.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.77f, -0.16f}},
    [SOHOA_GROUP_DATE] = {0.9626f, {-1.18f, 0.56f, 1.28f, 1.20f, -1.50f, 0.15f, 0.20f, 3.00f, -3.00f, 0.50f, -2.98f, -0.19f, 0.00f, -2.18f, 0.21f, -1.00f, -0.15f, -4.00f, 3.00f, 2.51f, -1.82f, 3.00f, 1.00f, 3.00f, 0.20f, 0.08f}},
    [SOHOA_GROUP_NAME] = {0.9626f, {-1.74f, 0.48f, 1.22f, 1.50f, -1.50f, -0.08f, 0.00f, 3.00f, -3.00f, 0.87f, -3.40f, -0.30f, 0.00f, -3.58f, 0.27f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, -2.00f, 3.00f, 0.31f, 0.02f}},
    [SOHOA_GROUP_PLACE] = {0.9626f, {-1.47f, 0.55f, 1.01f, 1.50f, -1.50f, 0.15f, 0.00f, 3.00f, -3.00f, 0.16f, -2.92f, -0.10f, 0.03f, -2.24f, 0.07f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.60f, 0.01f}},
    [SOHOA_GROUP_CHOICE] = {0.9626f, {-0.20f, 0.47f, 1.25f, 1.00f, -1.00f, 0.02f, 0.00f, 3.00f, -3.00f, 1.15f, -2.98f, -0.37f, 1.88f, -2.11f, 0.16f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.32f, -0.08f}},
    [SOHOA_GROUP_CODE] = {0.9626f, {-2.31f, 1.01f, 0.92f, 1.20f, -1.50f, 0.21f, 0.00f, 3.00f, -3.00f, 0.38f, -2.83f, -0.62f, 0.00f, -1.84f, 0.19f, -2.00f, 0.00f, -3.75f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.41f, -0.23f}},
    [SOHOA_GROUP_TEXT] = {0.9626f, {-1.98f, 1.00f, 1.22f, 1.50f, -1.50f, 0.05f, 0.00f, 3.00f, -3.00f, 0.50f, -3.00f, -0.21f, 0.50f, -2.53f, 0.03f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.13f, -0.04f}},
};
/* clang-format on */
#endif
