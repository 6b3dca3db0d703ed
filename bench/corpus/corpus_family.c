/* corpus_family.c - offices, couples and children that agree with each other, and the lines that
 * several papers end with. See corpus_paper.h. */
#include "corpus_paper.h"

struct corpus_office corpus_office_new(struct corpus_random *random, corpus_arena *arena)
{
    const char *province = corpus_province_new(random);
    struct corpus_office office = {.commune = corpus_commune_in(random, arena, province)};

    office.place = strchr(office.commune, ' ') + 1;
    office.name =
        corpus_random_chance(random, 0.4)
            ? corpus_printf(arena, "%s %s, %s",
                            corpus_random_chance(random, 0.5) ? "UBND" : "Ủy ban nhân dân",
                            office.commune, province)
            : corpus_printf(arena, "Ủy ban nhân dân %s", office.commune);
    const char *rim = corpus_printf(arena, "ỦY BAN NHÂN DÂN %s * %s *", office.commune, province);
    office.rim = corpus_keep(arena, g_utf8_strup(rim, -1));
    return office;
}

struct corpus_person corpus_child_new(struct corpus_random *random, corpus_arena *arena,
                                      const struct corpus_person *mother,
                                      const struct corpus_person *father, int first, int last)
{
    struct corpus_person child = {.female = corpus_random_chance(random, 0.5)};
    const char *surname = corpus_keep(
        arena, g_strndup(father->name, (gsize)(strchr(father->name, ' ') - father->name)));

    child.name = corpus_name_new(random, arena, surname, child.female);
    child.birth = corpus_date_new(random, first, last);
    child.ethnicity = corpus_random_chance(random, 0.8) ? father->ethnicity : mother->ethnicity;
    child.address = father->address;
    child.home_town = father->home_town;
    child.id_number = NULL;
    return child;
}

void corpus_couple_new(struct corpus_random *random, corpus_arena *arena,
                       struct corpus_person *woman, struct corpus_person *man, bool together)
{
    *woman = corpus_person_new(random, arena, true, 1980, 2004);
    *man = corpus_person_new(random, arena, false, 1976, 2002);
    if (together) {
        woman->address = man->address;
    }
}

const char *corpus_hospital_new(struct corpus_random *random, corpus_arena *arena, const char *home)
{
    const char *last = strrchr(home, ',');

    switch (corpus_random_int(random, 0, 3)) {
    case 0:
        return corpus_printf(arena, "Bệnh viện Phụ sản%s", last ? last + 1 : "");
    case 1:
        return corpus_printf(arena, "Bệnh viện đa khoa%s", last ? last + 1 : "");
    case 2:
        return corpus_printf(arena, "Trạm Y tế %s", home);
    default:
        return corpus_printf(arena, "Trung tâm Y tế khu vực %s, %s", corpus_surname_new(random),
                             home);
    }
}

void corpus_form_put_parts(struct corpus_form *form, const char *item, struct corpus_date date,
                           const char *key)
{
    corpus_arena *arena = form->sheet->arena;
    const char *year = corpus_printf(arena, "%s.y", item);

    corpus_form_put(form, corpus_printf(arena, "%s.d", item),
                    date.day ? corpus_printf(arena, "%02d", date.day) : "", NULL);
    corpus_form_put(
        form, corpus_printf(arena, "%s.m", item),
        date.month ? corpus_printf(arena, date.month < 3 ? "%02d" : "%d", date.month) : "", NULL);
    corpus_form_put(form, year, corpus_printf(arena, "%d", date.year), NULL);
    if (key) {
        corpus_form_tell(form, year, key, corpus_date_iso(arena, date));
    }
}

void corpus_form_dateline(struct corpus_form *form, const char *place, struct corpus_date date,
                          const char *prefix)
{
    double width = form->right - form->left;
    corpus_arena *arena = form->sheet->arena;

    corpus_form_put(form, "made.place", place, NULL);
    corpus_form_put_parts(form, "made", date, NULL);
    form->y += 3;
    corpus_form_flow(form,
                     &(struct corpus_flow){.x = form->left + width * 0.3,
                                           .width = width * 0.7,
                                           .align = PANGO_ALIGN_RIGHT,
                                           .italic = true},
                     corpus_printf(arena,
                                   "%s{made.place}, ngày {made.d} tháng {made.m} năm "
                                   "{made.y}",
                                   prefix));
}

void corpus_form_copies(struct corpus_form *form)
{
    struct corpus_random *random = &form->sheet->random;
    bool wanted = corpus_random_chance(random, 0.7);

    corpus_form_put(
        form, "copies",
        wanted ? corpus_printf(form->sheet->arena, "%02d", corpus_random_int(random, 1, 9)) : "",
        NULL);
    corpus_form_flow(form,
                     &(struct corpus_flow){.x = form->left, .width = form->right - form->left},
                     wanted ? "Đề nghị cấp bản sao: Có ☒, Không □ Số lượng: {copies} bản"
                            : "Đề nghị cấp bản sao: Có □, Không □ Số lượng: {copies} bản");
}
