/* files_job.c - what every decoder does the same way: notes of warnings, giving up in time. */
#include "files.h"

#include <stdio.h>
#include <string.h>

#define NOTES_MAX 2u /* warnings kept with a page: the first ones name the fault */

void files_warn(struct files_job *job, const char *text)
{
    if (job->call && job->call->note)
        job->call->note(job->call, text);
    job->warnings++;
    if (!job->page || job->warnings > NOTES_MAX || strstr(job->page->note, text))
        return;
    sohoa_page_note(job->page, "%s", text);
}

int files_over(const struct files_job *job)
{
    if (!sohoa_call_over(job->call))
        return SOHOA_OK;
    if (job->call->stopping && job->call->stopping(job->call))
        return sohoa_fail(job->err, SOHOA_RETRY, "stopped while decoding");
    return sohoa_fail(job->err, SOHOA_BAD_PAGE, "decoding took too long");
}
