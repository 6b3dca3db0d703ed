/* cli_person.c - see cli_person.h. Main thread only. */
#include "cli/cli_person.h"

#include "reading/schemas_usual.h"
#include "record/facts.h"

#include <string.h>

int cli_person(const char *text, struct sohoa_given *ret)
{
    struct sohoa_err err = {0};
    return sohoa_person_parse(text, ret, &err) == SOHOA_OK ? CODE_OK : cli_error(&err, CODE_USAGE);
}

int cli_schemas(struct cli *cli, struct sohoa_schemas **ret)
{
    struct sohoa_err err = {0};
    return sohoa_schemas_usual(cli->config, ret, &err) == SOHOA_OK ? CODE_OK
                                                                   : cli_error(&err, CODE_USAGE);
}

int cli_query_error(int rc, const struct sohoa_err *err)
{
    return cli_error(err, rc == SOHOA_FATAL ? CODE_STORE : CODE_USAGE);
}

void cli_whose(struct sohoa_whose *whose, const json_t *answer)
{
    const char *key;
    json_t *value;
    size_t i;
    if (json_is_array(answer)) {
        json_array_foreach(answer, i, value) cli_whose(whose, value);
        return;
    }
    json_object_foreach((json_t *)answer, key, value)
    {
        bool names = strcmp(key, "citizen") == 0 || strcmp(key, "person") == 0 ||
                     strcmp(key, "claimed") == 0 || strcmp(key, "linked") == 0 ||
                     strcmp(key, "value") == 0;
        const char *text = json_string_value(value);
        if (names && text && (sohoa_citizen_id_valid(text) || sohoa_id_valid(text)))
            sohoa_whose_add(whose, text);
        else
            cli_whose(whose, value);
    }
}

int cli_audit_answer(struct cli *cli, const char *action, const char *what, const json_t *answer)
{
    struct sohoa_whose whose = {0};
    cli_whose(&whose, answer);
    int code = cli_audit(cli, action, what, &whose, "ok");
    sohoa_whose_clear(&whose);
    return code;
}
