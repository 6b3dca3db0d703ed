/* form_find.c - a printed label among recognised letters, some of them wrong.
 *
 * Myers' bit vectors give the edit distance of the best substring that ends at each letter; the
 * place where such a substring begins is then found backwards from its end. */
#include "form.h"

#include <string.h>

uint32_t form_tolerance(uint32_t letters)
{
    return letters < 4 ? 0 : letters < 9 ? 1 : letters / 5;
}

/* Where the best match that ends before `end` begins, by rows of the edit table backwards. */
static uint32_t begin_of(const char *letters, uint32_t from, uint32_t end, const char *label,
                         uint32_t size, uint32_t most)
{
    uint32_t row[FORM_LABEL_MAX + 1], best = UINT32_MAX, start = end;
    for (uint32_t i = 0; i <= size; i++)
        row[i] = i;
    for (uint32_t back = 1; back <= size + most && back <= end - from; back++) {
        uint32_t corner = row[0];
        row[0] = back;
        for (uint32_t i = 1; i <= size; i++) {
            uint32_t same = corner + (label[size - i] != letters[end - back]);
            corner = row[i];
            uint32_t other = (row[i] < row[i - 1] ? row[i] : row[i - 1]) + 1;
            row[i] = same < other ? same : other;
        }
        if (row[size] < best) {
            best = row[size];
            start = end - back;
        }
    }
    return start;
}

/* First byte behind the character at text. */
static const char *behind(const char *text)
{
    text++;
    while (((unsigned char)*text & 0xC0) == 0x80)
        text++;
    return text;
}

/* "1." "a)" "-", or a Roman number and what recognition makes of it without its full stop. */
static bool is_numbering(const struct form_word *word)
{
    if (word->size > 4)
        return false;
    return strpbrk(word->text, ".)/-,") || strspn(word->text, "IVXHl1|") == strlen(word->text);
}

static bool is_line_head(const struct form_sheet *sheet, uint32_t word)
{
    const struct form_word *words = sheet->words;
    uint32_t first = sheet->lines[words[word].line].first;
    uint32_t before = word;
    while (before > first && words[before - 1].kind == FORM_SIGN)
        before--;
    if (before == first || words[before - 1].kind == FORM_LEADER)
        return true;
    const struct form_word *left = &words[before - 1];
    double gap = words[word].box.x - (left->box.x + left->box.w);
    if (gap > sheet->pages[left->page].em * 1.2)
        return true;
    if (before - 1 == first || !is_numbering(left))
        return before - 1 == first && is_numbering(left);
    const struct form_word *value = left - 1; /* "Nam      4. Dân tộc:" */
    gap = left->box.x - (value->box.x + value->box.w);
    return value->kind == FORM_LEADER || gap > sheet->pages[left->page].em * 1.2;
}

/* Whether a colon stands before the last letters of the hit: then it reaches into a value. */
static bool holds_colon(const struct form_sheet *sheet, const struct form_hit *hit)
{
    const struct form_stream *stream = &sheet->stream;
    uint32_t last = stream->word[hit->end - 1];
    for (uint32_t i = stream->word[hit->start]; i <= last; i++) {
        const struct form_word *word = &sheet->words[i];
        const char *colon = strchr(word->text, ':');
        if (!colon)
            continue;
        size_t at = (size_t)(colon - word->text);
        bool behind_start = word->at + word->size > hit->start || i != stream->word[hit->start];
        if (word->at < hit->start)
            behind_start = at > stream->offset[hit->start];
        if (behind_start && (i < last || at < stream->offset[hit->end - 1]))
            return true;
    }
    return false;
}

static bool ends_in_colon(const struct form_word *word)
{
    size_t size = strlen(word->text);
    return size > 0 && strchr(":;", word->text[size - 1]);
}

/* "Họ, chữ đệm và tê: NGUYỄN", "đã chế: Cháu": a letter that the label lost was found, or was
 * taken for another, at the beginning of the value. It is given back. */
static void give_back(const struct form_sheet *sheet, struct form_hit *hit, const char *label,
                      uint32_t letters, uint32_t most)
{
    const struct form_stream *stream = &sheet->stream;
    const struct form_word *word = &sheet->words[stream->word[hit->end - 1]];
    uint32_t taken = hit->end - word->at;
    if (hit->start >= word->at || taken > 2 || taken == word->size || letters > FORM_LABEL_MAX ||
        !ends_in_colon(word - 1))
        return;
    size_t cost =
        form_edits(stream->letters + hit->start, word->at - hit->start, label, letters, most);
    if (cost > most)
        return;
    hit->end = word->at;
    hit->cost = (uint32_t)cost;
}

