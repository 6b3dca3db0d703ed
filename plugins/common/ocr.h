/* ocr.h - the parts that stages reading text share: languages on disk, what was read, closer looks
 * at parts of a page, the stage around an engine. One page at a time: a handle is not thread-safe.
 */
#ifndef OCR_H
#define OCR_H
#include "sohoa_plugin.h"

#include <tesseract/capi.h>

/* The folder of Tesseract's models: `datapath` when it is not empty, else $TESSDATA_PREFIX, else
 * where Debian keeps them. Lends a string that lives as long as datapath and the environment. */
const char *ocr_models(const char *datapath);

/* OK when every model of "vie+eng" is in the folder; FATAL with a text naming the installed ones
 * and the Debian package otherwise. */
int ocr_check_languages(const char *folder, const char *languages, struct sohoa_err *err);

/* What was read, in pixels of the picture it was read from. */
struct ocr_word {
    char *text; /* NFC, never empty; NULL: taken out */
    struct sohoa_box box;
    float confidence; /* 0..1 */
    uint32_t line;    /* index of its line, never decreasing */
    uint32_t flags;   /* SOHOA_WORD_* */
};
struct ocr_line {
    struct sohoa_box box;
    uint32_t block;
};
struct ocr_words {
    struct ocr_word *words;
    struct ocr_line *lines;
    size_t count, room, line_count, line_room;
};
/* Appends what the handle's last recognition gave, lines and blocks in reading order. False: no
 * memory, what fits is kept. Words that a cancelled run did not reach are left out. */
bool ocr_words_collect(struct ocr_words *words, TessBaseAPI *api);
/* Puts a word at place `at` (at most count) into the line; copies the text. False: no memory. */
bool ocr_words_insert(struct ocr_words *words, size_t at, const struct ocr_word *word);
/* A new line behind the others. False: no memory. */
bool ocr_words_add_line(struct ocr_words *words, struct ocr_line line);
/* A new line before line `at` (at most line_count). False: no memory. */
bool ocr_words_insert_line(struct ocr_words *words, size_t at, struct ocr_line line);
void ocr_words_clear(struct ocr_words *words);
/* The text of the page: words of at least `least` confidence, boxes mapped to the master. NULL: no
 * memory. */
struct sohoa_text *ocr_words_text(const struct ocr_words *words, const struct sohoa_page *page,
                                  double least);

/* A box of the master in pixels of the page's image, upright around its corners, not clipped. */
struct sohoa_box ocr_to_image(const struct sohoa_page *page, struct sohoa_box in_master);
/* The line that runs through height y of column x, and where among the words something that begins
 * at x belongs in it. False: there is no such line. */
bool ocr_words_place(const struct ocr_words *words, double x, double y, uint32_t *ret_line,
                     size_t *ret_at);

struct ocr_reader;
/* Makes words of the picture (1, 8 or 32 bpp), boxes in its pixels, appended to `out`; psm:
 * Tesseract's mode of segmentation; only characters of `only` when that is not NULL. False: time is
 * up or it failed; what was read until then is in `out`. */
typedef bool ocr_engine(void *arg, const struct ocr_reader *reader, struct Pix *picture, int psm,
                        const char *only, struct ocr_words *out);

/* Reads pictures with a page's engine. */
struct ocr_reader {
    TessBaseAPI *(*handle)(void *arg); /* Tesseract's, lent; NULL: it cannot be made */
    void *handle_arg;
    int dpi;                            /* of the page */
    bool (*over)(void *arg, int words); /* time is up, or somebody wants to stop */
    void *over_arg;
    ocr_engine *engine;
    void *engine_arg;
    const struct sohoa_box *rules; /* of the picture that is read, in its pixels */
    size_t rule_count;
};
ocr_engine ocr_engine_tesseract; /* Tesseract does all of it; needs no arg */
/* Tesseract's handle with the picture in it, lent; TessBaseAPIClear when done. NULL: it cannot be
 * made. */
TessBaseAPI *ocr_reader_handle(const struct ocr_reader *reader, struct Pix *picture, int psm);
/* Lends the picture; psm: Tesseract's mode of segmentation. As its engine otherwise. */
bool ocr_read_picture(const struct ocr_reader *reader, struct Pix *picture, int psm,
                      const char *only, struct ocr_words *out);
/* One line of text out of a small picture (1 or 8 bpp), lent. False: nothing was read, or time is
 * up. */
bool ocr_read_line(const struct ocr_reader *reader, struct Pix *picture, const char *only,
                   struct ocr_words *out);
