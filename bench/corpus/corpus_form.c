/* corpus_form.c - see corpus_form.h: the look of a form and the values on it. */
#include "corpus_form.h"

struct value {
    const char *item, *print;
    json_t *truth; /* key -> value */
};

static void value_free(gpointer data)
{
    struct value *value = data;

    json_decref(value->truth);
    g_free(value);
}

static const struct corpus_face *typed_face(struct corpus_random *random,
                                            const struct corpus_face *print)
{
    double luck = corpus_random_real(random, 0, 1);

    if (luck < 0.5) {
        return print;
    }
    return corpus_face_of(random, luck < 0.62   ? CUT_TIMES
                                  : luck < 0.72 ? CUT_SERIF
                                  : luck < 0.82 ? CUT_SANS
                                                : CUT_MONO);
}

static void pick_leader(struct corpus_look *look, struct corpus_random *random)
{
    static const enum corpus_leader leaders[] = {
        LEAD_DOTS, LEAD_DOTS, LEAD_DOTS, LEAD_DOTS, LEAD_ELLIPSES,    LEAD_FINE,
        LEAD_FINE, LEAD_RULE, LEAD_RULE, LEAD_BOX,  LEAD_UNDERSCORES, LEAD_NONE,
        LEAD_NONE, LEAD_NONE, LEAD_NONE, LEAD_NONE};

    look->leader = leaders[corpus_random_int(random, 0, (int)G_N_ELEMENTS(leaders) - 1)];
    look->under = look->leader == LEAD_RULE || corpus_random_chance(random, 0.5);
    look->drop = corpus_random_real(random, 0.3, 3);
    look->table = corpus_random_chance(random, 0.1);
    if (look->table) {
        look->leader = LEAD_NONE;
    }
}

static struct corpus_look look_new(struct corpus_random *random)
{
    static const uint32_t inks[] = {0, 0, 0, 0, 0x101030, 0x1b2a80};
    struct corpus_look look = {.print = corpus_face_print(random)};

    look.typed = typed_face(random, look.print);
    look.typed_size = corpus_random_real(random, 0.92, 1.08);
    look.bold = look.typed->cut != CUT_MONO && corpus_random_chance(random, 0.25);
    look.italic = look.typed->cut != CUT_MONO && corpus_random_chance(random, 0.12);
    look.names_in_capitals = corpus_random_chance(random, 0.5);
    look.all_in_capitals = corpus_random_chance(random, 0.05);
    look.colour = inks[corpus_random_int(random, 0, (int)G_N_ELEMENTS(inks) - 1)];
    pick_leader(&look, random);
    look.lift = corpus_random_chance(random, 0.4) ? corpus_random_real(random, -1, 3.5) : 0;
    look.colons = corpus_random_chance(random, 0.92);
    look.notes = corpus_random_chance(random, 0.4);
    look.numbered = corpus_random_chance(random, 0.12);
    look.labels_bold = corpus_random_chance(random, 0.06) && !look.bold;
    look.dates = corpus_random_chance(random, 0.65)
                     ? DATE_SLASHES
                     : (enum corpus_date_style)corpus_random_int(random, DATE_DASHES, DATE_LONG);
    look.pitch = corpus_random_real(random, 1.35, 1.95);
    return look;
}

double corpus_form_size(const struct corpus_form *form)
{
    return form->sheet->font->size * form->sheet->squeeze;
}

void corpus_form_settle(struct corpus_form *form)
{
    double size = corpus_form_size(form);

    form->pitch =
        size * form->look.pitch * (0.4 + 0.6 * form->sheet->squeeze) * form->sheet->stretch;
    form->rise = size * 1.12;
}

void corpus_form_open(struct corpus_form *form, struct corpus_sheet *sheet, unsigned versions)
{
    struct corpus_random *random = &sheet->random;
    struct corpus_font *font = g_new(struct corpus_font, 1);

    *form = (struct corpus_form){.sheet = sheet};
    form->look = look_new(random);
    form->version = (unsigned)corpus_random_int(random, 0, (int)versions - 1);
    font->family = form->look.print->family;
    font->size = corpus_random_real(random, 12, 14) * form->look.print->scale;
    if (sheet->width < CORPUS_WIDTH - 1) {
        font->size *= 0.82;
    }
    g_ptr_array_add(sheet->arena, font);
    sheet->font = font;
    form->look.typed_size *= form->look.typed->scale / form->look.print->scale;
    form->left = sheet->left;
    form->right = sheet->right;
    form->y = sheet->top;
    form->values = g_ptr_array_new_with_free_func(value_free);
    if (sheet->hand) {
        form->hand = corpus_hand_new(sheet);
        form->look.under = true;
    }
    corpus_form_settle(form);
}

void corpus_form_close(struct corpus_form *form)
{
    corpus_hand_free(form->hand);
    g_ptr_array_unref(form->values);
}

static struct value *find(const struct corpus_form *form, const char *item)
{
    for (guint i = 0; i < form->values->len; i++) {
        struct value *value = form->values->pdata[i];
        if (!strcmp(value->item, item)) {
            return value;
        }
    }
    return NULL;
}

void corpus_form_tell(struct corpus_form *form, const char *item, const char *key,
                      const char *truth)
{
    json_object_set_new(find(form, item)->truth, key, json_string(truth));
}

