/* marks_form.c - the marks of a page as one text: numbers spelled as characters (column.h), six a
 * mark. No state, any thread.
 *
 *   kind, count, x - x of the mark before, y - y of it, w - w of it, h   (0 before the first)
 *
 * A form has some hundred marks, most of them level lines below each other of one length: eight
 * characters a mark, fewer once compressed. */
#include "record/column.h"
#include "record/forms.h"

#include <stdlib.h>

json_t *sohoa_marks_encode(const struct sohoa_marks *marks)
{
    struct sohoa_column column = {0};
    struct sohoa_box before = {0};
    for (size_t i = 0; i < sohoa_marks_count(marks); i++) {
        struct sohoa_mark mark = sohoa_marks_get(marks, i);
        sohoa_column_add(&column, mark.kind);
        sohoa_column_add(&column, mark.count);
        sohoa_column_add(&column, (int64_t)mark.box.x - before.x);
        sohoa_column_add(&column, (int64_t)mark.box.y - before.y);
        sohoa_column_add(&column, (int64_t)mark.box.w - before.w);
        sohoa_column_add(&column, mark.box.h);
        before = mark.box;
    }
    json_t *text = column.failed ? NULL : json_stringn(column.bytes, column.size);
    free(column.bytes);
    return text;
}

/* The next number, on top of base; out of range is damage. */
static int32_t next(struct sohoa_numbers *numbers, int32_t base)
{
    int64_t value = base + sohoa_numbers_next(numbers);
    if (value >= INT32_MIN && value <= INT32_MAX)
        return (int32_t)value;
    numbers->damaged = true;
    return 0;
}

static uint32_t next_count(struct sohoa_numbers *numbers)
{
    int64_t value = sohoa_numbers_next(numbers);
    if (value >= 0 && value <= UINT32_MAX)
        return (uint32_t)value;
    numbers->damaged = true;
    return 0;
}

struct sohoa_marks *sohoa_marks_decode(struct sohoa_take *take, const char *key)
{
    const json_t *text = json_object_get(take->object, key);
    if (!text)
        return NULL;
    struct sohoa_marks *marks = sohoa_marks_new();
    struct sohoa_numbers numbers =
        sohoa_numbers_of(json_string_value(text), json_string_length(text));
    struct sohoa_mark mark = {0};
    take->damaged = take->damaged || !json_is_string(text);
    take->no_memory = take->no_memory || !marks;
    while (!take->damaged && !take->no_memory && !sohoa_numbers_ended(&numbers)) {
        mark.kind = next_count(&numbers);
        mark.count = next_count(&numbers);
        mark.box.x = next(&numbers, mark.box.x);
        mark.box.y = next(&numbers, mark.box.y);
        mark.box.w = next(&numbers, mark.box.w);
        mark.box.h = next(&numbers, 0);
        take->damaged = numbers.damaged || sohoa_marks_count(marks) == SOHOA_MARKS_MAX;
        if (!take->damaged && sohoa_marks_add(marks, mark) != 0)
            take->no_memory = true;
    }
    return marks;
}
