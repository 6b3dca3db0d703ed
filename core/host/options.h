/* options.h - a plugin's option table: text in, typed values in `self` out. */
#ifndef SOHOA_OPTIONS_H
#define SOHOA_OPTIONS_H
#include "host/registry.h"

enum { SOHOA_OPTIONS_MAX = 128, SOHOA_OPTION_BYTES_MAX = 64 * 1024 };

/* True when name is [a-z][a-z0-9_]*, at most 63 bytes. [any] */
bool sohoa_name_ok(const char *name);

/* How many options the table has; NULL: 0. [any] */
size_t sohoa_options_count(const struct sohoa_option *options);

/* Fills self from the fallbacks, then the settings in order, so that later ones win. strings has
 * one place per option, all NULL before; it owns the values of string options and frees with
 * sohoa_options_drop, also after a failure. self NULL: checks only (strings unused). FATAL: unknown
 * key, wrong type, out of range, required option not set; names origin, plugin, option, value and
 * what would be right. [any] */
int sohoa_options_fill(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                       size_t count, void *self, char **strings, struct sohoa_err *err);
/* Only looks whether the settings are known and right, whatever else is required. [any] */
int sohoa_options_known(const struct sohoa_plugin *plugin, const struct sohoa_setting *settings,
                        size_t count, struct sohoa_err *err);
void sohoa_options_drop(const struct sohoa_plugin *plugin, char **strings);

/* Numbers as this program writes them, whatever the locale: base 10, no blanks, finite. 0 or -1.
 * [any] */
int sohoa_parse_int(const char *text, int64_t *ret);
int sohoa_parse_real(const char *text, double *ret);
int sohoa_parse_bool(const char *text, bool *ret); /* true false yes no on off, any case */
#endif
