/* aip_premis.c - how the package came to be: PREMIS 3. Objects: its PDF files, with the digests of
 * the originals that they show. Events: captured, recognised, verified, made. Agents: the program,
 * the operator, whoever verified. */
#include "aip.h"

#include <string.h>

#define PEOPLE_MAX 64

struct people { /* who verified; lent */
    const char *names[PEOPLE_MAX];
    size_t count;
    bool any; /* somebody verified something */
};

static void add_person(struct people *people, const char *name)
{
    for (size_t i = 0; i < people->count; i++)
        if (strcmp(people->names[i], name) == 0)
            return;
    if (*name && people->count < PEOPLE_MAX)
        people->names[people->count++] = name;
}

static void find_people(const json_t *object, struct people *people)
{
    const json_t *documents = json_object_get(object, "documents");
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const char *key;
        json_t *field;
        json_object_foreach(json_object_get(json_array_get(documents, i), "fields"), key, field)
        {
            const json_t *by = json_object_get(field, "by");
            if (strcmp(aip_text(field, "state"), "verified") != 0)
                continue;
            people->any = true;
            for (size_t b = 0; b < json_array_size(by); b++) {
                const char *name = json_string_value(json_array_get(by, b));
                add_person(people, name ? name : "");
            }
        }
    }
}

/* <NAMEIdentifier><NAMEIdentifierType>..., the same for every kind of identifier. */
static void put_identifier(FILE *file, const char *kind, const char *type, const char *value)
{
    (void)fprintf(file, "<premis:%s><premis:%sType>%s</premis:%sType><premis:%sValue>", kind, kind,
                  type, kind, kind);
    aip_put(file, value);
    (void)fprintf(file, "</premis:%sValue></premis:%s>\n", kind, kind);
}

/* ---- objects --------------------------------------------------------------------------------- */

static bool shows(const struct aip *aip, const struct aip_file *f, json_int_t number)
{
    if (!f->document)
        return true;
    const json_t *documents = json_object_get(aip->object, "documents");
    const json_t *pages = json_object_get(json_array_get(documents, f->document - 1), "pages");
    for (size_t i = 0; i < json_array_size(pages); i++)
        if (json_integer_value(json_array_get(pages, i)) == number)
            return true;
    return false;
}

/* The digest of each original, once. */
static void put_originals(const struct aip *aip, const struct aip_file *f, FILE *file)
{
    const json_t *pages = json_object_get(aip->object, "pages");
    const char *last = "";
    for (size_t i = 0; i < json_array_size(pages); i++) {
        const json_t *page = json_array_get(pages, i);
        const char *sha256 = aip_text(json_object_get(page, "master"), "sha256");
        if (!*sha256 || strcmp(sha256, last) == 0 ||
            !shows(aip, f, json_integer_value(json_object_get(page, "number"))))
            continue;
        last = sha256;
        (void)fprintf(file,
                      "<premis:significantProperties><premis:significantPropertiesType>SHA-256 of "
                      "the original</premis:significantPropertiesType>"
                      "<premis:significantPropertiesValue>%s</premis:significantPropertiesValue>"
                      "</premis:significantProperties>\n",
                      sha256);
    }
}

static void put_object(const struct aip *aip, const struct aip_file *f, FILE *file)
{
    (void)fputs("<premis:object xsi:type=\"premis:file\">\n", file);
    put_identifier(file, "objectIdentifier", "local", f->name);
    put_originals(aip, f, file);
    (void)fprintf(file,
                  "<premis:objectCharacteristics><premis:fixity><premis:messageDigestAlgorithm>"
                  "SHA-256</premis:messageDigestAlgorithm><premis:messageDigest>%s"
                  "</premis:messageDigest></premis:fixity><premis:size>%llu</premis:size>"
                  "<premis:format><premis:formatDesignation><premis:formatName>PDF/A"
                  "</premis:formatName><premis:formatVersion>1b</premis:formatVersion>"
                  "</premis:formatDesignation></premis:format></premis:objectCharacteristics>\n",
                  f->sha256, (unsigned long long)f->bytes);
    (void)fputs("<premis:originalName>", file);
    aip_put(file, strrchr(f->name, '/') ? strrchr(f->name, '/') + 1 : f->name);
    (void)fputs("</premis:originalName>\n</premis:object>\n", file);
}

/* ---- events and agents ----------------------------------------------------------------------- */

static void put_event(const struct aip *aip, FILE *file, const char *name, const char *type,
                      const char *time, const char *detail, const char *agent)
{
    char id[320];
    (void)snprintf(id, sizeof id, "%s:event:%s", aip->urn, name);
    (void)fputs("<premis:event>\n", file);
    put_identifier(file, "eventIdentifier", "URN", id);
    (void)fprintf(file,
                  "<premis:eventType>%s</premis:eventType>\n<premis:eventDateTime>%s"
                  "</premis:eventDateTime>\n<premis:eventDetailInformation><premis:eventDetail>",
                  type, time);
    aip_put(file, detail);
    (void)fputs("</premis:eventDetail></premis:eventDetailInformation>\n", file);
    put_identifier(file, "linkingAgentIdentifier", "local", agent);
    for (size_t i = 0; i < aip->data_count; i++)
        put_identifier(file, "linkingObjectIdentifier", "local",
                       aip->files[aip->data_first + i].name);
    (void)fputs("</premis:event>\n", file);
}

static void put_events(const struct aip *aip, const struct people *people, FILE *file)
{
    char since[64];
    const char *operator_ = aip_text(aip->object, "operator");
    (void)snprintf(since, sizeof since, "%s/..", aip->stamp); /* EDTF: then or later */
    put_event(aip, file, "captured", "capture", aip->stamp,
              "The paper or file was captured; its bytes are the original.",
              *operator_ ? operator_ : "sohoa");
    if (aip->signature_count)
        put_event(aip, file, "signed", "digital signature generation", aip->stamp,
                  "Each original was signed (CAdES) when it was captured.",
                  *operator_ ? operator_ : "sohoa");
    put_event(aip, file, "recognised", "recognition", since,
              "Text and fields were recognised by machine.", "sohoa");
    if (people->any)
        put_event(aip, file, "verified", "verification", since, "Fields were verified by a person.",
                  people->count ? people->names[0] : (*operator_ ? operator_ : "sohoa"));
}

static void put_agent(FILE *file, const char *name, const char *type)
{
    (void)fputs("<premis:agent>\n", file);
    put_identifier(file, "agentIdentifier", "local", name);
    (void)fputs("<premis:agentName>", file);
    aip_put(file, name);
    (void)fprintf(file,
                  "</premis:agentName>\n<premis:agentType>%s</premis:agentType>\n"
                  "</premis:agent>\n",
                  type);
}

void aip_write_premis(const struct aip *aip, FILE *file)
{
    struct people people = {.count = 0};
    find_people(aip->object, &people);
    (void)fputs("<premis:premis xmlns:premis=\"http://www.loc.gov/premis/v3\""
                " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" version=\"3.0\">\n",
                file);
    for (size_t i = 0; i < aip->data_count; i++)
        put_object(aip, &aip->files[aip->data_first + i], file);
    put_events(aip, &people, file);
    add_person(&people, aip_text(aip->object, "operator"));
    put_agent(file, "sohoa", "software");
    for (size_t i = 0; i < people.count; i++)
        if (strcmp(people.names[i], "sohoa") != 0)
            put_agent(file, people.names[i], "person");
    (void)fputs("</premis:premis>\n", file);
}
