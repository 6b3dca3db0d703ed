/* vocab.c - the vocabularies in memory: per list an array sorted by folded text; see vocab.h.
 *
 * Built by one thread, then read-only. Entries point into the strings they own. */
#include "reading/vocab.h"
#include "reading/vi_text.h"
#include "reading/vocab_load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_MAX = 128 };

/* Folded without spaces: "Thanh Hoá" -> "thanhhoa". */
static void fold_key(const char *text, char ret[KEY_MAX])
{
    char plain[KEY_MAX];
    size_t used = 0;
    sohoa_vi_plain(text, plain, sizeof plain);
    for (size_t i = 0; plain[i]; i++)
        if (plain[i] != ' ')
            ret[used++] = plain[i];
    ret[used] = '\0';
}

static int by_key(const void *a, const void *b)
{
    const struct sohoa_vocab_entry *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    order = order ? order : strcmp(x->name, y->name);
    return order ? order : strcmp(x->owner, y->owner);
}

int sohoa_vocab_add(struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *name,
                    const char *owner)
{
    struct sohoa_vocab_entries *entries = &vocab->lists[list];
    char key[KEY_MAX];
    if (entries->count == entries->room) {
        size_t room = entries->room ? entries->room * 2 : 64;
        struct sohoa_vocab_entry *more = realloc(entries->at, room * sizeof *more);
        if (!more)
            return -1;
        entries->at = more;
        entries->room = room;
    }
    fold_key(name, key);
    size_t name_size = strlen(name) + 1, key_size = strlen(key) + 1;
    char *text = malloc(name_size + key_size);
    if (!text)
        return -1;
    memcpy(text, name, name_size);
    memcpy(text + name_size, key, key_size);
    struct sohoa_vocab_entry *entry = &entries->at[entries->count++];
    *entry = (struct sohoa_vocab_entry){.name = text, .key = text + name_size};
    memcpy(entry->owner, owner, strnlen(owner, sizeof entry->owner - 1));
    return 0;
}

void sohoa_vocab_sort(struct sohoa_vocab *vocab)
{
    for (size_t i = 0; i < SOHOA_VOCAB_LISTS; i++)
        if (vocab->lists[i].count)
            qsort(vocab->lists[i].at, vocab->lists[i].count, sizeof *vocab->lists[i].at, by_key);
}

void sohoa_vocab_close(struct sohoa_vocab *vocab)
{
    if (!vocab)
        return;
    for (size_t i = 0; i < SOHOA_VOCAB_LISTS; i++) {
        for (size_t j = 0; j < vocab->lists[i].count; j++)
            free(vocab->lists[i].at[j].name);
        free(vocab->lists[i].at);
    }
    free(vocab);
}

size_t sohoa_vocab_count(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list)
{
    return vocab ? vocab->lists[list].count : 0;
}

