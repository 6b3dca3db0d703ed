/* when.c - conditions: text to a small tree, the tree over a page; see when.h.
 * Compiled once, read-only after; any thread may ask. */
#include "host/when.h"

#include "host/lang.h"
#include "host/nearest.h"
#include "host/options.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_MAX = 64, DEPTH_MAX = 32, TEXT_MAX = 1024, WORD_MAX = 31 };

enum op { FACT, NUMBER, NOT, AND, OR };
enum fact { ALWAYS, NEVER, BLANK, SEPARATOR, BORN_DIGITAL, BACK, TEXT, FACTS };
enum number { DEPTH = FACTS, DPI, WIDTH, HEIGHT, SKEW, ROTATED, WORDS };
enum relation { LESS, AT_MOST, GREATER, AT_LEAST, EQUAL, DIFFERENT, RELATIONS };

static const char *const words[WORDS] = {
    [ALWAYS] = "always",       [NEVER] = "never",   [BLANK] = "blank",
    [SEPARATOR] = "separator", [BACK] = "back",     [BORN_DIGITAL] = "born_digital",
    [TEXT] = "text",           [DEPTH] = "depth",   [DPI] = "dpi",
    [WIDTH] = "width",         [HEIGHT] = "height", [SKEW] = "skew",
    [ROTATED] = "rotated"};
static const char *const relations[RELATIONS] = {
    [LESS] = "<",      [AT_MOST] = "<=", [GREATER] = ">",
    [AT_LEAST] = ">=", [EQUAL] = "==",   [DIFFERENT] = "!="};

struct node {
    enum op op;
    int word; /* enum fact or number */
    enum relation relation;
    double value;
    const struct node *left, *right;
};

struct sohoa_when {
    struct node nodes[NODES_MAX];
    int count;
    const struct node *root;
};

/* The parser: one token of look-ahead. */
struct parsing {
    struct sohoa_when *when;
    const char *text, *at; /* at: start of the token */
    char token[WORD_MAX + 1];
    int depth;
    struct sohoa_err *err;
};

static const struct node *parse_or(struct parsing *p);

static void advance(struct parsing *p)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    p->at += strlen(p->token);
    p->at += strspn(p->at, " \t\n");
    size_t n = strspn(p->at, letters);
    if (n == 0)
        n = strspn(p->at, "0123456789.+-");
    if (n == 0)
        n = strspn(p->at, "<>=!");
    if (n == 0 && *p->at)
        n = 1;
    if (n > WORD_MAX)
        n = WORD_MAX;
    memcpy(p->token, p->at, n);
    p->token[n] = '\0';
}

static bool accept(struct parsing *p, const char *token)
{
    if (strcmp(p->token, token) != 0)
        return false;
    advance(p);
    return true;
}

static const struct node *fail(struct parsing *p, const char *wanted)
{
    size_t place = (size_t)(p->at - p->text) + 1;
    if (p->token[0])
        (void)sohoa_fail(p->err, SOHOA_FATAL, "condition '%s': place %zu has '%s' but needs %s",
                         p->text, place, p->token, sohoa_tr(wanted));
    else
        (void)sohoa_fail(p->err, SOHOA_FATAL, "condition '%s': ends where it needs %s", p->text,
                         sohoa_tr(wanted));
    return NULL;
}

static const struct node *fail_word(struct parsing *p)
{
    const char *near = sohoa_nearest(p->token, words, WORDS);
    if (near) {
        (void)sohoa_fail(p->err, SOHOA_FATAL,
                         "condition '%s': place %zu has the unknown word '%s'; the nearest is '%s'",
                         p->text, (size_t)(p->at - p->text) + 1, p->token, near);
        return NULL;
    }
    return fail(p, "one of: blank separator born_digital back text always never not ( depth dpi "
                   "width height skew rotated");
}

static struct node *add(struct parsing *p, enum op op)
{
    if (p->when->count == NODES_MAX) {
        (void)sohoa_fail(p->err, SOHOA_FATAL, "a condition of more than %d parts", (int)NODES_MAX);
        return NULL;
    }
    struct node *n = &p->when->nodes[p->when->count++];
    n->op = op;
    return n;
}

static int find(const char *token, const char *const *among, int count)
{
    int i = 0;
    while (i < count && strcmp(among[i], token) != 0)
        i++;
    return i;
}

