/* form_letter.c - the head of an administrative document: its parts have places, not labels.
 *
 * The layout is that of Decree 30/2020, annex I: the agency at the top left, its number below it;
 * the motto at the top right, place and date below it; then the kind of document in capitals and
 * what it is about, centred. A letter has "V/v ..." below its number instead. Stamps and signature
 * overlays lie over all of it: pieces of lines are judged one by one. */
#include "form_letter.h"

#include <stdlib.h>
#include <string.h>

#define MOTTO "CONGHOAXAHOICHUNGHIAVIETNAM"
#define MOTTO_HEAD "CONGHOAXAHOICHUNGHIA" /* broken over two lines */
#define MOTTO_TOO "DOCLAPTUDOHANHPHUC"

/* ---- where the head's halves are ---- */

static bool find_text(struct form_sheet *sheet, uint32_t page, const char *letters,
                      struct sohoa_box *ret)
{
    struct form_hit hits[8];
    uint32_t size = (uint32_t)strlen(letters);
    uint32_t count = form_find(sheet, letters, size, size / 4, 0, sheet->stream.size, hits, 8);
    for (uint32_t i = 0; i < count; i++) {
        struct sohoa_box box = {0};
        uint32_t first = sheet->stream.word[hits[i].start];
        uint32_t last = sheet->stream.word[hits[i].end - 1];
        if (sheet->words[first].page != page || sheet->words[first].line != sheet->words[last].line)
            continue;
        for (uint32_t j = first; j <= last; j++)
            box = form_join(box, sheet->words[j].box);
        *ret = box;
        return true;
    }
    return false;
}

bool form_letter_open(struct form_sheet *sheet, struct form_letter *letter)
{
    struct sohoa_box motto = {0}, too = {0};
    if (!sheet->page_count || !sheet->line_count)
        return false;
    letter->pieces = form_alloc(sheet, FORM_PIECES_MAX * sizeof *letter->pieces);
    if (!letter->pieces)
        return false;
    letter->page = sheet->lines[0].page;
    const struct form_page *page = &sheet->pages[letter->page];
    letter->count = form_pieces(sheet, letter->page, letter->pieces, FORM_PIECES_MAX);
    letter->em = page->em;
    bool found = find_text(sheet, letter->page, MOTTO, &motto) ||
                 find_text(sheet, letter->page, MOTTO_HEAD, &motto);
    found |= find_text(sheet, letter->page, MOTTO_TOO, &too);
    letter->motto = found;
    letter->head = form_join(motto, too);
    if (!found) { /* the right half of the page's top */
        int32_t middle = (page->left + page->right) / 2;
        letter->head = (struct sohoa_box){middle, sheet->lines[page->first_line].box.y,
                                          page->right - middle, (int32_t)(page->em * 3)};
    }
    letter->top = letter->head.y - (int32_t)(letter->em * 0.9);
    letter->split = letter->head.x - (int32_t)(letter->em * 0.3);
    letter->bottom = letter->head.y + letter->head.h + (int32_t)(letter->em * 9);
    for (uint32_t i = 0; i < letter->count && letter->count < FORM_PIECES_MAX; i++)
        if (found && letter->pieces[i].box.y < letter->head.y + letter->head.h)
            form_split_piece(sheet, letter->pieces, &letter->count, i, letter->split);
    return true;
}

/* A piece of the left half, from the agency's first line down to `bottom`. */
static bool at_left(const struct form_letter *letter, const struct form_piece *piece,
                    int32_t bottom)
{
    int32_t middle = piece->box.y + piece->box.h / 2;
    return piece->box.x + piece->box.w / 2 < letter->split && middle > letter->top &&
           middle < bottom;
}

/* ---- number ---- */

static bool has_digit(const char *text)
{
    return strpbrk(text, "0123456789") != NULL;
}

