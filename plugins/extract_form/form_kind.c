/* form_kind.c - the kind of an administrative document: a closed list of names in capitals, by
 * itself on a centred line below the head (Decree 30/2020, article 7 and annex III).
 *
 * Where a seal or wear damaged the line, its number tells the kind too ("985/QĐ-TTg"), and the
 * names differ by more than a letter: what is known that way is for a person to see. */
#include "form_letter.h"

#include <stdlib.h>
#include <string.h>

#define DAMAGED_SURE 0.7F /* damage shows as a word less sure than this */

/* What is seen besides is there too; the sign of a number, where the decree gives one. */
static const struct {
    const char *name, *sign;
} kinds[] = {
    {"NGHỊ QUYẾT", "NQ"},      {"QUYẾT ĐỊNH", "QD"},    {"CHỈ THỊ", "CT"},
    {"QUY CHẾ", "QC"},         {"QUY ĐỊNH", "QYD"},     {"THÔNG CÁO", "TC"},
    {"THÔNG BÁO", "TB"},       {"HƯỚNG DẪN", "HD"},     {"CHƯƠNG TRÌNH", "CTR"},
    {"KẾ HOẠCH", "KH"},        {"PHƯƠNG ÁN", "PA"},     {"ĐỀ ÁN", NULL},
    {"DỰ ÁN", NULL},           {"BÁO CÁO", "BC"},       {"BIÊN BẢN", "BB"},
    {"TỜ TRÌNH", "TTR"},       {"HỢP ĐỒNG", NULL},      {"CÔNG VĂN", NULL},
    {"CÔNG ĐIỆN", "CD"},       {"BẢN GHI NHỚ", "BGN"},  {"BẢN THỎA THUẬN", "BTT"},
    {"GIẤY ỦY QUYỀN", "GUQ"},  {"GIẤY MỜI", "GM"},      {"GIẤY GIỚI THIỆU", "GGT"},
    {"GIẤY NGHỈ PHÉP", "GNP"}, {"PHIẾU GỬI", "PG"},     {"PHIẾU CHUYỂN", "PC"},
    {"PHIẾU BÁO", "PB"},       {"THƯ CÔNG", NULL},      {"NGHỊ ĐỊNH", "ND"},
    {"THÔNG TƯ", "TT"},        {"GIẤY XÁC NHẬN", NULL}, {"GIẤY CHỨNG NHẬN", NULL},
    {"GIẤY PHÉP", "GP"},       {"LỆNH", NULL},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

/* The word of the piece from which on it is a kind's name in capitals; FORM_NONE: it is none. What
 * a seal leaves before it does not count. */
static uint32_t kind_in(const struct form_sheet *sheet, const struct form_piece *piece,
                        const char **ret)
{
    uint32_t letters = piece->letters;
    for (uint32_t first = piece->first; first <= piece->last; first++) {
        const struct form_word *word = &sheet->words[first];
        for (size_t k = 0; k < KINDS && form_is_capitals(word->text); k++) {
            char folded[64];
            size_t size = sohoa_fold(kinds[k].name, folded, NULL, sizeof folded);
            if (letters == size && !memcmp(sheet->stream.letters + word->at, folded, size) &&
                form_is_capitals(sheet->words[piece->last].text)) {
                *ret = kinds[k].name;
                return first;
            }
        }
        letters -= word->size;
    }
    return FORM_NONE;
}

/* Which kind the number's sign stands for: "QĐ" of "985/QĐ-TTg"; KINDS: none. */
static size_t kind_of_number(const struct form_sheet *sheet, const struct form_piece *number)
{
    for (uint32_t i = number ? number->first : 1; number && i <= number->last; i++) {
        const char *sign = strchr(sheet->words[i].text, '/');
        for (; sign; sign = strchr(sign + 1, '/')) {
            char text[16] = "", folded[16] = "";
            size_t size = strcspn(sign + 1, "/-–—. ");
            if (!size || size >= sizeof text)
                continue;
            memcpy(text, sign + 1, size);
            size_t letters = sohoa_fold(text, folded, NULL, sizeof folded);
            for (size_t k = 0; k < KINDS; k++)
                if (kinds[k].sign && strlen(kinds[k].sign) == letters &&
                    !memcmp(folded, kinds[k].sign, letters))
                    return k;
        }
    }
    return KINDS;
}

/* The word of the line that a word of the kind's name, of four letters at least, stands in:
 * "NQUYÉT". FORM_NONE: none. */
static uint32_t word_of_kind(const struct form_sheet *sheet, const struct form_piece *piece,
                             const char *name)
{
    float least = 1;
    uint32_t ret = FORM_NONE;
    for (uint32_t i = piece->first; i <= piece->last; i++) {
        const struct form_word *word = &sheet->words[i];
        least = word->kind == FORM_TEXT && word->confidence < least ? word->confidence : least;
        for (const char *at = name; *at; at += strcspn(at, " "), at += *at == ' ') {
            char one[32] = "", folded[32];
            size_t bytes = strcspn(at, " ");
            if (bytes >= sizeof one)
                continue;
            memcpy(one, at, bytes);
            size_t size = sohoa_fold(one, folded, NULL, sizeof folded);
            const char *letters = sheet->stream.letters + word->at;
            for (size_t k = 0; size >= 4 && k + size <= word->size && k <= 2; k++)
                if (word->size <= size + 2 && !memcmp(letters + k, folded, size) &&
                    form_is_capitals(word->text))
                    ret = i;
        }
    }
    return least < DAMAGED_SURE ? ret : FORM_NONE;
}

/* Whether nothing but the kind's name, a letter of it wrong or lost, stands in the piece. */
static bool nearly(const struct form_sheet *sheet, const struct form_piece *piece, const char *name)
{
    char folded[64];
    size_t size = sohoa_fold(name, folded, NULL, sizeof folded), most = size >= 12 ? 2 : 1;
    return size >= 7 && piece->capitals && piece->letters + most >= size &&
           piece->letters <= size + most &&
           form_edits(form_piece_letters(sheet, piece), piece->letters, folded, size, most) <= most;
}

/* A damaged line in the middle of the page: the name of the number's kind in part, or one kind's
 * name nearly. */
static bool is_damaged(const struct form_sheet *sheet, const struct form_letter *letter,
                       const struct form_piece *piece, size_t told, struct form_kind *ret)
{
    const struct form_page *page = &sheet->pages[letter->page];
    int32_t middle = (page->left + page->right) / 2, reach = (int32_t)(letter->em * 8);
    uint32_t at = told < KINDS ? word_of_kind(sheet, piece, kinds[told].name) : FORM_NONE;
    size_t near = KINDS, found = 0;
    *ret = (struct form_kind){.piece = piece, .first = at, .last = piece->last, .damaged = true};
    if (at != FORM_NONE) {
        struct sohoa_box box = sheet->words[at].box;
        ret->name = kinds[told].name;
        return abs(box.x + box.w / 2 - middle) < reach;
    }
    for (size_t k = 0; k < KINDS; k++)
        if (nearly(sheet, piece, kinds[k].name)) {
            found++;
            near = near == told && told < KINDS ? near : k;
        }
    ret->first = piece->first;
    ret->name = near < KINDS ? kinds[near].name : NULL;
    return (found == 1 || (found && near == told)) &&
           abs(piece->box.x + piece->box.w / 2 - middle) < reach;
}

struct form_kind form_kind_find(const struct form_sheet *sheet, const struct form_letter *letter,
                                const struct form_piece *number)
{
    struct form_kind ret = {0};
    int32_t least = letter->head.y + letter->head.h / 2;
    int32_t most = letter->head.y + letter->head.h + (int32_t)(letter->em * 16);
    for (int damaged = 0; damaged <= 1; damaged++)
        for (uint32_t i = 0; i < letter->count; i++) {
            const struct form_piece *piece = &letter->pieces[i];
            if (piece->box.y < least || piece->box.y > most || piece == number)
                continue;
            if (damaged) {
                if (is_damaged(sheet, letter, piece, kind_of_number(sheet, number), &ret))
                    return ret;
                continue;
            }
            ret = (struct form_kind){.piece = piece, .last = piece->last};
            if ((ret.first = kind_in(sheet, piece, &ret.name)) != FORM_NONE)
                return ret;
        }
    return (struct form_kind){0};
}
