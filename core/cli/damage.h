/* damage.h - a database so damaged that reading it crashes is told, not left to the shell. */
#ifndef SOHOA_CLI_DAMAGE_H
#define SOHOA_CLI_DAMAGE_H

/* From now on a page of the database that cannot be brought from the disk, or that leads its engine
 * astray, ends the process with a message in the language now chosen and CODE_STORE. Any other bad
 * access ends it as before. [main thread, once] */
void cli_watch_database(void);
#endif
