/* tally_extract.c - the extractor of the crash tests: writes a line `0` for each document it reads,
 * waits, ends the program or fails as it is told, and else finds one value. */
#include "sohoa_plugin.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct self {
    char *log;
    int64_t ms;
    bool crash, bad;
};

static const struct sohoa_option options[] = {
    {"log", SOHOA_STRING, offsetof(struct self, log), "", 0, 0, "file that gets a line a document"},
    {"ms", SOHOA_INT, offsetof(struct self, ms), "0", 0, 60000, "milliseconds a document takes"},
    {"crash", SOHOA_BOOL, offsetof(struct self, crash), "no", 0, 0, "every document ends us"},
    {"bad", SOHOA_BOOL, offsetof(struct self, bad), "no", 0, 0, "every document is bad"},
    {0}};

static double bid(void *me, const struct sohoa_document *in)
{
    (void)me, (void)in;
    return 1;
}

static void note_down(const struct self *self)
{
    int fd = self->log[0] ? open(self->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return;
    if (write(fd, "0\n", 2) != 2)
        perror("tally_extract");
    close(fd);
}

static int run(void *me, const struct sohoa_call *call, const struct sohoa_document *in,
               struct sohoa_fields *out, struct sohoa_err *err)
{
    const struct self *self = me;
    const struct timespec pause = {.tv_nsec = 1000000};
    for (int64_t i = 0; i < self->ms; i++) {
        if (sohoa_call_over(call))
            return sohoa_fail(err, SOHOA_RETRY, "stopped");
        (void)nanosleep(&pause, NULL);
    }
    if (self->crash)
        abort();
    note_down(self);
    if (self->bad)
        return sohoa_fail(err, SOHOA_BAD_DOSSIER, "not to my taste");
    const struct sohoa_reading reading = {.size = sizeof reading,
                                          .key = "child.name",
                                          .raw = "Lê Thị Lan",
                                          .source = "ocr",
                                          .page = sohoa_document_page(in, 0)->number,
                                          .confidence = 0.9F,
                                          .place = 1};
    return sohoa_fields_add(out, &reading) ? sohoa_fail(err, SOHOA_FATAL, "out of memory")
                                           : SOHOA_OK;
}

static const struct sohoa_extractor calls = {.size = sizeof calls, .bid = bid, .run = run};
SOHOA_PLUGIN(EXTRACTOR, .name = "tally_extract", .version = "1",
             .summary = "Writes down which documents it reads.", .threads = SOHOA_SHARED,
             .options = options, .self_size = sizeof(struct self), .calls = &calls);
