/* digits_long.c - long numbers read once more, along their line (digits_line.c): each figure that
 * recognition saw is held against what the line says there, and what is twelve figures in print
 * becomes twelve. Pure functions. */
#include "digits.h"
#include "digits_line.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_LEAST = 8, LONG_MOST = 15, ID_FIGURES = 12, PLACE = 3, CENTURY = 3, BROKEN_ROOM = 2 };
/* Costs are -ln p a figure. */
#define CLEAR 0.25F    /* a line read at this cost needs no other look */
#define FAIR 1.0F      /* a line read at more says nothing */
#define NEARLY 0.15F   /* looks that cost no more than the best one and this say as much */
#define ELSEWHERE 4.0F /* first three figures that are no province's cost as much more */
#define STANDS 1.5F    /* the figure read must be likelier than another by as much to be agreed */

/* The figures of a word that are one number: bytes `from` to `to`; 0 where a letter stands. */
struct run {
    int from, to, count, figures;
    char text[LONG_MOST + 1];
};

static bool is_figure(char c)
{
    return c >= '0' && c <= '9';
}

/* Stops, strokes; in UTF-8 other punctuation begins with 0xE2. */
static bool ends(char c)
{
    return strchr(".,:;/-|", c) || (unsigned char)c == 0xE2;
}

/* The run that begins at a figure; letters within it are figures that were taken for them. */
static struct run run_at(const char *text, int from)
{
    struct run run = {.from = from, .to = from};
    struct run whole = run;
    for (int at = from; text[at] && !ends(text[at]) && run.count < LONG_MOST;) {
        int next = at + 1;
        while ((text[next] & 0xC0) == 0x80)
            next++;
        run.text[run.count++] = is_figure(text[at]) ? text[at] : 0;
        run.to = at = next;
        if (!is_figure(run.text[run.count - 1]))
            continue;
        run.figures++;
        whole = run;
    }
    return whole;
}

/* Nearly as long as an ID, with so many letters in it that it may be anything. */
static bool is_broken(const struct run *run)
{
    return 4 * run->figures < 3 * run->count && 2 * run->figures >= run->count &&
           abs(run->count - ID_FIGURES) <= 2;
}

/* False: there is no long number in the word. */
static bool find_run(const char *text, struct run *ret)
{
    *ret = (struct run){0};
    for (int at = 0; text[at];) {
        struct run run = is_figure(text[at]) ? run_at(text, at) : (struct run){.to = at + 1};
        if (run.figures > ret->figures)
            *ret = run;
        at = run.to;
    }
    return ret->figures >= LONG_LEAST && (4 * ret->figures >= 3 * ret->count || is_broken(ret));
}

/* Codes of the 63 provinces before 01/07/2025; numbers keep them. */
static bool is_province(int code)
{
    static const unsigned char codes[] = {
        1,  2,  4,  6,  8,  10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33,
        34, 35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66,
        67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96};
    return code < 256 && memchr(codes, code, sizeof codes);
}

/* A citizen ID begins with a province's code, or another country's for those registered abroad. */
static void expect_place(struct digits_string *read)
{
    float least[PLACE][10];
    for (int i = 0; i < PLACE * 10; i++)
        least[i / 10][i % 10] = INFINITY;
    for (int code = 0; code < 1000; code++) {
        int figures[PLACE] = {code / 100, code / 10 % 10, code % 10};
        float cost = is_province(code) ? 0 : ELSEWHERE;
        for (int i = 0; i < PLACE; i++)
            cost += read->costs[i][figures[i]];
        for (int i = 0; i < PLACE; i++)
            least[i][figures[i]] = fminf(least[i][figures[i]], cost);
    }
    memcpy(read->costs, least, sizeof least);
}

/* ... and its fourth figure is 0 to 3. */
static void expect_id(struct digits_string *read)
{
    expect_place(read);
    for (int d = 4; d < 10; d++)
        read->costs[CENTURY][d] += 3;
    for (int i = 0; i <= CENTURY; i++)
        for (int d = 0; d < 10; d++)
            if (read->costs[i][d] < read->costs[i][read->text[i] - '0'])
                read->text[i] = (char)('0' + d);
}

/* Whether it has the build of a number of one who was registered here. */
static bool is_id(const char *text)
{
    int code = (text[0] - '0') * 100 + (text[1] - '0') * 10 + text[2] - '0';
    return is_province(code) && text[CENTURY] < '4';
}

/* A picture of a number with paper around it, and where the word stands in it. */
struct view {
    PIX *gray, *toned; /* as recognised; in its tones, NULL: it has none */
    int left, right, rim;
    double figure; /* room of one, as recognised */
};

/* A line of figures and where it stands in the picture: its first and its last figure's outside. */
struct line {
    struct digits_string read;
    double from, to;
};

