#!/bin/bash
# A stage that a page can do without: whatever becomes of it, the page goes on. optional.sh BUILD
# SOURCE
. "$(dirname "$0")/common.sh" "$@"
[ -f "$build/tests/helper-plugins/odd_optional.so" ] || skip "odd_optional is not built"
export SOHOA_PLUGIN_PATH="$build/tests/helper-plugins"

acts() { # ACT WANTED-NOTE
    printf 'chain: [prep_blank, odd_optional, prep_binarise]\ndeadline: 8\noptions: {odd_optional: {act: "%s"}}\n' "$1" >c.yaml
    run 0 sohoa --config c.yaml import --json "$(pages 1 --format jpeg)"
    is "$(jq -c '[.state, .pages[0].state]' out)" '["complete","stored"]' "states"
    says "\"note\":\"[^\"]*$2" out
}

it "goes on after the helper died" acts abort 'died of signal 6'
it "goes on after a page it calls bad" acts bad 'not to my taste'
it "goes on after a call that may be tried again" acts retry 'not now'
it "goes on after a quarter of the page's time" acts spin 'not done within'
it "shows the picture in gray to who only looks, and keeps it as it is" acts '' '8 bits'
exit $failed
