/* form_behind.c - the text behind a label: what of it is still label, how far the value reaches,
 * whether it goes on in the lines below. */
#include "form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MORE_LINES = 4 }; /* a value goes on for */

static size_t next_character(const char *text, size_t at)
{
    at++;
    while (((unsigned char)text[at] & 0xC0) == 0x80)
        at++;
    return at;
}

/* Byte of the word where a printed label begins at or behind `from`; its length: none. */
static size_t label_in(const struct form_sheet *sheet, const struct form_word *word, size_t from)
{
    const struct form_stream *stream = &sheet->stream;
    for (uint32_t i = word->at; i < word->at + word->size; i++)
        if (stream->cover[i] && stream->offset[i] >= from)
            return stream->offset[i];
    return strlen(word->text);
}

bool form_same_line(const struct form_sheet *sheet, uint32_t word, uint32_t line)
{
    return word < sheet->word_count && sheet->words[word].line == line;
}

/* "(1)", "(2" and what recognition makes of small raised note marks. */
static bool is_note(const char *text)
{
    size_t size = strlen(text);
    bool round = strchr(text, '(') || strchr(text, ')');
    if (!strncmp(text, "®", 2) || !strncmp(text, "©", 2))
        return size <= 5;
    size_t inner = 0;
    for (const char *c = text; *c; c++)
        inner += !strchr("():.,*[]", *c);
    return round && inner <= 2 && size <= 5;
}

bool form_begins_small(const char *text)
{
    if (*text >= 'a' && *text <= 'z')
        return true;
    /* Vietnamese small letters that the fold knows: compare with the folded capital's bytes */
    static const char small[] =
        "đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";
    size_t step = next_character(text, 0);
    for (size_t i = 0; *text && i + 1 < sizeof small; i = next_character(small, i))
        if (!strncmp(small + i, text, step) && next_character(small, i) - i == step)
            return true;
    return false;
}

/* Whether what stands between a label found and the next colon is still the label: a note mark,
 * words in brackets, its English, a few small words ("người được khai sinh"). */
static bool rest_of_label(const struct form_sheet *sheet, struct form_cursor at, uint32_t line,
                          struct form_cursor *ret)
{
    uint32_t words = 0;
    bool bracket = false, other = false;
    for (uint32_t i = at.word; form_same_line(sheet, i, line) && words <= 14; i++) {
        const struct form_word *word = &sheet->words[i];
        size_t from = i == at.word ? at.from : 0, end = strlen(word->text);
        if (from >= end)
            continue;
        if (i > at.word && label_in(sheet, word, from) < end)
            return false;
        const char *text = word->text + from, *colon = strchr(text, ':');
        bracket |= *text == '(';
        other |= *text == '/';
        bool note = is_note(text) || word->kind != FORM_TEXT;
        if (!note && colon != text && !bracket && !other && !form_begins_small(text))
            return false;
        if (colon) {
            *ret = (struct form_cursor){i, (size_t)(colon - word->text) + 1};
            return true;
        }
        words++;
        if (!bracket && !other && words > 6)
            return false;
        if (word->kind == FORM_LEADER)
            return false;
    }
    return false;
}

/* Skips a colon and note marks behind the label. */
struct form_cursor form_value_start(const struct form_sheet *sheet, const struct form_hit *hit)
{
    const struct form_stream *stream = &sheet->stream;
    uint32_t last = hit->end - 1, line = sheet->words[stream->word[last]].line;
    const char *text = sheet->words[stream->word[last]].text;
    struct form_cursor at = {stream->word[last], next_character(text, stream->offset[last])};
    struct form_cursor later;
    if (rest_of_label(sheet, at, line, &later))
        at = later;
    for (int notes = 0; notes < 2; notes++) {
        if (at.from >= strlen(sheet->words[at.word].text))
            at = (struct form_cursor){at.word + 1, 0};
        if (!form_same_line(sheet, at.word, line) || !is_note(sheet->words[at.word].text + at.from))
            break;
        at = (struct form_cursor){at.word + 1, 0};
    }
    return at;
}

/* ---- the value's own line ---- */

struct segment { /* words between leaders or wide gaps */
    uint32_t first, last;
    double sum;
    uint32_t words, letters;
    bool hand;
    bool leader; /* dots stand before it */
    bool far;    /* ... many */
};

static bool wide_gap(const struct form_sheet *sheet, uint32_t word, double ems)
{
    const struct form_word *b = &sheet->words[word], *a = b - 1;
    double em = sheet->pages[b->page].em;
    double gap = b->box.x - (a->box.x + a->box.w);
    return gap > em * ems && (a->source_line != b->source_line || gap > em * ems * 2);
}

