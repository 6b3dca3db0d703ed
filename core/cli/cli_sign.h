/* cli_sign.h - --sign and what goes with it: whose keys, their passwords, opened. Main thread only.
 */
#ifndef SOHOA_CLI_SIGN_H
#define SOHOA_CLI_SIGN_H
#include "cli/cli.h"
#include "sign/signer.h"

#include "host/pdf_sign.h"

struct sign_options {
    bool sign;
    const char *key, *certificate, *password_file, *module;
    const char *agency_key, *agency_certificate, *agency_password_file, *copy;
};
#define SIGN_OPTIONS(TYPE)                                                                         \
    {"key",    0,                                                                                  \
     ARG_TEXT, offsetof(TYPE, sign.key),                                                           \
     "KEY",    "what the operator signs with: a PEM or PKCS #12 file, or a token's pkcs11: URL"},  \
        {"cert",   0,                                                                              \
         ARG_TEXT, offsetof(TYPE, sign.certificate),                                               \
         "FILE",   "the certificate and its chain, if they do not lie beside the key"},            \
        {"password-file",                                                                          \
         0,                                                                                        \
         ARG_TEXT,                                                                                 \
         offsetof(TYPE, sign.password_file),                                                       \
         "FILE",                                                                                   \
         "a file whose first line is the password or PIN (else SOHOA_SIGN_PASSWORD, else asked)"}, \
    {                                                                                              \
        "pkcs11-module", 0, ARG_TEXT, offsetof(TYPE, sign.module), "FILE",                         \
            "the library of the token's maker, if p11-kit does not know it"                        \
    }
#define SIGN_OPTIONS_AGENCY(TYPE)                                                                  \
    {"agency-key", 0,                                                                              \
     ARG_TEXT,     offsetof(TYPE, sign.agency_key),                                                \
     "KEY",        "what the agency signs with, behind the operator"},                             \
        {"agency-cert", 0,                                                                         \
         ARG_TEXT,      offsetof(TYPE, sign.agency_certificate),                                   \
         "FILE",        "its certificate and chain"},                                              \
        {"agency-password-file",                                                                   \
         0,                                                                                        \
         ARG_TEXT,                                                                                 \
         offsetof(TYPE, sign.agency_password_file),                                                \
         "FILE",                                                                                   \
         "its password or PIN (else SOHOA_AGENCY_PASSWORD, else asked)"},                          \
    {                                                                                              \
        "copy-form", 0, ARG_TEXT, offsetof(TYPE, sign.copy), "TEXT",                               \
            "the form of copy that the agency's signature tells (default: Sao y)"                  \
    }

struct cli_signers {
    struct sohoa_signer *signers[SOHOA_SEAL_PLACES];
    struct sohoa_seals seals; /* count 0: nothing is signed */
};
/* Opens what is given, else what the configuration names (sign_key, sign_cert, sign_password_file,
 * pkcs11_module, and with agency: agency_key, ..., copy_form). CODE_OK, also without --sign, or
 * CODE_USAGE after a message. */
int cli_sign_open(struct cli *cli, const struct sign_options *o, bool agency,
                  struct cli_signers *ret);
void cli_sign_close(struct cli_signers *signers);
#endif
