/* feeder_tray.h - the paper in the tray of the virtual feeder: a folder of pictures, and a state
 * file that remembers, as paper does, which sheets have left it.
 *
 * A change is a transaction: tray_begin takes the tray's lock and reads it, tray_commit makes the
 * new state durable (written aside, synced, renamed, folder synced) before it returns, tray_end
 * lets go. Any process and thread may do so at any time; the operator's tool does while a scan
 * runs. */
#ifndef FEEDER_TRAY_H
#define FEEDER_TRAY_H
#include <stdbool.h>
#include <stddef.h>

enum { TRAY_SHEETS_MAX = 100000, TRAY_FAULTS_MAX = 512, TRAY_NAME_MAX = 128, TRAY_PATH_MAX = 1024 };

struct tray_sheet {
    char name[TRAY_NAME_MAX];                       /* what its sides have in common */
    char front[TRAY_NAME_MAX], back[TRAY_NAME_MAX]; /* file names; "" = a white side */
    bool out;                                       /* it has left the tray */
};

struct tray_fault {            /* one line of the file `faults` */
    char sheet[TRAY_NAME_MAX]; /* number in natural order from 1, or name */
    char kind[32];
    long number; /* after the kind, 0 = none */
    bool done;
};

struct tray {
    char dir[TRAY_PATH_MAX];
    int lock;                  /* descriptor, -1 = no transaction */
    struct tray_sheet *sheets; /* natural order */
    size_t count;
    struct tray_fault faults[TRAY_FAULTS_MAX];
    size_t fault_count;
    long absent; /* so many more opens fail: the device is unplugged */
    long fed;    /* sheets that ever left */
};

/* 0, or -1 with errno. */
int tray_begin(struct tray *tray, const char *dir);
int tray_commit(struct tray *tray);
void tray_end(struct tray *tray); /* fine after a failed begin */

/* The top sheet; NULL when the tray is empty. */
struct tray_sheet *tray_top(struct tray *tray);
/* By number in natural order from 1, or by name; NULL: no such sheet. */
struct tray_sheet *tray_find(struct tray *tray, const char *sheet);
/* The first fault of that kind that waits for that sheet; NULL: none. */
struct tray_fault *tray_fault(struct tray *tray, const struct tray_sheet *sheet, const char *kind);
/* DIR/NAME; false when too long. */
bool tray_path(const char *dir, const char *name, char *ret_path, size_t room);
#endif
