/* form_english.c - the English beside or below the labels of papers in two languages: left out, so
 * that what is left reads as the paper in one language does.
 *
 * What is printed there comes from a closed list, whole or broken over lines where a word ends.
 * Nothing is left out of a paper that does not have a few of them: a value may hold one by chance.
 */
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum {
    PARTS_MAX = 8, /* words of one phrase, also as recognition breaks them */
    LETTERS_MAX = 48,
    NONE = 99,
    LEAST = 3, /* phrases on a paper in two languages */
};

/* Folded as sohoa_fold does, words apart. */
static const char *const phrases[] = {
    "FULL NAME OF THE APPLICANT",
    "FULL NAME OF APPLICANT",
    "APPLICANT S FULL NAME",
    "FULL NAME OF THE REGISTRANT",
    "FULL NAME OF DECLARANT",
    "DECLARANT S FULL NAME",
    "FULL NAME OF MOTHER",
    "FULL NAME OF FATHER",
    "FULL NAME OF CHILD",
    "FULL NAME OF THE DECEASED",
    "FULL NAME OF WIFE",
    "FULL NAME OF HUSBAND",
    "MOTHER S FULL NAME",
    "FATHER S FULL NAME",
    "WIFE S FULL NAME",
    "HUSBAND S FULL NAME",
    "CHILD S FULL NAME",
    "FULL NAME",
    "INTENDED NAME",
    "FAMILY NAME",
    "GIVEN NAME",
    "MIDDLE NAME",
    "DATE OF BIRTH",
    "DATE MONTH YEAR OF BIRTH",
    "DAY MONTH YEAR OF BIRTH",
    "YEAR OF BIRTH",
    "TIME OF BIRTH",
    "IN WORDS",
    "GENDER",
    "SEX",
    "ETHNIC GROUP",
    "ETHNICITY",
    "NATIONALITY",
    "CITIZENSHIP",
    "RELIGION",
    "PLACE OF BIRTH",
    "PLACE OF ORIGIN",
    "NATIVE PLACE",
    "HOME TOWN",
    "PLACE OF RESIDENCE",
    "PLACE OF PERMANENT RESIDENCE",
    "PERMANENT RESIDENCE",
    "PERMANENT ADDRESS",
    "TEMPORARY RESIDENCE",
    "PLACE OF LAST RESIDENCE",
    "LAST PLACE OF RESIDENCE",
    "LAST RESIDENCE",
    "RESIDENCE",
    "ADDRESS",
    "PERSONAL IDENTIFICATION NUMBER",
    "PERSONAL IDENTIFICATION NO",
    "IDENTIFICATION NUMBER",
    "IDENTITY DOCUMENT",
    "IDENTIFICATION DOCUMENT",
    "IDENTITY CARD NUMBER",
    "ID CARD PASSPORT NO",
    "PASSPORT NUMBER",
    "RELATIONSHIP WITH THE CHILD",
    "RELATIONSHIP WITH THE DECEASED",
    "RELATIONSHIP",
    "PHONE NUMBER",
    "TELEPHONE NUMBER",
    "TELEPHONE",
    "TIME OF DEATH",
    "DATE OF DEATH",
    "PLACE OF DEATH",
    "CAUSE OF DEATH",
    "PLACE OF REGISTRATION",
    "DATE OF REGISTRATION",
    "DATE MONTH YEAR OF REGISTRATION",
    "REGISTRATION DATE",
    "DATE OF ISSUE",
    "PLACE OF ISSUE",
    "MARITAL STATUS",
    "MARRIAGE NUMBER",
    "NUMBER OF MARRIAGES",
    "OCCUPATION",
    "WEIGHT",
    "NO",
    "SIGNATURE AND FULL NAME",
    "SIGN FULL NAME AND STAMP",
    "SOCIALIST REPUBLIC OF VIET NAM",
    "INDEPENDENCE FREEDOM HAPPINESS",
    "BIRTH CERTIFICATE",
    "CERTIFICATE OF BIRTH",
    "CERTIFICATE OF LIVE BIRTH",
    "DEATH CERTIFICATE",
    "DEATH NOTICE",
    "MARRIAGE CERTIFICATE",
    "CERTIFICATE OF MARRIAGE",
    "CERTIFICATE OF MARITAL STATUS",
    "EXTRACT OF DEATH REGISTRATION",
    "EXTRACT OF MARRIAGE REGISTRATION",
    "BIRTH REGISTRATION FORM",
    "MARRIAGE REGISTRATION FORM",
    "DEATH REGISTRATION FORM",
    "APPLICATION FOR BIRTH REGISTRATION",
    "APPLICATION FOR MARRIAGE REGISTRATION",
    "APPLICATION FOR DEATH REGISTRATION",
};

