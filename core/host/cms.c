/* cms.c - see cms.h. Signatures are put together from OpenSSL's PKCS #7 types, whose version 1 is
 * that of CMS: CMS_sign adds a signing-time that PAdES forbids, and wants the key itself. */
#include "host/cms.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM                                                                                       \
    2048 /* bytes of a signature besides its certificates: attributes, names, 4096 bits            \
          */

void sohoa_cms_name(const X509 *certificate, char ret[SOHOA_CMS_NAME])
{
    static const int kinds[] = {NID_commonName, NID_organizationName};
    const X509_NAME *subject = X509_get_subject_name(certificate);
    (void)snprintf(ret, SOHOA_CMS_NAME, "?");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int at = X509_NAME_get_index_by_NID(subject, kinds[i], -1);
        unsigned char *text = NULL;
        if (at < 0 || ASN1_STRING_to_UTF8(
                          &text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))) <= 0)
            continue;
        size_t n = strlen((char *)text);
        if (n >= SOHOA_CMS_NAME) /* cut at a character */
            for (n = SOHOA_CMS_NAME - 1; n > 0 && (text[n] & 0xC0) == 0x80;)
                n--;
        memcpy(ret, text, n);
        ret[n] = '\0';
        for (char *c = ret; *c; c++) /* it is shown on one line */
            if ((unsigned char)*c < ' ' || *c == 0x7F)
                *c = ' ';
        OPENSSL_free(text);
        return;
    }
}

/* ---- signing --------------------------------------------------------------------------------- */

static bool add_certificate(PKCS7_SIGNER_INFO *info, const struct sohoa_signer *signer)
{
    ESS_SIGNING_CERT_V2 *named =
        OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), signer->chain[0], NULL, 0);
    ASN1_STRING *string = ASN1_STRING_new();
    unsigned char *der = NULL;
    int size = named ? i2d_ESS_SIGNING_CERT_V2(named, &der) : -1;
    bool sound = size > 0 && string && ASN1_STRING_set(string, der, size) == 1 &&
                 PKCS7_add_signed_attribute(info, NID_id_smime_aa_signingCertificateV2,
                                            V_ASN1_SEQUENCE, string) == 1;
    if (!sound)
        ASN1_STRING_free(string);
    OPENSSL_free(der);
    ESS_SIGNING_CERT_V2_free(named);
    return sound;
}

/* In the order that DER wants of a set: the shorter first. */
static bool add_attributes(PKCS7_SIGNER_INFO *info, const struct sohoa_signer *signer,
                           const unsigned char digest[32], time_t when)
{
    ASN1_TIME *time = when ? ASN1_TIME_set(NULL, when) : NULL;
    bool sound = PKCS7_add_signed_attribute(info, NID_pkcs9_contentType, V_ASN1_OBJECT,
                                            OBJ_nid2obj(NID_pkcs7_data)) == 1;
    if (when && (!sound || !time || !PKCS7_add0_attrib_signing_time(info, time))) {
        ASN1_TIME_free(time);
        sound = false;
    }
    return sound && PKCS7_add1_attrib_digest(info, digest, 32) == 1 &&
           add_certificate(info, signer);
}

static int sign_attributes(PKCS7_SIGNER_INFO *info, const struct sohoa_signer *signer,
                           struct sohoa_err *err)
{
    unsigned char *tbs = NULL, *value = NULL;
    size_t size = 0;
    int n =
        ASN1_item_i2d((const ASN1_VALUE *)info->auth_attr, &tbs, ASN1_ITEM_rptr(PKCS7_ATTR_SIGN));
    int rc = n > 0 ? signer->sign(signer->arg, tbs, (size_t)n, &value, &size, err)
                   : sohoa_no_memory(err);
    if (rc == SOHOA_OK && ASN1_STRING_set(info->enc_digest, value, (int)size) != 1)
        rc = sohoa_no_memory(err);
    OPENSSL_free(tbs);
    free(value);
    return rc;
}

