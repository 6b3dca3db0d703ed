/* bench_texts.c - the bytes that a store's text records take, as the engine holds them.
 *
 * Use: bench_texts STORE    prints: records bytes
 * Reads STORE/db as any LMDB tool would: keys below "text/". */
#include <lmdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int open_env(const char *path, MDB_env **ret_env)
{
    struct stat st;
    MDB_env *env = NULL;
    int rc = mdb_env_create(&env);

    if (rc == 0) {
        unsigned flags = MDB_RDONLY;
        if (stat(path, &st) == 0 && !S_ISDIR(st.st_mode)) {
            flags |= MDB_NOSUBDIR;
        }
        rc = mdb_env_open(env, path, flags, 0600);
    }
    *ret_env = env;
    return rc;
}

static int sum_texts(MDB_txn *txn, size_t *ret_records, size_t *ret_bytes)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    char prefix[] = "text/";
    MDB_val key = {.mv_size = strlen(prefix), .mv_data = prefix};
    MDB_val value;
    int rc = mdb_dbi_open(txn, NULL, 0, &dbi);

    if (rc == 0) {
        rc = mdb_cursor_open(txn, dbi, &cursor);
    }
    if (rc) {
        return rc;
    }
    rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    while (rc == 0 && key.mv_size > strlen(prefix) &&
           memcmp(key.mv_data, prefix, strlen(prefix)) == 0) {
        *ret_records += 1;
        *ret_bytes += value.mv_size;
        rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

int main(int argc, char **argv)
{
    char path[4096];
    MDB_env *env;
    MDB_txn *txn = NULL;
    size_t records = 0;
    size_t bytes = 0;

    if (argc != 2 || snprintf(path, sizeof path, "%s/db", argv[1]) >= (int)sizeof path) {
        fputs("use: bench_texts STORE\n", stderr);
        return 2;
    }
    int rc = open_env(path, &env);
    if (rc == 0) {
        rc = mdb_txn_begin(env, NULL, MDB_RDONLY, &txn);
    }
    if (rc == 0) {
        rc = sum_texts(txn, &records, &bytes);
    }
    mdb_txn_abort(txn);
    mdb_env_close(env);
    if (rc) {
        fprintf(stderr, "bench_texts: %s: %s\n", path, mdb_strerror(rc));
        return 1;
    }
    printf("%zu %zu\n", records, bytes);
    return 0;
}
