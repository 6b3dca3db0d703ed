/* Dates and times: figures, words, parts, and what recognition makes of them. */
#include "reading/date.h"
#include "sohoa_calendar.h"
#include "unit/types.h"

static void figures_are_read_day_before_month(void **state)
{
    (void)state;
    static const char *const raws[] = {"02/07/1990",
                                       "02-07-1990",
                                       "02.07.1990",
                                       "2/7/1990",
                                       "02 / 07 / 1990",
                                       "02 07 1990",
                                       "ngày 02 tháng 7 năm 1990",
                                       "Ngày 02 tháng 07 năm 1990.",
                                       "02071990",
                                       "(1) ..02/07/1990..",
                                       "1990-07-02",
                                       "Ngày 02tháng7năm 1990",
                                       "ngày02 tháng07 năm1990",
                                       "Ngày: 02/07/1990",
                                       "02 tháng 07 năm 1990",
                                       "ngày 02/07 năm 1990"};
    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++)
        reads_as("date", raws[i], "1990-07-02");
}

static void misread_figures_and_strokes_are_mended_and_counted(void **state)
{
    (void)state;
    struct sohoa_typed typed = typed_as("date", "O2/O7/l990");
    assert_string_equal(typed.value, "1990-07-02");
    assert_int_equal(typed.corrected, 3);
    reads_as("date", "02107/1990", "1990-07-02");
    reads_as("date", "ngày 28 tháng OI năm 2026", "2026-01-28");
    assert_true(typed_as("date", "năm hai nghìn không trăm hai mươi bốn").corrected >= 3);
    reads_as("date", "27/0522018", "2018-05-27");
    reads_as("date", "08802/1985", "1985-02-08");
    reads_as("date", "3100122026", "2026-01-31");
    reads_as("date", "02/0711990", "1990-07-02");
    reads_as("date", "0210711990", "1990-07-02");
    reads_as("date", "02/071990", "1990-07-02");
    reads_as("date", "ngày Ở2 tháng ? năm 1990", "1990-07-02");
    reads_as("date", "| 02/07/1990 |", "1990-07-02");
    reads_as("date", "02-1 1-1990", "1990-11-02");
    reads_as("date", "02/07/1390", "1990-07-02");
    reads_as("date", "02-07- [990", "1990-07-02");
    reads_as("date", "I 1-07-1990", "1990-07-11");
    reads_as("date", "7990", "1990");
    reads_as("date", "02/67/1990", "1990-07-02");
    reads_as("date", "82/07/1990", "1990-07-02");
    assert_true(typed_as("date", "82/07/1990").corrected > 2);
    reads_as("date", "ngày 2† tháng 7 năm 1990", "1990-07-21");
    assert_true(typed_as("date", "02-7-1990").plausible < 0.9f); /* 12-7? 02-07? */
    assert_true(typed_as("date", "2-7-1990").plausible > 0.9f);
    reads_as("date", "30/05/2926", "2026-05-30");
    reads_as("date", "17:02-1997", "1997-02-17");
    reads_as("date", "AN |02/07/1990", "1990-07-02");
    assert_true(typed_as("date", "02107/1990").corrected > 0);
    assert_true(typed_as("date", "2. 1-1990").plausible < typed_as("date", "2.1-1990").plausible);
    assert_true(typed_as("date", "72 giờ 3 phút, ngày 27 tháng 7 năm 2026").plausible <
                typed_as("date", "22 giờ 3 phút, ngày 27 tháng 7 năm 2026").plausible);
    assert_true(typed_as("time", "07 giờ 2đ phút").corrected >= 3);
}

static void a_colon_before_a_year_is_a_sign_of_dates(void **state)
{
    (void)state;
    reads_as("date", "23:08:2021", "2021-08-23");
    reads_as("date", "05-03:2022", "2022-03-05");
    reads_as("date", "05:03-2022", "2022-03-05");
    reads_as("date", "0503:2022", "2022-03-05");
    reads_as("date", "21:12,1995", "1995-12-21");
    reads_as("date", "15 giờ.21 phút, ngày.18 tháng:04 năm .2025", "2025-04-18");
    reads_as("datetime", "08:41:00 ngày 18/04/2023", "2023-04-18T08:41:00+07:00");
    reads_as("datetime", "08:41 ngày 18/04/2023", "2023-04-18T08:41:00+07:00");
}

