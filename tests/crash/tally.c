/* tally.c - the stage `tally` of the crash tests: instead of OCR it reads the page's mark, writes
 * it down outside of the store, and keeps it as the page's text. So a test sees every time that a
 * page was worked on, in whichever process.
 *
 * With a title each page is one of the paper which that title names, and tally_extract can read it.
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
    char *log, *title;
    int64_t ms, crash, bad;
};

static const struct sohoa_option options[] = {
    {"log", SOHOA_STRING, offsetof(struct self, log), "", 0, 0, "file that gets a line a page"},
    {"title", SOHOA_STRING, offsetof(struct self, title), "", 0, 0, "title line of each page"},
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

/* The words of a text as a line of the page, y pixels from its top. */
static int add_line(struct sohoa_page *page, const char *words, int32_t y)
{
    char word[64];
    struct sohoa_box box = {1, y, 8, 8};
    int failed = sohoa_text_add_line(page->text, 0, box);
    for (size_t n; (n = strcspn(words, " ")) > 0 && !failed; words += n + (words[n] == ' ')) {
        (void)snprintf(word, sizeof word, "%.*s", (int)n, words);
        failed = sohoa_text_add_word(page->text, word, box, 1.0F);
        box.x += box.w + 4;
    }
    return failed;
}

static int run(void *me, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    const struct self *self = me;
    const struct timespec pause = {.tv_sec = self->ms / 1000,
                                   .tv_nsec = self->ms % 1000 * 1000000L};
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
    if (!page->text || add_line(page, line, 50) ||
        (self->title[0] && add_line(page, self->title, 2)))
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    return SOHOA_OK;
}

static const struct sohoa_stage calls = {.size = sizeof calls, .run = run};
SOHOA_PLUGIN(STAGE, .name = "tally", .version = "1", .summary = "Writes down which pages it sees.",
             .threads = SOHOA_SHARED, .options = options, .self_size = sizeof(struct self),
             .calls = &calls);
