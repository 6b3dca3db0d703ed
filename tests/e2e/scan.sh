#!/bin/bash
# A scan from the command line to the store, through the virtual feeder. scan.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

plain_scan() {
    scanner 2
    run 0 so scan
    is "$(left)" 0 "sheets left in the feeder"
    says '^2026|^[0-9A-Z]{26}  complete +4' out
    is "$(dossiers '.[0].state')" complete "state"
    is "$(sohoa show --json "$(dossiers '.[0].dossier')" | jq -c '[.pages[] | [.number, .sheet, .back // false, .master.media, .dpi]]')" \
        '[[1,1,false,"image/jpeg",300],[2,1,true,"image/jpeg",300],[3,2,false,"image/jpeg",300],[4,2,true,"image/jpeg",300]]' pages
    is "$(batches '.[0].ledger | [.captured, .stored + .blank, .sheets]')" '[4,4,2]' ledger
    whole
}
json_lines() {
    scanner 2
    run 0 scan --code H56.14-261122-0001 --operator lan --agency H56.14 --part supplement
    is "$(wc -l <out)" 1 "lines"
    is "$(jq -c '[.code, .operator, .agency, .part, .state, .source, (.pages | length)]' out)" \
        '["H56.14-261122-0001","lan","H56.14","supplement","complete","feeder:0",4]' object
    is "$(batches '.[0] | [.kind, .device, .operator, .agency]')" '["scan","feeder:0","lan","H56.14"]' batch
}
profile_of_the_configuration() {
    scanner 2
    cat >sohoa.yaml <<'YAML'
agency: H56.14
operator: lan
profile: desk
profiles:
  desk: {device: "feeder:0", source: ADF, resolution: 75, mode: lineart}
YAML
    run 0 so --config sohoa.yaml scan --json
    is "$(jq -c '[.agency, .operator, [.pages[] | .master.media, .sheet]]' out)" \
        '["H56.14","lan",["image/tiff",1,"image/tiff",2]]' "one side a sheet"
    run 2 so --config sohoa.yaml scan --profile dekc
    says 'no profile .dekc.; there are: desk'
}
masters_by_mode() { # WORDS WANTED-MEDIA
    scanner 1
    # shellcheck disable=SC2086 # words are meant
    run 0 so scan --resolution 75 --json $1
    is "$(jq -r '.pages[0].master.media' out)" "$2" "media of: $1"
    quarantined=$(dossiers 'map(.state) | unique | join(" ")')
    is "$quarantined" complete "state"
}
sheets_that_match() {
    scanner 2
    run 0 scan --sheets 2
    is "$(jq -r .state out)" complete state
}
sheets_that_do_not() {
    scanner 2
    run 1 scan --sheets 3
    says 'alarm: 3 sheets were expected, 2 came'
    is "$(jq -r .state out)" attention "state as told"
    batch=$(batches '.[0].batch')
    says 'alarm: 3 sheets' <(sohoa batches)
    run 0 sohoa batches --acknowledge "$batch"
    is "$(dossiers '.[0].state')" complete "state once a person has looked"
    says acknowledged <(sohoa batches)
    whole
}
two_devices() {
    scanner 2 3
    run 0 scan --device feeder:0 --device feeder:1
    is "$(wc -l <out)" 2 lines
    is "$(batches 'map([.device, .ledger.sheets, .state]) | sort')" \
        '[["feeder:0",2,"closed"],["feeder:1",3,"closed"]]' batches
    whole
}
two_devices_one_empty() {
    scanner 2 0
    run 3 scan --device feeder:0 --device feeder:1
    says 'feeder:1|feeder is empty'
    is "$(left)" 0 "sheets left in the other"
    is "$(batches 'map([.device, .ledger.sheets, .state])')" '[["feeder:0",2,"closed"]]' batches
}
which_of_two() {
    scanner 1 1
    run 3 scan
    says 'feeder:0.*feeder:1'
    SANE_DEFAULT_DEVICE=feeder:1 run 0 scan
    is "$(left tray1)" 0 "sheets left"
}
empty_feeder() {
    scanner 0
    run 3 scan
    says 'error: .*feeder is empty'
    is "$(batches length)" 0 batches
}
wrong_values() {
    scanner 1
    run 2 scan --source paper
    says "choose 'Flatbed', 'ADF', 'ADF Duplex'"
    run 2 scan --mode sepia
    says "choose 'Lineart', 'Gray', 'Color'"
    run 2 scan --resolution 77777
    says "75"
    run 2 scan --option unknown-heigth=yes
    says "no option 'unknown-heigth'; the nearest is 'unknown-height'"
    run 3 scan --device nonsense:1
    says 'there is no scanner nonsense:1'
    run 2 scan --sheets -1
    run 2 scan --option nonsense
    run 2 scan --part whole
    run 2 scan --scaner x
    says "nearest is --scanner"
    is "$(left)" 1 "sheets left"
    is "$(batches length)" 0 batches
}
flatbed_once() {
    scanner 0
    cp "$(pages 2 --format png --duplex)"/0001.front.png tray0/glass.png
    run 0 scan --source flatbed
    is "$(jq -c '[.pages[].sheet]' out)" '[1]' pages
}
glass() { # what lies on the flatbed: page N
    cp "$(ls "$(pages 8 --format png)"/*.png | sed -n "$1p")" tray0/glass.png
}
flatbed_prompt() {
    scanner 0
    glass 1
    p=$(pages 8 --format png)
    code=0
    typed "
!cp $p/0002.png tray0/glass.png
!cp $p/0003.png tray0/glass.png
a
q" sohoa --set ocr_tesseract.when=never scan --source flatbed --resolution 75 --mode gray --prompt || code=$?
    is $code 0 "exit code"
    says 'lay sheet 1' out
    says 'sheet 1 is scanned; lay sheet 2' out
    says 'sheet 2 is scanned; lay sheet 3' out
    is "$(batches '.[0].ledger | [.sheets, .captured]')" '[3,3]' ledger
    whole
}
flatbed_prompt_by_pipe() {
    scanner 0
    glass 1
    printf '\n\nq\n' | sohoa --set ocr_tesseract.when=never scan --source flatbed --resolution 75 --prompt >out 2>err
    is "$(batches '.[0].ledger | [.sheets, .captured]')" '[2,2]' ledger
}
feeder_prompt() {
    scanner 2
    code=0
    typed "

" sohoa --set ocr_tesseract.when=never scan --source feeder --resolution 75 --mode gray --prompt || code=$?
    is $code 0 "exit code"
    is "$(batches '.[0].ledger | [.sheets, .captured]')" '[2,2]' ledger
}

