/* feeder_options.h - the options of one device of the virtual feeder. Owner of the handle. */
#ifndef FEEDER_OPTIONS_H
#define FEEDER_OPTIONS_H
#include "feeder_picture.h"

#include <sane/sane.h>

enum feeder_source { FEEDER_FLATBED, FEEDER_ADF, FEEDER_DUPLEX };
enum feeder_option {
    FEEDER_COUNT,
    FEEDER_GROUP,
    FEEDER_SOURCE,
    FEEDER_MODE,
    FEEDER_RESOLUTION,
    FEEDER_DEPTH,
    FEEDER_TL_X,
    FEEDER_TL_Y,
    FEEDER_BR_X,
    FEEDER_BR_Y,
    FEEDER_UNKNOWN_HEIGHT,
    FEEDER_OPTIONS,
};

struct feeder_settings {
    SANE_Option_Descriptor about[FEEDER_OPTIONS];
    SANE_Word word[FEEDER_OPTIONS]; /* numbers; of a text option the index in its list */
};

void feeder_settings_init(struct feeder_settings *settings);
SANE_Status feeder_settings_control(struct feeder_settings *settings, SANE_Int option,
                                    SANE_Action action, void *value, SANE_Int *info);
enum feeder_source feeder_settings_source(const struct feeder_settings *settings);
struct feeder_view feeder_settings_view(const struct feeder_settings *settings);
#endif
