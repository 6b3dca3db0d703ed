/* test_schema - papers loaded from YAML: what they come to, and every mistake told with its place.
 */
#include "reading/schema.h"
#include "unit.h"

#include <unistd.h>

struct heard {
    char text[64][500];
    size_t count;
};

static void hear(void *arg, const char *text)
{
    struct heard *heard = arg;
    if (heard->count < 64)
        (void)snprintf(heard->text[heard->count++], sizeof heard->text[0], "%s", text);
}

static bool was_told(const struct heard *heard, const char *part)
{
    for (size_t i = 0; i < heard->count; i++)
        if (strstr(heard->text[i], part))
            return true;
    return false;
}

#define assert_told(heard, part)                                                                   \
    do {                                                                                           \
        if (!was_told(heard, part)) {                                                              \
            for (size_t i_ = 0; i_ < (heard)->count; i_++)                                         \
                print_message("told: %s\n", (heard)->text[i_]);                                    \
            fail_msg("not told: %s", part);                                                        \
        }                                                                                          \
    } while (0)

static struct sohoa_schemas *parse(const char *yaml, struct heard *heard)
{
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    memset(heard, 0, sizeof *heard);
    int rc = sohoa_schema_parse("t.yaml", yaml, strlen(yaml), hear, heard, &set, &err);
    assert_int_equal(rc == SOHOA_OK, heard->count == 0);
    assert_true((rc == SOHOA_OK) == (set != NULL));
    if (heard->count)
        assert_string_equal(err.text, heard->text[0]);
    return set;
}

/* A sound beginning; items follow from line 7 on. */
#define HEAD                                                                                       \
    "name: card-request\n"                                                                         \
    "title: {vi: Đơn xin thẻ, en: Card request}\n"                                             \
    "recognise: {titles: [\"Library card application\"]}\n"                                        \
    "roles: {applicant: person, members: person, wife: woman, husband: man}\n"                     \
    "attributes: [card_kind]\n"                                                                    \
    "items:\n"

static struct sohoa_schemas *parse_sound(const char *yaml)
{
    struct heard heard;
    struct sohoa_schemas *set = parse(yaml, &heard);
    if (!set)
        fail_msg("%s", heard.text[0]);
    return set;
}

static void a_small_paper_becomes_what_it_says(void **state)
{
    (void)state;
    struct sohoa_schemas *set = parse_sound(
        HEAD "  - {field: applicant.name, label: \"{Full |}name\", required: true}\n"
             "  - {field: card_kind, type: free_text, label: Kind of card, lines: true}\n"
             "  - text: Rules\n"
             "  - ignore: Notes\n");
    const struct sohoa_schema *s = sohoa_schemas_find(set, "card-request");
    assert_non_null(s);
    assert_string_equal(s->en, "Card request");
    assert_int_equal(s->item_count, 4);
    assert_string_equal(s->items[0].key, "applicant.name");
    assert_string_equal(s->items[0].type, "person_name");
    assert_int_equal(s->items[0].flags, SOHOA_ITEM_REQUIRED);
    assert_int_equal(s->items[0].label_count, 2);
    assert_string_equal(s->items[0].labels[0], "Full name");
    assert_string_equal(s->items[0].labels[1], "name");
    assert_string_equal(s->items[1].type, "free_text");
    assert_int_equal(s->items[1].flags, SOHOA_ITEM_LINES);
    assert_int_equal(s->items[2].kind, SOHOA_ITEM_TEXT);
    assert_int_equal(s->items[3].kind, SOHOA_ITEM_FIELD);
    assert_string_equal(s->items[3].key, "");
    assert_int_equal(s->items[0].group, -1);
    assert_int_equal(s->items[0].grid, -1);
    sohoa_schemas_close(set);
}

static void a_grid_is_its_columns_then_its_rows(void **state)
{
    (void)state;
    struct sohoa_schemas *set = parse_sound(HEAD "  - ignore: To\n"
                                                 "  - grid: {wife: Bride, husband: Groom}\n"
                                                 "    rows:\n"
                                                 "      - {field: name, label: Name}\n"
                                                 "      - {field: birth_date, label: Born on}\n");
    const struct sohoa_schema *s = sohoa_schemas_at(set, 0);
    assert_int_equal(s->item_count, 7);
    assert_int_equal(s->items[1].kind, SOHOA_ITEM_GRID);
    assert_string_equal(s->items[2].key, "husband");
    assert_int_equal(s->items[2].grid, 1);
    assert_int_equal(s->items[2].column, 1);
    assert_string_equal(s->items[3].key, "wife.name");
    assert_string_equal(s->items[4].key, "husband.name");
    assert_int_equal(s->items[4].grid, 1);
    assert_int_equal(s->items[4].column, 1);
    assert_string_equal(s->items[6].key, "husband.birth_date");
    sohoa_schemas_close(set);
}

