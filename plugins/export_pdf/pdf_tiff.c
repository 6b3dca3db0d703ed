/* pdf_tiff.c - the directories of a TIFF 6.0 file, as far as one strip of G4 needs; nothing is
 * decoded. Every place is held against the end of the bytes. */
#include "pdf_image.h"

#include <string.h>

#define DIRECTORIES_MAX 100000u

enum {
    WIDTH = 256,
    HEIGHT = 257,
    BITS = 258,
    COMPRESSION = 259,
    PHOTOMETRIC = 262,
    FILL_ORDER = 266,
    STRIP_OFFSETS = 273,
    SAMPLES = 277,
    STRIP_BYTES = 279,
    T6_OPTIONS = 293,
    TILE_WIDTH = 322
};

struct tiff {
    const uint8_t *data;
    size_t size;
    bool big; /* the high byte comes first */
};
struct entry { /* of a directory, values of the first item */
    bool there;
    uint32_t count, value;
};

static uint32_t get(const struct tiff *t, size_t at, int bytes)
{
    uint32_t v = 0;
    if (at > t->size || (size_t)bytes > t->size - at)
        return 0;
    for (int i = 0; i < bytes; i++)
        v = v << 8 | t->data[at + (size_t)(t->big ? i : bytes - 1 - i)];
    return v;
}

/* The entries of a directory lie in order in well-made files; here any order will do. */
static struct entry find(const struct tiff *t, size_t directory, unsigned tag)
{
    uint32_t count = get(t, directory, 2);
    for (uint32_t i = 0; i < count; i++) {
        size_t at = directory + 2 + (size_t)i * 12;
        if (at > t->size || t->size - at < 12)
            break;
        if (get(t, at, 2) != tag)
            continue;
        uint32_t type = get(t, at + 2, 2), items = get(t, at + 4, 4);
        int width = type == 3 ? 2 : (type == 4 ? 4 : 0);
        if (!width || items == 0)
            break;
        size_t place = at + 8;
        if ((uint64_t)items * (unsigned)width > 4)
            place = get(t, at + 8, 4);
        return (struct entry){true, items, get(t, place, width)};
    }
    return (struct entry){0};
}

static uint32_t value_or(struct entry e, uint32_t fallback)
{
    return e.there ? e.value : fallback;
}

static size_t find_directory(const struct tiff *t, uint32_t index)
{
    size_t at = get(t, 4, 4);
    for (uint32_t i = 0; i < index && at && i < DIRECTORIES_MAX; i++)
        at = get(t, at + 2 + (size_t)get(t, at, 2) * 12, 4);
    return at && at < t->size ? at : 0;
}

bool pdf_tiff_look(const uint8_t *data, size_t size, uint32_t index, struct pdf_coded *ret,
                   unsigned *ret_bits)
{
    struct tiff t = {data, size, false};
    *ret_bits = 0;
    if (size < 8 || (memcmp(data, "II*\0", 4) != 0 && memcmp(data, "MM\0*", 4) != 0))
        return false;
    t.big = data[0] == 'M';
    size_t directory = find_directory(&t, index);
    if (!directory)
        return false;
    *ret_bits = value_or(find(&t, directory, BITS), 1);
    struct entry offset = find(&t, directory, STRIP_OFFSETS);
    struct entry bytes = find(&t, directory, STRIP_BYTES);
    uint32_t photometric = value_or(find(&t, directory, PHOTOMETRIC), 0);
    uint32_t order = value_or(find(&t, directory, FILL_ORDER), 1);
    if (value_or(find(&t, directory, COMPRESSION), 1) != 4 || *ret_bits != 1 ||
        value_or(find(&t, directory, SAMPLES), 1) != 1 || photometric > 1 || order < 1 ||
        order > 2 || value_or(find(&t, directory, T6_OPTIONS), 0) != 0 || offset.count != 1 ||
        bytes.count != 1 || find(&t, directory, TILE_WIDTH).there)
        return false;
    if (offset.value > size || bytes.value > size - offset.value || bytes.value == 0)
        return false;
    *ret = (struct pdf_coded){.data = data + offset.value,
                              .size = bytes.value,
                              .width = value_or(find(&t, directory, WIDTH), 0),
                              .height = value_or(find(&t, directory, HEIGHT), 0),
                              .g4 = true,
                              .black_is_1 = photometric == 1,
                              .reversed = order == 2,
                              .components = 1};
    return true;
}
