#!/bin/sh
# A store is read without any of our code, the way core/ARCHITECTURE.md says: read_by_hand.sh BUILD
set -eu
for tool in mdb_dump zstd perl jq; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
store=$work/store
batch=$("$1/tests/make_store" "$store")

# One file a record below $work/records, named by its key.
mdb_dump "$store/db" | sed -n 's/^ //p' | while read -r key && read -r value; do
    path=$work/records/$(perl -e 'print pack "H*", shift' "$key")
    mkdir -p "$(dirname "$path")"
    perl -e 'print pack "H*", shift' "$value" >"$work/value"
    dictionary=$(od -An -tu1 -j3 -N1 "$work/value" | tr -d ' ')
    if [ "$dictionary" = 0 ]; then
        tail -c +5 "$work/value" | zstd -dcq >"$path"
    else
        tail -c +5 "$work/value" | zstd -dcq -D "$store/dict/$dictionary.zdict" >"$path"
    fi
done

cd "$work/records"
[ "$(jq .format meta)" = 2 ]
[ "$(jq -r .kind "batch/$batch")" = scan ]
[ "$(jq .ledger.captured "batch/$batch")" = 3 ]
[ "$(jq -r .text "text/$batch/00000002/0")" = "Cộng hòa" ]
page=page/$batch/00000003/0
[ "$(jq -r .state "$page")" = stored ]
sha=$(jq -r .master.sha256 "$page")
master=$store/masters/$(echo "$sha" | cut -c1-2)/$(echo "$sha" | cut -c3-4)/$sha
[ "$(sha256sum <"$master" | cut -d' ' -f1)" = "$sha" ]
[ "$(cat "$master")" = "master 3 of $batch" ]
[ "$(cat dossier/* | jq -s '[.[] | select(.state == "complete")] | length')" = 2 ]
echo "$(find . -type f | wc -l) records read by hand"
