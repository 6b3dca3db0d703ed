/* confidence.h - how likely a field's value is right: a logistic model over what is known of it.
 *
 * One row of coefficients a group of types stands in confidence_table.h, which bench_fit
 * prints from labelled fields. The model's probability is mapped so that 0.9 is the line above
 * which at most 0.5 % are wrong; caps below it hold whatever the model says: handwriting, a failed
 * check, a conflict, a number that two looks read differently and a value that its type did not
 * understand never reach the line. [any] */
#ifndef SOHOA_CONFIDENCE_H
#define SOHOA_CONFIDENCE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sohoa_type_group {                     /* types that are alike in how they go wrong */
                        SOHOA_GROUP_ID = 0, /* citizen and old IDs, tax codes, telephone */
                        SOHOA_GROUP_DATE,   /* dates and times */
                        SOHOA_GROUP_NAME,
                        SOHOA_GROUP_PLACE,
                        SOHOA_GROUP_CHOICE, /* closed lists */
                        SOHOA_GROUP_CODE,   /* numbers, dossier codes, counts, e-mail */
                        SOHOA_GROUP_TEXT,
                        SOHOA_GROUPS,
};
enum sohoa_type_group sohoa_type_group(const char *type);
const char *sohoa_type_group_name(enum sohoa_type_group group);

enum sohoa_feature {
    SOHOA_FEATURE_ONE = 0,     /* 1 */
    SOHOA_FEATURE_RECOGNISED,  /* logit of the recognition's confidence, within -3..7 */
    SOHOA_FEATURE_PLACE,       /* how well it stands where it should, 0..1 */
    SOHOA_FEATURE_AGREED,      /* two pictures of every word read alike */
    SOHOA_FEATURE_DOUBT,       /* ... read otherwise */
    SOHOA_FEATURE_LEADER,      /* stands on a leader, rule or in boxes */
    SOHOA_FEATURE_CELLS,       /* read out of one-character boxes */
    SOHOA_FEATURE_CHECKED,     /* its own check digits or error correction held */
    SOHOA_FEATURE_HAND,        /* handwritten */
    SOHOA_FEATURE_PASSED,      /* checks that held, up to 5 */
    SOHOA_FEATURE_FAILED,      /* checks that did not, up to 3 */
    SOHOA_FEATURE_CORRECTED,   /* characters mended, up to 5 */
    SOHOA_FEATURE_VOCABULARY,  /* an entry of a closed vocabulary */
    SOHOA_FEATURE_IMPLAUSIBLE, /* 1 - plausible */
    SOHOA_FEATURE_LENGTH,      /* log2 of letters + 1 */
    SOHOA_FEATURE_FOREIGN,     /* letters of other alphabets */
    SOHOA_FEATURE_PARTIAL,     /* a date in part */
    SOHOA_FEATURE_FREE,        /* not understood by its type */
    SOHOA_FEATURE_SOURCES,     /* further sources (qr, mrz, print) that say the same, up to 3 */
    SOHOA_FEATURE_REPEATS,     /* further readings of the same source that do, up to 3 */
    SOHOA_FEATURE_AGAINST,     /* readings that say otherwise, up to 3 */
    SOHOA_FEATURE_QR,          /* the value is a QR's */
    SOHOA_FEATURE_MRZ,         /* ... an MRZ's */
    SOHOA_FEATURE_PDF,         /* ... of a PDF's own text */
    SOHOA_FEATURE_DOCUMENT,    /* mean logit of the recognition over the document's readings */
    SOHOA_FEATURE_TROUBLE,     /* share of the document's readings that are mended, odd or failed */
    SOHOA_FEATURES,
};
const char *sohoa_feature_name(enum sohoa_feature feature);

struct sohoa_features {
    enum sohoa_type_group group;
    float at[SOHOA_FEATURES];
};
/* The model's probability, before mapping and caps. */
double sohoa_features_probability(const struct sohoa_features *features);
/* True when something holds the field below the line whatever the probability. */
bool sohoa_features_barred(const struct sohoa_features *features);
/* The confidence of a field, 0.01 to 0.999. */
double sohoa_features_confidence(const struct sohoa_features *features);
#endif
