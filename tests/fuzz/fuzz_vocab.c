/* fuzz_vocab - any bytes as a file of vocabularies: refused with a message, or whole. */
#include "reading/vocab.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/sohoa-fuzz-vocab-XXXXXX";

static void remove_folder(void)
{
    (void)rmdir(folder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    struct sohoa_vocab *vocab = NULL;
    struct sohoa_vocab_match match;
    struct sohoa_err err = {0};
    if (!path[0]) {
        if (!mkdtemp(folder))
            abort();
        (void)snprintf(path, sizeof path, "%s/a.yaml", folder);
        (void)atexit(remove_folder);
    }
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size)
        abort();
    (void)close(fd);
    if (sohoa_vocab_open(folder, &vocab, &err) == SOHOA_OK)
        for (int list = 0; list < SOHOA_VOCAB_LISTS; list++)
            (void)sohoa_vocab_find(vocab, (enum sohoa_vocab_list)list, "Thanh Hóa", NULL, 2,
                                   &match);
    else if (!err.text[0] || vocab)
        abort();
    sohoa_vocab_close(vocab);
    (void)unlink(path);
    return 0;
}