/* Moves the ends of a hit to where words begin and end, judges how it stands. */
static void settle(const struct form_sheet *sheet, struct form_hit *hit, uint32_t letters)
{
    const struct form_stream *stream = &sheet->stream;
    const struct form_word *word = &sheet->words[stream->word[hit->start]];
    uint32_t extra = 0; /* letters beyond the match that belong to its words */

    double fit = 1;
    uint32_t before = hit->start - word->at;
    bool numbered = false; /* "1.Họ", "a)Số" */
    if (before) {
        const char *text = word->text + stream->offset[hit->start];
        bool apart = behind(word->text + stream->offset[hit->start - 1]) != text;
        numbered = apart && before <= 3;
        if (!apart && before <= 1 + letters / 8) {
            hit->start -= before; /* a letter too much at the beginning */
            extra += before;
        } else if (!numbered) {
            fit -= apart ? 0.05 : 0.25;
        }
    }
    hit->head =
        (hit->start == word->at || numbered) && is_line_head(sheet, stream->word[hit->start]);

    word = &sheet->words[stream->word[hit->end - 1]];
    uint32_t rest = word->at + word->size - hit->end;
    const char *after = behind(word->text + stream->offset[hit->end - 1]);
    const char *colon = strchr(after, ':');
    if (rest && colon) { /* letters between the hit and a colon in the same word */
        uint32_t between = 0;
        while (between < rest && word->text + stream->offset[hit->end + between] < colon)
            between++;
        if (between <= 2) {
            hit->end += between;
            extra += between;
            rest = 0;
        }
    } else if (rest && rest <= 1 + letters / 10 && !strpbrk(after, ":.")) {
        hit->end += rest;
        extra += rest;
        rest = 0;
    }
    hit->cost += extra;
    fit -= 1.8 * hit->cost / letters;
    bool apart = rest && strpbrk(after, ":.") == after;
    if (rest && !apart)
        fit -= 0.25;
    const struct form_word *next = word + 1;
    hit->colon =
        colon != NULL || (next < sheet->words + sheet->word_count && next->line == word->line &&
                          (next->text[0] == ':' || next->text[0] == ';'));
    fit += (hit->colon ? 0.04 : 0) - (hit->head ? 0 : 0.12);
    const struct form_word *first = &sheet->words[stream->word[hit->start]];
    if (first->line != word->line)
        fit -= 0.05;
    if (holds_colon(sheet, hit))
        fit -= 0.3;
    hit->fit = (float)(fit > 1 ? 1 : fit < 0 ? 0 : fit);
}

/* Keeps the hit unless a better one covers its place. */
static uint32_t keep(struct form_hit *hits, uint32_t count, uint32_t max, struct form_hit hit)
{
    while (count && hits[count - 1].end > hit.start) {
        if (hits[count - 1].fit >= hit.fit)
            return count;
        count--;
    }
    if (count < max)
        hits[count++] = hit;
    return count;
}

/* The edit table's column as bits: where it goes up and down. */
struct column {
    uint64_t equal[128]; /* by letter */
    uint64_t plus, minus, high;
    uint32_t cost;
};

static void step(struct column *column, char letter)
{
    uint64_t eq = column->equal[letter & 127], across = eq | column->minus;
    uint64_t down = (((eq & column->plus) + column->plus) ^ column->plus) | eq;
    uint64_t more = column->minus | ~(down | column->plus), less = column->plus & down;
    if (more & column->high)
        column->cost++;
    if (less & column->high)
        column->cost--;
    more <<= 1;
    less <<= 1;
    column->plus = less | ~(across | more);
    column->minus = more & across;
}

size_t form_edits(const char *a, size_t a_size, const char *b, size_t b_size, size_t most)
{
    size_t row[FORM_LABEL_MAX + 1];
    if (b_size > FORM_LABEL_MAX || a_size > b_size + most || b_size > a_size + most)
        return most + 1;
    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t same = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            size_t other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            row[j] = same < other ? same : other;
        }
    }
    return row[b_size];
}

uint32_t form_find(struct form_sheet *sheet, const char *label, uint32_t letters, uint32_t most,
                   uint32_t from, uint32_t to, struct form_hit *ret, uint32_t max)
{
    const char *text = sheet->stream.letters;
    uint32_t size = letters < FORM_LABEL_MAX ? letters : FORM_LABEL_MAX, count = 0;
    if (!size || to <= from || sheet->work > FORM_WORK_MAX)
        return 0;
    sheet->work += to - from;
    struct column column = {.plus = UINT64_MAX, .high = UINT64_C(1) << (size - 1), .cost = size};
    for (uint32_t i = 0; i < size; i++)
        column.equal[label[i] & 127] |= UINT64_C(1) << i;
    for (uint32_t at = from; at <= to; at++) {
        uint32_t cost = column.cost;
        if (at < to)
            step(&column, text[at]);
        if (cost > most || (at < to && column.cost <= cost) || at == from)
            continue; /* an end is where the cost has just been least */
        struct form_hit hit = {.start = begin_of(text, from, at, label, size, most), .cost = cost};
        sheet->work += size * size;
        if (hit.start == at)
            continue;
        hit.end = letters - size < to - at ? at + letters - size : to;
        give_back(sheet, &hit, label, letters, most);
        settle(sheet, &hit, letters);
        if (hit.cost <= most)
            count = keep(ret, count, max, hit);
    }
    return count;
}
