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
    office.capitals = corpus_printf(arena, "ỦY BAN NHÂN DÂN\n%s",
                                    corpus_keep(arena, g_utf8_strup(office.commune, -1)));
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

static uint64_t family; /* 0: couples by chance */
static bool husbands;

void corpus_family_set(uint64_t number)
{
    family = number;
}

void corpus_family_hold(bool husband)
{
    husbands = husband;
}

bool corpus_family_holder(corpus_arena *arena, struct corpus_person *ret)
{
    struct corpus_random none = {0};
    struct corpus_person woman, man;

    if (!family) {
        return false;
    }
    corpus_couple_new(&none, arena, &woman, &man, false);
    *ret = husbands ? man : woman;
    return true;
}

void corpus_couple_new(struct corpus_random *random, corpus_arena *arena,
                       struct corpus_person *woman, struct corpus_person *man, bool together)
{
    struct corpus_random fixed = corpus_random_new(family, 0);

    if (family) {
        random = &fixed;
        together = family % 2;
    }
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

void corpus_ground_draw(struct corpus_sheet *sheet)
{
    static const double tints[][3] = {
        {1, 0.93, 0.9}, {1, 0.96, 0.85}, {0.92, 0.97, 0.92}, {0.99, 0.92, 0.94}, {0.93, 0.95, 1}};
    struct corpus_random *random = &sheet->random;
    const double *tint = tints[corpus_random_int(random, 0, (int)G_N_ELEMENTS(tints) - 1)];
    double strength = corpus_random_real(random, 0.72, 0.9);
    double step = corpus_random_real(random, 7, 14);
    cairo_t *cr = sheet->cr;

    cairo_save(cr);
    cairo_set_source_rgb(cr, tint[0], tint[1], tint[2]);
    cairo_rectangle(cr, 0, 0, sheet->width, sheet->height);
    cairo_fill(cr);
    cairo_set_source_rgb(cr, tint[0] * strength + 0.1, tint[1] * strength, tint[2] * strength);
    cairo_set_line_width(cr, 0.5);
    for (double y = 30; y < sheet->height - 30; y += step) {
        cairo_move_to(cr, 30, y);
        for (double x = 30; x < sheet->width - 60; x += 40) {
            cairo_rel_curve_to(cr, 12, -step, 28, step, 40, 0);
        }
    }
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0.75, 0.25, 0.2);
    cairo_set_line_width(cr, corpus_random_real(random, 1, 4));
    cairo_rectangle(cr, 26, 26, sheet->width - 52, sheet->height - 52);
    cairo_stroke(cr);
    cairo_restore(cr);
}

void corpus_form_put_number(struct corpus_form *form, int year, const char *suffix)
{
    struct corpus_random *random = &form->sheet->random;
    int number = corpus_random_int(random, 1, corpus_random_chance(random, 0.7) ? 320 : 2400);
    const char *print = corpus_printf(form->sheet->arena, number < 10 ? "%02d/%d%s" : "%d/%d%s",
                                      number, year, suffix);

    corpus_form_put(form, "certificate.number", print, print);
    print = corpus_printf(form->sheet->arena, "%02d/%d", corpus_random_int(random, 1, 4), year);
    corpus_form_put(form, "certificate.book", print, print);
}

void corpus_form_office_head(struct corpus_form *form, const struct corpus_office *office,
                             const char *number, bool dated)
{
    corpus_form_letterhead(
        form,
        &(struct corpus_letterhead){
            .agency = office->capitals,
            .number = number,
            .dateline = dated ? "{place}, ngày {dated.d} tháng {dated.m} năm {dated.y}" : NULL});
}

void corpus_form_official(struct corpus_form *form, const struct corpus_office *office,
                          const char *title, const char *key)
{
    struct corpus_random *random = &form->sheet->random;
    corpus_arena *arena = form->sheet->arena;
    const char *positions =
        corpus_random_pick(random, (const char *const[]){"CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
                                                         "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", NULL});
    const char *name = corpus_name_new(random, arena, corpus_surname_new(random),
                                       corpus_random_chance(random, 0.3));

    corpus_form_signers(form,
                        &(struct corpus_signer){
                            title ? corpus_printf(arena, "%s\n%s", title, positions) : positions,
                            NULL, name, key, office->rim},
                        1);
}
