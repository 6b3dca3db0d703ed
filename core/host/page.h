/* page.h - the host's side of struct sohoa_page: made empty, cleared of what it owns. */
#ifndef SOHOA_PAGE_H
#define SOHOA_PAGE_H
#include "sohoa_plugin.h"

/* An empty page with an identity transform. */
void sohoa_page_init(struct sohoa_page *page);
/* Frees image, text, codes, marks, the master reference; leaves the page as after init. NULL is
 * fine. */
void sohoa_page_clear(struct sohoa_page *page);
#endif
