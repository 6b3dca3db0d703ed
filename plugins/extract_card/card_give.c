/* card_give.c - what the codes of a card say, handed over. */
#include "card.h"

#include <stdio.h>
#include <string.h>

bool card_say(struct card_run *run, const struct sohoa_reading *reading)
{
    if (sohoa_fields_add(run->out, reading) != 0)
        return false;
    if (!card_said(run, reading->key) && run->said_count < sizeof run->said / sizeof *run->said) {
        struct card_said *said = &run->said[run->said_count++];
        *said = (struct card_said){.key = reading->key,
                                   .page = reading->page,
                                   .box = reading->box,
                                   .confidence = reading->confidence};
        snprintf(said->value, sizeof said->value, "%.15s", reading->raw);
    }
    return true;
}

const struct card_said *card_said(const struct card_run *run, const char *key)
{
    for (size_t i = 0; i < run->said_count; i++)
        if (strcmp(run->said[i].key, key) == 0)
            return &run->said[i];
    return NULL;
}

void card_give_code(struct card_run *run, const char *key, const char *raw, const char *source,
                    bool checked, uint32_t page, struct sohoa_box box)
{
    if (!*raw)
        return;
    struct sohoa_reading reading = {.size = sizeof reading,
                                    .key = key,
                                    .raw = raw,
                                    .source = source,
                                    .page = page,
                                    .box = box,
                                    .confidence = checked ? 0.995F : 0.7F,
                                    .place = 1,
                                    .flags = checked ? SOHOA_READING_CHECKED : 0};
    if (!card_say(run, &reading))
        return;
    bool zone = strcmp(source, "mrz") == 0;
    bool number = *raw >= '0' && *raw <= '9'; /* a zone's words have no tones */
    if (checked && (!zone || number) && run->known_count < sizeof run->known / sizeof *run->known) {
        struct card_known *known = &run->known[run->known_count++];
        known->key = key;
        snprintf(known->value, sizeof known->value, "%s", raw);
    }
}

