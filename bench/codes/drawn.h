/* drawn.h - pictures of worn QR codes such as copies and photographs of cards show, drawn here. */
#ifndef DRAWN_H
#define DRAWN_H
#include <stdint.h>

struct Pix;

/* One way in which a code is worn. Lengths in pixels of the picture. */
struct wear {
    const char *name;
    double dpi;
    double blur;        /* standard deviation */
    double noise;       /* levels, standard deviation */
    double skew;        /* degrees at most */
    double perspective; /* share by which the far side may be shorter */
    double glare;       /* levels added at its centre */
    double ink, paper;  /* levels */
    int jpeg;           /* quality, 0 = none */
    int bilevel;        /* threshold, 0 = none */
};
extern const struct wear wears[];
extern const int wear_count;

/* Picture `number` of a wear: gray, with one QR code of 18 mm beside lines that stand for text;
 * what the code says is written to text. NULL: out of memory. */
struct Pix *draw_worn(const struct wear *wear, uint32_t number, char *text, unsigned room);
#endif