/* "Số:", "Số/No.:" (also "Sé:", "s;") and a number behind it; "SỞ Y TẾ" has neither. */
static bool is_number(const struct form_sheet *sheet, const struct form_piece *piece)
{
    const struct form_word *first = &sheet->words[piece->first];
    const char *colon = strpbrk(first->text, ":;");
    bool two = form_piece_begins(sheet, piece, "SONO") && piece->first < piece->last;
    if (first->size > 3 && colon) /* "Số:12/QĐ" */
        return has_digit(two ? first[1].text : colon) && form_piece_begins(sheet, piece, "SO");
    if (!first->size || first->size > 2 || !form_piece_begins(sheet, piece, "S"))
        return false;
    bool sure = form_piece_begins(sheet, piece, "SO") && (first->size == 2 || colon);
    for (uint32_t i = piece->first + 1; i <= piece->last && i <= piece->first + 3; i++) {
        const char *text = sheet->words[i].text;
        if (has_digit(text) ? sure || (colon && strpbrk(text, "/-."))
                            : sure && colon && strpbrk(text, "/-."))
            return true;
    }
    return false;
}

static const struct form_piece *number_piece(const struct form_sheet *sheet,
                                             const struct form_letter *letter)
{
    for (uint32_t i = 0; i < letter->count; i++)
        if (letter->pieces[i].box.y < letter->bottom && is_number(sheet, &letter->pieces[i]))
            return &letter->pieces[i];
    return NULL;
}

static void read_number(struct form_sheet *sheet, const struct form_letter *letter,
                        struct form_value *value)
{
    const struct form_piece *piece = number_piece(sheet, letter);
    if (!piece)
        return;
    bool begun = false, open = true;
    for (uint32_t i = piece->first; i <= piece->last && open; i++) {
        struct form_word *word = &sheet->words[i];
        const char *colon = strpbrk(word->text, ":;");
        size_t from = i > piece->first || !word->text[0] ? 0
                      : colon                            ? (size_t)(colon - word->text) + 1
                                                         : strlen(word->text);
        const char *text = word->text + from;
        if (!*text)
            continue;
        bool joins = strchr("/-", *text) || (begun && strchr("/-", value->raw[value->size - 1])) ||
                     !strchr(value->raw, '/');
        if (begun && !joins)
            break;
        size_t before = value->size;
        form_value_word(value, word, from, strlen(word->text));
        if (begun && value->size > before && value->raw[before] == ' ') { /* one token */
            memmove(value->raw + before, value->raw + before + 1, value->size - before);
            value->size--;
        }
        begun = value->size != 0;
    }
}

/* ---- agency ---- */

/* Words that begin the name of an agency: what stands above such a line is its parent. */
static bool begins_agency(const struct form_sheet *sheet, const struct form_piece *piece)
{
    static const char *const words[] = {
        "UYBAN",    "UBND",     "SO",        "PHONG",   "CUC",     "CHICUC",   "TRUNGTAM",
        "VANPHONG", "TRUONG",   "BENHVIEN",  "CONGAN",  "VIEN",    "TONGCUC",  "BO",
        "HOIDONG",  "THANHTRA", "CONGTY",    "DOAN",    "TRAM",    "TOAAN",    "NGANHANG",
        "HOI",      "KHOBAC",   "BANQUANLY", "BANCHI",  "BANTO",   "BANTUYEN", "BANDAN",
        "THUTUONG", "CHINHPHU", "QUOCHOI",   "BAOHIEM", "DANG",    "HAIQUAN",  "THUE",
        "TOCONG",   "MATTRAN",  "LIENDOAN",  "NHAXUAT", "TAPDOAN", "QUY",      "DAI",
    };
    size_t first = sheet->words[piece->first].size;
    if (piece->first == piece->last)
        return false; /* the second word of "MÔI TRƯỜNG" */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (form_piece_begins(sheet, piece, words[i]) && (size >= first || size > 4))
            return size >= first;
    }
    return false;
}

