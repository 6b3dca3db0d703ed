/* replay - runs a fuzz target over every file of the folders given: what ctest does with the seeds
 * where libFuzzer is not built in. */
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SEED_MAX = 64 << 20 };

static int run_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return -1;
    uint8_t *data = NULL;
    size_t size = 0, room = 0, n = 1;
    while (n > 0 && size < SEED_MAX) {
        if (size == room) {
            room = room ? room * 2 : 65536;
            uint8_t *bigger = realloc(data, room);
            if (!bigger)
                break;
            data = bigger;
        }
        n = fread(data + size, 1, room - size, f);
        size += n;
    }
    (void)fclose(f);
    /* Exactly as large as the input, so that the sanitizer sees a read behind its end. */
    uint8_t *exact = malloc(size ? size : 1);
    if (exact && data) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; i++) {
        DIR *d = opendir(argv[i]);
        struct dirent *entry;
        while (d && (entry = readdir(d)) != NULL) {
            char path[PATH_MAX];
            (void)snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            if (entry->d_name[0] != '.' && run_file(path) == 0)
                count++;
        }
        if (d)
            closedir(d);
    }
    printf("%d seeds\n", count);
    return count > 0 ? 0 : 1;
}
