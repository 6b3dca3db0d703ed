/* files_rig.c - see files_rig.h. */
#include "files_rig.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void set_defaults(struct rig *rig)
{
    for (const struct sohoa_option *o = rig->plugin->options; o && o->name; o++)
        if (o->type == SOHOA_STRING)
            memcpy((char *)rig->self + o->offset, &o->fallback, sizeof o->fallback);
}

void rig_open(struct rig *rig)
{
    memset(rig, 0, sizeof *rig);
    rig->so = dlopen(SOHOA_TEST_BUILD "/plugins/files.so", RTLD_NOW | RTLD_LOCAL);
    rig->plugin = rig->so ? dlsym(rig->so, "sohoa_plugin") : NULL;
    if (!rig->plugin) {
        fprintf(stderr, "the plugin cannot be loaded: %s\n", dlerror());
        abort();
    }
    rig->calls = rig->plugin->calls;
    rig->self = calloc(1, rig->plugin->self_size);
    set_defaults(rig);
    if (rig->plugin->open(rig->self, &rig->err) != SOHOA_OK)
        abort();
}

void rig_close(struct rig *rig)
{
    rig->plugin->close(rig->self);
    free(rig->self);
#ifndef SOHOA_SANITIZED /* leaks are told with the names of loaded code only */
    dlclose(rig->so);
#endif
}

struct sohoa_blob *rig_master(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct sohoa_blob *blob = fd < 0 ? NULL : sohoa_blob_fd(fd, "application/octet-stream", NULL);
    if (!blob && fd >= 0)
        close(fd);
    return blob;
}

static bool on_found(void *arg, uint32_t image, const struct sohoa_image_info *info)
{
    struct rig_probe *p = arg;
    if (p->count < RIG_IMAGES) {
        p->numbers[p->count] = image;
        p->images[p->count] = *info;
    }
    p->count++;
    return true;
}

struct rig_probe rig_probe(struct rig *rig, struct sohoa_blob *master)
{
    struct rig_probe p = {0};
    p.rc = rig->calls->probe(rig->self, NULL, master, on_found, &p, &rig->err);
    return p;
}

int rig_decode(struct rig *rig, struct sohoa_blob *master, uint32_t n, struct sohoa_page *page)
{
    sohoa_page_init(page);
    page->master = sohoa_blob_ref(master);
    page->master_image = n;
    return rig->calls->decode(rig->self, NULL, page, &rig->err);
}

#ifdef SOHOA_SANITIZED
/* fontconfig keeps its configuration until the process ends. */
const char *__lsan_default_options(void);
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
#endif