static bool add_chain(PKCS7 *p7, const struct sohoa_signer *signer)
{
    bool sound = true;
    for (size_t i = 0; i < signer->count && sound; i++)
        sound = PKCS7_add_certificate(p7, signer->chain[i]) == 1;
    return sound;
}

static int encode(const PKCS7 *p7, unsigned char **ret, size_t *ret_size, struct sohoa_err *err)
{
    unsigned char *der = NULL, *copy = NULL;
    int size = i2d_PKCS7(p7, &der);
    if (size > 0 && (copy = malloc((size_t)size)))
        memcpy(copy, der, (size_t)size);
    OPENSSL_free(der);
    if (!copy)
        return sohoa_no_memory(err);
    *ret = copy;
    *ret_size = (size_t)size;
    return SOHOA_OK;
}

int sohoa_cms_sign(const struct sohoa_signer *signer, const unsigned char digest[32], time_t when,
                   unsigned char **ret, size_t *ret_size, struct sohoa_err *err)
{
    PKCS7 *p7 = PKCS7_new();
    PKCS7_SIGNER_INFO *info = PKCS7_SIGNER_INFO_new();
    EVP_PKEY *key = X509_get0_pubkey(signer->chain[0]);
    bool sound = p7 && info && key && PKCS7_set_type(p7, NID_pkcs7_signed) == 1 &&
                 PKCS7_content_new(p7, NID_pkcs7_data) == 1 && PKCS7_set_detached(p7, 1) == 1 &&
                 PKCS7_SIGNER_INFO_set(info, signer->chain[0], key, EVP_sha256()) == 1 &&
                 add_attributes(info, signer, digest, when);
    int rc = sound ? sign_attributes(info, signer, err)
                   : sohoa_fail(err, SOHOA_FATAL, "the certificate's key cannot sign documents");
    if (rc == SOHOA_OK) {
        sound = PKCS7_add_signer(p7, info) == 1;
        info = sound ? NULL : info; /* p7's now */
        rc = sound && add_chain(p7, signer) ? encode(p7, ret, ret_size, err) : sohoa_no_memory(err);
    }
    PKCS7_SIGNER_INFO_free(info);
    PKCS7_free(p7);
    ERR_clear_error();
    return rc;
}

size_t sohoa_cms_room(const struct sohoa_signer *signer)
{
    size_t room = ROOM;
    for (size_t i = 0; i < signer->count; i++) {
        int n = i2d_X509(signer->chain[i], NULL);
        room += n > 0 ? (size_t)n : 0;
    }
    int issuer = i2d_X509_NAME(X509_get_issuer_name(signer->chain[0]), NULL);
    return room + (issuer > 0 ? (size_t)issuer : 0);
}

/* ---- checking -------------------------------------------------------------------------------- */

static int unsound(struct sohoa_cms_told *told, const char *why)
{
    (void)snprintf(told->why, sizeof told->why, "%s", why);
    return SOHOA_OK;
}

/* The signer's certificate out of those in the signature. */
static X509 *find_certificate(CMS_SignerInfo *info, const STACK_OF(X509) * all)
{
    for (int i = 0; i < sk_X509_num(all); i++)
        if (CMS_SignerInfo_cert_cmp(info, sk_X509_value(all, i)) == 0)
            return sk_X509_value(all, i);
    return NULL;
}

static void read_time(CMS_SignerInfo *info, char ret[32])
{
    int at = CMS_signed_get_attr_by_NID(info, NID_pkcs9_signingTime, -1);
    X509_ATTRIBUTE *attribute = at >= 0 ? CMS_signed_get_attr(info, at) : NULL;
    const ASN1_TYPE *value = attribute ? X509_ATTRIBUTE_get0_type(attribute, 0) : NULL;
    struct tm tm = {0};
    if (!value || (value->type != V_ASN1_UTCTIME && value->type != V_ASN1_GENERALIZEDTIME) ||
        ASN1_TIME_to_tm(value->value.asn1_string, &tm) != 1)
        return;
    time_t here = timegm(&tm) + 7 * 3600;
    if (gmtime_r(&here, &tm))
        (void)strftime(ret, 32, "%Y-%m-%dT%H:%M:%S+07:00", &tm);
}

