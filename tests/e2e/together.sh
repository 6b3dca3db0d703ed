#!/bin/bash
# Several processes on one store at once. together.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

many_files() { # COUNT: files of two pages, no two alike
    local from i
    from=$(pages 4 --format g4 --per-file 2)
    mkdir -p in
    for ((i = 100; i < 100 + $1; i++)); do
        set -- "$1" "$from"/*.tif
        cp "${@:2 + i % 2:1}" in/$i.tif
        printf '%s' "$i" >>in/$i.tif
    done
}
all_at_once() {
    scanner 5 4
    many_files 60
    local i
    for i in 1 2 3 4 5; do feeder fault tray0 "$i" slow 200; done
    so import in --threads 1 --json >import.out 2>import.err </dev/null & import=$!
    for ((i = 0; i < 100; i++)); do
        [ -s import.out ] && break
        sleep 0.05
    done
    scan --device feeder:0 >scan0.out 2>scan0.err </dev/null & scan0=$!
    scan --device feeder:1 >scan1.out 2>scan1.err </dev/null & scan1=$!
    sohoa verify >verify0.out 2>&1 & verify=$!
    sohoa backup copy >backup.out 2>&1 & backup=$!
    for job in $import $scan0 $scan1 $verify $backup; do
        wait "$job" || { cat ./*.err ./*.out | cut -c1-200 | grep -v '^{'; fail "one of them"; }
    done
    is "$(batches 'map([.kind, .ledger.captured]) | sort')" '[["import",120],["scan",8],["scan",10]]' batches
    whole
    SOHOA_STORE=$PWD/copy run 0 sohoa verify
    SOHOA_STORE=$PWD/copy run 0 sohoa list
    run 0 sohoa backup copy
    SOHOA_STORE=$PWD/copy
    is "$(dossiers length)" 62 "dossiers in the copy made afterwards"
    whole
}
# The desk first: a scan that begins after an import of many files is done before it.
desk_first() {
    scanner 1
    many_files 400
    sohoa --set ocr_tesseract.when=never import in --threads 2 --json >import.out 2>import.err </dev/null & import=$!
    local i
    for ((i = 0; i < 100; i++)); do
        [ -s import.out ] && break
        sleep 0.05
    done
    run 0 scan
    is "$(jq -r .state out)" complete "the scan"
    kill -INT $import 2>/dev/null || fail "the import ended before the scan"
    local code=0
    wait $import || code=$?
    is "$code" 130 "the import, stopped"
    run 0 sohoa verify
    ledger
}

it "scans twice, imports, verifies and backs up at once" all_at_once
it "has a dossier of the desk done before an import" desk_first
exit $failed
