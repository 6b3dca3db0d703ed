#!/bin/bash
# The program as `cmake --install` leaves it, from a clean environment. installed.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

clean() {
    env -i PATH=/usr/bin:/bin HOME="$PWD" "$@"
}
installed() {
    cmake --install "$build" --prefix "$PWD/there" >install.log 2>&1 || { tail install.log; fail "the install"; }
    there=$PWD/there/bin/sohoa
    run 0 clean "$there" plugins
    for plugin in sane files store_lmdb prep_deskew ocr_tesseract; do says "$plugin" out; done
    quiet_about "$build" out
    run 0 clean "$there" schemas
    for paper in to-khai-khai-sinh cccd van-ban; do says "$paper" out; done
    run 0 clean "$there" devices
    run 0 clean "$there" --set ocr_tesseract.when=never import "$(pages 2 --format g4)" --json
    is "$(wc -l <out)" 2 dossiers
    run 0 clean "$there" list
    is "$(wc -l <out)" 2 "dossiers listed"
    run 0 clean "$there" verify
    [ -d .local/share/sohoa ] || fail "the store is not in the XDG data folder"
    mv there moved # a relocated tree works as well
    run 0 clean "$PWD/moved/bin/sohoa" list
    run 0 clean "$PWD/moved/bin/sohoa" schemas show cccd
}

it "works from the folder it was installed to, and from where that is moved" installed
exit $failed