/* The same with any mode of segmentation. */
bool ocr_read_part(const struct ocr_reader *reader, struct Pix *picture, int psm, const char *only,
                   struct ocr_words *out);

/* Reads every row of one-character boxes that is marked on the page character by character, in
 * place of what is there. */
void ocr_read_cells(const struct ocr_reader *reader, const struct sohoa_page *page,
                    struct ocr_words *words);

/* Reads lines of letters that no word covers: the layout analysis lost them. */
void ocr_read_lost(const struct ocr_reader *reader, const struct sohoa_page *page,
                   struct ocr_words *words);

/* Reads unsure words of a form again, from a smoothed and scaled picture: what comes out the same
 * is flagged AGREED, of what does not the surer is kept and flagged DOUBTED. Does nothing on pages
 * of plain text. */
void ocr_look_again(const struct ocr_reader *reader, const struct sohoa_page *page,
                    struct ocr_words *words);

/* The image itself (another reference), or what is left of it without its dots when there are too
 * many marks on it for text. NULL when that does not help: it is a picture of noise. */
struct Pix *ocr_without_noise(struct Pix *image);

/* Whether a picture is larger than the layout analysis takes in reasonable time: over A3. */
bool ocr_is_large(const struct ocr_reader *reader, struct Pix *picture);
/* Reads a large picture part by part, each without noise. As ocr_read_picture otherwise. */
bool ocr_read_tiles(const struct ocr_reader *reader, struct Pix *picture, int psm,
                    struct ocr_words *out);

/* A stage that reads text: the first member of its self. */
struct ocr_stage {
    char *language, *datapath; /* options */
    int64_t psm, deadline, memory;
    double least;
    bool again, lost;
    ocr_engine *engine; /* set before open; NULL: Tesseract */
    void *engine_arg;
    bool lazy; /* set before open: Tesseract's handle is made when it is first asked for */
    /* inside */
    TessBaseAPI *api;
    int64_t pages;    /* read by this handle */
    int64_t resident; /* bytes of the process after its first page */
};
int ocr_stage_open(struct ocr_stage *stage, struct sohoa_err *err);
void ocr_stage_close(struct ocr_stage *stage);
int ocr_stage_run(struct ocr_stage *stage, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err);
/* Its options; `self` holds it as member `stage`. */
#define OCR_STAGE_OPTIONS(self)                                                                    \
    {"language",                                                                                   \
     SOHOA_STRING,                                                                                 \
     offsetof(self, stage.language),                                                               \
     "vie",                                                                                        \
     0,                                                                                            \
     0,                                                                                            \
     "Tesseract's models, joined by '+', as in vie+eng."},                                         \
        {"datapath",                                                                               \
         SOHOA_STRING,                                                                             \
         offsetof(self, stage.datapath),                                                           \
         "",                                                                                       \
         0,                                                                                        \
         0,                                                                                        \
         "Folder of the models; empty: $TESSDATA_PREFIX or the system's."},                        \
        {"psm",                                                                                    \
         SOHOA_INT,                                                                                \
         offsetof(self, stage.psm),                                                                \
         "3",                                                                                      \
         1,                                                                                        \
         13,                                                                                       \
         "Tesseract's page segmentation mode."},                                                   \
        {"deadline",                                                                               \
         SOHOA_INT,                                                                                \
         offsetof(self, stage.deadline),                                                           \
         "60",                                                                                     \
         1,                                                                                        \
         3600,                                                                                     \
         "Seconds for a page; what was read until then is kept."},                                 \
        {"confidence",                                                                             \
         SOHOA_REAL,                                                                               \
         offsetof(self, stage.least),                                                              \
         "0",                                                                                      \
         0,                                                                                        \
         1,                                                                                        \
         "Words that are less sure are dropped (0..1)."},                                          \
        {"again",                                                                                  \
         SOHOA_BOOL,                                                                               \
         offsetof(self, stage.again),                                                              \
         "true",                                                                                   \
         0,                                                                                        \
         0,                                                                                        \
         "Reads unsure words of forms a second time, from another picture."},                      \
        {"lost",                                                                                   \
         SOHOA_BOOL,                                                                               \
         offsetof(self, stage.lost),                                                               \
         "true",                                                                                   \
         0,                                                                                        \
         0,                                                                                        \
         "Reads lines that the layout analysis passed over."},                                     \
    {                                                                                              \
        "memory", SOHOA_INT, offsetof(self, stage.memory), "200", 10, 100000,                      \
            "MiB by which the process may grow before the engine is made anew."                    \
    }
#endif
