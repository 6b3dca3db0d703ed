/* resident.c - see resident.h. Keeps nothing; any thread, others may run meanwhile. */
#include "pipeline/resident.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Segments that were never writable hold what their file holds, so that nothing is lost. Those
 * that are writable, or were until relocation was done (RELRO), must stay. */
static int drop(struct dl_phdr_info *object, size_t size, void *arg)
{
    (void)size;
    const uintptr_t page = *(const uintptr_t *)arg;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W))
            continue;
        uintptr_t from = object->dlpi_addr + segment->p_vaddr;
        uintptr_t to = from + segment->p_filesz;
        from &= ~(page - 1);
        (void)madvise((void *)from, to - from, MADV_DONTNEED); /* refused: it stays resident */
    }
    return 0;
}

void sohoa_resident_trim(void)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    (void)malloc_trim(0);
    (void)dl_iterate_phdr(drop, &page);
}