static void a_table_has_a_key_for_each_row(void **state)
{
    (void)state;
    struct sohoa_schemas *set =
        parse_sound(HEAD "  - table: members\n"
                         "    label: Members of the household\n"
                         "    columns:\n"
                         "      - ignore: No\n"
                         "      - {field: name, label: Name}\n"
                         "      - {field: id_number, type: identity_paper, label: Paper}\n");
    const struct sohoa_schema *s = sohoa_schemas_at(set, 0);
    assert_int_equal(s->items[0].kind, SOHOA_ITEM_TABLE);
    assert_string_equal(s->items[2].key, "members.*.name");
    assert_int_equal(s->items[2].column, 1);
    assert_true(sohoa_schema_has_key(s, "members.1.name"));
    assert_true(sohoa_schema_has_key(s, "members.27.name"));
    assert_true(sohoa_schema_has_key(s, "members.2.id_issue_place"));
    assert_false(sohoa_schema_has_key(s, "members.0.name"));
    assert_false(sohoa_schema_has_key(s, "members.name"));
    assert_false(sohoa_schema_has_key(s, "members.1.phone"));
    assert_false(sohoa_schema_has_key(s, "members.1x.name"));
    assert_string_equal(sohoa_schema_role_of(s, "members.1.name")->name, "members");
    assert_null(sohoa_schema_role_of(s, "card_kind"));
    sohoa_schemas_close(set);
}

static void blocks_side_by_side_and_fields_of_one_place_are_kept_apart(void **state)
{
    (void)state;
    struct sohoa_schemas *set =
        parse_sound(HEAD "  - beside:\n"
                         "      - - {field: wife.name, label: Bride}\n"
                         "        - {field: wife.phone, label: Phone, with: wife.email}\n"
                         "      - - {field: husband.name, label: Groom}\n"
                         "  - {field: applicant.id_number, type: identity_paper, label: Paper}\n");
    const struct sohoa_schema *s = sohoa_schemas_at(set, 0);
    assert_int_equal(s->items[0].group, 0);
    assert_int_equal(s->items[2].group, 0);
    assert_string_equal(s->items[2].key, "wife.email");
    assert_int_equal(s->items[2].label_count, 0);
    assert_int_equal(s->items[3].group, 1);
    assert_int_equal(s->items[4].group, -1);
    assert_true(sohoa_schema_has_key(s, "applicant.id_issue_date"));
    assert_false(sohoa_schema_has_key(s, "wife.id_issue_date"));
    sohoa_schemas_close(set);
}

