/* sane_rig.h - what the tests of the plugin `sane` share: a configuration folder for libsane, the
 * plugin loaded as the host does, pages pulled and decoded, and pictures from scanimage to compare
 * with. libsane keeps the first configuration folder it saw: one a process. */
#ifndef SANE_RIG_H
#define SANE_RIG_H
#include "sohoa_plugin.h"

#include <sys/types.h>

struct rig {
    void *library, *self;
    const struct sohoa_plugin *plugin;
    const struct sohoa_scanner *calls;
    struct sohoa_err err;
    struct sohoa_page page; /* of the last next */
};

/* A fresh folder, removed by rig_remove; exits the program when it cannot be made. */
const char *rig_folder(void);
void rig_remove(const char *folder);
void rig_write(const char *folder, const char *name, const char *text);
/* Makes libsane of this process read a folder with that dll.conf. */
const char *rig_config(const char *dll);

void rig_open(struct rig *rig, const char *device); /* device NULL: none set */
void rig_close(struct rig *rig);
/* Closes what a failed test left open, so that the next one finds the device free. */
int rig_reset(void **state);
#define RIG_TEST(f) cmocka_unit_test_teardown(f, rig_reset)
void rig_set(struct rig *rig, const char *name, const char *value); /* must succeed */
int rig_next(struct rig *rig);                                      /* drops the page before */
/* Pulls one page that must come, with these options set before: name, value, ..., NULL. */
void rig_one(struct rig *rig, const char *device, const char *const *options);
/* The error text of the first next() with these options; it must be FATAL. */
void rig_refused(const char *device, const char *const *options, const char *part_of_text);

/* A picture as samples: 1 bit is 0 black, 1 white; 8 and 16 bit as they are. */
struct rig_picture {
    unsigned width, height, channels, depth;
    unsigned short *samples;
};
struct rig_picture rig_decode(struct sohoa_blob *master);
/* What the program scanimage gets with these arguments. */
struct rig_picture rig_scanimage(const char *arguments);
void rig_picture_free(struct rig_picture *picture);
/* Fails the test unless the same size and no sample differs by more than tolerance. */
void rig_same(const struct rig_picture *a, const struct rig_picture *b, unsigned tolerance);
/* Mean sample, 0 to 65535 or as deep as it is. */
double rig_mean(const struct rig_picture *picture);

/* Runs a shell command; its exit code. */
int rig_run(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
pid_t rig_spawn(const char *const *argv); /* a child that dies with this process */
void rig_stop(pid_t pid);
int rig_port(void); /* a free port on loopback */
void rig_wait_port(const char *address, int port);
#endif
