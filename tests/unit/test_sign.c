/* test_sign - detached signatures made and checked; PDFs of ours signed; signatures found in PDFs.
 * The key is made here. What other programs say of them: tests/e2e/sign.sh. */
#include "host/cms.h"
#include "host/pdf_sign.h"
#include "host/pdf_signed.h"
#include "host/pdfa.h"
#include "unit.h"

#include <fcntl.h>
#include <jansson.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW 1795312800 /* 2026-11-22T09:00:00+07:00 */

static struct sohoa_signer signer;
static EVP_PKEY *key;
static char path[] = "/tmp/sohoa-sign-XXXXXX";

static int sign(void *arg, const void *data, size_t size, unsigned char **ret, size_t *ret_size,
                struct sohoa_err *err)
{
    (void)arg, (void)err;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    *ret = malloc(256);
    *ret_size = 256;
    assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, key), 1);
    assert_int_equal(EVP_DigestSign(ctx, *ret, ret_size, data, size), 1);
    EVP_MD_CTX_free(ctx);
    return SOHOA_OK;
}

static X509 *make_certificate(EVP_PKEY *of, int kind, const char *name)
{
    X509 *made = X509_new();
    X509_NAME *subject = X509_get_subject_name(made);
    (void)X509_set_version(made, 2);
    (void)ASN1_INTEGER_set(X509_get_serialNumber(made), 7);
    (void)X509_gmtime_adj(X509_getm_notBefore(made), -3600);
    (void)X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    (void)X509_set_pubkey(made, of);
    (void)X509_NAME_add_entry_by_NID(subject, kind, MBSTRING_UTF8, (const unsigned char *)name, -1,
                                     -1, 0);
    (void)X509_set_issuer_name(made, subject);
    assert_true(X509_sign(made, of, EVP_sha256()) > 0);
    return made;
}

static int begin(void **state)
{
    (void)state;
    key = EVP_EC_gen("P-256");
    signer = (struct sohoa_signer){.count = 1, .sign = sign};
    signer.chain[0] = make_certificate(key, NID_commonName, "Nguyễn Văn Ký");
    sohoa_cms_name(signer.chain[0], signer.name);
    int fd = mkstemp(path);
    return fd >= 0 ? close(fd) : -1;
}

static int end(void **state)
{
    (void)state;
    X509_free(signer.chain[0]);
    EVP_PKEY_free(key);
    return unlink(path);
}

/* ---- CMS ------------------------------------------------------------------------------------- */

static bool as_given(void *arg, const EVP_MD *algorithm, unsigned char *ret)
{
    assert_int_equal(EVP_MD_get_type(algorithm), NID_sha256);
    memcpy(ret, arg, 32);
    return true;
}

static struct sohoa_cms_told check(const unsigned char *der, size_t size, unsigned char *digest)
{
    struct sohoa_cms_told told = {.sound = true};
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_cms_check(der, size, as_given, digest, &told, &err), SOHOA_OK);
    return told;
}

static void a_signature_says_whose_it_is_and_of_what(void **state)
{
    (void)state;
    unsigned char digest[32] = {1, 2, 3}, other[32] = {1, 2, 4}, *der = NULL;
    size_t size = 0;
    struct sohoa_err err = {0};
    assert_int_equal(sohoa_cms_sign(&signer, digest, NOW, &der, &size, &err), SOHOA_OK);
    assert_true(size <= sohoa_cms_room(&signer));
    struct sohoa_cms_told told = check(der, size, digest);
    assert_true(told.sound);
    assert_string_equal(told.name, "Nguyễn Văn Ký");
    assert_string_equal(told.when, "2026-11-22T09:00:00+07:00");
    told = check(der, size, other);
    assert_false(told.sound);
    assert_contains(told.why, "not those that were signed");
    der[size - 1] ^= 1; /* of the value itself */
    told = check(der, size, digest);
    assert_false(told.sound);
    free(der);
    assert_int_equal(sohoa_cms_sign(&signer, digest, 0, &der, &size, &err), SOHOA_OK);
    assert_string_equal(check(der, size, digest).when, "");
    for (size_t n = 0; n < size; n++) { /* cut anywhere */
        struct sohoa_cms_told part;
        assert_int_not_equal(sohoa_cms_check(der, n, as_given, digest, &part, &err), SOHOA_OK);
    }
    free(der);
}

static void a_certificate_of_no_person_gives_its_organisation(void **state)
{
    (void)state;
    char name[SOHOA_CMS_NAME];
    X509 *made = make_certificate(key, NID_organizationName, "UBND xã\nHòa Bình");
    sohoa_cms_name(made, name);
    assert_string_equal(name, "UBND xã Hòa Bình");
    X509_free(made);
    made = make_certificate(key, NID_countryName, "VN");
    sohoa_cms_name(made, name);
    assert_string_equal(name, "?");
    X509_free(made);
}

/* ---- PDFs ------------------------------------------------------------------------------------ */

static void write_bytes(const void *data, size_t size)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static char *read_bytes(size_t *ret_size)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    assert_int_equal(fstat(fileno(f), &st), 0);
    char *data = malloc((size_t)st.st_size + 1);
    *ret_size = fread(data, 1, (size_t)st.st_size, f);
    (void)fclose(f);
    return data;
}

/* A page without anything on it. */
static void make_pdf(char **ret, size_t *ret_size)
{
    struct sohoa_pdfa_about about = {.title = "Thử", .made = NOW};
    struct sohoa_err err = {0};
    struct sohoa_pdfa *pdf = sohoa_pdfa_new(&about);
    sohoa_pdfa_page(pdf, 595, 842, "", 0, "");
    assert_int_equal(sohoa_pdfa_finish(pdf, ret, ret_size, &err), SOHOA_OK);
    sohoa_pdfa_free(pdf);
}

