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
    [SOHOA_GROUP_ID] = {0.9694f, {-1.59f, 0.46f, 1.16f, 1.20f, -1.50f, 0.36f, 0.20f, 3.00f, -3.00f, 0.41f, -3.05f, 0.08f, 0.00f, -1.75f, 0.04f, -1.00f, -1.00f, -4.00f, 3.00f, 1.51f, -1.98f, 3.00f, 1.00f, 3.00f, 0.71f, -0.21f}},
    [SOHOA_GROUP_DATE] = {0.9694f, {-1.11f, 0.44f, 1.22f, 1.20f, -1.50f, 0.34f, 0.20f, 3.00f, -3.00f, 0.24f, -2.52f, -0.37f, 0.00f, -2.49f, 0.44f, -1.00f, -0.36f, -4.01f, 3.00f, 2.54f, -1.67f, 3.00f, 1.00f, 3.00f, 0.30f, -0.09f}},
    [SOHOA_GROUP_NAME] = {0.9694f, {-1.72f, 0.58f, 1.23f, 1.50f, -1.50f, -0.07f, 0.00f, 3.00f, -3.00f, 0.88f, -3.61f, -0.13f, 0.00f, -4.08f, 0.23f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, -2.00f, 3.00f, 0.48f, -0.07f}},
    [SOHOA_GROUP_PLACE] = {0.9694f, {-1.35f, 0.74f, 1.07f, 1.50f, -1.50f, 0.46f, 0.00f, 3.00f, -3.00f, 0.10f, -2.64f, 0.08f, -0.13f, -2.04f, 0.02f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.61f, 0.01f}},
    [SOHOA_GROUP_CHOICE] = {0.9694f, {-0.19f, 0.40f, 1.21f, 1.00f, -1.00f, 0.01f, 0.00f, 3.00f, -3.00f, 1.36f, -3.12f, -0.41f, 2.09f, -2.09f, 0.16f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.39f, -0.06f}},
    [SOHOA_GROUP_CODE] = {0.9694f, {-2.12f, 0.91f, 1.12f, 1.20f, -1.50f, 0.08f, 0.00f, 3.00f, -3.00f, 0.35f, -2.86f, -0.53f, 0.00f, -1.87f, 0.17f, -2.00f, 0.00f, -3.75f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.53f, -0.27f}},
    [SOHOA_GROUP_TEXT] = {0.9694f, {-1.85f, 0.86f, 1.28f, 1.50f, -1.50f, 0.43f, 0.00f, 3.00f, -3.00f, 0.50f, -3.00f, 0.15f, 0.50f, -2.55f, 0.09f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.44f, -0.03f}},
};
/* clang-format on */
#endif