/* Where the row of figures stands. */
static void set_extent(struct line *line, int count, double origin, double unit)
{
    double half = (line->read.to - line->read.from) / (2.0 * (count - 1));
    line->from = origin + (line->read.from - half) * unit;
    line->to = origin + (line->read.to + half) * unit;
}

/* Ways to see a line: its figures taller or lower than was found, times their height. */
static const struct {
    double taller, lower;
} looks[] = {{1, 0}, {0.92, 0}, {1.08, -0.08}, {1, 0.06}, {1, -0.06}};
enum { LOOKS = sizeof looks / sizeof *looks };

/* What the looks say together that cost hardly more than the best one. */
static void pool(const struct digits_string *reads, int count, int figures,
                 struct digits_string *best)
{
    float sums[DIGITS_LINE_FIGURES_MAX][10] = {{0}};
    int pooled = 0;
    for (int r = 0; r < count; r++) {
        if (reads[r].cost > best->cost + NEARLY)
            continue;
        pooled++;
        for (int i = 0; i < figures; i++)
            for (int d = 0; d < 10; d++)
                sums[i][d] += reads[r].costs[i][d];
    }
    for (int i = 0; i < figures; i++) {
        int least = 0;
        for (int d = 0; d < 10; d++) {
            best->costs[i][d] = sums[i][d] / (float)pooled;
            least = best->costs[i][d] < best->costs[i][least] ? d : least;
        }
        best->text[i] = (char)('0' + least);
    }
}

/* A way to see a line, and how many figures are looked for; NULL: they are not `known`. */
struct look {
    PIX *gray;
    int threshold, count;
    double aside; /* paper beside the word that is looked at */
    const char *known;
};

static bool is_known(const struct look *look, const struct digits_string *read)
{
    return !look->known || memcmp(read->text, look->known, (size_t)look->count) == 0;
}

/* One look is enough when it is clear and the figures are those known; for unknown ones when it
 * costs too much. False: no line. */
static bool look_at(const struct sohoa_net *net, const struct view *view, const struct look *look,
                    struct digits_strip *strip, struct line *ret)
{
    struct digits_string reads[LOOKS];
    struct digits_line_place place;
    PIX *bits = pixThresholdToBinary(look->gray, look->threshold);
    bool placed = bits && digits_line_find(bits, view->rim, view->left, view->right, &place);
    int found = 0, tone = digits_tone(look->gray);
    pixDestroy(&bits);
    for (int i = 0; placed && i < LOOKS; i++) {
        struct digits_line_place tried = place;
        struct digits_string *read = &reads[found];
        tried.height *= looks[i].taller;
        tried.top += looks[i].lower * place.height;
        digits_line_strip(look->gray, tone, &tried, view->left - look->aside,
                          view->right + look->aside, strip);
        if (!digits_line_read(net, strip, look->count, read))
            continue;
        if (!found++ || read->cost < ret->read.cost) {
            ret->read = *read;
            set_extent(ret, look->count, view->left - look->aside, tried.height / DIGITS_LINE_TALL);
        }
        if (look->known ? read->cost < CLEAR && is_known(look, read) : read->cost > FAIR)
            break;
    }
    if (found > 1)
        pool(reads, found, look->count, &ret->read);
    return found > 0;
}

/* Reads `count` figures, `room` more than were recognised, where they show best: what was faint or
 * ran together shows at another threshold or in its tones; as recognised only when it is `plain`.
 * False: no line. */
static bool read_line(const struct sohoa_net *net, const struct view *view, int count, int room,
                      const char *known, bool plain, struct line *ret)
{
    double aside = (1.4 + (room > 0 ? room : 0)) * view->figure + 8;
    const struct look ways[] = {{view->gray, 128, count, aside, known},
                                {view->toned, 128, count, aside, known},
                                {view->gray, 190, count, aside, known}};
    struct digits_strip *strip = malloc(sizeof *strip);
    bool found = false;
    for (int i = 0; strip && i < (plain ? 1 : 3); i++) {
        struct line line;
        if (!ways[i].gray || (found && ret->read.cost <= CLEAR && is_known(&ways[i], &ret->read)) ||
            !look_at(net, view, &ways[i], strip, &line))
            continue;
        if (!found || line.read.cost < ret->read.cost)
            *ret = line;
        found = true;
    }
    free(strip);
    return found;
}

/* How sure a place is: what the next likely figure costs more. */
static float lead(const float costs[10], int figure)
{
    float next = INFINITY;
    for (int d = 0; d < 10; d++)
        if (d != figure)
            next = fminf(next, costs[d]);
    return next - costs[figure];
}

