/* train_hand.c - trains the net of plugins/ocr_hand on pages that hand_pages prepared and writes
 * its weights as C source.
 *
 *   bench/hand/train        draws the pages, prepares them and calls this
 *   train_hand [--hold FACE]... FOLDER > plugins/ocr_hand/hand_weights.c
 *
 * Files are named hand.FACE.WEAR.* and print.*.WEAR.*. Pages of held FACEs, and a quarter of the
 * printed ones, are not learnt from; how right the whole judgement is on them goes to stderr.
 * Adam over all words, handwritten ones weighing as much as printed ones. One thread. */
#include "../../plugins/ocr_hand/hand.h"
#include "../training/net_train.h"

#include <dirent.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGES_MAX = 4000, WORDS_MAX = 4000, HOLDS_MAX = 32, BATCH = 64, ROUNDS = 20 };

struct sheet {
    char name[256];
    struct hand_word *words;
    bool *truth;
    float (*inputs)[HAND_INPUTS];
    size_t count;
    bool held;
};

static struct sheet sheets[PAGES_MAX];
static size_t sheet_count;
static struct hand_net net;
struct layers {
    float hidden[HAND_HIDDEN][HAND_INPUTS + 1], out[HAND_HIDDEN + 1];
};
static struct adam adam;
static struct chance luck = {1};

static void read_words(struct sheet *s, const char *path)
{
    char line[2048];
    FILE *f = fopen(path, "re");
    s->words = calloc(WORDS_MAX, sizeof *s->words);
    s->truth = calloc(WORDS_MAX, sizeof *s->truth);
    while (f && s->count < WORDS_MAX && fgets(line, sizeof line, f)) {
        struct hand_word *w = &s->words[s->count];
        char *at = line;
        w->line = (uint32_t)strtoul(at, &at, 10);
        w->box.x = (int32_t)strtol(at, &at, 10);
        w->box.y = (int32_t)strtol(at, &at, 10);
        w->box.w = (int32_t)strtol(at, &at, 10);
        w->box.h = (int32_t)strtol(at, &at, 10);
        w->confidence = strtof(at, &at);
        s->truth[s->count] = strtol(at, &at, 10) != 0;
        at += *at == '\t';
        at[strcspn(at, "\n")] = '\0';
        w->text = strdup(at);
        s->count++;
    }
    if (f)
        fclose(f);
}

/* The picture as another resolution would have given it, and its words. NULL: no memory. */
static PIX *resized(PIX *bits, struct sheet *s, float factor)
{
    PIX *gray = pixConvert1To8(NULL, bits, 255, 0), *soft = gray ? pixBlockconv(gray, 1, 1) : NULL;
    PIX *scaled = soft ? pixScale(soft, factor, factor) : NULL;
    PIX *ret = scaled ? pixThresholdToBinary(scaled, 128) : NULL;
    for (size_t i = 0; ret && i < s->count; i++) {
        struct sohoa_box *box = &s->words[i].box;
        int w = pixGetWidth(ret), h = pixGetHeight(ret);
        box->x = (int32_t)((float)box->x * factor);
        box->y = (int32_t)((float)box->y * factor);
        box->w = (int32_t)((float)box->w * factor);
        box->h = (int32_t)((float)box->h * factor);
        box->w = box->x + box->w > w ? w - box->x : box->w;
        box->h = box->y + box->h > h ? h - box->y : box->h;
    }
    pixDestroy(&gray);
    pixDestroy(&soft);
    pixDestroy(&scaled);
    pixDestroy(&bits);
    return ret;
}

/* A worn page or one in coloured light may have lost the green that tells its handwriting. */
static bool lost_colour(const struct sheet *s)
{
    size_t hands = 0;
    for (size_t i = 0; i < s->count; i++)
        hands += s->truth[i];
    return strncmp(s->name, "hand", 4) == 0 && hands * 5 < s->count;
}

static void read_sheet(const char *folder, const char *name, float factor)
{
    char path[4096];
    float reference[HAND_MEASURES];
    struct sheet *s = &sheets[sheet_count];
    *s = (struct sheet){0};
    snprintf(s->name, sizeof s->name, "%s", name);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    read_words(s, path);
    memcpy(path + strlen(path) - 3, "png", 3);
    PIX *read = pixRead(path);
    PIX *bits = read ? pixConvertTo1(read, 128) : NULL;
    pixDestroy(&read);
    if (bits && factor > 1)
        bits = resized(bits, s, factor);
    if (!bits || s->count == 0 || !hand_measure(bits, s->words, s->count))
        return;
    pixDestroy(&bits);
    if (lost_colour(s))
        return;
    hand_reference(s->words, s->count, reference);
    s->inputs = calloc(s->count, sizeof *s->inputs);
    for (size_t i = 0; i < s->count; i++)
        if (s->words[i].measured)
            hand_inputs(&s->words[i], reference, s->inputs[i]);
    sheet_count++;
}