/* Who issued the card follows from the day: no code and no print of the 2021 card says it. */
static void give_qr(struct card_run *run, const struct card_qr *qr, uint32_t page,
                    struct sohoa_box box)
{
    const struct {
        const char *key, *raw;
    } all[] = {{"person.id_number", qr->id},
               {"person.old_id_number", qr->old_id},
               {"person.name", qr->name},
               {"person.birth_date", qr->birth},
               {"person.gender", qr->gender},
               {"person.address", qr->address},
               {"person.id_issue_date", qr->issued},
               {"person.id_issue_place", card_issuer(qr->issued)}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        card_give_code(run, all[i].key, all[i].raw, "qr", true, page, box);
}

/* ISO to dd/mm/yyyy; partial dates stay. */
static void print_date(const char *iso, char ret[16])
{
    if (strlen(iso) == 10)
        snprintf(ret, 16, "%.2s/%.2s/%.4s", iso + 8, iso + 5, iso);
    else
        snprintf(ret, 16, "%s", iso);
}

/* A date is proven by its own digit and the composite's, or, where that fails, by itself and the
 * number that repeats it. */
static void give_zone(struct card_run *run, const struct sohoa_mrz *mrz, uint32_t page,
                      struct sohoa_box box)
{
    char birth[16], expiry[16], name[100], sex[2] = {mrz->sex == '<' ? '\0' : mrz->sex, '\0'};
    bool all = mrz->held & SOHOA_MRZ_COMPOSITE, repeat = mrz->held & SOHOA_MRZ_REPEAT;
    bool citizen = mrz->checks & SOHOA_MRZ_CITIZEN;
    bool number = mrz->held & SOHOA_MRZ_NUMBER &&
                  (citizen ? mrz->held & SOHOA_MRZ_CITIZEN && (all || repeat) : all);
    print_date(mrz->birth, birth);
    print_date(mrz->expiry, expiry);
    snprintf(name, sizeof name, "%s%s%s", mrz->surname, *mrz->given ? " " : "", mrz->given);
    if (*mrz->citizen_id)
        card_give_code(run, "person.id_number", mrz->citizen_id, "mrz",
                       citizen ? number : mrz->held & SOHOA_MRZ_OPTIONAL, page, box);
    else
        card_give_code(run, "person.id_number", mrz->number, "mrz", number, page, box);
    card_give_code(run, "person.birth_date", birth, "mrz",
                   mrz->held & SOHOA_MRZ_BIRTH && (all || repeat), page, box);
    card_give_code(run, "person.gender", sex, "mrz", citizen ? repeat : all, page, box);
    if (memcmp(mrz->expiry, "2099", 4) != 0) /* stands for a card that never expires */
        card_give_code(run, "person.id_expiry_date", expiry, "mrz",
                       mrz->held & SOHOA_MRZ_EXPIRY && all, page, box);
    card_give_code(run, "person.nationality", mrz->nationality, "mrz", all, page, box);
    card_give_code(run, "person.name", name, "mrz", false, page, box);
    sohoa_fold(name, run->zone_name, NULL, sizeof run->zone_name);
}

struct found {
    bool zone;
    uint32_t page, index;
    struct sohoa_box box;
    struct card_qr qr;
    struct sohoa_mrz mrz;
    const char *id;
};

static size_t collect(const struct sohoa_document *in, struct found *found)
{
    size_t count = 0;
    for (size_t p = 0; p < sohoa_document_pages(in); p++) {
        const struct sohoa_page_view *view = sohoa_document_page(in, p);
        for (size_t i = 0; i < sohoa_codes_count(view->codes) && count < CARD_CODES_MAX; i++) {
            struct sohoa_code code = sohoa_codes_get(view->codes, i);
            struct found *f = &found[count];
            f->zone = strcmp(code.symbology, "MRZ") == 0;
            f->page = view->number;
            f->index = (uint32_t)p;
            f->box = code.box;
            if (f->zone ? sohoa_mrz_read(code.text, &f->mrz, NULL) != SOHOA_OK
                        : !card_qr_read(code.text, &f->qr))
                continue;
            f->id = f->zone ? f->mrz.citizen_id : f->qr.id;
            count++;
        }
    }
    return count;
}

/* Cards of two people on the pages: this document's is the one that more codes speak of; among
 * equals the one whose QR is of this paper's kind, then the first. */
static const char *whose(const struct found *found, size_t count, bool later)
{
    const char *best = "";
    int most = -1;
    for (size_t i = 0; i < count; i++) {
        int votes = 0;
        for (size_t k = 0; k < count; k++)
            if (strcmp(found[i].id, found[k].id) == 0)
                votes += 2 + (!found[k].zone && (found[k].qr.fields > 7) == later);
        if (*found[i].id && votes > most) {
            most = votes;
            best = found[i].id;
        }
    }
    return best;
}

/* Two QRs of different people are two cards; a zone that says otherwise than the QR is the other
 * side of a card that was tampered with, or read wrong: the core shows the conflict. */
void card_give_codes(struct card_run *run)
{
    struct found found[CARD_CODES_MAX];
    size_t count = collect(run->in, found), zones = 0;
    const char *id = whose(found, count, run->later);
    snprintf(run->id, sizeof run->id, "%s", id);
    for (size_t i = 0; i < count; i++) {
        struct card_claim *claim = &run->claims[run->claim_count++];
        *claim = (struct card_claim){.page = found[i].index, .box = found[i].box};
        snprintf(claim->id, sizeof claim->id, "%s", found[i].id);
        zones += found[i].zone;
    }
    for (size_t i = 0; i < count; i++) {
        bool same = strcmp(found[i].id, id) == 0;
        if (!found[i].zone && same)
            give_qr(run, &found[i].qr, found[i].page, found[i].box);
        else if (found[i].zone && (same || zones == 1))
            give_zone(run, &found[i].mrz, found[i].page, found[i].box);
    }
}