/* What it costs to say otherwise than recognition, as sure of the word as this. */
static float vote(const struct digits_word *word)
{
    float sure = word->flags & SOHOA_WORD_DOUBTED ? 0 : word->confidence;
    return sure >= 0.95F ? 4 : sure >= 0.9F ? 3 : sure >= 0.8F ? 2 : 1;
}

/* Figure against figure: writes what is kept into `run`. */
static uint32_t settle(struct run *run, const struct digits_string *read, float against)
{
    bool agreed = true, doubted = false;
    for (int i = 0; i < run->count; i++) {
        char was = run->text[i], is = read->text[i];
        float clear = lead(read->costs[i], is - '0');
        agreed &= was == is && clear >= STANDS;
        doubted |= was ? was != is : clear < STANDS;
        if (!was || read->costs[i][was - '0'] - read->costs[i][is - '0'] > against)
            run->text[i] = is;
    }
    return (agreed ? (uint32_t)SOHOA_WORD_AGREED : 0) |
           (doubted ? (uint32_t)SOHOA_WORD_DOUBTED : 0);
}

/* The longest common subsequence of the figures of both. */
static int in_common(const struct run *run, const struct digits_string *read, int count)
{
    int length[LONG_MOST + 1][DIGITS_LINE_FIGURES_MAX + 1] = {{0}};
    for (int i = run->count - 1; i >= 0; i--)
        for (int k = count - 1; k >= 0; k--) {
            int skip = length[i + 1][k] > length[i][k + 1] ? length[i + 1][k] : length[i][k + 1];
            length[i][k] = run->text[i] == read->text[k] ? length[i + 1][k + 1] + 1 : skip;
        }
    return length[0][0];
}

static bool put(const char *text, const struct run *run, const char *figures, int count,
                struct digits_long *ret)
{
    size_t size = strlen(text);
    if (size + (size_t)count + 1 > sizeof ret->text)
        return false;
    memcpy(ret->text, text, (size_t)run->from);
    memcpy(ret->text + run->from, figures, (size_t)count);
    memcpy(ret->text + run->from + count, text + run->to, size - (size_t)run->to + 1);
    return true;
}

/* Twelve figures fit better than as many as were recognised, and hold nearly all of them; half of
 * them when the line is as clear as that. What stands before the word is no part of them, nor may
 * more figures follow in it. */
static bool is_twelve(const char *text, const struct view *view, const struct run *run,
                      const struct line *as_many, const struct line *twelve)
{
    int figures = run->figures < ID_FIGURES ? run->figures : ID_FIGURES;
    int least = twelve->read.cost < CLEAR ? figures / 2 : figures - 2;
    bool one_off =
        abs(run->count - ID_FIGURES) == 1 && twelve->read.cost < CLEAR && is_id(twelve->read.text);
    return twelve->read.cost < FAIR &&
           twelve->read.cost < as_many->read.cost + (one_off ? NEARLY : 0) &&
           twelve->from > view->left - view->figure / 2 &&
           in_common(run, &twelve->read, ID_FIGURES) >= least &&
           !strpbrk(text + run->to, "0123456789");
}

/* As many as were recognised, and the same but for slips. In a number of twelve letters were taken
 * for figures; in others they may be what they are, or the strokes of a date. */
static bool is_same(const struct run *run, const struct line *as_many)
{
    bool id = run->count == ID_FIGURES;
    int same = 0;
    for (int i = 0; i < run->count; i++)
        same += run->text[i] == as_many->read.text[i];
    return as_many->read.cost < (id ? FAIR : CLEAR) && 3 * same >= 2 * run->count &&
           (id || run->figures == run->count);
}

/* Twelve of which recognition left out one and made two of another: the line is clear. */
static bool is_shifted(const struct run *run, const struct line *as_many)
{
    return run->count == ID_FIGURES && as_many->read.cost < CLEAR && is_id(as_many->read.text) &&
           in_common(run, &as_many->read, ID_FIGURES) >= ID_FIGURES - 2;
}

/* Signs within a number are spots. */
static void widen(const char *text, struct run *run)
{
    while (run->from > 0 && (is_figure(text[run->from - 1]) || strchr("/.,-", text[run->from - 1])))
        run->from--;
    while (!is_figure(text[run->from]))
        run->from++;
}

/* What may be anything becomes a number where the line clearly has one there; the word may have
 * begun within it. */
static bool read_broken(const struct sohoa_net *net, const struct view *view,
                        const struct digits_word *word, const struct run *run,
                        struct digits_long *ret)
{
    struct line twelve;
    ret->flags = SOHOA_WORD_DOUBTED;
    return read_line(net, view, ID_FIGURES, BROKEN_ROOM, NULL, false, &twelve) &&
           twelve.read.cost < CLEAR && is_id(twelve.read.text) &&
           in_common(run, &twelve.read, ID_FIGURES) >= run->figures - 2 &&
           put(word->text, run, twelve.read.text, ID_FIGURES, ret);
}

