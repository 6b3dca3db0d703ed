/* audit_key.c - the key of the access record: found, made for a store that has none, refused when
 * it is missing, open to others, inside the store, or not the one the store's record was kept with.
 * A name in place is always a whole file: keys are written under another name and linked. [any] */
#include "query/audit_parts.h"

#include "host/paths.h"
#include "host/write_all.h"
#include "record/masters.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_KEY "/etc/sohoa/audit.key"
#define KEY_TEXT (AUDIT_KEY_BYTES * 2)

void sohoa_audit_key_from(const unsigned char bytes[AUDIT_KEY_BYTES], struct sohoa_audit_key *ret)
{
    static const char *const uses[] = {"sohoa audit line", "sohoa audit person", "sohoa audit key"};
    struct sohoa_mac root;
    char derived[3][SOHOA_AUDIT_HASH_SIZE];
    sohoa_mac_begin(&root, bytes, AUDIT_KEY_BYTES);
    for (size_t i = 0; i < 3; i++)
        sohoa_mac_hex(&root, uses[i], strlen(uses[i]), derived[i]);
    sohoa_mac_begin(&ret->line, derived[0], SOHOA_AUDIT_HASH_SIZE - 1);
    sohoa_mac_begin(&ret->person, derived[1], SOHOA_AUDIT_HASH_SIZE - 1);
    memcpy(ret->id, derived[2], AUDIT_KEY_ID_SIZE - 1);
    ret->id[AUDIT_KEY_ID_SIZE - 1] = '\0';
    explicit_bzero(derived, sizeof derived);
    explicit_bzero(&root, sizeof root);
}

/* ---- small files ---- */

/* At most room - 1 bytes of a small file with a NUL. 0 or an errno. */
static int read_small(const char *path, char *buf, size_t room, mode_t *ret_mode)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno;
    ssize_t n = fstat(fd, &st) == 0 ? read(fd, buf, room - 1) : -1;
    int bad = n < 0 ? errno : 0;
    close(fd);
    if (bad)
        return bad;
    buf[n] = '\0';
    buf[strcspn(buf, "\n")] = '\0';
    *ret_mode = st.st_mode;
    return 0;
}

/* Writes a small file that is not there yet, durably. EEXIST: somebody else did. */
static int write_small(const char *path, const char *text)
{
    char temporary[AUDIT_PATH_ROOM], folder[AUDIT_PATH_ROOM], id[SOHOA_ID_SIZE];
    sohoa_id_new(id);
    if (snprintf(temporary, sizeof temporary, "%s.%s", path, id) >= (int)sizeof temporary)
        return ENAMETOOLONG;
    int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno;
    int bad = sohoa_write_all(fd, text, strlen(text));
    if (!bad && fsync(fd) != 0)
        bad = errno;
    close(fd);
    if (!bad && link(temporary, path) != 0)
        bad = errno;
    unlink(temporary);
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (!bad && slash) {
        slash[slash == folder] = '\0';
        bad = sohoa_folder_sync(folder);
    }
    return bad;
}

/* ---- where it is ---- */

static int usual_place(char *buf, size_t room, struct sohoa_err *err)
{
    const char *given = getenv("SOHOA_AUDIT_KEY"), *config = getenv("XDG_CONFIG_HOME");
    char home[PATH_MAX];
    int n;
    if (given && *given) {
        n = snprintf(buf, room, "%s", given);
    } else {
        bool has_config = config && config[0] == '/';
        bool has_home = has_config || sohoa_path_home(home, sizeof home) == 0;
        n = has_home ? snprintf(buf, room, "%s%s/sohoa/audit.key", has_config ? config : home,
                                has_config ? "" : "/.config")
                     : 0;
        if ((!has_home || access(buf, F_OK) != 0) && access(SYSTEM_KEY, F_OK) == 0)
            n = snprintf(buf, room, "%s", SYSTEM_KEY);
    }
    if (n > 0 && (size_t)n < room)
        return SOHOA_OK;
    return sohoa_fail(err, SOHOA_FATAL,
                      "no place for the key of the access record: set SOHOA_AUDIT_KEY");
}

