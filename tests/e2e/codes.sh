#!/bin/bash
# Exit codes, stores that cannot be used, and the language of talk. codes.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

some_store() {
    so import --json "$(pages 2 --format g4)" >out 2>err
}
usage() {
    run 2 sohoa
    run 2 sohoa nonsense
    run 2 sohoa list --nonsense
    run 2 sohoa show
    run 2 sohoa --config none.yaml list
    some_store
    run 2 sohoa show 01ARZ3NDEKTSV4RRFFQ69G5FAV
    run 2 sohoa text nonsense
    run 2 sohoa resume 01ARZ3NDEKTSV4RRFFQ69G5FAV
    run 2 sohoa batches --acknowledge 01ARZ3NDEKTSV4RRFFQ69G5FAV
    run 2 sohoa describe nonsense
    run 2 sohoa --set ocr_tesseract.nonsense=1 import .
    run 2 sohoa --set patience=soon import .
    for command in list batches status verify "show --json x" ; do
        # shellcheck disable=SC2086 # words are meant
        SOHOA_STORE=$PWD/none run 2 sohoa $command
        says 'no store'
    done
}
no_store_is_made_by_looking() {
    SOHOA_STORE=$PWD/none run 2 sohoa list
    ! [ -e none ] || fail "a folder was made"
}
damaged() {
    some_store
    run 0 sohoa verify
    master=$(find store/masters -type f | head -1)
    chmod u+w "$master"
    printf x >>"$master"
    run 4 sohoa verify
    says "$(basename "$master" | cut -c1-8)" <(cat out err)
}
read_only() {
    can_be_plain || return 0
    some_store
    cp -r "$(pages 2 --format png)" in
    chmod -R a-w store
    run 4 plain sohoa import in
    says 'store'
    chmod -R u+w store
}
not_a_store() {
    mkdir other
    touch other/file
    run 2 sohoa --store other list
    run 4 so --store other import "$(pages 2 --format g4)"
    [ "$(ls other)" = file ] || fail "it was changed"
    SOHOA_STORE=$PWD/other/file run 4 so import "$(pages 2 --format g4)"
}
owned_batch() {
    scanner 3
    feeder fault tray0 2 wait
    scan >scan.out 2>&1 &
    local pid=$! batch=
    while [ -z "$batch" ] && kill -0 $pid; do
        batch=$(sohoa batches --json 2>/dev/null | jq -r .batch)
        sleep 0.1
    done
    run 2 so resume "$batch"
    says "$batch.*process $pid|process [0-9]+"
    run 0 so resume
    : >tray0/go
    wait $pid || fail "the scan"
    whole
}
full_output() {
    some_store
    [ -e /dev/full ] || return 0
    code=0
    sohoa list >/dev/full 2>err || code=$?
    [ $code != 0 ] || fail "a full output went unnoticed"
    says 'standard output'
}

vietnamese() {
    some_store
    run 2 sohoa --lang vi nonsense
    says 'lỗi: không có lệnh'
    LANG=vi_VN.UTF-8 run 2 sohoa nonsense
    says 'không có lệnh'
    LANG=vi_VN.UTF-8 run 0 sohoa --help
    says 'Các lệnh' out
    for command in scan import resume list show text batches status quarantine page cut join redo verify backup get devices plugins describe; do
        run 0 sohoa --lang vi $command --help
        LC_ALL=C.UTF-8 grep -q '[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]' out || fail "$command --help is not Vietnamese"
    done
    LANG=vi_VN.UTF-8 run 0 so import --json "$(pages 2 --format png)"
    says 'hồ sơ; đã chụp'
    mkdir bad
    : >bad/1.tif
    run 1 so --lang vi import bad
    says 'để riêng'
    SOHOA_STORE=$PWD/none run 2 sohoa --lang vi list
    says 'kho'
    scanner 0
    run 3 scan --lang vi
    says 'khay nạp không có giấy'
    run 3 scan --lang vi --device nonsense:1
    says 'không có máy quét nonsense:1'
    run 2 scan --lang vi --mode sepia
    says 'chọn'
}
no_numbers_in_logs() {
    mkdir -p 'in/038190000001'
    cp "$(pages 2 --format g4)"/0001.tif in/038190000001/038190000001.tif
    : >in/038190000001.tif
    run 1 so -v import in --code 038190000001
    quiet_about '[0-9]{12}'
}

it "ends with 2 for slips of usage and things that are not there" usage
it "makes no store by looking for one" no_store_is_made_by_looking
it "ends with 4 when verify finds something wrong" damaged
it "ends with 4 when the store cannot be written" read_only
it "refuses what is no store" not_a_store
it "names the process that owns a batch" owned_batch
it "notices an output that is full" full_output
it "speaks Vietnamese by --lang and by LANG: errors, help, summary" vietnamese
it "writes no whole citizen number into its talk" no_numbers_in_logs
exit $failed
