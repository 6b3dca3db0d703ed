/* wide.h - loops over bytes of pixels that are compiled twice: for processors with AVX2, and for
 * any. Which one runs is settled when the plugin is loaded. For integers only: what comes out is
 * the same to the bit. */
#ifndef WIDE_H
#define WIDE_H

#ifdef __has_attribute
#if __has_attribute(target_clones) && defined(__x86_64__) && defined(__linux__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef WIDE
#define WIDE
#endif
#endif
