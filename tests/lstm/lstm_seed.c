/* lstm_seed.c - writes a small model to a file: a seed for the fuzzer. */
#include "lstm_made.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    static uint8_t bytes[MADE_ROOM];
    struct made made = made_small;
    made.forth = made.last = 16;
    size_t size = made_write(&made, bytes);
    FILE *f = argc == 2 ? fopen(argv[1], "we") : NULL;
    if (!f || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
        return 1;
    return 0;
}