static void a_stroke_or_its_letter_before_one_figure_is_a_one_for_a_person_to_see(void **state)
{
    (void)state;
    static const char *const raws[] = {
        "ngày L7 tháng 10 năm 2024", "L7 tháng 10 năm 2024",      "J7/10/2024",
        "ngày ]7 tháng ]0 năm 2024", "ngày ¡7 tháng !0 năm 2024", "H7-10-2024"};
    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        reads_as("date", raws[i], "2024-10-17");
        assert_true(typed_as("date", raws[i]).corrected >= 3);
    }
    reads_as("date", "ngày LÍ tháng LL năm 2024", "2024-11-11");
    reads_as("date", "| 7/10/2024", "2024-10-07"); /* a table's rule */
    reads_as("time", "L7 giờ 05 phút", "17:05");
}

static void figures_of_one_number_that_were_torn_or_seen_twice_are_one_number(void **state)
{
    (void)state;
    reads_as("date", "ngày 1.4 tháng 1.1 năm 2025", "2025-11-14");
    reads_as("date", "ngày 2\u20444 tháng 8 năm 2026", "2026-08-24");
    reads_as("time", "1.2 giờ.06 phút, ngày 02 tháng 11 năm 2025", "12:06");
    reads_as("date", "ngày.16 6 tháng 7. năm 2025", "2025-07-16");
    reads_as("date", "ngày 29 tháng.3 3 năm 2025", "2025-03-29");
    assert_true(typed_as("date", "ngày 16 6 tháng 7 năm 2025").corrected >= 3);
    reads_as("date", "02 02 1990", "1990-02-02");
    reads_as("date", "2.1.1990", "1990-01-02");
}

static void a_day_and_a_month_run_together_are_no_year(void **state)
{
    (void)state;
    reads_as("date", "1507.1982", "1982-07-15");
    reads_as("date", "2604.2002", "2002-04-26");
    reads_as("date", "2410/2022", "2022-10-24");
}

static void the_year_is_found_behind_any_word_and_with_one_figure_too_many_or_few(void **state)
{
    (void)state;
    reads_as("date", "ngày 09 tháng 12 hăm 1983", "1983-12-09");
    reads_as("date", "ngày.01 tháng tháng.7.aăm.1935", "1935-07-01");
    reads_as("date", "18 tháng 01 năm 20925", "2025-01-18");
    reads_as("date", "ngày 10 tháng 01 năm. 006", "2006-01-10");
    reads_as("date", "06.01.3024", "2024-01-06");
    reads_as("date", "31/01/3036", "2026-01-31");
    reads_as("date", "NGÀY 16 THÁNG 9 NĂM 4980", "1980-09-16");
    assert_true(typed_as("date", "18 tháng 01 năm 20925").corrected >= 3);
    assert_true(typed_as("date", "18 tháng 01 năm 20212").corrected >= 3); /* which? */
}

static void a_figure_that_no_date_has_in_its_place_is_the_nearest_that_can_be(void **state)
{
    (void)state;
    static const char *const dates[][2] = {
        {"75.10.2004", "2004-10-15"},
        {"04/71/2025", "2025-11-04"},
        {"23 tháng 18 năm 2025", "2025-10-23"},
        {"ngày 601 tháng 12 năm 2008", "2008-12-01"},
        {"21/07/196711", "1967-07-21"},
        {"19944", "1994"},
        {"28 tháng 6 năm 226", "2026-06-28"},
        {"09/02/ 023", "2023-02-09"},
        {"1 986", "1986"},
        {"13/03 998", "1998-03-13"},
        {"233/11/1988", "1988-11-23"},
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        reads_as("date", dates[i][0], dates[i][1]);
        assert_true(typed_as("date", dates[i][0]).corrected >= 3); /* for a person to see */
    }
    reads_as("date", "12/03/1982 h", "1982-03-12");
    assert_true(typed_as("date", "15/78/2020").flags & SOHOA_TYPED_FREE);
}

