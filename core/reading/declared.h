/* declared.h - what is declared in YAML files (papers, procedures), read into a set by name. A file
 * of a later folder takes the place of one of the same name; twice in one folder is a mistake.
 * Not for other components. One owner while it is made; then read only, [any]. */
#ifndef SOHOA_DECLARED_H
#define SOHOA_DECLARED_H
#include "reading/schema_load.h"

struct sohoa_declaration {
    const char *name, *path; /* lent from the box, like what */
    const void *what;
    struct schema_box *box; /* owned */
};
struct sohoa_declared {
    struct sohoa_declaration *items; /* by name */
    size_t count;
};

struct sohoa_declaring { /* of one set; lives while it is made */
    size_t most;         /* declarations in a set */
    /* Makes what the tree declares in the loader's box: ret's name and what. Mistakes go to the
     * loader. */
    void (*load)(struct loader *l, const struct sohoa_yaml *tree, const void *context,
                 struct sohoa_declaration *ret);
    const void *context;
    sohoa_schema_fault *found; /* told of every mistake; NULL: nobody */
    void *arg;
    struct sohoa_err *err; /* gets the first */
};

/* One file; data NULL: the file of that name, else name stands for it in messages. FATAL: it holds
 * mistakes, cannot be read, or memory is out; the set is as before. */
int sohoa_declared_add(const struct sohoa_declaring *how, const char *name, const void *data,
                       size_t size, struct sohoa_declared *set);
/* All *.yaml of folders, in order; one that is not there holds none. On failure the set holds what
 * came before. */
int sohoa_declared_read(const struct sohoa_declaring *how, const char *const *folders, size_t count,
                        struct sohoa_declared *set);
const void *sohoa_declared_find(const struct sohoa_declared *set, const char *name);
void sohoa_declared_clear(struct sohoa_declared *set);
#endif
