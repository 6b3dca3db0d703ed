/* type_parts.h - what the files type_*.c share; of core/reading only. All [any]. */
#ifndef SOHOA_TYPE_PARTS_H
#define SOHOA_TYPE_PARTS_H
#include "reading/type.h"
#include "reading/vi_text.h"

/* A reader gets tidied, stripped, non-empty text and a zeroed ret whose plausible is 1; it sets at
 * least value. Returns the number of values (see sohoa_type_read). */
typedef size_t sohoa_type_reader(const struct sohoa_type_env *env, const char *text,
                                 struct sohoa_typed *ret);
sohoa_type_reader sohoa_type_citizen_id, sohoa_type_old_id, sohoa_type_id_number,
    sohoa_type_tax_code, sohoa_type_phone;
sohoa_type_reader sohoa_type_date, sohoa_type_time, sohoa_type_datetime;
sohoa_type_reader sohoa_type_person_name;
sohoa_type_reader sohoa_type_gender, sohoa_type_ethnicity, sohoa_type_nationality,
    sohoa_type_relation, sohoa_type_issuing_place;
sohoa_type_reader sohoa_type_address;
sohoa_type_reader sohoa_type_identity_paper;
sohoa_type_reader sohoa_type_dossier_code, sohoa_type_number, sohoa_type_count, sohoa_type_email;
sohoa_type_reader sohoa_type_free_text, sohoa_type_position;

void sohoa_typed_set(struct sohoa_typed *typed, const char *value);
void sohoa_typed_check(struct sohoa_typed *typed, const char *name, bool held);
/* Multiplies plausible, for something odd. */
void sohoa_typed_doubt(struct sohoa_typed *typed, double factor);

/* A stretch of digits in a text, with what recognition makes of digits (O, l, S, B) read as such.
 */
struct sohoa_digits {
    char text[40]; /* the digits, NUL-terminated; no more than fit */
    size_t count;
    size_t from, to; /* bytes in the text */
    uint32_t mended; /* letters read as digits */
    char before;     /* base letter directly in front of it ("B1234567"), or 0 */
};
/* The digit a character stands for, -1 = none; *ret_real: it is a digit. */
int sohoa_digit_of(int32_t c, bool *ret_real);
/* The next stretch at or after from: groups of digits with at most one space, dot or hyphen between
 * them. False at the end. */
bool sohoa_digits_next(const char *text, size_t from, struct sohoa_digits *ret);
/* The one run of twelve figures that has the build of a citizen's number (province, century and
 * year), whatever stands around it ("xố080183223781"). */
bool sohoa_digits_citizen(const struct sohoa_type_env *env, const char *text,
                          struct sohoa_digits *ret);

/* Copies running text with words put right where only one reading is possible; returns how much was
 * mended. room at least SOHOA_VALUE_BYTES_MAX. */
uint32_t sohoa_mend_words(const struct sohoa_type_env *env, const char *text, char *ret,
                          size_t room);

/* A part of an address between commas: an optional word for the kind of unit, then its name. */
enum sohoa_place_kind {
    SOHOA_PLACE_ANY = 0,
    SOHOA_PLACE_PROVINCE,
    SOHOA_PLACE_CITY,
    SOHOA_PLACE_DISTRICT,
    SOHOA_PLACE_COMMUNE,
    SOHOA_PLACE_HAMLET
};
struct sohoa_place_part {
    size_t from, name, to; /* bytes in the text */
    enum sohoa_place_kind kind;
};
/* Bytes of text that plain's letters take, when text begins with them as whole words; else 0. */
size_t sohoa_place_begins(const char *text, size_t size, const char *plain);
/* Reads the word for the kind, and mends it in the text ("Xả Hoằng Lộc"). */
void sohoa_place_kind_read(const struct sohoa_type_env *env, char *text, size_t room,
                           struct sohoa_place_part *part, uint32_t *mended);
/* "Xã Tân Lập", "Tân Lập": a commune or what may be one; no hamlet, house or street. */
bool sohoa_place_is_commune(const char *text, const struct sohoa_place_part *part);
/* The small words for kinds of units where they are misread, and what stands before the first and
 * behind the last part. Before sohoa_mend_words. */
void sohoa_place_units(const struct sohoa_type_env *env, char *text, size_t room,
                       struct sohoa_typed *ret);
/* The province behind "tỉnh" or "thành phố" at the end, misread or cut off. */
void sohoa_place_province(const struct sohoa_type_env *env, char *text, size_t room,
                          struct sohoa_typed *ret);
