/* lstm_kernels.c - which inner loops this processor can run. */
#include "lstm_kernel.h"

#include <string.h>

static const struct lstm_kernel *const kernels[] = {
    /* from slow to fast */
    &lstm_kernel_scalar,
#if defined(__x86_64__)
    &lstm_kernel_sse41,
    &lstm_kernel_avx2,
    &lstm_kernel_vnni,
#elif defined(__aarch64__)
    &lstm_kernel_neon,
    &lstm_kernel_dotprod,
#endif
};

const struct lstm_kernel *lstm_kernel_at(int index)
{
    bool there = index >= 0 && (size_t)index < sizeof kernels / sizeof *kernels;
    return there ? kernels[index] : NULL;
}

const struct lstm_kernel *lstm_kernel_find(const char *name)
{
    bool any = !name || !*name || strcmp(name, "auto") == 0;
    for (int i = (int)(sizeof kernels / sizeof *kernels) - 1; i >= 0; i--)
        if ((any || strcmp(name, kernels[i]->name) == 0) && kernels[i]->works())
            return kernels[i];
    return NULL;
}
