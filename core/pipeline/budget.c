/* budget.c - see budget.h.
 *
 * Tickets make it fair: a charge waits until its ticket is served, and only the one being served
 * looks at the room. Invariant: used is the sum of all charges not yet released. */
#include "pipeline/budget.h"
#include <pthread.h>
#include <stdlib.h>

struct sohoa_budget {
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    uint64_t limit, used;
    uint64_t next_ticket, serving;
    bool closed;
};

struct sohoa_budget *sohoa_budget_new(uint64_t limit)
{
    struct sohoa_budget *budget = calloc(1, sizeof *budget);
    if (!budget)
        return NULL;
    budget->limit = limit ? limit : 1;
    pthread_mutex_init(&budget->mutex, NULL);
    pthread_cond_init(&budget->changed, NULL);
    return budget;
}

void sohoa_budget_free(struct sohoa_budget *budget)
{
    if (!budget)
        return;
    pthread_cond_destroy(&budget->changed);
    pthread_mutex_destroy(&budget->mutex);
    free(budget);
}

static bool has_room(const struct sohoa_budget *budget, uint64_t bytes)
{
    if (budget->used == 0)
        return true; /* alone: whatever its size */
    return budget->used <= budget->limit && bytes <= budget->limit - budget->used;
}

bool sohoa_budget_charge(struct sohoa_budget *budget, uint64_t bytes)
{
    pthread_mutex_lock(&budget->mutex);
    uint64_t ticket = budget->next_ticket++;
    while (!budget->closed && (budget->serving != ticket || !has_room(budget, bytes)))
        pthread_cond_wait(&budget->changed, &budget->mutex);
    bool granted = !budget->closed;
    if (granted)
        budget->used += bytes;
    budget->serving++;
    pthread_cond_broadcast(&budget->changed);
    pthread_mutex_unlock(&budget->mutex);
    return granted;
}

void sohoa_budget_force(struct sohoa_budget *budget, uint64_t bytes)
{
    pthread_mutex_lock(&budget->mutex);
    budget->used += bytes;
    pthread_mutex_unlock(&budget->mutex);
}

void sohoa_budget_release(struct sohoa_budget *budget, uint64_t bytes)
{
    pthread_mutex_lock(&budget->mutex);
    budget->used -= bytes < budget->used ? bytes : budget->used;
    pthread_cond_broadcast(&budget->changed);
    pthread_mutex_unlock(&budget->mutex);
}

void sohoa_budget_close(struct sohoa_budget *budget)
{
    pthread_mutex_lock(&budget->mutex);
    budget->closed = true;
    pthread_cond_broadcast(&budget->changed);
    pthread_mutex_unlock(&budget->mutex);
}

uint64_t sohoa_budget_used(struct sohoa_budget *budget)
{
    pthread_mutex_lock(&budget->mutex);
    uint64_t used = budget->used;
    pthread_mutex_unlock(&budget->mutex);
    return used;
}

unsigned sohoa_budget_waiting(struct sohoa_budget *budget)
{
    pthread_mutex_lock(&budget->mutex);
    uint64_t waiting = budget->next_ticket - budget->serving;
    pthread_mutex_unlock(&budget->mutex);
    return (unsigned)waiting;
}

uint64_t sohoa_budget_page(uint32_t width, uint32_t height, uint32_t depth)
{
    if (width == 0 || height == 0) {
        width = 2480;
        height = 3508;
    }
    uint64_t pixels = (uint64_t)width * height;
    uint64_t bits = depth == 1 || depth == 8 ? depth : 32;
    return pixels * bits / 8 + pixels + pixels / 8 + 65536;
}
