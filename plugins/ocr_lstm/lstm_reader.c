/* lstm_reader.c - a line from its picture to its words. */
#include "lstm_reader.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_NEGATIVE 0.7f /* less sure lines are looked at as light on dark too */

bool lstm_reader_make(struct lstm_reader *r, const struct lstm_model *model,
                      const struct lstm_kernel *kernel)
{
    *r = (struct lstm_reader){0};
    return lstm_forward_make(&r->forward, model, kernel) && beam_make(&r->beam, model);
}

void lstm_reader_free(struct lstm_reader *r)
{
    lstm_forward_free(&r->forward);
    beam_free(&r->beam);
    free(r->words);
    free(r->line.pixels);
    free(r->kept);
    free(r->text);
    free(r->path);
    *r = (struct lstm_reader){0};
}

static bool keep(struct lstm_reader *r, size_t size)
{
    if (size > r->kept_room) {
        float *more = realloc(r->kept, size * sizeof *more);
        if (!more)
            return false;
        r->kept = more;
        r->kept_room = size;
    }
    memcpy(r->kept, r->forward.probabilities, size * sizeof *r->kept);
    return true;
}

static bool look_negative(struct lstm_reader *r, PIX *piece, PIX *scaled)
{
    PIX *negative = lstm_image_negative(piece, scaled);
    bool ok = negative && lstm_image_line(negative, &r->line);
    pixDestroy(&negative);
    return ok && lstm_forward_run(&r->forward, &r->line);
}

/* Runs the network; on the negative too where it is not sure. Lends the better. */
static const float *look(struct lstm_reader *r, PIX *piece, PIX *scaled)
{
    struct lstm_forward *f = &r->forward;
    r->negative = false;
    if (!lstm_image_line(scaled, &r->line) || !lstm_forward_run(f, &r->line))
        return NULL;
    float sure = (float)lstm_forward_sureness(f);
    if (sure >= LOOK_NEGATIVE)
        return f->probabilities;
    if (!keep(r, (size_t)f->steps * (size_t)f->model->codes) || !look_negative(r, piece, scaled))
        return NULL;
    r->negative = (float)lstm_forward_sureness(f) > sure;
    return r->negative ? f->probabilities : r->kept;
}

bool lstm_reader_read(struct lstm_reader *r, PIX *piece, const bool *only)
{
    r->count = 0;
    PIX *scaled = lstm_image_scale(piece);
    const float *p = scaled ? look(r, piece, scaled) : NULL;
    float scale = LSTM_POOL / ((float)LSTM_HEIGHT / (float)pixGetHeight(piece));
    pixDestroy(&scaled);
    return p && lstm_reader_decode(r, p, r->forward.steps, scale, only);
}
