/* form.h - the parts of extract_form: words of a document put into visual lines, printed labels
 * found among them, the schema's label sequence aligned, values cut out.
 *
 * All memory of one run hangs on its sheet. Boxes are upright (sohoa_page_view_upright) unless they
 * are called master. Indices of words and lines change only in form_lines and form_columns. */
#ifndef FORM_H
#define FORM_H
#include "sohoa_plugin.h"

enum {
    FORM_WORDS_MAX = 60000,     /* of one document; what comes behind is left out */
    FORM_PAGES_MAX = 100,       /* the same */
    FORM_HITS_MAX = 64,         /* of one label */
    FORM_ALL_HITS_MAX = 1500,   /* of one document */
    FORM_LABELS_MAX = 2000,     /* different labels of one schema */
    FORM_LABEL_MAX = 64,        /* folded letters of a label that are compared */
    FORM_VALUE_MAX = 4000,      /* bytes of a value */
    FORM_COLUMNS_MAX = 12,      /* of a grid or table */
    FORM_TWINS_MAX = 2,         /* columns of a grid with labels in each */
    FORM_ROWS_MAX = 200,        /* of a table */
    FORM_WORK_MAX = 300000000,  /* steps of label search before the rest is left out */
    FORM_MARKS_PAGE_MAX = 4096, /* marks of one page that are looked at */
};
#define FORM_NONE UINT32_MAX

enum form_word_kind {
    FORM_TEXT = 0, /* holds a letter or digit */
    FORM_SIGN,     /* punctuation alone */
    FORM_LEADER,   /* dots, dashes or underscores to write on */
};
struct form_word {
    struct sohoa_box box, master;
    const char *text;
    float confidence;
    uint32_t flags;              /* SOHOA_WORD_* */
    uint32_t page;               /* index of its page */
    uint32_t source_line, block; /* as the recognition gave them */
    uint32_t line;               /* visual line */
    uint32_t at, size;           /* its letters in the stream */
    uint8_t kind;
    bool taken; /* belongs to a label or a value */
};
/* Words of one height side by side, from left to right. */
struct form_line {
    uint32_t first, count;
    struct sohoa_box box;
    uint32_t page;
    uint32_t column; /* 0 = whole width or the first of a block of columns; see form_columns */
};
struct form_page {
    const struct sohoa_page_view *view;
    double em;           /* median height of its words */
    double pitch;        /* median distance of its lines */
    int32_t left, right; /* margins of its text */
    uint32_t first_line, lines;
    struct sohoa_mark *marks; /* upright */
    size_t mark_count;
};
/* The letters of all words in reading order, folded: what labels are looked for in. */
struct form_stream {
    char *letters;
    uint32_t *word;   /* of each letter */
    uint16_t *offset; /* of the letter's character in the word's text */
    uint8_t *cover;   /* nonzero: belongs to a printed label */
    uint32_t size;
};
/* Numbers of persons that were read: their keys, and all that are a citizen's by their length. */
struct form_given {
    char keys[64][96], ids[128][13];
    uint32_t count, id_count;
};
struct form_sheet {
    struct form_given *given;  /* NULL: not noted */
    struct form_chunk *chunks; /* memory */
    struct form_word *words;
    uint32_t word_count, word_room;
    struct form_line *lines;
    uint32_t line_count;
    struct form_page *pages;
    uint32_t page_count, page_room;
    struct form_stream stream;
    uint64_t work;
};

/* ---- memory, words ---- */
void *form_alloc(struct form_sheet *sheet, size_t size); /* zeroed; NULL: out of memory */
void form_free(struct form_sheet *sheet);
/* Words and marks of the document; leaders split off. False: out of memory. */
bool form_load(struct form_sheet *sheet, const struct sohoa_document *document);
/* The parts of form_load: room for so many pages and words, then the words of one page as the
 * recognition gave them, boxes upright. False: out of memory. */
bool form_reserve(struct form_sheet *sheet, uint32_t pages, uint32_t words);
bool form_add_page(struct form_sheet *sheet, const struct sohoa_page_view *view,
                   const struct form_word *words, uint32_t count);
int32_t form_overlap(int32_t a, int32_t a_size, int32_t b, int32_t b_size); /* < 0: the gap */
struct sohoa_box form_join(struct sohoa_box a, struct sohoa_box b); /* w == 0: nothing yet */

/* ---- form_lines.c ---- */
/* Orders the words by visual lines from top to bottom, page by page. False: out of memory. */
bool form_lines(struct form_sheet *sheet);
/* Makes the stream of the words as they lie now. */
bool form_stream(struct form_sheet *sheet);

