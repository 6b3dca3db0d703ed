/* odd_stage - a stage for tests that does what the page's note says: mostly wrong things. */
#include "pipeline/helper_wire.h"
#include "sohoa_plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct odd {
    char *mark;
};
static const struct sohoa_option options[] = {
    {"mark", SOHOA_STRING, offsetof(struct odd, mark), "none", 0, 0, "What `mark` answers"},
    {0},
};

/* ---- deaths ---- */

static void eat(void)
{
    for (;;) {
        char *more = malloc(1 << 20);
        if (!more)
            abort(); /* as C++ does */
        memset(more, 1, 1 << 20);
    }
}

static void write_garbage(void)
{
    static const char noise[100000] = "nothing that makes sense";
    (void)!write(SOHOA_HELPER_SOCKET, noise, sizeof noise);
    pause();
}

/* Answers with a page whose picture does not fit its memory, or can still be changed. */
static void forge(uint32_t width, uint32_t height, uint32_t depth, bool sealed, int64_t address)
{
    struct sohoa_pixels of = {.width = width, .height = height, .depth = depth, .spp = 1};
    struct sohoa_page page = {.size = sizeof page, .source = "", .to_master = {1, 0, 0, 0, 1}};
    struct sohoa_msg msg;
    sohoa_msg_init(&msg, SOHOA_HELPER_DONE);
    sohoa_msg_put_u32(&msg, 0);
    sohoa_msg_put_u32(&msg, 0);
    sohoa_msg_put_text(&msg, "");
    sohoa_msg_put_i64(&msg, 0);
    sohoa_msg_put_i64(&msg, 0);
    sohoa_msg_put_u32(&msg, SOHOA_PICTURE_AS_SENT);
    size_t at = msg.size;
    struct sohoa_err err;
    sohoa_page_pack(&msg, &page, 0, &err);
    uint32_t has_image = 2;
    memcpy(msg.bytes + at, &has_image, sizeof has_image);
    sohoa_msg_put(&msg, &of, sizeof of);
    sohoa_msg_put_i64(&msg, address);
    char bytes[4096] = {0};
    int fd = sealed ? sohoa_sealed_copy(bytes, sizeof bytes)
                    : memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (!sealed && ftruncate(fd, 1 << 20) != 0)
        abort();
    sohoa_msg_put_fd(&msg, fd);
    sohoa_msg_send(&msg, SOHOA_HELPER_SOCKET, 0);
    pause();
}

static int misbehave(const char *act)
{
    if (strcmp(act, "abort") == 0)
        abort();
    if (strcmp(act, "segv") == 0)
        raise(SIGSEGV);
    if (strcmp(act, "exit") == 0)
        exit(7);
    if (strcmp(act, "eat") == 0)
        eat();
    if (strcmp(act, "garbage") == 0)
        write_garbage();
    if (strcmp(act, "hang up") == 0 && close(SOHOA_HELPER_SOCKET) == 0)
        pause();
    if (strcmp(act, "too large") == 0)
        forge(30000, 30000, 32, true, 0);
    if (strcmp(act, "too short") == 0)
        forge(1000, 1000, 8, true, 0);
    if (strcmp(act, "bad depth") == 0)
        forge(10, 10, 7, true, 0);
    if (strcmp(act, "unsealed") == 0)
        forge(100, 100, 8, false, 0);
    if (strcmp(act, "nowhere") == 0)
        forge(100, 100, 8, true, 4096);
    if (strcmp(act, "too large to copy") == 0)
        forge(20000, 20000, 8, true, 4096);
    if (strcmp(act, "chatter") == 0)
        for (;;)
            if (fputs("I talk and talk and talk\n", stderr) < 0)
                abort();
    volatile bool for_ever = strcmp(act, "spin") == 0;
    while (for_ever)
        ;
    return -1;
}

/* ---- what is forbidden ---- */

