/* lstm_words.c - from the best way through a line to its words: which steps are a character, how
 * sure it is, where one ends and the next begins. */
#include "lstm_reader.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CONFIDENCE_SCALE 7.0f

/* A character of the path: its own steps and how sure its least sure step is. */
struct letter {
    int first, end; /* steps */
    int character;
    float certainty;
    bool starts_word;
};

/* The steps of one character from t on, with what the nulls before it left. */
static int own_steps(const struct beam_node *const *path, int t, int steps, double certainty,
                     struct letter *ret)
{
    int character = path[t]->character;
    *ret = (struct letter){.first = t, .character = character, .starts_word = path[t]->starts_word};
    do {
        const struct beam_node *n = path[t++];
        /* The nulls before a space outside the dictionary were counted against that already. */
        bool alone = character == BEAM_SPACE && n->kind == DICT_NONE;
        if ((double)n->certainty < certainty || alone)
            certainty = (double)n->certainty;
    } while (t < steps && path[t]->repeats);
    ret->certainty = (float)certainty;
    ret->end = t;
    return t;
}

/* Nulls count for the character behind them; before a space and at the end for the one before. */
static int find_letters(const struct beam_node *const *path, int steps, struct letter *letters)
{
    int count = 0;
    for (int t = 0; t < steps;) {
        double certainty = 0;
        for (; t < steps && path[t]->character == BEAM_NO_CHARACTER; t++)
            certainty = fmin(certainty, (double)path[t]->certainty);
        struct letter *before = count ? &letters[count - 1] : NULL;
        bool to_before =
            t == steps || (path[t]->character == BEAM_SPACE && path[t]->kind != DICT_NONE);
        if (before && to_before) {
            before->certainty = fminf(before->certainty, (float)certainty);
            certainty = 0;
        }
        if (t < steps)
            t = own_steps(path, t, steps, certainty, &letters[count++]);
    }
    return count;
}

/* The step where letter i begins and the one before it ends: half the gap is each one's. */
static int boundary(const struct letter *letters, int count, int i, int steps)
{
    if (i == 0)
        return 0;
    if (i == count)
        return steps;
    return letters[i - 1].end + (letters[i].first - letters[i - 1].end) / 2;
}

static void add_word(struct lstm_reader *r, const struct letter *letters, int first, int end,
                     float space, char **text)
{
    struct lstm_word *w = &r->words[r->count];
    float certainty = space;
    bool blank = true;
    w->text = *text;
    for (int i = first; i < end; i++) {
        const char *c = r->beam.model->characters[letters[i].character].text;
        size_t length = strlen(c);
        memcpy(*text, c, length);
        *text += length;
        blank = blank && letters[i].character == BEAM_SPACE;
        certainty = fminf(certainty, letters[i].certainty);
    }
    *(*text)++ = '\0';
    certainty *= CONFIDENCE_SCALE;
    w->confidence = fmax(0, fmin(100, (double)(100 + 5 * certainty)));
    if (!blank)
        r->count++;
}

/* Words end at spaces, and where the dictionary says that another begins. */
static void find_words(struct lstm_reader *r, const struct letter *letters, int count, int steps,
                       float scale)
{
    char *text = r->text;
    float space_before = 0;
    for (int first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count; end++)
            if (letters[end].character == BEAM_SPACE || letters[end].starts_word)
                break;
        bool spaced = end < count && letters[end].character == BEAM_SPACE;
        float space = spaced ? letters[end].certainty : 0;
        struct lstm_word *w = &r->words[r->count];
        w->left = (int)floorf((float)boundary(letters, count, first, steps) * scale);
        w->right = (int)ceilf((float)boundary(letters, count, end, steps) * scale);
        add_word(r, letters, first, end, fminf(space, space_before), &text);
        space_before = space;
        end += spaced;
    }
}

static bool make_room(struct lstm_reader *r, int steps)
{
    if (steps <= r->room)
        return true;
    free(r->words);
    free(r->text);
    free(r->path);
    r->room = 0;
    r->words = malloc((size_t)steps * sizeof *r->words);
    r->text = malloc((size_t)steps * (LSTM_CHARACTER_MAX + 1));
    r->path = malloc((size_t)steps * sizeof *r->path);
    if (!r->words || !r->text || !r->path)
        return false;
    r->room = steps;
    return true;
}

bool lstm_reader_decode(struct lstm_reader *r, const float *probabilities, int steps, float scale,
                        const bool *only)
{
    r->count = 0;
    r->beam.only = only;
    if (steps <= 0 || !make_room(r, steps) || !beam_search(&r->beam, probabilities, steps))
        return false;
    struct letter *letters = malloc((size_t)steps * sizeof *letters);
    if (!letters)
        return false;
    if (beam_path(&r->beam, r->path))
        find_words(r, letters, find_letters(r->path, steps, letters), steps, scale);
    free(letters);
    return true;
}
