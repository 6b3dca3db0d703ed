/* files_pdf_none.c - stands in for the PDF decoder where poppler is missing: says so. */
#include "files.h"

int files_pdf_probe(struct files_job *job, files_found *found, void *arg)
{
    (void)found, (void)arg;
    return sohoa_fail(job->err, SOHOA_BAD_PAGE, "this build reads no PDF: poppler was missing");
}

int files_pdf_decode(struct files_job *job, uint32_t image)
{
    (void)image;
    return sohoa_fail(job->err, SOHOA_BAD_PAGE, "this build reads no PDF: poppler was missing");
}
