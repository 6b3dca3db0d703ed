/* import_seen.c - what a batch that was cut off holds already: struct sohoa_seen of import.h. */
#include "pipeline/import.h"
#include <stdlib.h>
#include <string.h>

struct loading {
    struct sohoa_seen *seen;
    const char *folder;
    size_t room;
    bool failed;
};

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_name(void *arg, const struct sohoa_page_record *page)
{
    struct loading *l = arg;
    struct sohoa_seen *seen = l->seen;
    if (!page->source || page->image > 0)
        return true; /* the first image of each source stands for it */
    if (seen->count == l->room) {
        size_t room = l->room ? l->room * 2 : 64;
        char **names = realloc(seen->names, room * sizeof *names);
        if (!names)
            return !(l->failed = true);
        seen->names = names;
        l->room = room;
    }
    seen->names[seen->count] = strdup(page->source);
    if (!seen->names[seen->count])
        return !(l->failed = true);
    seen->count++;
    return true;
}

static bool find_open(void *arg, const struct sohoa_dossier_record *dossier)
{
    struct sohoa_seen *seen = arg;
    seen->open = dossier->state && strcmp(dossier->state, "open") == 0;
    memcpy(seen->dossier, dossier->id, sizeof seen->dossier);
    return true;
}

static bool add_part(void *arg, uint32_t place, const struct sohoa_page_record *page)
{
    struct loading *l = arg;
    struct sohoa_seen *seen = l->seen;
    if (place == 1 && page->source && !(seen->first = strdup(page->source)))
        return !(l->failed = true);
    if (place == 1 && !page->start)
        seen->undigested = true; /* separators cut it off: it is not the whole folder */
    if (page->image > 0)
        return true;
    void *parts = realloc(seen->parts, (seen->part_count + 1) * sizeof *seen->parts);
    if (!parts)
        return !(l->failed = true);
    seen->parts = parts;
    struct sohoa_source_part *part = &seen->parts[seen->part_count++];
    *part = (struct sohoa_source_part){.count = UINT32_MAX};
    if (page->master.sha256[0])
        memcpy(part->sha256, page->master.sha256, sizeof part->sha256);
    else
        sohoa_source_unread(l->folder, page->source ? page->source : "", part->sha256);
    return true;
}

static int load_open(struct sohoa_records *records, const char *batch, struct loading *l,
                     struct sohoa_err *err)
{
    struct sohoa_dossier_record dossier = {0};
    int rc = sohoa_dossiers_of(records, batch, find_open, l->seen, err);
    if ((rc && rc != SOHOA_END) || !l->seen->open)
        return rc == SOHOA_END ? SOHOA_OK : rc;
    rc = sohoa_dossier_get(records, l->seen->dossier, &dossier, err);
    if (rc)
        return rc;
    rc = sohoa_dossier_pages(records, &dossier, add_part, l, err);
    sohoa_dossier_record_clear(&dossier);
    if (!l->seen->first)
        l->seen->open = false;
    return rc == SOHOA_END ? SOHOA_OK : rc;
}

int sohoa_seen_load(struct sohoa_records *records, const char *batch, const char *folder,
                    struct sohoa_seen *ret, struct sohoa_err *err)
{
    struct sohoa_seen seen = {0};
    struct loading l = {.seen = &seen, .folder = folder};
    int rc = sohoa_pages_each(records, batch, 1, UINT32_MAX, add_name, &l, err);
    if (rc == SOHOA_END)
        rc = SOHOA_OK;
    if (rc == SOHOA_OK && folder)
        rc = load_open(records, batch, &l, err);
    if (rc == SOHOA_OK && l.failed)
        rc = sohoa_no_memory(err);
    if (rc) {
        sohoa_seen_clear(&seen);
        return rc;
    }
    if (seen.count)
        qsort(seen.names, seen.count, sizeof *seen.names, compare);
    *ret = seen;
    return SOHOA_OK;
}

bool sohoa_seen_has(const struct sohoa_seen *seen, const char *name)
{
    return seen->count > 0 &&
           bsearch(&name, seen->names, seen->count, sizeof *seen->names, compare) != NULL;
}

void sohoa_seen_clear(struct sohoa_seen *seen)
{
    for (size_t i = 0; i < seen->count; i++)
        free(seen->names[i]);
    free(seen->names);
    free(seen->parts);
    free(seen->first);
    *seen = (struct sohoa_seen){0};
}
