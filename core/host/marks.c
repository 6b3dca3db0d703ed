/* marks.c - what stands on a page besides text. One owner changes it. */
#include "sohoa_plugin.h"

#include <stdlib.h>

struct sohoa_marks {
    struct sohoa_mark *items;
    size_t count, room;
};

struct sohoa_marks *sohoa_marks_new(void)
{
    return calloc(1, sizeof(struct sohoa_marks));
}

void sohoa_marks_free(struct sohoa_marks *m)
{
    if (!m)
        return;
    free(m->items);
    free(m);
}

int sohoa_marks_add(struct sohoa_marks *m, struct sohoa_mark mark)
{
    if (m->count >= SOHOA_MARKS_MAX)
        return -1;
    if (m->count == m->room) {
        size_t room = m->room ? m->room * 2 : 32;
        struct sohoa_mark *bigger = realloc(m->items, room * sizeof *bigger);
        if (!bigger)
            return -1;
        m->items = bigger;
        m->room = room;
    }
    m->items[m->count++] = mark;
    return 0;
}

size_t sohoa_marks_count(const struct sohoa_marks *m)
{
    return m ? m->count : 0;
}

struct sohoa_mark sohoa_marks_get(const struct sohoa_marks *m, size_t index)
{
    return m->items[index];
}
