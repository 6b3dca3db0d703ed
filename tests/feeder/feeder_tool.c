/* feeder_tool.c - plays the operator of the virtual feeder:
 *   feeder load TRAY FILE...   adds pictures as further sheets, one a file (or NAME-a, NAME-b)
 *   feeder back TRAY SHEET...  puts sheets that left back on top (number from 1, or name; `all`)
 *   feeder take TRAY SHEET...  takes sheets out of the tray
 *   feeder fault TRAY SHEET KIND [NUMBER]  something that will happen once
 *   feeder show TRAY           one line a sheet, then what is due
 * Works while a scan runs. Exit code 0, or 1 with the reason. */
#include "feeder_tray.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char *what, const char *name)
{
    (void)fprintf(stderr, "feeder: %s %s: %s\n", what, name, strerror(errno));
    return 1;
}

static int copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rbe");
    FILE *out = in ? fopen(to, "wbe") : NULL;
    char buffer[1 << 16];
    int rc = out ? 0 : -1;
    size_t n;
    while (rc == 0 && (n = fread(buffer, 1, sizeof buffer, in)) > 0)
        if (fwrite(buffer, 1, n, out) != n)
            rc = -1;
    if (in && (ferror(in) || fclose(in) != 0))
        rc = -1;
    if (out && fclose(out) != 0)
        rc = -1;
    return rc;
}

static int load(const char *dir, char **files)
{
    for (; *files; files++) {
        const char *slash = strrchr(*files, '/');
        char path[TRAY_PATH_MAX];
        if (!tray_path(dir, slash ? slash + 1 : *files, path, sizeof path) ||
            copy_file(*files, path) != 0)
            return failed("cannot load", *files);
    }
    return 0;
}

static int move_sheets(struct tray *tray, char **sheets, bool out)
{
    for (; *sheets; sheets++) {
        if (strcmp(*sheets, "all") == 0) {
            for (size_t i = 0; i < tray->count; i++)
                tray->sheets[i].out = out;
            continue;
        }
        struct tray_sheet *sheet = tray_find(tray, *sheets);
        errno = ENOENT;
        if (!sheet)
            return failed("no such sheet", *sheets);
        sheet->out = out;
    }
    return tray_commit(tray) == 0 ? 0 : failed("cannot write the state of", tray->dir);
}

static int add_fault(const char *dir, char **words)
{
    char path[TRAY_PATH_MAX];
    FILE *file = tray_path(dir, "faults", path, sizeof path) ? fopen(path, "ae") : NULL;
    if (!file || !words[0] || !words[1])
        return failed("cannot note a fault in", dir);
    (void)fprintf(file, "%s %s %s\n", words[0], words[1], words[2] ? words[2] : "");
    return fclose(file) == 0 ? 0 : failed("cannot write", path);
}

static int show(const struct tray *tray)
{
    for (size_t i = 0; i < tray->count; i++) {
        const struct tray_sheet *s = &tray->sheets[i];
        printf("%zu %s %s %s %s\n", i + 1, s->out ? "out" : "in", s->name,
               s->front[0] ? s->front : "-", s->back[0] ? s->back : "-");
    }
    for (size_t i = 0; i < tray->fault_count; i++)
        printf("fault %s %s %ld %s\n", tray->faults[i].sheet, tray->faults[i].kind,
               tray->faults[i].number, tray->faults[i].done ? "done" : "due");
    printf("fed %ld absent %ld\n", tray->fed, tray->absent);
    return 0;
}

int main(int argc, char **argv)
{
    static struct tray tray;
    if (argc < 3) {
        (void)fprintf(stderr, "use: feeder load|back|take|fault|show TRAY ...\n");
        return 1;
    }
    int rc = 1;
    if (tray_begin(&tray, argv[2]) != 0)
        rc = failed("cannot open the tray", argv[2]);
    else if (strcmp(argv[1], "load") == 0)
        rc = load(argv[2], argv + 3);
    else if (strcmp(argv[1], "back") == 0)
        rc = move_sheets(&tray, argv + 3, false);
    else if (strcmp(argv[1], "take") == 0)
        rc = move_sheets(&tray, argv + 3, true);
    else if (strcmp(argv[1], "fault") == 0)
        rc = add_fault(argv[2], argv + 3);
    else if (strcmp(argv[1], "show") == 0)
        rc = show(&tray);
    else
        (void)fprintf(stderr, "feeder: no such command: %s\n", argv[1]);
    tray_end(&tray);
    return rc;
}
