/* header.h - values of request headers: language, purpose, ranges, bearer tokens. No state, any
 * thread. */
#ifndef SOHOA_SERVE_HEADER_H
#define SOHOA_SERVE_HEADER_H
#include "host/lang.h"
#include "sohoa_plugin.h"

#define PURPOSE_MAX 200

/* The language of an Accept-Language (RFC 9110, 12.5.4) that this program speaks; usual: when it
 * is NULL or names neither. */
enum sohoa_lang header_language(const char *value, enum sohoa_lang usual);

/* X-Purpose: 1 to 200 bytes of ASCII, or UTF-8''%C4%91... (the ext-value of RFC 8187), which may
 * decode to 200 bytes. False: it is neither. */
bool header_purpose(const char *value, char ret[PURPOSE_MAX + 1]);

/* The ext-value of RFC 8187 in UTF-8, decoded into ret. False: malformed, or longer than room. */
bool header_extended(const char *value, char *ret, size_t room);

/* The credentials of "Bearer <b64token>"; NULL: none. Lends value. */
const char *header_bearer(const char *value);

enum range { RANGE_WHOLE = 0, RANGE_PART, RANGE_NONE };
/* One byte range of a Range header (RFC 9110, 14): PART fills first and length, NONE cannot be
 * satisfied; what is malformed, another unit or several ranges is WHOLE. */
enum range header_range(const char *value, uint64_t size, uint64_t *ret_first,
                        uint64_t *ret_length);
#endif