static void a_time_with_a_stroke_or_round_figures_is_one_for_a_person_to_see(void **state)
{
    (void)state;
    reads_as("datetime", "12-59 ngày 23/09/2026", "2026-09-23T12:59:00+07:00");
    assert_true(typed_as("datetime", "12-59 ngày 23/09/2026").corrected >= 3);
    reads_as("datetime", "17 giờ 99 phút, ngày 28 tháng 04 năm 2026", "2026-04-28T17:00:00+07:00");
    assert_true(typed_as("datetime", "12 59 23/09/2026").corrected >=
                3); /* its time was not read */
    assert_true(typed_as("time", "16 giờ 4 phút, ngày 03/10/2024").corrected >= 3);
    assert_int_equal(typed_as("time", "16 giờ 4 phút, ngày 3/10/2024").corrected, 0);
    reads_as("date", "Ngày bai mươi mốt, tháng mười một, năm hai nghìn không trăm hai mươi mốt",
             "2021-11-21");
    assert_true(typed_as("date", "Ngày mười một, tháng tư, năm hai nghìn").corrected >= 3);
    assert_true(typed_as("datetime", "7 7 giờ 30 phút, ngày 28 tháng 03 năm 2025").corrected >= 3);
    assert_true(typed_as("date", "lăm, tháng tám, năm hai nghìn không trăm mười tám").corrected >=
                3); /* "hai mươi" stood on the line before */
    assert_int_equal(
        typed_as("date", "Ngày hai mươi lăm, tháng tám, năm hai nghìn không trăm mười tám")
            .corrected,
        0);
}

static void letters_that_stand_for_figures_between_signs_of_dates_are_figures(void **state)
{
    (void)state;
    reads_as("date", "o1.o7.2025", "2025-07-01");
    reads_as("date", "16/os/2004", "2004-05-16");
    reads_as("date", "ngày 09 tháng Š năm 2025", "2025-05-09");
    reads_as("date", "ngày 09 tháng Õ năm 2025", "2025-06-09");
    reads_as("datetime", "Ø7 giờ 20 phút. ngày 07 tháng 08 năn 2023", "2023-08-07T07:20:00+07:00");
    reads_as("date", "Ngày bảy, tháng một, năm hai nghìn không trăm hai mươi 1ăm", "2025-01-07");
}

static void parts_of_a_date_stay_parts(void **state)
{
    (void)state;
    reads_as("date", "1950", "1950");
    reads_as("date", "Năm 1950", "1950");
    reads_as("date", "7/1990", "1990-07");
    reads_as("date", "tháng 7 năm 1990", "1990-07");
    reads_as("date", "ngày … tháng 7 năm 1990", "1990-07");
    assert_true(typed_as("date", "1950").flags & SOHOA_TYPED_PARTIAL);
}

static void impossible_dates_are_refused(void **state)
{
    (void)state;
    static const char *const raws[] = {"31/02/1990", "29/02/2023", "32/01/1990",     "10/13/1990",
                                       "00/07/1990", "31/04/2020", "Không thời hạn", "02/07"};
    for (size_t i = 0; i < sizeof raws / sizeof raws[0]; i++) {
        struct sohoa_typed typed = typed_as("date", raws[i]);
        assert_int_equal(check_of(&typed, "date"), 0);
        assert_true(typed.flags & SOHOA_TYPED_FREE);
        assert_true(typed.plausible < 0.1f);
    }
    reads_as("date", "29/02/2024", "2024-02-29");
}

static void words_are_read_in_all_their_variants(void **state)
{
    (void)state;
    reads_as("date", "Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi", "1990-07-02");
    reads_as("date", "ngày hai mươi mốt tháng giêng năm một ngàn chín trăm tám mươi tư",
             "1984-01-21");
    reads_as("date", "Ngày mười lăm, tháng mười hai, năm hai nghìn không trăm linh năm",
             "2005-12-15");
    reads_as("date", "Ngày mười nhăm tháng chạp năm hai nghìn lẻ năm", "2005-12-15");
    reads_as("date", "ngày mùng năm tháng năm năm hai nghìn không trăm hai mươi lăm", "2025-05-05");
    reads_as("date", "Ngày ba mươi mốt, tháng tám, năm hai ngàn", "2000-08-31");
    reads_as("date", "NGÀY MỒNG MỘT THÁNG TƯ NĂM MỘT NGHÌN CHÍN TRĂM BẢY MƯƠI LĂM", "1975-04-01");
    reads_as("date", "tháng mười một năm một nghìn chín trăm năm mươi", "1950-11");
    reads_as("date", "ngày hai tháng bảy năm một chín chín không", "1990-07-02");
}

