/* date.h - dates as Vietnamese papers write them: in figures, in words, in part.
 *
 * Day before month, always. [any] */
#ifndef SOHOA_DATE_H
#define SOHOA_DATE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sohoa_date {
    uint32_t year, month, day; /* 0 = not given; a day only with a month */
};
/* How a date was read. */
struct sohoa_date_reading {
    struct sohoa_date date;
    uint32_t mended; /* characters or words that had to be put right */
    bool words;      /* it was in words */
    bool both;       /* in figures and in words, and they agree */
    bool differ;     /* in figures and in words, and they do not; date is the likelier */
    bool short_year; /* the year had two digits */
    bool uneven;     /* day and month in figures of which one has a leading zero that the other
                        lacks: a figure may be lost */
};

/* True for a day that the calendar has (years 1800 to 2200), or the part of one that is given. */
bool sohoa_date_valid(struct sohoa_date date);
/* A date in figures: "02/07/1990" (also - . or spaces), "ngày 02 tháng 7 năm 1990", "7/1990",
 * "1990", "02071990", ISO. False when there is none or it is impossible. */
bool sohoa_date_figures(const char *text, uint32_t today, struct sohoa_date_reading *ret);
/* A date in words: "Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi". */
bool sohoa_date_words(const char *text, struct sohoa_date_reading *ret);
/* Either or both. */
bool sohoa_date_read(const char *text, uint32_t today, struct sohoa_date_reading *ret);
/* Copies a date with what recognition is known to make of its figures put right ("ngày L7 tháng",
 * "năm 20925"); returns the characters mended. [any] */
uint32_t sohoa_date_mend(const char *text, uint32_t today, char *ret, size_t room);
/* The year of this century, not after today, in five figures of which one was seen twice ("20925");
 * false when text begins with no such, or it may be two. [any] */
bool sohoa_year_of_five(const char *text, uint32_t today, char ret[5]);
/* ISO 8601: "1990-07-02", "1990-07", "1990". room at least 11. */
void sohoa_date_print(struct sohoa_date date, char *ret, size_t room);
/* Reads what print wrote; false for anything else. */
bool sohoa_date_parse(const char *iso, struct sohoa_date *ret);
/* A whole day of the calendar, "2026-11-03", maybe with a time behind it ("T09:00:00+07:00"), as
 * papers are received. [any] */
bool sohoa_date_is_day(const char *iso);
/* Negative, 0, positive: as a is before, may be the same as (a part is unknown), after b. */
int sohoa_date_compare(struct sohoa_date a, struct sohoa_date b);

/* A whole number in words, 0 to 9999, of the plain words given; 0 words used = none. mended counts
 * words that were not spelled like any number word but near one. */
uint32_t sohoa_number_words(const char *const *words, size_t count, size_t *ret_used,
                            uint32_t *ret_mended);
#endif
