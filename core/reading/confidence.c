/* confidence.c - the model of confidence.h applied. [any] */
#include "reading/confidence.h"
#include "reading/confidence_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *type;
    enum sohoa_type_group group;
} groups[] = {
    {"address", SOHOA_GROUP_PLACE},
    {"citizen_id", SOHOA_GROUP_ID},
    {"count", SOHOA_GROUP_CODE},
    {"date", SOHOA_GROUP_DATE},
    {"datetime", SOHOA_GROUP_DATE},
    {"dossier_code", SOHOA_GROUP_CODE},
    {"email", SOHOA_GROUP_CODE},
    {"ethnicity", SOHOA_GROUP_CHOICE},
    {"free_text", SOHOA_GROUP_TEXT},
    {"gender", SOHOA_GROUP_CHOICE},
    {"id_number", SOHOA_GROUP_ID},
    {"identity_paper", SOHOA_GROUP_TEXT},
    {"issuing_place", SOHOA_GROUP_CHOICE},
    {"nationality", SOHOA_GROUP_CHOICE},
    {"number", SOHOA_GROUP_CODE},
    {"old_id", SOHOA_GROUP_ID},
    {"person_name", SOHOA_GROUP_NAME},
    {"phone", SOHOA_GROUP_ID},
    {"place", SOHOA_GROUP_PLACE},
    {"position", SOHOA_GROUP_TEXT},
    {"relation", SOHOA_GROUP_CHOICE},
    {"tax_code", SOHOA_GROUP_ID},
    {"time", SOHOA_GROUP_DATE},
};

enum sohoa_type_group sohoa_type_group(const char *type)
{
    for (size_t i = 0; type && i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(groups[i].type, type) == 0)
            return groups[i].group;
    return SOHOA_GROUP_TEXT;
}

const char *sohoa_type_group_name(enum sohoa_type_group group)
{
    static const char *const names[SOHOA_GROUPS] = {"id",     "date", "name", "place",
                                                    "choice", "code", "text"};
    return (unsigned)group < SOHOA_GROUPS ? names[group] : NULL;
}

const char *sohoa_feature_name(enum sohoa_feature feature)
{
    static const char *const names[SOHOA_FEATURES] = {
        "one",     "recognised", "place",   "agreed",   "doubt",     "leader",     "cells",
        "checked", "hand",       "passed",  "failed",   "corrected", "vocabulary", "implausible",
        "length",  "foreign",    "partial", "free",     "sources",   "repeats",    "against",
        "qr",      "mrz",        "pdf",     "document", "trouble"};
    return (unsigned)feature < SOHOA_FEATURES ? names[feature] : NULL;
}

double sohoa_features_probability(const struct sohoa_features *features)
{
    double z = 0;
    for (size_t i = 0; i < SOHOA_FEATURES; i++)
        z += (double)features->at[i] * (double)confidence_table[features->group].by[i];
    return 1 / (1 + exp(-z));
}

/* What holds whatever the model says. */
static double cap(const struct sohoa_features *features)
{
    const float *at = features->at;
    double cap = 0.999;
    if (at[SOHOA_FEATURE_CORRECTED] > 2)
        cap = fmin(cap, 0.85);
    if (at[SOHOA_FEATURE_HAND] > 0)
        cap = fmin(cap, 0.6);
    if (at[SOHOA_FEATURE_FAILED] > 0 || at[SOHOA_FEATURE_FOREIGN] > 0)
        cap = fmin(cap, 0.6);
    if (at[SOHOA_FEATURE_AGAINST] > 0)
        cap = fmin(cap, 0.85);
    bool figures = features->group == SOHOA_GROUP_ID || features->group == SOHOA_GROUP_DATE;
    if (figures && at[SOHOA_FEATURE_DOUBT] > at[SOHOA_FEATURE_AGREED] &&
        at[SOHOA_FEATURE_SOURCES] + at[SOHOA_FEATURE_REPEATS] == 0)
        cap = fmin(cap, 0.89); /* two looks saw two numbers, and nothing else tells which */
    if (at[SOHOA_FEATURE_FREE] > 0)
        cap = fmin(cap, 0.3);
    return cap;
}

bool sohoa_features_barred(const struct sohoa_features *features)
{
    return cap(features) < 0.9;
}

double sohoa_features_confidence(const struct sohoa_features *features)
{
    double p = sohoa_features_probability(features);
    double line = (double)confidence_table[features->group].line;
    double confidence = p >= line ? 0.9 + 0.1 * (p - line) / (1 - line) : fmin(p, 0.89);
    confidence = fmin(confidence, cap(features));
    return fmax(confidence, 0.01);
}
