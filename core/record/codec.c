/* codec.c - see codec.h. The lock guards the pools and the table of dictionaries; a dictionary,
 * once read, is never changed. */
#include "record/codec.h"

#include "record/dict.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#define ZSTD_STATIC_LINKING_ONLY /* for a dictionary in memory of ours */
#include <zstd.h>

#define POOL 8
#define DICTS 256
#define LEVEL_SMALL 9
#define LEVEL_TEXT 12

struct dict {
    const ZSTD_CDict *pack; /* lies in room */
    ZSTD_DDict *unpack;
    void *room;
};

struct sohoa_codec {
    char *folder;
    pthread_mutex_t lock;
    ZSTD_CCtx *packers[POOL];
    ZSTD_DCtx *unpackers[POOL];
    size_t packer_count, unpacker_count;
    struct dict dicts[DICTS];
};

struct sohoa_codec *sohoa_codec_new(const char *folder)
{
    struct sohoa_codec *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    pthread_mutex_init(&c->lock, NULL);
    c->folder = strdup(folder);
    if (!c->folder) {
        sohoa_codec_free(c);
        return NULL;
    }
    return c;
}

void sohoa_codec_free(struct sohoa_codec *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->packer_count; i++)
        ZSTD_freeCCtx(c->packers[i]);
    for (size_t i = 0; i < c->unpacker_count; i++)
        ZSTD_freeDCtx(c->unpackers[i]);
    for (size_t i = 0; i < DICTS; i++) {
        free(c->dicts[i].room);
        ZSTD_freeDDict(c->dicts[i].unpack);
    }
    pthread_mutex_destroy(&c->lock);
    free(c->folder);
    free(c);
}

/* ---- pools ---- */

static ZSTD_CCtx *packer_take(struct sohoa_codec *c)
{
    pthread_mutex_lock(&c->lock);
    ZSTD_CCtx *ctx = c->packer_count ? c->packers[--c->packer_count] : NULL;
    pthread_mutex_unlock(&c->lock);
    return ctx ? ctx : ZSTD_createCCtx();
}

static void packer_give(struct sohoa_codec *c, ZSTD_CCtx *ctx)
{
    pthread_mutex_lock(&c->lock);
    bool kept = c->packer_count < POOL;
    if (kept)
        c->packers[c->packer_count++] = ctx;
    pthread_mutex_unlock(&c->lock);
    if (!kept)
        ZSTD_freeCCtx(ctx);
}

static ZSTD_DCtx *unpacker_take(struct sohoa_codec *c)
{
    pthread_mutex_lock(&c->lock);
    ZSTD_DCtx *ctx = c->unpacker_count ? c->unpackers[--c->unpacker_count] : NULL;
    pthread_mutex_unlock(&c->lock);
    return ctx ? ctx : ZSTD_createDCtx();
}

static void unpacker_give(struct sohoa_codec *c, ZSTD_DCtx *ctx)
{
    pthread_mutex_lock(&c->lock);
    bool kept = c->unpacker_count < POOL;
    if (kept)
        c->unpackers[c->unpacker_count++] = ctx;
    pthread_mutex_unlock(&c->lock);
    if (!kept)
        ZSTD_freeDCtx(ctx);
}

/* ---- dictionaries ---- */

/* In memory of ours: ZSTD_createCDict of 1.5.4 crashes when it gets none. */
static void dict_prepare(struct dict *d, const void *bytes, size_t size, int level)
{
    ZSTD_compressionParameters params = ZSTD_getCParams(level, 0, size);
    size_t room = ZSTD_estimateCDictSize_advanced(size, params, ZSTD_dlm_byCopy);
    d->room = malloc(room);
    if (d->room)
        d->pack = ZSTD_initStaticCDict(d->room, room, bytes, size, ZSTD_dlm_byCopy,
                                       ZSTD_dct_fullDict, params);
}

static int dict_load(struct sohoa_codec *c, unsigned number, bool pack, struct sohoa_err *err)
{
    void *bytes = NULL;
    size_t size = 0;
    int rc = sohoa_dict_read(c->folder, number, &bytes, &size, err);
    if (rc != SOHOA_OK)
        return rc;
    struct dict *d = &c->dicts[number];
    if (pack)
        dict_prepare(d, bytes, size, number == SOHOA_DICT_TEXT ? LEVEL_TEXT : LEVEL_SMALL);
    else
        d->unpack = ZSTD_createDDict(bytes, size);
    free(bytes);
    if (pack ? d->pack != NULL : d->unpack != NULL)
        return SOHOA_OK;
    free(d->room);
    d->room = NULL;
    return sohoa_no_memory(err);
}

/* The dictionary for packing or unpacking, read when it is first asked for. */
static int dict_get(struct sohoa_codec *c, unsigned number, bool pack, struct dict *ret,
                    struct sohoa_err *err)
{
    int rc = SOHOA_OK;
    pthread_mutex_lock(&c->lock);
    if (pack ? !c->dicts[number].pack : !c->dicts[number].unpack)
        rc = dict_load(c, number, pack, err);
    if (rc == SOHOA_OK)
        *ret = c->dicts[number];
    pthread_mutex_unlock(&c->lock);
    return rc;
}

