/* feeder_rig.h - trays of the virtual feeder for tests: pages that are told apart by their pixels.
 */
#ifndef FEEDER_RIG_H
#define FEEDER_RIG_H
#include "sane_rig.h"

enum { SHEET_WIDTH = 826, SHEET_HEIGHT = 1169 }; /* A4 at 100 dpi */

/* Makes libsane of this process load the virtual feeder; a fresh configuration folder. */
const char *feeder_config(void);
/* A fresh tray with that many two-sided sheets 1-a.png, 1-b.png, ...; the feeder's only one. */
const char *feeder_tray(int sheets);
void feeder_put(const char *tray, const char *file, int side); /* one picture */
/* Runs the operator's tool; must succeed. */
void feeder_do(const char *tray, const char *command, const char *arguments);
/* True when `feeder show` has that line. */
bool feeder_shows(const char *tray, const char *line);
/* The side that the page of the last next() shows: 2 * sheet - 1 front, 2 * sheet back, 0 white. */
int feeder_side(struct rig *rig);
/* The device, scanning A4 gray at 100 dpi from that source; further options: name, value, NULL. */
void feeder_open(struct rig *rig, const char *source, const char *const *options);
/* Pulls a page that must be that side, with that sheet number. */
void feeder_pull(struct rig *rig, int side, unsigned sheet);
#endif
