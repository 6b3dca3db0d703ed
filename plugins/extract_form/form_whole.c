/* form_whole.c - the name of a signatory whose beginning lies under the seal.
 *
 * Offices name who signs among those who get the paper ("PTTg Hồ Đức Phớc", "PCT Nguyễn Văn A")
 * and in its text: what is left below the seal is the end of such a name. */
#include "form_letter.h"

#include <stdio.h>
#include <string.h>

enum { LEFT_LEAST = 6, NAME_WORDS = 5 }; /* letters that must be left; words of a name */

/* A capital, then small letters alone. */
static bool is_name_word(const struct form_word *word)
{
    const char *text = word->text;
    char folded[4];
    if (word->kind != FORM_TEXT || word->size < 2 || form_begins_small(text) ||
        strpbrk(text, "0123456789:/()[].") || !sohoa_fold(text, folded, NULL, sizeof folded))
        return false;
    for (text = form_next_character(text); *text; text = form_next_character(text))
        if (!form_begins_small(text) && !strchr(",;", *text))
            return false;
    return true;
}

/* Those of nearly all persons: what begins with none has lost its beginning, and what stands before
 * one ("Ông", "Tôi") is no part of the name. */
static bool is_surname(const struct form_sheet *sheet, const struct form_word *word)
{
    static const char surnames[] =
        " NGUYEN TRAN LE PHAM HUYNH HOANG PHAN VU VO DANG BUI DO HO NGO DUONG LY DAO DOAN VUONG "
        "TRINH TRUONG DINH LAM PHUNG MAI TO HA TA THAI CAO LUONG LUU CHAU QUACH LA DAM THACH TONG "
        "TRIEU KIEU NGHIEM BACH NONG HUA CHU LO TANG TU DIEP THAN GIANG LAI KHUAT ";
    char one[16];
    int size =
        snprintf(one, sizeof one, " %.*s ", (int)word->size, sheet->stream.letters + word->at);
    return size > 0 && (size_t)size < sizeof one && strstr(surnames, one) != NULL;
}

/* Whether the words [first, last] are a name that ends in the letters, and longer. */
static bool ends_in(const struct form_sheet *sheet, uint32_t first, uint32_t last,
                    const char *letters, size_t size)
{
    uint32_t from = sheet->words[first].at;
    size_t whole = sheet->words[last].at + sheet->words[last].size - from;
    return whole > size && !memcmp(sheet->stream.letters + from + whole - size, letters, size);
}

static void write_name(const struct form_sheet *sheet, uint32_t first, uint32_t last, char *ret,
                       size_t room)
{
    size_t used = 0;
    for (uint32_t i = first; i <= last && used < room; i++) {
        const char *text = sheet->words[i].text;
        used += (size_t)snprintf(ret + used, room - used, "%s%.*s", i > first ? " " : "",
                                 (int)strcspn(text, ",;"), text);
    }
}

bool form_whole_name(const struct form_sheet *sheet, const struct form_piece *piece, char *ret,
                     size_t room)
{
    const struct form_word *end = &sheet->words[piece->last];
    uint32_t at = sheet->words[piece->first].at;
    size_t size = end->at + end->size - at;
    if (piece->first == piece->last || piece->words > NAME_WORDS || size < LEFT_LEAST ||
        !is_name_word(end) || is_surname(sheet, &sheet->words[piece->first]))
        return false;
    for (uint32_t last = 0; last < sheet->word_count; last++) {
        const struct form_word *word = &sheet->words[last];
        if ((last >= piece->first && last <= piece->last) || word->size != end->size ||
            memcmp(sheet->stream.letters + word->at, sheet->stream.letters + end->at, end->size) !=
                0 ||
            !is_name_word(word))
            continue;
        uint32_t first = last;
        for (uint32_t i = last; i > 0 && last - i + 2 <= NAME_WORDS; i--) {
            const struct form_word *before = &sheet->words[i - 1];
            if (before->line != word->line || !is_name_word(before) || strpbrk(before->text, ",;"))
                break;
            first = is_surname(sheet, before) ? i - 1 : first;
        }
        if (first == last || !ends_in(sheet, first, last, sheet->stream.letters + at, size))
            continue;
        write_name(sheet, first, last, ret, room);
        return true;
    }
    return false;
}
