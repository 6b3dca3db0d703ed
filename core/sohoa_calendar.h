/* sohoa_calendar.h - how long the months are. A part of sohoa_plugin.h: include that. */
#ifndef SOHOA_CALENDAR_H
#define SOHOA_CALENDAR_H

/* The days of a month of the Gregorian calendar, months from 1; 0: there is no such month. [any] */
static inline int sohoa_month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month < 1 || month > 12 ? 0 : days[month - 1] + (month == 2 && leap);
}
#endif
