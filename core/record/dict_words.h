/* dict_words.h - invented Vietnamese prose of the kind that dossiers hold. */
#ifndef SOHOA_DICT_WORDS_H
#define SOHOA_DICT_WORDS_H
extern const char sohoa_dict_words[];
#endif