static void every_mistake_of_a_file_is_told_with_its_place(void **state)
{
    (void)state;
    struct heard heard;
    struct sohoa_schemas *set =
        parse("name: Bad Name\n" /* 1 */
              "titel: {vi: x}\n" /* 2 */
              "form: orignal\n"  /* 3 */
              "versions: [{from: 2024-13-01, basis: a}, {from: 2024-02-01, to: 2023-01-01}]\n"
              "recognise: {titles: [\"a{b\"], codes: ['(ab', 'x+']}\n"                 /* 5 */
              "roles: {child: person, cat: animal}\n"                                  /* 6 */
              "items:\n"                                                               /* 7 */
              "  - {field: child.nam, label: Name}\n"                                  /* 8 */
              "  - {field: chld.name, label: Name}\n"                                  /* 9 */
              "  - {field: child.phone, label: Phone, typ: x, lines: yes}\n"           /* 10 */
              "  - {field: child.email, label: Mail, type: datum}\n"                   /* 11 */
              "  - {field: child.email, label: Mail}\n"                                /* 12 */
              "  - {field: child.gender}\n"                                            /* 13 */
              "  - nothing\n"                                                          /* 14 */
              "  - {grid: {child: Child}, rows: [{field: child.name, label: Name}]}\n" /* 15 */
              "checks:\n"                                                              /* 16 */
              "  - {before: [child.phone, child.phon]}\n"                              /* 17 */
              "  - {befor: [child.phone, child.email]}\n"                              /* 18 */
              "  - {same: [child.phone]}\n",                                           /* 19 */
              &heard);
    assert_null(set);
    assert_told(&heard, "t.yaml:1:7: 'Bad Name' is not a name");
    assert_told(&heard, "t.yaml:2:1: 'titel' is not known here; 'title' is perhaps meant");
    assert_told(&heard, "t.yaml:1:1: `title:` is missing");
    assert_told(&heard, "t.yaml:3:7: 'orignal' is not one of: unknown original");
    assert_told(&heard, "'original' is perhaps meant");
    assert_told(&heard, "t.yaml:4:19: '2024-13-01' is not a date like 2024-07-01");
    assert_told(&heard, "ends (2023-01-01) before it begins (2024-02-01)");
    assert_told(&heard, "t.yaml:5:22: '{' and '}' do not match");
    assert_told(&heard, "t.yaml:5:38: the pattern is wrong at its character 4: missing closing");
    assert_told(&heard, "t.yaml:6:29: 'animal' is not one of: person woman man paper");
    assert_told(&heard, "t.yaml:8:13: there is no attribute 'nam'; 'name' is perhaps meant");
    assert_told(&heard, "t.yaml:9:13: there is no role 'chld'; 'child' is perhaps meant");
    assert_told(&heard, "t.yaml:10:40: 'typ' is not known here; 'type' is perhaps meant");
    assert_told(&heard, "t.yaml:10:55: true or false is wanted here");
    assert_told(&heard, "t.yaml:11:45: 'datum' is not one of:");
    assert_told(&heard, "t.yaml:12:13: the key 'child.email' is there already");
    assert_told(&heard, "t.yaml:13:5: a field needs a `label:`");
    assert_told(&heard, "t.yaml:14:5: `name: value` lines are wanted here");
    assert_told(&heard, "t.yaml:15:43: only the attribute stands here: the role is 'child'");
    assert_told(&heard, "t.yaml:17:28: the paper has no field 'child.phon'; 'child.phone' is");
    assert_told(&heard, "t.yaml:18:6: 'befor' is not known here; 'before' is perhaps meant");
    assert_told(&heard, "t.yaml:19:12: same compares 2..16 keys");
}

static void what_is_missing_or_of_the_wrong_shape_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *told;
    } cases[] = {
        {"", "`name: value` lines are wanted here"},
        {"- a\n- b\n", "`name: value` lines are wanted here"},
        {"title: x\n", "`name:` is missing"},
        {"name: x\n", "`recognise:` is missing"},
        {"name: x\nrecognise: {}\n", "nothing to recognise it by"},
        {"name: x\n", "`items:` is missing"},
        {"name: x\nitems: {}\n", "`items:` is a list"},
        {"name: x\nitems: []\n", "`items:` is a list"},
        {"name: x\nname: y\n", "'name' is there twice"},
        {"name: &a x\ntitle: *a\n", "anchors are not allowed"},
        {"name: x\nrecognise: {front: {titles: [Long title]}}\n", "one is missing"},
        {"name: x\nrecognise: {titles: [ab]}\n", "too little to be recognised by"},
        {"name: x\nextends: x\n", "'extends' is not known here"},
        {"name: x\nlayouts: []\n", "`layouts:` is a list of lists"},
        {"name: [\n", "t.yaml:2:1"},
        {"name: \xff\n", "t.yaml: byte 6"},
        {HEAD "  - {table: members, columns: [{label: x}]}\n", "`field:` or `ignore:` is wanted"},
        {HEAD "  - {table: members}\n", "a table has `columns:`"},
        {HEAD "  - {grid: {wife: Bride}}\n", "a grid has `rows:`"},
        {HEAD "  - {field: card_kind, label: Kind}\n", "needs a `type:`"},
        {HEAD "  - beside: [[{beside: [[], []]}], []]\n", "stands in no other"},
        {HEAD "  - {field: applicant.name, label: \"{a|b|c}{a|b|c}{a|b|c}{a|b|c}\"}\n",
         "more than 64 variants"},
        {HEAD "  - {field: applicant.name, label: \"{a|b}}\"}\n", "do not match"},
        {HEAD "  - {field: applicant.name, label: [Name, Name]}\n", "'Name' is there twice"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct heard heard;
        assert_null(parse(cases[i].yaml, &heard));
        assert_told(&heard, cases[i].told);
    }
}

