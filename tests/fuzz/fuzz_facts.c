/* fuzz_facts - any text as who is meant (citizen IDs, QR texts of cards), as a name, and any JSON
 * as the documents of a dossier that files its facts: no crash, texts within their bounds, no fact
 * under a number that is none. */
#include "query/person.h"
#include "record/facts_of_dossier.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_text(const char *text)
{
    struct sohoa_given given;
    struct sohoa_err err = {0};
    char folded[SOHOA_NAME_SIZE], again[SOHOA_NAME_SIZE];
    if (sohoa_person_parse(text, &given, &err) != SOHOA_OK) {
        if (!err.text[0])
            abort();
    } else if (!sohoa_citizen_id_valid(given.key) && !sohoa_old_id_valid(given.key) &&
               !sohoa_id_valid(given.key)) {
        abort();
    }
    sohoa_name_exact(text, folded);
    sohoa_name_plain(text, folded);
    sohoa_name_plain(folded, again);
    if (strcmp(folded, again) != 0) /* folding twice is folding once */
        abort();
}

static void try_documents(json_t *documents)
{
    char state[] = "complete";
    struct sohoa_dossier_record d = {.state = state, .first = 1, .documents = documents};
    struct sohoa_filing filing;
    memcpy(d.id, "01K9ABCDEFGHJKMNPQRSTVWXYZ", SOHOA_ID_SIZE);
    memcpy(d.batch, "01K8ABCDEFGHJKMNPQRSTVWXYZ", SOHOA_ID_SIZE);
    if (sohoa_filing_of(&d, &filing) != 0)
        abort();
    for (size_t i = 0; i < filing.count; i++) {
        char who[SOHOA_ID_SIZE] = "";
        const char *key = filing.items[i].key;
        if (strcmp(sohoa_key_last(key), d.id) != 0)
            abort();
        if (strncmp(key, "fact/person/", 12) != 0)
            continue;
        strncpy(who, key + 12, strcspn(key + 12, "/") < 27 ? strcspn(key + 12, "/") : 26);
        if (!sohoa_citizen_id_valid(who) && !sohoa_id_valid(who))
            abort();
    }
    sohoa_filing_clear(&filing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    try_text(text);
    free(text);
    json_t *documents = json_loadb((const char *)data, size, JSON_ALLOW_NUL, NULL);
    if (json_is_array(documents))
        try_documents(documents);
    json_decref(documents);
    return 0;
}
