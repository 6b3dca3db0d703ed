/* cms.h - detached signatures: CMS SignedData (RFC 5652) over a SHA-256, made and checked.
 *
 * Made as the baseline profiles B-B ask for: signed attributes content-type, message-digest and
 * signing-certificate-v2 (RFC 5035); signing-time in CAdES (ETSI EN 319 122-1), not in PAdES
 * (EN 319 142-1, where the PDF tells it); the signer's certificate and its chain inside. Whether a
 * certificate is to be trusted is not asked here. Any thread. */
#ifndef SOHOA_CMS_H
#define SOHOA_CMS_H
#include "sohoa_plugin.h"

#include <time.h>

struct x509_st; /* OpenSSL's X509 and EVP_MD */
struct evp_md_st;

enum {
    SOHOA_CMS_MAX = 256 << 10,    /* bytes of a signature that is checked, */
    SOHOA_CMS_OWN_MAX = 32 << 10, /* ... that is made: a string of PDF/A-1 has 64 KB */
    SOHOA_CMS_CHAIN_MAX = 8,      /* certificates in one */
    SOHOA_CMS_NAME = 160,         /* bytes of a name, with its zero */
};

/* Whoever holds a key; lent. Made by sign/signer.h. */
struct sohoa_signer {
    void *arg;
    struct x509_st *chain[SOHOA_CMS_CHAIN_MAX]; /* the signer's certificate first */
    size_t count;
    char name[SOHOA_CMS_NAME]; /* whose certificate it is: common name, else organisation */
    /* Signs SHA-256 of data with the key (PKCS#1 or ECDSA); the caller frees *ret. [any] */
    int (*sign)(void *arg, const void *data, size_t size, unsigned char **ret, size_t *ret_size,
                struct sohoa_err *err);
};

/* DER; the caller frees it. when 0: no signing-time. FATAL: memory, or what sign answers. */
int sohoa_cms_sign(const struct sohoa_signer *signer, const unsigned char digest[32], time_t when,
                   unsigned char **ret, size_t *ret_size, struct sohoa_err *err);
/* The most bytes that a signature of this signer takes. */
size_t sohoa_cms_room(const struct sohoa_signer *signer);
/* Common name of the certificate's owner, else organisation, else "?". */
void sohoa_cms_name(const struct x509_st *certificate, char ret[SOHOA_CMS_NAME]);

/* What a signature says. */
struct sohoa_cms_told {
    bool sound;                /* made with the certificate's key, over just these bytes */
    char name[SOHOA_CMS_NAME]; /* of the signer; "" = no certificate inside */
    char when[32];             /* signing-time, RFC 3339 at +07:00; "" = not told */
    char why[120];             /* it is not sound; English, for sohoa_tr */
};
/* Gives the digest of the content signed by the named algorithm ("SHA256"); false: cannot. */
typedef bool sohoa_cms_digest(void *arg, const struct evp_md_st *algorithm, unsigned char *ret);
/* Checks a signature out of untrusted bytes, of which those behind its end are not looked at.
 * FATAL: it cannot be read as one at all. */
int sohoa_cms_check(const void *der, size_t size, sohoa_cms_digest *digest, void *arg,
                    struct sohoa_cms_told *ret, struct sohoa_err *err);
#endif
