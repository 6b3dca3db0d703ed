/* schema.h - papers as YAML files declare them (schemas/README.md gives the form), loaded and
 * checked.
 *
 * A set of schemas is read once, before threads start, and never changes: all reads are [any].
 * Everything lent lives until the set is closed. Texts are NFC. */
#ifndef SOHOA_SCHEMA_H
#define SOHOA_SCHEMA_H
#include "sohoa_plugin.h"

enum {
    SOHOA_SCHEMAS_MAX = 512,       /* papers in a set */
    SOHOA_SCHEMA_ITEMS_MAX = 1000, /* items a layout */
    SOHOA_SCHEMA_LAYOUTS_MAX = 16, /* layouts of a paper besides the usual one */
    SOHOA_SCHEMA_PHRASES_MAX = 64, /* what one label or title with {a|b} may come to */
    SOHOA_SCHEMA_TEXT_MAX = 500,   /* bytes of a label, title, pattern */
    SOHOA_SCHEMA_FAULTS_MAX = 100, /* mistakes told of one file */
    SOHOA_SCHEMA_KEY_MAX = 64,     /* bytes of a key */
};

enum sohoa_paper_form { /* of the document; what a schema does not say is unknown */
                        SOHOA_FORM_UNKNOWN = 0,
                        SOHOA_FORM_ORIGINAL,
                        SOHOA_FORM_CERTIFIED_COPY,
                        SOHOA_FORM_PHOTOCOPY,
                        SOHOA_FORM_DECLARATION,
};
const char *sohoa_paper_form_name(enum sohoa_paper_form form); /* "certified-copy" */

enum sohoa_schema_role_kind { /* whom or what the first part of a key is about */
                              SOHOA_ROLE_PERSON = 1,
                              SOHOA_ROLE_WOMAN, /* a person whose gender the role tells: mother,
                                                   wife */
                              SOHOA_ROLE_MAN,
                              SOHOA_ROLE_PAPER, /* not a person: "certificate", "document" */
};
struct sohoa_schema_role {
    const char *name; /* "child"; of a table's rows too: "members" */
    enum sohoa_schema_role_kind kind;
};

/* A version of the printed form; dates ISO, NULL = open. */
struct sohoa_schema_version {
    const char *from, *to, *basis;
};

/* How long what a paper says is offered; both absent: without end. */
struct sohoa_schema_validity {
    uint32_t months;   /* from its own date, else from its arrival; 0 = not by months */
    const char *until; /* key of the field that holds its last day, or NULL */
    bool keep;         /* the paper ends, but what it says is true still */
};

/* How long a paper must be kept whatever is asked: it is not erased before. */
enum { SOHOA_RETAIN_FOREVER = 9999 };

/* What a paper's fields must hold besides their own types. That an ID number fits the birth date
 * and the gender of its role holds for every person and is not written down. */
enum sohoa_schema_check_kind {
    SOHOA_CHECK_BEFORE = 1, /* the date keys[0] is not later than keys[1] */
    SOHOA_CHECK_SAME,       /* all keys that have a value have the same */
    SOHOA_CHECK_DIFFER,     /* no two keys have the same value */
};
struct sohoa_schema_check {
    enum sohoa_schema_check_kind kind;
    const char *const *keys;
    size_t key_count; /* BEFORE: 2, else at least 2 */
};

/* A text as printed and folded for comparing (sohoa_fold). */
struct sohoa_phrase {
    const char *text, *folded;
    uint32_t length; /* of folded */
};
struct sohoa_phrases {
    const struct sohoa_phrase *items;
    size_t count;
};
struct sohoa_schemas;
struct sohoa_pattern; /* a compiled pattern; PCRE2 with limits, so that none runs long */
bool sohoa_pattern_matches(const struct sohoa_pattern *pattern, const char *text);

/* What tells a paper, or one side of a card, on a page. */
struct sohoa_marks_of_paper {
    struct sohoa_phrases titles;              /* stand alone on a line (or two) of the page */
    struct sohoa_phrases anchors;             /* stand anywhere */
    struct sohoa_phrases unless;              /* `not`: a title line like this is another paper's */
    const struct sohoa_pattern *const *codes; /* of a barcode's text or an MRZ (lines by '\n') */
    const struct sohoa_pattern *const *lines; /* of one folded line of the page */
    size_t code_count, line_count;
};
enum sohoa_side { SOHOA_SIDE_ANY = 0, SOHOA_SIDE_FRONT, SOHOA_SIDE_BACK };

