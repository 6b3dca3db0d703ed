/* signer.c - see signer.h. GnuTLS holds the key: it reads all three kinds (also .p12 files with
 * the ciphers of old that OpenSSL 3 has put away) and reaches tokens through p11-kit, without an
 * OpenSSL engine. What is made with the key is put together by OpenSSL (host/cms.h). */
#include "sign/signer.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/pkcs11.h>
#include <gnutls/pkcs12.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOUND_MAX 32 /* certificates that are looked at */
#define RSA_LEAST 2048
#define URL "pkcs11:"

struct holder { /* what a signer is a part of */
    struct sohoa_signer signer;
    gnutls_privkey_t key;
    gnutls_sign_algorithm_t algorithm;
    char *shown;                  /* the key's place in messages */
    char pin[SOHOA_PASSWORD_MAX]; /* a token may ask again after a pause */
    /* while it is opened */
    const struct sohoa_key_source *source; /* else NULL */
    gnutls_x509_crt_t found[FOUND_MAX];
    unsigned found_count;
    bool asked, wrong; /* for a password; it was wrong */
    struct sohoa_err *err;
};

static int fail(const struct holder *h, const char *fmt)
{
    return sohoa_fail(h->err, SOHOA_FATAL, fmt, h->shown);
}

/* What GnuTLS answered, as far as a user can do something about it. */
static int told(const struct holder *h, int code)
{
    if (h->wrong || code == GNUTLS_E_PKCS11_PIN_ERROR || code == GNUTLS_E_DECRYPTION_FAILED ||
        code == GNUTLS_E_MAC_VERIFY_FAILED)
        return fail(h, h->asked ? "the password or PIN of %s is wrong"
                                : "%s needs a password or PIN, and none was given");
    if (code == GNUTLS_E_PKCS11_PIN_LOCKED || code == GNUTLS_E_PKCS11_PIN_EXPIRED)
        return fail(h, "the PIN of %s is locked or has expired");
    if (code == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
        code == GNUTLS_E_PKCS11_REQUESTED_OBJECT_NOT_AVAILBLE ||
        code == GNUTLS_E_PKCS11_TOKEN_ERROR || code == GNUTLS_E_PKCS11_SLOT_ERROR ||
        code == GNUTLS_E_PKCS11_DEVICE_ERROR)
        return fail(h, "nothing is found at %s: is the token there?");
    return sohoa_fail(h->err, SOHOA_FATAL, "cannot use the key %s: %s", h->shown,
                      gnutls_strerror(code));
}

/* ---- passwords ------------------------------------------------------------------------------- */

static bool ask(struct holder *h, char buf[SOHOA_PASSWORD_MAX])
{
    if (!h->source->password ||
        !h->source->password(h->source->arg, h->shown, buf, SOHOA_PASSWORD_MAX))
        return false;
    h->asked = true;
    return true;
}

static int pin(void *arg, int attempt, const char *url, const char *label, unsigned flags,
               char *buf, size_t room)
{
    struct holder *h = arg;
    (void)url, (void)label;
    /* once wrong, not again: the token would lock itself */
    if (attempt > 0 || (flags & GNUTLS_PIN_WRONG) || (!h->pin[0] && !ask(h, h->pin)) ||
        strlen(h->pin) >= room) {
        h->wrong = true;
        return -1;
    }
    (void)snprintf(buf, room, "%s", h->pin);
    return 0;
}

/* ---- certificates ---------------------------------------------------------------------------- */

static void take(struct holder *h, gnutls_x509_crt_t *list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (h->found_count < FOUND_MAX)
            h->found[h->found_count++] = list[i];
        else
            gnutls_x509_crt_deinit(list[i]);
    }
}

static int take_from(struct holder *h, const gnutls_datum_t *data)
{
    gnutls_x509_crt_t *list = NULL;
    unsigned count = 0;
    const char *begin = data->size > 10 ? memmem(data->data, data->size, "-----BEGIN", 10) : NULL;
    int code = gnutls_x509_crt_list_import2(&list, &count, data,
                                            begin ? GNUTLS_X509_FMT_PEM : GNUTLS_X509_FMT_DER, 0);
    if (code < 0)
        return code;
    take(h, list, count);
    gnutls_free(list);
    return 0;
}