/* One number stands there, whatever is printed farther right. */
static bool is_token(const struct sohoa_item *item)
{
    return item->type && (!strcmp(item->type, "number") || !strcmp(item->type, "count"));
}

/* The words from the cursor to the next label of the line, cut into segments. */
static uint32_t segments_of(const struct form_sheet *sheet, const struct sohoa_item *item,
                            struct form_cursor at, uint32_t line, struct segment *ret, uint32_t max)
{
    uint32_t count = 0;
    bool fresh = true, leader = false, far = false;
    for (uint32_t i = at.word; form_same_line(sheet, i, line); i++) {
        const struct form_word *word = &sheet->words[i];
        size_t from = i == at.word ? at.from : 0;
        if (label_in(sheet, word, from) == from && word->text[from] && word->kind == FORM_TEXT &&
            sheet->stream.cover[word->at + (from ? word->size - 1 : 0)])
            break;
        if (word->kind == FORM_LEADER) {
            fresh = leader = true;
            far |= strlen(word->text) >= 10;
            continue;
        }
        if (!fresh && wide_gap(sheet, i, is_token(item) ? 1.2 : 2.5)) {
            fresh = true;
            leader = false;
        }
        if (fresh && word->kind == FORM_SIGN)
            continue;
        if (fresh) {
            if (count == max)
                break;
            ret[count++] = (struct segment){.first = i, .last = i, .leader = leader, .far = far};
            fresh = leader = far = false;
        }
        struct segment *segment = &ret[count - 1];
        segment->last = i;
        segment->sum += word->confidence * (double)word->size;
        segment->letters += word->size;
        segment->hand |= (word->flags & SOHOA_WORD_HAND) != 0;
        segment->words++;
        if (label_in(sheet, word, from) < strlen(word->text))
            break;
    }
    return count;
}

/* Whether words printed between the dots belong to the value: "ngày ... tháng ...". */
static bool has_words_between(const struct sohoa_item *item)
{
    static const char *const types[] = {"date", "time", "moment", "identity", "free_text"};
    for (size_t i = 0; item->type && i < sizeof types / sizeof *types; i++)
        if (!strncmp(item->type, types[i], strlen(types[i])))
            return true;
    return false;
}

