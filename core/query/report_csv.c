/* report_csv.c - a report as a table for spreadsheets: one row a group and indicator. Any thread.
 */
#include "query/report.h"
#include "record/json_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_cell(FILE *to, const char *text, const char *end)
{
    /* A cell that a spreadsheet would take for a formula is told to be text. */
    bool formula = *text && text[1] && strchr("=+-@\t\r", *text);
    (void)fprintf(to, "\"%s", formula ? "'" : "");
    for (; *text; text++)
        (void)fprintf(to, "%s%c", *text == '"' ? "\"" : "", *text);
    (void)fprintf(to, "\"%s", end);
}

static void add_number(FILE *to, const json_t *value, const char *end)
{
    if (json_is_integer(value))
        (void)fprintf(to, "%" JSON_INTEGER_FORMAT "%s", json_integer_value(value), end);
    else if (json_is_real(value))
        (void)fprintf(to, "%.4f%s", json_real_value(value), end);
    else
        (void)fprintf(to, "%s", end);
}

static void add_group(FILE *to, const char *name, const json_t *group)
{
    const char *key;
    const json_t *one;
    json_object_foreach(json_object_get(group, "indicators"), key, one)
    {
        add_cell(to, name, ",");
        add_cell(to, key, ",");
        add_number(to, json_object_get(one, "value"), ",");
        add_number(to, json_object_get(one, "count"), ",");
        add_number(to, json_object_get(one, "of"), ",");
        add_cell(to, sohoa_json_member(one, "unit"), ",");
        add_cell(to, sohoa_json_member(one, "state"), ",");
        add_cell(to, sohoa_json_member(one, "why"), "\r\n");
    }
}

char *sohoa_report_csv(const json_t *report)
{
    char *text = NULL;
    size_t size = 0, i;
    const json_t *group;
    FILE *to = open_memstream(&text, &size);
    if (!to)
        return NULL;
    (void)fputs("\xEF\xBB\xBF"
                "group,indicator,value,count,of,unit,state,why\r\n",
                to);
    json_array_foreach(json_object_get(report, "groups"), i, group)
        add_group(to, sohoa_json_member(group, "group"), group);
    add_group(to, "", json_object_get(report, "total"));
    bool bad = ferror(to) != 0;
    if (fclose(to) != 0 || bad) {
        free(text);
        return NULL;
    }
    return text;
}