static void read_agency(struct form_sheet *sheet, const struct form_letter *letter,
                        struct form_value *value)
{
    const struct form_piece *number = number_piece(sheet, letter), *lines[6];
    int32_t bottom = number ? number->box.y : letter->head.y + letter->head.h;
    uint32_t count = 0, from = 0;
    for (uint32_t i = 0; i < letter->count && count < 6; i++) {
        const struct form_piece *piece = &letter->pieces[i];
        if (at_left(letter, piece, bottom) && piece->capitals && piece->letters > 3)
            lines[count++] = piece;
    }
    for (uint32_t i = 1; i < count; i++)
        if (begins_agency(sheet, lines[i]))
            from = i;
    for (uint32_t i = from; i < count; i++)
        form_take_piece(sheet, lines[i], lines[i]->first, value);
}

/* ---- place and date ---- */

struct dateline {
    const struct form_piece *piece;
    uint32_t day, year;  /* words: "ngày", and the last of the year */
    bool in_head, loose; /* loose: neither "Place, ngày ..." nor alone */
};

/* The word, or the word behind a number glued to it: "24tháng"; of long ones one letter may be
 * wrong: "thóng". */
static bool says(const struct form_sheet *sheet, uint32_t word, const char *letters)
{
    const struct form_word *w = &sheet->words[word];
    size_t size = strlen(letters), at = 0, wrong = 0;
    const char *text = sheet->stream.letters + w->at;
    while (at < w->size && text[at] >= '0' && text[at] <= '9')
        at++;
    if (w->size - at < size)
        return false;
    for (size_t i = 0; i < size; i++)
        wrong += text[at + i] != letters[i];
    return wrong <= (size >= 5 && w->size - at == size ? 1 : 0);
}

/* "ngày .. tháng .. năm ...." in the piece; "ngày" may be spoilt. */
static bool is_dateline(const struct form_sheet *sheet, const struct form_piece *piece,
                        struct dateline *ret)
{
    uint32_t day = FORM_NONE, month = FORM_NONE;
    for (uint32_t i = piece->first; i <= piece->last; i++) {
        if (day == FORM_NONE && form_word_begins(sheet, i, "NGAY")) {
            day = i;
        } else if (day == FORM_NONE && i > piece->first && says(sheet, i, "THANG") &&
                   has_digit(sheet->words[i - 1].text)) {
            day = i - 1;
            month = i;
        } else if (day != FORM_NONE && month == FORM_NONE &&
                   (says(sheet, i, "THANG") || says(sheet, i, "HANG"))) {
            month = i;
        } else if (month != FORM_NONE && says(sheet, i, "NAM")) {
            uint32_t year = has_digit(sheet->words[i].text) || i == piece->last ? i : i + 1;
            *ret = (struct dateline){.piece = piece, .day = day, .year = year};
            bool figures = false; /* "Ngày, tháng, năm sinh" has none */
            for (uint32_t j = day; j <= year && j <= piece->last; j++)
                figures |= has_digit(sheet->words[j].text);
            return i - day <= 8 && figures;
        }
    }
    return false;
}

/* The head's, or where a paper has its date at the end: the last one that stands alone. */
static struct dateline find_dateline(struct form_sheet *sheet, const struct form_letter *letter)
{
    struct dateline best = {0}, found;
    for (uint32_t i = 0; i < letter->count; i++) {
        const struct form_piece *piece = &letter->pieces[i];
        if (!is_dateline(sheet, piece, &found) || found.day - piece->first > 8 ||
            piece->last > found.year + 2)
            continue;
        const char *before = found.day > piece->first ? sheet->words[found.day - 1].text : "";
        /* "Hậu Lộc," whose comma is soon read as a full stop */
        bool comma = *before && strchr(",.;", before[strlen(before) - 1]);
        int32_t middle = piece->box.x + piece->box.w / 2;
        found.in_head =
            piece->box.y < letter->bottom && piece->box.y > letter->top && middle > letter->split;
        if (found.in_head)
            return found;
        bool named = comma && found.day - piece->first <= 6 &&
                     !form_begins_small(sheet->words[piece->first].text);
        bool right = middle > sheet->pages[letter->page].right * 9 / 20;
        bool alone = found.day == piece->first && right;
        bool label = false; /* a label's value is no dateline */
        for (uint32_t j = piece->first; j < found.day; j++)
            label |= strpbrk(sheet->words[j].text, ":;/") != NULL;
        found.loose = !named && !alone;
        if (!found.loose || (right && !label && (!best.piece || best.loose)))
            best = found;
    }
    return best;
}

