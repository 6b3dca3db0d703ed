/* chain.h - the steps of a page as plugin instances: decode, then the configured stages.
 *
 * Step 0 is `decode` of scanners/files. A SHARED or SERIAL stage has one instance for all workers,
 * opened with the chain; decode and PER_WORKER stages (and any stage that runs in a helper, whose
 * calls are one at a time) have one a worker: its crew. */
#ifndef SOHOA_CHAIN_H
#define SOHOA_CHAIN_H
#include "host/config.h"
#include "host/when.h"

struct sohoa_chain;
/* Checks every step's plugin, options and condition; opens what is common. FATAL names the step. */
int sohoa_chain_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                     struct sohoa_chain **ret, struct sohoa_err *err);
void sohoa_chain_close(struct sohoa_chain *chain); /* after all crews; NULL is fine */
uint32_t sohoa_chain_steps(const struct sohoa_chain *chain);
bool sohoa_chain_serial(const struct sohoa_chain *chain, uint32_t step);
/* The step may fail without costing the page (sohoa_stage.optional). */
bool sohoa_chain_optional(const struct sohoa_chain *chain, uint32_t step);
/* The first step at or behind `step` whose condition holds; sohoa_chain_steps() = none. [any] */
uint32_t sohoa_chain_next(const struct sohoa_chain *chain, uint32_t step,
                          const struct sohoa_page *page);

struct sohoa_crew; /* one worker's own instances */
/* lazy: each instance is opened by its first run. */
int sohoa_crew_open(struct sohoa_chain *chain, bool lazy, struct sohoa_crew **ret,
                    struct sohoa_err *err);
void sohoa_crew_close(struct sohoa_crew *crew);
/* Runs one step on the page. An instance that answered FATAL is opened anew before its next run.
 * [one] */
int sohoa_crew_run(struct sohoa_crew *crew, uint32_t step, const struct sohoa_call *call,
                   struct sohoa_page *page, struct sohoa_err *err);
#endif