static void the_mistakes_told_of_one_file_are_capped(void **state)
{
    (void)state;
    struct heard heard;
    char *yaml = calloc(1, 40000);
    size_t used = (size_t)snprintf(yaml, 40000, "%s", HEAD);
    for (int i = 0; i < 300; i++)
        used += (size_t)snprintf(yaml + used, 40000 - used, "  - wrong\n");
    assert_null(parse(yaml, &heard));
    assert_int_equal(heard.count, 64); /* all that this test keeps */
    struct sohoa_schemas *set = NULL;
    assert_int_equal(sohoa_schema_parse("t.yaml", yaml, used, NULL, NULL, &set, NULL), SOHOA_FATAL);
    free(yaml);
}

static void a_catastrophic_pattern_gives_up_soon(void **state)
{
    (void)state;
    struct sohoa_schemas *set =
        parse_sound("name: x\ntitle: x\nrecognise: {codes: ['(a+)+$', '^q']}\n"
                    "items: [{text: abc}]\n");
    const struct sohoa_schema *s = sohoa_schemas_at(set, 0);
    assert_int_equal(s->marks[0].code_count, 2);
    char text[4001];
    memset(text, 'a', 4000);
    text[3999] = '!';
    text[4000] = '\0';
    assert_false(sohoa_pattern_matches(s->marks[0].codes[0], text));
    assert_true(sohoa_pattern_matches(s->marks[0].codes[0], "aaa"));
    assert_true(sohoa_pattern_matches(s->marks[0].codes[1], "q1"));
    assert_false(sohoa_pattern_matches(s->marks[0].codes[1], "\xff\xfe"));
    sohoa_schemas_close(set);
}

static void write_file(const char *folder, const char *name, const char *text)
{
    char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void a_later_folder_wins_and_twins_in_one_folder_are_a_mistake(void **state)
{
    (void)state;
    char first[] = "/tmp/schema-a-XXXXXX", second[] = "/tmp/schema-b-XXXXXX";
    assert_non_null(mkdtemp(first));
    assert_non_null(mkdtemp(second));
    write_file(first, "b.yaml",
               "name: b\ntitle: old\nrecognise: {titles: [Bbbb]}\nitems: [text: abc]\n");
    write_file(first, "a.yaml",
               "name: a\ntitle: a\nrecognise: {titles: [Aaaa]}\nitems: [text: abc]\n");
    write_file(first, "notes.txt", "not a schema");
    write_file(second, "mine.yaml",
               "name: b\ntitle: new\nrecognise: {titles: [Bbbb]}\nitems: [text: abc]\n");
    const char *folders[] = {first, "/tmp/there-is-no-such-folder", second};
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_schemas_open(folders, 3, &set, &err), SOHOA_OK);
    assert_int_equal(sohoa_schemas_count(set), 2);
    assert_string_equal(sohoa_schemas_at(set, 0)->name, "a");
    assert_string_equal(sohoa_schemas_find(set, "b")->vi, "new");
    assert_null(sohoa_schemas_find(set, "c"));
    sohoa_schemas_close(set);
    set = NULL;
    write_file(second, "twin.yaml",
               "name: b\ntitle: twin\nrecognise: {titles: [Bbbb]}\nitems: [text: abc]\n");
    assert_int_equal(sohoa_schemas_open(folders, 3, &set, &err), SOHOA_FATAL);
    assert_contains(err.text, "'b' is declared in");
    assert_null(set);
    char command[200];
    (void)snprintf(command, sizeof command, "rm -r %s %s", first, second);
    assert_int_equal(system(command), 0);
}

/* ---- the papers that are shipped --------------------------------------------------------- */