static void read_place(struct form_sheet *sheet, const struct form_letter *letter,
                       struct form_value *value)
{
    struct dateline line = find_dateline(sheet, letter);
    for (uint32_t i = line.piece ? line.piece->first : 0; line.piece && i < line.day; i++)
        form_value_word(value, &sheet->words[i], 0, strlen(sheet->words[i].text));
}

static void read_date(struct form_sheet *sheet, const struct form_letter *letter,
                      struct form_value *value)
{
    struct dateline line = find_dateline(sheet, letter);
    for (uint32_t i = line.day; line.piece && i <= line.year; i++)
        form_value_word(value, &sheet->words[i], 0, strlen(sheet->words[i].text));
    value->place -= line.loose ? 0.2F : 0;
}

/* ---- kind and subject ---- */

static struct form_kind find_kind(struct form_sheet *sheet, const struct form_letter *letter)
{
    return form_kind_find(sheet, letter, number_piece(sheet, letter));
}

static void read_kind(struct form_sheet *sheet, const struct form_letter *letter,
                      struct form_value *value)
{
    struct form_kind kind = find_kind(sheet, letter);
    if (!kind.piece)
        return;
    for (uint32_t i = kind.first; i <= kind.last; i++)
        form_value_word(value, &sheet->words[i], 0, strlen(sheet->words[i].text));
    if (kind.damaged) { /* for a person to see */
        value->place = 0.6F;
        value->flags |= SOHOA_READING_DOUBT;
    }
    /* the letters are those of the list, so its tones are the right ones */
    value->size = strlen(kind.name);
    memcpy(value->raw, kind.name, value->size + 1);
}

