/* tls.h - the certificate that the service shows; may be read again while it runs. */
#ifndef SOHOA_SERVE_TLS_H
#define SOHOA_SERVE_TLS_H
#include "sohoa_plugin.h"

#include <gnutls/abstract.h>

struct tls;
/* PEM files: the certificate with the chain behind it, and its key. FATAL (EINVAL) names the file.
 * [setup] */
int tls_open(const char *certificate, const char *key, struct tls **ret, struct sohoa_err *err);
/* Reads the same files again; new connections get them. On failure the old ones stay. [one] */
int tls_reload(struct tls *tls, struct sohoa_err *err);
void tls_close(struct tls *tls); /* after the daemon; NULL is fine */
/* gnutls_certificate_retrieve_function2 of the one service of this process. [any] */
int tls_show(gnutls_session_t session, const gnutls_datum_t *names, int count,
             const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret,
             unsigned int *ret_count, gnutls_privkey_t *ret_key);
#endif
