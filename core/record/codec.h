/* codec.h - how a value lies in the engine: four bytes of wrapper, then one zstd frame.
 *
 *   'S' '1' kind dictionary | zstd frame (checksum on) of UTF-8 JSON
 *
 * kind 'Z': plain. dictionary 0: none, else STORE/dict/<number>.zdict. The frame carries no
 * dictionary number of its own: the wrapper does. Compression contexts are kept in a pool.
 * All functions are [any] thread. */
#ifndef SOHOA_CODEC_H
#define SOHOA_CODEC_H
#include "sohoa_plugin.h"

#define SOHOA_VALUE_MAX (64u * 1024 * 1024) /* largest value before compression */
#define SOHOA_WRAPPER_SIZE 4

enum sohoa_dict { SOHOA_DICT_NONE = 0, SOHOA_DICT_SMALL = 1, SOHOA_DICT_TEXT = 2 };

struct sohoa_codec;
/* folder: STORE/dict, copied. Dictionaries are read when first needed. NULL: out of memory. */
struct sohoa_codec *sohoa_codec_new(const char *folder);
void sohoa_codec_free(struct sohoa_codec *codec);
/* Trains the dictionaries from invented samples and writes those that the folder lacks, durably. */
int sohoa_codec_train(const char *folder, struct sohoa_err *err);

/* Packs text into a malloc'd value. */
int sohoa_codec_pack(struct sohoa_codec *codec, enum sohoa_dict dict, const char *text, size_t size,
                     void **ret, size_t *ret_size, struct sohoa_err *err);
/* Unpacks; malloc'd, with a NUL behind it. FATAL names what is wrong with the value. */
int sohoa_codec_unpack(struct sohoa_codec *codec, struct sohoa_bytes raw, char **ret,
                       size_t *ret_size, struct sohoa_err *err);
#endif