/* A file of at most SOHOA_KEY_FILE_MAX bytes; the caller wipes and frees it. */
static int read_file(const struct holder *h, const char *path, gnutls_datum_t *ret)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int why = errno;
        if (fd >= 0)
            (void)close(fd);
        return sohoa_fail_errno(h->err, SOHOA_FATAL, why, "cannot read %s", path);
    }
    unsigned char *data = S_ISREG(st.st_mode) && st.st_size > 0 && st.st_size <= SOHOA_KEY_FILE_MAX
                              ? malloc((size_t)st.st_size)
                              : NULL;
    size_t size = (size_t)st.st_size, at = 0;
    while (data && at < size) {
        ssize_t n = read(fd, data + at, size - at);
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    (void)close(fd);
    if (!data || at < size) {
        free(data);
        return sohoa_fail(h->err, SOHOA_FATAL, "%s is not a key or a certificate", path);
    }
    *ret = (gnutls_datum_t){data, (unsigned)size};
    return SOHOA_OK;
}

static void drop(gnutls_datum_t *data)
{
    if (data->data)
        gnutls_memset(data->data, 0, data->size);
    free(data->data);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static int from_pkcs12(struct holder *h, gnutls_pkcs12_t p12)
{
    char password[SOHOA_PASSWORD_MAX] = "";
    gnutls_x509_privkey_t key = NULL;
    gnutls_x509_crt_t *chain = NULL, *more = NULL;
    unsigned count = 0, more_count = 0;
    int code = gnutls_pkcs12_verify_mac(p12, "");
    if (code < 0 && ask(h, password))
        code = gnutls_pkcs12_verify_mac(p12, password);
    if (code >= 0)
        code = gnutls_pkcs12_simple_parse(p12, password, &key, &chain, &count, &more, &more_count,
                                          NULL, 0);
    gnutls_memset(password, 0, sizeof password);
    if (code >= 0 && !key)
        code = GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE;
    if (code >= 0) {
        take(h, chain, count);
        take(h, more, more_count);
        gnutls_free(chain);
        gnutls_free(more);
        code = gnutls_privkey_import_x509(h->key, key, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
    }
    return code < 0 ? told(h, code) : SOHOA_OK;
}

static int from_pem(struct holder *h, const gnutls_datum_t *data)
{
    char password[SOHOA_PASSWORD_MAX] = "";
    int code = gnutls_privkey_import_x509_raw(h->key, data, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (code == GNUTLS_E_DECRYPTION_FAILED && ask(h, password))
        code = gnutls_privkey_import_x509_raw(h->key, data, GNUTLS_X509_FMT_PEM, password, 0);
    gnutls_memset(password, 0, sizeof password);
    if (code < 0)
        return told(h, code);
    if (!h->source->certificate)
        (void)take_from(h, data); /* that there is none is told later */
    return SOHOA_OK;
}

static int from_file(struct holder *h)
{
    gnutls_datum_t data = {0};
    gnutls_pkcs12_t p12 = NULL;
    int rc = read_file(h, h->source->key, &data);
    if (rc != SOHOA_OK)
        return rc;
    if (memmem(data.data, data.size, "-----BEGIN", 10))
        rc = from_pem(h, &data);
    else if (gnutls_pkcs12_init(&p12) < 0)
        rc = sohoa_no_memory(h->err);
    else if (gnutls_pkcs12_import(p12, &data, GNUTLS_X509_FMT_DER, 0) < 0)
        rc = fail(h, "%s is not a key or a certificate");
    else
        rc = from_pkcs12(h, p12);
    if (p12)
        gnutls_pkcs12_deinit(p12);
    drop(&data);
    return rc;
}

/* The URL with its type unless it says one: before the query, where the PIN's place may stand. */
static char *typed(const char *url, const char *type)
{
    char *text = NULL;
    size_t path = strcspn(url, "?");
    if (strstr(url, "type="))
        return strdup(url);
    return asprintf(&text, "%.*s%stype=%s%s", (int)path, url, path > strlen(URL) ? ";" : "", type,
                    url + path) < 0
               ? NULL
               : text;
}

static int certificate_from_url(struct holder *h, const char *url)
{
    gnutls_x509_crt_t crt = NULL;
    char *text = typed(url, "cert");
    int code = text ? gnutls_x509_crt_init(&crt) : GNUTLS_E_MEMORY_ERROR;
    if (code >= 0) {
        gnutls_x509_crt_set_pin_function(crt, pin, h);
        code = gnutls_x509_crt_import_url(crt, text, 0);
    }
    if (code >= 0)
        take(h, &crt, 1);
    else if (crt)
        gnutls_x509_crt_deinit(crt);
    free(text);
    return code;
}

static int from_token(struct holder *h)
{
    if (strstr(h->source->key, "pin-value"))
        return sohoa_fail(h->err, SOHOA_FATAL,
                          "a PIN does not belong into the URL of a key: others can read it there");
    int code = h->source->module ? gnutls_pkcs11_add_provider(h->source->module, NULL) : 0;
    if (code < 0)
        return sohoa_fail(h->err, SOHOA_FATAL, "cannot use the PKCS #11 module %s: %s",
                          h->source->module, gnutls_strerror(code));
    char *text = typed(h->source->key, "private");
    gnutls_privkey_set_pin_function(h->key, pin, h);
    code = text ? gnutls_privkey_import_url(h->key, text, 0) : GNUTLS_E_MEMORY_ERROR;
    free(text);
    if (code < 0)
        return told(h, code);
    if (!h->source->certificate)
        (void)certificate_from_url(h, h->source->key); /* as above */
    return SOHOA_OK;
}

static int load(struct holder *h)
{
    const char *url = strncmp(h->source->key, URL, strlen(URL)) == 0 ? h->source->key : NULL;
    const char *certificate = h->source->certificate;
    if (gnutls_privkey_init(&h->key) < 0)
        return sohoa_no_memory(h->err);
    int rc = url ? from_token(h) : from_file(h);
    if (rc != SOHOA_OK || !certificate)
        return rc;
    if (strncmp(certificate, URL, strlen(URL)) == 0) {
        int code = certificate_from_url(h, certificate);
        return code < 0 ? told(h, code) : SOHOA_OK;
    }
    gnutls_datum_t data = {0};
    rc = read_file(h, certificate, &data);
    if (rc == SOHOA_OK && take_from(h, &data) < 0)
        rc = sohoa_fail(h->err, SOHOA_FATAL, "%s is not a key or a certificate", certificate);
    drop(&data);
    return rc;
}

/* ---- checks ---------------------------------------------------------------------------------- */

static int choose_algorithm(struct holder *h)
{
    unsigned bits = 0;
    int kind = gnutls_privkey_get_pk_algorithm(h->key, &bits);
    if (kind == GNUTLS_PK_RSA)
        h->algorithm = GNUTLS_SIGN_RSA_SHA256;
    else if (kind == GNUTLS_PK_ECDSA)
        h->algorithm = GNUTLS_SIGN_ECDSA_SHA256;
    else
        return fail(h, "%s is neither an RSA nor an ECDSA key");
    if (kind == GNUTLS_PK_RSA && bits && bits < RSA_LEAST)
        return fail(h, "%s is an RSA key of less than 2048 bits");
    return SOHOA_OK;
}

/* Signs something and looks which certificate says that it is right: -1, none. */
static int find_own(struct holder *h, int *ret)
{
    static unsigned char probe[] = "sohoa";
    const gnutls_datum_t data = {probe, sizeof probe};
    gnutls_datum_t signature = {0};
    int code = gnutls_privkey_sign_data2(h->key, h->algorithm, 0, &data, &signature);
    if (code < 0)
        return told(h, code);
    *ret = -1;
    for (unsigned i = 0; i < h->found_count && *ret < 0; i++) {
        gnutls_pubkey_t key = NULL;
        if (gnutls_pubkey_init(&key) >= 0 && gnutls_pubkey_import_x509(key, h->found[i], 0) >= 0 &&
            gnutls_pubkey_verify_data2(key, h->algorithm, 0, &data, &signature) >= 0)
            *ret = (int)i;
        gnutls_pubkey_deinit(key);
    }
    gnutls_free(signature.data);
    return SOHOA_OK;
}

static int check_certificate(const struct holder *h, gnutls_x509_crt_t crt, time_t now)
{
    unsigned usage = 0, critical = 0;
    struct tm tm = {0};
    time_t from = gnutls_x509_crt_get_activation_time(crt);
    time_t to = gnutls_x509_crt_get_expiration_time(crt);
    time_t when = now < from ? from : to;
    char day[32];
    when += 7 * 3600;
    (void)gmtime_r(&when, &tm);
    (void)strftime(day, sizeof day, "%d/%m/%Y", &tm);
    if (now < from)
        return sohoa_fail(h->err, SOHOA_FATAL, "the certificate of %s is not valid before %s",
                          h->shown, day);
    if (now > to)
        return sohoa_fail(h->err, SOHOA_FATAL, "the certificate of %s has expired on %s", h->shown,
                          day);
    if (gnutls_x509_crt_get_key_usage(crt, &usage, &critical) >= 0 &&
        !(usage & (GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_NON_REPUDIATION)))
        return fail(h, "the certificate of %s is not meant for signing");
    return SOHOA_OK;
}

/* Hands a certificate over to what signatures are made of. */
static bool add(struct holder *h, gnutls_x509_crt_t crt)
{
    gnutls_datum_t der = {0};
    if (h->signer.count == SOHOA_CMS_CHAIN_MAX)
        return true; /* more than a chain */
    if (gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_DER, &der) < 0)
        return false;
    const unsigned char *p = der.data;
    X509 *made = d2i_X509(NULL, &p, (long)der.size);
    gnutls_free(der.data);
    if (made)
        h->signer.chain[h->signer.count++] = made;
    return made != NULL;
}

static int check(struct holder *h, time_t now)
{
    int own = -1;
    int rc = choose_algorithm(h);
    if (rc == SOHOA_OK && h->found_count == 0)
        rc = fail(h, "no certificate is found beside %s");
    if (rc == SOHOA_OK)
        rc = find_own(h, &own);
    if (rc == SOHOA_OK && own < 0)
        rc = fail(h, "the certificate does not belong to the key %s");
    if (rc == SOHOA_OK)
        rc = check_certificate(h, h->found[own], now);
    bool sound = rc != SOHOA_OK || add(h, h->found[own]);
    for (unsigned i = 0; i < h->found_count && rc == SOHOA_OK && sound; i++)
        sound = (int)i == own || add(h, h->found[i]);
    if (!sound)
        rc = fail(h, "the certificate of %s cannot be read");
    if (rc == SOHOA_OK)
        sohoa_cms_name(h->signer.chain[0], h->signer.name);
    if (rc == SOHOA_OK && sohoa_cms_room(&h->signer) > SOHOA_CMS_OWN_MAX)
        rc = fail(h, "the certificates of %s are too large");
    return rc;
}

/* ---- the signer ------------------------------------------------------------------------------ */

static int sign(void *arg, const void *data, size_t size, unsigned char **ret, size_t *ret_size,
                struct sohoa_err *err)
{
    const struct holder *h = arg;
    const gnutls_datum_t all = {(unsigned char *)(uintptr_t)data, (unsigned)size};
    gnutls_datum_t made = {0};
    int code = gnutls_privkey_sign_data2(h->key, h->algorithm, 0, &all, &made);
    if (code < 0)
        return sohoa_fail(err, SOHOA_FATAL, "cannot use the key %s: %s", h->shown,
                          gnutls_strerror(code));
    unsigned char *copy = malloc(made.size);
    if (copy)
        memcpy(copy, made.data, made.size);
    *ret_size = made.size;
    gnutls_free(made.data);
    if (!copy)
        return sohoa_no_memory(err);
    *ret = copy;
    return SOHOA_OK;
}

int sohoa_signer_open(const struct sohoa_key_source *source, time_t now, struct sohoa_signer **ret,
                      struct sohoa_err *err)
{
    struct holder *h = calloc(1, sizeof *h);
    if (!h || !(h->shown = strndup(source->key, strcspn(source->key, "?")))) {
        free(h);
        return sohoa_no_memory(err);
    }
    h->source = source;
    h->err = err;
    h->signer.arg = h;
    h->signer.sign = sign;
    int rc = load(h);
    if (rc == SOHOA_OK)
        rc = check(h, now);
    for (unsigned i = 0; i < h->found_count; i++)
        gnutls_x509_crt_deinit(h->found[i]);
    h->found_count = 0;
    h->err = NULL;
    h->source = NULL;
    if (rc == SOHOA_OK)
        *ret = &h->signer;
    else
        sohoa_signer_close(&h->signer);
    return rc;
}

void sohoa_signer_close(struct sohoa_signer *signer)
{
    if (!signer)
        return;
    struct holder *h = signer->arg;
    for (size_t i = 0; i < signer->count; i++)
        X509_free(signer->chain[i]);
    if (h->key)
        gnutls_privkey_deinit(h->key);
    gnutls_memset(h->pin, 0, sizeof h->pin);
    free(h->shown);
    free(h);
}
