/* files_rig.h - the tests' hold on the plugin `files`: loaded from the build, opened with its
 * defaults, its calls wrapped. One thread. */
#ifndef FILES_RIG_H
#define FILES_RIG_H
#include "host/page.h"
#include "sohoa_plugin.h"

struct rig {
    void *so;
    const struct sohoa_plugin *plugin;
    const struct sohoa_scanner *calls;
    void *self;
    struct sohoa_err err;
};

/* Loads plugins/files.so of this build and opens it; aborts the program when it cannot. */
void rig_open(struct rig *rig);
void rig_close(struct rig *rig);
/* A file as a master; NULL when it cannot be opened. */
struct sohoa_blob *rig_master(const char *path);

#define RIG_IMAGES 32
struct rig_probe {
    int rc;
    uint32_t count;
    struct sohoa_image_info images[RIG_IMAGES]; /* the first ones */
    uint32_t numbers[RIG_IMAGES];
};
struct rig_probe rig_probe(struct rig *rig, struct sohoa_blob *master);
/* Makes page from image n of the master (a reference is taken); the caller clears page. */
int rig_decode(struct rig *rig, struct sohoa_blob *master, uint32_t n, struct sohoa_page *page);
#endif
