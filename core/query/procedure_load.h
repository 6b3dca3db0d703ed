/* procedure_load.h - what the files that read procedures share. Not for other components. */
#ifndef SOHOA_PROCEDURE_LOAD_H
#define SOHOA_PROCEDURE_LOAD_H
#include "query/procedure.h"
#include "reading/schema_load.h"

struct procedure_loader {
    struct loader loader;                /* its box's arena holds everything */
    const struct sohoa_schemas *schemas; /* NULL: papers are not looked up */
};
/* The procedure of a tree; mistakes are told to the loader. */
void sohoa_procedure_load(struct procedure_loader *pl, const struct sohoa_yaml *root,
                          struct sohoa_procedure *ret);
#endif
