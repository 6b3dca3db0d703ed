#!/bin/bash
# Ctrl-C once and twice, SIGTERM, kill -9: a clean stop, and nothing lost or twice after resume.
# stop.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

# begun SIGNAL... -- COMMAND: runs it, sends each signal once the store has captured some pages,
# half a second apart; the exit code goes to $code.
begun() {
    local -a signals=()
    while [ "$1" != -- ]; do
        signals+=("$1")
        shift
    done
    shift
    "$@" >out 2>err </dev/null &
    local pid=$! i
    for ((i = 0; i < 200; i++)); do
        [ "$(captured)" -ge 4 ] && break
        kill -0 $pid 2>/dev/null || fail "it ended before it was stopped"
        sleep 0.05
    done
    for signal in "${signals[@]}"; do
        kill -"$signal" $pid 2>/dev/null || true
        sleep 0.3
    done
    code=0
    wait $pid 2>/dev/null || code=$?
}
captured() {
    sohoa batches --json 2>/dev/null | jq -rs 'map(.ledger.captured) | add // 0'
}
slowly() { # a scan that takes a while: each side 200 ms more
    local i
    scanner "$1"
    for ((i = 1; i <= $1; i++)); do
        feeder fault tray0 "$i" slow 200
        feeder fault tray0 "$i" slow-back 200
    done
}
gray_scan=(sohoa --set ocr_tesseract.when=never scan --resolution 75 --mode gray --json)
stopped_scan() { # SIGNAL...
    slowly 8
    begun "$@" -- "${gray_scan[@]}"
    is "$code" 130 "exit code"
    ledger
    out_of_tray=$((8 - $(left)))
    stored=$(batches '.[0].ledger.sheets')
    [ "$stored" -lt 8 ] || fail "it came to its end"
}
scan_once() { # SIGNAL
    stopped_scan "$1"
    is "$stored" "$out_of_tray" "every sheet that left the feeder is stored"
    run 0 so resume --feed
    quiet_about 'put back'
    is "$(batches '[length, .[0].ledger.sheets]')" '[1,8]' "one batch, all sheets"
    is "$(dossiers 'map(.state)')" '["complete"]' "one dossier"
    whole
    all_sides 8
}
scan_twice() {
    stopped_scan INT INT
    # What had left unfinished is named; the operator puts it back.
    for ((sheet = stored + 1; sheet <= out_of_tray; sheet++)); do feeder back tray0 $sheet; done
    if [ "$stored" != "$out_of_tray" ]; then
        says "sheet $((stored + 1)) may have left the feeder: put it back"
        run 0 so resume --feed
        says "from sheet $((stored + 1)) on"
    else
        run 0 so resume --feed
    fi
    whole
    all_sides 8
}
scan_killed() {
    slowly 8
    begun KILL -- "${gray_scan[@]}"
    stored=$(batches '.[0].ledger.sheets')
    run 1 so resume
    says "sheet $stored is the last one stored.*from sheet $((stored + 1)) on"
    is "$(dossiers 'map(.state)')" '["attention"]' "state"
    whole
    for ((sheet = stored + 1; sheet <= 8; sheet++)); do feeder back tray0 $sheet; done
    run 0 scan
    whole
    all_sides 8
}
resume_with_an_empty_feeder() {
    slowly 6
    begun KILL -- "${gray_scan[@]}"
    feeder take tray0 all
    run 1 so resume --feed
    says 'feeder is empty'
    says 'alarm: the scan was cut off; sheet [0-9] may have left the feeder'
    whole
}
next_scan_finishes_it() {
    slowly 6
    begun INT -- "${gray_scan[@]}"
    run 0 scan
    is "$(batches length)" 2 "batches"
    whole
    all_sides 6
}
by_terminal() { # Ctrl-C reaches all of the terminal's processes
    scanner 6
    feeder fault tray0 3 jam
    code=0
    typed "^C" "${gray_scan[@]}" || code=$?
    is $code 130 "exit code"
    is "$(left)" 4 "sheets left in the feeder"
    run 0 so resume --feed
    whole
    all_sides 6
}

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
    [ "$(captured)" -lt 120 ] || fail "it came to its end"
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

it "ends a scan cleanly at Ctrl-C, and goes on into the same dossier" scan_once INT
it "ends a scan cleanly at SIGTERM" scan_once TERM
it "ends a scan at once at the second Ctrl-C, and loses nothing" scan_twice
it "names the sheets to put back after kill -9" scan_killed
it "keeps the alarm when the feeder is empty at resume --feed" resume_with_an_empty_feeder
it "finishes a stopped batch at the next scan" next_scan_finishes_it
it "stops at Ctrl-C in a question" by_terminal
it "ends an import cleanly at Ctrl-C, and resumes it" import_stopped 130 INT
it "ends an import at once at the second Ctrl-C, and resumes it" import_stopped 130 INT INT
it "resumes an import after SIGTERM" import_stopped 130 TERM
it "resumes an import after kill -9" import_stopped 137 KILL
it "takes no file twice when the import is simply given again" import_again
exit $failed
