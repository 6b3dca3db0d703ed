/* signer.h - a private key with its certificate, to sign with: out of a PEM file, a PKCS #12 file
 * (.p12, .pfx) or a PKCS #11 token ("pkcs11:..." as in RFC 7512).
 *
 * Checked when it is opened, so that no output is begun with a key that will not do: the password
 * or PIN, that key and certificate belong together, that the certificate is valid today and meant
 * for signing. Keys are RSA (2048 bits at least) or ECDSA. A token is asked nothing more often than
 * it must be: a wrong PIN is not tried twice, since tokens lock themselves. */
#ifndef SOHOA_SIGNER_H
#define SOHOA_SIGNER_H
#include "host/cms.h"

enum { SOHOA_PASSWORD_MAX = 256, SOHOA_KEY_FILE_MAX = 1 << 20 };

struct sohoa_key_source {          /* all lent */
    const char *key, *certificate; /* certificate NULL: beside the key */
    const char *module;            /* of PKCS #11, a .so; NULL: those that p11-kit knows */
    /* Writes the password or PIN of `what`; false: there is none. Called when one is needed. */
    bool (*password)(void *arg, const char *what, char *buf, size_t room);
    void *arg;
};
/* FATAL: a message that says what is wrong. now: for the certificate's validity. [one] */
int sohoa_signer_open(const struct sohoa_key_source *source, time_t now, struct sohoa_signer **ret,
                      struct sohoa_err *err);
void sohoa_signer_close(struct sohoa_signer *signer); /* NULL is fine */
#endif
