/* sane_rig.c - what the tests of the plugin `sane` share; see sane_rig.h. */
#include "sane_rig.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <allheaders.h>
#include <tiffio.h>

#ifdef SOHOA_SANITIZED
/* What libsane and its backends leave behind is theirs; to be told by their names they must stay
 * loaded until the leaks are counted. */
__attribute__((visibility("default"))) int dlclose(void *library)
{
    (void)library;
    return 0;
}
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libsane.so\nleak:libsane-test\nleak:libsane-pnm\nleak:libsane-net\n"
           "leak:libsane-airscan\nleak:libavahi\nleak:libgnutls\nleak:libxml2\n";
}
#endif

/* libsane's test device cancels its reader thread asynchronously, wherever that is: also in malloc,
 * whose lock then stays taken for ever. Here it is given the time to come to rest in write or to
 * end; the program exports this symbol, so that the backend calls it. (In production the device's
 * helper process has a deadline.) */
__attribute__((visibility("default"))) int pthread_cancel(pthread_t thread)
{
    int (*real)(pthread_t) = NULL;
    *(void **)(void *)&real = dlsym(RTLD_NEXT, "pthread_cancel");
    (void)nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    return real ? real(thread) : ENOSYS;
}

const char *rig_folder(void)
{
    static char folders[64][64];
    static int count;
    char *folder = folders[count++ % 64];
    (void)snprintf(folder, 64, "/tmp/sohoa-sane-XXXXXX");
    if (!mkdtemp(folder))
        exit(99);
    return folder;
}

void rig_remove(const char *folder)
{
    (void)rig_run("rm -rf '%s'", folder);
}

void rig_write(const char *folder, const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "we");
    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        exit(99);
}

const char *rig_config(const char *dll)
{
    const char *folder = rig_folder();
    rig_write(folder, "dll.conf", dll);
    (void)setenv("SANE_CONFIG_DIR", folder, 1);
    (void)unsetenv("SANE_DEFAULT_DEVICE");
    return folder;
}

/* Every option gets its default, as the host does it. */
static void fill_defaults(const struct sohoa_plugin *plugin, void *self)
{
    for (const struct sohoa_option *o = plugin->options; o && o->name; o++) {
        char *at = (char *)self + o->offset;
        if (o->type == SOHOA_STRING)
            *(const char **)(void *)at = o->fallback;
        else if (o->type == SOHOA_INT)
            *(int64_t *)(void *)at = strtoll(o->fallback, NULL, 10);
    }
}

enum { RIGS_MAX = 16 };
static struct rig open_rigs[RIGS_MAX]; /* copies: a failed test's own are gone with its stack */

static void note_open(const struct rig *rig)
{
    for (int i = 0; i < RIGS_MAX; i++)
        if (!open_rigs[i].self) {
            open_rigs[i] = *rig;
            return;
        }
}

static void note_closed(const struct rig *rig)
{
    for (int i = 0; i < RIGS_MAX; i++)
        if (open_rigs[i].self == rig->self)
            open_rigs[i] = (struct rig){0};
}

int rig_reset(void **state)
{
    (void)state;
    for (int i = 0; i < RIGS_MAX; i++)
        if (open_rigs[i].self) {
            struct rig left = open_rigs[i];
            rig_close(&left);
        }
    return 0;
}

void rig_open(struct rig *rig, const char *device)
{
    *rig = (struct rig){0};
    rig->library = dlopen(SOHOA_TEST_BUILD "/plugins/sane.so", RTLD_NOW | RTLD_LOCAL);
    if (!rig->library)
        fail_msg("%s", dlerror());
    rig->plugin = dlsym(rig->library, "sohoa_plugin");
    assert_non_null(rig->plugin);
    rig->calls = rig->plugin->calls;
    rig->self = calloc(1, rig->plugin->self_size);
    assert_non_null(rig->self);
    fill_defaults(rig->plugin, rig->self);
    assert_int_equal(rig->plugin->open(rig->self, &rig->err), SOHOA_OK);
    note_open(rig);
    if (device)
        rig_set(rig, "device", device);
}

static void drop_page(struct rig *rig)
{
    sohoa_blob_unref(rig->page.master);
    memset(&rig->page, 0, sizeof rig->page);
    rig->page.size = sizeof rig->page;
}

