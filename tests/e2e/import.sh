#!/bin/bash
# Imports from the command line: folders, manifests, watched folders, odd names and files.
# import.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

import() {
    so import --threads 1 --json "$@"
}
page() { # page N TO: an image that no other call gives
    mkdir -p "$(dirname "$2")"
    cp "$(ls "$(pages 12 --format g4)"/*.tif | sed -n "$1p")" "$2"
}
sources() {
    jq -cs 'map(.source)' out
}

per_folder() {
    local i=1
    for name in box/10/b box/2/b box/2/a10 box/2/a2 box/top; do
        page $i "$name.tif"
        i=$((i + 1))
    done
    run 0 import box --per folder
    is "$(jq -cs 'map([.source, [.pages[].source]]) | sort' out)" \
        '[["box",["box/top.tif"]],["box/10",["box/10/b.tif"]],["box/2",["box/2/a2.tif","box/2/a10.tif","box/2/b.tif"]]]' \
        "a dossier a folder, natural order"
    run 0 import box --per folder
    is "$(jq -cs 'map(.already) | unique' out)" '[true]' "already there"
    is "$(dossiers length)" 3 dossiers
    whole
}
per_file() {
    for i in 10 9 1; do page $i "in/n$i.tif"; done
    page 5 in/2021/x.tif
    run 0 import in
    is "$(sources)" '["in/n1.tif","in/n9.tif","in/n10.tif","in/2021/x.tif"]' "natural order, files before folders"
    run 0 import in in/n1.tif --again
    is "$(dossiers length)" 9 "dossiers after --again"
    whole
}
manifest() {
    for i in 1 2 3; do page $i "in/$i.tif"; done
    printf 'path,code,part\nin/1.tif,H56.14-1,component\nin/2.tif,"H56,14-2",result\n' >list.csv
    run 0 import --manifest list.csv
    is "$(jq -cs 'map([.source, .code, .part])' out)" \
        '[["in/1.tif","H56.14-1","component"],["in/2.tif","H56,14-2","result"]]' codes
    run 0 import in --manifest list.csv
    is "$(jq -cs 'map([.source, .code, .already // false])' out)" \
        '[["in/1.tif","H56.14-1",true],["in/2.tif","H56,14-2",true],["in/3.tif",null,false]]' "codes by path"
    run 0 import in/1.tif --code other
    is "$(jq -c '[.code, .already // false]' out)" '["other",false]' "another code, another dossier"
    printf 'path,code,part\nin/1.tif,a,component\nin/2.tif,b,whole\n' >bad.csv
    run 2 import --manifest bad.csv
    says "line 3: part is 'whole'"
    printf 'path,kode\n' >bad.csv
    run 2 import --manifest bad.csv
    says "line 1, column 2: unknown column 'kode'"
    run 2 import --manifest none.csv
    says 'none.csv'
}
file_column() {
    page 1 in/1.tif
    printf 'file,code\nin/1.tif,H56.14-9\n' >list.csv
    run 0 import --manifest list.csv
    is "$(jq -r .code out)" H56.14-9 code
}
watched() {
    mkdir in done
    page 1 first.tif
    sohoa --set ocr_tesseract.when=never import --watch in --done done --json >out 2>err </dev/null &
    local pid=$! i size
    size=$(stat -c %s first.tif)
    # Written in four pieces over two seconds.
    for i in 0 1 2 3; do
        tail -c +$((i * size / 4 + 1)) first.tif | head -c $(((i + 1) * size / 4 - i * size / 4)) >>in/slow.tif
        sleep 0.5
    done
    cmp first.tif in/slow.tif || fail "the test wrote it wrong"
    for ((i = 0; i < 600; i++)); do
        [ -e done/slow.tif ] && break
        sleep 0.1
    done
    kill -INT $pid
    code=0
    wait $pid || code=$?
    [ -e done/slow.tif ] || fail "it was not moved"
    [ -z "$(ls in)" ] || fail "in is not empty"
    is "$(jq -cs 'map([.source, .state, (.pages | length)])' out)" '[["in/slow.tif","complete",1]]' "taken once, whole"
    is "$code" 130 "exit code"
    whole
}
formats() {
    mkdir in
    cp "$(pages 2 --format g4 --per-file 2)"/*.tif in/1.tif
    cp "$(pages 1 --format jpeg)"/*.jpg in/2.jpg
    cp "$(pages 1 --format png)"/*.png in/3.PNG
    cp "$(pages 3 --format pdf --per-file 3)"/*.pdf in/4.pdf
    echo "not a picture" >in/notes.txt
    run 0 import in
    is "$(jq -cs 'map([.source, .pages[0].master.media, (.pages | length)])' out)" \
        '[["in/1.tif","image/tiff",2],["in/2.jpg","image/jpeg",1],["in/3.PNG","image/png",1],["in/4.pdf","application/pdf",3]]' \
        formats
    whole
}
encrypted() {
    command -v qpdf >/dev/null || return 0
    mkdir in
    local pdf
    pdf=$(ls "$(pages 1 --format pdf)"/*.pdf)
    qpdf --encrypt secret owner 256 -- "$pdf" in/locked.pdf
    qpdf --encrypt "" owner 256 -- "$pdf" in/owner.pdf
    run 1 import in
    says 'locked.pdf.*password'
    is "$(jq -cs 'map([.source, .state])' out)" '[["in/locked.pdf","incomplete"],["in/owner.pdf","complete"]]' states
    whole
}
odd_names() {
    page 1 'in/a b.tif'
    page 2 'in/giấy khai sinh.tif'
    page 3 $'in/new\nline.tif'
    page 4 'in/-rf.tif'
    page 5 "in/q'u\"o\\te.tif"
    run 0 import in
    is "$(jq -cs 'map(.source) | sort' out)" \
        "$(jq -cn '["in/a b.tif","in/giấy khai sinh.tif","in/new\nline.tif","in/-rf.tif","in/q'"'"'u\"o\\te.tif"] | sort')" names
    whole
}
name_not_utf8() {
    page 1 in/ok.tif
    page 2 $'in/caf\xe9.tif'
    code=0
    import in >out 2>err || code=$?
    [ $code -le 1 ] || fail "exit code $code"
    is "$(dossiers length)" 2 dossiers
    whole
}
bad_files() {
    page 1 in/1.tif
    : >in/2.tif
    echo "no picture at all" >in/3.jpg
    head -c 300 in/1.tif >in/4.tif
    run 1 import in
    is "$(jq -cs 'map([.source, .state]) | sort' out)" \
        '[["in/1.tif","complete"],["in/2.tif","incomplete"],["in/3.jpg","incomplete"],["in/4.tif","incomplete"]]' states
    says 'in/2.tif'
    says 'quarantine'
    is "$(sohoa quarantine --json | jq -rs length)" 3 "set aside"
    is "$(batches '.[0].ledger | [.captured, .stored, .quarantined]')" '[4,1,3]' ledger
    whole
}
unreadable() {
    can_be_plain || return 0
    page 1 in/1.tif
    page 2 in/2.tif
    chmod 000 in/2.tif
    run 1 plain sohoa --set ocr_tesseract.when=never import in
    says 'in/2.tif'
    whole
}
vanishing() {
    local i
    for i in $(seq 1 12); do page "$i" "in/$i.tif"; done
    so import in --threads 1 --json >out 2>err </dev/null &
    local pid=$!
    for ((i = 0; i < 100; i++)); do
        [ -s out ] && break
        sleep 0.02
    done
    rm -f in/12.tif
    code=0
    wait $pid || code=$?
    [ $code -le 1 ] || fail "exit code $code"
    [ "$(dossiers 'map(select(.state == "complete")) | length')" -ge 11 ] || fail "the others"
    whole
}
nothing_there() {
    run 2 import nowhere
    says 'nowhere'
    run 2 import
    run 2 import . --per page
    mkdir empty
    run 0 import empty
    is "$(batches length)" 0 batches
}

it "makes a dossier of each folder, its files in natural order" per_folder
it "makes a dossier of each file in natural order, once" per_file
it "takes codes and parts from a manifest, whose errors name the line" manifest
it "takes a manifest whose column is called file" file_column
it "takes a file of a watched folder once it is written, and moves it when it is stored" watched
it "takes TIFF, JPEG, PNG and PDF with all their pages" formats
it "refuses a PDF that needs a password by name, and opens one that does not" encrypted
it "keeps names with blanks, accents, newlines and quotes" odd_names
it "takes a file whose name is no UTF-8" name_not_utf8
it "sets bad files aside by name and takes the others" bad_files
it "sets a file aside that it may not read" unreadable
it "goes on when a file vanishes meanwhile" vanishing
it "says what is wrong with what was asked for" nothing_there
exit $failed
