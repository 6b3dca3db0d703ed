#!/bin/bash
# Header sheets printed, scanned or imported again: dossiers split, counted, and alarms over what
# does not fit. separators.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"
command -v pdftoppm >/dev/null || skip "no pdftoppm"

# header NAME CODE[:SHEETS]: NAME.png, a printed header sheet at 100 dpi.
header() {
    sohoa separators "$2" -o "$1.pdf"
    pdftoppm -r 100 -gray -png -singlefile "$1.pdf" "$1"
}
papers() { # header sheets a (2 sheets), b (1 sheet), content 1 2 3
    header a 000.00.14.H56-231103-0001:2
    header b H56.14-231103-0002:1
    local n=0 file
    for file in "$(pages 3 --format png --dpi 100)"/*; do
        n=$((n + 1))
        cp "$file" "$n.png"
    done
}
# tray SIDE...: these sides as a simplex stack for the virtual feeder.
tray() {
    local n=0 side
    scanner 0
    mkdir -p stack
    for side; do
        n=$((n + 1))
        cp "$side.png" "stack/$(printf %03d $n).png"
    done
    feeder load tray0 stack/*
}
scanned() { # CODE: the stack is scanned
    run "$1" so scan --resolution 100 --mode gray --json --source ADF
}
# together FILE SIDE...: these sides as one TIFF.
together() {
    local to=$1 side
    shift
    command -v tiffcp >/dev/null || skip "no tiffcp"
    local -a parts=()
    for side; do
        case $side in
        a | b) [ -f $side.tif ] || pdftoppm -r 100 -gray -tiff -singlefile $side.pdf $side ;;
        *) [ -f "$side.tif" ] || cp "$(pages 3 --format g4 --dpi 100)/000$side.tif" "$side.tif" ;;
        esac
        parts+=("$side.tif")
    done
    tiffcp "${parts[@]}" "$to"
}
shape() { # of the dossiers written to out
    jq -rs '[.[] | (.code // "-") + " " + .state + " " + ([.pages[].state[0:3]] | join(","))] | join("; ")' out
}

a_scan_is_split() {
    papers
    tray a 1 2 b 3
    scanned 0
    is "$(shape)" "000.00.14.H56-231103-0001 complete sep,sto,sto; H56.14-231103-0002 complete sep,sto" dossiers
    is "$(batches '.[0] | [.ledger.separator, .ledger.dossiers, (.alarms | length)]')" '[2,2,0]' ledger
    is "$(sohoa list --json | jq -rs 'map(.code) | sort | join(" ")')" "000.00.14.H56-231103-0001 H56.14-231103-0002" codes
}
a_missing_sheet() {
    papers
    tray a 1 b 3
    scanned 1
    says 'dossier 000.00.14.H56-231103-0001: 1 sheets instead of the 2 on its header sheet \(sheet 1\)'
    is "$(batches '.[0].alarms | [.[] | [.page, .acknowledged]]')" '[[1,false]]' alarms
    is "$(dossiers 'map(.state) | unique')" '["attention"]' states
    run 0 sohoa batches --acknowledge "$(batches '.[0].batch')"
    is "$(dossiers 'map(.state) | unique')" '["complete"]' "states once a person has looked"
}
an_early_dossier_tells_of_a_late_alarm() {
    papers
    tray a 1 2 b 3 1 2
    scanned 1
    says 'dossier H56.14-231103-0002: 3 sheets instead of the 1 on its header sheet \(sheet 4\)'
    is "$(dossiers 'map(.state)')" '["attention","attention"]' states
}
sheets_before_the_first_header() {
    papers
    tray 1 b 2
    scanned 1
    says '1 pages stand before the first header sheet \(sheet 2\)'
    is "$(dossiers 'length')" 2 dossiers
}
doubled_headers() {
    papers
    tray a b 1
    scanned 1
    says 'no sheet follows the header sheet of 000.00.14.H56-231103-0001 \(sheet 1\); the next separator is sheet 2'
    is "$(shape)" "H56.14-231103-0002 attention sep,sep,sto" dossiers
}
a_file_is_split() {
    papers
    together all.tif a 1 2 b 3
    run 0 so import --json all.tif
    is "$(shape)" "000.00.14.H56-231103-0001 complete sep,sto,sto; H56.14-231103-0002 complete sep,sto" dossiers
    first=$(jq -r .dossier out)
    run 0 so import --json all.tif
    is "$(jq -r .dossier out)" "$first" "the same dossiers again"
    is "$(jq -s 'map(.already)' -c out)" '[true,true]' already
    run 0 so import --json --again all.tif
    is "$(jq -rs 'length' out)" 2 "new ones"
    together less.tif a 1 b 3
    run 1 so import --json less.tif
    says "1 pages instead of the 2 sheets on its header sheet \(page 1 of 'less.tif'\)"
}
a_folder_is_split() {
    papers
    mkdir box
    n=0
    for side in a 1 2 b 3; do
        n=$((n + 1))
        cp $side.png box/$n.png
    done
    run 0 so import --json --per folder box
    is "$(shape)" "000.00.14.H56-231103-0001 complete sep,sto,sto; H56.14-231103-0002 complete sep,sto" dossiers
    run 0 so import --json --per folder box
    is "$(jq -s 'map(.already)' -c out)" '[true,true]' already
}
killed_and_resumed() {
    papers
    together one.tif a 1 2 b 3
    together two.tif b 3 a 1 # a sheet is missing
    together three.tif 1 2 a 3 1
    begun KILL -- sohoa --set ocr_tesseract.when=never --set threads=1 import one.tif two.tif three.tif
    code=0
    so resume >out 2>err || code=$?
    is "$code" 1 "an alarm is open"
    is "$(dossiers 'map(.code // "-") | sort | join(" ")')" \
        "- 000.00.14.H56-231103-0001 000.00.14.H56-231103-0001 000.00.14.H56-231103-0001 H56.14-231103-0002 H56.14-231103-0002" codes
    is "$(dossiers 'map(.state) | unique')" '["attention"]' states
    is "$(batches '[.[0].ledger.separator, (.[0].alarms | length)]')" '[5,2]' "separators and alarms"
    whole
}
left_whole() {
    papers
    together all.tif a 1 b 2
    run 0 so import --json --set separators=scans all.tif
    is "$(shape)" "- complete sto,sto,sto,sto" "separators: scans"
    run 0 so import --json --again --set separators=none all.tif
    is "$(shape)" "- complete sto,sto,sto,sto" "separators: none"
    run 2 so import --set separators=some all.tif
    says "must be all, scans or none"
}
put_back() {
    papers
    together all.tif b 1
    run 0 so import --json all.tif
    id=$(jq -r .dossier out)
    run 0 so page "$id" 1 --keep
    is "$(sohoa show --json "$id" | jq -rc '[.code, [.pages[].state]]')" \
        '["H56.14-231103-0002",["stored","stored"]]' "a page again"
}

it "splits a scan at header sheets, gives codes, counts sheets" a_scan_is_split
it "raises an alarm when a sheet is missing, until a person acknowledges it" a_missing_sheet
it "puts dossiers that were closed before the alarm to attention, too" an_early_dossier_tells_of_a_late_alarm
it "raises an alarm over sheets before the first header" sheets_before_the_first_header
it "raises an alarm over a header without sheets" doubled_headers
it "splits a file; all of its dossiers are there already the next time" a_file_is_split
it "splits a folder of files" a_folder_is_split
it "goes on after a kill as if nothing had been" killed_and_resumed
it "leaves files whole when the configuration says so" left_whole
it "lets a person say that it is no separator" put_back
exit $failed