void rig_close(struct rig *rig)
{
    drop_page(rig);
    note_closed(rig);
    rig->plugin->close(rig->self);
    free(rig->self);
    (void)dlclose(rig->library);
}

void rig_set(struct rig *rig, const char *name, const char *value)
{
    if (rig->calls->set_option(rig->self, name, value, &rig->err) != SOHOA_OK)
        fail_msg("%s=%s: %s", name, value, rig->err.text);
}

int rig_next(struct rig *rig)
{
    drop_page(rig);
    rig->err.text[0] = '\0';
    return rig->calls->next(rig->self, NULL, &rig->page, &rig->err);
}

void rig_one(struct rig *rig, const char *device, const char *const *options)
{
    rig_open(rig, device);
    for (; options && *options; options += 2)
        rig_set(rig, options[0], options[1]);
    if (rig_next(rig) != SOHOA_OK)
        fail_msg("no page: %s", rig->err.text);
    assert_non_null(rig->page.master);
}

void rig_refused(const char *device, const char *const *options, const char *part_of_text)
{
    struct rig rig;
    rig_open(&rig, device);
    int rc = SOHOA_OK;
    for (; options && *options && rc == SOHOA_OK; options += 2)
        rc = rig.calls->set_option(rig.self, options[0], options[1], &rig.err);
    if (rc == SOHOA_OK)
        rc = rig_next(&rig);
    assert_int_equal(rc, SOHOA_FATAL);
    if (!strstr(rig.err.text, part_of_text))
        fail_msg("'%s' does not hold '%s'", rig.err.text, part_of_text);
    rig_close(&rig);
}

static struct rig_picture make_picture(unsigned width, unsigned height, unsigned channels,
                                       unsigned depth)
{
    struct rig_picture p = {width, height, channels, depth, NULL};
    p.samples = calloc((size_t)width * height * channels + 1, sizeof *p.samples);
    assert_non_null(p.samples);
    return p;
}

static unsigned sample_at(const unsigned char *row, size_t index, unsigned depth, bool big)
{
    if (depth == 1)
        return !(row[index / 8] & (0x80 >> (index % 8)));
    if (depth == 8)
        return row[index];
    const unsigned char *at = row + index * 2;
    return big ? (unsigned)(at[0] << 8 | at[1]) : (unsigned)(at[1] << 8 | at[0]);
}

static struct rig_picture decode_tiff(struct sohoa_blob *master)
{
    char name[64];
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", sohoa_blob_fileno(master));
    TIFF *tiff = TIFFOpen(name, "r");
    assert_non_null(tiff);
    uint32_t width = 0, height = 0;
    uint16_t depth = 0, channels = 0, photometric = 0;
    assert_true(TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width));
    assert_true(TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height));
    assert_true(TIFFGetField(tiff, TIFFTAG_BITSPERSAMPLE, &depth));
    assert_true(TIFFGetField(tiff, TIFFTAG_SAMPLESPERPIXEL, &channels));
    assert_true(TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric));
    if (depth == 1) {
        assert_int_equal(photometric, PHOTOMETRIC_MINISWHITE);
        assert_int_equal(TIFFNumberOfStrips(tiff), 1);
    }
    struct rig_picture p = make_picture(width, height, channels, depth);
    unsigned char *row = malloc((size_t)TIFFScanlineSize(tiff));
    for (uint32_t y = 0; y < height; y++) {
        assert_int_equal(TIFFReadScanline(tiff, row, y, 0), 1);
        for (size_t i = 0; i < (size_t)width * channels; i++)
            p.samples[(size_t)y * width * channels + i] =
                (unsigned short)sample_at(row, i, depth, false);
    }
    free(row);
    TIFFClose(tiff);
    return p;
}

static struct rig_picture decode_jpeg(struct sohoa_blob *master)
{
    PIX *pix = pixReadMem(sohoa_blob_data(master), sohoa_blob_size(master));
    assert_non_null(pix);
    unsigned channels = pixGetDepth(pix) == 32 ? 3 : 1;
    struct rig_picture p =
        make_picture((unsigned)pixGetWidth(pix), (unsigned)pixGetHeight(pix), channels, 8);
    unsigned short *out = p.samples;
    for (unsigned y = 0; y < p.height; y++)
        for (unsigned x = 0; x < p.width; x++) {
            l_uint32 value;
            l_int32 r, g, b;
            pixGetPixel(pix, (l_int32)x, (l_int32)y, &value);
            if (channels == 1) {
                *out++ = (unsigned short)value;
                continue;
            }
            extractRGBValues(value, &r, &g, &b);
            *out++ = (unsigned short)r;
            *out++ = (unsigned short)g;
            *out++ = (unsigned short)b;
        }
    pixDestroy(&pix);
    return p;
}

