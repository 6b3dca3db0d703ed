/* ledger.c - see ledger.h. */
#include "pipeline/ledger.h"

void sohoa_ledger_capture(struct sohoa_ledger *ledger, uint32_t pages)
{
    ledger->captured += pages;
    ledger->pending += pages;
}

static uint64_t *column(struct sohoa_ledger *ledger, enum sohoa_page_state state)
{
    switch (state) {
    case SOHOA_STATE_STORED:
        return &ledger->stored;
    case SOHOA_STATE_BLANK:
        return &ledger->blank;
    case SOHOA_STATE_SEPARATOR:
        return &ledger->separator;
    case SOHOA_STATE_QUARANTINED:
        return &ledger->quarantined;
    case SOHOA_STATE_RESCAN:
        return &ledger->rescan;
    case SOHOA_STATE_PENDING:
        break;
    }
    return &ledger->pending;
}

void sohoa_ledger_move(struct sohoa_ledger *ledger, enum sohoa_page_state from,
                       enum sohoa_page_state to)
{
    --*column(ledger, from);
    ++*column(ledger, to);
}

void sohoa_ledger_add(struct sohoa_ledger *to, const struct sohoa_ledger *more)
{
    to->captured += more->captured;
    to->stored += more->stored;
    to->blank += more->blank;
    to->separator += more->separator;
    to->quarantined += more->quarantined;
    to->pending += more->pending;
    to->rescan += more->rescan;
    to->sheets += more->sheets;
    to->dossiers += more->dossiers;
}
