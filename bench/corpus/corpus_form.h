/* corpus_form.h - draws a filled-in form from a list of what stands on it.
 *
 * A paper is (1) a list of items: labels in their order with the key of the value behind each, and
 * (2) values put under those keys with what is printed and the truth it tells. The look (faces,
 * dots or rules, numbering, how dates are written) is drawn by chance once a form. A value reaches
 * the truth when, and only when, it is drawn. One owner, one thread. */
#ifndef CORPUS_FORM_H
#define CORPUS_FORM_H
#include "corpus_hand.h"
#include "corpus_stamp.h"

enum corpus_leader {
    LEAD_NONE,
    LEAD_DOTS,     /* full stops of the face */
    LEAD_ELLIPSES, /* "……" */
    LEAD_FINE,     /* the fine dots of a tabulator */
    LEAD_UNDERSCORES,
    LEAD_RULE, /* a drawn line */
    LEAD_BOX   /* a frame round the value */
};

struct corpus_look {
    const struct corpus_face *print, *typed;
    double typed_size; /* factor on the size of the print */
    bool bold, italic; /* how values are typed */
    bool names_in_capitals, all_in_capitals;
    uint32_t colour; /* of the values */
    enum corpus_leader leader;
    bool under;  /* the leader runs below the value, too, not only behind it */
    double drop; /* points from the baseline down to the leader below a value */
    double lift; /* points by which values stand above the line of their label */
    bool table;  /* label and value in cells of a table */
    bool colons, notes, numbered, labels_bold;
    enum corpus_date_style dates;
    double pitch; /* from line to line, in sizes */
};

enum corpus_kind {
    ITEM_CELL,  /* label and value, alone on its line or with others */
    ITEM_BOXES, /* label and 12 boxes of one digit */
    ITEM_HEAD,  /* heading of a section */
    ITEM_TEXT,  /* paragraph, {key} in it is a value */
    ITEM_LINE   /* as ITEM_TEXT, without indent */
};

struct corpus_item {
    const char *label; /* variants "old|new", taken by the version of the form */
    const char *key;   /* NULL: none */
    double share;      /* of the width; items share a line until 1 is reached; 0: all of it */
    unsigned only;     /* bit N: stands on version N; 0: on all */
    enum corpus_kind kind;
    int note; /* "(2)" behind the label */
};

struct corpus_form {
    struct corpus_sheet *sheet;
    struct corpus_look look;
    struct corpus_hand *hand; /* NULL: values are typed */
    unsigned version;
    double left, right; /* of the area being filled */
    double y;           /* top of the next line */
    double pitch, rise; /* of lines; from the top of a line to its baseline */
    int number;         /* of the last numbered item */
    GPtrArray *values;
};

/* Picks look and version (of versions); the sheet gets the face. */
void corpus_form_open(struct corpus_form *form, struct corpus_sheet *sheet, unsigned versions);
void corpus_form_close(struct corpus_form *form);
/* After the look or the area was changed. */
void corpus_form_settle(struct corpus_form *form);
double corpus_form_size(const struct corpus_form *form); /* of the print, in points */

/* ---- values ---- */

/* What stands behind an item; the truth under the same key unless told NULL. */
void corpus_form_put(struct corpus_form *form, const char *key, const char *print,
                     const char *truth);
/* More truth that the item tells. */
void corpus_form_tell(struct corpus_form *form, const char *item, const char *key,
                      const char *truth);
void corpus_form_put_name(struct corpus_form *form, const char *key, const char *name);
void corpus_form_put_date(struct corpus_form *form, const char *key, struct corpus_date date);
/* All of a person under role.*: name birth_date birth_year birth_words gender ethnicity nationality
 * address home_town id_number id_issue_date id_issue_place phone email paper; paper is number, date
 * and place in one value. */
void corpus_form_put_person(struct corpus_form *form, const char *role,
                            const struct corpus_person *person);
const char *corpus_form_print(struct corpus_form *form, const char *key); /* "" when absent */
/* Writes what the item tells into the truth. */
void corpus_form_emit(struct corpus_form *form, const char *key);

/* ---- drawing: all from form->y on, which moves down ---- */

void corpus_form_items(struct corpus_form *form, const struct corpus_item *items, size_t count);
/* A paragraph with {key} slots, within x and width; returns nothing, moves y. */
struct corpus_flow {
    double x, width, indent;
    PangoAlignment align;
    bool italic, bold;
};
void corpus_form_flow(struct corpus_form *form, const struct corpus_flow *flow, const char *text);
void corpus_form_text(struct corpus_form *form, const char *text); /* justified, indented */

struct corpus_table {
    int columns, rows;
    const double *shares;     /* of the width, one a column */
    const char *const *heads; /* one a column */
    const char *const *cells; /* rows * columns: "=text" printed, else the key of a value */
};
void corpus_form_table(struct corpus_form *form, const struct corpus_table *table);
/* Two lists side by side, line by line. */
void corpus_form_columns(struct corpus_form *form, const struct corpus_item *left,
                         const struct corpus_item *right, size_t count);

/* Motto, title, addressee (NULL: none) and the note in the corner (NULL: none). */
void corpus_form_title(struct corpus_form *form, const char *title, const char *addressee,
                       const char *corner);
/* Agency and number on the left, country and date on the right (Decree 30/2020). */
struct corpus_letterhead {
    const char *upper, *agency;    /* capitals; upper may be NULL */
    const char *number, *dateline; /* flows; NULL: none */
};
void corpus_form_letterhead(struct corpus_form *form, const struct corpus_letterhead *head);
/* Centred, bold, sized against the body. */
void corpus_form_centred(struct corpus_form *form, double size, const char *text);
struct corpus_signer {
    const char *title, *hint, *name; /* hint, name: NULL: none */
    const char *key;                 /* of the name, NULL: none */
    const char *rim;                 /* of the seal, NULL: none */
};
void corpus_form_signers(struct corpus_form *form, const struct corpus_signer *signers, int count);

/* ---- used by the parts of the engine ---- */

/* The variant of a label for this form, without colon where the form has none. */
const char *corpus_form_variant(const struct corpus_form *form, const char *label);
/* A value's text, in the face and ink of values; size is a factor. Returns the x behind it. */
double corpus_form_write(struct corpus_form *form, double x, double baseline, double size,
                         const char *text);
double corpus_form_width(struct corpus_form *form, double size, const char *text);
/* Breaks at spaces; the first line has its own width. Lines belong to the arena, ended by NULL. */
const char **corpus_form_break(struct corpus_form *form, bool value, const char *text, double first,
                               double next);
/* The leader of a value that spans used of from..to (used 0: empty). */
void corpus_form_lead(struct corpus_form *form, double from, double used, double to,
                      double baseline);
struct corpus_block corpus_form_print_block(const struct corpus_form *form);
#endif
