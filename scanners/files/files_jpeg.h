/* files_jpeg.h - a JPEG stream that lies inside another file (a PDF) is decoded the same way. */
#ifndef FILES_JPEG_H
#define FILES_JPEG_H
#include "files.h"
#include "files_raster.h"

struct files_jpeg_how {
    const struct files_image *image; /* its size, depth and orientation, told from outside; a
                                        stream of another size is refused */
    int transform;                   /* Adobe colour transform: -1 as the stream says */
};

/* Decodes job->data into a raster that the caller ends or drops. Only when OK is raster begun. */
int files_jpeg_rows(struct files_job *job, const struct files_jpeg_how *how,
                    struct files_raster *raster);
#endif
