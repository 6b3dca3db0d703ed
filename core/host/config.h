/* config.h - the configuration: a YAML file and --set, kept as text with file and line.
 *
 * Types come from option tables, so `038190000001` and `NO` stay text. Keys:
 *
 *   store, engine, agency, operator, purpose, lang, threads, memory (bytes with K M G), log,
 *   dictionary, device, profile, schemas (a folder with papers of your own), audit_key (the file
 *   with the key of the access record): plain values, empty = not set
 *   separators: sheets that part dossiers: all (default), scans (files are left whole) or none
 *   separator_texts: what their codes say besides header sheets (PATCHT), commas between
 *   deadline: seconds a page may take (60)
 *   patience: seconds that a fault of a scanner is waited for when nobody is asked (60)
 *   silence: seconds after which a scanner that neither sends nor answers is given up (60)
 *   disk_floor: bytes free on the store's disk below which no batch starts (512M)
 *   sign_key, sign_cert, sign_password_file, agency_key, agency_cert, agency_password_file,
 *   copy_form, pkcs11_module: what --sign signs with (cli/cli_sign.h)
 *   chain:                      # optional: the stage chain; without it the built-in one
 *     - prep_deskew: {max_angle: 16}
 *     - ocr_lstm: {language: vie, when: not blank}
 *   extract: [extract_card, extract_form]   # optional: the extractors; without it all there are,
 *                               # `none` or [] turns the reading of documents off
 *   options:                    # optional: options by plugin or stage name, chain or not
 *     store_lmdb: {map: 1G}
 *   profiles:                   # optional: sohoa scan --profile NAME
 *     desk: {device: "feeder:0", source: ADF Duplex, resolution: 300}
 *
 * A step is called after its plugin unless `use:` names another plugin. Order of strength: --set,
 * the step's own keys, `options:` of the step, `options:` of the plugin. `when` may stand in each,
 * so `--set prep_border.when=never` turns a step off. In the built-in chain ocr_lstm reads in
 * place of ocr_tesseract, whose settings hold for it below its own.
 *
 * An unknown top-level key is an error that names file, line and the nearest key. */
#ifndef SOHOA_CONFIG_H
#define SOHOA_CONFIG_H
#include "host/registry.h"

struct sohoa_config;

/* Reads path; NULL: $SOHOA_CONFIG, else $XDG_CONFIG_HOME/sohoa/sohoa.yaml, else
 * /etc/sohoa/sohoa.yaml, else none (not an error). File at most 1 MiB, depth at most 32. [setup] */
int sohoa_config_open(const char *path, struct sohoa_config **ret, struct sohoa_err *err);
void sohoa_config_close(struct sohoa_config *config);

/* The same from memory, for tests; name stands for the file in messages. */
int sohoa_config_parse(const char *name, const void *data, size_t size, struct sohoa_config **ret,
                       struct sohoa_err *err);
/* Holds the whole configuration against the plugins there are: each step is a stage with a sound
 * condition and sound options, each name below `options:` and in --set is a step or a plugin, each
 * of its keys an option. FATAL names place, word and nearest word. [any] */
int sohoa_config_check(const struct sohoa_config *config, const struct sohoa_registry *reg,
                       struct sohoa_err *err);

/* --set STAGE.KEY=VALUE, or KEY=VALUE for a top-level key. Wins over the file. [setup] */
int sohoa_config_set(struct sohoa_config *config, const char *assignment, struct sohoa_err *err);

/* A top-level value as text, or fallback. Lent until close. [any] */
const char *sohoa_config_text(const struct sohoa_config *config, const char *key,
                              const char *fallback);
/* The index-th name of `extract:` and where it was written; NULL: there are fewer. [any] */
const char *sohoa_config_extract(const struct sohoa_config *config, size_t index, char *buf,
                                 size_t room, char *origin, size_t origin_room);
/* Whether documents are read at all, and whether by this extractor. [any] */
bool sohoa_config_reads(const struct sohoa_config *config);
bool sohoa_config_extracts(const struct sohoa_config *config, const char *plugin);
int sohoa_config_int(const struct sohoa_config *config, const char *key, long fallback, long min,
                     long max, long *ret, struct sohoa_err *err);
/* "50", "512M", "2G" as bytes; 0, or -1: it is none. [any] */
int sohoa_bytes_parse(const char *text, uint64_t *ret);
/* Bytes: "512M", "2G", "65536". */
int sohoa_config_bytes(const struct sohoa_config *config, const char *key, uint64_t fallback,
                       uint64_t *ret, struct sohoa_err *err);

/* One step of the chain. Settings lent until close. */
struct sohoa_step {
    const char *name; /* of the step, and of the plugin unless `use:` names another */
    const char *plugin;
    const char *general; /* whose settings hold for it, below its own: as a rule its plugin's */
    const char *when;    /* condition, NULL = always; see when.h */
    const struct sohoa_setting *settings;
    size_t setting_count;
};
/* The chain in order: the file's, or the built-in one, with --set and `options:` merged in. [any]
 */
size_t sohoa_config_chain(const struct sohoa_config *config, const struct sohoa_step **ret);
/* The settings for a plugin outside the chain (scanner, store): `options:` and --set. [any] */
size_t sohoa_config_settings(const struct sohoa_config *config, const char *plugin,
                             const struct sohoa_setting **ret);
/* A profile's settings in the order written. SOHOA_FATAL names the profiles there are. [any] */
int sohoa_config_profile(const struct sohoa_config *config, const char *name,
                         const struct sohoa_setting **ret, size_t *ret_count,
                         struct sohoa_err *err);
#endif
