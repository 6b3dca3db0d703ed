/* resident.h - what a process keeps resident beyond need. */
#ifndef SOHOA_RESIDENT_H
#define SOHOA_RESIDENT_H

/* Gives back what only starting needed: free heap, and the pages of programs and libraries that
 * were read to load and bind them. Those come back from the page cache, a few microseconds each,
 * when code runs there again; some 6 MB a helper do not. [any] */
void sohoa_resident_trim(void);
#endif
