/* fuzz_wire - any bytes as what a helper that went wrong sends to the core: as a stream, then as
 * the body of an answer with a master and a picture of one page of memory, or at an address. */
#include "host/page.h"
#include "pipeline/page_wire.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_stream(const uint8_t *data, size_t size)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        abort();
    struct sohoa_wire wire;
    struct sohoa_msg msg;
    sohoa_wire_init(&wire, ends[0]);
    size_t most = size < 100000 ? size : 100000; /* what the socket takes without a reader */
    if (most && write(ends[1], data, most) != (ssize_t)most)
        abort();
    close(ends[1]);
    while (sohoa_wire_pull(&wire, &msg) == SOHOA_WIRE_MESSAGE) {
        (void)sohoa_msg_get_text(&msg);
        sohoa_msg_clear(&msg);
    }
    sohoa_wire_clear(&wire);
    close(ends[0]);
}

static void read_page(const uint8_t *data, size_t size)
{
    static const char memory[4096];
    struct sohoa_msg msg;
    struct sohoa_err err = {0};
    struct sohoa_page page;
    sohoa_msg_init(&msg, 1);
    sohoa_msg_put(&msg, data, size);
    msg.from = getpid(); /* addresses are tried on ourselves */
    for (int i = 0; i < 2; i++)
        sohoa_msg_put_fd(&msg, sohoa_sealed_copy(memory, sizeof memory));
    sohoa_page_init(&page);
    if (sohoa_page_unpack(&msg, &page, NULL, NULL, &err) != 0 && !err.text[0])
        abort();
    for (size_t i = 0; i < sohoa_text_lines(page.text); i++) {
        struct sohoa_line line = sohoa_text_line(page.text, i);
        if (line.first + line.count > sohoa_text_words(page.text))
            abort();
    }
    page.source = NULL; /* the message's */
    sohoa_page_clear(&page);
    sohoa_msg_clear(&msg);
    if (sohoa_pixels_mapped() != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready)
        sohoa_pixels_setup(false);
    ready = true;
    read_stream(data, size);
    read_page(data, size);
    return 0;
}
