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
    [SOHOA_GROUP_ID] = {0.9700f, {-1.44f, 0.11f, 1.53f, 1.46f, -1.39f, 0.57f, -0.03f, 3.01f, -1.44f, 0.18f, -3.56f, -0.30f, 0.00f, -1.15f, 0.45f, -1.00f, -1.00f, -4.02f, 3.00f, 1.50f, -1.60f, 3.00f, 1.00f, 3.00f, 0.69f, -0.19f}},
    [SOHOA_GROUP_DATE] = {0.9667f, {-0.49f, 0.36f, 1.48f, 1.31f, -0.84f, 0.96f, 0.20f, 3.00f, -2.06f, 0.57f, -2.38f, -0.69f, 0.00f, -3.15f, 0.23f, -1.00f, -0.59f, -4.04f, 3.00f, 2.36f, -1.68f, 3.00f, 1.00f, 3.00f, 0.26f, -0.31f}},
    [SOHOA_GROUP_NAME] = {0.9640f, {-1.60f, 0.34f, 1.59f, 1.22f, -0.83f, 0.09f, 0.00f, 3.00f, -2.38f, 0.71f, -2.71f, 0.46f, 0.00f, -6.50f, 0.55f, -2.00f, 0.00f, -4.00f, 3.00f, 1.52f, -1.91f, 3.00f, -2.00f, 3.00f, 0.26f, -0.82f}},
    [SOHOA_GROUP_PLACE] = {0.9669f, {-0.73f, 0.71f, 2.06f, 1.50f, -0.77f, 0.08f, 0.00f, 3.00f, -1.98f, -0.56f, -2.33f, 0.04f, 0.04f, -3.91f, 0.06f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.21f, -0.90f}},
    [SOHOA_GROUP_CHOICE] = {0.9600f, {-0.23f, 0.40f, 1.21f, 1.00f, -0.67f, 0.18f, 0.00f, 3.00f, -2.61f, 2.05f, -3.60f, -0.14f, 3.03f, -2.62f, 0.23f, -2.00f, 0.00f, -4.00f, 3.00f, 1.50f, -2.00f, 3.00f, 1.00f, 3.00f, 0.09f, -0.20f}},
    [SOHOA_GROUP_CODE] = {0.9925f, {-1.78f, 0.50f, 1.11f, 1.99f, -1.06f, 0.17f, 0.00f, 3.00f, -2.66f, 0.49f, -2.53f, -0.48f, 0.00f, -1.55f, 0.20f, -2.00f, 0.00f, -3.11f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.64f, -0.65f}},
    [SOHOA_GROUP_TEXT] = {0.9695f, {-1.33f, 0.61f, 1.86f, 1.50f, -1.19f, 0.14f, 0.00f, 3.00f, -2.83f, 0.50f, -3.00f, 1.32f, 0.50f, -2.64f, -0.10f, -2.00f, 0.00f, -1.00f, 3.00f, 1.50f, -2.00f, 3.00f, 0.00f, 3.00f, 0.57f, -0.18f}},
};
/* clang-format on */
#endif
