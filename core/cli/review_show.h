/* review_show.h - a doubtful field on the screen: what paper, which field, its picture, what was
 * read. Main thread only. */
#ifndef SOHOA_CLI_REVIEW_SHOW_H
#define SOHOA_CLI_REVIEW_SHOW_H
#include "cli/cli.h"
#include "cli/term_image.h"
#include "pipeline/picture.h"
#include "query/review.h"
#include "reading/schema.h"

struct review_screen {
    struct cli *cli;
    const struct sohoa_schemas *schemas;
    struct term_images images;
    struct sohoa_pictures *pictures; /* opened by the first picture */
    bool no_pictures;                /* they cannot be had; it was said */
};
void review_show(struct review_screen *screen, const struct sohoa_doubt *doubt,
                 const struct sohoa_review_item *item, size_t number, size_t count, bool hidden);
void review_screen_close(struct review_screen *screen);
#endif
