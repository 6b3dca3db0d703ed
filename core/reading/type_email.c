/* type_email.c - e-mail addresses: what recognition makes of their signs, usual domains. [any] */
#include "reading/type_parts.h"

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

size_t sohoa_type_email(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret)
{
    char value[SOHOA_VALUE_BYTES_MAX];
    size_t used = 0, n, at_sign = 0, dots = 0;
    bool right = true;
    int32_t c;
    (void)env;
    for (; (c = sohoa_vi_at(text, &n)) != 0 && used + 5 < sizeof value; text += n) {
        c = mail_sign(c, used ? value[used - 1] : '\0', &ret->corrected);
        if (!c)
            continue;
        at_sign += c == '@';
        dots += c == '.' && at_sign;
        right &= c < 0x80 && (sohoa_vi_base(c) || (c >= '0' && c <= '9') || strchr("@._+-", c));
        used += sohoa_vi_put(c, value + used, sizeof value - used);
    }
    value[used] = '\0';
    ret->corrected += mend_domain(value, sizeof value);
    used = strlen(value);
    right = right && at_sign == 1 && dots >= 1 && value[0] != '@' && value[used - 1] != '.';
    sohoa_typed_set(ret, value);
    sohoa_typed_check(ret, "format", right);
    if (!right)
        sohoa_typed_doubt(ret, 0.1);
    return 1;
}
