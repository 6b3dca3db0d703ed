/* cli_person.h - what the commands about persons share. Main thread only. */
#ifndef SOHOA_CLI_PERSON_H
#define SOHOA_CLI_PERSON_H
#include "cli/cli.h"
#include "query/person.h"
#include "reading/schema.h"

/* CODE_OK, or CODE_USAGE after a message. */
int cli_person(const char *text, struct sohoa_given *ret);
/* The papers that the configuration names, else the shipped and the user's; to be closed. */
int cli_schemas(struct cli *cli, struct sohoa_schemas **ret);
/* Says why a query failed: CODE_USAGE for what the caller can change, else CODE_STORE. */
int cli_query_error(int rc, const struct sohoa_err *err);
/* Everybody whom an answer names. */
void cli_whose(struct sohoa_whose *whose, const json_t *answer);
/* Puts on the access record what is about to be told, and of whom. */
int cli_audit_answer(struct cli *cli, const char *action, const char *what, const json_t *answer);
#endif