/* ---- form_english.c ---- */
/* Leaves out the English of papers in two languages, unless the schema's labels are English. False:
 * out of memory. */
bool form_english(struct form_sheet *sheet, const struct sohoa_schema *schema);

/* ---- form_strokes.c ---- */
/* Makes strokes that stand alone behind the label of a count the figure 1. False: out of memory. */
bool form_strokes(struct form_sheet *sheet, const struct sohoa_schema *schema);

/* ---- form_rules.c ---- */
/* Joins the pieces of level rules that wear broke; the page knows its em. */
void form_rules(struct form_page *page);

/* ---- form_rows.c ---- */
/* Makes each ruled row of a label's and a value's cell one line. False: out of memory. */
bool form_rows(struct form_sheet *sheet, const struct sohoa_schema *schema);
/* The y of the last level rule of the table that the rule at y `end` is of: rows may follow it
 * whose labels, broken over two lines beside their values, are not known yet. */
int32_t form_table_end(const struct form_page *page, int32_t end);

/* ---- form_wraps.c ---- */
/* Puts labels together that are broken over two lines beside their value. False: out of memory. */
bool form_wraps(struct form_sheet *sheet, const struct sohoa_schema *schema);

/* ---- form_find.c ---- */
/* A place that reads nearly as a label: letters [start, end) of the stream. */
struct form_hit {
    uint32_t start, end;
    uint32_t cost; /* edits */
    float fit;     /* 0..1: how well it reads and stands */
    bool colon;    /* a colon follows */
    bool head;     /* begins its line, or stands behind a gap */
};
/* Edits that a label of so many letters may be away from its print. */
uint32_t form_tolerance(uint32_t letters);
/* Edits that turn a into b; more than most, or b longer than a label: most + 1. */
size_t form_edits(const char *a, size_t a_size, const char *b, size_t b_size, size_t most);
/* Looks for the label in letters [from, to) of the stream; at most max hits, in order, none
 * overlapping a better one. The number found. */
uint32_t form_find(struct form_sheet *sheet, const char *label, uint32_t letters, uint32_t most,
                   uint32_t from, uint32_t to, struct form_hit *ret, uint32_t max);

/* ---- form_align.c ---- */
/* One label of the schema: an item with those that share its place, or a row of a grid. */
struct form_node {
    uint32_t item, items; /* of the schema */
    enum sohoa_item_kind kind;
    uint32_t flags;
    int32_t grid, group;
    bool found;
    bool rescued; /* found only after its neighbours were */
    bool moved;   /* found out of its order, among the fields of its role */
    bool done;    /* read another way: its label is not looked for */
    struct form_hit hit;
};
struct form_plan {
    struct form_node *nodes;
    uint32_t count;
    double score; /* of the sequence found: the more labels read as they should, the higher */
};
/* A grid whose rows' labels are printed in every column. */
struct form_twins {
    int32_t grid;                    /* its item, -1 = there is none */
    int32_t columns[FORM_TWINS_MAX]; /* of the schema, as they stand from left to right */
    uint32_t count;
};
/* The nodes of the schema's items; a grid of twins column by column. False: out of memory. */
bool form_plan(struct form_sheet *sheet, const struct sohoa_schema *schema,
               const struct form_twins *twins, struct form_plan *ret);
/* Finds for every node its place on the sheet, so that the whole sequence fits best, and covers
 * the letters of all labels. False: out of memory, or the call is over. */
bool form_align(struct form_sheet *sheet, const struct sohoa_schema *schema, struct form_plan *plan,
                const struct sohoa_call *call);

/* ---- form_value.c ---- */
struct form_value {
    char raw[FORM_VALUE_MAX];
    size_t size;
    struct sohoa_box box, master; /* around its words */
    uint32_t page;                /* index */
    float confidence, place;
    uint32_t flags; /* SOHOA_READING_* */
    uint32_t words, cells, agreed;
    uint32_t letters, by_hand; /* by_hand: of those, in words that a pen wrote */
    bool single;               /* its last word is one character out of a box */
};
/* Adds a word's text from byte from to byte to of it. */
void form_value_word(struct form_value *value, struct form_word *word, size_t from, size_t to);
/* Takes dashes off the end of a value's line that is written on dots: they are left of those. */
void form_value_end_line(const struct form_sheet *sheet, struct form_value *value);
/* Strips what is not part of a value, sets the flags. False: nothing is left. */
bool form_value_finish(const struct form_sheet *sheet, struct form_value *value);