/* The first entry whose key is not before key. */
static size_t lower_bound(const struct sohoa_vocab_entries *entries, const char *key)
{
    size_t low = 0, high = entries->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(entries->at[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The search so far: the nearest entry by letters, then by tones. */
struct search {
    const char *text, *owner;
    char key[KEY_MAX];
    const struct sohoa_vocab_entry *best;
    uint32_t distance, changed;
    bool sole;
};

static uint32_t spelling_distance(const char *a, const char *b)
{
    char x[2 * KEY_MAX], y[2 * KEY_MAX];
    sohoa_vi_spelling(a, x, sizeof x);
    sohoa_vi_spelling(b, y, sizeof y);
    return sohoa_vi_changed(x, y);
}

/* Spelled alike but for spaces ("CSQLHC", "CS QLHC"): one entry in two prints. */
static bool one_entry(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b || !*a)
            return *a == *b;
    }
}

static size_t count_words(const char *text)
{
    size_t words = 1;
    for (; *text; text++)
        words += *text == ' ';
    return words;
}

static void consider(struct search *search, const struct sohoa_vocab_entry *entry,
                     uint32_t distance)
{
    if ((search->owner && strcmp(entry->owner, search->owner) != 0) || distance > search->distance)
        return;
    if (search->best && strcmp(search->best->name, entry->name) == 0)
        return;
    uint32_t changed = spelling_distance(search->text, entry->name);
    bool nearer = distance < search->distance || changed < search->changed;
    if (search->best && !nearer && changed == search->changed) /* of two prints: as many words */
        nearer = count_words(entry->name) == count_words(search->text) &&
                 one_entry(search->best->name, entry->name);
    search->sole = !search->best || distance < search->distance ||
                   (search->sole && one_entry(search->best->name, entry->name));
    if (!search->best || nearer) {
        search->best = entry;
        search->distance = distance;
        search->changed = changed;
    }
}

bool sohoa_vocab_find(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *text,
                      const char *owner, uint32_t limit, struct sohoa_vocab_match *ret)
{
    struct search search = {.text = text, .owner = owner, .distance = limit};
    if (!vocab)
        return false;
    fold_key(text, search.key);
    if (!search.key[0])
        return false;
    const struct sohoa_vocab_entries *entries = &vocab->lists[list];
    for (size_t i = lower_bound(entries, search.key);
         i < entries->count && strcmp(entries->at[i].key, search.key) == 0; i++)
        consider(&search, &entries->at[i], 0);
    bool exact = search.best != NULL;
    for (size_t i = 0; limit > 0 && !exact && i < entries->count; i++) {
        uint32_t distance = sohoa_vi_distance(search.key, entries->at[i].key, limit);
        if (distance <= limit)
            consider(&search, &entries->at[i], distance);
    }
    if (!search.best)
        return false;
    *ret = (struct sohoa_vocab_match){search.best->name, search.best->owner, search.distance,
                                      search.changed == 0, search.sole};
    return true;
}

enum sohoa_vocab_known sohoa_vocab_knows(const struct sohoa_vocab *vocab,
                                         enum sohoa_vocab_list list, const char *text, size_t size)
{
    char part[KEY_MAX];
    struct sohoa_vocab_match match;
    if (size == 0 || size >= sizeof part)
        return SOHOA_VOCAB_UNKNOWN;
    (void)snprintf(part, sizeof part, "%.*s", (int)size, text);
    if (!sohoa_vocab_find(vocab, list, part, NULL, 0, &match))
        return SOHOA_VOCAB_UNKNOWN;
    return match.spelled ? SOHOA_VOCAB_SPELLED : SOHOA_VOCAB_LETTERS;
}

void sohoa_vocab_each(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list, const char *text,
                      void (*found)(void *arg, const char *name, const char *owner), void *arg)
{
    char key[KEY_MAX];
    if (!vocab)
        return;
    fold_key(text, key);
    const struct sohoa_vocab_entries *entries = &vocab->lists[list];
    for (size_t i = lower_bound(entries, key);
         i < entries->count && strcmp(entries->at[i].key, key) == 0; i++)
        found(arg, entries->at[i].name, entries->at[i].owner);
}

size_t sohoa_vocab_names_with(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list,
                              const char *word)
{
    char key[KEY_MAX], part[KEY_MAX];
    size_t names = 0;
    if (!vocab)
        return 0;
    fold_key(word, key);
    const struct sohoa_vocab_entries *entries = &vocab->lists[list];
    for (size_t i = 0; key[0] && i < entries->count; i++) {
        const char *at = strstr(entries->at[i].key, key) ? entries->at[i].name : "";
        for (size_t size; *at; at += size + (at[size] != '\0')) {
            size = strcspn(at, " -");
            size_t taken = size < sizeof part ? size : 0;
            memcpy(part, at, taken);
            part[taken] = '\0';
            if (sohoa_vi_same(part, word)) {
                names++;
                break;
            }
        }
    }
    return names;
}

bool sohoa_vocab_has_owner(const struct sohoa_vocab *vocab, enum sohoa_vocab_list list,
                           const char *owner)
{
    for (size_t i = 0; vocab && i < vocab->lists[list].count; i++)
        if (strcmp(vocab->lists[list].at[i].owner, owner) == 0)
            return true;
    return false;
}

const char *sohoa_vocab_province_of_id(const struct sohoa_vocab *vocab, const char *id)
{
    if (!vocab || strnlen(id, 3) < 3)
        return NULL;
    const struct sohoa_vocab_entries *entries = &vocab->lists[SOHOA_VOCAB_PROVINCE];
    for (size_t i = 0; i < entries->count; i++)
        if (strlen(entries->at[i].owner) == 3 && memcmp(entries->at[i].owner, id, 3) == 0)
            return entries->at[i].name;
    return NULL;
}
