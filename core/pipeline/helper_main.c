/* helper_main.c - the program sohoa-helper: one plugin, served over the socket it was born with.
 * Started by the core only; see helper.h. */
#include "pipeline/helper_wire.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>

int main(void)
{
    struct stat st;
    if (fstat(SOHOA_HELPER_SOCKET, &st) != 0 || !S_ISSOCK(st.st_mode)) {
        (void)fputs("sohoa-helper is started by sohoa, not by hand\n", stderr);
        return 2;
    }
    sohoa_helper_serve();
}
