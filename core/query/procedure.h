/* procedure.h - administrative procedures as schemas/procedures/NAME.yaml declare them
 * (schemas/README.md gives the form): what each asks for, and which papers satisfy it.
 *
 * A set is read once, before threads start, and never changes: all reads are [any]. Everything
 * lent lives until the set is closed. Texts are NFC. */
#ifndef SOHOA_PROCEDURE_H
#define SOHOA_PROCEDURE_H
#include "reading/schema.h"

enum {
    SOHOA_PROCEDURES_MAX = 2048,
    SOHOA_COMPONENTS_MAX = 64,
    SOHOA_PAPERS_MAX = 32, /* that satisfy one component */
};

/* One paper that satisfies a component. */
struct sohoa_procedure_paper {
    const char *schema;
    const char *const *as; /* the roles of the paper in which the person may stand; count 0: any */
    size_t as_count;
    unsigned forms;      /* bits 1 << enum sohoa_paper_form that are accepted; 0: any */
    uint32_t valid_days; /* since its issue (or its receipt); 0: the schema's own, or no end */
};

enum sohoa_component_kind {
    SOHOA_COMPONENT_HELD = 1, /* a paper: one that is held does */
    SOHOA_COMPONENT_FILLED,   /* a declaration made anew each time: `prefill` fills it */
    SOHOA_COMPONENT_SHOWN,    /* only shown at the desk, never kept (a card): its data are held */
    SOHOA_COMPONENT_NEW,      /* about this very case (the paper to certify): nothing held does */
};
struct sohoa_component {
    const char *name;    /* "birth-notice": small letters, digits, '-' */
    const char *vi, *en; /* as people call it; en may be NULL */
    enum sohoa_component_kind kind;
    const char *role; /* of the procedure: whose paper; NULL: of nobody in particular */
    bool optional;    /* asked for only when `when` holds, which a person knows */
    const char *when; /* in words, NULL: always */
    const char *note; /* in words, may be NULL */
    const struct sohoa_procedure_paper *papers;
    size_t paper_count;
};

struct sohoa_procedure {
    const char *code;    /* "1.001193" */
    const char *vi, *en; /* en may be NULL */
    const char *authority;
    const char *path;
    const struct sohoa_schema_version *versions; /* legal basis with its dates */
    const struct sohoa_schema_role *roles;
    const struct sohoa_component *components;
    size_t version_count, role_count, component_count;
};

struct sohoa_procedures;
/* Reads every *.yaml directly below the folders in turn, as sohoa_schemas_open does; a later
 * folder's procedure takes the place of one with the same code. Papers that `schemas` lacks are a
 * mistake (schemas NULL: not looked at). FATAL: the first mistake, with file, line and column.
 * [setup] */
int sohoa_procedures_open(const char *const *folders, size_t count,
                          const struct sohoa_schemas *schemas, struct sohoa_procedures **ret,
                          struct sohoa_err *err);
void sohoa_procedures_close(struct sohoa_procedures *set); /* NULL is fine */
size_t sohoa_procedures_count(const struct sohoa_procedures *set);
const struct sohoa_procedure *sohoa_procedures_at(const struct sohoa_procedures *set, size_t index);
/* By code; a local suffix ("1.001193.H38") names the same procedure unless it has its own file. */
const struct sohoa_procedure *sohoa_procedures_find(const struct sohoa_procedures *set,
                                                    const char *code);
/* Those of the folders `procedures` below the folders that sohoa_schemas_usual reads. [setup] */
struct sohoa_config;
int sohoa_procedures_usual(const struct sohoa_config *config, const struct sohoa_schemas *schemas,
                           struct sohoa_procedures **ret, struct sohoa_err *err);

/* Reads one file or, for tests, bytes; found() hears every mistake ("file:line:column: what"). */
int sohoa_procedure_read(const char *path, const struct sohoa_schemas *schemas,
                         sohoa_schema_fault *found, void *arg, struct sohoa_procedures **ret,
                         struct sohoa_err *err);
int sohoa_procedure_parse(const char *name, const void *data, size_t size,
                          const struct sohoa_schemas *schemas, sohoa_schema_fault *found, void *arg,
                          struct sohoa_procedures **ret, struct sohoa_err *err);
#endif
