/* chain.c - see chain.h. The chain is read-only while workers run. */
#include "pipeline/chain.h"
#include "pipeline/helper.h"
#include <stdlib.h>

#define DECODER "files"
#define STEPS_MAX 64

struct step {
    const char *name;
    const struct sohoa_plugin *plugin;
    const struct sohoa_setting *settings;
    size_t count;
    struct sohoa_when *when;         /* NULL = always */
    struct sohoa_instance *instance; /* SHARED and SERIAL; else each crew has one */
};

struct sohoa_chain {
    struct sohoa_registry *registry;
    uint32_t count;
    struct step steps[STEPS_MAX];
};

struct sohoa_crew {
    struct sohoa_chain *chain;
    struct sohoa_instance *own[STEPS_MAX];
};

static bool is_common(const struct step *step)
{
    const struct sohoa_plugin *plugin = step->plugin;
    return plugin->threads == SOHOA_SERIAL ||
           (plugin->threads == SOHOA_SHARED && plugin->isolation == SOHOA_IN_CORE);
}

static int open_step(struct sohoa_chain *chain, const struct step *step,
                     struct sohoa_instance **ret, struct sohoa_err *err)
{
    return sohoa_helper_open(chain->registry, step->plugin, step->settings, step->count, NULL, ret,
                             err);
}

static int add_decoder(struct sohoa_chain *chain, const struct sohoa_config *config,
                       struct sohoa_err *err)
{
    struct step *step = &chain->steps[chain->count++];
    step->name = DECODER;
    step->plugin = sohoa_registry_find(chain->registry, DECODER);
    if (!step->plugin || step->plugin->role != SOHOA_SCANNER)
        return sohoa_fail(err, SOHOA_FATAL, "the plugin '%s' is missing", DECODER);
    step->count = sohoa_config_settings(config, DECODER, &step->settings);
    return sohoa_settings_check(step->plugin, step->settings, step->count, err);
}

static int add_stage(struct sohoa_chain *chain, const struct sohoa_step *asked,
                     struct sohoa_err *err)
{
    if (chain->count == STEPS_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "the chain has more than %d steps", STEPS_MAX - 1);
    struct step *step = &chain->steps[chain->count++];
    step->name = asked->name;
    step->settings = asked->settings;
    step->count = asked->setting_count;
    step->plugin = sohoa_registry_find(chain->registry, asked->plugin);
    if (!step->plugin || step->plugin->role != SOHOA_STAGE)
        return sohoa_fail(err, SOHOA_FATAL, "chain: there is no stage '%s'", asked->plugin);
    int rc = sohoa_settings_check(step->plugin, step->settings, step->count, err);
    if (rc == SOHOA_OK && asked->when)
        rc = sohoa_when_parse(asked->when, &step->when, err);
    if (rc == SOHOA_OK && is_common(step))
        rc = open_step(chain, step, &step->instance, err);
    return rc;
}

int sohoa_chain_open(struct sohoa_registry *registry, const struct sohoa_config *config,
                     struct sohoa_chain **ret, struct sohoa_err *err)
{
    struct sohoa_chain *chain = calloc(1, sizeof *chain);
    if (!chain)
        return sohoa_no_memory(err);
    chain->registry = registry;
    int rc = add_decoder(chain, config, err);
    const struct sohoa_step *asked = NULL;
    size_t count = sohoa_config_chain(config, &asked);
    for (size_t i = 0; i < count && rc == SOHOA_OK; i++)
        rc = add_stage(chain, &asked[i], err);
    if (rc) {
        sohoa_chain_close(chain);
        return rc;
    }
    *ret = chain;
    return SOHOA_OK;
}

void sohoa_chain_close(struct sohoa_chain *chain)
{
    if (!chain)
        return;
    for (uint32_t i = 0; i < chain->count; i++) {
        sohoa_instance_close(chain->steps[i].instance);
        sohoa_when_free(chain->steps[i].when);
    }
    free(chain);
}

uint32_t sohoa_chain_steps(const struct sohoa_chain *chain)
{
    return chain->count;
}

bool sohoa_chain_serial(const struct sohoa_chain *chain, uint32_t step)
{
    return chain->steps[step].plugin->threads == SOHOA_SERIAL && chain->steps[step].instance;
}

bool sohoa_chain_optional(const struct sohoa_chain *chain, uint32_t step)
{
    const struct sohoa_plugin *plugin = chain->steps[step].plugin;
    return plugin->role == SOHOA_STAGE && ((const struct sohoa_stage *)plugin->calls)->optional;
}

uint32_t sohoa_chain_next(const struct sohoa_chain *chain, uint32_t step,
                          const struct sohoa_page *page)
{
    while (step < chain->count && chain->steps[step].when &&
           !sohoa_when_holds(chain->steps[step].when, page))
        step++;
    return step;
}

int sohoa_crew_open(struct sohoa_chain *chain, bool lazy, struct sohoa_crew **ret,
                    struct sohoa_err *err)
{
    struct sohoa_crew *crew = calloc(1, sizeof *crew);
    if (!crew)
        return sohoa_no_memory(err);
    crew->chain = chain;
    for (uint32_t i = 0; i < chain->count && !lazy; i++) {
        if (chain->steps[i].instance)
            continue;
        int rc = open_step(chain, &chain->steps[i], &crew->own[i], err);
        if (rc) {
            sohoa_crew_close(crew);
            return rc;
        }
    }
    *ret = crew;
    return SOHOA_OK;
}

void sohoa_crew_close(struct sohoa_crew *crew)
{
    if (!crew)
        return;
    for (uint32_t i = 0; i < crew->chain->count; i++)
        sohoa_instance_close(crew->own[i]);
    free(crew);
}

int sohoa_crew_run(struct sohoa_crew *crew, uint32_t step, const struct sohoa_call *call,
                   struct sohoa_page *page, struct sohoa_err *err)
{
    struct step *at = &crew->chain->steps[step];
    struct sohoa_instance *instance = at->instance;
    if (!instance && !crew->own[step]) {
        int rc = open_step(crew->chain, at, &crew->own[step], err);
        if (rc)
            return rc;
    }
    if (!instance)
        instance = crew->own[step];
    int rc = step == 0 ? instance->scanner->decode(instance->self, call, page, err)
                       : instance->stage->run(instance->self, call, page, err);
    if (rc == SOHOA_FATAL && crew->own[step]) {
        sohoa_instance_close(crew->own[step]);
        crew->own[step] = NULL;
    }
    return rc;
}
