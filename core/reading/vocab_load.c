/* vocab_load.c - reads the folder of vocabularies.
 *
 * Each file is a map: name of a list -> its entries, written as a list of texts, as one text with
 * commas between entries, or as a map from an owner (a code) to such a text. */
#include "reading/vocab_load.h"
#include "host/lang.h"
#include "host/paths.h"
#include "host/yaml_tree.h"
#include "reading/vi_text.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MAX = 64, ENTRY_MAX = 128, ENTRIES_MAX = 100000 };

static const char *const list_names[SOHOA_VOCAB_LISTS] = {
    [SOHOA_VOCAB_PROVINCE] = "province",
    [SOHOA_VOCAB_DISTRICT] = "district",
    [SOHOA_VOCAB_COMMUNE] = "commune",
    [SOHOA_VOCAB_COMMUNE_BEFORE] = "commune_before",
    [SOHOA_VOCAB_ETHNIC_GROUP] = "ethnic_group",
    [SOHOA_VOCAB_COUNTRY] = "country",
    [SOHOA_VOCAB_ISSUER] = "issuer",
    [SOHOA_VOCAB_RELATION] = "relation",
    [SOHOA_VOCAB_SURNAME] = "surname",
    [SOHOA_VOCAB_NAME_SYLLABLE] = "name_syllable",
    [SOHOA_VOCAB_NAME_COMMON] = "name_common",
    [SOHOA_VOCAB_STREET] = "street",
    [SOHOA_VOCAB_PLACE_WORD] = "place_word",
    [SOHOA_VOCAB_PHRASE] = "phrase",
    [SOHOA_VOCAB_DOCUMENT_MARK] = "document_mark",
};

struct loading {
    struct sohoa_vocab *vocab;
    const char *path;
    enum sohoa_vocab_list list;
    struct sohoa_err *err;
};

static int fault(const struct loading *load, const struct sohoa_yaml *at, const char *what)
{
    return sohoa_fail(load->err, SOHOA_FATAL, "%s:%u:%u: %s", load->path, at->line, at->column,
                      sohoa_tr(what));
}

static int add_entry(const struct loading *load, const struct sohoa_yaml *at, const char *text,
                     size_t size, const char *owner)
{
    char name[ENTRY_MAX];
    if (size >= sizeof name)
        return fault(load, at, "an entry of a vocabulary is too long");
    if (sohoa_vi_tidy(text, size, name, sizeof name) == 0)
        return SOHOA_OK;
    if (load->vocab->lists[load->list].count >= ENTRIES_MAX)
        return fault(load, at, "a vocabulary has too many entries");
    if (sohoa_vocab_add(load->vocab, load->list, name, owner) != 0)
        return sohoa_fail(load->err, SOHOA_FATAL, "out of memory");
    return SOHOA_OK;
}

static int add_text(const struct loading *load, const struct sohoa_yaml *at, const char *owner)
{
    const char *text = at->text ? at->text : "";
    if (strlen(owner) > 3)
        return fault(load, at, "the code of an owner has at most three characters");
    while (*text) {
        size_t size = strcspn(text, ",");
        int rc = add_entry(load, at, text, size, owner);
        if (rc != SOHOA_OK)
            return rc;
        text += size + (text[size] == ',');
    }
    return SOHOA_OK;
}

static int add_list(const struct loading *load, const struct sohoa_yaml *node)
{
    if (node->kind == SOHOA_YAML_TEXT)
        return add_text(load, node, "");
    for (size_t i = 0; i < node->count; i++) {
        const struct sohoa_yaml *item = &node->items[i];
        int rc;
        if (item->kind != SOHOA_YAML_TEXT)
            return fault(load, item, "an entry of a vocabulary is a text");
        if (node->kind == SOHOA_YAML_MAP)
            rc = add_text(load, item, item->key);
        else
            rc = add_entry(load, item, item->text ? item->text : "",
                           item->text ? strlen(item->text) : 0, "");
        if (rc != SOHOA_OK)
            return rc;
    }
    return SOHOA_OK;
}

static int add_file(struct loading *load)
{
    struct sohoa_yaml *tree = NULL;
    int rc = sohoa_yaml_read(load->path, &tree, load->err);
    if (rc != SOHOA_OK)
        return rc;
    if (tree->kind != SOHOA_YAML_MAP && !sohoa_yaml_is_empty(tree))
        rc = fault(load, tree, "a vocabulary file is a map from the name of a list to its entries");
    for (size_t i = 0; rc == SOHOA_OK && i < tree->count; i++) {
        size_t list = 0;
        while (list < SOHOA_VOCAB_LISTS && strcmp(list_names[list], tree->items[i].key) != 0)
            list++;
        load->list = (enum sohoa_vocab_list)list;
        rc = list == SOHOA_VOCAB_LISTS ? fault(load, &tree->items[i], "no vocabulary has this name")
                                       : add_list(load, &tree->items[i]);
    }
    sohoa_yaml_free(tree);
    return rc;
}

static int is_yaml(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && entry->d_name[0] != '.' &&
           strcmp(entry->d_name + length - 5, ".yaml") == 0;
}

static int add_folder(struct loading *load, const char *folder)
{
    struct dirent **names = NULL;
    char path[4096];
    int rc = SOHOA_OK, count = scandir(folder, &names, is_yaml, alphasort);
    if (count < 0)
        return errno == ENOENT ? SOHOA_OK
                               : sohoa_fail_errno(load->err, SOHOA_FATAL, errno,
                                                  "cannot read the folder %s", folder);
    for (int i = 0; i < count; i++) {
        int n = snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
        load->path = path;
        if (rc == SOHOA_OK && i < FILES_MAX && n > 0 && (size_t)n < sizeof path)
            rc = add_file(load);
        free(names[i]);
    }
    free(names);
    return rc;
}

int sohoa_vocab_open(const char *folder, struct sohoa_vocab **ret, struct sohoa_err *err)
{
    char own[4096] = "";
    struct loading load = {.vocab = calloc(1, sizeof *load.vocab), .err = err};
    int rc = SOHOA_OK;
    if (!load.vocab)
        return sohoa_fail(err, SOHOA_FATAL, "out of memory");
    if (!folder && sohoa_path_schemas(own, sizeof own - 16) == 0) {
        size_t used = strlen(own);
        snprintf(own + used, sizeof own - used, "/vocabularies");
        folder = own;
    }
    if (folder)
        rc = add_folder(&load, folder);
    if (rc != SOHOA_OK) {
        sohoa_vocab_close(load.vocab);
        return rc;
    }
    sohoa_vocab_sort(load.vocab);
    *ret = load.vocab;
    return SOHOA_OK;
}
