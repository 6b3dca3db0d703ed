/* confidence_table.h - the coefficients of confidence.c; printed by bench/accuracy/fit, see there.
 */
#ifndef SOHOA_CONFIDENCE_TABLE_H
#define SOHOA_CONFIDENCE_TABLE_H
#include "reading/confidence.h"

/* Set by hand until enough labelled fields are there: cautious. */
/* clang-format off */
static const struct {
    float line; /* the probability that maps to 0.9 */
    float by[SOHOA_FEATURES];
} confidence_table[SOHOA_GROUPS] = {
    /*              line    one   rec  place agree doubt lead cells check hand pass  fail  corr  vocab impl  len   forgn part  free  srcs  rept  agst  qr   mrz  pdf */
    [SOHOA_GROUP_ID]     = {0.985f, {-1.6f, 0.9f, 1.0f, 1.2f, -1.5f, 0.2f, 0.2f, 3.0f, -3.0f, 0.6f, -3.0f, -0.6f, 0.0f, -2.0f, 0.0f, -1.0f, -1.0f, -4.0f, 3.0f, 1.5f, -2.0f, 3.0f, 1.0f, 3.0f}},
    [SOHOA_GROUP_DATE]   = {0.985f, {-1.3f, 0.9f, 1.0f, 1.2f, -1.5f, 0.2f, 0.2f, 3.0f, -3.0f, 0.8f, -3.0f, -0.7f, 0.0f, -2.0f, 0.0f, -1.0f, -0.4f, -4.0f, 3.0f, 2.5f, -2.0f, 3.0f, 1.0f, 3.0f}},
    [SOHOA_GROUP_NAME]   = {0.985f, {-1.8f, 0.9f, 1.0f, 1.5f, -1.5f, 0.2f, 0.0f, 3.0f, -3.0f, 0.8f, -3.0f, -0.8f, 0.0f, -2.5f, 0.0f, -2.0f, 0.0f, -4.0f, 3.0f, 1.5f, -2.0f, 3.0f, -2.0f, 3.0f}},
    [SOHOA_GROUP_PLACE]  = {0.985f, {-1.6f, 0.9f, 1.0f, 1.5f, -1.5f, 0.2f, 0.0f, 3.0f, -3.0f, 0.8f, -3.0f, -0.6f, 0.8f, -2.5f, -0.1f, -2.0f, 0.0f, -4.0f, 3.0f, 1.5f, -2.0f, 3.0f, 0.0f, 3.0f}},
    [SOHOA_GROUP_CHOICE] = {0.985f, {-0.3f, 0.8f, 1.2f, 1.0f, -1.0f, 0.2f, 0.0f, 3.0f, -3.0f, 1.0f, -3.0f, -0.8f, 1.5f, -2.0f, 0.0f, -2.0f, 0.0f, -4.0f, 3.0f, 1.5f, -2.0f, 3.0f, 1.0f, 3.0f}},
    [SOHOA_GROUP_CODE]   = {0.985f, {-2.2f, 0.9f, 1.0f, 1.2f, -1.5f, 0.2f, 0.0f, 3.0f, -3.0f, 0.6f, -3.0f, -0.8f, 0.0f, -2.0f, 0.0f, -2.0f, 0.0f, -4.0f, 3.0f, 1.5f, -2.0f, 3.0f, 0.0f, 3.0f}},
    [SOHOA_GROUP_TEXT]   = {0.985f, {-2.2f, 0.9f, 1.0f, 1.5f, -1.5f, 0.2f, 0.0f, 3.0f, -3.0f, 0.5f, -3.0f, -0.6f, 0.5f, -2.5f, -0.1f, -2.0f, 0.0f, -1.0f, 3.0f, 1.5f, -2.0f, 3.0f, 0.0f, 3.0f}},
};
/* clang-format on */
#endif
