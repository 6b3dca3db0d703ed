/* term_image.h - pictures in a terminal: sixel or kitty graphics where it has them, else a file
 * whose name is printed. Main thread only. */
#ifndef SOHOA_CLI_TERM_IMAGE_H
#define SOHOA_CLI_TERM_IMAGE_H
#include <stdbool.h>

struct Pix;
enum term_graphics { TERM_FILES = 0, TERM_SIXEL, TERM_KITTY, TERM_NONE };

struct term_images {
    enum term_graphics graphics;
    char folder[64]; /* of the files, made for the first one; "" = none yet */
    unsigned files;
};

/* By name ("sixel", "kitty", "file", "none"); NULL or "auto": asks the terminal, which has a
 * quarter of a second to answer. False: no such name. */
bool term_images_open(struct term_images *images, const char *name);
/* Shows it, scaled down to the terminal's width, or writes it and prints the file's name. False: it
 * could not be done; nobody needs to know why. */
bool term_image_show(struct term_images *images, struct Pix *pix);
void term_images_close(struct term_images *images); /* removes the files */
#endif
