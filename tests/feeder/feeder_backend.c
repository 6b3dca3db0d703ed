/* feeder_backend.c - the virtual feeder: a SANE backend that libsane's own loader finds as
 * libsane-feeder.so.1, and calls by the names sane_feeder_*. README.md tells how to set it up.
 *
 * Each tray folder is one device. A sheet leaves the tray when its first side starts, durably,
 * before sane_start returns: whatever becomes of the scanning process, the paper has moved. One
 * thread a handle, but for cancel. */
#include "feeder_options.h"
#include "feeder_paper.h"

#include <allheaders.h>
#include <errno.h>
#include <fcntl.h>
#include <sane/sane.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define ENTRY __attribute__((visibility("default")))

enum { DEVICES_MAX = 16, SLOW_STEPS = 20 };

struct device { /* an open one */
    int lock;   /* held while open: a scanner has one user */
    struct feeder_settings settings;
    struct feeder_view view;
    PIX *picture; /* of the side under way, NULL between sides */
    int row, stop_row;
    size_t offset; /* within the current row */
    uint8_t *line; /* the current row */
    struct feeder_paper paper;
    bool gone;
    atomic_bool cancelled;
};

/* SANE's own interface has the list of devices in the backend. */
static char trays[DEVICES_MAX][TRAY_PATH_MAX];
static char names[DEVICES_MAX][16];
static SANE_Device devices[DEVICES_MAX];
static const SANE_Device *device_list[DEVICES_MAX + 1];
static int device_count;

static void add_tray(const char *dir, size_t size)
{
    if (size == 0 || size >= TRAY_PATH_MAX || device_count == DEVICES_MAX)
        return;
    int i = device_count++;
    memcpy(trays[i], dir, size);
    trays[i][size] = '\0';
    (void)snprintf(names[i], sizeof names[i], "%d", i);
    devices[i] =
        (SANE_Device){names[i], "sohoa", "virtual feeder", "sheetfed scanner with flatbed"};
    device_list[i] = &devices[i];
    device_list[i + 1] = NULL;
}

/* Lines `tray FOLDER` of the first feeder.conf in the folders of SANE_CONFIG_DIR. */
static void read_config(void)
{
    const char *at = getenv("SANE_CONFIG_DIR");
    for (at = at ? at : "/etc/sane.d"; *at;) {
        size_t size = strcspn(at, ":");
        char path[TRAY_PATH_MAX];
        (void)snprintf(path, sizeof path, "%.*s/feeder.conf", (int)size, at);
        FILE *file = fopen(path, "re");
        char line[TRAY_PATH_MAX];
        while (file && fgets(line, sizeof line, file)) {
            line[strcspn(line, "\r\n")] = '\0';
            if (strncmp(line, "tray ", 5) == 0)
                add_tray(line + 5, strlen(line + 5));
        }
        if (file) {
            (void)fclose(file);
            return;
        }
        at += size + (at[size] == ':');
    }
}

ENTRY SANE_Status sane_feeder_init(SANE_Int *version, SANE_Auth_Callback authorize)
{
    (void)authorize;
    if (version)
        *version = SANE_VERSION_CODE(SANE_CURRENT_MAJOR, SANE_CURRENT_MINOR, 1);
    device_count = 0;
    device_list[0] = NULL;
    const char *at = getenv("SOHOA_FEEDER_DIR");
    if (!at || !*at) {
        read_config();
        return SANE_STATUS_GOOD;
    }
    while (*at) {
        size_t size = strcspn(at, ":");
        add_tray(at, size);
        at += size + (at[size] == ':');
    }
    return SANE_STATUS_GOOD;
}

ENTRY void sane_feeder_exit(void)
{
    device_count = 0;
}

ENTRY SANE_Status sane_feeder_get_devices(const SANE_Device ***list, SANE_Bool local_only)
{
    (void)local_only;
    *list = device_list;
    return SANE_STATUS_GOOD;
}

/* One more open of a device that was pulled out. */
static SANE_Status plugged_in(const char *dir)
{
    struct tray tray;
    SANE_Status status = SANE_STATUS_GOOD;
    if (tray_begin(&tray, dir) != 0)
        status = SANE_STATUS_INVAL;
    else if (tray.absent > 0) {
        tray.absent--;
        status = tray_commit(&tray) == 0 ? SANE_STATUS_INVAL : SANE_STATUS_IO_ERROR;
    }
    tray_end(&tray);
    return status;
}

static int lock_device(const char *dir)
{
    char path[TRAY_PATH_MAX];
    if (!tray_path(dir, ".device", path, sizeof path))
        return -1;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return -1;
    }
    return fd;
}

