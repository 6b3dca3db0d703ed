#!/bin/bash
# Scanners that jam, open, are busy or feed two sheets: what is said, and that every sheet is
# accounted for exactly once when the named ones are back. faults.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

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
refused() {
    scanner 2
    feeder fault tray0 1 refused
    run 3 alone
    says 'refuses to scan sheet 1'
    is "$(batches length)" 0 batches
    is "$(left)" 2 "sheets left in the feeder"
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
it "says that the scanner refuses" refused
it "speaks Vietnamese to the operator" in_vietnamese
exit $failed
