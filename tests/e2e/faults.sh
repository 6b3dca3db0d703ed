#!/bin/bash
# Scanners that jam, open, vanish, hang and die: what is said, and that every sheet is accounted for
# exactly once when the named ones are back. faults.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

# With nobody there a fault is waited for 2 s, a silent backend for 3 s.
alone() {
    scan --set patience=2 --set silence=3 "$@"
}
attended() { # LINES [OPTION]...: with the operator at a terminal
    code=0
    typed "$1" sohoa --set ocr_tesseract.when=never --set silence=3 scan --resolution 75 --mode gray "${@:2}" || code=$?
}
# Puts the sheets that are out but not stored back, and scans them.
again() {
    masters | sort >have
    run 0 scan
}

with_a_terminal() { # FAULT [NUMBER]
    scanner 4
    feeder fault tray0 3 "$@"
    attended "!feeder back tray0 3"
    is $code 0 "exit code"
    says 'the last sheet stored is 2' out
    says 'sheet 3' out
    is "$(batches '.[0].ledger.sheets')" 4 sheets
    is "$(dossiers 'map(.state)')" '["complete"]' state
    whole
    all_sides 4
}
without_a_terminal_for_a_while() { # FAULT
    scanner 4
    feeder fault tray0 3 "$1"
    run 0 alone
    says 'sheet 3'
    whole
    all_sides 4
}
# More of them than there is patience: ended, told, and the rest of the paper goes into another scan.
without_a_terminal_for_ever() {
    scanner 4
    for _ in 1 2 3 4 5 6 7 8 9; do feeder fault tray0 3 jam; done
    run 3 alone
    says 'alarm: .*scanning ended before sheet 3, the last sheet stored is 2'
    is "$(jq -r .state out)" attention state
    is "$(left)" 2 "sheets left in the feeder"
    whole
    rm tray0/faults
    run 0 scan
    all_sides 4
}
operator_ends_the_batch() {
    scanner 4
    feeder fault tray0 3 cover-open
    attended q
    is $code 3 "exit code"
    says 'cover of scanner feeder:0' out
    is "$(batches '.[0].ledger.sheets')" 2 sheets
    whole
    run 0 scan
    all_sides 4
}
jam_with_the_paper_out() {
    scanner 3
    feeder fault tray0 2 jam-out
    attended "!feeder back tray0 2"
    is $code 0 "exit code"
    whole
    all_sides 3
}
double_feed() {
    scanner 4
    feeder fault tray0 2 double-feed
    run 1 scan --sheets 4
    says 'alarm: 4 sheets were expected, 3 came'
    is "$(jq -r .state out)" attention state
    whole
}
# The named sheet goes back and into another scan.
lost_sheet() { # FAULT WANTED-EXIT
    scanner 4
    feeder fault tray0 2 $1
    run "$2" alone
    says 'alarm: .*sheet 2'
    is "$(jq -r .state out)" attention state
    is "$(left)" 0 "sheets left in the feeder"
    whole
    feeder back tray0 2
    run 0 scan
    whole
    all_sides 4
}
# The helper died before the paper moved: nothing is lost, but somebody is told to look.
dead_before_the_paper() { # FAULT
    scanner 4
    feeder fault tray0 2 "$1"
    run 1 alone
    says 'alarm: .*whether sheet 2 was drawn in'
    is "$(left)" 0 "sheets left in the feeder"
    whole
    all_sides 4
}
dead_with_a_terminal() { # FAULT
    scanner 3
    feeder fault tray0 2 "$1"
    attended "!feeder back tray0 2"
    is $code 0 "exit code"
    says 'if sheet 2 was drawn in, put it back on top of the feeder \(the last sheet stored is 1\)' out
    whole
    all_sides 3
}
# A backend that dies at every try ends the batch; nothing that came is lost.
dead_for_ever() {
    scanner 3
    for _ in 1 2 3 4 5 6; do feeder fault tray0 2 abort-start; done
    run 3 alone
    says 'alarm: .*scanning ended before sheet 2, the last sheet stored is 1'
    whole
    rm tray0/faults
    run 0 scan
    all_sides 3
}
first_sheet() { # FAULT EXIT
    scanner 2
    feeder fault tray0 1 "$1"
    run "$2" alone
    feeder back tray0 1
    run 0 scan
    whole
    all_sides 2
}
refused() {
    scanner 2
    feeder fault tray0 1 refused
    run 3 alone
    says 'refuses to scan sheet 1'
    is "$(batches length)" 0 batches
    is "$(left)" 2 "sheets left in the feeder"
}
vanished_for_a_while() {
    scanner 3
    feeder fault tray0 2 vanish 3
    run 1 alone
    says 'sheet 2'
    feeder back tray0 2
    run 0 scan
    whole
    all_sides 3
}
in_vietnamese() {
    scanner 3
    feeder fault tray0 2 jam
    attended $'\n' --lang vi
    is $code 0 "exit code"
    says 'kẹt giấy' out
    says 'tờ cuối đã lưu là 1' out
}

for fault in jam cover-open busy jam-read; do
    it "tells the operator of $fault: last sheet stored, sheet to put back; Enter goes on" with_a_terminal $fault
done
it "waits for a jam that is mended when nobody is asked" without_a_terminal_for_a_while jam
it "waits while the scanner is busy" without_a_terminal_for_a_while busy
it "ends with an alarm when nobody mends it" without_a_terminal_for_ever
it "ends the batch when the operator says so" operator_ends_the_batch
it "takes a jammed sheet that was put back" jam_with_the_paper_out
it "raises an alarm for a double feed when the number of sheets is known" double_feed
it "loses only the sheet at which the picture failed, and names it" lost_sheet error 1
it "loses only the sheet at which the device vanished" lost_sheet "vanish 1" 1
it "waits for a device that vanished" vanished_for_a_while
it "goes on after a backend that hangs in the middle of a sheet" lost_sheet hang 1
it "goes on after a backend that aborts in the middle of a sheet" lost_sheet abort 1
it "goes on after a backend that hangs before the paper moves" dead_before_the_paper hang-start
it "goes on after a backend that aborts before the paper moves" dead_before_the_paper abort-start
it "asks the operator to look after a backend that died" dead_with_a_terminal abort
it "ends the batch when the backend dies at every try" dead_for_ever
it "loses nothing when the first sheet fails" first_sheet error 1
it "loses nothing when the backend dies at the first sheet" first_sheet abort 1
it "says that the scanner refuses" refused
it "speaks Vietnamese to the operator" in_vietnamese
exit $failed
