/* lstm_reader.h - reads pictures of single lines: the whole way from a piece of a page to words
 * with their places and confidences. One picture at a time. */
#ifndef LSTM_READER_H
#define LSTM_READER_H
#include "lstm_beam.h"
#include "lstm_image.h"

struct lstm_word {
    const char *text;  /* UTF-8 as the model writes it; lent until the next line is read */
    double confidence; /* 0..100 */
    int left, right;   /* in pixels of the piece; neighbours may overlap by one */
};

struct lstm_reader {
    struct lstm_forward forward;
    struct beam beam;
    /* of the last line */
    struct lstm_word *words;
    int count;
    bool negative; /* it was read as light text on dark */
    /* inside */
    struct lstm_line line;
    float *kept; /* probabilities of the first of two looks */
    size_t kept_room;
    int room;
    char *text;
    struct beam_node const **path;
};

/* Lends the model and the kernel. False: no memory. */
bool lstm_reader_make(struct lstm_reader *r, const struct lstm_model *model,
                      const struct lstm_kernel *kernel);
void lstm_reader_free(struct lstm_reader *r);
/* Reads the piece (1, 8 or 32 bpp). `only`: by character of the model which may be read; NULL: all.
 * False: no memory, or a piece too small or large; there are no words then. */
bool lstm_reader_read(struct lstm_reader *r, struct Pix *piece, const bool *only);
/* The words of probabilities (steps x codes); `scale`: pixels of the piece a step. */
bool lstm_reader_decode(struct lstm_reader *r, const float *probabilities, int steps, float scale,
                        const bool *only);
#endif
