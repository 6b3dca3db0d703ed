/* test_files_walk.c - the walk: natural order, what it passes over, dossiers by file or folder,
 * entries that are no files. */
#include "files_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/test_files_walk_XXXXXX";
static char notes[256];

static void note(const struct sohoa_call *call, const char *text)
{
    (void)call;
    (void)snprintf(notes, sizeof notes, "%s", text);
}

static const struct sohoa_call call = {.size = sizeof call, .note = note};

static void put(const char *name, const char *bytes, size_t size)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *p = path + strlen(root) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        (void)mkdir(path, 0700);
        *p = '/';
    }
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite(bytes, 1, size, f);
    fclose(f);
}

static void put_tiff(const char *name)
{
    put(name, "II*\0\x08\0\0\0", 8);
}

static void give(struct rig *rig, const char *name)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s%s%s", root, name[0] ? "/" : "", name);
    assert_int_equal(rig->calls->set_option(rig->self, "path", path, &rig->err), SOHOA_OK);
}

struct step {
    const char *name; /* below root; NULL: the end */
    int rc;
    bool start, bytes;
};

static void expect(struct rig *rig, const struct step *steps)
{
    for (const struct step *s = steps;; s++) {
        struct sohoa_page page;
        sohoa_page_init(&page);
        int rc = rig->calls->next(rig->self, &call, &page, &rig->err);
        assert_int_equal(rc, s->name ? s->rc : SOHOA_END);
        if (!s->name)
            return;
        assert_non_null(page.source);
        assert_string_equal(page.source + strlen(root) + 1, s->name);
        assert_int_equal((page.flags & SOHOA_PAGE_START) != 0, s->start);
        assert_int_equal(page.master != NULL, s->bytes);
        if (page.master)
            assert_true(sohoa_blob_fileno(page.master) >= 0);
        if (rc == SOHOA_BAD_PAGE) /* with a reason, which names no folder: clients read it */
            assert_true(rig->err.text[0] && !strstr(rig->err.text, root));
        sohoa_page_clear(&page);
    }
}

static void files_come_in_natural_order_before_the_folders_beside_them(void **state)
{
    struct rig rig;
    (void)state;
    rig_open(&rig);
    put_tiff("a/page10.tif");
    put_tiff("a/page2.tif");
    put_tiff("a/page1.TIF");
    put_tiff("a/Đơn 1.tif");
    put_tiff("a/Dấu.tif");
    put_tiff("a/dz.tif");
    put_tiff("a/inner/0.tif");
    put_tiff("a/page02b.tif");
    give(&rig, "a");
    expect(&rig, (const struct step[]){{"a/Dấu.tif", SOHOA_OK, true, true},
                                       {"a/dz.tif", SOHOA_OK, true, true},
                                       {"a/Đơn 1.tif", SOHOA_OK, true, true},
                                       {"a/page1.TIF", SOHOA_OK, true, true},
                                       {"a/page2.tif", SOHOA_OK, true, true},
                                       {"a/page02b.tif", SOHOA_OK, true, true},
                                       {"a/page10.tif", SOHOA_OK, true, true},
                                       {"a/inner/0.tif", SOHOA_OK, true, true},
                                       {0}});
    rig_close(&rig);
}

static void a_folder_is_a_dossier_when_asked(void **state)
{
    struct rig rig;
    (void)state;
    rig_open(&rig);
    put_tiff("b/1.tif");
    put_tiff("b/2.tif");
    put_tiff("b/x/1.tif");
    put("b/x/2.jpg", "", 0);
    put_tiff("b/y/1.tif");
    assert_int_equal(rig.calls->set_option(rig.self, "per", "folder", &rig.err), SOHOA_OK);
    give(&rig, "b");
    expect(&rig, (const struct step[]){{"b/1.tif", SOHOA_OK, true, true},
                                       {"b/2.tif", SOHOA_OK, false, true},
                                       {"b/x/1.tif", SOHOA_OK, true, true},
                                       {"b/x/2.jpg", SOHOA_BAD_PAGE, false, true},
                                       {"b/y/1.tif", SOHOA_OK, true, true},
                                       {0}});
    rig_close(&rig);
}

static void hidden_and_foreign_names_are_passed_over_and_counted(void **state)
{
    struct rig rig;
    (void)state;
    rig_open(&rig);
    put_tiff("c/.hidden.tif");
    put_tiff("c/.git/1.tif");
    put("c/Thumbs.db", "x", 1);
    put("c/notes.txt", "x", 1);
    put_tiff("c/1.tif");
    give(&rig, "c");
    notes[0] = '\0';
    expect(&rig, (const struct step[]){{"c/1.tif", SOHOA_OK, true, true}, {0}});
    assert_non_null(strstr(notes, "4 entries"));
    rig_close(&rig);
}