/* Words that begin what comes behind the subject. */
static bool ends_subject(const struct form_sheet *sheet, const struct form_piece *piece)
{
    static const char *const words[] = {"CANCU",   "KINHGUI",   "THEODENGHI",        "XETDENGHI",
                                        "DIEU1",   "THUCHIEN",  "THUCHIENQUYETDINH", "HOMNAY",
                                        "NOINHAN", "CONGVANDEN"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (form_piece_begins(sheet, piece, words[i]))
            return true;
    /* the stamp of what came in: "ĐẾN" in capitals */
    return piece->capitals && piece->letters == 3 && form_piece_begins(sheet, piece, "DEN");
}

/* First word of the piece that is no stamp's: a stamp's words are capitals before small ones. */
static uint32_t behind_stamp(const struct form_sheet *sheet, const struct form_piece *piece)
{
    uint32_t first = piece->first;
    while (first <= piece->last && form_is_capitals(sheet->words[first].text) &&
           sheet->words[first].size > 1)
        first++;
    return first - piece->first >= 3 && first <= piece->last ? first : piece->first;
}

/* A few unsure letters: a stamp or a seal lies over the page there. */
static bool is_noise(const struct form_sheet *sheet, const struct form_piece *piece)
{
    float surest = 0;
    for (uint32_t i = piece->first; i <= piece->last; i++)
        surest = sheet->words[i].confidence > surest ? sheet->words[i].confidence : surest;
    return piece->letters <= 4 && surest < 0.8F;
}

static void read_subject_below(struct form_sheet *sheet, const struct form_letter *letter,
                               const struct form_kind *kind, struct form_value *value)
{
    const struct form_page *page = &sheet->pages[letter->page];
    struct sohoa_box title = {0};
    for (uint32_t i = kind->first; i <= kind->last; i++)
        title = form_join(title, sheet->words[i].box);
    int32_t axis = title.x + title.w / 2, above = title.y + title.h, last_h = title.h;
    for (uint32_t i = (uint32_t)(kind->piece - letter->pieces) + 1; i < letter->count; i++) {
        const struct form_piece *piece = &letter->pieces[i];
        uint32_t first = behind_stamp(sheet, piece);
        struct sohoa_box box = {0};
        for (uint32_t j = first; j <= piece->last; j++)
            box = form_join(box, sheet->words[j].box);
        int32_t off = abs(box.x + box.w / 2 - axis), gap = box.y - above;
        if (gap > (value->words ? last_h * 12 / 10 : last_h * 3))
            break;
        if (off > (int32_t)(letter->em * 3) || gap < -last_h || piece->line == kind->piece->line ||
            is_noise(sheet, piece))
            continue; /* a stamp beside it, or over it */
        bool full = box.x - page->left < (int32_t)(letter->em * 0.7) ||
                    page->right - (box.x + box.w) < (int32_t)(letter->em * 0.4);
        if (ends_subject(sheet, piece) || piece->capitals ||
            (full && value->words && off > (int32_t)(letter->em * 0.5)))
            break;
        form_take_piece(sheet, piece, first, value);
        above = box.y + box.h;
        last_h = box.h;
    }
}

/* "V/v ..." below the number of a letter. */
static void read_subject_left(struct form_sheet *sheet, const struct form_letter *letter,
                              struct form_value *value)
{
    int32_t above = 0, right = 0, left = 0;
    for (uint32_t i = 0; i < letter->count; i++) {
        const struct form_piece *piece = &letter->pieces[i];
        if (!value->words) {
            if (!at_left(letter, piece, letter->bottom + (int32_t)(letter->em * 4)) ||
                !(form_piece_begins(sheet, piece, "VV") ||
                  form_piece_begins(sheet, piece, "VEVIEC")))
                continue;
        } else {
            int32_t gap = piece->box.y - above;
            if (gap > (int32_t)letter->em || ends_subject(sheet, piece))
                break;
            if (form_overlap(piece->box.x, piece->box.w, left, right - left) <= 0)
                continue;
        }
        form_take_piece(sheet, piece, piece->first, value);
        above = piece->box.y + piece->box.h;
        left = !left || piece->box.x < left ? piece->box.x : left;
        right = piece->box.x + piece->box.w > right ? piece->box.x + piece->box.w : right;
    }
}

static void read_subject(struct form_sheet *sheet, const struct form_letter *letter,
                         struct form_value *value)
{
    struct form_kind kind = find_kind(sheet, letter);
    if (kind.piece)
        read_subject_below(sheet, letter, &kind, value);
    else
        read_subject_left(sheet, letter, value);
}

/* ---- all ---- */

static void read_part(struct form_sheet *sheet, const struct form_letter *letter, const char *find,
                      struct form_value *value)
{
    static const struct {
        const char *find;
        void (*read)(struct form_sheet *, const struct form_letter *, struct form_value *);
    } parts[] = {
        {"letterhead", read_agency},
        {"document-number", read_number},
        {"dateline-place", read_place},
        {"dateline-date", read_date},
        {"document-type", read_kind},
        {"document-title", read_subject},
        {"signature-position", form_signature_position},
        {"signature-name", form_signature_name},
        {"incoming-stamp-date", form_incoming_date},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!strcmp(parts[i].find, find))
            parts[i].read(sheet, letter, value);
}

bool form_letters(struct form_sheet *sheet, const struct sohoa_schema *schema,
                  struct form_plan *plan, struct sohoa_fields *out)
{
    struct form_letter letter = {0};
    struct form_value *value = NULL;
    for (uint32_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        if (!item->find)
            continue;
        if (!value) {
            if (!sheet->line_count)
                return true;
            if (!(value = form_alloc(sheet, sizeof *value)) || !form_letter_open(sheet, &letter))
                return false;
        }
        memset(value, 0, sizeof *value);
        value->place = letter.motto ? 0.92F : 0.7F;
        read_part(sheet, &letter, item->find, value);
        if (!form_value_finish(sheet, value))
            continue;
        for (uint32_t j = 0; j < plan->count; j++)
            if (plan->nodes[j].item == i)
                plan->nodes[j].done = true;
        if (item->key && *item->key && !form_give(sheet, value, item->key, out))
            return false;
    }
    return true;
}