ENTRY SANE_Status sane_feeder_open(SANE_String_Const name, SANE_Handle *ret_handle)
{
    int at = 0;
    while (at < device_count && name[0] && strcmp(names[at], name) != 0)
        at++;
    if (at == device_count)
        return SANE_STATUS_INVAL;
    SANE_Status status = plugged_in(trays[at]);
    if (status != SANE_STATUS_GOOD)
        return status;
    struct device *d = calloc(1, sizeof *d);
    if (!d)
        return SANE_STATUS_NO_MEM;
    memcpy(d->paper.dir, trays[at], sizeof d->paper.dir);
    d->lock = lock_device(d->paper.dir);
    if (d->lock < 0) {
        free(d);
        return SANE_STATUS_DEVICE_BUSY;
    }
    feeder_settings_init(&d->settings);
    *ret_handle = d;
    return SANE_STATUS_GOOD;
}

static void end_side(struct device *d)
{
    pixDestroy(&d->picture);
    free(d->line);
    d->line = NULL;
}

ENTRY void sane_feeder_close(SANE_Handle handle)
{
    struct device *d = handle;
    end_side(d);
    (void)close(d->lock);
    free(d);
}

ENTRY const SANE_Option_Descriptor *sane_feeder_get_option_descriptor(SANE_Handle handle,
                                                                      SANE_Int option)
{
    struct device *d = handle;
    return option >= 0 && option < FEEDER_OPTIONS ? &d->settings.about[option] : NULL;
}

ENTRY SANE_Status sane_feeder_control_option(SANE_Handle handle, SANE_Int option,
                                             SANE_Action action, void *value, SANE_Int *info)
{
    struct device *d = handle;
    if (info)
        *info = 0;
    if (d->gone)
        return SANE_STATUS_IO_ERROR;
    if (d->picture && action != SANE_ACTION_GET_VALUE && !atomic_load(&d->cancelled))
        return SANE_STATUS_DEVICE_BUSY;
    return feeder_settings_control(&d->settings, option, action, value, info);
}

/* The picture on the glass: the file glass.* of the tray, else white. */
static void look_at_glass(const struct device *d, char file[TRAY_NAME_MAX])
{
    static const char *const names_of_glass[] = {"glass.png", "glass.pnm", "glass.jpg",
                                                 "glass.tif"};
    char path[TRAY_PATH_MAX];
    file[0] = '\0';
    for (size_t i = 0; i < 4; i++)
        if (tray_path(d->paper.dir, names_of_glass[i], path, sizeof path) &&
            access(path, R_OK) == 0)
            (void)snprintf(file, TRAY_NAME_MAX, "%s", names_of_glass[i]);
}

static SANE_Status begin_side(struct device *d, const char *file)
{
    char path[TRAY_PATH_MAX];
    d->view = feeder_settings_view(&d->settings);
    if (!tray_path(d->paper.dir, file, path, sizeof path))
        return SANE_STATUS_IO_ERROR;
    d->picture = feeder_picture(file[0] ? path : NULL, &d->view);
    if (!d->picture)
        return SANE_STATUS_IO_ERROR;
    d->line = malloc(feeder_row_bytes(&d->view, pixGetWidth(d->picture)));
    if (!d->line) {
        end_side(d);
        return SANE_STATUS_NO_MEM;
    }
    d->row = 0;
    d->offset = 0;
    d->stop_row = strcmp(d->paper.kind, "empty") == 0 ? 0 : pixGetHeight(d->picture) / 2;
    return SANE_STATUS_GOOD;
}

ENTRY SANE_Status sane_feeder_start(SANE_Handle handle)
{
    struct device *d = handle;
    char file[TRAY_NAME_MAX];
    if (d->gone)
        return SANE_STATUS_IO_ERROR;
    if (atomic_exchange(&d->cancelled, false)) { /* the session was over: the sheet is out */
        end_side(d);
        d->paper.turned = false;
    }
    if (d->picture)
        return SANE_STATUS_DEVICE_BUSY;
    enum feeder_source source = feeder_settings_source(&d->settings);
    d->paper.kind[0] = '\0';
    if (source == FEEDER_FLATBED) {
        look_at_glass(d, file);
        return begin_side(d, file);
    }
    bool back = d->paper.turned;
    SANE_Status status = feeder_paper_move(&d->paper, file);
    if (status == SANE_STATUS_GOOD)
        status = begin_side(d, file);
    bool waits = status == SANE_STATUS_DEVICE_BUSY || (int)status == FEEDER_WARMING_UP;
    if (!waits)
        d->paper.turned = status == SANE_STATUS_GOOD && source == FEEDER_DUPLEX && !back;
    return status;
}

