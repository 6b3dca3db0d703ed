/* related.h - relations that papers tell fill roles: who stands beside somebody in a form. */
#ifndef SOHOA_RELATED_H
#define SOHOA_RELATED_H
#include "query/known.h"

struct sohoa_placed { /* somebody in a role of a form */
    const char *role;
    const struct sohoa_known *known;
};
/* Who has `role` beside these: the parents of a child; a parent's spouse, and where no marriage
 * paper tells one the other parent of the child that the newest paper tells; the head of a
 * household. ret: as filed, links followed. END: papers tell of none. No state; [any]. */
int sohoa_related(struct sohoa_records *r, const struct sohoa_placed *given, size_t count,
                  const char *role, char ret[SOHOA_SUBJECT_SIZE], struct sohoa_err *err);
#endif