static void a_letter_misread_in_a_word_is_mended(void **state)
{
    (void)state;
    struct sohoa_typed typed =
        typed_as("date", "Ngay hai, thảng bảy, năm một nghin chin trăn chín mươi");
    assert_string_equal(typed.value, "1990-07-02");
    assert_int_equal(typed.corrected, 1);
}

static void a_year_in_words_that_breaks_off_is_not_certain(void **state)
{
    (void)state;
    struct sohoa_typed typed =
        typed_as("date", "Ngày hai mươi chín, tháng tám, năm hai nghìn không trăm hai r");
    assert_true(typed.corrected > 2);
}

/* Its words contradict nothing. */
static void a_year_in_words_that_is_garbled_is_not_the_year_2000(void **state)
{
    (void)state;
    static const char *const garbled[] = {
        "Ngày một, tháng mười hai, năm hai nghìn không trăm tnười chín",
        "Ngày hai mươi ba, tháng mười một, năm hai nghìn không trăm h:u mươi ba"};
    for (size_t i = 0; i < 2; i++)
        assert_true(typed_as("date", garbled[i]).flags & SOHOA_TYPED_FREE);
    reads_as("date", "Ngày một, tháng mười hai, năm hai nghìn", "2000-12-01");
}

static void words_check_figures(void **state)
{
    (void)state;
    const char *words = "ghi bằng chữ: Ngày hai, tháng bảy, năm một nghìn chín trăm chín mươi";
    char raw[256];
    (void)snprintf(raw, sizeof raw, "02/07/1990 %s", words);
    struct sohoa_typed typed = typed_as("date", raw);
    assert_string_equal(typed.value, "1990-07-02");
    assert_int_equal(check_of(&typed, "words"), 1);
    (void)snprintf(raw, sizeof raw, "02/01/1990 %s", words);
    typed = typed_as("date", raw);
    assert_string_equal(typed.value, "1990-07-02"); /* the words are surer */
    assert_int_equal(check_of(&typed, "words"), 0);
}

/* The way a registrar writes a number below 100 out. */
static void say_tens(uint32_t n, char *ret, size_t room)
{
    static const char *const units[] = {"",    "một", "hai", "ba",  "bốn",
                                        "năm", "sáu", "bảy", "tám", "chín"};
    if (n < 10)
        (void)snprintf(ret, room, "%s", units[n]);
    else if (n < 20)
        (void)snprintf(ret, room, "mười%s%s", n > 10 ? " " : "", n == 15 ? "lăm" : units[n - 10]);
    else
        (void)snprintf(ret, room, "%s mươi%s%s", units[n / 10], n % 10 ? " " : "",
                       n % 10 == 1   ? "mốt"
                       : n % 10 == 4 ? "tư"
                       : n % 10 == 5 ? "lăm"
                                     : units[n % 10]);
}

static void say_year(uint32_t year, char *ret, size_t room)
{
    static const char *const hundreds[] = {"không", "một", "", "", "", "", "", "", "", "chín"};
    char tens[64];
    say_tens(year % 100, tens, sizeof tens);
    (void)snprintf(ret, room, "%s nghìn %s trăm%s%s", year < 2000 ? "một" : "hai",
                   hundreds[year / 100 % 10],
                   year % 100 == 0   ? ""
                   : year % 100 < 10 ? " linh "
                                     : " ",
                   tens);
}