static int named_tsv(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".tsv") == 0;
}

static void read_all(const char *folder)
{
    struct dirent **found = NULL;
    int n = scandir(folder, &found, named_tsv, alphasort);
    for (int i = 0; i < n && sheet_count < PAGES_MAX; i++)
        for (int k = 0; k < 2 && sheet_count < PAGES_MAX; k++)
            read_sheet(folder, found[i]->d_name, k == 0 ? 1 : i % 2 ? 1.5F : 1.25F);
}

static void hold(char **faces, int count, bool quarter)
{
    size_t prints = 0;
    for (size_t i = 0; i < sheet_count; i++) {
        bool print = strncmp(sheets[i].name, "print", 5) == 0;
        sheets[i].held = quarter && print && prints++ % 4 == 3;
        for (int k = 0; k < count; k++)
            if (!print && strncmp(sheets[i].name + 5, faces[k], strlen(faces[k])) == 0)
                sheets[i].held = true;
    }
}

/* Inputs to mean 0 and spread 1. */
static void find_scale(void)
{
    double n = 0, sum[HAND_INPUTS] = {0}, square[HAND_INPUTS] = {0};
    for (size_t s = 0; s < sheet_count; s++)
        for (size_t i = 0; i < sheets[s].count; i++) {
            if (!sheets[s].words[i].measured)
                continue;
            n++;
            for (int k = 0; k < HAND_INPUTS; k++) {
                double v = (double)sheets[s].inputs[i][k];
                sum[k] += v;
                square[k] += v * v;
            }
        }
    for (int k = 0; k < HAND_INPUTS; k++) {
        net.mean[k] = (float)(sum[k] / n);
        net.scale[k] = (float)(1 / sqrt(fmax(1e-8, square[k] / n - sum[k] / n * (sum[k] / n))));
    }
}

static void learn(const float *inputs, bool hand, float weight)
{
    struct layers *slope = (struct layers *)(void *)adam.slopes;
    float in[HAND_INPUTS], hidden[HAND_HIDDEN], out = net.out[HAND_HIDDEN];
    for (int k = 0; k < HAND_INPUTS; k++)
        in[k] = fmaxf(-4, fminf(4, (inputs[k] - net.mean[k]) * net.scale[k]));
    for (int i = 0; i < HAND_HIDDEN; i++) {
        float sum = net.hidden[i][HAND_INPUTS];
        for (int k = 0; k < HAND_INPUTS; k++)
            sum += net.hidden[i][k] * in[k];
        hidden[i] = sum > 0 ? sum : 0;
        out += net.out[i] * hidden[i];
    }
    float delta = (1 / (1 + expf(-out)) - (hand ? 0.98F : 0.01F)) * weight;
    for (int i = 0; i < HAND_HIDDEN; i++) {
        slope->out[i] += delta * hidden[i];
        if (hidden[i] <= 0)
            continue;
        float back = delta * net.out[i];
        for (int k = 0; k < HAND_INPUTS; k++)
            slope->hidden[i][k] += back * in[k];
        slope->hidden[i][HAND_INPUTS] += back;
    }
    slope->out[HAND_HIDDEN] += delta;
}

static void train(void)
{
    size_t total = 0, hands = 0;
    for (size_t s = 0; s < sheet_count; s++)
        for (size_t i = 0; i < sheets[s].count; i++)
            if (!sheets[s].held && sheets[s].words[i].measured) {
                total++;
                hands += sheets[s].truth[i];
            }
    float weight = hands > 0 ? (float)(total - hands) / (float)hands / 3 : 1;
    adam_close(&adam);
    if (!adam_open(&adam, sizeof(struct layers) / sizeof(float)))
        abort();
    for (size_t i = 0; i < adam.count; i++)
        (&net.hidden[0][0])[i] = (float)chance_real(&luck, -0.2, 0.2);
    long steps = (long)(total * ROUNDS / BATCH);
    for (long t = 1; t <= steps; t++) {
        for (int i = 0; i < BATCH; i++) {
            const struct sheet *s;
            size_t at;
            do {
                s = &sheets[(size_t)(chance_real(&luck, 0, 1) * (double)sheet_count)];
                at = (size_t)(chance_real(&luck, 0, 1) * (double)s->count);
            } while (s->held || !s->words[at].measured);
            learn(s->inputs[at], s->truth[at], s->truth[at] ? weight : 1);
        }
        adam_step(&adam, &net.hidden[0][0], (float)(0.004 * (1 - (double)t / (double)steps) + 1e-5),
                  BATCH, 0.1F);
    }
}

