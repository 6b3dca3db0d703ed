/* type_email.c - e-mail addresses: what recognition makes of their signs, usual domains. [any] */
#include "reading/type_parts.h"

#include <stdio.h>
#include <string.h>

/* Behind the @ nearly always one of a few: "gmai1.com". */
static uint32_t mend_domain(char *value, size_t room)
{
    static const char *const usual[] = {"gmail.com",   "yahoo.com",  "yahoo.com.vn",  "outlook.com",
                                        "hotmail.com", "icloud.com", "outlook.com.vn"};
    char *domain = strchr(value, '@');
    for (size_t i = 0; domain && i < sizeof usual / sizeof *usual; i++)
        if (sohoa_vi_distance(domain + 1, usual[i], 1) == 1) {
            size_t from = (size_t)(domain + 1 - value);
            return sohoa_splice(value, room, from, strlen(value), usual[i]);
        }
    return 0;
}

/* The letters of a domain as recognition confuses them: l and 1, o and 0 are one. */
static size_t domain_letters(const char *text, char *ret, size_t room)
{
    size_t used = 0;
    for (; *text && used + 1 < room; text++) {
        char c = *text == '1' ? 'l' : *text == '0' ? 'o' : *text;
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c; /* "outLook" */
        if (c != '.' || (used > 0 && ret[used - 1] != '.'))
            ret[used++] = c;
    }
    ret[used] = '\0';
    return used;
}

/* "an906out1ook.com", "an90(gmail.com", "an75@gmai1.com1.com": the text ends in a usual domain, and
 * the sign before it, whatever it was read as, is the @. The domain's own end may be seen twice. */
static uint32_t find_domain(char *value, size_t room)
{
    static const char *const hosts[] = {"gmail", "yahoo", "outlook", "hotmail", "icloud"};
    static const char signs[] = "@06894aQO&(<[{*?$%";
    char letters[SOHOA_VALUE_BYTES_MAX], better[48];
    if (domain_letters(value, letters, sizeof letters) != strlen(value))
        return 0; /* doubled dots: another fault than these */
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        size_t size = strlen(hosts[i]);
        char *at = strstr(letters, hosts[i]);
        if (!at || at < letters + 4)
            continue;
        const char *end = at + size + (at[size] == '.');
        bool vn = strstr(end, ".vn") != NULL;
        if (strncmp(end, "com", 3) != 0 || strlen(end) > 12)
            continue;
        size_t sign = (size_t)(at - letters) - 1;
        bool has = value[sign] == '@';
        if (!strchr(signs, value[sign]) || (!has && memchr(value, '@', sign)))
            return 0;
        (void)snprintf(better, sizeof better, "@%s.com%s", hosts[i], vn ? ".vn" : "");
        if (strcmp(value + sign, better) == 0 ||
            !sohoa_splice(value, room, sign, strlen(value), better))
            return 0;
        return has ? 1 : 3; /* for a person to see */
    }
    return 0;
}

/* In front of the @: an l that begins a word, a zero or an eight among figures. */
static uint32_t mend_user(char *value)
{
    char *at = strchr(value, '@');
    uint32_t mended = 0;
    if (!at)
        return 0;
    if (value[0] == '1' && value[1] >= 'a' && value[1] <= 'z') {
        value[0] = 'l';
        mended++;
    }
    for (char *from = value + 1; from < at; from++) {
        bool before = from[-1] >= '0' && from[-1] <= '9';
        bool after = from[1] == '@' || (from[1] >= '0' && from[1] <= '9');
        if (before && after && (*from == 'O' || *from == 'B')) {
            *from = *from == 'O' ? '0' : '8';
            mended++;
        }
    }
    return mended;
}

/* What stands for a character of an address, 0: nothing. Letters have no marks there. */
static int32_t mail_sign(int32_t c, char last, uint32_t *mended)
{
    int32_t sign = c;
    if (c == ',')
        sign = '.';
    else if (c == 0xA9 || c == 0xAE) /* (c) and (r) for @ */
        sign = '@';
    else if (c >= 0x80 && sohoa_vi_base(c))
        sign = (unsigned char)sohoa_vi_base(c);
    *mended += sign != c;
    if (sign == '@' && last == '@') { /* one that was taken for two signs */
        *mended += 1;
        return 0;
    }
    return c == ' ' ? 0 : sign;
}

/* "an85(@gmail.com": the left half of a sign that was seen twice. */
static bool is_left_half(const char *text)
{
    size_t n;
    int32_t next = strchr("([{<", *text) ? sohoa_vi_at(text + 1, &n) : 0;
    return next == '@' || next == 0xA9 || next == 0xAE;
}

/* One @, a dot behind it, and nothing but what addresses have. */
static bool is_address(const char *value)
{
    size_t signs = 0, dots = 0, size = strlen(value);
    for (const char *at = value; *at; at++) {
        if ((unsigned char)*at >= 0x80 || !(sohoa_vi_base(*at) || strchr("0123456789@._+-", *at)))
            return false;
        signs += *at == '@';
        dots += *at == '.' && signs;
    }
    return signs == 1 && dots >= 1 && value[0] != '@' && value[size - 1] != '.';
}

size_t sohoa_type_email(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX];
    size_t used = 0, n;
    int32_t c;
    (void)env;
    bool sign = strpbrk(text, "@") || strstr(text, "®") || strstr(text, "©");
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used + 5 < sizeof value; text += n) {
        if (is_left_half(text)) { /* for a person to see */
            ret->corrected += 3;
            continue;
        }
        if (c == 0xA7 && !sign) { /* "an90§yahoo.com" */
            ret->corrected += 3;
            c = '@';
        }
        c = mail_sign(c, used ? value[used - 1] : '\0', &ret->corrected);
        used += c ? sohoa_vi_put(c, value + used, sizeof value - used) : 0;
    }
    value[used] = '\0';
    ret->corrected += mend_domain(value, sizeof value);
    ret->corrected += find_domain(value, sizeof value);
    ret->corrected += mend_user(value);
    bool right = is_address(value);
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "format", right);
    if (!right)
        sohoa_typed_doubt(ret, 0.1);
    return 1;
}
