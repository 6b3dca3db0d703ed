/* note_reuse.c - reuse by the purpose of a read; see note_reuse.h. [many] */
#include "serve/note_reuse.h"

#include "query/reuse.h"
#include "serve/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_MAX 64
#define PAPER_ROOM (SOHOA_ID_SIZE + 12)

struct papers {
    char (*list)[PAPER_ROOM];
    size_t count;
    const char *code; /* of the reading dossier: its own papers are no reuse */
};

static bool code_letter(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The length of a code at the start of text, 0 = none. */
static size_t code_at(const char *text)
{
    size_t n = 0, letters = 0, groups = 0;
    for (; code_letter(text[n]) || (text[n] == '.' && letters); n++) {
        letters = text[n] == '.' ? 0 : letters + 1;
        groups += letters == 1;
        if (letters > 4)
            return 0;
    }
    if (!letters || groups > 5 || text[n] != '-')
        return 0;
    size_t day = strspn(text + n + 1, "0123456789");
    if (day != 6 || text[n + 7] != '-')
        return 0;
    size_t sequence = strspn(text + n + 8, "0123456789"), size = n + 8 + sequence;
    return sequence >= 4 && sequence <= 7 && !code_letter(text[size]) ? size : 0;
}

bool purpose_code(const char *text, char *ret, size_t room)
{
    for (const char *p = text; *p; p++) {
        size_t size =
            p == text || (!code_letter(p[-1]) && p[-1] != '.' && p[-1] != '-') ? code_at(p) : 0;
        if (size && size < room) {
            memcpy(ret, p, size);
            ret[size] = '\0';
            return true;
        }
    }
    return false;
}

static void add_paper(struct papers *p, const json_t *from)
{
    char name[PAPER_ROOM];
    const char *dossier = json_string_value(json_object_get(from, "dossier"));
    const char *code = json_string_value(json_object_get(from, "code"));
    json_int_t document = json_integer_value(json_object_get(from, "document"));
    if (!dossier || document < 1 || document > 1000000 || p->count == SOHOA_REUSE_MAX ||
        (code && strcmp(code, p->code) == 0))
        return;
    (void)snprintf(name, sizeof name, "%.26s/%u", dossier, (unsigned)document);
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->list[i], name) == 0)
            return;
    memcpy(p->list[p->count++], name, sizeof name);
}

static void find_papers(struct papers *p, const json_t *value, int depth)
{
    const char *key;
    json_t *item;
    size_t i;
    if (depth > 16)
        return;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) find_papers(p, item, depth + 1);
        return;
    }
    json_object_foreach((json_t *)(uintptr_t)value, key, item)
    {
        if (strcmp(key, "history") == 0 || strcmp(key, "claimed") == 0)
            continue; /* not what is used */
        if (strcmp(key, "from") == 0)
            add_paper(p, item);
        else if (json_is_object(item) || json_is_array(item))
            find_papers(p, item, depth + 1);
    }
}

static bool file(struct request *rq, const struct papers *p)
{
    const char *names[SOHOA_REUSE_MAX];
    struct sohoa_err err = {0};
    json_t *filed = NULL;
    for (size_t i = 0; i < p->count; i++)
        names[i] = p->list[i];
    struct sohoa_reuse_ask ask = {
        .code = p->code, .papers = names, .paper_count = p->count, .operator_ = rq->token.name};
    int rc = sohoa_reuse_add(rq->service->records, &ask, &filed, &err);
    json_decref(filed);
    if (rc == SOHOA_FATAL || rc == SOHOA_RETRY) {
        answer_fault(rq, rc, &err);
        return false;
    }
    return true;
}

bool note_reuse(struct request *rq, const json_t *value)
{
    char code[CODE_MAX];
    if (!purpose_code(rq->purpose, code, sizeof code))
        return true;
    struct papers p = {.list = malloc(SOHOA_REUSE_MAX * PAPER_ROOM), .code = code};
    if (!p.list) {
        answer_problem(rq, 503, "no-memory", "out of memory");
        return false;
    }
    find_papers(&p, value, 0);
    bool fine = p.count == 0 || file(rq, &p);
    free(p.list);
    return fine;
}

bool note_reuse_paper(struct request *rq, const char *dossier, const char *code, unsigned document)
{
    json_t *value = json_pack("{s:{s:s,s:s?,s:i}}", "from", "dossier", dossier, "code", code,
                              "document", (int)document);
    bool fine = note_reuse(rq, value);
    json_decref(value);
    return fine;
}
