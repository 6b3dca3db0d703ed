/* procedure.h - administrative procedures as the files in schemas/procedures declare them
 * (schemas/README.md gives the form): what each asks for, and which papers satisfy it.
 *
 * A set is read once, before threads start, and never changes: all reads are [any]. Everything
 * lent lives until the set is closed. Texts are NFC. */
#ifndef SOHOA_PROCEDURE_H
#define SOHOA_PROCEDURE_H
#include "reading/schema.h"

enum {
    SOHOA_PROCEDURES_MAX = 2048,
    SOHOA_COMPONENTS_MAX = 64, /* of a procedure */
    SOHOA_PAPERS_MAX = 32,     /* that satisfy one component */
    SOHOA_PROCEDURE_ROLES_MAX = 16,
};

/* A text in both languages; a missing one is the other. NULL, NULL: none. */
struct sohoa_words {
    const char *vi, *en;
};
const char *sohoa_words_say(struct sohoa_words words); /* in the language of sohoa_lang_get */

struct sohoa_names {
    const char *const *items;
    size_t count;
};

/* One kind of paper that satisfies a component. */
struct sohoa_procedure_paper {
    const char *schema;
    struct sohoa_names as; /* the roles of the paper in which the person may stand; none: any */
    unsigned forms;        /* bits 1 << enum sohoa_paper_form that are accepted; 0: any */
    uint32_t months;       /* it counts for so long since its issue; 0: as the schema says */
};

enum sohoa_component_kind {
    SOHOA_COMPONENT_HELD = 1, /* a paper: one that is held does */
    SOHOA_COMPONENT_FILLED,   /* a declaration made anew each time: `prefill` fills it */
    SOHOA_COMPONENT_SHOWN,    /* only shown at the desk and given back: a card */
    SOHOA_COMPONENT_NEW,      /* of this very case (the paper to certify): nothing held does */
};
const char *sohoa_component_kind_name(enum sohoa_component_kind kind); /* "held" */

struct sohoa_component {
    const char *name;                     /* "birth-notice": small letters, digits, '-' */
    struct sohoa_words title, when, note; /* when: asked for only then, which a person knows */
    enum sohoa_component_kind kind;
    struct sohoa_names roles; /* of the procedure: whose paper it is, any of them; may be none */
    const struct sohoa_procedure_paper *papers;
    size_t paper_count;
};

struct sohoa_procedure {
    const char *code; /* "1.001193" */
    struct sohoa_words title;
    const char *authority, *path;                /* authority may be NULL */
    const struct sohoa_schema_version *versions; /* legal basis with its dates */
    const struct sohoa_schema_role *roles;
    const struct sohoa_component *components;
    size_t version_count, role_count, component_count;
};

struct sohoa_procedures;
/* Reads every *.yaml directly below the folders in turn; a folder that is missing is left out, a
 * later folder's procedure takes the place of one with the same code. Papers and roles that
 * `schemas` lacks are mistakes (schemas NULL: not looked at). FATAL: the first mistake, with file,
 * line and column. [setup] */
int sohoa_procedures_open(const char *const *folders, size_t count,
                          const struct sohoa_schemas *schemas, struct sohoa_procedures **ret,
                          struct sohoa_err *err);
void sohoa_procedures_close(struct sohoa_procedures *set); /* NULL is fine */
size_t sohoa_procedures_count(const struct sohoa_procedures *set);
/* By code. */
const struct sohoa_procedure *sohoa_procedures_at(const struct sohoa_procedures *set, size_t index);
/* A local suffix ("1.001193.H38") names the same procedure, unless it has a file of its own. */
const struct sohoa_procedure *sohoa_procedures_find(const struct sohoa_procedures *set,
                                                    const char *code);
struct sohoa_config;
/* Those in `procedures` below the folders that sohoa_schemas_usual reads. [setup] */
int sohoa_procedures_usual(const struct sohoa_config *config, const struct sohoa_schemas *schemas,
                           struct sohoa_procedures **ret, struct sohoa_err *err);

/* Reads one file or, for tests, bytes; found() hears every mistake ("file:line:column: what").
 * OK: *ret is a set of that one procedure. */
int sohoa_procedure_read(const char *path, const struct sohoa_schemas *schemas,
                         sohoa_schema_fault *found, void *arg, struct sohoa_procedures **ret,
                         struct sohoa_err *err);
int sohoa_procedure_parse(const char *name, const void *data, size_t size,
                          const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                          struct sohoa_procedures **ret, struct sohoa_err *err);
#endif
