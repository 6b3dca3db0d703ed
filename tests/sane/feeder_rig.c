/* feeder_rig.c - trays of the virtual feeder for tests; see feeder_rig.h. */
#include "feeder_rig.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <allheaders.h>

enum { DOTS = 10, DOT = 40 }; /* a row of dots tells the side in binary */

const char *feeder_config(void)
{
    const char *folder = rig_config("feeder\n");
    (void)setenv("LD_LIBRARY_PATH", SOHOA_TEST_BUILD "/tests/feeder", 1);
    return folder;
}

void feeder_put(const char *tray, const char *file, int side)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", tray, file);
    PIX *pix = pixCreate(SHEET_WIDTH, SHEET_HEIGHT, 8);
    assert_non_null(pix);
    (void)pixSetBlackOrWhite(pix, L_SET_WHITE);
    for (int i = 0; i < DOTS; i++) {
        BOX *dot = boxCreate(100 + i * 60, 200, DOT, DOT);
        if (side & 1 << i)
            (void)pixSetInRectArbitrary(pix, dot, 0);
        boxDestroy(&dot);
    }
    (void)pixSetResolution(pix, 100, 100);
    assert_int_equal(pixWrite(path, pix, IFF_PNG), 0);
    pixDestroy(&pix);
}

const char *feeder_tray(int sheets)
{
    const char *tray = rig_folder();
    (void)setenv("SOHOA_FEEDER_DIR", tray, 1);
    for (int i = 1; i <= sheets; i++) {
        char file[40];
        (void)snprintf(file, sizeof file, "%d-a.png", i);
        feeder_put(tray, file, 2 * i - 1);
        (void)snprintf(file, sizeof file, "%d-b.png", i);
        feeder_put(tray, file, 2 * i);
    }
    return tray;
}

void feeder_do(const char *tray, const char *command, const char *arguments)
{
    assert_int_equal(
        rig_run("%s/tests/feeder/feeder %s %s %s", SOHOA_TEST_BUILD, command, tray, arguments), 0);
}

bool feeder_shows(const char *tray, const char *line)
{
    return rig_run("%s/tests/feeder/feeder show %s | grep -q -x -- '%s'", SOHOA_TEST_BUILD, tray,
                   line) == 0;
}

int feeder_side(struct rig *rig)
{
    struct rig_picture p = rig_decode(rig->page.master);
    int side = 0;
    unsigned middle = p.depth == 1 ? 1 : p.depth == 8 ? 128 : 32768;
    for (int i = 0; i < DOTS; i++) {
        size_t x = 100 + (size_t)i * 60 + DOT / 2;
        size_t at = ((size_t)(200 + DOT / 2) * p.width + x) * p.channels;
        if (p.height > 200 + DOT && p.samples[at] < middle)
            side |= 1 << i;
    }
    rig_picture_free(&p);
    return side;
}

void feeder_open(struct rig *rig, const char *source, const char *const *options)
{
    rig_open(rig, "feeder:0");
    rig_set(rig, "source", source);
    rig_set(rig, "mode", "gray");
    rig_set(rig, "resolution", "100");
    for (; options && *options; options += 2)
        rig_set(rig, options[0], options[1]);
}

void feeder_pull(struct rig *rig, int side, unsigned sheet)
{
    if (rig_next(rig) != SOHOA_OK)
        fail_msg("side %d: %s", side, rig->err.text);
    assert_int_equal(feeder_side(rig), side);
    assert_int_equal(rig->page.sheet, sheet);
}
