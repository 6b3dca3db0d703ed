/* corpus_face.h - the typefaces pages are set in.
 *
 * Every printed face has all 134 Vietnamese letters; handwriting faces lack most of them and get
 * their marks drawn (corpus_hand.h). All come from Debian packages that bootstrap installs. */
#ifndef CORPUS_FACE_H
#define CORPUS_FACE_H
#include "corpus_random.h"

enum corpus_cut { CUT_TIMES, CUT_SERIF, CUT_SANS, CUT_MONO, CUT_HAND };

struct corpus_face {
    const char *family;
    double scale; /* factor that makes it as large as Liberation Serif of the same size */
    enum corpus_cut cut;
};

/* NULL, or the family that is not installed. */
const char *corpus_faces_missing(void);
/* As offices use them: mostly the Times kind, then other serif and sans faces. */
const struct corpus_face *corpus_face_print(struct corpus_random *random);
/* The handwriting face of that name; NULL: none. */
const struct corpus_face *corpus_face_hand(const char *family);
const struct corpus_face *corpus_face_of(struct corpus_random *random, enum corpus_cut cut);
#endif
