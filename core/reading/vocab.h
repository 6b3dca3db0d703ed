/* vocab.h - the closed vocabularies: what names of places, groups and offices there are.
 *
 * Read once from SCHEMAS/vocabularies/ (data, see the README there), never changed afterwards, so
 * any thread may ask. Entries are matched on folded text, without tones, case and spaces, so both
 * ways to set a tone mark (Hòa, Hoà) and capitals are the same. */
#ifndef SOHOA_VOCAB_H
#define SOHOA_VOCAB_H
#include "sohoa_plugin.h"

struct sohoa_vocab;

enum sohoa_vocab_list {
    SOHOA_VOCAB_PROVINCE = 0, /* before and after 01/07/2025; owner: first digits of a citizen ID */
    SOHOA_VOCAB_DISTRICT,     /* before 01/07/2025; owner: first digits of a citizen ID */
    SOHOA_VOCAB_COMMUNE,      /* from 01/07/2025; owner: code of the province, "38" */
    SOHOA_VOCAB_COMMUNE_BEFORE, /* before 01/07/2025; owner: first digits of a citizen ID */
    SOHOA_VOCAB_ETHNIC_GROUP,
    SOHOA_VOCAB_COUNTRY,
    SOHOA_VOCAB_ISSUER,   /* of identity papers */
    SOHOA_VOCAB_RELATION, /* between persons */
    SOHOA_VOCAB_SURNAME,
    SOHOA_VOCAB_NAME_SYLLABLE, /* usual in person names, surnames aside */
    SOHOA_VOCAB_NAME_COMMON,   /* the most usual of them */
    SOHOA_VOCAB_STREET,        /* usual names of streets */
    SOHOA_VOCAB_PLACE_WORD,    /* syllables usual in names of places and streets */
    SOHOA_VOCAB_PHRASE,        /* procedures, papers, causes: what free text often says */
    SOHOA_VOCAB_DOCUMENT_MARK, /* what stands behind the number of a document: QĐ, UBND */
    SOHOA_VOCAB_LISTS,
};

/* Loads every .yaml below folder ("…/schemas/vocabularies"); NULL: beside the program's own schemas
 * (sohoa_path_schemas). A missing folder or list is empty. FATAL: a file is damaged or names an
 * unknown list, with file and line; or out of memory. Takes under 10 ms. [any] */
int sohoa_vocab_open(const char *folder, struct sohoa_vocab **ret, struct sohoa_err *err);
void sohoa_vocab_close(struct sohoa_vocab *vocab); /* NULL is fine */

struct sohoa_vocab_match {
    const char *name;  /* as the vocabulary prints it; lives as long as the vocabulary */
    const char *owner; /* "" = none */
    uint32_t distance; /* letters in which the folded texts differ */
    bool spelled;      /* tones and shapes are the same too */
    bool sole;         /* no other entry is as near; entries that differ only in owner are one */
};
/* Whether the list has the text (its first `size` bytes), with its tones and shapes or with others.
 * NULL vocab: not. [any] */
enum sohoa_vocab_known { SOHOA_VOCAB_UNKNOWN = 0, SOHOA_VOCAB_LETTERS, SOHOA_VOCAB_SPELLED };
enum sohoa_vocab_known sohoa_vocab_knows(const struct sohoa_vocab *vocab,
                                         enum sohoa_vocab_list list, const char *text, size_t size);
/* The entry nearest to text, at most limit folded letters away (0: the same letters); among entries
 * of the same letters the one nearest in tones. owner: only entries of this owner, NULL = all.
 * False: none is near enough. NULL vocab: false. [any] */
bool sohoa_vocab_find(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *text,
                      const char *owner, uint32_t limit, struct sohoa_vocab_match *ret);
/* Calls found() for every entry of a list with the same folded letters as text. [any] */
void sohoa_vocab_each(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *text,
                      void (*found)(void *arg, const char *name, const char *owner), void *arg);
/* How many names of the list have this word, spelled so ("Luông": Pù Luông). [any] */
size_t sohoa_vocab_names_with(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list,
                              const char *word);
/* Whether the list has entries of this owner. [any] */
bool sohoa_vocab_has_owner(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list,
                           const char *owner);
/* The province that the first three digits of a citizen ID stand for, or NULL. [any] */
const char *sohoa_vocab_province_of_id(const struct sohoa_vocab *vocab, const char *id);
size_t sohoa_vocab_count(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list);
#endif
