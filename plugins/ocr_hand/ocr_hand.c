/* ocr_hand.c - tells handwriting from print, word by word, and flags it: what a pen wrote goes to a
 * person however sure recognition was. Runs behind recognition, on the picture that was read; a
 * smoothed gray picture is judged at half. Copies of
 * cards (pages with patches) are print. It has no options and nothing to remember: shared. */
#include "hand.h"
#include "ink.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

/* Whether the page was written on at all. */
static bool judge(struct hand_word *words, size_t count)
{
    float reference[HAND_MEASURES], inputs[HAND_INPUTS];
    hand_reference(words, count, reference);
    for (size_t i = 0; i < count; i++) {
        if (!words[i].measured)
            continue;
        hand_inputs(&words[i], reference, inputs);
        words[i].score = hand_score(&hand_weights, inputs);
    }
    return hand_decide(words, count);
}

static int run(void *self, const struct sohoa_call *call, struct sohoa_page *page,
               struct sohoa_err *err)
{
    int depth = page->image ? pixGetDepth(page->image) : 0;
    size_t count = 0;
    (void)self;
    if ((depth != 1 && depth != 8) || page->patch_count > 0 || sohoa_text_words(page->text) == 0 ||
        sohoa_call_over(call) || (page->flags & (SOHOA_PAGE_BORN_DIGITAL | SOHOA_PAGE_BLANK)))
        return SOHOA_OK;
    PIX *bits = depth == 1 ? pixClone(page->image) : ink_dark(page->image);
    struct hand_word *words = hand_words(page, &count);
    bool ok = bits && words && hand_measure(bits, words, count);
    bool written = ok && judge(words, count);
    for (size_t i = 0; written && i < count; i++)
        if (words[i].hand)
            sohoa_text_flag_word(page->text, i, SOHOA_WORD_HAND);
    if (written) /* text over its caps is as full as it gets */
        (void)hand_add_missed(page, bits, words, count);
    free(words);
    pixDestroy(&bits);
    return ok ? SOHOA_OK : sohoa_fail(err, SOHOA_BAD_PAGE, "out of memory");
}

static const struct sohoa_stage calls = {
    .size = sizeof calls, .run = run, .optional = true, .looks = true};
SOHOA_PLUGIN(STAGE, .threads = SOHOA_SHARED, .name = "ocr_hand", .version = "1.0",
             .summary = "Tells handwritten words from printed ones.", .calls = &calls);