/* How many of a held page's handwritten words, and how many of its others, were flagged. */
static void report_sheet(const struct sheet *s)
{
    long counts[2] = {0}, flagged[2] = {0};
    for (size_t i = 0; i < s->count; i++) {
        counts[s->truth[i]]++;
        flagged[s->truth[i]] += s->words[i].hand;
    }
    fprintf(stderr, "  %-40s hand %ld of %ld, print %ld of %ld\n", s->name, flagged[1], counts[1],
            flagged[0], counts[0]);
}

/* Words and runs of handwritten words (about fields) found, of held or of learnt pages. */
static void report(const char *what, bool held)
{
    static const char *const wears[] = {"office", "worn", "phone"};
    for (int k = 0; k < 3; k++) {
        long hand = 0, found = 0, alone = 0, runs = 0, runs_found = 0;
        long print = 0, wrong = 0, pages = 0, spoilt = 0, false_runs = 0;
        for (size_t n = 0; n < sheet_count; n++) {
            struct sheet *s = &sheets[n];
            bool spoils = false, printed = strncmp(s->name, "print", 5) == 0;
            if (s->held != held || !strstr(s->name, wears[k]))
                continue;
            for (size_t i = 0; i < s->count; i++)
                s->words[i].score = s->words[i].measured ? hand_score(&net, s->inputs[i]) : 0;
            hand_decide(s->words, s->count);
            for (size_t i = 0; i < s->count; i++) {
                bool fresh = i == 0 || !s->truth[i - 1] || s->words[i - 1].line != s->words[i].line;
                hand += s->truth[i];
                found += s->truth[i] && s->words[i].hand;
                alone += s->truth[i] && s->words[i].score > 0;
                bool any = false;
                for (size_t j = i; fresh && s->truth[i] && j < s->count && s->truth[j] &&
                                   s->words[j].line == s->words[i].line;
                     j++)
                    any = any || s->words[j].hand;
                runs += fresh && s->truth[i];
                runs_found += any;
                print += printed;
                wrong += printed && s->words[i].score > 0;
                false_runs += printed && s->words[i].hand;
                spoils = spoils || (printed && s->words[i].hand);
            }
            pages += printed;
            spoilt += spoils;
            if (held)
                report_sheet(s);
        }
        fprintf(stderr,
                "%-7s %-6s hand: words %.3f (alone %.3f) runs %.3f of %ld; print: words alone "
                "%.4f flagged %.4f of %ld, pages %ld of %ld\n",
                what, wears[k], (double)found / (double)(hand + !hand),
                (double)alone / (double)(hand + !hand), (double)runs_found / (double)(runs + !runs),
                runs, (double)wrong / (double)(print + !print),
                (double)false_runs / (double)(print + !print), print, spoilt, pages);
    }
}

static void write_row(const float *row, int count, const char *end)
{
    printf("{");
    for (int k = 0; k < count; k++)
        printf("%.5eF%s", (double)row[k], k + 1 == count ? end : k % 8 == 7 ? ",\n     " : ", ");
}

static void write_net(void)
{
    printf("/* hand_weights.c - written by bench/hand/train_hand.c; do not edit. */\n"
           "/* clang-format off */\n#include \"hand.h\"\n\nconst struct hand_net hand_weights = {\n"
           "    .mean = ");
    write_row(net.mean, HAND_INPUTS, "},\n    .scale = ");
    write_row(net.scale, HAND_INPUTS, "},\n    .hidden = {\n    ");
    for (int i = 0; i < HAND_HIDDEN; i++)
        write_row(net.hidden[i], HAND_INPUTS + 1, i + 1 < HAND_HIDDEN ? "},\n    " : "}},\n");
    printf("    .out = ");
    write_row(net.out, HAND_HIDDEN + 1, "},\n};\n");
}

int main(int argc, char **argv)
{
    char *faces[HOLDS_MAX];
    int held = 0, at = 1;
    for (; at + 1 < argc && strcmp(argv[at], "--hold") == 0; at += 2)
        if (held < HOLDS_MAX)
            faces[held++] = argv[at + 1];
    if (at + 1 != argc)
        return fprintf(stderr, "train_hand [--hold FACE]... FOLDER\n"), 2;
    read_all(argv[at]);
    if (sheet_count == 0)
        return fprintf(stderr, "no pages in %s\n", argv[at]), 2;
    find_scale();
    if (held > 0) {
        hold(faces, held, true);
        train();
        report("learnt", false);
        report("held", true);
    }
    hold(faces, 0, false);
    train();
    report("all", false);
    write_net();
    return 0;
}