static size_t word_size(const char *text)
{
    return strcspn(text, " ");
}

/* Slanting a and o look alike: "Notonoliy". Long words are compared with either for the other. */
static size_t off_alike(const char *a, size_t a_size, const char *b, size_t b_size, size_t most)
{
    enum { LONG = 6 };
    char x[2 * LETTERS_MAX], y[2 * LETTERS_MAX];
    size_t off = form_edits(a, a_size, b, b_size, most);
    if (off <= 1 || a_size < LONG || b_size < LONG || a_size > sizeof x || b_size > sizeof y)
        return off;
    for (size_t i = 0; i < a_size; i++)
        x[i] = a[i] == 'A' ? 'O' : a[i];
    for (size_t i = 0; i < b_size; i++)
        y[i] = b[i] == 'A' ? 'O' : b[i];
    size_t alike = form_edits(x, a_size, y, b_size, most);
    return alike < off ? alike : off;
}

/* By how many edits the letters are a phrase, or a part of it between two of its words; at least
 * NONE: they are not. behind: they stand behind a stroke, where a short one counts too. */
static size_t off_part(const char *phrase, const char *letters, size_t size, bool behind)
{
    size_t best = NONE;
    for (const char *from = phrase; *from; from += word_size(from), from += *from == ' ') {
        char part[LETTERS_MAX + 1];
        size_t used = 0;
        for (const char *word = from; *word; word += *word == ' ') {
            size_t add = word_size(word);
            if (used + add > LETTERS_MAX)
                break;
            memcpy(part + used, word, add);
            used += add;
            word += add;
            bool whole = from == phrase && !*word;
            if (used < (behind ? (whole ? 2u : 5u) : whole ? 6u : 8u))
                continue;
            size_t most = form_tolerance((uint32_t)used);
            size_t off = off_alike(letters, size, part, used, most);
            if (off <= most && off < best)
                best = off;
        }
    }
    return best;
}

static size_t off_english(const char *letters, size_t size, bool behind)
{
    size_t best = NONE;
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases && best; i++) {
        size_t off = off_part(phrases[i], letters, size, behind);
        best = off < best ? off : best;
    }
    return best;
}

/* Whether a phrase, or the rest of one, can begin with these letters. */
static bool may_begin(const char *letters, size_t size)
{
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++)
        for (const char *word = phrases[i]; *word; word += *word == ' ') {
            size_t length = word_size(word);
            size_t most = length >= 6 ? 2 : length >= 4 ? 1 : 0;
            size_t take = size < length + 1 ? size : length + 1; /* words run together */
            for (size_t cut = take > length ? length : take; cut <= take; cut++)
                if (off_alike(letters, cut, word, length, most) <= most)
                    return true;
            word += length;
        }
    return false;
}

/* Byte behind the next stroke in a word from byte `from` on, 0: it has none. */
static size_t behind_stroke(const char *text, size_t from)
{
    const char *stroke = strchr(text + from, '/'), *other = strstr(text + from, "\xE2\x81\x84");
    if (other && (!stroke || other < stroke))
        return (size_t)(other - text) + 3;
    return stroke ? (size_t)(stroke - text) + 1 : 0;
}

/* The words from `at` on that are English, its text from byte `from`: how many, 0: none. Of those
 * that read equally well the most: a short word of the value would pass as a misread letter. */