it "scans both sides of all sheets without any option" plain_scan
it "writes a dossier a line, with code, operator, agency and part" json_lines
it "takes device, source and mode from a profile of the configuration" profile_of_the_configuration
it "keeps line art as TIFF" masters_by_mode "--mode lineart" image/tiff
it "keeps gray as JPEG" masters_by_mode "--mode gray" image/jpeg
it "keeps colour as JPEG" masters_by_mode "--mode color" image/jpeg
it "keeps 16 bit as TIFF" masters_by_mode "--mode gray --option depth=16" image/tiff
it "keeps 16 bit colour as TIFF" masters_by_mode "--mode color --option depth=16" image/tiff
it "keeps lossless colour as TIFF" masters_by_mode "--mode color --lossless" image/tiff
it "scans a page of unknown height" masters_by_mode "--mode gray --option unknown-height=yes" image/jpeg
it "is content when as many sheets came as were said" sheets_that_match
it "raises an alarm when another number of sheets came, until a person acknowledges it" sheets_that_do_not
it "scans from two devices at once, a batch each" two_devices
it "goes on with one device when the other is empty" two_devices_one_empty
it "asks which device is meant when there are two" which_of_two
it "says that the feeder is empty" empty_feeder
it "names the valid values for a wrong one, before any paper moves" wrong_values
it "scans one page from the flatbed" flatbed_once
it "asks for the next sheet on the flatbed, again, or the end" flatbed_prompt
it "takes the answers from a pipe as well" flatbed_prompt_by_pipe
it "asks sheet by sheet at a feeder" feeder_prompt
exit $failed
