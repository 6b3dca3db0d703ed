/* corpus_people.h - invented people, places and dates.
 *
 * Nobody here exists: names are drawn by the published shares of surnames and given names,
 * numbers by their structure (12 digits: province of registration, century and gender, year,
 * six at random). Strings belong to the arena. */
#ifndef CORPUS_PEOPLE_H
#define CORPUS_PEOPLE_H
#include "corpus_random.h"
#include <glib.h>

/* Owns strings until the page is done: a GPtrArray made with g_free. */
typedef GPtrArray corpus_arena;
const char *corpus_keep(corpus_arena *arena, char *taken);
/* With its first letter in capitals. */
const char *corpus_capital(corpus_arena *arena, const char *text);
const char *corpus_printf(corpus_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

struct corpus_date {
    int year, month, day; /* month and day 0: not known */
};
enum corpus_date_style { DATE_SLASHES, DATE_DASHES, DATE_DOTS, DATE_LONG };

struct corpus_person {
    const char *name; /* name case */
    bool female;
    struct corpus_date birth;
    const char *id_number; /* 12 digits */
    struct corpus_date id_issued;
    const char *id_place;
    const char *ethnicity;
    const char *address, *home_town, *phone, *email;
};

struct corpus_date corpus_date_new(struct corpus_random *random, int first_year, int last_year);
bool corpus_date_before(struct corpus_date a, struct corpus_date b);
/* 1990-07-02, 1990-07 or 1990 */
const char *corpus_date_iso(corpus_arena *arena, struct corpus_date date);
/* 02/07/1990, 02-07-1990, 02.07.1990, or as corpus_date_long */
const char *corpus_date_short(corpus_arena *arena, struct corpus_date date); /* 02/07/1990 */
const char *corpus_date_print(corpus_arena *arena, struct corpus_date date,
                              enum corpus_date_style style);
/* "ngày 02 tháng 7 năm 1990": a leading 0 for days 1 to 9 and months 1 and 2 (Decree 30/2020). */
const char *corpus_date_long(corpus_arena *arena, struct corpus_date date);
/* "Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi" */
const char *corpus_date_words(corpus_arena *arena, struct corpus_date date);
/* 0 to 9999 in words. */
const char *corpus_number_words(corpus_arena *arena, int number);

const char *corpus_name_new(struct corpus_random *random, corpus_arena *arena, const char *surname,
                            bool female);
const char *corpus_surname_new(struct corpus_random *random);
const char *corpus_commune_new(struct corpus_random *random, corpus_arena *arena);
const char *corpus_commune_in(struct corpus_random *random, corpus_arena *arena,
                              const char *province);
const char *corpus_province_new(struct corpus_random *random);
/* Commune and province, and an address there. */
const char *corpus_home_new(struct corpus_random *random, corpus_arena *arena);
const char *corpus_address_at(struct corpus_random *random, corpus_arena *arena, const char *home);
const char *corpus_address_new(struct corpus_random *random, corpus_arena *arena);
const char *corpus_ethnicity_new(struct corpus_random *random);
const char *corpus_id_new(struct corpus_random *random, corpus_arena *arena, bool female, int year);
struct corpus_person corpus_person_new(struct corpus_random *random, corpus_arena *arena,
                                       bool female, int first_year, int last_year);
#endif
