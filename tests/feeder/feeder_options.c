/* feeder_options.c - the options of one device of the virtual feeder; see feeder_options.h. */
#include "feeder_options.h"

#include <sane/saneopts.h>
#include <string.h>

static const SANE_String_Const sources[] = {"Flatbed", "ADF", "ADF Duplex", NULL};
static const SANE_String_Const modes[] = {SANE_VALUE_SCAN_MODE_LINEART, SANE_VALUE_SCAN_MODE_GRAY,
                                          SANE_VALUE_SCAN_MODE_COLOR, NULL};
static const SANE_Word resolutions[] = {6, 75, 100, 150, 200, 300, 600};
static const SANE_Word depths[] = {2, 8, 16};
static const SANE_Range across = {0, SANE_FIX(216), 0};
static const SANE_Range along = {0, SANE_FIX(356), 0};

static const SANE_Int usual = SANE_CAP_SOFT_SELECT | SANE_CAP_SOFT_DETECT;

static void text_option(SANE_Option_Descriptor *about, const char *name, const char *title,
                        const SANE_String_Const *list)
{
    *about = (SANE_Option_Descriptor){.name = name,
                                      .title = title,
                                      .desc = title,
                                      .type = SANE_TYPE_STRING,
                                      .size = 32,
                                      .cap = usual,
                                      .constraint_type = SANE_CONSTRAINT_STRING_LIST,
                                      .constraint.string_list = list};
}

static void list_option(SANE_Option_Descriptor *about, const char *name, const char *title,
                        SANE_Unit unit, const SANE_Word *list)
{
    *about = (SANE_Option_Descriptor){.name = name,
                                      .title = title,
                                      .desc = title,
                                      .type = SANE_TYPE_INT,
                                      .unit = unit,
                                      .size = sizeof(SANE_Word),
                                      .cap = usual,
                                      .constraint_type = SANE_CONSTRAINT_WORD_LIST,
                                      .constraint.word_list = list};
}

static void edge_option(SANE_Option_Descriptor *about, const char *name, const SANE_Range *range)
{
    *about = (SANE_Option_Descriptor){.name = name,
                                      .title = name,
                                      .desc = "Edge of the scan area.",
                                      .type = SANE_TYPE_FIXED,
                                      .unit = SANE_UNIT_MM,
                                      .size = sizeof(SANE_Word),
                                      .cap = usual,
                                      .constraint_type = SANE_CONSTRAINT_RANGE,
                                      .constraint.range = range};
}

void feeder_settings_init(struct feeder_settings *s)
{
    memset(s, 0, sizeof *s);
    s->about[FEEDER_COUNT] = (SANE_Option_Descriptor){.name = "",
                                                      .title = "Number of options",
                                                      .desc = "",
                                                      .type = SANE_TYPE_INT,
                                                      .size = sizeof(SANE_Word),
                                                      .cap = SANE_CAP_SOFT_DETECT};
    s->about[FEEDER_GROUP] = (SANE_Option_Descriptor){
        .name = "", .title = "Scanning", .desc = "", .type = SANE_TYPE_GROUP};
    text_option(&s->about[FEEDER_SOURCE], SANE_NAME_SCAN_SOURCE, "Where the paper lies", sources);
    text_option(&s->about[FEEDER_MODE], SANE_NAME_SCAN_MODE, "What a pixel holds", modes);
    list_option(&s->about[FEEDER_RESOLUTION], SANE_NAME_SCAN_RESOLUTION, "Resolution",
                SANE_UNIT_DPI, resolutions);
    list_option(&s->about[FEEDER_DEPTH], SANE_NAME_BIT_DEPTH, "Bits a sample", SANE_UNIT_BIT,
                depths);
    edge_option(&s->about[FEEDER_TL_X], SANE_NAME_SCAN_TL_X, &across);
    edge_option(&s->about[FEEDER_TL_Y], SANE_NAME_SCAN_TL_Y, &along);
    edge_option(&s->about[FEEDER_BR_X], SANE_NAME_SCAN_BR_X, &across);
    edge_option(&s->about[FEEDER_BR_Y], SANE_NAME_SCAN_BR_Y, &along);
    s->about[FEEDER_UNKNOWN_HEIGHT] = (SANE_Option_Descriptor){
        .name = "unknown-height",
        .title = "Unknown height",
        .desc = "Pages end where the sheet does, and say no height before.",
        .type = SANE_TYPE_BOOL,
        .size = sizeof(SANE_Word),
        .cap = usual};
    s->word[FEEDER_COUNT] = FEEDER_OPTIONS;
    s->word[FEEDER_MODE] = FEEDER_GRAY;
    s->word[FEEDER_RESOLUTION] = 200;
    s->word[FEEDER_DEPTH] = 8;
    s->word[FEEDER_BR_X] = across.max;
    s->word[FEEDER_BR_Y] = along.max;
}

