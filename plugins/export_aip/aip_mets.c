/* aip_mets.c - what the package consists of: the METS files of the whole and of the representation
 * (E-ARK CSIP 2.1 on METS 1.12). Every file stands there with size and SHA-256; links are relative
 * to the METS file that they stand in. */
#include "aip.h"

#include <string.h>

static void put_link(FILE *file, const char *from, const char *to)
{
    char link[AIP_PATH];
    aip_relative(from, to, link);
    (void)fputs(" xlink:type=\"simple\" xlink:href=\"", file);
    aip_put(file, link);
    (void)fputs("\"", file);
}

static void put_facts(const struct aip *aip, FILE *file, const struct aip_file *f)
{
    (void)fprintf(file,
                  " MIMETYPE=\"%s\" SIZE=\"%llu\" CREATED=\"%s\" CHECKSUM=\"%s\""
                  " CHECKSUMTYPE=\"SHA-256\"",
                  f->media, (unsigned long long)f->bytes, aip->stamp, f->sha256);
}

static void put_head(const struct aip *aip, FILE *file, const char *id, const char *from,
                     bool package)
{
    char schemas[AIP_PATH], place[AIP_NAME];
    (void)snprintf(place, sizeof place, "%s/", aip->layout->schemas);
    aip_relative(from, place, schemas);
    (void)fprintf(
        file,
        "<mets xmlns=\"http://www.loc.gov/METS/\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
        " xmlns:csip=\"https://DILCIS.eu/XML/METS/CSIPExtensionMETS\""
        " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.loc.gov/METS/ %smets.xsd"
        " http://www.w3.org/1999/xlink %sxlink.xsd"
        " https://DILCIS.eu/XML/METS/CSIPExtensionMETS %sDILCISExtensionMETS.xsd\""
        " TYPE=\"Textual works - Digitised\" csip:CONTENTINFORMATIONTYPE=\"MIXED\""
        " PROFILE=\"https://earkaip.dilcis.eu/profile/E-ARK-AIP.xml\" OBJID=\"",
        schemas, schemas, schemas);
    aip_put(file, id);
    (void)fprintf(file,
                  "\">\n<metsHdr CREATEDATE=\"%s\" LASTMODDATE=\"%s\" RECORDSTATUS=\"NEW\"%s>\n"
                  "<agent ROLE=\"CREATOR\" TYPE=\"OTHER\" OTHERTYPE=\"SOFTWARE\"><name>sohoa</name>"
                  "<note csip:NOTETYPE=\"SOFTWARE VERSION\">export_aip 1.0</note></agent>\n",
                  aip->stamp, aip->stamp, package ? " csip:OAISPACKAGETYPE=\"AIP\"" : "");
    if (*aip_text(aip->object, "agency")) {
        (void)fputs("<agent ROLE=\"ARCHIVIST\" TYPE=\"ORGANIZATION\"><name>", file);
        aip_put(file, aip_text(aip->object, "agency"));
        (void)fputs("</name></agent>\n", file);
    }
    (void)fputs("</metsHdr>\n", file);
}

static void put_file(const struct aip *aip, FILE *file, const char *from, const struct aip_file *f)
{
    (void)fprintf(file, "<file ID=\"%s\"", f->id);
    put_facts(aip, file, f);
    (void)fputs("><FLocat LOCTYPE=\"URL\"", file);
    put_link(file, from, f->name);
    (void)fputs("/></file>\n", file);
}

static void put_pointers(const struct aip *aip, FILE *file, size_t first, size_t count)
{
    for (size_t i = 0; i < count; i++)
        (void)fprintf(file, "<fptr FILEID=\"%s\"/>\n", aip->files[first + i].id);
}

/* ---- the representation ---------------------------------------------------------------------- */

