#!/bin/bash
# Pages from elsewhere (the shared test data) and very large ones, through the whole program.
. "$(dirname "$0")/common.sh" "$@"
data=${SOHOA_TEST_DATA:-$SOURCE/../shared/data}
[ -d "$data" ] || skip "no test data in $data"

# words FILE FILE: the share of the first one's words, case folded and in any order, in the second.
words() {
    python3 - "$1" "$2" <<'PY'
import collections, re, sys
want, got = (collections.Counter(re.findall(r"\w+", open(p, encoding="utf-8").read().casefold()))
             for p in sys.argv[1:])
print(f"{(want & got).total() / max(1, want.total()):.3f}")
PY
}
at_least() { # ACTUAL LEAST WHAT
    awk -v a="$1" -v b="$2" 'BEGIN { exit !(a >= b) }' || fail "$3: $1, wanted at least $2"
}

photos_come_upright_by_their_exif_tag() {
    run 0 so import --json "$data/scan-exif-orientation"
    is "$(jq -rs 'length' out)" 18 files
    # the content of the raster as stored lies turned by what the tag says
    is "$(jq -rs 'map(.source | sub(".*_"; "") | rtrimstr(".jpg")) as $tags
        | map(.pages[0].rotated) as $turns
        | [range(length) | {tag: $tags[.], turn: $turns[.]}] | unique | map("\(.tag):\(.turn)") | join(" ")' out)" \
        '0:0 1:0 2:0 3:180 4:180 5:90 6:270 7:270 8:90' "tag:turn"
}
an_english_page_is_read() {
    run 0 sohoa --set ocr_tesseract.language=eng import --json "$data/scan-ocrmypdf/linn.png"
    sohoa text "$(jq -r .dossier out)" >read
    at_least "$(words "$data/scan-ocrmypdf/linn.txt" read)" 0.95 "share of the words"
}
passwords_are_named() {
    command -v qpdf >/dev/null || { echo "skipped: no qpdf"; return; }
    qpdf --empty --pages "$data/scan-ocrmypdf/linn.pdf" -- plain.pdf
    qpdf --encrypt secret owner 256 -- plain.pdf user.pdf
    qpdf --encrypt '' owner 256 -- plain.pdf owner.pdf
    run 1 so import --json user.pdf owner.pdf
    is "$(jq -rs 'map("\(.source) \(.pages[0].state)") | sort | join(", ")' out)" \
        'owner.pdf stored, user.pdf quarantined' states
    sohoa quarantine >told
    says 'user.pdf.*password' told
}

it "brings photos upright by their EXIF tag" photos_come_upright_by_their_exif_tag
it "reads a page in English" an_english_page_is_read
it "names a PDF that needs a password, opens one that only its owner locked" passwords_are_named
exit $failed
