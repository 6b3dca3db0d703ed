#!/bin/bash
# An import stopped by Ctrl-C once and twice, SIGTERM, kill -9: nothing is lost or twice after it.
# stop_import.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

some_files() { # 60 files of two pages
    local from
    from=$(pages 4 --format g4 --per-file 2)
    mkdir -p in
    for i in $(seq 10 69); do
        set -- "$from"/*.tif
        cp "${@:1 + i % 2:1}" in/$i.tif
        printf '%s' "$i" >>in/$i.tif
    done
}
import=(sohoa --set ocr_tesseract.when=never import in --threads 1 --json)
import_stopped() { # EXIT SIGNAL...
    some_files
    begun "${@:2}" -- "${import[@]}"
    is "$code" "$1" "exit code"
    ledger
    [ "$(batches 'map(.ledger.stored) | add')" -lt 120 ] || fail "it came to its end"
    [ "$1" = 137 ] || says 'sohoa resume. goes on'
    run 0 so resume
    whole
    is "$(batches '[length, .[0].ledger.captured]')" '[1,120]' "one batch, all pages"
    is "$(dossiers '[length, (map(.source) | unique | length), (map(.state) | unique)]')" '[60,60,["complete"]]' \
        "every file once"
}
import_again() {
    some_files
    begun INT -- "${import[@]}"
    run 0 "${import[@]}"
    whole
    is "$(dossiers '[length, (map(.source) | unique | length)]')" '[60,60]' "every file once"
}

it "ends an import cleanly at Ctrl-C, and resumes it" import_stopped 130 INT
it "ends an import at once at the second Ctrl-C, and resumes it" import_stopped 130 INT INT
it "resumes an import after SIGTERM" import_stopped 130 TERM
it "resumes an import after kill -9" import_stopped 137 KILL
it "takes no file twice when the import is simply given again" import_again
exit $failed