/* ---- form_behind.c ---- */
struct form_cursor { /* what of a word is still to be read */
    uint32_t word;
    size_t from; /* byte */
};
bool form_same_line(const struct form_sheet *sheet, uint32_t word, uint32_t line);
/* Where the value behind a label may begin: behind its colon, its English, note marks. */
struct form_cursor form_value_start(const struct form_sheet *sheet, const struct form_hit *hit);
/* Adds what stands from the cursor to the next label of the line, without dots and their noise. */
void form_take_line(struct form_sheet *sheet, const struct sohoa_item *item, struct form_cursor at,
                    uint32_t line, struct form_value *value);
/* Adds the lines below `line` that the value goes on in, or begins in when it is empty. */
void form_take_below(struct form_sheet *sheet, const struct form_node *node,
                     const struct sohoa_item *item, struct form_value *value, uint32_t line);

const char *form_next_character(const char *text);
bool form_is_capitals(const char *text);  /* at least four fifths of its letters */
bool form_begins_small(const char *text); /* a small letter, Vietnamese ones too */

/* ---- form_letter.c ---- */
/* The values of items that have a place instead of a label; their nodes are done. */
bool form_letters(struct form_sheet *sheet, const struct sohoa_schema *schema,
                  struct form_plan *plan, struct sohoa_fields *out);

/* ---- form_read.c ---- */
/* The values of all found nodes that are not of a grid or table. */
bool form_values(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 struct form_plan *plan, struct sohoa_fields *out);
/* Hands value over under key. False: out of memory. */
bool form_give(const struct form_sheet *sheet, const struct form_value *value, const char *key,
               struct sohoa_fields *out);

/* ---- form_columns.c ---- */
/* An upright band of a page cut into columns at x. */
struct form_band {
    uint32_t page;
    int32_t top, bottom;
    int32_t cuts[FORM_COLUMNS_MAX];
    uint32_t cut_count;
    int32_t grid;                      /* its item, -1 = a group */
    int32_t columns[FORM_COLUMNS_MAX]; /* of a grid: the header's column behind each cut */
    bool guessed;                      /* of a grid without a header: the schema's order */
    double slope;                      /* of a grid: how far its lines fall to the right */
};
struct form_bands {
    struct form_band items[8];
    uint32_t count;
};
/* Where to cut between lo and hi: an upright rule, else the middle of the widest place that the
 * fewest words cross; first: of the first place that none crosses. */
int32_t form_cut(const struct form_sheet *sheet, uint32_t page, int32_t top, int32_t bottom,
                 int32_t lo, int32_t hi, bool first);
/* Orders the band's words column by column, each from top to bottom; lines and stream anew. */
bool form_columns(struct form_sheet *sheet, const struct form_band *band);
/* Cuts blocks that stand side by side (items with a group) into columns. */
bool form_groups(struct form_sheet *sheet, const struct sohoa_schema *schema);
/* The same for a grid whose rows' labels stand in both of its columns; *ret: which. False: out of
 * memory. */
bool form_twins(struct form_sheet *sheet, const struct sohoa_schema *schema,
                struct form_twins *ret);
/* All places of the item's labels, by place; the number. */
uint32_t form_find_item(struct form_sheet *sheet, const struct sohoa_item *item,
                        struct form_hit *ret, uint32_t max);
/* Puts the free words whose middle lies inside the box into value, line by line. */
void form_cell(struct form_sheet *sheet, uint32_t page, struct sohoa_box box,
               struct form_value *value);

/* ---- form_grid.c, form_table.c: form_values' other half; after form_align ---- */
/* Orders the words of tables whose header names roles by columns, so that row labels broken over
 * lines are found. Before form_align. */
bool form_grid_columns(struct form_sheet *sheet, const struct sohoa_schema *schema,
                       struct form_bands *bands);
/* The columns of the grid's header from left to right, at most max; their number, 0: there is no
 * header. */
uint32_t form_header_columns(struct form_sheet *sheet, const struct sohoa_schema *schema,
                             int32_t grid, int32_t *ret, uint32_t max);
/* The values of tables whose header names roles. */
bool form_grids(struct form_sheet *sheet, const struct sohoa_schema *schema,
                const struct form_plan *plan, const struct form_bands *bands,
                struct sohoa_fields *out);
/* The values of tables whose header names fields. */
bool form_tables(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 const struct form_plan *plan, struct sohoa_fields *out);

/* ---- form_spare.c ---- */
/* Numbers of persons that were read as nobody's, for roles that have none. After all others.
 * False: out of memory. */
bool form_spares(struct form_sheet *sheet, const struct sohoa_schema *schema,
                 struct sohoa_fields *out);
#endif