/* Lowers what is said for an address with a syllable that places seldom have. */
void sohoa_place_doubt(const struct sohoa_type_env *env, const char *text, struct sohoa_typed *ret);
/* A capitalised syllable of no name, of a person or a place, that we know. */
bool sohoa_place_strange(const struct sohoa_type_env *env, const char *word);
/* What stands in an address and is no part of it, hyphens of dirt, torn letters, streets. */
void sohoa_place_tidy(const struct sohoa_type_env *env, char *text, size_t room,
                      struct sohoa_typed *ret);
/* better, with the words that are spelled alike in it and in printed as they are printed. */
void sohoa_place_keep_print(const char *better, const char *printed, char *ret, size_t room);
/* "Ủyt ban nhân dân": four words that every such office has, at the beginning of text. */
void sohoa_place_committee(char *text, size_t room, struct sohoa_typed *ret);
/* Copies an address with one space behind commas and none before. */
void sohoa_place_space(const char *text, char *ret, size_t room);
/* What stands in fixed company in an address: the figure behind "xóm", a hospital's words, signs in
 * front. room at least SOHOA_VALUE_BYTES_MAX. */
void sohoa_place_words(char *text, size_t room, struct sohoa_typed *ret);

/* The text as the phrase of the same letters is spelled; returns the characters mended, 0 = none.
 */
uint32_t sohoa_mend_phrase(const struct sohoa_type_env *env, char *text, size_t room);

/* The name with syllables that are seldom names replaced by the one usual name of the same letters
 * ("Tuần" by "Tuấn"): for readings that are doubted anyway. Returns how many; 0: ret is of no use.
 */
uint32_t sohoa_name_prefer_usual(const struct sohoa_type_env *env, const char *value, char *ret,
                                 size_t room);

/* The one word of the list that a strange word was before one of its letters was misread; false:
 * none, or several. ret may be word. */
bool sohoa_likely_word(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                       const char *word, char *ret, size_t room);
/* Copies a name without what stands among its words and is none of them; room at least
 * SOHOA_VALUE_BYTES_MAX. */
void sohoa_name_tidy(const struct sohoa_type_env *env, const char *text, char *ret, size_t room,
                     struct sohoa_typed *typed);
/* What a word that is no syllable was in a name (see sohoa_likely_word); for a person to see. */
bool sohoa_name_likely(const struct sohoa_type_env *env, const char *word, bool first, char *ret,
                       size_t room, struct sohoa_typed *typed);

/* The one entry of the word's letters that has its tone, too ("Vữ": Vũ); NULL: none, several, or
 * the word is an entry itself. */
const char *sohoa_name_same_tone(const struct sohoa_type_env *env, enum sohoa_vocab_list list,
                                 const char *word);

/* The surname of a word that lost its first letter ("Rần", "Ê"), when only one letter makes one of
 * it and the word is no name itself. */
bool sohoa_name_whole_surname(const struct sohoa_type_env *env, const char *word, char *ret,
                              size_t room);
/* Whether a surname is one of the sixteen that nine people in ten have. */
bool sohoa_name_usual_surname(const char *word);
/* Marks without a letter, and signs, which no name has. */
bool sohoa_name_stray(int32_t c);
/* "Thùỷ": no syllable has two tones. */
bool sohoa_name_two_tones(const char *word);
/* Whether any letter of the text has a mark. */
bool sohoa_name_has_marks(const char *text);
/* Lowers what is said for a name among whose letters stray marks stand. */
void sohoa_name_weigh_marks(const char *text, struct sohoa_typed *ret);
/* Lowers what is said for a name that may well be another one. */
void sohoa_name_doubt(const struct sohoa_type_env *env, const char *value, struct sohoa_typed *ret);

/* Numbers of documents by their build: the stroke before the year, the register's mark; then, part
 * by part mended, the mark behind. */
void sohoa_number_mend(const struct sohoa_type_env *env, char *text, size_t room,
                       struct sohoa_typed *ret);
void sohoa_number_mend_mark(const struct sohoa_type_env *env, char *text, size_t room,
                            struct sohoa_typed *ret);

/* Replaces text[from..to) by with; false (and text as it was) when it does not fit. */
bool sohoa_splice(char *text, size_t room, size_t from, size_t to, const char *with);
/* The mark that a word in capitals, in name case or in small letters would have been printed as:
 * with in the case of like. */
void sohoa_like_case(const char *with, const char *like, size_t like_size, char *ret, size_t room);
#endif
