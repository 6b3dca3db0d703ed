/* date_numbers.h - the numbers of a date's text; of date.c and date_numbers.c only. [any] */
#ifndef SOHOA_DATE_NUMBERS_H
#define SOHOA_DATE_NUMBERS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Numbers of the text, with what stands in front of each. */
enum { NUMBERS_MAX = 24 };
enum before { NOTHING = 0, SEPARATOR, WORD, DAY, MONTH, YEAR };
struct sohoa_date_number {
    char text[12];
    uint32_t value, count, mended;
    enum before before;
    bool clock; /* belongs to a time of day */
};
struct sohoa_date_numbers {
    struct sohoa_date_number at[NUMBERS_MAX];
    size_t count;
};

/* "ngày 16 6 tháng 7": a number that was read twice, the second time in part. */
void sohoa_date_drop_repeats(struct sohoa_date_numbers *numbers);
/* Years, months and days that there are not: the nearest that there are; what is mended counts. */
void sohoa_date_mend_numbers(struct sohoa_date_numbers *numbers, uint32_t today);
#endif
