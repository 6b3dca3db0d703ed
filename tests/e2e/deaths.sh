#!/bin/bash
# Scanners that fail, vanish, hang and die in the middle: what it costs, and that every sheet is
# accounted for exactly once when the named ones are back. deaths.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

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
exit $failed