static void loops_of_links_end(void **state)
{
    struct rig rig;
    char path[256];
    (void)state;
    rig_open(&rig);
    put_tiff("d/e/1.tif");
    (void)snprintf(path, sizeof path, "%s/d/e/up", root);
    assert_int_equal(symlink("..", path), 0);
    (void)snprintf(path, sizeof path, "%s/d/e/self", root);
    assert_int_equal(symlink(".", path), 0);
    (void)snprintf(path, sizeof path, "%s/d/e/2.tif", root);
    assert_int_equal(symlink("nowhere", path), 0);
    give(&rig, "d");
    expect(&rig, (const struct step[]){{"d/e/1.tif", SOHOA_OK, true, true},
                                       {"d/e/2.tif", SOHOA_BAD_PAGE, true, false},
                                       {0}});
    rig_close(&rig);
}

static void what_is_named_and_no_page_is_refused_with_its_bytes_if_any(void **state)
{
    struct rig rig;
    char path[256];
    (void)state;
    rig_open(&rig);
    put("f/text.txt", "just text", 9);
    put("f/none.tif", "", 0);
    put("f/heic.jpg",
        "\0\0\0\x18"
        "ftypheic",
        12);
    put("f/pdf.tif", "junk\n%PDF-1.4", 13);
    (void)snprintf(path, sizeof path, "%s/f/pipe.tif", root);
    assert_int_equal(mkfifo(path, 0600), 0);
    give(&rig, "f/text.txt");
    give(&rig, "f/none.tif");
    give(&rig, "f/heic.jpg");
    give(&rig, "f/pipe.tif");
    give(&rig, "f/missing.tif");
    give(&rig, "f/pdf.tif");
    expect(&rig, (const struct step[]){{"f/text.txt", SOHOA_BAD_PAGE, true, true},
                                       {"f/none.tif", SOHOA_BAD_PAGE, true, true},
                                       {"f/heic.jpg", SOHOA_BAD_PAGE, true, true},
                                       {"f/pipe.tif", SOHOA_BAD_PAGE, true, false},
                                       {"f/missing.tif", SOHOA_BAD_PAGE, true, false},
                                       {"f/pdf.tif", SOHOA_OK, true, true},
                                       {0}});
    rig_close(&rig);
}

static void the_media_comes_from_the_bytes_not_the_name(void **state)
{
    struct rig rig;
    struct sohoa_page page;
    (void)state;
    rig_open(&rig);
    put("g.jpg", "\x89PNG\r\n\x1A\n", 8);
    give(&rig, "g.jpg");
    sohoa_page_init(&page);
    assert_int_equal(rig.calls->next(rig.self, NULL, &page, &rig.err), SOHOA_OK);
    assert_string_equal(sohoa_blob_media(page.master), "image/png");
    sohoa_page_clear(&page);
    rig_close(&rig);
}

static void wrong_options_are_refused_with_the_valid_ones(void **state)
{
    struct rig rig;
    (void)state;
    rig_open(&rig);
    assert_int_not_equal(rig.calls->set_option(rig.self, "per", "page", &rig.err), SOHOA_OK);
    assert_non_null(strstr(rig.err.text, "file or folder"));
    assert_int_not_equal(rig.calls->set_option(rig.self, "depth", "3", &rig.err), SOHOA_OK);
    assert_non_null(strstr(rig.err.text, "depth"));
    rig_close(&rig);
}

static void cancel_ends_the_walk(void **state)
{
    struct rig rig;
    struct sohoa_page page;
    (void)state;
    rig_open(&rig);
    put_tiff("h/1.tif");
    put_tiff("h/2.tif");
    give(&rig, "h");
    sohoa_page_init(&page);
    assert_int_equal(rig.calls->next(rig.self, NULL, &page, &rig.err), SOHOA_OK);
    sohoa_page_clear(&page);
    rig.calls->cancel(rig.self);
    assert_int_equal(rig.calls->next(rig.self, NULL, &page, &rig.err), SOHOA_END);
    rig_close(&rig);
}

static int start(void **state)
{
    (void)state;
    return mkdtemp(root) ? 0 : -1;
}

static int stop(void **state)
{
    char command[64];
    (void)state;
    (void)snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_in_natural_order_before_the_folders_beside_them),
        cmocka_unit_test(a_folder_is_a_dossier_when_asked),
        cmocka_unit_test(hidden_and_foreign_names_are_passed_over_and_counted),
        cmocka_unit_test(loops_of_links_end),
        cmocka_unit_test(what_is_named_and_no_page_is_refused_with_its_bytes_if_any),
        cmocka_unit_test(the_media_comes_from_the_bytes_not_the_name),
        cmocka_unit_test(wrong_options_are_refused_with_the_valid_ones),
        cmocka_unit_test(cancel_ends_the_walk),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
