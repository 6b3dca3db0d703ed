/* lang.h - the language of talk (errors, help, progress): Vietnamese or English.
 *
 * Messages are written in English where they arise; the catalogue in lang_vi.c holds the
 * Vietnamese of each, found by the English text. Data (JSON, ids, keys) is never translated. */
#ifndef SOHOA_LANG_H
#define SOHOA_LANG_H

enum sohoa_lang { SOHOA_EN = 0, SOHOA_VI };

/* Chooses by name: "vi", "en", or a locale name such as "vi_VN.UTF-8". 0, or -1: neither. Called
 * once before threads start. [setup] */
int sohoa_lang_set(const char *name);
enum sohoa_lang sohoa_lang_get(void); /* of this thread [any] */

/* This thread's own language from now on, for a service whose callers speak several; -1: the chosen
 * one again. [any] */
void sohoa_lang_here(int lang);

/* The text in the chosen language; the English itself when the catalogue lacks it. printf
 * conversions are the same in both (a unit test holds the catalogue to it). [any] */
const char *sohoa_tr(const char *english) __attribute__((format_arg(1)));

/* The whole catalogue, for the test that checks it; ends with { NULL, NULL }. */
struct sohoa_translation {
    const char *en, *vi;
};
extern const struct sohoa_translation sohoa_catalogue_vi[];
#endif
