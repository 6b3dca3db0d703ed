/* scan.h - the parts of a scan: the device, and the sheet under way. [one], the feeder's. */
#ifndef SOHOA_SCAN_H
#define SOHOA_SCAN_H
#include "pipeline/feed.h"

/* Opens the scanner that feed->request asks for, options set. FATAL names what is wrong. */
int sohoa_scan_open(struct sohoa_feed *feed, struct sohoa_instance **ret, struct sohoa_err *err);
/* Sets an option of the scanner to a number. */
int sohoa_scan_number(struct sohoa_instance *scanner, const char *key, uint32_t number,
                      struct sohoa_err *err);

/* The sides of one sheet, their masters durable, not yet captured. */
#define SOHOA_SIDES_MAX 8u
struct sohoa_sheet {
    uint32_t number; /* of the feeder, from 1 */
    uint32_t count;
    struct sohoa_page_record sides[SOHOA_SIDES_MAX];
    uint64_t charges[SOHOA_SIDES_MAX]; /* held in the budget */
};
/* Gives back its charges and drops its sides: the sheet comes again, or is lost. */
void sohoa_sheet_drop(struct sohoa_sheet *sheet, struct sohoa_budget *budget);
#endif