static void the_shipped_papers_have_every_key_of_the_contract(void **state)
{
    (void)state;
    static const struct {
        const char *schema, *keys;
    } wanted[] = {
        {"to-khai-khai-sinh",
         "requester.name requester.address requester.id_number requester.id_issue_date "
         "requester.id_issue_place requester.relation requester.birth_date child.name "
         "child.birth_date child.gender child.ethnicity child.nationality child.birth_place "
         "child.home_town mother.name mother.birth_date mother.ethnicity mother.nationality "
         "mother.address mother.id_number father.name father.birth_date father.ethnicity "
         "father.nationality father.address father.id_number"},
        {"to-khai-ket-hon",
         "wife.name wife.birth_date wife.ethnicity wife.nationality wife.address wife.id_number "
         "wife.marriage_count husband.name husband.birth_date husband.ethnicity "
         "husband.nationality husband.address husband.id_number husband.marriage_count"},
        {"to-khai-khai-tu",
         "requester.name requester.address requester.id_number requester.relation deceased.name "
         "deceased.gender deceased.birth_date deceased.ethnicity deceased.nationality "
         "deceased.last_address deceased.id_number deceased.death_date deceased.death_time "
         "deceased.death_place deceased.death_cause"},
        {"giay-khai-sinh",
         "child.name child.birth_date child.gender child.ethnicity child.nationality "
         "child.birth_place child.home_town child.id_number mother.name father.name "
         "requester.name requester.id_number certificate.number certificate.book "
         "certificate.register_place certificate.register_date"},
        {"giay-chung-nhan-ket-hon",
         "wife.name husband.name wife.id_number husband.address certificate.number "
         "certificate.book certificate.register_place certificate.register_date"},
        {"trich-luc-khai-tu",
         "deceased.name deceased.birth_date deceased.gender deceased.id_number "
         "deceased.death_date deceased.death_time deceased.death_place certificate.number "
         "certificate.book certificate.register_place certificate.register_date"},
        {"giay-chung-sinh", "mother.name mother.id_number mother.address child.name child.gender "
                            "child.birth_date certificate.number certificate.date"},
        {"giay-bao-tu", "person.name person.birth_date certificate.number certificate.date"},
        {"xac-nhan-hon-nhan", "person.name person.birth_date person.id_number person.address "
                              "certificate.number certificate.date"},
        {"cccd", "person.id_number person.name person.birth_date person.gender "
                 "person.nationality person.home_town person.address person.id_expiry_date "
                 "person.id_issue_date person.id_issue_place person.old_id_number"},
        {"can-cuoc", "person.id_number person.name person.birth_date person.gender "
                     "person.nationality person.birth_place person.address person.id_expiry_date "
                     "person.id_issue_date person.id_issue_place person.old_id_number"},
        {"ct01", "person.name person.birth_date person.gender person.id_number person.phone "
                 "person.email person.relation household_head.name household_head.id_number "
                 "request members.1.name members.1.birth_date members.1.gender "
                 "members.1.id_number members.1.relation"},
        {"giay-tiep-nhan", "dossier.code submitter.name submitter.id_number submitter.address "
                           "submitter.phone procedure received_at due_at components.1.name"},
        {"chung-thuc-ban-sao", "certification.number certification.book certification.date "
                               "certification.officer"},
        {"chung-thuc-chu-ky",
         "certification.number certification.book certification.date certification.place "
         "certification.officer certification.signer_name certification.signer_id_number"},
        {"van-ban", "document.agency document.number document.place document.date document.type "
                    "document.title document.signatory document.signatory_position "
                    "document.incoming_date"},
    };
    const char *folder = SOHOA_TEST_SOURCE "/schemas";
    struct sohoa_schemas *set = NULL;
    struct sohoa_err err = {0};
    if (sohoa_schemas_open(&folder, 1, &set, &err) != SOHOA_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct sohoa_schema *s = sohoa_schemas_find(set, wanted[i].schema);
        if (!s)
            fail_msg("there is no %s", wanted[i].schema);
        char keys[1000], *rest = keys;
        (void)snprintf(keys, sizeof keys, "%s", wanted[i].keys);
        for (char *key = strtok_r(keys, " ", &rest); key; key = strtok_r(NULL, " ", &rest))
            if (!sohoa_schema_has_key(s, key))
                fail_msg("%s has no %s", wanted[i].schema, key);
    }
    sohoa_schemas_close(set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_paper_becomes_what_it_says),
        cmocka_unit_test(a_grid_is_its_columns_then_its_rows),
        cmocka_unit_test(a_table_has_a_key_for_each_row),
        cmocka_unit_test(blocks_side_by_side_and_fields_of_one_place_are_kept_apart),
        cmocka_unit_test(every_mistake_of_a_file_is_told_with_its_place),
        cmocka_unit_test(what_is_missing_or_of_the_wrong_shape_is_told),
        cmocka_unit_test(the_mistakes_told_of_one_file_are_capped),
        cmocka_unit_test(a_catastrophic_pattern_gives_up_soon),
        cmocka_unit_test(a_later_folder_wins_and_twins_in_one_folder_are_a_mistake),
        cmocka_unit_test(the_shipped_papers_have_every_key_of_the_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