struct sohoa_schema {      /* core only; for plugins see the calls in sohoa_plugin.h */
    const char *name;      /* "to-khai-khai-sinh" */
    const char *vi, *en;   /* titles for people; en may be NULL */
    const char *authority; /* who issues or receives it, NULL = not said */
    const char *path;      /* its file */
    enum sohoa_paper_form form;
    bool fallback; /* taken only when no other paper fits */
    bool added;    /* words put on another paper's page (a certification): a document besides it */
    bool card;     /* has two sides: marks[FRONT] and [BACK] count, else marks[ANY] */
    struct sohoa_marks_of_paper marks[3]; /* by enum sohoa_side */
    const struct sohoa_schema_version *versions;
    struct sohoa_schema_validity validity;
    uint32_t retention; /* years from its arrival; 0: nothing is said, SOHOA_RETAIN_FOREVER */
    const struct sohoa_schema_role *roles;
    const struct sohoa_schema_check *checks;
    const struct sohoa_item *items; /* in the order of the print, see below */
    size_t version_count, role_count, check_count, item_count;
    /* Other ways in which the same paper is printed: each the whole paper with items of its own
     * and no further layouts. Whoever classifies chooses the one that fits the page. */
    const struct sohoa_schema *layouts;
    size_t layout_count;
};

/* ---- how items say what is on the paper ------------------------------------------------------
 * FIELD  key and type, or key "" for a label whose value is not kept ("Kính gửi:"). Two items may
 *        have one key (figures and words of a date): both give readings of it.
 * TEXT   a heading or a closing line; its labels say how it is printed.
 * GRID   one item a column of the header: key = role, labels = how the header names it, column from
 *        0, grid = index of the first of them. Then the rows' FIELDs, row by row and in each row
 *        column by column: grid the same index, column which, labels those of the row.
 * TABLE  one item: key = the role of a row ("members"), labels = the heading above it (may be
 * none), grid = its own index. Then a FIELD a column: key "members.*.name" (or "" for a column not
 *        kept), labels of the header's cell, column from 0.
 * group  blocks side by side ("Họ, chữ đệm, tên vợ | ... chồng"): all items of the left block come
 *        first (group 0), then those of the next (group 1); -1 = the whole width.
 * find   how an extractor finds a value that no label announces: a word it knows ("letterhead"),
 *        NULL for all others.
 * with   a FIELD without labels and without find stands in the same place as the FIELD before it:
 *        "Đã chết vào lúc: 8 giờ 30 phút, ngày ..." gives one raw text to death_time and
 * death_date. split  the type identity_paper under "child.id_number" also gives child.id_issue_date
 * and child.id_issue_place (type.h). */

/* Reads every *.yaml directly below the folders in turn; a folder that is missing is left out. A
 * paper of a later folder takes the place of one of the same name. FATAL: the first mistake, with
 * file, line and column. [setup] */
int sohoa_schemas_open(const char *const *folders, size_t count, struct sohoa_schemas **ret,
                       struct sohoa_err *err);
void sohoa_schemas_close(struct sohoa_schemas *set); /* NULL is fine */
/* By name, in the order of the alphabet. */
size_t sohoa_schemas_count(const struct sohoa_schemas *set);
const struct sohoa_schema *sohoa_schemas_at(const struct sohoa_schemas *set, size_t index);
const struct sohoa_schema *sohoa_schemas_find(const struct sohoa_schemas *set, const char *name);

/* Reads one file or, for tests, bytes; found() hears every mistake ("file:line:column: what").
 * OK: *ret is a set of that one paper. FATAL: there are mistakes, err holds the first. */
typedef void sohoa_schema_fault(void *arg, const char *text);
int sohoa_schema_read(const char *path, sohoa_schema_fault *found, void *arg,
                      struct sohoa_schemas **ret, struct sohoa_err *err);
int sohoa_schema_parse(const char *name, const void *data, size_t size, sohoa_schema_fault *found,
                       void *arg, struct sohoa_schemas **ret, struct sohoa_err *err);

/* True when the paper, or another of its layouts, may have a field of this key: an item's, a
 * numbered row's ("members.1.name"), or a part of an item whose type splits. */
bool sohoa_schema_has_key(const struct sohoa_schema *schema, const char *key);
/* The role of a key's first part; NULL: none ("request"). */
const struct sohoa_schema_role *sohoa_schema_role_of(const struct sohoa_schema *schema,
                                                     const char *key);
#endif
