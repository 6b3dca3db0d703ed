/* sane_wish.h - what was asked of the scanner, before a device is open: the options that mean the
 * same on every scanner, and the device's own ones by name. Setting: one thread at a time. */
#ifndef SANE_WISH_H
#define SANE_WISH_H
#include "sohoa_plugin.h"

enum { SCAN_WISHES_MAX = 128, SCAN_WISH_BYTES_MAX = 65536 };

enum scan_batch {
    SCAN_BATCH_AUTO = 0, /* feeder until it is empty; flatbed one page (or `sheets`) */
    SCAN_BATCH_ONE,      /* one sheet, then END */
    SCAN_BATCH_MANUAL,   /* flatbed: a page at every call, the caller says when it is over */
};

struct scan_own { /* one of the device's own options */
    char *name, *value;
    bool done;
};

struct scan_wishes {
    char *device;     /* NULL: not asked for; so below */
    char *source;     /* meaning or the device's own word */
    char *mode;       /* the same */
    char *depth;      /* as the device's option */
    char *resolution; /* the same */
    char *size;       /* "A4", "210x297mm", "max", "auto" */
    enum scan_batch batch;
    bool lossless;
    bool swap_endian; /* exchange the bytes of 16-bit samples */
    uint32_t sheets;  /* expected, 0 = unknown */
    uint32_t first_sheet;
    uint32_t patience; /* seconds a device may be away */
    struct scan_own own[SCAN_WISHES_MAX];
    size_t owns;
};

void scan_wishes_init(struct scan_wishes *wishes, uint32_t patience);
void scan_wishes_clear(struct scan_wishes *wishes);
/* Notes one option. SOHOA_FATAL: the text names it and what it takes; whether a device has such an
 * option or value is known only when it is open. The last value of one name counts. */
int scan_wishes_set(struct scan_wishes *wishes, const char *name, const char *value,
                    struct sohoa_err *err);
/* The nearest name among the options that every scanner has. */
const char *scan_wishes_nearest(const char *name, int *ret_distance);
#endif
