/* type.h - from a raw reading to a typed value.
 *
 * A type knows how a kind of value is printed, mends what recognition is known to confuse as far as
 * that is unambiguous, and says what speaks for and against the result. It never invents: where the
 * raw reading cannot be understood the value is the tidied raw text, with low plausibility.
 *
 * All of it is bounded, allocates nothing, and takes any bytes. [any] everywhere. */
#ifndef SOHOA_TYPE_H
#define SOHOA_TYPE_H
#include "reading/vocab.h"

enum {
    SOHOA_VALUE_BYTES_MAX = 1024, /* of a value with its NUL; longer ones are cut at a character */
    SOHOA_RAW_BYTES_MAX = 4096,   /* of a raw reading that is looked at */
    SOHOA_CHECKS_MAX = 8,         /* of one value */
    SOHOA_TYPED_MAX = 4,          /* values that one reading can split into */
};

/* A named check of a value: "format", "date", "province", "birth_date", "words", ... */
struct sohoa_check {
    char name[20];
    bool held;
};

enum {
    SOHOA_TYPED_FOREIGN = 1u << 0,    /* has letters outside the Vietnamese alphabet and ASCII */
    SOHOA_TYPED_PARTIAL = 1u << 1,    /* a date without day or month */
    SOHOA_TYPED_VOCABULARY = 1u << 2, /* is, as a whole, an entry of a closed vocabulary */
    SOHOA_TYPED_FREE = 1u << 3,       /* not understood by its type: value is the tidied raw text */
    SOHOA_TYPED_WORDS = 1u << 4,      /* a date that was (also) written in words */
    SOHOA_TYPED_PLAIN = 1u << 5,      /* a name without tone marks (MRZ): says less than print */
};
struct sohoa_typed {
    char suffix[20];                   /* attribute this part belongs to, "" = the reading's own:
                                          see identity_paper */
    char value[SOHOA_VALUE_BYTES_MAX]; /* NFC, in the format of DESIGN 7; never "" */
    struct sohoa_check checks[SOHOA_CHECKS_MAX];
    uint32_t check_count;
    uint32_t
        corrected;    /* characters that recognition got wrong by our judgement, and were mended */
    uint32_t letters; /* letters and digits of the value */
    float plausible;  /* 0..1: how much it looks like a value of this type; 1 = nothing odd */
    uint32_t flags;   /* SOHOA_TYPED_* */
};

struct sohoa_field_set;

/* What types look at besides the text. */
struct sohoa_type_env {
    const struct sohoa_vocab *vocab; /* NULL: no vocabularies, less is checked and mended */
    uint32_t today;                  /* yyyymmdd: no birth or issue after it; 0 = not known */
    /* Hears of the fields of every document that sohoa_reconcile makes, with what their confidence
     * was computed from: for measuring. NULL: nobody. */
    void (*watch)(void *arg, const struct sohoa_field_set *set);
    void *watch_arg;
};

/* The types: address citizen_id count date datetime dossier_code email ethnicity free_text gender
 * id_number identity_paper issuing_place nationality number old_id person_name phone place relation
 * tax_code time. (schemas/README.md tells what each is for.) */
bool sohoa_type_known(const char *name);
const char *sohoa_type_name(size_t index); /* in alphabetical order; NULL past the last */

/* Reads raw (any bytes; looked at up to SOHOA_RAW_BYTES_MAX) as a value of the type; an unknown
 * type is free_text. Returns how many values it holds: 0 = nothing is filled in (empty, leaders or
 * the form's own words only), 1, or up to SOHOA_TYPED_MAX for identity_paper, each with a suffix
 * that replaces the last part of the key: "mother.id_paper" or "mother.id_number" gives
 * "mother.id_number" (suffix "id_number"), "mother.id_issue_date", "mother.id_issue_place". ret has
 * SOHOA_TYPED_MAX places. */
size_t sohoa_type_read(const struct sohoa_type_env *env, const char *type, const char *raw,
                       struct sohoa_typed ret[SOHOA_TYPED_MAX]);

/* True when both values of the type say the same to a reader: case, spaces, punctuation, placing of
 * tone marks, and for addresses the words for kinds of units aside. */
bool sohoa_type_same(const char *type, const char *a, const char *b);
#endif
