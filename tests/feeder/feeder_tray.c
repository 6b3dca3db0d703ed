/* feeder_tray.c - the paper in the tray of the virtual feeder; see feeder_tray.h. */
#include "feeder_tray.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <unistd.h>

bool tray_path(const char *dir, const char *name, char *ret_path, size_t room)
{
    int n = snprintf(ret_path, room, "%s/%s", dir, name);
    return n > 0 && (size_t)n < room;
}

static bool is_picture(const char *name)
{
    static const char *const endings[] = {".png", ".pnm", ".pgm",  ".pbm",  ".ppm",
                                          ".tif", ".jpg", ".tiff", ".jpeg", NULL};
    const char *dot = strrchr(name, '.');
    if (!dot || name[0] == '.' || strncmp(name, "glass.", 6) == 0)
        return false;
    for (int i = 0; endings[i]; i++)
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    return false;
}

/* "007-b.png" -> "007", true. */
static bool split_name(const char *file, char *name)
{
    static const char *const backs[] = {"-b", ".back"};
    static const char *const fronts[] = {"-a", ".front"};
    size_t size = (size_t)(strrchr(file, '.') - file);
    memcpy(name, file, size);
    name[size] = '\0';
    for (size_t i = 0; i < 2; i++) {
        size_t nb = strlen(backs[i]);
        size_t nf = strlen(fronts[i]);
        if (size > nb && strcmp(name + size - nb, backs[i]) == 0) {
            name[size - nb] = '\0';
            return true;
        }
        if (size > nf && strcmp(name + size - nf, fronts[i]) == 0) {
            name[size - nf] = '\0';
            return false;
        }
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strverscmp(((const struct tray_sheet *)a)->name, ((const struct tray_sheet *)b)->name);
}

/* Puts the two sides of one sheet together; the sheets are sorted. */
static void join_sides(struct tray *tray)
{
    size_t kept = 0;
    for (size_t i = 0; i < tray->count; i++) {
        struct tray_sheet *s = &tray->sheets[i];
        struct tray_sheet *last = kept ? &tray->sheets[kept - 1] : NULL;
        if (!last || strcmp(last->name, s->name) != 0) {
            tray->sheets[kept++] = *s;
            continue;
        }
        if (s->front[0])
            memcpy(last->front, s->front, sizeof last->front);
        if (s->back[0])
            memcpy(last->back, s->back, sizeof last->back);
    }
    tray->count = kept;
}

static int read_sheets(struct tray *tray)
{
    DIR *dir = opendir(tray->dir);
    if (!dir)
        return -1;
    size_t room = 0;
    int rc = 0;
    for (struct dirent *e; rc == 0 && (e = readdir(dir));) {
        if (!is_picture(e->d_name) || strlen(e->d_name) >= TRAY_NAME_MAX)
            continue;
        if (tray->count == room) {
            room = room ? room * 2 : 64;
            struct tray_sheet *sheets = room <= (size_t)2 * TRAY_SHEETS_MAX
                                            ? realloc(tray->sheets, room * sizeof *sheets)
                                            : NULL;
            if (!sheets) {
                rc = -1;
                break;
            }
            tray->sheets = sheets;
        }
        struct tray_sheet *s = &tray->sheets[tray->count++];
        memset(s, 0, sizeof *s);
        bool back = split_name(e->d_name, s->name);
        memcpy(back ? s->back : s->front, e->d_name, strlen(e->d_name));
    }
    (void)closedir(dir);
    if (rc == 0 && tray->count) {
        qsort(tray->sheets, tray->count, sizeof *tray->sheets, by_name);
        join_sides(tray);
    }
    return rc;
}

static FILE *open_in(const char *dir, const char *name, const char *mode)
{
    char path[TRAY_PATH_MAX];
    return tray_path(dir, name, path, sizeof path) ? fopen(path, mode) : NULL;
}

/* The next word of a line; NULL: none is left. Cuts the line. */
static char *next_word(char **at)
{
    *at += strspn(*at, " \t\n");
    char *word = *at;
    *at += strcspn(*at, " \t\n");
    if (*at == word)
        return NULL;
    if (**at)
        *(*at)++ = '\0';
    return word;
}

static void read_faults(struct tray *tray)
{
    FILE *file = open_in(tray->dir, "faults", "re");
    char line[256];
    while (file && tray->fault_count < TRAY_FAULTS_MAX && fgets(line, sizeof line, file)) {
        struct tray_fault f = {0};
        char *at = line;
        const char *sheet = next_word(&at);
        const char *kind = next_word(&at);
        const char *number = next_word(&at);
        if (!kind || sheet[0] == '#')
            continue;
        (void)snprintf(f.sheet, sizeof f.sheet, "%s", sheet);
        (void)snprintf(f.kind, sizeof f.kind, "%s", kind);
        f.number = number ? strtol(number, NULL, 10) : 0;
        tray->faults[tray->fault_count++] = f;
    }
    if (file)
        (void)fclose(file);
}

static void mark_out(struct tray *tray, const char *name)
{
    for (size_t i = 0; i < tray->count; i++)
        if (strcmp(tray->sheets[i].name, name) == 0)
            tray->sheets[i].out = true;
}

static void read_state(struct tray *tray)
{
    FILE *file = open_in(tray->dir, ".state", "re");
    char line[TRAY_NAME_MAX + 32];
    while (file && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *at = line;
        const char *what = next_word(&at); /* a sheet's name is the rest: it may hold blanks */
        long number = strtol(at, NULL, 10);
        if (!what)
            continue;
        if (strcmp(what, "out") == 0)
            mark_out(tray, at);
        else if (strcmp(what, "done") == 0 && number >= 0 && (size_t)number < tray->fault_count)
            tray->faults[number].done = true;
        else if (strcmp(what, "absent") == 0)
            tray->absent = number;
        else if (strcmp(what, "fed") == 0)
            tray->fed = number;
    }
    if (file)
        (void)fclose(file);
}

int tray_begin(struct tray *tray, const char *dir)
{
    char path[TRAY_PATH_MAX];
    memset(tray, 0, sizeof *tray);
    tray->lock = -1;
    if (!tray_path(dir, ".lock", path, sizeof path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(tray->dir, dir, strlen(dir) + 1);
    tray->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (tray->lock < 0)
        return -1;
    if (flock(tray->lock, LOCK_EX) != 0 || read_sheets(tray) != 0)
        return -1;
    read_faults(tray);
    read_state(tray);
    return 0;
}

static int write_state(const struct tray *tray, FILE *file)
{
    (void)fprintf(file, "absent %ld\nfed %ld\n", tray->absent, tray->fed);
    for (size_t i = 0; i < tray->count; i++)
        if (tray->sheets[i].out)
            (void)fprintf(file, "out %s\n", tray->sheets[i].name);
    for (size_t i = 0; i < tray->fault_count; i++)
        if (tray->faults[i].done)
            (void)fprintf(file, "done %zu\n", i);
    return fflush(file) == 0 && fsync(fileno(file)) == 0 ? 0 : -1;
}

int tray_commit(struct tray *tray)
{
    char from[TRAY_PATH_MAX];
    char to[TRAY_PATH_MAX];
    if (!tray_path(tray->dir, ".state.new", from, sizeof from) ||
        !tray_path(tray->dir, ".state", to, sizeof to))
        return -1;
    FILE *file = fopen(from, "we");
    if (!file)
        return -1;
    int rc = write_state(tray, file);
    if (fclose(file) != 0 || rc != 0 || rename(from, to) != 0)
        return -1;
    int dir = open(tray->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0)
        return -1;
    rc = fsync(dir);
    (void)close(dir);
    return rc;
}

void tray_end(struct tray *tray)
{
    free(tray->sheets);
    tray->sheets = NULL;
    tray->count = 0;
    if (tray->lock >= 0)
        (void)close(tray->lock);
    tray->lock = -1;
}

struct tray_sheet *tray_top(struct tray *tray)
{
    for (size_t i = 0; i < tray->count; i++)
        if (!tray->sheets[i].out)
            return &tray->sheets[i];
    return NULL;
}

struct tray_sheet *tray_find(struct tray *tray, const char *sheet)
{
    for (size_t i = 0; i < tray->count; i++)
        if (strcmp(tray->sheets[i].name, sheet) == 0)
            return &tray->sheets[i];
    char *end;
    unsigned long number = strtoul(sheet, &end, 10);
    return *end == '\0' && number >= 1 && number <= tray->count ? &tray->sheets[number - 1] : NULL;
}

struct tray_fault *tray_fault(struct tray *tray, const struct tray_sheet *sheet, const char *kind)
{
    for (size_t i = 0; i < tray->fault_count; i++) {
        struct tray_fault *f = &tray->faults[i];
        if (!f->done && strcmp(f->kind, kind) == 0 && tray_find(tray, f->sheet) == sheet)
            return f;
    }
    return NULL;
}
