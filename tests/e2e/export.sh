#!/bin/bash
# Dossiers as files for others: every format judged by the tools of those who take them, names, what is
# unchanged, and faults. export.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"
for tool in qpdf pdftotext pdfimages tiffcp; do
    command -v $tool >/dev/null || skip "no $tool"
done
schemas=$SOURCE/../shared/xml-schemas
java=/usr/share/java
help=$SOURCE/tests/e2e

# One store for all cases: a dossier of three recognised pages, one of a file that is no picture,
# two of one code whose names are hard.
export SOHOA_STORE=$top/store
mkdir "$top/in"
"$build/corpus" --kind form --format multi --dpi 150 --count 3 --seed 4 -o "$top/in" >/dev/null
rm -f "$top"/in/*.txt "$top"/in/*.json "$top"/in/*.tsv
cp "$top"/in/0001.tif "$top/lone.tif"
tiffcp -c g4 -f lsb2msb "$top/lone.tif" "$top/lsb.tif"
echo 'no picture' >"$top/odd.tif"
sohoa import --per folder --agency H56.14 --code 000.00.14.H56-231103-0001 "$top/in" >/dev/null 2>&1 || fail import
so import --code $'../Ho\xcc\x82\xcc\x80 s\xc6\xa1:1' "$top/lone.tif" "$top/lsb.tif" >/dev/null 2>&1 || fail import
so import --code 'BAD' "$top/odd.tif" >/dev/null 2>&1
main=000.00.14.H56-231103-0001

one_store=1

every_format() {
    run 0 sohoa export $main --format pdf,alto --format text,json,csv,aip -o to
    is "$(wc -l <out)" 6 "outputs"
    run 0 qpdf --check to/$main.pdf
    run 0 python3 "$help/words.py" to/$main.pdf to/$main.alto
    run 0 python3 "$help/pictures.py" to/$main.pdf "$top"/in/*
    run 0 python3 "$help/package.py" to/urn_*
    sohoa show --json $main | diff - to/$main.json
    sohoa text $main | diff - to/$main.txt
    python3 - to/documents.csv to/$main.json <<'P'
import csv, json, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding='utf-8-sig', newline='')))
documents = json.load(open(sys.argv[2]))['documents']
assert len(rows) == len(documents) > 0
for row, document in zip(rows, documents):
    for key, field in document['fields'].items():
        value = row[key]
        if value.startswith('="'):
            value = value[2:-1]
        assert value == field['value'], (key, value, field['value'])
ids = [v for r in rows for k, v in r.items() if k.endswith('id_number') and v]
assert all(v.startswith('="0') for v in ids), ids
P
    pdftotext to/$main.pdf - | grep -q 'CỘNG HÒA' || fail "the text cannot be searched"
    pdfinfo to/$main.pdf >out
    says "Hồ sơ $main" out
    for page in to/$main.alto/*.xml; do
        [ -d "$schemas" ] && command -v xmllint >/dev/null || { echo "no ALTO schema"; break; }
        XML_CATALOG_FILES=$schemas/catalog.xml run 0 xmllint --nonet --noout --schema "$schemas/alto-4-4.xsd" "$page"
    done
}

is_archivable() { # by Apache PDFBox
    [ -e $java/preflight.jar ] && command -v java >/dev/null || { echo "skipped: no PDFBox"; return; }
    mkdir all
    run 1 sohoa export --all --format pdf -o to
    run 0 sohoa export $main --per document --format pdf -o to
    run 0 sohoa export $main --max-bytes 300K --format pdf -o small
    export SOHOA_STORE=$PWD/mute # pages without a word
    run 0 sohoa --set ocr_lstm.when=never import --code mute "$top/lone.tif"
    run 0 sohoa export mute --format pdf -o small
    n=0
    for file in to/*.pdf small/*.pdf; do # Java takes file names for ASCII here
        n=$((n + 1))
        cp "$file" all/$n.pdf
    done
    classes=
    for jar in preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation; do
        classes=$classes:$java/$jar.jar
    done
    java -cp "$classes" org.apache.pdfbox.preflight.Validator_A1b batch all >verdict 2>&1 || { cat verdict; fail "preflight"; }
    is "$(grep -c 'is a valid PDF/A-1b' verdict)" "$(ls all/*.pdf | wc -l)" "valid files"
    is "$(grep -ic 'warn' verdict)" 0 "warnings: $(grep -i warn verdict)"
}

writes_nothing_twice() {
    run 1 sohoa export --all --format pdf,alto,csv,aip -o to
    find to -type f ! -name .sohoa-export -printf '%p %T@ %i\n' | sort >before
    run 1 sohoa export --all --format pdf,alto,csv,aip -o to
    is "$(wc -l <out)" 0 "outputs written again"
    find to -type f ! -name .sohoa-export -printf '%p %T@ %i\n' | sort | diff before -
    rm to/$main.pdf
    run 1 sohoa export --all --format pdf,alto,csv,aip -o to
    is "$(cat out)" $main.pdf "the output that was missing"
}

names() {
    run 1 sohoa export --all --format text -o to
    ls to >out
    says '^_Hồ sơ_1\.txt$|^_\.*_*Hồ sơ_1\.txt$' out
    says 'Hồ sơ_1-2\.txt$' out
    run 0 sohoa export $main --format text --name '{agency}.{year}.{code}' -o to
    [ -e to/H56.14.2*.$main.txt ] || fail "the template"
    run 2 sohoa export $main --format text --name 'a/{code}' -o to
    says 'slash'
    echo mine >to/here.txt
    run 0 sohoa export $main --format text --name here -o to
    is "$(cat to/here.txt) $(cat out)" 'mine here-2.txt' "somebody's file"
}

parts() {
    run 0 sohoa export $main --format pdf --max-bytes 250K -o to
    for file in to/*.pdf; do
        [ "$(stat -c %s "$file")" -le 256000 ] || fail "$file is too large"
        run 0 qpdf --check "$file"
    done
    [ "$(ls to/*.pdf | wc -l)" -gt 1 ] || fail "it is not in parts"
    run 0 sohoa export $main --format pdf -o to --max-bytes 50M
    is "$(cd to && ls -- *.pdf)" $main.pdf "the whole instead of its parts"
    run 1 sohoa export $main --format pdf -o to --max-bytes 5K
    says 'page 1 alone'
    run 2 sohoa export $main --format text -o to --max-bytes 5M
    says 'no limit'
}

set_aside() {
    run 1 sohoa export BAD --format pdf,text,json,alto,csv -o to --json
    says '1 pages are set aside'
    is "$(jq -r 'select(.format == "pdf") | .state' out)" failed "a PDF without a page"
    is "$(cd to && ls -- *.json)" BAD.json "the others"
    [ ! -e to/BAD.pdf ] || fail "a PDF without a page"
}

mistakes() {
    run 2 sohoa export $main --format docx -o to
    says "no format 'docx': .*alto.*pdf"
    run 2 sohoa export --format pdf -o to
    run 2 sohoa export $main --format pdf
    run 2 sohoa export $main -o to
    run 2 sohoa export nosuch --format pdf -o to
    run 2 sohoa export --since yesterday --format pdf -o to
    [ ! -e to ] || fail "a folder for nothing"
    echo >file
    run 4 sohoa export $main --format pdf -o file
}

read_only() {
    can_be_plain || return 0
    mkdir locked
    chmod 555 locked
    code=0
    plain test -w locked || code=$?
    [ "$code" != 0 ] || { echo "skipped: nothing is read-only here"; return; }
    cp -r "$top/store" store
    plain env SOHOA_STORE="$PWD/store" sohoa export $main --format pdf -o locked >out 2>err && fail "it wrote"
    says 'locked'
    is "$(ls -A locked)" '' "what it left"
}

# Whatever has its final name is whole.
only_whole() {
    local file
    for file in to/*.pdf; do
        [ -e "$file" ] || continue
        qpdf --check "$file" >/dev/null 2>&1 || fail "$file is half-written"
        cmp "$file" "reference/${file#to/}" || fail "$file is another"
    done
}

full_disk() {
    [ -e "$build/tests/fault_disk.so" ] || { echo "skipped: fault_disk is not built"; return; }
    nm -D "$build/sohoa" 2>/dev/null | grep -q __asan_init && { echo "skipped: sanitized"; return; }
    run 0 sohoa export $main --format pdf,aip -o reference
    for n in 3 5 12 30; do
        rm -rf to
        # through a pipe: a file for the messages would be on the full disk, too
        {
            code=0
            FAULT_AT=$n FAULT_ERRNO=28 LD_PRELOAD=$build/tests/fault_disk.so \
                sohoa export $main --format pdf,aip -o to >/dev/null || code=$?
            echo "code $code" >&2
        } 2>&1 | cat >err
        says 'code [04]'
        says 'code 0|full|space'
        only_whole
    done
}

killed() {
    run 0 sohoa export $main --format pdf,aip -o reference
    for n in 1 2 3 4 5; do
        sohoa export $main --format pdf,aip -o to >/dev/null 2>&1 &
        sleep 0.0$((n * 11))
        kill -9 $! 2>/dev/null || true
        wait $! 2>/dev/null || true
        only_whole
        [ $((n % 3)) = 0 ] && rm -rf to
    done
    run 0 sohoa export $main --format pdf,aip -o to
    diff -r -x .sohoa-export reference to
}

it "writes every format, each right by its own judge" every_format
it "writes PDF/A-1b that Preflight finds no fault with" is_archivable
it "writes nothing twice that is unchanged, and what is missing again" writes_nothing_twice
it "gives names that are safe, and never one to two" names
it "gives what is too large in parts" parts
it "tells of pages that are set aside" set_aside
it "tells of mistakes in plain words" mistakes
it "tells of a folder that cannot be written" read_only
it "leaves nothing half-written when the disk is full" full_disk
it "leaves nothing half-written when killed" killed
exit $failed