static bool allowed(const SANE_Option_Descriptor *about, SANE_Word word)
{
    if (about->constraint_type == SANE_CONSTRAINT_RANGE)
        return word >= about->constraint.range->min && word <= about->constraint.range->max;
    if (about->constraint_type != SANE_CONSTRAINT_WORD_LIST)
        return about->type != SANE_TYPE_BOOL || word == SANE_TRUE || word == SANE_FALSE;
    for (SANE_Word i = 1; i <= about->constraint.word_list[0]; i++)
        if (about->constraint.word_list[i] == word)
            return true;
    return false;
}

static SANE_Status set_option(struct feeder_settings *s, SANE_Int option, const void *value,
                              SANE_Int *info)
{
    const SANE_Option_Descriptor *about = &s->about[option];
    if (about->type == SANE_TYPE_STRING) {
        for (SANE_Word i = 0; about->constraint.string_list[i]; i++)
            if (strcmp(about->constraint.string_list[i], value) == 0) {
                s->word[option] = i;
                if (option == FEEDER_MODE && i == FEEDER_LINEART)
                    s->about[FEEDER_DEPTH].cap |= SANE_CAP_INACTIVE;
                else if (option == FEEDER_MODE)
                    s->about[FEEDER_DEPTH].cap &= ~SANE_CAP_INACTIVE;
                *info |= SANE_INFO_RELOAD_OPTIONS | SANE_INFO_RELOAD_PARAMS;
                return SANE_STATUS_GOOD;
            }
        return SANE_STATUS_INVAL;
    }
    SANE_Word word = *(const SANE_Word *)value;
    if (!allowed(about, word))
        return SANE_STATUS_INVAL;
    s->word[option] = word;
    *info |= SANE_INFO_RELOAD_PARAMS;
    return SANE_STATUS_GOOD;
}

SANE_Status feeder_settings_control(struct feeder_settings *s, SANE_Int option, SANE_Action action,
                                    void *value, SANE_Int *info)
{
    SANE_Int unused = 0;
    if (!info)
        info = &unused;
    if (option < 0 || option >= FEEDER_OPTIONS || option == FEEDER_GROUP || !value)
        return SANE_STATUS_INVAL;
    const SANE_Option_Descriptor *about = &s->about[option];
    if (!SANE_OPTION_IS_ACTIVE(about->cap))
        return SANE_STATUS_INVAL;
    if (action == SANE_ACTION_SET_VALUE)
        return SANE_OPTION_IS_SETTABLE(about->cap) ? set_option(s, option, value, info)
                                                   : SANE_STATUS_INVAL;
    if (action != SANE_ACTION_GET_VALUE)
        return SANE_STATUS_UNSUPPORTED;
    if (about->type == SANE_TYPE_STRING) {
        const char *word = about->constraint.string_list[s->word[option]];
        memcpy(value, word, strlen(word) + 1);
    } else {
        *(SANE_Word *)value = s->word[option];
    }
    return SANE_STATUS_GOOD;
}

enum feeder_source feeder_settings_source(const struct feeder_settings *s)
{
    return (enum feeder_source)s->word[FEEDER_SOURCE];
}

struct feeder_view feeder_settings_view(const struct feeder_settings *s)
{
    double x = SANE_UNFIX(s->word[FEEDER_TL_X]);
    double y = SANE_UNFIX(s->word[FEEDER_TL_Y]);
    return (struct feeder_view){.mode = (enum feeder_mode)s->word[FEEDER_MODE],
                                .depth = s->word[FEEDER_DEPTH],
                                .dpi = s->word[FEEDER_RESOLUTION],
                                .x = x,
                                .y = y,
                                .width = SANE_UNFIX(s->word[FEEDER_BR_X]) - x,
                                .height = SANE_UNFIX(s->word[FEEDER_BR_Y]) - y,
                                .to_end = s->word[FEEDER_UNKNOWN_HEIGHT] != SANE_FALSE};
}