/* A key beside the data would go wherever the data goes. */
static int check_outside(const char *store, const char *path, struct sohoa_err *err)
{
    char folder[AUDIT_PATH_ROOM], real[PATH_MAX], real_store[PATH_MAX];
    (void)snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    if (!realpath(slash ? folder : ".", real) || !realpath(store, real_store))
        return SOHOA_OK; /* a folder that is not there yet is made, and not in the store */
    size_t n = strlen(real_store);
    if (strncmp(real, real_store, n) == 0 && (real[n] == '/' || real[n] == '\0'))
        return sohoa_fail(err, SOHOA_FATAL,
                          "the key of the access record, %s, must not lie in the store", path);
    return SOHOA_OK;
}

/* ---- reading and making ---- */

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

static int decode(const char *path, const char *text, struct sohoa_audit_key *ret,
                  struct sohoa_err *err)
{
    unsigned char bytes[AUDIT_KEY_BYTES];
    bool fits = strlen(text) == KEY_TEXT;
    for (size_t i = 0; fits && i < AUDIT_KEY_BYTES; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
        fits = high >= 0 && low >= 0;
        bytes[i] = (unsigned char)(fits ? high << 4 | low : 0);
    }
    if (!fits)
        return sohoa_fail(err, SOHOA_FATAL,
                          "%s is no key of an access record: 64 hexadecimal digits", path);
    sohoa_audit_key_from(bytes, ret);
    explicit_bzero(bytes, sizeof bytes);
    return SOHOA_OK;
}

static int read_key(const char *path, struct sohoa_audit_key *ret, struct sohoa_err *err)
{
    char text[KEY_TEXT + 8];
    mode_t mode = 0;
    int bad = read_small(path, text, sizeof text, &mode);
    if (bad == ENOENT || bad == ENOTDIR)
        return SOHOA_END;
    if (bad)
        return sohoa_fail_errno(err, SOHOA_FATAL, bad,
                                "cannot read the key of the access record %s", path);
    int rc = mode & 077 ? sohoa_fail(err, SOHOA_FATAL,
                                     "the key of the access record %s is open to others: chmod "
                                     "600",
                                     path)
                        : decode(path, text, ret, err);
    explicit_bzero(text, sizeof text);
    return rc;
}

static int make_above(const char *path)
{
    char folder[AUDIT_PATH_ROOM];
    (void)snprintf(folder, sizeof folder, "%s", path);
    for (char *p = folder + 1; *p; p++) {
        if (*p != '/')
            continue;
        *p = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            return errno;
        *p = '/';
    }
    return 0;
}

