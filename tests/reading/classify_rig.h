/* classify_rig.h - pages written as text for the tests of classification. */
#ifndef SOHOA_CLASSIFY_RIG_H
#define SOHOA_CLASSIFY_RIG_H
#include "reading/classify.h"

/* One line of text a line of the page; a tab is a wide gap; a line that begins with '>' stands at
 * the right, with '=' in the middle, with '#' in the middle and larger. noise: share of letters
 * that are changed (by seed). The rig owns the page. */
struct sohoa_page_view *rig_page(const char *text, double noise, unsigned seed);
void rig_code(struct sohoa_page_view *page, const char *symbology, const char *text);
void rig_free(struct sohoa_page_view *page);

/* "to-khai-khai-sinh:1,2 unknown:3": names and pages from 1. */
void rig_classify(const struct sohoa_schemas *set, struct sohoa_page_view *const *pages,
                  size_t count, char *ret, size_t room);
#endif
