/* erase_parts.h - what the files erase*.c share; of core/query only. */
#ifndef SOHOA_ERASE_PARTS_H
#define SOHOA_ERASE_PARTS_H
#include "query/erase.h"

/* Where the pages of a dossier are, by place. */
struct erase_place {
    uint32_t number, part;
    enum sohoa_page_state state;
    char sha256[SOHOA_SHA256_SIZE];
};
struct erase_places {
    struct erase_place *at;
    size_t count, room;
};
int sohoa_erase_places(struct sohoa_records *r, const struct sohoa_dossier_record *dossier,
                       struct erase_places *ret, struct sohoa_err *err);

/* "mother.name" is of "mother". */
bool sohoa_erase_is_of(const char *key, const char *role);
/* True when the array of numbers has it. */
bool sohoa_erase_has(const json_t *numbers, json_int_t number);

/* What is taken out of a page's text and codes: words in these boxes, and these values. */
struct erase_words {
    struct sohoa_box *boxes;
    char **values; /* as read and as typed */
    size_t box_count, value_count;
    bool failed;
};
/* place: its box is of this page; value: it names the person, so it goes wherever it stands. */
void sohoa_erase_words_add(struct erase_words *words, const json_t *field, bool place, bool value);
void sohoa_erase_words_clear(struct erase_words *words);
/* A copy of the text without them; *ret_gone: how many words went. NULL: out of memory. */
struct sohoa_text *sohoa_erase_text(const struct sohoa_text *text, const struct erase_words *words,
                                    uint64_t *ret_gone);
struct sohoa_codes *sohoa_erase_codes(const struct sohoa_codes *codes,
                                      const struct erase_words *words);
#endif