static uint32_t english_at(const struct form_sheet *sheet, uint32_t at, size_t from, bool behind)
{
    char letters[LETTERS_MAX + 64];
    size_t size = 0;
    size_t least = NONE;
    uint32_t best = 0;
    for (uint32_t i = at; i < at + PARTS_MAX && i < sheet->word_count; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->line != sheet->words[at].line || word->kind == FORM_LEADER || size > LETTERS_MAX)
            break;
        size += sohoa_fold(word->text + (i == at ? from : 0), letters + size, NULL,
                           sizeof letters - size);
        if (strstr(word->text, "ƒ") && size + 1 < sizeof letters) /* "oƒ": its fold is "O" */
            letters[size++] = 'F';
        if (i == at && !may_begin(letters, size))
            break;
        size_t off = off_english(letters, size, behind);
        if (off < NONE && off <= least) {
            best = i - at + 1;
            least = off;
        }
        if (strchr(word->text, ':'))
            break;
    }
    return best;
}

/* Where English begins in or behind the word, and how many words it has. */
static uint32_t english_of(const struct form_sheet *sheet, uint32_t at, size_t *ret_from)
{
    const struct form_word *word = &sheet->words[at];
    size_t from = word->kind == FORM_LEADER ? 0 : behind_stroke(word->text, 0), more;
    uint32_t count;
    for (; from; from = more) { /* "CMND/CCCD/Identity" */
        *ret_from = from;
        if (word->text[from] && (count = english_at(sheet, at, from, true)))
            return count;
        if (!(more = behind_stroke(word->text, from)))
            break;
    }
    *ret_from = from;
    bool next = from && !word->text[from] && at + 1 < sheet->word_count &&
                sheet->words[at + 1].line == word->line;
    if (next && (count = english_at(sheet, at + 1, 0, true)))
        return count + 1;
    *ret_from = 0;
    return word->kind == FORM_TEXT ? english_at(sheet, at, 0, false) : 0;
}

/* The word's text up to its stroke, with the colon that stands behind the English. */
static bool cut_word(struct form_sheet *sheet, struct form_word *word, size_t size, bool colon)
{
    char *text = form_alloc(sheet, size + 2);
    if (!text)
        return false;
    memcpy(text, word->text, size);
    while (size && (text[size - 1] == '/' || (unsigned char)text[size - 1] == 0x84 ||
                    (unsigned char)text[size - 1] == 0x81 || (unsigned char)text[size - 1] == 0xE2))
        size--;
    if (colon && size && text[size - 1] != ':')
        text[size++] = ':';
    text[size] = '\0';
    size_t whole = strlen(word->text);
    if (whole > size)
        word->box.w = (int32_t)((double)word->box.w * (double)(size ? size : 1) / (double)whole);
    word->text = text;
    return true;
}

/* Whether the paper's own labels are English. */
static bool is_paper_english(const struct sohoa_schema *schema)
{
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        for (size_t j = 0; j < item->label_count; j++) {
            char folded[512];
            size_t size = sohoa_fold(item->labels[j], folded, NULL, sizeof folded);
            if (size >= 6 && size <= LETTERS_MAX && !off_english(folded, size, false))
                return true;
        }
    }
    return false;
}

bool form_english(struct form_sheet *sheet, const struct sohoa_schema *schema)
{
    uint32_t found = 0, used = 0;
    size_t from;
    for (uint32_t i = 0, step; i < sheet->word_count; i += step ? step : 1) {
        step = english_of(sheet, i, &from);
        found += step != 0;
    }
    if (found < LEAST || is_paper_english(schema))
        return true;
    struct form_word *words = form_alloc(sheet, (sheet->word_count + 1) * sizeof *words);
    if (!words)
        return false;
    bool open = false; /* English without its colon ended the label before */
    for (uint32_t i = 0, step; i < sheet->word_count; i += step ? step : 1) {
        step = english_of(sheet, i, &from);
        if (!step) {
            open = open && i && sheet->words[i].line == sheet->words[i - 1].line;
            words[used++] = sheet->words[i];
            continue;
        }
        bool colon = strchr(sheet->words[i + step - 1].text, ':') != NULL;
        struct form_word *kept = used ? &words[used - 1] : NULL;
        if (from > 1) { /* the label's last word and its English in one */
            words[used++] = sheet->words[i];
            kept = &words[used - 1];
        }
        bool same = kept && (kept->line == sheet->words[i].line || open);
        if ((from > 1 || (colon && same)) &&
            !cut_word(sheet, kept, from > 1 ? from : strlen(kept->text), colon))
            return false;
        open = !colon;
    }
    sheet->words = words;
    sheet->word_count = used;
    return form_lines(sheet);
}
