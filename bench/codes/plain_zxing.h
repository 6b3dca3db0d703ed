/* plain_zxing.h - libzxing as it comes, with all hints. */
#ifndef PLAIN_ZXING_H
#define PLAIN_ZXING_H
#ifdef __cplusplus
extern "C" {
#endif

/* Reads the picture once with every hint on. found gets the text of each code; lent. 0: the library
 * gave up (aborted, or threw). [one] */
int plain_zxing(const unsigned char *gray, int width, int height, int stride,
                void (*found)(void *arg, const char *text), void *arg);

#ifdef __cplusplus
}
#endif
#endif