void aip_write_rep_mets(const struct aip *aip, FILE *file)
{
    char from[AIP_NAME], id[300];
    (void)snprintf(from, sizeof from, "%s/%s", aip->layout->representation, aip->layout->mets);
    (void)snprintf(id, sizeof id, "%s:rep1", aip->urn);
    put_head(aip, file, id, from, false);
    (void)fputs("<fileSec ID=\"files\">\n<fileGrp ID=\"data\" USE=\"Data\">\n", file);
    for (size_t i = 0; i < aip->data_count; i++)
        put_file(aip, file, from, &aip->files[aip->data_first + i]);
    (void)fputs("</fileGrp>\n</fileSec>\n"
                "<structMap ID=\"struct\" TYPE=\"PHYSICAL\" LABEL=\"CSIP\">\n"
                "<div ID=\"div-rep1\" LABEL=\"rep1\">\n<div ID=\"div-data\" LABEL=\"Data\">\n",
                file);
    for (size_t i = 0; i < aip->data_count; i++) {
        const struct aip_file *f = &aip->files[aip->data_first + i];
        (void)fprintf(file, "<div ID=\"div-%s\" LABEL=\"", f->id);
        aip_put(file, *f->title ? f->title : f->name);
        (void)fprintf(file, "\"><fptr FILEID=\"%s\"/></div>\n", f->id);
    }
    (void)fputs("</div>\n</div>\n</structMap>\n</mets>\n", file);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static void put_metadata(const struct aip *aip, FILE *file)
{
    const struct aip_file *ead = &aip->files[aip->ead], *premis = &aip->files[aip->premis];
    (void)fprintf(file,
                  "<dmdSec ID=\"dmd-1\" CREATED=\"%s\" STATUS=\"CURRENT\">\n"
                  "<mdRef LOCTYPE=\"URL\" MDTYPE=\"EAD\" MDTYPEVERSION=\"EAD3\"",
                  aip->stamp);
    put_link(file, aip->layout->mets, ead->name);
    put_facts(aip, file, ead);
    (void)fprintf(file,
                  "/>\n</dmdSec>\n<amdSec ID=\"amd-1\">\n<digiprovMD ID=\"premis-1\" CREATED=\"%s\""
                  " STATUS=\"CURRENT\">\n<mdRef LOCTYPE=\"URL\" MDTYPE=\"PREMIS\" "
                  "MDTYPEVERSION=\"3.0\"",
                  aip->stamp);
    put_link(file, aip->layout->mets, premis->name);
    put_facts(aip, file, premis);
    (void)fputs("/>\n</digiprovMD>\n", file);
    for (size_t i = 0; i < aip->signature_count; i++) {
        const struct aip_file *f = &aip->files[aip->signature_first + i];
        (void)fprintf(file,
                      "<digiprovMD ID=\"signature-%zu\" CREATED=\"%s\" STATUS=\"CURRENT\">\n"
                      "<mdRef LOCTYPE=\"URL\" MDTYPE=\"OTHER\" OTHERMDTYPE=\"CAdES\"",
                      i + 1, aip->stamp);
        put_link(file, aip->layout->mets, f->name);
        put_facts(aip, file, f);
        (void)fputs("/>\n</digiprovMD>\n", file);
    }
    (void)fputs("</amdSec>\n", file);
}

static void put_files(const struct aip *aip, FILE *file)
{
    (void)fputs("<fileSec ID=\"files\">\n<fileGrp ID=\"schemas\" USE=\"Schemas\">\n", file);
    for (size_t i = 0; i < aip->schema_count; i++)
        put_file(aip, file, aip->layout->mets, &aip->files[aip->schema_first + i]);
    (void)fputs("</fileGrp>\n<fileGrp ID=\"rep1\" USE=\"Representations/rep1\""
                " csip:CONTENTINFORMATIONTYPE=\"MIXED\">\n",
                file);
    put_file(aip, file, aip->layout->mets, &aip->files[aip->rep]);
    (void)fputs("</fileGrp>\n</fileSec>\n", file);
}

void aip_write_mets(const struct aip *aip, FILE *file)
{
    const struct aip_file *rep = &aip->files[aip->rep];
    put_head(aip, file, aip->urn, aip->layout->mets, true);
    put_metadata(aip, file);
    put_files(aip, file);
    (void)fputs("<structMap ID=\"struct\" TYPE=\"PHYSICAL\" LABEL=\"CSIP\">\n<div ID=\"div-1\" "
                "LABEL=\"",
                file);
    aip_put(file, aip->urn);
    (void)fputs("\">\n<div ID=\"div-metadata\" LABEL=\"Metadata\" DMDID=\"dmd-1\" "
                "ADMID=\"premis-1\"/>\n<div ID=\"div-schemas\" LABEL=\"Schemas\">\n",
                file);
    put_pointers(aip, file, aip->schema_first, aip->schema_count);
    (void)fprintf(file,
                  "</div>\n<div ID=\"div-rep1\" LABEL=\"Representations/rep1\">\n"
                  "<mptr LOCTYPE=\"URL\" xlink:title=\"%s\"",
                  rep->id);
    put_link(file, aip->layout->mets, rep->name);
    (void)fputs("/>\n</div>\n</div>\n</structMap>\n</mets>\n", file);
}