static int put_signature(enum sohoa_seal_place place, struct sohoa_err *err)
{
    struct sohoa_seal seal = {.signer = &signer, .place = place, .copy = "Sao y"};
    int rc = sohoa_pdf_sign(path, &seal, NOW, err);
    if (rc == SOHOA_FATAL && strstr(err->text, "Liberation"))
        skip(); /* no font */
    return rc;
}

struct seen {
    struct sohoa_pdf_signature items[4];
    size_t count;
};

static void see(void *arg, const struct sohoa_pdf_signature *signature)
{
    struct seen *seen = arg;
    if (seen->count < 4)
        seen->items[seen->count++] = *signature;
}

static void a_second_signature_leaves_the_first_one_valid(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    struct sohoa_err err = {0};
    struct seen seen = {.count = 0};
    make_pdf(&data, &size);
    write_bytes(data, size);
    free(data);
    assert_int_equal(put_signature(SOHOA_SEAL_OPERATOR, &err), SOHOA_OK);
    assert_int_equal(put_signature(SOHOA_SEAL_AGENCY, &err), SOHOA_OK);
    assert_int_equal(put_signature(SOHOA_SEAL_AGENCY, &err), SOHOA_FATAL);
    assert_contains(err.text, "already");
    data = read_bytes(&size);
    sohoa_pdf_signed(data, size, see, &seen);
    assert_int_equal(seen.count, 2);
    assert_true(seen.items[0].told.sound && seen.items[1].told.sound);
    assert_false(seen.items[0].whole);
    assert_true(seen.items[1].whole);
    assert_string_equal(seen.items[0].told.when, "2026-11-22T09:00:00+07:00"); /* by /M */
    char *text = sohoa_pdf_signed_json(data, size);
    json_t *all = sohoa_pdf_signed_take(text);
    assert_int_equal(json_array_size(all), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(all, 1), "name")),
                        "Nguyễn Văn Ký");
    json_decref(all);
    free(text);
    data[100] ^= 1;
    seen.count = 0;
    sohoa_pdf_signed(data, size, see, &seen);
    assert_false(seen.items[0].told.sound || seen.items[1].told.sound);
    free(data);
}

static void a_pdf_of_another_make_is_refused_and_left_alone(void **state)
{
    (void)state;
    char *data = NULL, *now;
    size_t size = 0, now_size = 0;
    struct sohoa_err err = {0};
    make_pdf(&data, &size);
    for (size_t n = 0; n < size - 1; n += n < size - 300 ? 97 : 7) { /* cut anywhere */
        write_bytes(data, n);
        assert_int_equal(put_signature(SOHOA_SEAL_OPERATOR, &err), SOHOA_FATAL);
        now = read_bytes(&now_size);
        assert_int_equal(now_size, n);
        free(now);
    }
    srand(5);
    for (int i = 0; i < 400; i++) { /* changed anywhere: signed or refused */
        size_t at = (size_t)rand() % size;
        char old = data[at];
        data[at] = (char)rand();
        write_bytes(data, size);
        (void)put_signature(SOHOA_SEAL_OPERATOR, &err);
        data[at] = old;
    }
    free(data);
}

static void ranges_that_lie_are_no_signatures(void **state)
{
    (void)state;
    static const char *const lies[] = {
        "/ByteRange[0 10 5 3]/Contents<30>",
        "/ByteRange[0 99999999999999999999 1 1]<30>",
        "/ByteRange[0 33 37 4294967295]/Contents <3000>",
        "/ByteRange[1 33 37 0]/Contents      <3000>",
        "/ByteRange[0 33 39 0]/Contents     <000000>",
        "/ByteRange[",
        "/ByteRange",
        "/ByteRange[0 0 0 0]",
    };
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++)
        assert_null(sohoa_pdf_signed_json(lies[i], strlen(lies[i])));
    assert_null(sohoa_pdf_signed_take(NULL));
    assert_null(sohoa_pdf_signed_take("{\"valid\":true}"));
    assert_null(sohoa_pdf_signed_take("[1,2,\"x\"]"));
    json_t *one = sohoa_pdf_signed_take("[{\"valid\":1,\"name\":7,\"more\":true}]");
    assert_int_equal(json_array_size(one), 1);
    assert_true(json_is_false(json_object_get(json_array_get(one, 0), "valid")));
    assert_null(json_object_get(json_array_get(one, 0), "more"));
    assert_null(json_object_get(json_array_get(one, 0), "name"));
    json_decref(one);
}

static void who_signs_and_how_is_told_apart(void **state)
{
    (void)state;
    struct sohoa_seals seals = {.count = 1};
    unsigned char a[32], b[32];
    seals.items[0] = (struct sohoa_seal){.signer = &signer, .place = SOHOA_SEAL_OPERATOR};
    sohoa_seals_identity(&seals, a);
    sohoa_seals_identity(&seals, b);
    assert_memory_equal(a, b, 32);
    seals.items[0].place = SOHOA_SEAL_AGENCY;
    sohoa_seals_identity(&seals, b);
    assert_memory_not_equal(a, b, 32);
    seals.items[0].copy = "Sao lục";
    sohoa_seals_identity(&seals, a);
    assert_memory_not_equal(a, b, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_says_whose_it_is_and_of_what),
        cmocka_unit_test(a_certificate_of_no_person_gives_its_organisation),
        cmocka_unit_test(a_second_signature_leaves_the_first_one_valid),
        cmocka_unit_test(a_pdf_of_another_make_is_refused_and_left_alone),
        cmocka_unit_test(ranges_that_lie_are_no_signatures),
        cmocka_unit_test(who_signs_and_how_is_told_apart),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