static bool verify_bare(CMS_SignerInfo *info, EVP_PKEY *key, const EVP_MD *algorithm,
                        const unsigned char *digest)
{
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(info);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);
    bool sound =
        ctx && EVP_PKEY_verify_init(ctx) == 1 &&
        EVP_PKEY_CTX_set_signature_md(ctx, algorithm) == 1 &&
        EVP_PKEY_verify(ctx, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value),
                        digest, (size_t)EVP_MD_get_size(algorithm)) == 1;
    EVP_PKEY_CTX_free(ctx);
    return sound;
}

/* The digest that was signed is the content's, and the signature is over it. */
static int check_signer(CMS_SignerInfo *info, X509 *certificate, sohoa_cms_digest *digest,
                        void *arg, struct sohoa_cms_told *told)
{
    X509_ALGOR *algor = NULL;
    EVP_PKEY *key = NULL;
    unsigned char is[EVP_MAX_MD_SIZE];
    CMS_SignerInfo_set1_signer_cert(info, certificate);
    CMS_SignerInfo_get0_algs(info, &key, NULL, &algor, NULL);
    const EVP_MD *algorithm = algor ? EVP_get_digestbyobj(algor->algorithm) : NULL;
    if (!algorithm || EVP_MD_get_size(algorithm) <= 0 || !key)
        return unsound(told, "its algorithm is not known here");
    if (!digest(arg, algorithm, is))
        return unsound(told, "what it signs cannot be read");
    if (CMS_signed_get_attr_count(info) <= 0) {
        told->sound = verify_bare(info, key, algorithm, is);
        return told->sound ? SOHOA_OK : unsound(told, "the bytes are not those that were signed");
    }
    const ASN1_OCTET_STRING *said = CMS_signed_get0_data_by_OBJ(
        info, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);
    if (!said || ASN1_STRING_length(said) != EVP_MD_get_size(algorithm) ||
        memcmp(ASN1_STRING_get0_data(said), is, (size_t)ASN1_STRING_length(said)) != 0)
        return unsound(told, "the bytes are not those that were signed");
    told->sound = CMS_SignerInfo_verify(info) == 1;
    return told->sound ? SOHOA_OK : unsound(told, "it was not made with its certificate's key");
}

int sohoa_cms_check(const void *der, size_t size, sohoa_cms_digest *digest, void *arg,
                    struct sohoa_cms_told *ret, struct sohoa_err *err)
{
    const unsigned char *p = der;
    struct sohoa_cms_told told = {0};
    CMS_ContentInfo *cms = size <= SOHOA_CMS_MAX ? d2i_CMS_ContentInfo(NULL, &p, (long)size) : NULL;
    STACK_OF(CMS_SignerInfo) *signers = cms ? CMS_get0_SignerInfos(cms) : NULL;
    STACK_OF(X509) *all = signers ? CMS_get1_certs(cms) : NULL;
    int rc = SOHOA_OK;
    if (!signers || sk_CMS_SignerInfo_num(signers) < 1) {
        rc = sohoa_fail(err, SOHOA_FATAL, "it is not a signature in the form of CMS");
    } else {
        CMS_SignerInfo *info = sk_CMS_SignerInfo_value(signers, 0);
        X509 *certificate = find_certificate(info, all);
        read_time(info, told.when);
        if (certificate)
            sohoa_cms_name(certificate, told.name);
        rc = certificate ? check_signer(info, certificate, digest, arg, &told)
                         : unsound(&told, "its certificate is missing");
    }
    if (rc == SOHOA_OK)
        *ret = told;
    sk_X509_pop_free(all, X509_free);
    CMS_ContentInfo_free(cms);
    ERR_clear_error();
    return rc;
}
