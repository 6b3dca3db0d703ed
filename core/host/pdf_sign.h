/* pdf_sign.h - signatures put into a PDF/A-1b that this program wrote: PAdES baseline B-B (ETSI EN
 * 319 142-1), visible on the first page where Vietnam's rules put them, the file still PDF/A-1b.
 *
 * Each signature is an update appended to the file, so that those before it stay valid. */
#ifndef SOHOA_PDF_SIGN_H
#define SOHOA_PDF_SIGN_H
#include "host/cms.h"

enum sohoa_seal_place {
    SOHOA_SEAL_OPERATOR = 0, /* top left: Circular 01/2023/TT-VPCP */
    SOHOA_SEAL_AGENCY,       /* top right: Decree 30/2020/ND-CP, annex I */
    SOHOA_SEAL_PLACES
};
struct sohoa_seal {
    const struct sohoa_signer *signer; /* lent */
    enum sohoa_seal_place place;
    const char *copy; /* the form of copy that an agency's signature tells ("Sao y"); NULL: none */
};
struct sohoa_seals { /* in this order */
    struct sohoa_seal items[SOHOA_SEAL_PLACES];
    size_t count;
};
/* Appends one signature to the file at path. FATAL: it cannot be read or written, or is of another
 * make, or has a signature in that place already; what the signer answers. [any] */
int sohoa_pdf_sign(const char *path, const struct sohoa_seal *seal, time_t now,
                   struct sohoa_err *err);
/* The most bytes that the signatures make a file longer. */
size_t sohoa_seals_room(const struct sohoa_seals *seals);
/* What tells these signatures from others: SHA-256 over places, certificates and words. */
void sohoa_seals_identity(const struct sohoa_seals *seals, unsigned char ret[32]);
#endif