static void every_day_from_1900_to_2100_survives_being_said(void **state)
{
    (void)state;
    for (uint32_t year = 1900; year <= 2100; year++)
        for (uint32_t day = 1; day <= 366; day += 7) {
            struct sohoa_date date = {year, 1 + day % 12, 1 + day % 28};
            char days[64], months[64], years[128], text[320];
            struct sohoa_date_reading read;
            say_tens(date.day, days, sizeof days);
            say_tens(date.month, months, sizeof months);
            say_year(year, years, sizeof years);
            (void)snprintf(text, sizeof text, "Ngày %s, tháng %s, năm %s", days, months, years);
            if (!sohoa_date_words(text, &read) || read.date.year != date.year ||
                read.date.month != date.month || read.date.day != date.day || read.mended)
                fail_msg("%s", text);
        }
}

static void every_day_of_the_calendar_survives_figures(void **state)
{
    (void)state;
    static const char *const shapes[] = {"%02u/%02u/%u", "%u-%u-%u",
                                         "%02u.%02u.%u", "ngày %02u tháng %u năm %u",
                                         "%02u%02u%u",   "%u / %u / %u"};
    for (uint32_t year = 1900; year <= 2100; year += 3)
        for (uint32_t month = 1; month <= 12; month++)
            for (uint32_t day = 1; day <= 31; day++) {
                struct sohoa_date date = {year, month, day};
                char text[64], iso[16], again[16];
                struct sohoa_date_reading read;
                const char *shape = shapes[(day + month + year) % 6];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                (void)snprintf(text, sizeof text, shape, day, month, year);
#pragma GCC diagnostic pop
                bool found = sohoa_date_figures(text, 0, &read);
                if (!sohoa_date_valid(date)) {
                    assert_false(found && read.date.day);
                    continue;
                }
                sohoa_date_print(date, iso, sizeof iso);
                if (found)
                    sohoa_date_print(read.date, again, sizeof again);
                if (!found || strcmp(iso, again) != 0)
                    fail_msg("'%s' is %s", text, found ? again : "nothing");
            }
}

static void a_time_of_day_is_not_a_date(void **state)
{
    (void)state;
    reads_as("date", "10 giờ 05 phút, ngày 02/07/2024", "2024-07-02");
    reads_as("date", "10h05 ngày 02 tháng 7 năm 2024", "2024-07-02");
    reads_as("time", "10 giờ 05 phút, ngày 02/07/2024", "10:05");
    reads_as("time", "lúc 9 giờ 5 phút", "09:05");
    reads_as("time", "1O giờ O5 phút", "10:05");
    reads_as("time", "OO giờ 29 phút", "00:29");
    reads_as("time", "l1 giờ 1Š phút", "11:15");
    reads_as("time", "II giờ I5 phút", "11:15");
    reads_as("time", "10h05", "10:05");
    reads_as("time", "12 giờ 2ó phút", "12:26");
    reads_as("time", "23:59", "23:59");
    struct sohoa_typed typed = typed_as("time", "25 giờ 10 phút");
    assert_int_equal(check_of(&typed, "time"), 0);
}

static void a_moment_is_a_time_stamp_in_vietnam(void **state)
{
    (void)state;
    reads_as("datetime", "10 giờ 05 phút, ngày 02 tháng 07 năm 2024", "2024-07-02T10:05:00+07:00");
    reads_as("datetime", "ngày 02/07/2024", "2024-07-02");
}

static void dates_are_ordered_as_far_as_they_are_known(void **state)
{
    (void)state;
    struct sohoa_date year = {1990, 0, 0}, day = {1990, 7, 2}, later = {1991, 1, 1};
    assert_int_equal(sohoa_date_compare(year, day), 0);
    assert_true(sohoa_date_compare(day, later) < 0);
    assert_true(sohoa_date_compare(later, year) > 0);
    struct sohoa_date parsed;
    assert_true(sohoa_date_parse("1990-07", &parsed));
    assert_false(sohoa_date_parse("1990-7", &parsed));
    assert_false(sohoa_date_parse("1990-02-30", &parsed));
}