ENTRY SANE_Status sane_feeder_get_parameters(SANE_Handle handle, SANE_Parameters *p)
{
    struct device *d = handle;
    struct feeder_view view = d->picture ? d->view : feeder_settings_view(&d->settings);
    int width = d->picture ? pixGetWidth(d->picture) : (int)(view.width * view.dpi / 25.4);
    int height = d->picture ? pixGetHeight(d->picture) : (int)(view.height * view.dpi / 25.4);
    *p = (SANE_Parameters){.format = view.mode == FEEDER_COLOR ? SANE_FRAME_RGB : SANE_FRAME_GRAY,
                           .last_frame = SANE_TRUE,
                           .bytes_per_line = (SANE_Int)feeder_row_bytes(&view, width),
                           .pixels_per_line = width,
                           .lines = view.to_end ? -1 : height,
                           .depth = view.mode == FEEDER_LINEART ? 1 : view.depth};
    return SANE_STATUS_GOOD;
}

static SANE_Status read_fault(struct device *d)
{
    d->paper.turned = false;
    end_side(d);
    if (strcmp(d->paper.kind, "hang") == 0)
        feeder_hang();
    if (strcmp(d->paper.kind, "abort") == 0)
        abort();
    bool jam = strcmp(d->paper.kind, "jam-read") == 0;
    if (jam || strcmp(d->paper.kind, "cover-read") == 0) {
        feeder_paper_back(&d->paper);
        return jam ? SANE_STATUS_JAMMED : SANE_STATUS_COVER_OPEN;
    }
    d->gone = strcmp(d->paper.kind, "vanish") == 0;
    return SANE_STATUS_IO_ERROR;
}

static void copy_rows(struct device *d, SANE_Byte *data, SANE_Int room, SANE_Int *size, int end)
{
    size_t bytes = feeder_row_bytes(&d->view, pixGetWidth(d->picture));
    size_t done = 0;
    while (done < (size_t)room && d->row < end) {
        if (d->offset == 0)
            feeder_row(d->picture, &d->view, d->row, d->line);
        size_t part = bytes - d->offset;
        if (part > (size_t)room - done)
            part = (size_t)room - done;
        memcpy(data + done, d->line + d->offset, part);
        done += part;
        d->offset += part;
        if (d->offset == bytes) {
            d->offset = 0;
            d->row++;
        }
    }
    *size = (SANE_Int)done;
}

/* The time of a slow side is spread over its rows. */
static void be_slow(struct device *d, int first_row)
{
    int height = pixGetHeight(d->picture);
    for (int step = 0; d->paper.slow_ms > 0 && step < SLOW_STEPS; step++) {
        int at = height * step / SLOW_STEPS;
        if (at >= first_row && at < d->row && !atomic_load(&d->cancelled))
            feeder_rest(d->paper.slow_ms / SLOW_STEPS);
    }
}

/* In the middle of the side, until whoever looks on says so by a file in the tray. */
static void wait_for_go(struct device *d)
{
    char go[TRAY_PATH_MAX];
    if (!d->paper.waits || d->row < pixGetHeight(d->picture) / 2)
        return;
    d->paper.waits = false;
    if (!tray_path(d->paper.dir, "go", go, sizeof go))
        return;
    while (access(go, F_OK) != 0 && !atomic_load(&d->cancelled))
        feeder_rest(20);
}

ENTRY SANE_Status sane_feeder_read(SANE_Handle handle, SANE_Byte *data, SANE_Int room,
                                   SANE_Int *size)
{
    struct device *d = handle;
    *size = 0;
    if (atomic_load(&d->cancelled)) {
        end_side(d);
        d->paper.turned = false;
        return SANE_STATUS_CANCELLED;
    }
    if (!d->picture)
        return SANE_STATUS_EOF;
    bool faulty = d->paper.kind[0] != '\0';
    bool ends = strcmp(d->paper.kind, "short") == 0 || strcmp(d->paper.kind, "empty") == 0;
    int height = pixGetHeight(d->picture);
    int end = faulty ? d->stop_row : height;
    if (d->row >= end) {
        if (faulty && !ends)
            return read_fault(d);
        end_side(d);
        return SANE_STATUS_EOF;
    }
    int first = d->row;
    copy_rows(d, data, room, size, end);
    be_slow(d, first);
    wait_for_go(d);
    return SANE_STATUS_GOOD;
}

ENTRY void sane_feeder_cancel(SANE_Handle handle)
{
    struct device *d = handle;
    /* Only marks: read may be at work in another thread. Start and read clear up. */
    atomic_store(&d->cancelled, true);
}

ENTRY SANE_Status sane_feeder_set_io_mode(SANE_Handle handle, SANE_Bool non_blocking)
{
    (void)handle;
    return non_blocking ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_GOOD;
}

ENTRY SANE_Status sane_feeder_get_select_fd(SANE_Handle handle, SANE_Int *fd)
{
    (void)handle;
    (void)fd;
    return SANE_STATUS_UNSUPPORTED;
}
