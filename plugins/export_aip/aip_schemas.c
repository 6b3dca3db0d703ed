/* aip_schemas.c - the XML schemas with their licences, byte for byte inside of the plugin: packages
 * can be made wherever it runs. */
#include "aip.h"

#define EMBED(label, file)                                                                         \
    __asm__(".pushsection .rodata\n" #label "_start:\n.incbin \"" AIP_SCHEMAS "/" file             \
            "\"\n" #label "_end:\n.byte 0\n.popsection\n");                                        \
    extern const char label##_start[] __attribute__((visibility("hidden")));                       \
    extern const char label##_end[] __attribute__((visibility("hidden")))

EMBED(aip_mets, "mets.xsd");
EMBED(aip_xlink, "xlink.xsd");
EMBED(aip_premis, "premis.xsd");
EMBED(aip_ead, "ead3.xsd");
EMBED(aip_dilcis, "DILCISExtensionMETS.xsd");
EMBED(aip_licences, "LICENCES.txt");

const struct aip_schema aip_schemas[] = {
    {"mets.xsd", aip_mets_start, aip_mets_end},
    {"xlink.xsd", aip_xlink_start, aip_xlink_end},
    {"premis.xsd", aip_premis_start, aip_premis_end},
    {"ead3.xsd", aip_ead_start, aip_ead_end},
    {"DILCISExtensionMETS.xsd", aip_dilcis_start, aip_dilcis_end},
    {"LICENCES.txt", aip_licences_start, aip_licences_end},
    {0},
};
