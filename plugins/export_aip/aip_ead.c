/* aip_ead.c - what the package holds, for finding it: EAD3. The dossier is of level file, each of
 * its documents of level item. */
#include "aip.h"

#include <string.h>

static void put_pages(FILE *file, const json_t *document)
{
    const json_t *pages = json_object_get(document, "pages");
    size_t count = json_array_size(pages);
    if (count > 0)
        (void)fprintf(file,
                      "<physdescstructured physdescstructuredtype=\"materialtype\" "
                      "coverage=\"whole\"><quantity>%zu</quantity><unittype>trang</unittype>"
                      "</physdescstructured>\n",
                      count);
}

/* The date of a paper: the first of its fields that is one of these. */
static const char *date_of(const json_t *document)
{
    static const char *const keys[] = {"document.date", "certificate.register_date",
                                       "register.date", "request.date"};
    const json_t *fields = json_object_get(document, "fields");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const char *value = aip_text(json_object_get(fields, keys[i]), "value");
        if (*value)
            return value;
    }
    return "";
}

static void put_documents(const struct aip *aip, FILE *file)
{
    const json_t *documents = json_object_get(aip->object, "documents");
    if (json_array_size(documents) == 0)
        return;
    (void)fputs("<dsc dsctype=\"in-depth\">\n", file);
    for (size_t i = 0; i < json_array_size(documents); i++) {
        const json_t *one = json_array_get(documents, i);
        const json_t *fields = json_object_get(one, "fields");
        const char *number = aip_text(json_object_get(fields, "document.number"), "value");
        const char *subject = aip_text(json_object_get(fields, "document.title"), "value");
        (void)fputs("<c level=\"item\">\n<did>\n", file);
        aip_element(file, "unitid", number);
        (void)fputs("<unittitle>", file);
        aip_put(file, sohoa_export_title(aip->in, i));
        if (*subject)
            (void)fputs(": ", file);
        aip_put(file, subject);
        (void)fputs("</unittitle>\n", file);
        aip_element(file, "unitdate", date_of(one));
        put_pages(file, one);
        (void)fputs("</did>\n</c>\n", file);
    }
    (void)fputs("</dsc>\n", file);
}

static void put_control(const struct aip *aip, FILE *file)
{
    const char *agency = aip_text(aip->object, "agency");
    (void)fputs("<control>\n", file);
    aip_element(file, "recordid", aip->urn);
    (void)fputs("<filedesc><titlestmt><titleproper>", file);
    aip_put(file, sohoa_export_head(aip->in)->name);
    (void)fputs("</titleproper></titlestmt></filedesc>\n<maintenancestatus value=\"new\"/>\n"
                "<maintenanceagency><agencyname>",
                file);
    aip_put(file, *agency ? agency : aip->fonds);
    (void)fprintf(file,
                  "</agencyname></maintenanceagency>\n<languagedeclaration><language "
                  "langcode=\"vie\"/><script scriptcode=\"Latn\"/></languagedeclaration>\n"
                  "<maintenancehistory><maintenanceevent><eventtype value=\"created\"/>"
                  "<eventdatetime>%s</eventdatetime><agenttype value=\"machine\"/>"
                  "<agent>sohoa</agent></maintenanceevent></maintenancehistory>\n</control>\n",
                  aip->stamp);
}

void aip_write_ead(const struct aip *aip, FILE *file)
{
    const char *code = aip_text(aip->object, "code"), *received = aip_text(aip->object, "received");
    const char *agency = aip_text(aip->object, "agency");
    (void)fputs("<ead xmlns=\"http://ead3.archivists.org/schema/\">\n", file);
    put_control(aip, file);
    (void)fputs("<archdesc level=\"file\">\n<did>\n", file);
    aip_element(file, "unitid", *code ? code : aip_text(aip->object, "dossier"));
    (void)fputs("<unittitle>Hồ sơ ", file);
    aip_put(file, *code ? code : aip_text(aip->object, "dossier"));
    (void)fputs("</unittitle>\n", file);
    aip_element(file, "unitdate", *received ? received : aip->stamp);
    if (*agency) {
        (void)fputs("<repository><corpname><part>", file);
        aip_put(file, agency);
        (void)fputs("</part></corpname></repository>\n", file);
    }
    (void)fputs("<langmaterial><language langcode=\"vie\">Tiếng Việt</language></langmaterial>\n",
                file);
    put_pages(file, aip->object);
    (void)fputs("</did>\n", file);
    put_documents(aip, file);
    (void)fputs("</archdesc>\n</ead>\n", file);
}
