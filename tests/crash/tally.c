/* tally.c - the stage `tally` of the crash tests: instead of OCR it reads the page's mark, writes
 * it down outside of the store, and keeps it as the page's text. So a test sees every time that a
 * page was worked on, in whichever process.
 *
 * A mark is a row of black dots at the top: the page's number in binary. */
#include "sohoa_plugin.h"
#include <allheaders.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DOTS 10
#define DOT 8

struct self {
    char *log;
    int64_t ms, crash, bad;
};

static const struct sohoa_option options[] = {
    {"log", SOHOA_STRING, offsetof(struct self, log), "", 0, 0, "file that gets a line a page"},
    {"ms", SOHOA_INT, offsetof(struct self, ms), "0", 0, 60000, "milliseconds a page takes"},
    {"crash", SOHOA_INT, offsetof(struct self, crash), "0", 0, 1 << DOTS, "page that ends us"},
    {"bad", SOHOA_INT, offsetof(struct self, bad), "0", 0, 1 << DOTS, "page that is bad"},
    {0}};

static int read_mark(struct Pix *pix)
{
    struct Pix *gray = pixConvertTo8(pix, 0);
    int mark = 0;
    double scale = (double)pixGetWidth(gray) / (DOTS * DOT * 2);
    for (int i = 0; i < DOTS; i++) {
        l_uint32 value = 255;
        int x = (int)((i * DOT * 2 + DOT / 2.0) * scale), y = (int)(DOT / 2.0 * scale);
        pixGetPixel(gray, x, y, &value);
        mark |= value < 128 ? 1 << i : 0;
    }
    pixDestroy(&gray);
    return mark;
}

static void note_down(const struct self *self, const char *line, size_t size)
{
    int fd = self->log[0] ? open(self->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return;
    if (write(fd, line, size) != (ssize_t)size)
        perror("tally");
    close(fd);
}

static int run(void *me, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct self *self = me;
    const struct timespec pause = {.tv_sec = self->ms / 1000,
                                   .tv_nsec = self->ms % 1000 * 1000000L};
    const struct sohoa_box box = {0, 0, 1, 1};
    char line[32];
    int mark = read_mark(page->image);
    (void)nanosleep(&pause, NULL);
    if (sohoa_call_over(call))
        return sohoa_fail(err, SOHOA_RETRY, "stopped");
    if (mark == self->crash && mark)
        abort();
    int n = snprintf(line, sizeof line, "%d\n", mark);
    note_down(self, line, (size_t)n);
    if (mark == self->bad && mark)
        return sohoa_fail(err, SOHOA_BAD_PAGE, "a bad page");
    line[n - 1] = '\0';
    if (!page->text)
        page->text = sohoa_text_new();
    if (!page->text || sohoa_text_add_line(page->text, 0, box) ||
        sohoa_text_add_word(page->text, line, box, 1.0F))
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    return SOHOA_OK;
}

static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .name = "tally", .version = "1", .summary = "Writes down which pages it sees.",
             .threads = SOHOA_SHARED, .options = options, .self_size = sizeof(struct self),
             .calls = &calls);
