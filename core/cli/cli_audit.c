/* cli_audit.c - what a command answers or changes goes on the access record before it is printed:
 * by which user of the system, from which terminal, why. Main thread only. */
#include "cli/cli.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_ROOM 256

/* The user's name, or the number of one that has none. */
static void name_of(uid_t uid, char ret[NAME_ROOM])
{
    struct passwd entry, *found = NULL;
    char strings[4096];
    if (getpwuid_r(uid, &entry, strings, sizeof strings, &found) == 0 && found)
        (void)snprintf(ret, NAME_ROOM, "%s", found->pw_name);
    else
        (void)snprintf(ret, NAME_ROOM, "%ld", (long)uid);
}

/* Who logged in, which sudo does not change; -1: nobody did, as for a service. */
static long login_uid(void)
{
    char text[32] = "";
    FILE *f = fopen("/proc/self/loginuid", "re");
    if (!f)
        return -1;
    bool got = fgets(text, sizeof text, f) != NULL;
    (void)fclose(f);
    unsigned long uid = got ? strtoul(text, NULL, 10) : UINT32_MAX;
    return uid >= UINT32_MAX ? -1 : (long)uid;
}

static void describe_user(char *buf, size_t room)
{
    char name[NAME_ROOM], login[NAME_ROOM];
    long uid = login_uid();
    name_of(getuid(), name);
    if (uid < 0 || uid == (long)getuid()) {
        (void)snprintf(buf, room, "os:%s", name);
        return;
    }
    name_of((uid_t)uid, login);
    (void)snprintf(buf, room, "os:%s (%s)", name, login);
}

/* The machine, the terminal if there is one, and where a remote login came from. */
static void describe_place(char *buf, size_t room)
{
    char host[NAME_ROOM] = "", tty[NAME_ROOM] = "";
    const char *ssh = getenv("SSH_CONNECTION");
    if (gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    for (int fd = 0; fd <= 2 && !tty[0]; fd++)
        if (!isatty(fd) || ttyname_r(fd, tty, sizeof tty) != 0)
            tty[0] = '\0';
    int n = snprintf(buf, room, "%s%s%s", host, tty[0] ? " " : "", tty);
    if (ssh && *ssh && n > 0 && (size_t)n < room)
        (void)snprintf(buf + n, room - (size_t)n, " ssh %.*s", (int)strcspn(ssh, " "), ssh);
}

int cli_audit_open(struct cli *cli)
{
    struct sohoa_audit_options options = {.key = sohoa_config_text(cli->config, "audit_key", NULL)};
    struct sohoa_err err = {0};
    char *made = NULL;
    if (cli->audit)
        return CODE_OK;
    if (sohoa_audit_open(sohoa_records_dir(cli->records), &options, &cli->audit, &made, &err) !=
        SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    if (made)
        sohoa_log(SOHOA_INFO,
                  "the key of the access record is new: %s; keep a copy apart from the store, "
                  "without it the record cannot be checked nor the store read",
                  made);
    free(made);
    return CODE_OK;
}

int cli_audit(struct cli *cli, const char *action, const char *what,
              const struct sohoa_whose *whose, const char *outcome)
{
    char who[2 * NAME_ROOM + 16], from[2 * NAME_ROOM + 128];
    struct sohoa_err err = {0};
    int code = cli_audit_open(cli);
    if (code != CODE_OK)
        return code;
    describe_user(who, sizeof who);
    describe_place(from, sizeof from);
    const char *why = cli->given.purpose ? cli->given.purpose
                                         : sohoa_config_text(cli->config, "purpose", cli->command);
    struct sohoa_audit_entry entry = {
        .who = who,
        .from = from,
        .action = action,
        .call = cli->command,
        .what = what,
        .whose = whose,
        .why = why,
        .outcome = outcome,
    };
    if (sohoa_audit_record(cli->audit, &entry, &err) != SOHOA_OK)
        return cli_error(&err, CODE_STORE);
    return CODE_OK;
}

int cli_audit_dossier(struct cli *cli, const char *action,
                      const struct sohoa_dossier_record *dossier, const char *outcome)
{
    struct sohoa_whose whose = {0};
    sohoa_whose_documents(&whose, dossier->documents);
    int code = cli_audit(cli, action, dossier->id, &whose, outcome);
    sohoa_whose_clear(&whose);
    return code;
}

int cli_audit_ended(struct cli *cli, const char *what, int code)
{
    int recorded = cli_audit(cli, "change", what, NULL, code == CODE_OK ? "ok" : "failed");
    return code == CODE_OK ? recorded : code;
}