static const struct node *parse_word(struct parsing *p)
{
    int word = find(p->token, words, WORDS);
    if (word == WORDS)
        return fail_word(p);
    struct node *n = add(p, word < (int)FACTS ? FACT : NUMBER);
    if (!n)
        return NULL;
    n->word = word;
    advance(p);
    if (n->op == FACT)
        return n;
    int relation = find(p->token, relations, RELATIONS);
    if (relation == RELATIONS)
        return fail(p, "one of: < <= > >= == !=");
    n->relation = (enum relation)relation;
    advance(p);
    if (sohoa_parse_real(p->token, &n->value) != 0)
        return fail(p, "a number");
    advance(p);
    return n;
}

static const struct node *parse_not(struct parsing *p)
{
    if (++p->depth > DEPTH_MAX) {
        (void)sohoa_fail(p->err, SOHOA_FATAL, "condition '%s': nested too deep", p->text);
        return NULL;
    }
    const struct node *result = NULL;
    if (accept(p, "not")) {
        struct node *n = add(p, NOT);
        if (n && (n->left = parse_not(p)))
            result = n;
    } else if (accept(p, "(")) {
        result = parse_or(p);
        if (result && !accept(p, ")"))
            result = fail(p, "')'");
    } else {
        result = parse_word(p);
    }
    p->depth--;
    return result;
}

static const struct node *parse_chain(struct parsing *p, enum op op, const char *joint,
                                      const struct node *(*part)(struct parsing *))
{
    const struct node *left = part(p);
    while (left && accept(p, joint)) {
        struct node *n = add(p, op);
        if (!n || !(n->right = part(p)))
            return NULL;
        n->left = left;
        left = n;
    }
    return left;
}

static const struct node *parse_and(struct parsing *p)
{
    return parse_chain(p, AND, "and", parse_not);
}

static const struct node *parse_or(struct parsing *p)
{
    return parse_chain(p, OR, "or", parse_and);
}

int sohoa_when_parse(const char *text, struct sohoa_when **ret, struct sohoa_err *err)
{
    if (!text)
        text = words[ALWAYS];
    if (strnlen(text, TEXT_MAX + 1) > TEXT_MAX)
        return sohoa_fail(err, SOHOA_FATAL, "a condition is longer than %d bytes", (int)TEXT_MAX);
    struct sohoa_when *when = calloc(1, sizeof *when);
    if (!when)
        return sohoa_no_memory(err);
    struct parsing p = {.when = when, .text = text, .at = text, .err = err};
    advance(&p);
    when->root = parse_or(&p);
    if (when->root && p.token[0])
        when->root = fail(&p, "and, or");
    if (!when->root) {
        free(when);
        return SOHOA_FATAL;
    }
    *ret = when;
    return 0;
}

void sohoa_when_free(struct sohoa_when *when)
{
    free(when);
}

static bool fact(int word, const struct sohoa_page *page)
{
    switch (word) {
    case ALWAYS:
        return true;
    case BLANK:
        return page->flags & SOHOA_PAGE_BLANK;
    case SEPARATOR:
        return page->flags & SOHOA_PAGE_SEPARATOR;
    case BORN_DIGITAL:
        return page->flags & SOHOA_PAGE_BORN_DIGITAL;
    case BACK:
        return page->flags & SOHOA_PAGE_BACK;
    case TEXT:
        return sohoa_text_words(page->text) > 0;
    default: /* NEVER */
        return false;
    }
}

static double number(int word, const struct sohoa_page *page)
{
    switch (word) {
    case DEPTH:
        return page->image ? pixGetDepth(page->image) : 0;
    case DPI:
        return (double)page->dpi;
    case WIDTH:
        return page->width;
    case HEIGHT:
        return page->height;
    case SKEW:
        return (double)page->skew;
    default: /* ROTATED */
        return page->rotated;
    }
}

static bool related(double a, enum relation relation, double b)
{
    switch (relation) {
    case LESS:
        return a < b;
    case AT_MOST:
        return a <= b;
    case GREATER:
        return a > b;
    case AT_LEAST:
        return a >= b;
    case EQUAL:
        return a >= b && a <= b;
    default: /* DIFFERENT */
        return a < b || a > b;
    }
}

static bool holds(const struct node *n, const struct sohoa_page *page)
{
    switch (n->op) {
    case FACT:
        return fact(n->word, page);
    case NUMBER:
        return related(number(n->word, page), n->relation, n->value);
    case NOT:
        return !holds(n->left, page);
    case AND:
        return holds(n->left, page) && holds(n->right, page);
    case OR:
        return holds(n->left, page) || holds(n->right, page);
    }
    return false;
}

bool sohoa_when_holds(const struct sohoa_when *when, const struct sohoa_page *page)
{
    return !when || holds(when->root, page);
}
