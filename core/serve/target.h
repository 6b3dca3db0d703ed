/* target.h - a request's target taken apart: the segments of its path and its parameters. No
 * state, any thread. */
#ifndef SOHOA_SERVE_TARGET_H
#define SOHOA_SERVE_TARGET_H
#include "sohoa_plugin.h"

enum { TARGET_SEGMENTS_MAX = 8, TARGET_PARAMS_MAX = 32, TARGET_BYTES_MAX = 8192 };

struct target_param {
    const char *name, *value;
};
struct target { /* all texts are UTF-8 without controls, percent-decoded, owned by `bytes` */
    char *bytes;
    const char *segments[TARGET_SEGMENTS_MAX];
    size_t segment_count;
    struct target_param params[TARGET_PARAMS_MAX];
    size_t param_count;
};
/* Reads "/v1/citizens/038...?valid_on=2026-01-01" (RFC 3986). BAD_PAGE: malformed: a wrong escape,
 * not UTF-8, a segment "." or ".." or empty, too much of anything. */
int target_parse(const char *raw, struct target *ret, struct sohoa_err *err);
void target_clear(struct target *target);
/* The parameter's value; NULL: it was not given. */
const char *target_param(const struct target *target, const char *name);
/* application/x-www-form-urlencoded and paths: decodes in place. False: malformed. */
bool target_decode(char *text, bool plus);
/* Well-formed UTF-8 without NUL and controls. */
bool target_text_ok(const char *text, size_t size);
#endif