/* ret_to: where a number of more figures than were recognised ends in the picture. */
static bool read_run(const struct sohoa_net *net, const struct view *view,
                     const struct digits_word *word, struct run *run, struct digits_long *ret,
                     double *ret_to)
{
    struct line as_many, twelve;
    if (is_broken(run))
        return read_broken(net, view, word, run, ret);
    if (!read_line(net, view, run->count, 0, run->text, false, &as_many))
        return false;
    bool plain =
        as_many.read.cost < CLEAR && memcmp(as_many.read.text, run->text, (size_t)run->count) == 0;
    if (run->count != ID_FIGURES &&
        read_line(net, view, ID_FIGURES, ID_FIGURES - run->count, NULL, plain, &twelve)) {
        expect_id(&twelve.read);
        if ((!plain || is_id(twelve.read.text)) &&
            is_twelve(word->text, view, run, &as_many, &twelve)) {
            ret->flags = SOHOA_WORD_DOUBTED;
            *ret_to = twelve.to;
            widen(word->text, run);
            return put(word->text, run, twelve.read.text, ID_FIGURES, ret);
        }
    }
    bool same = is_same(run, &as_many);
    if (run->count == ID_FIGURES)
        expect_id(&as_many.read);
    if (!same && is_shifted(run, &as_many)) {
        ret->flags = SOHOA_WORD_DOUBTED;
        return put(word->text, run, as_many.read.text, run->count, ret);
    }
    if (!same)
        return false;
    float unclear = as_many.read.cost > CLEAR ? 2 : 1;
    ret->flags = settle(run, &as_many.read, unclear * vote(word));
    return put(word->text, run, run->text, run->count, ret);
}

/* A box and the paper around it; `missing` figures may stand outside. False: too odd a box. */
static bool open_view(const struct sohoa_page *page, struct sohoa_box b, int count, int missing,
                      struct view *ret)
{
    bool fits = b.w >= 40 && b.h >= 8 && b.w <= pixGetWidth(page->image) && b.h < 400 &&
                abs(b.x) < 1000000 && abs(b.y) < 1000000;
    if (!fits)
        return false;
    double figure = (double)b.w / count;
    int rim = b.h / 4, aside = 2 * b.h + (int)(missing * figure);
    struct sohoa_box around = {b.x - aside, b.y - 2 * rim, b.w + 2 * aside, b.h + 4 * rim};
    *ret = (struct view){.gray = digits_picture(page->image, around),
                         .toned = digits_toned(page, around),
                         .left = aside,
                         .right = aside + b.w,
                         .rim = rim,
                         .figure = figure};
    return ret->gray != NULL;
}

static void close_view(struct view *view)
{
    pixDestroy(&view->gray);
    pixDestroy(&view->toned);
}

bool digits_long_twelve(const struct sohoa_net *net, const struct sohoa_page *page,
                        struct sohoa_box place, const char *known, char ret[ID_FIGURES])
{
    struct view view = {0};
    struct line line;
    struct run run = {.count = (int)strlen(known), .figures = (int)strlen(known)};
    bool fits = run.count <= LONG_MOST && open_view(page, place, ID_FIGURES, 0, &view);
    if (fits && read_line(net, &view, ID_FIGURES, 0, NULL, false, &line)) {
        memcpy(run.text, known, (size_t)run.count);
        expect_id(&line.read);
        fits = line.read.cost < CLEAR && is_id(line.read.text) &&
               fabs(line.from - view.left) < view.figure &&
               fabs(line.to - view.right) < view.figure &&
               3 * in_common(&run, &line.read, ID_FIGURES) >= 2 * run.count;
        if (fits)
            memcpy(ret, line.read.text, ID_FIGURES);
    } else {
        fits = false;
    }
    close_view(&view);
    return fits;
}

bool digits_long_read(const struct sohoa_net *net, const struct sohoa_page *page,
                      const struct digits_word *word, struct digits_long *ret)
{
    struct run run;
    struct view view = {0};
    struct sohoa_box b = sohoa_page_to_image(page, word->box);
    double to = 0;
    if (strlen(word->text) >= sizeof ret->text || !find_run(word->text, &run))
        return false;
    int missing = run.count < ID_FIGURES ? ID_FIGURES - run.count : 0;
    bool said =
        open_view(page, b, run.count, missing, &view) && read_run(net, &view, word, &run, ret, &to);
    int over = (int)(to - view.right);
    close_view(&view);
    b.x += b.w;
    b.w = over > 1 ? over : 1;
    ret->behind = sohoa_page_to_master(page, b);
    return said;
}
