/* sohoa_plugin.h - all that a plugin includes.
 *
 * A plugin is one shared object that exports one constant `struct sohoa_plugin` named
 * `sohoa_plugin` (see SOHOA_PLUGIN below). plugins/README.md is the guide, plugins/prep_invert
 * the template.
 *
 * Thread tags: [setup] before the first or after the last call on this self; [one] never two
 * calls at once on one self; [many] concurrent calls on one self; [any] any thread, any time.
 * All strings are UTF-8 (text NFC). "takes" = the callee owns it after success; "lends" = valid
 * during the call. Structs only grow at their tail; each that may grow says its size. */
#ifndef SOHOA_PLUGIN_H
#define SOHOA_PLUGIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SOHOA_ABI_MAJOR 1 /* a published member moved or changed meaning: older .so is refused */
#define SOHOA_ABI_MINOR 5 /* something was appended at a tail: older .so still loads           */

/* ---- results and errors ------------------------------------------------------------------ */

/* The code says what the core must do; the text says why. Only the detector writes the text. */
enum sohoa_rc {
    SOHOA_OK = 0,
    SOHOA_END = 1,          /* scanner: feeder or folder exhausted; store: no such key       */
    SOHOA_RETRY = -1,       /* nothing changed, the same call may succeed later              */
    SOHOA_BAD_PAGE = -2,    /* quarantine this page, go on                                   */
    SOHOA_BAD_DOSSIER = -3, /* close this dossier as incomplete, go on                       */
    SOHOA_FATAL = -4,       /* this instance is unusable: drain, stop                        */
};

struct sohoa_err {
    int sys_errno;  /* of the failed system call; EINVAL: an option's value is wrong; 0: neither */
    char text[508]; /* one sentence, no newline: what is wrong, with which file or page */
};

/* Fills *err (may be NULL) with the formatted text, translated when the format stands in the
 * host's catalogue, and returns rc. [any] */