static void rooms_that_nobody_filled_in_hold_no_value(void **state)
{
    (void)state;
    struct sohoa_typed ret[SOHOA_TYPED_MAX];
    assert_int_equal(sohoa_type_read(&types_env, "time", "giờ phút, ngày", ret), 0);
    assert_int_equal(sohoa_type_read(&types_env, "time", "giờ phút, ngày 28/09/2024", ret), 0);
    assert_int_equal(sohoa_type_read(&types_env, "date", "ngày ... tháng ... năm ...", ret), 0);
    assert_int_equal(sohoa_type_read(&types_env, "number", "Ngày - tháng năm", ret), 0);
    reads_as("person_name", "Năm", "Năm");
    reads_as("time", "10 giờ 41 phút", "10:41");
}

static void a_lone_figure_at_the_head_of_a_dateline_may_have_lost_another(void **state)
{
    (void)state;
    assert_true(typed_as("date", "8 tháng 01 năm 2026").corrected >= 3);
    assert_int_equal(typed_as("date", "08 tháng 01 năm 2026").corrected, 0);
    assert_int_equal(typed_as("date", "ngày 8 tháng 01 năm 2026").corrected, 0);
}

static void a_day_of_receipt_is_whole_and_in_the_calendar(void **state)
{
    (void)state;
    static const char *const good[] = {"2026-11-03", "2024-02-29", "2026-11-03T09:00:00+07:00"};
    static const char *const bad[] = {
        "2026-02-29",  "2026-11",          "2026",      "", "03/11/2026",
        "2026-11-03x", "2026-11-03 09:00", "2026-13-01"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(sohoa_date_is_day(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(sohoa_date_is_day(bad[i]));
}

static void months_have_the_days_of_the_gregorian_calendar(void **state)
{
    (void)state;
    int days = 0;
    for (int month = 0; month <= 13; month++)
        days += sohoa_month_days(2023, month);
    assert_int_equal(days, 365);
    assert_int_equal(sohoa_month_days(2024, 2), 29);
    assert_int_equal(sohoa_month_days(1900, 2), 28);
    assert_int_equal(sohoa_month_days(2000, 2), 29);
    assert_int_equal(sohoa_month_days(2024, -1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_have_the_days_of_the_gregorian_calendar),
        cmocka_unit_test(a_day_of_receipt_is_whole_and_in_the_calendar),
        cmocka_unit_test(rooms_that_nobody_filled_in_hold_no_value),
        cmocka_unit_test(a_lone_figure_at_the_head_of_a_dateline_may_have_lost_another),
        cmocka_unit_test(figures_are_read_day_before_month),
        cmocka_unit_test(misread_figures_and_strokes_are_mended_and_counted),
        cmocka_unit_test(a_colon_before_a_year_is_a_sign_of_dates),
        cmocka_unit_test(a_stroke_or_its_letter_before_one_figure_is_a_one_for_a_person_to_see),
        cmocka_unit_test(figures_of_one_number_that_were_torn_or_seen_twice_are_one_number),
        cmocka_unit_test(a_day_and_a_month_run_together_are_no_year),
        cmocka_unit_test(the_year_is_found_behind_any_word_and_with_one_figure_too_many_or_few),
        cmocka_unit_test(a_figure_that_no_date_has_in_its_place_is_the_nearest_that_can_be),
        cmocka_unit_test(a_time_with_a_stroke_or_round_figures_is_one_for_a_person_to_see),
        cmocka_unit_test(letters_that_stand_for_figures_between_signs_of_dates_are_figures),
        cmocka_unit_test(parts_of_a_date_stay_parts),
        cmocka_unit_test(impossible_dates_are_refused),
        cmocka_unit_test(words_are_read_in_all_their_variants),
        cmocka_unit_test(a_letter_misread_in_a_word_is_mended),
        cmocka_unit_test(a_year_in_words_that_breaks_off_is_not_certain),
        cmocka_unit_test(a_year_in_words_that_is_garbled_is_not_the_year_2000),
        cmocka_unit_test(words_check_figures),
        cmocka_unit_test(every_day_from_1900_to_2100_survives_being_said),
        cmocka_unit_test(every_day_of_the_calendar_survives_figures),
        cmocka_unit_test(a_time_of_day_is_not_a_date),
        cmocka_unit_test(a_moment_is_a_time_stamp_in_vietnam),
        cmocka_unit_test(dates_are_ordered_as_far_as_they_are_known),
    };
    return cmocka_run_group_tests(tests, types_open, types_close);
}
