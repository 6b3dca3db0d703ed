/* feeder_paper.h - how paper moves through the virtual feeder, and what goes wrong with it as the
 * tray's file `faults` says. Every move and every fault is durable before it shows. Owner of the
 * handle. */
#ifndef FEEDER_PAPER_H
#define FEEDER_PAPER_H
#include "feeder_tray.h"

#include <sane/sane.h>

enum { FEEDER_WARMING_UP = 12 }; /* SANE_STATUS_WARMING_UP, which sane.h has commented out */

struct feeder_paper {
    char dir[TRAY_PATH_MAX];   /* the tray */
    char sheet[TRAY_NAME_MAX]; /* under way */
    char back[TRAY_NAME_MAX];  /* file of its second side, "" white */
    bool turned;               /* the next move gives the second side */
    char kind[32];             /* fault due in the middle of the side, "" none */
    long number;               /* of that fault */
    long slow_ms;              /* how much longer the side takes */
    bool waits;                /* in the middle, until the tray has a file `go` */
};

/* The next side moves in front of the sensor: the second one of the sheet when turned, else that of
 * the next sheet, which leaves the tray. ret_file: the picture, "" a white side. */
SANE_Status feeder_paper_move(struct feeder_paper *paper, char ret_file[TRAY_NAME_MAX]);
/* The sheet goes back on top of the tray, as the operator would put it. */
void feeder_paper_back(const struct feeder_paper *paper);
/* As a vendor's driver that waits for an answer that never comes: deaf to cancel. */
_Noreturn void feeder_hang(void);
void feeder_rest(long ms);
#endif