static int try_call(const char *act)
{
    if (strcmp(act, "fork") == 0) {
        pid_t pid = fork();
        if (pid == 0)
            _exit(0);
        return pid < 0 ? errno : 0;
    }
    if (strcmp(act, "exec") == 0)
        return execl("/bin/true", "true", (char *)NULL) < 0 ? errno : 0;
    if (strcmp(act, "socket") == 0)
        return socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
    if (strcmp(act, "local socket") == 0)
        return socket(AF_UNIX, SOCK_STREAM, 0) < 0 ? errno : 0;
    if (strcmp(act, "ptrace") == 0)
        return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 ? errno : 0;
    if (strcmp(act, "kill") == 0)
        return kill(getppid(), 0) < 0 ? errno : 0;
    if (strcmp(act, "create") == 0)
        return open("/tmp/sohoa-odd-stage", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0 ? errno : 0;
    if (strcmp(act, "open for writing") == 0)
        return open("/dev/null", O_RDWR | O_CLOEXEC) < 0 ? errno : 0;
    if (strcmp(act, "unlink") == 0)
        return unlink("/tmp/sohoa-odd-stage-none") < 0 ? errno : 0;
    if (strcmp(act, "raise limits") == 0)
        return setrlimit(RLIMIT_NOFILE, &(struct rlimit){1, 1}) < 0 ? errno : 0;
    if (strcmp(act, "read") == 0)
        return open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0 ? errno : 0;
    return -1;
}

static void *in_thread(void *arg)
{
    *(int *)arg = 1;
    return NULL;
}

static int try_thread(void)
{
    pthread_t thread;
    int ran = 0, rc = pthread_create(&thread, NULL, in_thread, &ran);
    if (rc == 0)
        pthread_join(thread, NULL);
    return rc == 0 && ran ? 0 : EPERM;
}

/* ---- what is right ---- */

static int replace_image(struct sohoa_page *page)
{
    PIX *half = pixScale(page->image, 0.5F, 0.5F);
    pixDestroy(&page->image);
    page->image = half;
    const double doubled[9] = {2, 0, 0, 0, 2, 0, 0, 0, 1};
    sohoa_page_moved(page, doubled);
    page->skew = -1.5F;
    page->rotated = 90;
    page->flags |= SOHOA_PAGE_BLANK;
    page->text = sohoa_text_new();
    page->codes = sohoa_codes_new();
    sohoa_text_add_line(page->text, 3, (struct sohoa_box){1, 2, 30, 40});
    sohoa_text_add_word(page->text, "Số", (struct sohoa_box){1, 2, 3, 4}, 0.5F);
    sohoa_text_add_word(page->text, "hóa", (struct sohoa_box){5, 6, 7, 8}, 0.75F);
    sohoa_codes_add(page->codes, "QRCode", "một|hai", (struct sohoa_box){9, 10, 11, 12});
    sohoa_text_flag_word(page->text, 1, SOHOA_WORD_HAND | SOHOA_WORD_DOUBTED);
    page->marks = sohoa_marks_new();
    sohoa_marks_add(page->marks, (struct sohoa_mark){SOHOA_MARK_CELLS, 12, {13, 14, 15, 16}});
    page->note[0] = '\0';
    sohoa_page_note(page, "made smaller");
    return SOHOA_OK;
}

static int wait_until_over(const struct sohoa_call *call, struct sohoa_err *err)
{
    call->note(call, "waiting");
    while (!sohoa_call_over(call))
        usleep(1000);
    return sohoa_fail(err, SOHOA_RETRY, "told to stop");
}

static int keep_memory(void)
{
    static char *volatile kept;
    kept = malloc(180 << 20);
    if (!kept)
        return SOHOA_BAD_PAGE;
    memset(kept, 1, 180 << 20);
    return SOHOA_OK;
}

static int behave(const struct odd *odd, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err)
{
    const char *act = page->note;
    if (strcmp(act, "invert") == 0)
        return pixInvert(page->image, page->image) ? SOHOA_OK : SOHOA_BAD_PAGE;
    if (strcmp(act, "replace") == 0)
        return replace_image(page);
    if (strcmp(act, "drop") == 0)
        pixDestroy(&page->image);
    if (strcmp(act, "wait") == 0)
        return wait_until_over(call, err);
    if (strcmp(act, "keep") == 0)
        return keep_memory();
    if (strcmp(act, "fail") == 0) {
        errno = ENOSPC;
        return sohoa_fail_errno(err, SOHOA_BAD_DOSSIER, errno, "page %u: nothing doing",
                                page->number);
    }
    if (strcmp(act, "talk") == 0)
        return fputs("libodd: a line\nlibodd: another\n", stderr) < 0 ? SOHOA_BAD_PAGE : SOHOA_OK;
    if (strcmp(act, "pid") == 0)
        (void)snprintf(page->note, sizeof page->note, "%d", (int)getpid());
    if (strcmp(act, "mark") == 0)
        (void)snprintf(page->note, sizeof page->note, "%s", odd->mark);
    if (strcmp(act, "master") == 0)
        (void)snprintf(page->note, sizeof page->note, "%.*s", (int)sohoa_blob_size(page->master),
                       (const char *)sohoa_blob_data(page->master));
    return SOHOA_OK;
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    misbehave(page->note);
    int denied = strcmp(page->note, "thread") == 0 ? try_thread() : try_call(page->note);
    if (denied >= 0) {
        (void)snprintf(page->note, sizeof page->note, "%d", denied);
        return SOHOA_OK;
    }
    return behave(self, call, page, err);
}

static int open_it(void *self, struct sohoa_err *err)
{
    const struct odd *odd = self;
    if (strcmp(odd->mark, "refuse") == 0)
        return sohoa_fail(err, SOHOA_FATAL, "refuses to open");
    if (strcmp(odd->mark, "abort") == 0)
        abort();
    return SOHOA_OK;
}

static const struct sohoa_stage stage = {.size = sizeof stage, .run = run};

SOHOA_PLUGIN(STAGE, .name = "odd_stage", .version = "1.0",
             .summary = "Does what a page's note says, mostly wrong.", .options = options,
             .self_size = sizeof(struct odd), .open = open_it, .calls = &stage,
             .isolation = SOHOA_IN_HELPER);
