/* form_page.h - what the tests of extract_form share: a paper by its name, what is read of a key.
 */
#ifndef FORM_PAGE_H
#define FORM_PAGE_H
#include "unit/unit.h"

#include "support/reading_rig.h"

#define PAPER(name) SOHOA_TEST_SOURCE "/schemas/" name ".yaml"

/* A page of A4 at 300 dpi. */
static inline void page(struct reading_rig *rig)
{
    reading_page(rig, 2480, 3508, 300);
}

/* The raw text of the key's n-th reading, "" when there is none. */
static inline const char *raw(const struct reading_rig *rig, const char *key, size_t n)
{
    const struct sohoa_reading *reading = reading_nth(rig, key, n);
    return reading ? reading->raw : "";
}

#define assert_raw(rig, key, text) assert_string_equal(raw(rig, key, 0), text)

/* A line of a page. */
struct piece {
    int32_t x, y;
    const char *text;
};

static inline void draw(struct reading_rig *rig, const struct piece *pieces, size_t count)
{
    page(rig);
    for (size_t i = 0; i < count; i++)
        reading_line(rig, pieces[i].x, pieces[i].y, pieces[i].text);
}
#define DRAW(rig, pieces) draw((rig), (pieces), sizeof(pieces) / sizeof *(pieces))
#endif
