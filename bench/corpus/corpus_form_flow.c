/* corpus_form_flow.c - running text with values in it: "vào lúc ..8.. giờ ..15.. phút". */
#include "corpus_form.h"

struct word {
    const char *text;
    bool value, glued; /* glued: no space before it */
    bool gap;          /* an empty slot: only its leader */
    double width;
};

static void add(struct corpus_form *form, GArray *words, const char *text, bool value, bool glued)
{
    struct corpus_block block = corpus_form_print_block(form);
    struct word word = {.text = text, .value = value, .glued = glued};

    if (!*text) {
        return;
    }
    word.width =
        value ? corpus_form_width(form, 1, text) : corpus_sheet_width(form->sheet, &block, text);
    g_array_append_val(words, word);
}

static void add_value(struct corpus_form *form, GArray *words, const char *key, bool glued)
{
    const char *print = corpus_form_print(form, key);
    const struct word *last =
        words->len ? &g_array_index(words, struct word, words->len - 1) : NULL;

    if (last && !g_ascii_strncasecmp(last->text, "ng", 2) && g_str_has_suffix(last->text, "ày") &&
        g_str_has_prefix(print, "ngày ")) { /* "ngày ngày 14 tháng 10" */
        print += strlen("ngày ");
    }
    char **parts = g_strsplit(print, " ", -1);
    if (!*parts || !**parts) {
        struct word gap = {.text = "", .value = true, .gap = true, .glued = glued, .width = 46};
        g_array_append_val(words, gap);
    }
    for (char **part = parts; *part; part++) {
        add(form, words, corpus_printf(form->sheet->arena, "%s", *part), true,
            glued && part == parts);
    }
    g_strfreev(parts);
    corpus_form_emit(form, key);
}

/* Text to words; {key} becomes the words of the value. */
static GArray *words_of(struct corpus_form *form, const char *text)
{
    GArray *words = g_array_new(FALSE, FALSE, sizeof(struct word));
    bool glued = true;

    while (*text) {
        size_t length = strcspn(text, " {");
        if (length) {
            add(form, words, corpus_keep(form->sheet->arena, g_strndup(text, length)), false,
                glued);
            glued = true;
            text += length;
        }
        if (*text == '{') {
            size_t end = strcspn(text, "}");
            add_value(form, words, corpus_keep(form->sheet->arena, g_strndup(text + 1, end - 1)),
                      glued);
            glued = true;
            text += end + (text[end] == '}');
        } else if (*text == ' ') {
            glued = false;
            text++;
        }
    }
    return words;
}

/* Words first..end on one line from x on. */
static void draw_words(struct corpus_form *form, const struct corpus_flow *flow,
                       const struct word *words, guint first, guint end, double x)
{
    struct corpus_block block = corpus_form_print_block(form);
    double space = corpus_form_size(form) * 0.27;
    double baseline = form->y + form->rise;
    GString *truth = g_string_new(NULL);

    block.italic = flow->italic;
    block.bold = flow->bold;
    for (guint i = first; i < end; i++) {
        const struct word *word = &words[i];
        if (i > first && !word->glued) {
            x += space;
        }
        if (word->value) {
            enum corpus_leader leader = form->look.leader;
            form->look.leader = leader == LEAD_BOX ? LEAD_NONE : leader;
            if (form->look.under || word->gap) {
                corpus_form_lead(form, x - 2, word->gap ? 0 : word->width, x + word->width + 2,
                                 baseline);
            }
            form->look.leader = leader;
            corpus_form_write(form, x, baseline, 1, word->text);
        } else {
            block.x = x;
            corpus_sheet_put(form->sheet, &block, baseline, word->text);
        }
        x += word->width;
        g_string_append_printf(truth, "%s%s", truth->len && !word->glued ? " " : "", word->text);
    }
    corpus_sheet_truth(form->sheet, truth->str);
    g_string_free(truth, TRUE);
    form->y += form->pitch;
}

void corpus_form_flow(struct corpus_form *form, const struct corpus_flow *flow, const char *text)
{
    GArray *array = words_of(form, text);
    const struct word *words = (const struct word *)(const void *)array->data;
    double space = corpus_form_size(form) * 0.27;
    double indent = flow->indent;

    for (guint first = 0; first < array->len;) {
        double width = 0;
        guint end = first;
        for (; end < array->len; end++) {
            double more = words[end].width + (end > first && !words[end].glued ? space : 0);
            if (end > first && width + more > flow->width - indent) {
                break;
            }
            width += more;
        }
        double slack = flow->width - indent - width;
        double shift = flow->align == PANGO_ALIGN_CENTER  ? slack / 2
                       : flow->align == PANGO_ALIGN_RIGHT ? slack
                                                          : 0;
        draw_words(form, flow, words, first, end, flow->x + indent + shift);
        first = end;
        indent = 0;
    }
    g_array_free(array, TRUE);
}

void corpus_form_text(struct corpus_form *form, const char *text)
{
    if (strchr(text, '{')) {
        corpus_form_flow(
            form,
            &(struct corpus_flow){.x = form->left, .width = form->right - form->left, .indent = 20},
            text);
        return;
    }
    struct corpus_block block = corpus_form_print_block(form);
    block.justify = true;
    block.indent = 20;
    block.silent = false;
    form->y = corpus_sheet_draw(form->sheet, &block, form->y, text) + 3;
}
