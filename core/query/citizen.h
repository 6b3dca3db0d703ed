/* citizen.h - all that is known of one person, as DESIGN section 7 shapes it.
 *
 * Each attribute has one value that comes first: by authority (verified by a person, card QR or
 * MRZ, original, certified copy, photocopy of a card, declaration), the newest among equals; for
 * phone, email and address the newest first of all. The others are its history. No state, any
 * thread; reads only. */
#ifndef SOHOA_CITIZEN_H
#define SOHOA_CITIZEN_H
#include "query/person.h"
#include "reading/schema.h"

/* {"citizen"|"person":..., "names":[...], "facts":[{"attribute","value","state","confidence",
 *  "from":{"dossier","document","code","schema","form","role","source","page","box","received"},
 *  "history":[the same without history]}], "claimed":[facts that rest on an ID read once, with
 *  "person" and, where name or birth date are others, "differs":["name","birth_date"]],
 *  "aliases":[{"number","kind":"old"|"linked"}], "relations":[{"kind","citizen"|"person","name",
 *  "from"}], "documents":[{"dossier","document","schema","form","issued","valid",
 *  "until" where it ends}], "dossiers":[ids], "dead":{"date","from"} when a paper says so}.
 * "valid" is false once the validity of the schema has ended on `today` (ISO date; NULL: now).
 * schemas NULL: nothing ends. given comes from sohoa_person_parse; when it is a card's text its
 * name, address and issue date join in with source "qr" and without a dossier.
 * END: nothing is known of that person (not even a claim). New reference. */
int sohoa_citizen_object(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const struct sohoa_given *given, const char *today, json_t **ret,
                         struct sohoa_err *err);

/* The "documents" of it alone: the papers held in which the person has a role; "role" (the first
 * of his), "roles" (all of them) and "code" besides. [] when nothing is known. */
int sohoa_citizen_papers(struct sohoa_records *r, const struct sohoa_schemas *schemas,
                         const struct sohoa_given *given, const char *today, json_t **ret,
                         struct sohoa_err *err);
#endif
