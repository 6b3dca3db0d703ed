/* Tokens: made once, kept as a hash, given up when they are not used. */
#include "query/token.h"
#include "unit/record_rig.h"

#include <errno.h>
#include <time.h>

#define DAY 86400

static struct sohoa_token asked(const char *name, const char *agency)
{
    struct sohoa_token t = {.role = SOHOA_CLERK_ROLE};
    (void)snprintf(t.name, sizeof t.name, "%s", name);
    (void)snprintf(t.agency, sizeof t.agency, "%s", agency);
    return t;
}

static void a_token_is_found_by_its_letters_alone(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_token t = asked("one-stop", "H56.14"), found;
    char letters[SOHOA_TOKEN_SIZE], other[SOHOA_TOKEN_SIZE];
    assert_ok(sohoa_token_add(s->records, &t, letters, &err), err);
    assert_int_equal(strlen(letters), 43);
    assert_int_equal(
        strspn(letters, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), 43);
    assert_ok(sohoa_token_find(s->records, letters, &found, &err), err);
    assert_string_equal(found.name, "one-stop");
    assert_string_equal(found.agency, "H56.14");
    assert_int_equal(found.role, SOHOA_CLERK_ROLE);
    memcpy(other, letters, sizeof other);
    other[5] = other[5] == 'A' ? 'B' : 'A';
    assert_int_equal(sohoa_token_find(s->records, other, &found, &err), SOHOA_END);
    assert_int_equal(sohoa_token_find(s->records, "", &found, &err), SOHOA_END);
    assert_int_equal(sohoa_token_find(s->records, "../../etc", &found, &err), SOHOA_END);
}

static bool look_for(void *arg, const char *key)
{
    const char *letters = arg;
    assert_null(strstr(key, letters));
    return true;
}

static void the_store_never_holds_the_token_itself(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_token t = asked("portal", "");
    char letters[SOHOA_TOKEN_SIZE], hash[SOHOA_SHA256_SIZE], key[128], *text = NULL;
    assert_ok(sohoa_token_add(s->records, &t, letters, &err), err);
    assert_ok(sohoa_records_keys(s->records, "", look_for, letters, &err), err);
    assert_true(sohoa_token_hash(letters, hash));
    (void)snprintf(key, sizeof key, "token/%s", hash);
    assert_ok(sohoa_records_dump(s->records, key, &text, &err), err);
    assert_null(strstr(text, letters));
    free(text);
}

static void a_live_name_is_taken_once(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    struct sohoa_token t = asked("desk", ""), found;
    char first[SOHOA_TOKEN_SIZE], second[SOHOA_TOKEN_SIZE];
    assert_ok(sohoa_token_add(s->records, &t, first, &err), err);
    assert_int_equal(sohoa_token_add(s->records, &t, second, &err), SOHOA_FATAL);
    assert_int_equal(err.sys_errno, EINVAL);
    assert_ok(sohoa_token_revoke(s->records, "desk", &err), err);
    assert_int_equal(sohoa_token_revoke(s->records, "desk", &err), SOHOA_END);
    assert_ok(sohoa_token_add(s->records, &t, second, &err), err);
    assert_ok(sohoa_token_find(s->records, first, &found, &err), err);
    assert_int_equal(sohoa_token_state(&found, time(NULL)), SOHOA_TOKEN_REVOKED);
    assert_ok(sohoa_token_find(s->records, second, &found, &err), err);
    assert_int_equal(sohoa_token_state(&found, time(NULL)), SOHOA_TOKEN_LIVE);
    t = asked("", "");
    assert_int_equal(sohoa_token_add(s->records, &t, second, &err), SOHOA_FATAL);
    t = asked("a\nb", "");
    assert_int_equal(sohoa_token_add(s->records, &t, second, &err), SOHOA_FATAL);
}

static void a_token_ends_by_its_date_or_by_lying_idle(void **state)
{
    struct support_store *s = *state;
    struct sohoa_err err;
    int64_t now = time(NULL);
    struct sohoa_token t = asked("temp", ""), found;
    char letters[SOHOA_TOKEN_SIZE];
    t.expires = now + 10 * DAY;
    assert_ok(sohoa_token_add(s->records, &t, letters, &err), err);
    assert_ok(sohoa_token_find(s->records, letters, &found, &err), err);
    assert_int_equal(sohoa_token_state(&found, now + 9 * DAY), SOHOA_TOKEN_LIVE);
    assert_int_equal(sohoa_token_state(&found, now + 10 * DAY), SOHOA_TOKEN_EXPIRED);
    found.expires = 0;
    assert_int_equal(sohoa_token_state(&found, now + 44 * DAY), SOHOA_TOKEN_LIVE);
    assert_int_equal(sohoa_token_state(&found, now + 46 * DAY), SOHOA_TOKEN_IDLE);
    assert_ok(sohoa_token_touch(s->records, &found, now + 30 * DAY, &err), err);
    assert_ok(sohoa_token_find(s->records, letters, &found, &err), err);
    found.expires = 0;
    assert_int_equal(sohoa_token_state(&found, now + 46 * DAY), SOHOA_TOKEN_LIVE);
    assert_int_equal(sohoa_token_state(&found, now + 76 * DAY), SOHOA_TOKEN_IDLE);
}

static void pictures_are_for_the_own_agency_and_those_granted(void **state)
{
    (void)state;
    struct sohoa_token t = asked("x", "H56.14");
    assert_true(sohoa_token_sees(&t, "H56.14"));
    assert_true(sohoa_token_sees(&t, NULL));
    assert_false(sohoa_token_sees(&t, "H56.15"));
    assert_false(sohoa_token_sees(&t, "H56"));
    (void)snprintf(t.grants[t.grant_count++], sizeof *t.grants, "H56.15");
    assert_true(sohoa_token_sees(&t, "H56.15"));
    assert_false(sohoa_token_sees(&t, "H56.16"));
    (void)snprintf(t.grants[t.grant_count++], sizeof *t.grants, "*");
    assert_true(sohoa_token_sees(&t, "H56.16"));
    t = asked("x", "");
    assert_true(sohoa_token_sees(&t, "H56.15"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        rig_test(a_token_is_found_by_its_letters_alone),
        rig_test(the_store_never_holds_the_token_itself),
        rig_test(a_live_name_is_taken_once),
        rig_test(a_token_ends_by_its_date_or_by_lying_idle),
        cmocka_unit_test(pictures_are_for_the_own_agency_and_those_granted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
