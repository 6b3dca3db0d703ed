/* cli_sign.c - see cli_sign.h. Passwords come from a file, the environment or the terminal, never
 * from the command line, where every user of the machine could read them. */
#include "cli/cli_sign.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define COPY_USUAL "Sao y"

struct secret {
    const char *file, *variable;
    bool failed; /* told already */
};

/* ---- passwords ------------------------------------------------------------------------------- */

/* The first line of what a descriptor gives. */
static bool read_line(int fd, char *buf, size_t room)
{
    size_t at = 0;
    while (at < room) {
        ssize_t n = read(fd, buf + at, room - at);
        if (n < 0)
            return false;
        at += (size_t)n;
        if (n == 0 || memchr(buf, '\n', at))
            break;
    }
    const char *end = memchr(buf, '\n', at);
    size_t length = end ? (size_t)(end - buf) : at;
    if (length >= room)
        return false;
    if (length > 0 && buf[length - 1] == '\r')
        length--;
    buf[length] = '\0';
    return true;
}

static bool read_secret_file(struct secret *s, char *buf, size_t room)
{
    int fd = open(s->file, O_RDONLY | O_CLOEXEC);
    bool sound = fd >= 0 && read_line(fd, buf, room);
    if (!sound) {
        sohoa_log(SOHOA_ERROR, "cannot read the password file %s: %s", s->file,
                  fd < 0 ? strerror(errno) : sohoa_tr("its first line is too long"));
        s->failed = true;
    }
    if (fd >= 0)
        (void)close(fd);
    return sound;
}

/* Asks on the terminal, without showing what is typed. */
static bool ask(const char *what, char *buf, size_t room)
{
    struct termios before, quiet;
    char line[512];
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    bool sound = tcgetattr(fd, &before) == 0;
    if (sound) {
        int n = snprintf(line, sizeof line, sohoa_tr("Password or PIN of %s: "), what);
        quiet = before;
        quiet.c_lflag &= ~(tcflag_t)ECHO;
        sound = tcsetattr(fd, TCSAFLUSH, &quiet) == 0 &&
                write(fd, line, strnlen(line, (size_t)n)) > 0 && read_line(fd, buf, room);
        (void)tcsetattr(fd, TCSAFLUSH, &before);
        (void)!write(fd, "\n", 1);
    }
    (void)close(fd);
    return sound;
}

static bool find_secret(void *arg, const char *what, char *buf, size_t room)
{
    struct secret *s = arg;
    const char *kept = getenv(s->variable);
    if (s->file)
        return read_secret_file(s, buf, room);
    if (!kept)
        return ask(what, buf, room);
    return snprintf(buf, room, "%s", kept) < (int)room;
}

/* ---- keys ------------------------------------------------------------------------------------ */

static const char *pick(const struct cli *cli, const char *given, const char *key)
{
    return given ? given : sohoa_config_text(cli->config, key, NULL);
}

static int open_one(const struct sohoa_key_source *source, struct secret *secret,
                    struct cli_signers *ret, enum sohoa_seal_place place, const char *copy)
{
    struct sohoa_err err = {0};
    struct sohoa_signer *signer = NULL;
    if (sohoa_signer_open(source, time(NULL), &signer, &err) != SOHOA_OK)
        return secret->failed ? CODE_USAGE : cli_error(&err, CODE_USAGE);
    ret->signers[place] = signer;
    ret->seals.items[ret->seals.count++] =
        (struct sohoa_seal){.signer = signer, .place = place, .copy = copy};
    return CODE_OK;
}

static int open_operator(struct cli *cli, const struct sign_options *o, struct cli_signers *ret)
{
    struct secret secret = {pick(cli, o->password_file, "sign_password_file"),
                            "SOHOA_SIGN_PASSWORD", false};
    struct sohoa_key_source source = {.key = pick(cli, o->key, "sign_key"),
                                      .certificate = o->certificate,
                                      .module = pick(cli, o->module, "pkcs11_module"),
                                      .password = find_secret,
                                      .arg = &secret};
    if (!o->key) /* the configuration's certificate belongs to its key */
        source.certificate = pick(cli, o->certificate, "sign_cert");
    return source.key ? open_one(&source, &secret, ret, SOHOA_SEAL_OPERATOR, NULL) : CODE_OK;
}

static int open_agency(struct cli *cli, const struct sign_options *o, struct cli_signers *ret)
{
    const char *copy = pick(cli, o->copy, "copy_form");
    struct secret secret = {pick(cli, o->agency_password_file, "agency_password_file"),
                            "SOHOA_AGENCY_PASSWORD", false};
    struct sohoa_key_source source = {.key = pick(cli, o->agency_key, "agency_key"),
                                      .certificate = o->agency_certificate,
                                      .module = pick(cli, o->module, "pkcs11_module"),
                                      .password = find_secret,
                                      .arg = &secret};
    if (!o->agency_key)
        source.certificate = pick(cli, o->agency_certificate, "agency_cert");
    return source.key ? open_one(&source, &secret, ret, SOHOA_SEAL_AGENCY, copy ? copy : COPY_USUAL)
                      : CODE_OK;
}

int cli_sign_open(struct cli *cli, const struct sign_options *o, bool agency,
                  struct cli_signers *ret)
{
    bool given = o->key || o->certificate || o->password_file || o->agency_key ||
                 o->agency_certificate || o->agency_password_file || o->copy;
    if (!o->sign)
        return given ? cli_usage("a key is only used with --sign") : CODE_OK;
    int code = open_operator(cli, o, ret);
    if (code == CODE_OK && agency)
        code = open_agency(cli, o, ret);
    if (code == CODE_OK && ret->seals.count == 0)
        code = cli_usage("--sign needs a key: --key, or sign_key in the configuration");
    if (code != CODE_OK)
        cli_sign_close(ret);
    return code;
}

void cli_sign_close(struct cli_signers *signers)
{
    for (size_t i = 0; i < SOHOA_SEAL_PLACES; i++)
        sohoa_signer_close(signers->signers[i]);
    *signers = (struct cli_signers){0};
}