/* ---- packing ---- */

static size_t pack_frame(ZSTD_CCtx *ctx, const ZSTD_CDict *dict, void *to, size_t room,
                         const char *text, size_t size)
{
    size_t n = ZSTD_CCtx_reset(ctx, ZSTD_reset_session_and_parameters);
    if (!ZSTD_isError(n))
        n = ZSTD_CCtx_setParameter(ctx, ZSTD_c_checksumFlag, 1);
    if (!ZSTD_isError(n))
        n = ZSTD_CCtx_setParameter(ctx, ZSTD_c_dictIDFlag, 0);
    if (!ZSTD_isError(n) && dict)
        n = ZSTD_CCtx_refCDict(ctx, dict);
    return ZSTD_isError(n) ? n : ZSTD_compress2(ctx, to, room, text, size);
}

int sohoa_codec_pack(struct sohoa_codec *c, enum sohoa_dict dict, const char *text, size_t size,
                     void **ret, size_t *ret_size, struct sohoa_err *err)
{
    struct dict d = {0};
    if (size > SOHOA_VALUE_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "a record of %zu bytes is too large", size);
    int rc = dict ? dict_get(c, dict, true, &d, err) : SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    size_t room = ZSTD_compressBound(size);
    unsigned char *value = malloc(room + SOHOA_WRAPPER_SIZE);
    ZSTD_CCtx *ctx = packer_take(c);
    if (!value || !ctx) {
        free(value);
        ZSTD_freeCCtx(ctx);
        return sohoa_no_memory(err);
    }
    const unsigned char wrapper[SOHOA_WRAPPER_SIZE] = {'S', '1', 'Z', (unsigned char)dict};
    memcpy(value, wrapper, sizeof wrapper);
    size_t n = pack_frame(ctx, d.pack, value + SOHOA_WRAPPER_SIZE, room, text, size);
    if (ZSTD_isError(n)) {
        ZSTD_freeCCtx(ctx);
        free(value);
        return sohoa_fail(err, SOHOA_FATAL, "a record could not be compressed: %s",
                          ZSTD_getErrorName(n));
    }
    packer_give(c, ctx);
    *ret_size = n + SOHOA_WRAPPER_SIZE;
    void *fitted = realloc(value, *ret_size);
    *ret = fitted ? fitted : value;
    return SOHOA_OK;
}

/* ---- unpacking ---- */

static int wrapper_check(const unsigned char *bytes, size_t size, struct sohoa_err *err)
{
    if (size < SOHOA_WRAPPER_SIZE || bytes[0] != 'S')
        return sohoa_fail(err, SOHOA_FATAL, "a value is not in this program's wrapper");
    if (bytes[1] != '1' || bytes[2] != 'Z')
        return sohoa_fail(err, SOHOA_FATAL,
                          "a value is in wrapper '%c%c', which a newer program wrote",
                          bytes[1] >= ' ' && bytes[1] < 127 ? bytes[1] : '?',
                          bytes[2] >= ' ' && bytes[2] < 127 ? bytes[2] : '?');
    return SOHOA_OK;
}

int sohoa_codec_unpack(struct sohoa_codec *c, struct sohoa_bytes raw, char **ret, size_t *ret_size,
                       struct sohoa_err *err)
{
    const unsigned char *bytes = raw.data;
    int rc = wrapper_check(bytes, raw.size, err);
    if (rc != SOHOA_OK)
        return rc;
    const void *frame = bytes + SOHOA_WRAPPER_SIZE;
    size_t frame_size = raw.size - SOHOA_WRAPPER_SIZE;
    unsigned long long size = ZSTD_getFrameContentSize(frame, frame_size);
    if (size > SOHOA_VALUE_MAX) /* also the codes for unknown and error */
        return sohoa_fail(err, SOHOA_FATAL, "a value is damaged or too large");
    struct dict d = {0};
    rc = bytes[3] ? dict_get(c, bytes[3], false, &d, err) : SOHOA_OK;
    if (rc != SOHOA_OK)
        return rc;
    char *text = malloc((size_t)size + 1);
    ZSTD_DCtx *ctx = unpacker_take(c);
    if (!text || !ctx) {
        free(text);
        ZSTD_freeDCtx(ctx);
        return sohoa_no_memory(err);
    }
    size_t n =
        d.unpack ? ZSTD_decompress_usingDDict(ctx, text, (size_t)size, frame, frame_size, d.unpack)
                 : ZSTD_decompressDCtx(ctx, text, (size_t)size, frame, frame_size);
    unpacker_give(c, ctx);
    if (n != size) {
        free(text);
        return sohoa_fail(err, SOHOA_FATAL, "a value is damaged: %s",
                          ZSTD_isError(n) ? ZSTD_getErrorName(n) : "wrong size");
    }
    text[n] = '\0';
    *ret = text;
    *ret_size = n;
    return SOHOA_OK;
}