struct rig_picture rig_decode(struct sohoa_blob *master)
{
    if (strcmp(sohoa_blob_media(master), "image/tiff") == 0)
        return decode_tiff(master);
    assert_string_equal(sohoa_blob_media(master), "image/jpeg");
    return decode_jpeg(master);
}

/* The next number of a PNM header, past white space and comments. */
static unsigned pnm_number(FILE *file)
{
    int c = fgetc(file);
    while (c == '#' || c == ' ' || c == '\n') {
        while (c == '#' && (c = fgetc(file)) != '\n' && c != EOF)
            c = '#';
        c = fgetc(file);
    }
    unsigned number = 0;
    for (; c >= '0' && c <= '9'; c = fgetc(file))
        number = number * 10 + (unsigned)(c - '0');
    return number;
}

struct rig_picture rig_scanimage(const char *arguments)
{
    char command[1024];
    (void)snprintf(command, sizeof command, "scanimage --format=pnm %s 2>/dev/null", arguments);
    FILE *file = popen(command, "r");
    assert_non_null(file);
    assert_int_equal(fgetc(file), 'P');
    int kind = fgetc(file);
    assert_true(kind >= '4' && kind <= '6');
    unsigned width = pnm_number(file);
    unsigned height = pnm_number(file);
    unsigned most = kind == '4' ? 1 : pnm_number(file);
    unsigned depth = most > 255 ? 16 : most > 1 ? 8 : 1;
    struct rig_picture p = make_picture(width, height, kind == '6' ? 3 : 1, depth);
    size_t samples = (size_t)width * p.channels;
    size_t bytes = (samples * depth + 7) / 8;
    unsigned char *row = malloc(bytes);
    for (unsigned y = 0; y < height; y++) {
        assert_int_equal(fread(row, 1, bytes, file), bytes);
        for (size_t i = 0; i < samples; i++)
            p.samples[y * samples + i] = (unsigned short)sample_at(row, i, depth, true);
    }
    free(row);
    (void)pclose(file);
    return p;
}

void rig_picture_free(struct rig_picture *picture)
{
    free(picture->samples);
    picture->samples = NULL;
}

void rig_same(const struct rig_picture *a, const struct rig_picture *b, unsigned tolerance)
{
    assert_int_equal(a->width, b->width);
    assert_int_equal(a->height, b->height);
    assert_int_equal(a->channels, b->channels);
    assert_int_equal(a->depth, b->depth);
    size_t count = (size_t)a->width * a->height * a->channels;
    for (size_t i = 0; i < count; i++)
        if ((unsigned)abs((int)a->samples[i] - (int)b->samples[i]) > tolerance)
            fail_msg("sample %zu (x %zu, y %zu): %u and %u", i, i / a->channels % a->width,
                     i / a->channels / a->width, a->samples[i], b->samples[i]);
}

double rig_mean(const struct rig_picture *picture)
{
    size_t count = (size_t)picture->width * picture->height * picture->channels;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += picture->samples[i];
    return count ? sum / (double)count : 0;
}

int rig_run(const char *fmt, ...)
{
    char command[2048];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

pid_t rig_spawn(const char *const *argv)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent)
        (void)execvp(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

void rig_stop(pid_t pid)
{
    if (pid <= 0)
        return;
    (void)kill(pid, SIGTERM);
    (void)waitpid(pid, NULL, 0);
}

int rig_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    (void)close(fd);
    return ntohs(at.sin_port);
}

void rig_wait_port(const char *address, int port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    assert_int_equal(inet_pton(AF_INET, address, &at.sin_addr), 1);
    for (int i = 0; i < 1200; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int rc = connect(fd, (struct sockaddr *)&at, sizeof at);
        (void)close(fd);
        if (rc == 0)
            return;
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    fail_msg("nothing listens on %s port %d", address, port);
}
