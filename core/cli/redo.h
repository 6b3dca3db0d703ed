/* redo.h - what is named on the command line to be done again: pages, or dossiers to be read. */
#ifndef SOHOA_CLI_REDO_H
#define SOHOA_CLI_REDO_H
#include "cli/runs.h"

struct page_list {
    struct sohoa_run_page *items; /* free() at the end */
    size_t count, room;
    bool read;      /* dossiers are only read again */
    bool keep;      /* pages are kept whatever a stage says */
    uint32_t turn;  /* pages are turned clockwise by so many degrees, */
    const char *by; /* ... says this one; lent */
};
/* number counts in the batch, 0 = all its pages. False: out of memory. */
bool page_list_add(struct page_list *list, const char *batch, uint32_t number, bool keep);
/* Each adds to the list; CODE_OK or a code after a message. */
/* The pages of a dossier (place 0: all), or the dossier when only read. */
int page_list_dossier(struct cli *cli, const char *name, uint32_t place, struct page_list *list);
/* The pages of every document of this kind, or their dossiers. */
int page_list_schema(struct cli *cli, const char *schema, struct page_list *list);
int page_list_all(struct cli *cli, struct page_list *list);
/* Runs them; gives the exit code. */
int page_list_redo(struct run *run, const struct page_list *list);
/* The page is what this person says (blank or separator); the dossier is read again without it.
 * Gives the exit code. operator_ NULL: a message says that a name is needed. */
int page_mark(struct run *run, const char *name, uint32_t place, enum sohoa_page_state state,
              const char *operator_);
#endif
