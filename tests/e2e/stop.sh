#!/bin/bash
# A scan stopped by Ctrl-C once and twice, SIGTERM, kill -9: nothing is lost or twice after resume.
# stop.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

slowly() { # a scan that takes a while: each side 200 ms more, one sheet until the scan was stopped
    local i
    scanner "$1"
    for ((i = 1; i <= $1; i++)); do
        feeder fault tray0 "$i" slow 200
        feeder fault tray0 "$i" slow-back 200
    done
    feeder fault tray0 $(($1 / 2 + 1)) wait
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

it "ends a scan cleanly at Ctrl-C, and goes on into the same dossier" scan_once INT
it "ends a scan cleanly at SIGTERM" scan_once TERM
it "ends a scan at once at the second Ctrl-C, and loses nothing" scan_twice
it "names the sheets to put back after kill -9" scan_killed
it "keeps the alarm when the feeder is empty at resume --feed" resume_with_an_empty_feeder
it "finishes a stopped batch at the next scan" next_scan_finishes_it
it "stops at Ctrl-C in a question" by_terminal
exit $failed