int sohoa_fail(struct sohoa_err *err, enum sohoa_rc rc, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The same for a failed system call: keeps sys_errno and appends ": <its text>". [any] */
int sohoa_fail_errno(struct sohoa_err *err, enum sohoa_rc rc, int sys_errno, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* FATAL: an allocation failed. [any] */
static inline int sohoa_no_memory(struct sohoa_err *err)
{
    return sohoa_fail(err, SOHOA_FATAL, "out of memory");
}

/* Lent to callbacks that may run long: who runs them, until when. */
struct sohoa_call {
    uint32_t size;
    int64_t deadline_ns;                         /* CLOCK_MONOTONIC, 0 = none */
    bool (*stopping)(const struct sohoa_call *); /* poll in loops longer than 100 ms [any] */
    void (*note)(const struct sohoa_call *, const char *text); /* debug log line [any] */
};
/* True when the callback should give up: stop asked for or deadline passed. NULL call: false. [any]
 */
bool sohoa_call_over(const struct sohoa_call *call);

/* ---- bytes ------------------------------------------------------------------------------- */

/* Refcounted read-only bytes with a media type. All [any]; the count is atomic. */
struct sohoa_blob;
/* Copies data. NULL when out of memory. media is copied, e.g. "image/tiff". */
struct sohoa_blob *sohoa_blob_new(const void *data, size_t size, const char *media);
/* Wraps foreign memory; release(arg) runs at the last unref (may be NULL). */
struct sohoa_blob *sohoa_blob_wrap(const void *data, size_t size, const char *media,
                                   void (*release)(void *arg), void *arg);
/* Takes fd (closed at the last unref) and its whole content; mapped on first use of data. */
struct sohoa_blob *sohoa_blob_fd(int fd, const char *media, struct sohoa_err *err);
struct sohoa_blob *sohoa_blob_ref(struct sohoa_blob *blob);
void sohoa_blob_unref(struct sohoa_blob *blob);       /* NULL is fine */
const void *sohoa_blob_data(struct sohoa_blob *blob); /* NULL only if mapping failed or size is 0 */
size_t sohoa_blob_size(const struct sohoa_blob *blob);
const char *sohoa_blob_media(const struct sohoa_blob *blob);
int sohoa_blob_fileno(const struct sohoa_blob *blob); /* -1: not a file; the blob keeps owning it */

/* ---- text and codes ---------------------------------------------------------------------- */

/* A rectangle in pixels of the page's raster as stored (the decoded master, before EXIF
 * orientation or `rotated`): x right, y down, from the top left corner. */
struct sohoa_box {
    int32_t x, y, w, h;
};

struct sohoa_word {
    const char *text;     /* UTF-8 NFC, never empty, no white space */
    struct sohoa_box box; /* in master pixels */
    float confidence;     /* 0..1 */
    uint32_t line;        /* index of its line, from 0, never decreasing */
};
struct sohoa_line {
    struct sohoa_box box;
    uint32_t block;        /* paragraph or column block, from 0, never decreasing */
    uint32_t first, count; /* its words */
};

/* Recognised text of one page in reading order: lines of words. [one] for changes, [many] reads. */
struct sohoa_text;
struct sohoa_text *sohoa_text_new(void); /* NULL when out of memory */
void sohoa_text_free(struct sohoa_text *text);
/* Starts a line; following words belong to it. 0, or -1 when out of memory or over the caps
 * (SOHOA_TEXT_WORDS_MAX words a page, SOHOA_WORD_BYTES_MAX bytes a word: cut at a character). */
int sohoa_text_add_line(struct sohoa_text *text, uint32_t block, struct sohoa_box box);
int sohoa_text_add_word(struct sohoa_text *text, const char *utf8, struct sohoa_box box,
                        float confidence);
size_t sohoa_text_lines(const struct sohoa_text *text); /* NULL: 0 */
size_t sohoa_text_words(const struct sohoa_text *text); /* NULL: 0 */
struct sohoa_line sohoa_text_line(const struct sohoa_text *text, size_t index);
struct sohoa_word sohoa_text_word(const struct sohoa_text *text, size_t index); /* lends text */
/* Mean word confidence weighted by length, 0 when there is no word. */
double sohoa_text_confidence(const struct sohoa_text *text);
#define SOHOA_TEXT_WORDS_MAX 100000u
#define SOHOA_WORD_BYTES_MAX 512u
/* What is known of a word besides its reading (since ABI 1.1). */
enum {
    SOHOA_WORD_HAND = 1u << 0,    /* written by hand, not printed */
    SOHOA_WORD_CELLS = 1u << 1,   /* read character by character out of one-character boxes */
    SOHOA_WORD_AGREED = 1u << 2,  /* two readings of different pictures came out the same */
    SOHOA_WORD_DOUBTED = 1u << 3, /* ... came out different; the surer one is kept */
};
void sohoa_text_flag_word(struct sohoa_text *text, size_t index, uint32_t flags); /* adds */
uint32_t sohoa_text_word_flags(const struct sohoa_text *text, size_t index);

/* Folds text for comparing labels: NFC, tones and marks off, d for any crossed d, capitals, then
 * everything but A-Z and 0-9 dropped, spaces too ("Họ, chữ đệm" -> "HOCHUDEM"). Writes at most
 * room - 1 bytes and a NUL; ret_from (room items, may be NULL) tells for each byte the offset in
 * utf8 of the character it came from. Returns the number of bytes written. [any] */
size_t sohoa_fold(const char *utf8, char *ret, uint32_t *ret_from, size_t room);

struct sohoa_code {
    const char *symbology; /* "QRCode", "Code128", "MRZ", ... (zxing's names) */
    const char *text;      /* UTF-8 */
    struct sohoa_box box;  /* in master pixels */
};
struct sohoa_codes; /* barcodes and machine-readable zones found on the page */
struct sohoa_codes *sohoa_codes_new(void);
void sohoa_codes_free(struct sohoa_codes *codes);
int sohoa_codes_add(struct sohoa_codes *codes, const char *symbology, const char *text,
                    struct sohoa_box box); /* 0, or -1: out of memory or over the caps */
size_t sohoa_codes_count(const struct sohoa_codes *codes);                        /* NULL: 0 */
struct sohoa_code sohoa_codes_get(const struct sohoa_codes *codes, size_t index); /* lends */
#define SOHOA_CODES_MAX 256u
#define SOHOA_CODE_BYTES_MAX 8192u

/* What stands on a page besides text (since ABI 1.1): found by the stages that remove it for
 * recognition, kept because it tells where values are. */
enum sohoa_mark_kind {
    SOHOA_MARK_LEADER = 1, /* a dotted or dashed fill-in line: a value stands on it or is missing */
    SOHOA_MARK_RULE,       /* a ruled line, level (w > h) or upright */
    SOHOA_MARK_CELLS,      /* a level row of one-character boxes; count tells how many */
    SOHOA_MARK_SEAL,       /* a stamp */
    SOHOA_MARK_SIGNATURE,  /* a signature or another large pen stroke */
};
struct sohoa_mark {
    uint32_t kind, count;
    struct sohoa_box box; /* in master pixels */
};
struct sohoa_marks;
struct sohoa_marks *sohoa_marks_new(void); /* NULL when out of memory */
void sohoa_marks_free(struct sohoa_marks *marks);
int sohoa_marks_add(struct sohoa_marks *marks, struct sohoa_mark mark); /* 0; -1: memory, caps */
size_t sohoa_marks_count(const struct sohoa_marks *marks);              /* NULL: 0 */
struct sohoa_mark sohoa_marks_get(const struct sohoa_marks *marks, size_t index);
#define SOHOA_MARKS_MAX 4096u

/* ---- pages ------------------------------------------------------------------------------- */

/* A part of the image that a stage turned, scaled or put elsewhere by itself (a card on a copy). */
struct sohoa_patch {
    struct sohoa_box box; /* in the image */
    double to_master[9];  /* image -> master raster for what lies in it */
};
#define SOHOA_PATCHES_MAX 12u

struct Pix; /* Leptonica's image; reference counts are not atomic: never clone across threads */

/* One side of one sheet. One owner at any time: whoever holds it may change any member. */
struct sohoa_page {
    uint32_t size;             /* of this struct, set by the host */
    uint32_t flags;            /* SOHOA_PAGE_* */
    struct sohoa_blob *master; /* the original bytes; durable before the page is admitted */
    uint32_t master_image;     /* which image of a multi-page master, from 0 */
    uint32_t width, height;    /* of the master raster, pixels; 0 = not decoded yet */
    float dpi;                 /* of the master raster; 0 = unknown */
    struct Pix *image;       /* current pixels, 1, 8 or 32 bpp, no colour map; NULL = not decoded */
    double to_master[9];     /* projective 3x3, image -> master raster, row by row: whoever moves
                                pixels composes it (sohoa_page_moved) */
    float skew;              /* degrees clockwise by which the content lies turned, set by deskew */
    uint32_t rotated;        /* 0 90 180 270: the same in quarters, set by orientation */
    struct sohoa_text *text; /* boxes in master pixels; owned by the page */
    struct sohoa_codes *codes; /* the same */
    const char *source;        /* path or device as given, lent by the batch */
    uint32_t number;           /* place in the batch from 1, set by the core */
    uint32_t sheet;            /* sheet of the feeder from 1, 0 = unknown */
    char note[200];            /* a warning worth keeping with the page, "" = none */
    /* Since ABI 1.1: */
    struct sohoa_marks *marks; /* rules, leaders, boxes, seals; owned by the page, NULL = none */
    uint32_t patch_count;      /* while the image is put together of parts: */
    struct sohoa_patch patches[SOHOA_PATCHES_MAX]; /* they go before to_master */
    /* Since ABI 1.3: the core's own, stages leave it alone. */
    char *signatures; /* inside of the PDF whose first image this is (JSON); owned, NULL = none */
    /* Since ABI 1.5: the image before it became black and white, 8 bpp, pixel for pixel. */
    struct Pix *tones; /* owned by the page, NULL = none; gone when pixels move */
};
enum {
    SOHOA_PAGE_START = 1u << 0,     /* a dossier starts here */
    SOHOA_PAGE_BACK = 1u << 1,      /* second side of a duplex sheet */
    SOHOA_PAGE_BLANK = 1u << 2,     /* nothing on it worth reading: kept, flagged, not recognised */
    SOHOA_PAGE_SEPARATOR = 1u << 3, /* a header sheet between dossiers: kept, flagged */
    SOHOA_PAGE_BORN_DIGITAL = 1u << 4, /* text came with the master (PDF): OCR leaves it alone */
    SOHOA_PAGE_LAST_SIDE = 1u << 5,    /* scanner: this was the last side of its sheet */
    SOHOA_PAGE_TURNED = 1u << 6,       /* a person said how it lies: orientation leaves it alone */
};

/* Maps a box of the page's current image to the master raster: the smallest upright box around
 * its four mapped corners, clipped to the raster when width and height are known. A box whose
 * middle lies in a patch goes by the patch's map. [any] */
struct sohoa_box sohoa_page_to_master(const struct sohoa_page *page, struct sohoa_box in_image);
/* Composes a move of pixels: to_master = to_master * new_to_old, where new_to_old (3x3, row by
 * row) maps the new image's pixels to the old image's. Patches move along. [any] */
void sohoa_page_moved(struct sohoa_page *page, const double new_to_old[9]);
/* The other way: where a box of the master lies in the page's current image, its size not grown by
 * turns; not clipped. What comes to lie in a patch by the patch's map went there. [any] */
struct sohoa_box sohoa_page_to_image(const struct sohoa_page *page, struct sohoa_box in_master);
/* Resolution of page->image: the master's, unless a stage scaled the pixels; guessed from the size
 * of an A4 page when none is known. Needs an image. [any] */
double sohoa_page_image_dpi(const struct sohoa_page *page);
/* Makes the page the only holder of its pixels, so that they may be written to. False: no memory,
 * nothing changed. [any] */
bool sohoa_page_own_image(struct sohoa_page *page);
/* Takes a picture that shows the same in another size in place of the page's. [one] */
void sohoa_page_resized(struct sohoa_page *page, struct Pix *takes);
/* Turns the picture upright whose content lies turned clockwise by 90, 180 or 270 degrees; rotated
 * and to_master follow. False: no memory, nothing changed. [one] */
bool sohoa_page_turn(struct sohoa_page *page, uint32_t degrees);
/* Adds a warning to page->note (cut at a character, separated by "; "); translated like
 * sohoa_fail. [any] */
void sohoa_page_note(struct sohoa_page *page, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* A small bilevel picture of page->image for stages that look before they touch: reduced by a
 * power of two to 120..240 dpi, ink (what is clearly darker than the paper around it, in any
 * colour) black. One pixel of it covers *ret_factor x *ret_factor of the image. The caller
 * destroys it; NULL when there is no image or no memory. [any] */
struct Pix *sohoa_page_sketch(const struct sohoa_page *page, uint32_t *ret_factor);

/* ---- options ----------------------------------------------------------------------------- */

enum sohoa_type {
    SOHOA_BOOL = 1,
    SOHOA_INT,
    SOHOA_REAL,
    SOHOA_STRING
};                    /* bool int64_t double char* */
struct sohoa_option { /* table ends with { 0 }; parsed, range-checked and stored before open() */
    const char *name;
    enum sohoa_type type;
    size_t offset;        /* in self; strings are owned by the host until after close() */
    const char *fallback; /* NULL = required */
    double min, max;      /* both 0 = no range */
    const char *help;     /* one sentence with the unit */
};

/* ---- roles ------------------------------------------------------------------------------- */

struct sohoa_bytes {
    const void *data;
    size_t size;
};
struct sohoa_change { /* one step of an atomic batch; value.data == NULL deletes */
    struct sohoa_bytes key, value;
    const struct sohoa_bytes *expect; /* what the key must hold now (size 0: nothing), NULL = any;
                                         otherwise the batch answers SOHOA_RETRY, nothing written */
};
struct sohoa_dossier; /* read-only view of a committed dossier: what an exporter reads */

/* ---- what an extractor reads and gives (since ABI 1.1) --------------------------------------
 * The core recognises which paper a document is and lends its schema. The extractor finds where
 * each value stands and hands over *readings*; the core types, checks and reconciles them and
 * estimates how likely each is right. All lent things live as long as the call. */

/* One page of a document as stored. */
struct sohoa_page_view {
    uint32_t size;
    uint32_t number;        /* in the dossier, from 1 */
    uint32_t width, height; /* of the master raster */
    float dpi, skew;        /* as in sohoa_page */
    uint32_t rotated;
    bool born_digital;
    const struct sohoa_text *text; /* any may be NULL */
    const struct sohoa_codes *codes;
    const struct sohoa_marks *marks;
    const double *to_master; /* projective 3x3, upright page -> master raster, row by row; NULL:
                                rotated and skew tell all of it */
    /* Since ABI 1.4: parts of the page that lay each in its own way, straight below each other, in
       pixels of the master's size. */
    const struct sohoa_patch *patches;
    uint32_t patch_count;
};
struct sohoa_document; /* read-only view of the pages of one document */
size_t sohoa_document_pages(const struct sohoa_document *document);
const struct sohoa_page_view *sohoa_document_page(const struct sohoa_document *document,
                                                  size_t index);
/* Where a box of the master lies on the upright, straightened page (pixels of the master's size;
 * quarter turns, skew and perspective undone; what lies in a patch, by the patch): extractors
 * compare places there. [any] */
struct sohoa_box sohoa_page_view_upright(const struct sohoa_page_view *view,
                                         struct sohoa_box in_master);

/* A paper as its YAML file declares it (schemas/README.md); items in the order of the print. */
struct sohoa_schema;
const struct sohoa_schema *sohoa_document_schema(const struct sohoa_document *document);
const char *sohoa_schema_name(const struct sohoa_schema *schema); /* "to-khai-khai-sinh" */
enum sohoa_item_kind {
    SOHOA_ITEM_FIELD = 1, /* a label and the place of its value */
    SOHOA_ITEM_TEXT,      /* printed text without a value: a section's heading, a closing line */
    SOHOA_ITEM_GRID,      /* begins a table whose header names roles and whose rows are fields
                             (columns); its FIELD items follow with grid = its index */
    SOHOA_ITEM_TABLE,     /* begins a table whose header names fields, a row an entry; its FIELD
                             items follow with grid = its index, keys with '*' for the row */
};
enum {
    SOHOA_ITEM_REQUIRED = 1u << 0, /* the paper is not complete without it */
    SOHOA_ITEM_LINES = 1u << 1,    /* the value may go on in the next lines */
    SOHOA_ITEM_AFTER = 1u << 2,    /* the value may stand below the label instead of behind it */
    SOHOA_ITEM_BARE = 1u << 3,     /* a label so short or common that it counts only in its place */
};
struct sohoa_item {
    uint32_t size;
    enum sohoa_item_kind kind;
    const char
        *key; /* "child.name"; grid and table: the role; "": a label whose value is not kept */
    const char *type;          /* "person_name", "date", ...: see schemas/README.md; NULL: none */
    const char *const *labels; /* variants as printed, most usual first; a field with none and no
                                  find shares the place of the field before it */
    size_t label_count;
    uint32_t flags;
    int32_t grid;     /* index of its grid or table, -1 = none */
    int32_t column;   /* grid: which column of the header it belongs to, from 0, -1 = none */
    int32_t group;    /* columns side by side: which of them, from 0; -1 = full width */
    const char *find; /* how a value without a label is found, a word of the extractor's; or NULL */
};
size_t sohoa_schema_items(const struct sohoa_schema *schema);
const struct sohoa_item *sohoa_schema_item(const struct sohoa_schema *schema, size_t index);

enum {
    SOHOA_READING_HAND = 1u << 0,    /* handwritten, wholly or in part */
    SOHOA_READING_AGREED = 1u << 1,  /* all its words were read alike twice */
    SOHOA_READING_DOUBT = 1u << 2,   /* two readings of one of its words differed */
    SOHOA_READING_LEADER = 1u << 3,  /* stands on a leader, a rule or in boxes, as it should */
    SOHOA_READING_CELLS = 1u << 4,   /* read out of one-character boxes */
    SOHOA_READING_CHECKED = 1u << 5, /* its own check digits or error correction held */
};
struct sohoa_reading {
    uint32_t size;
    const char *key;    /* of the schema, table rows numbered: "members.1.name" */
    const char *raw;    /* as on the page, NFC */
    const char *source; /* "ocr" "qr" "mrz" "pdf" */
    uint32_t page;      /* view->number */
    struct sohoa_box box;
    float confidence; /* of the recognition, 0..1: the least sure of its words */
    float place;      /* how well the label fits and stands where it should, 0..1 */
    uint32_t flags;   /* SOHOA_READING_* */
};
struct sohoa_fields; /* what an extractor found */
/* Copies the reading; several of one key are reconciled by the core. 0, or -1: out of memory,
 * over the caps, key unknown to the schema. */
int sohoa_fields_add(struct sohoa_fields *fields, const struct sohoa_reading *reading);

/* One image of a master, as probe tells it without decoding. */
struct sohoa_image_info {
    uint32_t size;
    uint32_t width, height; /* pixels of the raster that decode will give */
    uint32_t depth;         /* bits a pixel that decode will give: 1, 8 or 32 */
    float dpi;              /* stated or guessed from the page size; 0 = unknown */
};

/* The calls of each role. The table says its size: a missing tail is zero. */
struct sohoa_scanner {
    uint32_t size;
    /* One line a device: name, then maker, model, kind. [one] */
    int (*list)(void *self, const struct sohoa_call *call,
                void (*found)(void *arg, const char *name, const char *text), void *arg,
                struct sohoa_err *err);
    /* Sets an option of the device or folder walk by name; before the first next(). The error
     * names the option and its valid values. [one] */
    int (*set_option)(void *self, const char *name, const char *value, struct sohoa_err *err);
    /* Lends an empty page to fill: master (takes a reference), source, sheet, flags, dpi, and
     * width and height where known. Blocks. OK: one side (scanner) or one file (files). END: no
     * more. RETRY: the operator can mend it (jam, cover, busy), err says how; call again. BAD_PAGE:
     * this side or file is lost or unreadable, err says why, go on. [one] */
    int (*next)(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                struct sohoa_err *err);
    void (*cancel)(void *self); /* makes next return soon, with END or RETRY [any] */
    /* Optional, for the scanner that understands stored masters (scanners/files): */
    /* Tells each image of the master in order by found(); it returns false to stop. OK, or
     * BAD_PAGE when the master holds no readable image. [one] */
    int (*probe)(void *self, const struct sohoa_call *call, struct sohoa_blob *master,
                 bool (*found)(void *arg, uint32_t image, const struct sohoa_image_info *info),
                 void *arg, struct sohoa_err *err);
    /* page->master and master_image are set: fills image, width, height, dpi, to_master, and for
     * born-digital pages text. EXIF or TIFF orientation: the image is turned upright, to_master
     * maps back to the raster as stored, rotated says the quarter turn. [one] */
    int (*decode)(void *self, const struct sohoa_call *call, struct sohoa_page *page,
                  struct sohoa_err *err);
    /* Optional: prints the options with their valid values, one line each. [one] */
    int (*describe)(void *self, const struct sohoa_call *call,
                    void (*line)(void *arg, const char *name, const char *text), void *arg,
                    struct sohoa_err *err);
};
struct sohoa_stage {
    uint32_t size;
    int (*run)(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err); /* [one], or [many] when SHARED */
    /* Since ABI 1.1. true: what it finds is a gain and no need. A page that it fails on (it answers
     * BAD_PAGE or RETRY, takes a quarter of the page's time, or its helper process dies) goes on
     * without it, with a note; run leaves the page as it was then. */
    bool optional;
    /* Since ABI 1.1. true: run only looks at the picture and may get it in gray (8 bpp) where the
     * page is in colour; what it does to it is dropped. Saves passing 35 MB to a helper process. */
    bool looks;
};
struct sohoa_extractor { /* the highest bid above 0 runs; bid: how well, 0..1, it reads this one */
    uint32_t size;
    double (*bid)(void *self, const struct sohoa_document *in); /* as run */
    int (*run)(void *self, const struct sohoa_call *call, const struct sohoa_document *in,
               struct sohoa_fields *out, struct sohoa_err *err); /* [one], or [many] when SHARED */
};
struct sohoa_store { /* ordered keys; what get, next and prev lend dies with the snapshot */
    uint32_t size;
    int (*begin)(void *self, void **ret_snapshot, struct sohoa_err *err); /* [many] */
    void (*end)(void *self, void *snapshot);                              /* [many] */
    int (*get)(void *self, void *snapshot, struct sohoa_bytes key, struct sohoa_bytes *ret_value,
               struct sohoa_err *err); /* SOHOA_END: no such key [many] */
    int (*next)(void *self, void *snapshot, struct sohoa_bytes *key, struct sohoa_bytes *ret_value,
                struct sohoa_err *err); /* first key at or after *key [many] */
    int (*prev)(void *self, void *snapshot, struct sohoa_bytes *key, struct sohoa_bytes *ret_value,
                struct sohoa_err *err); /* last key before *key [many] */
    int (*commit)(void *self, const struct sohoa_change *changes, size_t count, size_t stride,
                  struct sohoa_err *err); /* all or nothing, durable on return [many] */
    int (*backup)(void *self, const struct sohoa_call *call, const char *path,
                  struct sohoa_err *err); /* [many] */
    /* Optional: bytes that the data take, and bytes they may take before the engine grows. */
    int (*usage)(void *self, uint64_t *ret_used, uint64_t *ret_room,
                 struct sohoa_err *err); /* [many] */
};

/* ---- the descriptor ---------------------------------------------------------------------- */

enum sohoa_role { SOHOA_SCANNER = 1, SOHOA_STAGE, SOHOA_EXTRACTOR, SOHOA_EXPORTER, SOHOA_STORE };
enum sohoa_threads {
    SOHOA_PER_WORKER = 0, /* one self a worker; calls are [one]          (default: OCR) */
    SOHOA_SHARED,         /* one self, calls are [many], self read-only  (most prep)    */
    SOHOA_SERIAL,         /* one self, one call at a time over all workers              */
};
enum sohoa_isolation {                    /* scanner and stage only: where its code runs */
                       SOHOA_IN_CORE = 0, /* in the core process */
                       SOHOA_IN_HELPER,   /* in a helper process: no network, no exec, read-only
                                             files, capped   memory and time; its death costs one page
                                             (decoders, zxing) */
                       SOHOA_IN_HELPER_DEVICE, /* the same, but may open devices and the network
                                                  (SANE back ends) */
};
struct sohoa_plugin {
    uint16_t abi_major, abi_minor;
    uint32_t size, option_size; /* as compiled: the host reads no further */
    enum sohoa_role role;
    enum sohoa_threads threads;
    const char *name, *version, *summary; /* summary: one sentence */
    const struct sohoa_option *options;   /* may be NULL */
    size_t self_size; /* the host allocates self zeroed and frees it after close */
    int (*open)(void *self, struct sohoa_err *err); /* [setup] may be NULL */
    void (*close)(void *self); /* [setup] may be NULL; also after a failed open */
    const void *calls;         /* the role's table */
    enum sohoa_isolation isolation;
};
#define SOHOA_PLUGIN(ROLE, ...)                                                                    \
    __attribute__((visibility("default"))) extern const struct sohoa_plugin sohoa_plugin;          \
    const struct sohoa_plugin sohoa_plugin = {.abi_major = SOHOA_ABI_MAJOR,                        \
                                              .abi_minor = SOHOA_ABI_MINOR,                        \
                                              .size = sizeof(struct sohoa_plugin),                 \
                                              .option_size = sizeof(struct sohoa_option),          \
                                              .role = SOHOA_##ROLE,                                \
                                              __VA_ARGS__}

#include "sohoa_calendar.h" /* how long the months are */
#include "sohoa_export.h"   /* the calls of an exporter, and what it reads */
#include "sohoa_mrz.h"      /* machine-readable zones, a service of the host (since ABI 1.1) */
#include "sohoa_net.h"      /* small classifying nets, a service of the host (since ABI 1.1) */

#ifdef __cplusplus
}
#endif
#endif
