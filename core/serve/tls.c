/* tls.c - certificates by generation; see tls.h. Sessions may hold what they were shown for as long
 * as they live, so that an old generation stays until the end: reloads are rare. GnuTLS hands the
 * callback nothing of ours, so the one that shows is kept here; a process has one service. */
#include "serve/tls.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 16

struct generation {
    struct generation *before;
    gnutls_pcert_st chain[CHAIN_MAX];
    unsigned int count;
    gnutls_privkey_t key;
};
struct tls {
    char *certificate, *key;
    struct generation *newest;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tls *shown;

static int fail(struct sohoa_err *err, const char *file, int why)
{
    int rc = sohoa_fail(err, SOHOA_FATAL, "'%s' cannot be used: %s", file, gnutls_strerror(why));
    if (err)
        err->sys_errno = EINVAL;
    return rc;
}

static void generation_free(struct generation *g)
{
    if (!g)
        return;
    for (unsigned int i = 0; i < g->count; i++)
        gnutls_pcert_deinit(&g->chain[i]);
    if (g->key)
        gnutls_privkey_deinit(g->key);
    free(g);
}

/* The key must belong to the certificate: told now, not at the first handshake. */
static int check_pair(struct generation *g)
{
    unsigned char of_key[64], of_certificate[64];
    size_t key_size = sizeof of_key, certificate_size = sizeof of_certificate;
    gnutls_pubkey_t public = NULL;
    int why = gnutls_pubkey_init(&public);
    if (why)
        return why;
    if (!(why = gnutls_pubkey_import_privkey(public, g->key, 0, 0)))
        why = gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, of_key, &key_size);
    if (!why)
        why = gnutls_pubkey_get_key_id(g->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                       &certificate_size);
    if (!why && (key_size != certificate_size || memcmp(of_key, of_certificate, key_size) != 0))
        why = GNUTLS_E_CERTIFICATE_KEY_MISMATCH;
    gnutls_pubkey_deinit(public);
    return why;
}

static int load(const struct tls *tls, struct generation **ret, struct sohoa_err *err)
{
    gnutls_datum_t certificate = {0}, key = {0};
    struct generation *g = calloc(1, sizeof *g);
    int rc = g ? SOHOA_OK : sohoa_no_memory(err);
    int why = g ? gnutls_load_file(tls->certificate, &certificate) : 0;
    unsigned int count = CHAIN_MAX;
    if (rc == SOHOA_OK && !why)
        why = gnutls_pcert_list_import_x509_raw(g->chain, &count, &certificate, GNUTLS_X509_FMT_PEM,
                                                0);
    if (rc == SOHOA_OK && why)
        rc = fail(err, tls->certificate, why);
    else if (rc == SOHOA_OK)
        g->count = count;
    if (rc == SOHOA_OK && !(why = gnutls_load_file(tls->key, &key)) &&
        !(why = gnutls_privkey_init(&g->key)) &&
        !(why = gnutls_privkey_import_x509_raw(g->key, &key, GNUTLS_X509_FMT_PEM, NULL, 0)))
        why = check_pair(g);
    if (rc == SOHOA_OK && why)
        rc = fail(err, tls->key, why);
    gnutls_free(certificate.data);
    if (key.data)
        gnutls_memset(key.data, 0, key.size);
    gnutls_free(key.data);
    if (rc == SOHOA_OK)
        *ret = g;
    else
        generation_free(g);
    return rc;
}

int tls_open(const char *certificate, const char *key, struct tls **ret, struct sohoa_err *err)
{
    struct tls *tls = calloc(1, sizeof *tls);
    int rc = SOHOA_OK;
    if (!tls || !(tls->certificate = strdup(certificate)) || !(tls->key = strdup(key)))
        rc = sohoa_no_memory(err);
    if (rc == SOHOA_OK)
        rc = load(tls, &tls->newest, err);
    if (rc != SOHOA_OK) {
        tls_close(tls);
        return rc;
    }
    pthread_mutex_lock(&lock);
    shown = tls;
    pthread_mutex_unlock(&lock);
    *ret = tls;
    return SOHOA_OK;
}

int tls_reload(struct tls *tls, struct sohoa_err *err)
{
    struct generation *g = NULL;
    int rc = load(tls, &g, err);
    if (rc != SOHOA_OK)
        return rc;
    pthread_mutex_lock(&lock);
    g->before = tls->newest;
    tls->newest = g;
    pthread_mutex_unlock(&lock);
    return SOHOA_OK;
}

void tls_close(struct tls *tls)
{
    if (!tls)
        return;
    pthread_mutex_lock(&lock);
    if (shown == tls)
        shown = NULL;
    pthread_mutex_unlock(&lock);
    for (struct generation *g = tls->newest, *before; g; g = before) {
        before = g->before;
        generation_free(g);
    }
    free(tls->certificate);
    free(tls->key);
    free(tls);
}

int tls_show(gnutls_session_t session, const gnutls_datum_t *names, int count,
             const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret,
             unsigned int *ret_count, gnutls_privkey_t *ret_key)
{
    (void)session, (void)names, (void)count, (void)algorithms, (void)algorithm_count;
    pthread_mutex_lock(&lock);
    struct generation *g = shown ? shown->newest : NULL;
    pthread_mutex_unlock(&lock);
    if (!g)
        return -1;
    *ret = g->chain;
    *ret_count = g->count;
    *ret_key = g->key;
    return 0;
}
