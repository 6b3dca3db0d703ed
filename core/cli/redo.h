/* redo.h - pages named on the command line that go through the chain again. */
#ifndef SOHOA_CLI_REDO_H
#define SOHOA_CLI_REDO_H
#include "cli/runs.h"

struct page_list {
    struct sohoa_run_page *items; /* free() at the end */
    size_t count;
    const char *batch; /* while a dossier is walked */
};
/* number counts in the batch, 0 = all its pages. False: out of memory. */
bool page_list_add(struct page_list *list, const char *batch, uint32_t number, bool keep);
/* Adds the pages of a dossier (place 0: all); CODE_OK or a code after a message. */
int page_list_dossier(struct cli *cli, const char *name, uint32_t place, bool keep,
                      struct page_list *list);
/* Runs them; gives the exit code. */
int page_list_redo(struct run *run, const struct page_list *list);
#endif