static int make_key(const char *path, struct sohoa_err *err)
{
    static const char hex[] = "0123456789abcdef";
    unsigned char bytes[AUDIT_KEY_BYTES];
    char text[KEY_TEXT + 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return sohoa_fail_errno(err, SOHOA_FATAL, errno, "no random numbers for a key");
    for (size_t i = 0; i < AUDIT_KEY_BYTES; i++) {
        text[2 * i] = hex[bytes[i] >> 4];
        text[2 * i + 1] = hex[bytes[i] & 15];
    }
    text[KEY_TEXT] = '\n';
    text[KEY_TEXT + 1] = '\0';
    int bad = make_above(path);
    if (!bad)
        bad = write_small(path, text);
    explicit_bzero(bytes, sizeof bytes);
    explicit_bzero(text, sizeof text);
    if (!bad || bad == EEXIST)
        return SOHOA_OK;
    return sohoa_fail_errno(err, SOHOA_FATAL, bad,
                            "cannot make the key of the access record %s (SOHOA_AUDIT_KEY names "
                            "another place)",
                            path);
}

/* ---- the store's own note of which key it is ---- */

static int note_path(const char *store, char *buf, size_t room, struct sohoa_err *err)
{
    int n = snprintf(buf, room, "%s/audit/key", store);
    return n > 0 && (size_t)n < room
               ? SOHOA_OK
               : sohoa_fail(err, SOHOA_FATAL, "the path %s is too long", store);
}

/* END: the store has no access record yet. */
static int read_note(const char *note, char ret[AUDIT_KEY_ID_SIZE], struct sohoa_err *err)
{
    mode_t mode = 0;
    char text[64];
    int bad = read_small(note, text, sizeof text, &mode);
    if (bad == ENOENT)
        return SOHOA_END;
    if (bad)
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot read %s", note);
    if (strlen(text) != AUDIT_KEY_ID_SIZE - 1)
        return sohoa_fail(err, SOHOA_FATAL, "%s is damaged", note);
    memcpy(ret, text, AUDIT_KEY_ID_SIZE);
    return SOHOA_OK;
}

static int write_note(const char *note, const char *id, char ret[AUDIT_KEY_ID_SIZE],
                      struct sohoa_err *err)
{
    char text[AUDIT_KEY_ID_SIZE + 1];
    (void)snprintf(text, sizeof text, "%s\n", id);
    int bad = make_above(note); /* a store made before there was an access record */
    if (!bad)
        bad = write_small(note, text);
    if (bad && bad != EEXIST)
        return sohoa_fail_errno(err, SOHOA_FATAL, bad, "cannot write the access record %s", note);
    return read_note(note, ret, err);
}

static int find_or_make(const char *store, const char *path, struct sohoa_audit_key *ret,
                        char **ret_made, struct sohoa_err *err)
{
    char note[AUDIT_PATH_ROOM], id[AUDIT_KEY_ID_SIZE];
    int rc = note_path(store, note, sizeof note, err);
    if (rc == SOHOA_OK)
        rc = read_note(note, id, err);
    if (rc != SOHOA_OK && rc != SOHOA_END)
        return rc;
    bool known = rc == SOHOA_OK;
    rc = read_key(path, ret, err);
    if (rc == SOHOA_END && known)
        return sohoa_fail(err, SOHOA_FATAL,
                          "the key of the access record, %s, is missing; without it nothing is "
                          "read: put it back, or name it by SOHOA_AUDIT_KEY",
                          path);
    if (rc == SOHOA_END) {
        rc = make_key(path, err);
        if (rc == SOHOA_OK)
            rc = read_key(path, ret, err);
        if (rc == SOHOA_OK && ret_made)
            *ret_made = strdup(path);
    }
    if (rc == SOHOA_OK && !known)
        rc = write_note(note, ret->id, id, err);
    if (rc == SOHOA_OK && strcmp(id, ret->id) != 0)
        return sohoa_fail(err, SOHOA_FATAL,
                          "the access record of %s is kept with the key %s, but %s is the key %s",
                          store, id, path, ret->id);
    return rc;
}

int sohoa_audit_key_open(const char *store, const char *path, struct sohoa_audit_key *ret,
                         char **ret_made, struct sohoa_err *err)
{
    char usual[AUDIT_PATH_ROOM];
    struct sohoa_audit_key key;
    char *made = NULL;
    int rc = SOHOA_OK;
    const char *env = getenv("SOHOA_AUDIT_KEY");
    if (!path || (env && *env)) {
        rc = usual_place(usual, sizeof usual, err);
        path = usual;
    }
    if (rc == SOHOA_OK)
        rc = check_outside(store, path, err);
    if (rc == SOHOA_OK)
        rc = find_or_make(store, path, &key, &made, err);
    if (rc == SOHOA_OK)
        *ret = key;
    if (rc == SOHOA_OK && ret_made)
        *ret_made = made;
    else
        free(made);
    explicit_bzero(&key, sizeof key);
    return rc;
}