void corpus_form_put(struct corpus_form *form, const char *key, const char *print,
                     const char *truth)
{
    struct value *value = find(form, key);

    if (value) {
        json_object_clear(value->truth);
    } else {
        value = g_new0(struct value, 1);
        value->item = corpus_printf(form->sheet->arena, "%s", key);
        value->truth = json_object();
        g_ptr_array_add(form->values, value);
    }
    value->print = form->look.all_in_capitals && !strchr(print, '@')
                       ? corpus_keep(form->sheet->arena, g_utf8_strup(print, -1))
                       : print;
    if (truth && *truth) {
        corpus_form_tell(form, key, key, truth);
    }
}

void corpus_form_put_name(struct corpus_form *form, const char *key, const char *name)
{
    const char *print = name;

    if (form->look.names_in_capitals) {
        print = corpus_keep(form->sheet->arena, g_utf8_strup(name, -1));
    }
    corpus_form_put(form, key, print, name);
}

void corpus_form_put_date(struct corpus_form *form, const char *key, struct corpus_date date)
{
    corpus_arena *arena = form->sheet->arena;

    corpus_form_put(form, key, corpus_date_print(arena, date, form->look.dates),
                    corpus_date_iso(arena, date));
}

const char *corpus_form_print(struct corpus_form *form, const char *key)
{
    const struct value *value = key ? find(form, key) : NULL;

    return value ? value->print : "";
}

void corpus_form_emit(struct corpus_form *form, const char *key)
{
    const struct value *value = key ? find(form, key) : NULL;
    const char *name;
    json_t *truth;

    if (!value) {
        return;
    }
    json_object_foreach(value->truth, name, truth)
    {
        if (form->hand && !json_object_get(form->sheet->fields, name)) {
            json_array_append_new(form->sheet->written, json_string(name));
        }
        corpus_sheet_field(form->sheet, name, json_string_value(truth));
    }
}

/* "CCCD số 038..., cấp ngày 15/03/2022, nơi cấp Bộ Công an" in the ways people write it. */
static const char *paper_of(struct corpus_form *form, const struct corpus_person *person,
                            const char *place)
{
    corpus_arena *arena = form->sheet->arena;
    enum corpus_date_style style = form->look.dates == DATE_LONG ? DATE_SLASHES : form->look.dates;
    const char *date = corpus_date_print(arena, person->id_issued, style);
    const char *number = person->id_number;
    bool later = !strcmp(person->id_place, "Bộ Công an");
    const char *kind = later ? "Căn cước" : "CCCD";

    switch (form->version * 3 + (unsigned)(person->birth.day % 3)) {
    case 0:
        return corpus_printf(arena, "%s số %s, cấp ngày %s, %s", kind, number, date, place);
    case 1:
        return corpus_printf(arena, "%s số: %s; ngày cấp: %s; nơi cấp: %s", kind, number, date,
                             place);
    case 2:
        return corpus_printf(arena, "%s số %s do %s cấp ngày %s",
                             later ? "Thẻ căn cước" : "Căn cước công dân", number, place, date);
    case 3:
        return corpus_printf(arena, "Số %s: %s, do %s cấp ngày %s", kind, number, place, date);
    default:
        return corpus_printf(arena, "%s %s, cấp ngày %s tại %s", kind, number, date, place);
    }
}

static const char *key_of(struct corpus_form *form, const char *role, const char *attribute)
{
    return corpus_printf(form->sheet->arena, "%s.%s", role, attribute);
}

static void put_paper(struct corpus_form *form, const char *role,
                      const struct corpus_person *person)
{
    corpus_arena *arena = form->sheet->arena;
    const char *item = key_of(form, role, "paper");
    bool later = !strcmp(person->id_place, "Bộ Công an");
    const char *place =
        !later && person->id_issued.day % 4 ? "Cục CSQLHC về TTXH" : person->id_place;

    corpus_form_put(form, item, paper_of(form, person, place), NULL);
    corpus_form_tell(form, item, key_of(form, role, "id_number"), person->id_number);
    corpus_form_tell(form, item, key_of(form, role, "id_issue_date"),
                     corpus_date_iso(arena, person->id_issued));
    corpus_form_tell(form, item, key_of(form, role, "id_issue_place"), place);
    corpus_form_put(form, key_of(form, role, "id_number"), person->id_number, person->id_number);
    corpus_form_put_date(form, key_of(form, role, "id_issue_date"), person->id_issued);
    corpus_form_put(form, key_of(form, role, "id_issue_place"), place, place);
}

void corpus_form_put_person(struct corpus_form *form, const char *role,
                            const struct corpus_person *person)
{
    corpus_arena *arena = form->sheet->arena;
    const char *year = corpus_printf(arena, "%d", person->birth.year);
    const char *item = key_of(form, role, "birth_year");
    const struct {
        const char *attribute, *value;
    } texts[] = {{"gender", person->female ? "Nữ" : "Nam"},
                 {"ethnicity", person->ethnicity},
                 {"nationality", "Việt Nam"},
                 {"address", person->address},
                 {"home_town", person->home_town},
                 {"phone", person->phone},
                 {"email", person->email}};

    corpus_form_put_name(form, key_of(form, role, "name"), person->name);
    corpus_form_put_date(form, key_of(form, role, "birth_date"), person->birth);
    corpus_form_put(form, item, year, NULL);
    corpus_form_tell(form, item, key_of(form, role, "birth_date"), year);
    if (person->birth.day) {
        corpus_form_put(form, key_of(form, role, "birth_words"),
                        corpus_date_words(arena, person->birth), NULL);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *value = texts[i].value ? texts[i].value : "";
        corpus_form_put(form, key_of(form, role, texts[i].attribute), value, value);
    }
    if (person->id_number) {
        put_paper(form, role, person);
    }
}
