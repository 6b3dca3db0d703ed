/* fuzz_audit - any bytes as a file of the access record: lines and heads are taken apart or
 * refused, and what was made of any text is taken apart again. */
#include "query/audit_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take(void *arg, const char *line, size_t size)
{
    struct sohoa_audit_line parsed;
    char chain[SOHOA_ID_SIZE], key[AUDIT_KEY_ID_SIZE];
    uint64_t file = 0;
    (void)arg;
    if (sohoa_audit_line_parse(line, size, &parsed) && parsed.signed_size >= size)
        abort();
    (void)sohoa_audit_head_parse(line, size, chain, &file, key);
    return true;
}

static void read_file(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/sohoa-fuzz-XXXXXX";
    enum sohoa_audit_end end;
    bool owned;
    int fd = mkstemp(path);
    if (fd < 0)
        return;
    if (write(fd, data, size) == (ssize_t)size)
        (void)sohoa_audit_file_read(path, take, NULL, &end, &owned, NULL);
    close(fd);
    unlink(path);
}

static void make_and_take(const char *text)
{
    struct sohoa_audit_bytes members = {0}, line = {0};
    struct sohoa_audit_line parsed;
    struct sohoa_mac mac;
    struct sohoa_whose whose = {0};
    char prev[SOHOA_AUDIT_HASH_SIZE];
    uint64_t n = 7;
    memset(prev, '0', sizeof prev - 1);
    prev[sizeof prev - 1] = '\0';
    sohoa_mac_begin(&mac, "key", 3);
    struct sohoa_audit_entry entry = {.who = text, .what = text, .why = text};
    sohoa_audit_put_entry(&members, &entry);
    sohoa_audit_put_line(&line, &mac, members.data, members.size, NULL, &n, prev);
    json_t *object = json_loadb(line.data, line.size, 0, NULL);
    if (!object || memchr(line.data, '\n', line.size) != line.data + line.size - 1 ||
        !sohoa_audit_line_parse(line.data, line.size - 1, &parsed) || parsed.n != 7)
        abort();
    sohoa_whose_text(&whose, text);
    sohoa_whose_clear(&whose);
    json_decref(object);
    free(members.data);
    free(line.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    read_file(data, size);
    make_and_take(text);
    free(text);
    return 0;
}
