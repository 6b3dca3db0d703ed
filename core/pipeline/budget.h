/* budget.h - the bytes of page data allowed in memory: the backpressure of the pipeline.
 *
 * A feeder charges a page before it is captured and waits while there is no room; whoever is done
 * with the page gives the charge back. Charges are granted in the order asked for, so a large page
 * is not overtaken for ever by small ones; a page larger than the whole budget is admitted when it
 * is alone. All calls [any] unless said otherwise. */
#ifndef SOHOA_BUDGET_H
#define SOHOA_BUDGET_H
#include <stdbool.h>
#include <stdint.h>

struct sohoa_budget;
struct sohoa_budget *sohoa_budget_new(uint64_t limit); /* NULL: out of memory. limit 0 = 1 byte */
void sohoa_budget_free(struct sohoa_budget *budget);   /* nobody waits; NULL is fine [setup] */

/* Waits for room, then charges. False: closed, nothing charged. */
bool sohoa_budget_charge(struct sohoa_budget *budget, uint64_t bytes);
/* Charges without waiting: the second side of a sheet whose first side is charged, or the
 * difference when a page turns out larger. May exceed the limit. */
void sohoa_budget_force(struct sohoa_budget *budget, uint64_t bytes);
void sohoa_budget_release(struct sohoa_budget *budget, uint64_t bytes);
/* All waiting and coming charges answer false: the run stops. */
void sohoa_budget_close(struct sohoa_budget *budget);
uint64_t sohoa_budget_used(struct sohoa_budget *budget);
unsigned sohoa_budget_waiting(struct sohoa_budget *budget); /* threads that wait for room */

/* What a page of this raster costs while it is worked on: its pixels as decoded, a gray and a
 * bilevel working copy. depth in bits; unknown sizes (0) count as A4 in colour at 300 dpi. */
uint64_t sohoa_budget_page(uint32_t width, uint32_t height, uint32_t depth);
#endif
