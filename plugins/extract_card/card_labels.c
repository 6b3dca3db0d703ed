/* card_labels.c - the schema's labels looked for in the print: bilingual ones as a whole and each
 * half by itself, with as many edits as small print costs. Pure functions. */
#include "card.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 6 };

static void add(struct card_print *print, const struct sohoa_item *item, const char *text,
                bool half)
{
    struct card_label *label = &print->labels[print->label_count];
    if (print->label_count == CARD_LABELS_MAX)
        return;
    label->size = (uint32_t)sohoa_fold(text, label->letters, NULL, sizeof label->letters);
    label->item = item;
    label->half = half;
    if (label->size < SHORTEST)
        return;
    for (uint32_t i = 0; i < print->label_count; i++)
        if (strcmp(print->labels[i].letters, label->letters) == 0)
            return;
    print->label_count++;
}

/* "Họ và tên / Full name" as it stands, then "Họ và tên" and "Full name". */
static void add_variants(struct card_print *print, const struct sohoa_item *item, const char *text)
{
    char half[256];
    const char *slash = strstr(text, " / ");
    add(print, item, text, false);
    if (!slash || (size_t)(slash - text) >= sizeof half)
        return;
    snprintf(half, sizeof half, "%.*s", (int)(slash - text), text);
    add(print, item, half, true);
    add(print, item, slash + 3, true);
}

void card_labels(struct card_print *print, const struct sohoa_schema *schema)
{
    /* Printed on the cards without a value of ours: what stands before them ends there. */
    static const char *const others[] = {"Đặc điểm nhận dạng / Personal identification",
                                         "Cục trưởng Cục Cảnh sát",
                                         "Quản lý hành chính về trật tự xã hội",
                                         "Director general of the police department",
                                         "Administrative management of social order",
                                         "Ngón trỏ trái / Left index finger",
                                         "Ngón trỏ phải / Right index finger",
                                         "Bộ Công an / Ministry of Public Security",
                                         "Cộng hòa xã hội chủ nghĩa Việt Nam",
                                         "Socialist Republic of Viet Nam",
                                         "Độc lập - Tự do - Hạnh phúc",
                                         "Independence - Freedom - Happiness",
                                         "Căn cước công dân",
                                         "Citizen Identity Card",
                                         "Identity Card",
                                         NULL};
    for (size_t i = 0; i < sohoa_schema_items(schema); i++) {
        const struct sohoa_item *item = sohoa_schema_item(schema, i);
        bool field = item->kind == SOHOA_ITEM_FIELD && item->key && *item->key;
        for (size_t k = 0; k < item->label_count; k++)
            add_variants(print, field ? item : NULL, item->labels[k]);
    }
    for (size_t i = 0; others[i]; i++)
        add_variants(print, NULL, others[i]);
}

/* The cheapest place of the label among the letters (Sellers 1980): *ret_from, *ret_to; edits. */
static uint32_t search(const struct card_label *label, const char *letters, uint32_t from,
                       uint32_t to, uint32_t *ret_from, uint32_t *ret_to)
{
    uint32_t cost[CARD_LABEL_MAX + 1], start[CARD_LABEL_MAX + 1], best = UINT32_MAX;
    for (uint32_t k = 0; k <= label->size; k++) {
        cost[k] = k;
        start[k] = from;
    }
    for (uint32_t i = from; i < to; i++) {
        uint32_t corner = cost[0], corner_start = start[0];
        start[0] = i + 1;
        corner_start = i;
        for (uint32_t k = 1; k <= label->size; k++) {
            uint32_t value = corner + (letters[i] != label->letters[k - 1]), at = corner_start;
            if (cost[k] + 1 < value) {
                value = cost[k] + 1;
                at = start[k];
            }
            if (cost[k - 1] + 1 < value) {
                value = cost[k - 1] + 1;
                at = start[k - 1];
            }
            corner = cost[k];
            corner_start = start[k];
            cost[k] = value;
            start[k] = at;
        }
        if (cost[label->size] < best) {
            best = cost[label->size];
            *ret_from = start[label->size];
            *ret_to = i + 1;
        }
    }
    return best;
}

/* Labels are the smallest print on a card; long ones are known by half of their letters. */
static uint32_t most_edits(const struct card_label *label)
{
    uint32_t size = label->size;
    return size < 10 ? 1 : label->half || size < 16 ? size * 28 / 100 : size * 45 / 100;
}

/* Longer labels first, then cleaner ones. */
static int worth(const struct card_hit *hit)
{
    return (int)hit->label->size - 2 * (int)hit->edits;
}

/* The best label of letters [from, to), then those of what is left on either side of it. */
static void find_in(struct card_print *print, uint32_t segment, uint32_t from, uint32_t to)
{
    struct card_hit best = {0};
    if (to - from < SHORTEST || print->hit_count == CARD_HITS_MAX)
        return;
    for (uint32_t i = 0; i < print->label_count; i++) {
        struct card_hit hit = {.label = &print->labels[i], .segment = segment};
        if (hit.label->size > to - from + most_edits(hit.label))
            continue;
        hit.edits =
            search(hit.label, print->segments[segment].letters, from, to, &hit.from, &hit.to);
        if (hit.edits <= most_edits(hit.label) && (!best.label || worth(&hit) > worth(&best)))
            best = hit;
    }
    if (!best.label || best.to <= best.from)
        return;
    find_in(print, segment, from, best.from);
    if (print->hit_count < CARD_HITS_MAX)
        print->hits[print->hit_count++] = best;
    find_in(print, segment, best.to, to);
}

/* A label stands once on a card; what reads much worse than its best place is no place of it. */
static void drop_weak(struct card_print *print)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < print->hit_count; i++) {
        const struct card_hit *hit = &print->hits[i];
        int best = worth(hit);
        for (uint32_t k = 0; hit->label->item && k < print->hit_count; k++)
            if (print->hits[k].label->item == hit->label->item && worth(&print->hits[k]) > best)
                best = worth(&print->hits[k]);
        print->keep[i] = worth(hit) * 10 >= best * 6;
    }
    for (uint32_t i = 0; i < print->hit_count; i++)
        if (print->keep[i])
            print->hits[kept++] = print->hits[i];
    print->hit_count = kept;
}

void card_find(struct card_print *print, const struct sohoa_call *call)
{
    for (uint32_t i = 0; i < print->segment_count && !sohoa_call_over(call); i++)
        find_in(print, i, 0, print->segments[i].size);
    drop_weak(print);
}