/* What recognition makes of dots: a few letters it is not sure of. */
static bool is_noise(const struct segment *segment, const struct sohoa_item *item, bool after_value)
{
    double mean = segment->letters ? segment->sum / segment->letters : 0;
    if (!segment->letters)
        return after_value || !segment->hand;
    if (segment->leader && after_value)
        return !has_words_between(item) ? segment->far || mean < 0.75
                                        : mean < 0.5 || segment->letters / segment->words < 2;
    return segment->leader && mean < 0.3;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A number has no blanks beside its digits: "0 6-SCT/BS". */
static void close_up(struct form_value *value)
{
    size_t out = 0;
    for (size_t i = 0; i < value->size; i++) {
        char after = value->raw[i + 1];
        bool inside = value->raw[i] == ' ' && out && is_digit(value->raw[out - 1]) &&
                      (is_digit(after) || after == '/' || after == '-');
        if (!inside)
            value->raw[out++] = value->raw[i];
    }
    value->raw[out] = '\0';
    value->size = out;
}

/* Whether the number is whole and the word is not a part of it: "12/2026/GBT Yên Định, ngày". */
static bool ends_token(const struct form_value *value, const struct form_word *word)
{
    char last = value->size ? value->raw[value->size - 1] : '-';
    if (last == ',' && word->size <= 3 && form_is_capitals(word->text))
        return false; /* "02-SCT/CK, ĐC" */
    return strpbrk(value->raw, "0123456789") && last != '-' && last != '/' &&
           !strchr("-/", word->text[0]) && !strpbrk(word->text, "0123456789");
}

void form_take_line(struct form_sheet *sheet, const struct sohoa_item *item, struct form_cursor at,
                    uint32_t line, struct form_value *value)
{
    struct segment segments[16];
    uint32_t count = segments_of(sheet, item, at, line, segments, 16);
    bool begun = false;
    for (uint32_t i = 0; i < count; i++) {
        const struct segment *segment = &segments[i];
        if (is_noise(segment, item, begun))
            continue;
        if (begun && !segment->leader && !has_words_between(item) &&
            wide_gap(sheet, segment->first, 5))
            break;
        for (uint32_t j = segment->first; j <= segment->last; j++) {
            struct form_word *word = &sheet->words[j];
            if (is_token(item) && ends_token(value, word))
                break;
            size_t from = j == at.word ? at.from : 0;
            form_value_word(value, word, from, label_in(sheet, word, from));
        }
        begun = true;
    }
    if (is_token(item))
        close_up(value);
}

/* ---- the lines below ---- */

/* "CCCD:", "cấp:", "nơi cấp:", "ngày cấp:", "số:" belong to what is said of an identity paper, also
 * behind its number; so does whatever stands behind that. */
static bool of_paper(const struct sohoa_item *item, const char *folded)
{
    static const char own[] =
        " CAP NOICAP NGAYCAP COQUANCAP CAPNGAY SO NGAY CAPTAI CAPBOI QUANCAP CCCD SOCCCD THECCCD "
        "CMND SOCMND CANCUOC SOCANCUOC THECANCUOC THECANCUOCSO CANCUOCCONGDAN CANCUOCCONGDANSO "
        "THECANCUOCCONGDAN HOCHIEU SOHOCHIEU ";
    char word[80];
    size_t digits = strspn(folded, "0123456789");
    if (!item->type || strcmp(item->type, "identity_paper") != 0)
        return false;
    (void)snprintf(word, sizeof word, " %s ", folded + digits);
    return digits >= 8 || (folded[digits] && strstr(own, word));
}

/* "IV. Người yêu cầu": the number of a section and words in capitals, at least their first. */
static bool is_heading(const struct form_sheet *sheet, const struct form_line *line)
{
    if (line->count < 2)
        return false;
    const struct form_word *first = &sheet->words[line->first];
    size_t size = strlen(first->text);
    return size > 1 && first->text[size - 1] == '.' && strspn(first->text, "IVX") == size - 1 &&
           !form_begins_small(first[1].text);
}

/* Whether the line begins with words and a colon, as printed labels do, or is a heading. What
 * stands before a label that was found is none itself. */
static bool looks_printed(const struct form_sheet *sheet, const struct sohoa_item *item,
                          const struct form_line *line)
{
    uint32_t words = 0;
    char head[64] = "";
    size_t size = 0;
    if (is_heading(sheet, line))
        return true;
    for (uint32_t i = line->first; i < line->first + line->count && words < 8; i++) {
        const struct form_word *word = &sheet->words[i];
        const char *colon = strchr(word->text, ':');
        bool digits = strpbrk(word->text, "0123456789") != NULL;
        if (digits && words)
            return false;
        size += sohoa_fold(word->text, head + size, NULL, sizeof head - size);
        if (word->size && sheet->stream.cover[word->at])
            return false;
        if (colon && (words || colon > word->text + 1))
            return !of_paper(item, head);
        words += word->kind == FORM_TEXT;
    }
    return false;
}

/* A leader or rule below the box that reaches on to the left or right of it. */
static bool on_leader(const struct form_page *page, const struct sohoa_box *box)
{
    for (size_t i = 0; i < page->mark_count; i++) {
        const struct sohoa_mark *mark = &page->marks[i];
        int32_t below = mark->box.y - (box->y + box->h);
        if (mark->kind == SOHOA_MARK_LEADER && below > -box->h && below < (int32_t)page->em &&
            form_overlap(mark->box.x, mark->box.w, box->x, box->w) * 2 > box->w)
            return true;
    }
    return false;
}

/* "4." "11)": what a label's number looks like. */
static bool is_numbering(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits && digits <= 2 && text[digits] && strchr(".)/", text[digits]) &&
           !text[digits + 1];
}

/* Whether a label that was found stands at the head of the line, perhaps behind its number; behind
 * a printed number a few words may be before it: "4. Số CCCD/" and the label "CMND". */
static bool is_label_line(const struct form_sheet *sheet, const struct form_line *line)
{
    uint32_t letters = 0;
    bool numbered = line->count && is_numbering(sheet->words[line->first].text);
    uint32_t most = numbered ? 10 : 3;
    for (uint32_t i = line->first; i < line->first + line->count && letters <= most; i++) {
        const struct form_word *word = &sheet->words[i];
        if (word->size && (sheet->stream.cover[word->at] ||
                           (numbered && sheet->stream.cover[word->at + word->size - 1])))
            return true;
        letters += word->size;
        if (word->size > 1 && strchr(word->text, ','))
            return false; /* "Nữ, dân tộc: ..." */
    }
    return false;
}

static bool holds_label(const struct form_sheet *sheet, const struct form_line *line)
{
    for (uint32_t i = line->first; i < line->first + line->count; i++)
        if (sheet->words[i].size && sheet->stream.cover[sheet->words[i].at])
            return true;
    return false;
}

/* Whether the line is the value of a label at the head of the next one, printed a little above it:
 * of one height with it, and to the right of its label. */
static bool is_of_next(const struct form_sheet *sheet, const struct form_line *line)
{
    const struct form_line *next = line + 1;
    const struct form_word *end = NULL;
    if (next >= sheet->lines + sheet->line_count || next->page != line->page ||
        next->column != line->column || !is_label_line(sheet, next))
        return false;
    for (uint32_t i = next->first; i < next->first + next->count; i++)
        if (sheet->words[i].size && sheet->stream.cover[sheet->words[i].at])
            end = &sheet->words[i];
        else if (end)
            break;
    const struct sohoa_box *a = &sheet->words[line->first].box;
    int32_t least = end && end->box.h < a->h ? end->box.h : a->h;
    return end && a->x >= end->box.x + end->box.w &&
           form_overlap(a->y, a->h, end->box.y, end->box.h) * 3 > least;
}

/* Whether a value that does not stand behind its label may stand on the next line: below the label,
 * or anywhere on it when the label left no room on its own. */
static bool below_label(const struct form_sheet *sheet, const struct form_node *node,
                        const struct form_line *line)
{
    const struct form_word *first = &sheet->words[sheet->stream.word[node->hit.start]];
    const struct form_word *last = &sheet->words[sheet->stream.word[node->hit.end - 1]];
    const struct form_page *page = &sheet->pages[line->page];
    int32_t number = (int32_t)(page->em * 2); /* before the label: "7) Kết hôn lần thứ mấy" */
    return line->box.x + line->box.w > first->box.x - number ||
           page->right - (last->box.x + last->box.w) < (int32_t)(page->em * 5);
}

/* Whether the value, read up to line `above`, may go on in the next line. */
static bool goes_on(const struct form_sheet *sheet, const struct form_node *node,
                    const struct sohoa_item *item, const struct form_value *value, uint32_t above)
{
    if (above + 1 >= sheet->line_count)
        return false;
    const struct form_line *line = &sheet->lines[above + 1], *last = &sheet->lines[above];
    const struct form_page *page = &sheet->pages[line->page];
    const struct form_word *first = &sheet->words[line->first];
    double step = line->box.y + line->box.h / 2 - (last->box.y + last->box.h / 2);
    if (line->page != last->page || line->column != last->column ||
        step > page->pitch * (value->words ? 1.7 : 2.0) || step < page->em * 0.5)
        return false;
    while (first->kind != FORM_TEXT && first < &sheet->words[line->first + line->count - 1])
        first++;
    if (first->kind != FORM_TEXT || first->taken || is_label_line(sheet, line) ||
        is_of_next(sheet, line) || looks_printed(sheet, item, line))
        return false;
    if (!value->words)
        return below_label(sheet, node, line);
    const char *end_of = value->raw + (value->size ? value->size - 1 : 0);
    bool open = *end_of == ',' || *end_of == '-' || form_begins_small(first->text);
    if (item->type && !strcmp(item->type, "dossier_code")) /* broken behind a hyphen, or whole */
        return *end_of == '-' && is_digit(first->text[0]);
    bool nationality = item->type && !strcmp(item->type, "nationality");
    if (nationality && line->count <= 3 && !is_digit(first->text[0])) /* "...Việt" ends a line */
        return !strchr(value->raw + strspn(value->raw, ". "), ' ');
    int32_t width = page->right - page->left, end = value->box.x + value->box.w;
    struct sohoa_box box = line->box;
    /* in a narrow column any value may be broken */
    return ((item->flags & SOHOA_ITEM_LINES) || line->column) &&
           (open || line->column || page->right - end < width * 35 / 100 || on_leader(page, &box));
}

void form_take_below(struct form_sheet *sheet, const struct form_node *node,
                     const struct sohoa_item *item, struct form_value *value, uint32_t line)
{
    bool empty = !value->words;
    bool lines = (item->flags & SOHOA_ITEM_LINES) || sheet->lines[line].column;
    uint32_t most = lines ? MORE_LINES : 1;
    for (uint32_t more = 0; more < most && goes_on(sheet, node, item, value, line + more); more++) {
        uint32_t before = value->words;
        form_value_end_line(sheet, value);
        form_take_line(sheet, item, (struct form_cursor){sheet->lines[line + more + 1].first, 0},
                       line + more + 1, value);
        if (value->words == before)
            break;
        if (holds_label(sheet, &sheet->lines[line + more + 1]))
            more = most; /* what follows is that label's */
        if (empty)
            value->place -= item->flags & SOHOA_ITEM_AFTER ? 0.02F : 0.12F;
        empty = false;
    }
}
