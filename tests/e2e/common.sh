# common.sh - what the end-to-end tests share; sourced as `. common.sh BUILD SOURCE`.
# shellcheck shell=bash
#
# A test is a script of `it "does so" function` lines: each function runs in a subshell with errexit
# in a fresh folder, with a store of its own ($SOHOA_STORE) and no configuration but ours; what it
# and the program said is shown only when it fails. Pages are small and nothing is recognised, so
# that what is tested is the way from the feeder to the store.
set -u
build=$1
export SOURCE=$2
top=$(mktemp -d "${TMPDIR:-/tmp}/sohoa-e2e.XXXXXX")
trap 'cd /; chmod -R u+rwX "$top"; rm -rf "$top"' EXIT
export PATH="$build:$build/tests/feeder:$PATH" LANG=C HOME="$top" XDG_CONFIG_HOME="$top/none"
unset LC_ALL LC_MESSAGES SOHOA_LANG XDG_DATA_HOME SOHOA_PLUGIN_PATH SANE_DEFAULT_DEVICE
unset SOHOA_FEEDER_DIR

skip() {
    echo "skipped: $*"
    exit 77
}
for tool in jq python3; do
    command -v "$tool" >/dev/null || skip "no $tool"
done
[ -x "$build/corpus" ] || skip "the corpus maker is not built"

# ---- pages and paper -----------------------------------------------------------------------------

# pages COUNT [CORPUS-OPTION]...: that many cheap pages in $top/pages/..., made once; the folder.
pages() {
    local folder
    folder=$top/pages/$(printf '%s_' "$@" | tr -c 'a-z0-9\n' _)
    if ! [ -d "$folder" ]; then
        "$build/corpus" --seed 11 --count "$1" --dpi 75 "${@:2}" -o "$folder" >/dev/null
        rm -f "$folder"/*.txt "$folder"/*.json "$folder"/*.tsv
    fi
    echo "$folder"
}

# scanner SHEETS [SHEETS]...: one virtual feeder each, feeder:0 (tray0), feeder:1, ..., loaded.
scanner() {
    [ -x "$build/tests/feeder/feeder" ] || skip "the virtual feeder is not built"
    local n=0 sheets
    mkdir -p sane
    echo feeder >sane/dll.conf
    export SANE_CONFIG_DIR="$PWD/sane" LD_LIBRARY_PATH="$build/tests/feeder"
    export SOHOA_FEEDER_DIR=
    for sheets; do
        mkdir -p "tray$n"
        export SOHOA_FEEDER_DIR="$SOHOA_FEEDER_DIR${SOHOA_FEEDER_DIR:+:}$PWD/tray$n"
        if [ "$sheets" -gt 0 ]; then
            # other sheets in the other tray
            feeder load "tray$n" "$(pages $((2 * sheets)) --first $((1 + 40 * n)) --format png --duplex)"/*
        fi
        n=$((n + 1))
    done
}
left() { # sheets still in the tray
    feeder show "${1:-tray0}" | grep -c '^[0-9]* in ' || true
}

# ---- the program ---------------------------------------------------------------------------------

# run CODE COMMAND...: runs it; stdout in `out`, stderr in `err`; the exit code must be CODE.
run() {
    local want=$1 code=0
    shift
    "$@" >out 2>err </dev/null || code=$?
    [ "$code" = "$want" ] || fail "exit code $code, wanted $want: $*"
}
# sohoa without recognition.
so() {
    sohoa --set ocr_tesseract.when=never "$@"
}
# scan [OPTION]...: small and quick.
scan() {
    so scan --resolution 75 --mode gray --json "$@"
}
# typed LINES COMMAND...: runs it in a terminal of its own. Each of LINES is typed when the program
# asks (its prompt ends with a colon); a line `!COMMAND` is run by bash first, then Enter typed.
# What the terminal showed: out.
typed() {
    python3 "$SOURCE/tests/e2e/typed.py" "$@"
}

# plain COMMAND...: as somebody whom permissions bind, who owns the case's folder and the key of
# the access record.
plain() {
    if [ "$(id -u)" != 0 ]; then
        "$@"
        return
    fi
    chmod a+x "$top"
    mkdir -p "$XDG_CONFIG_HOME"
    chown -R 65534:65534 "$top/case" "$XDG_CONFIG_HOME"
    setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
}
# can_be_plain: the build can be reached without being root.
can_be_plain() {
    plain test -x "$build/sohoa" || {
        echo "skipped: others may not enter $build"
        return 1
    }
}

# With nobody there a fault is waited for 2 s, a silent backend for 3 s.
alone() {
    scan --set patience=2 --set silence=3 "$@"
}
attended() { # LINES [OPTION]...: with the operator at a terminal
    code=0
    typed "$1" sohoa --set ocr_tesseract.when=never --set silence=3 scan --resolution 75 --mode gray "${@:2}" || code=$?
}
# begun SIGNAL... -- COMMAND: runs it, sends each signal once the store has captured some pages,
# half a second apart; the exit code goes to $code.
begun() {
    local -a signals=()
    while [ "$1" != -- ]; do
        signals+=("$1")
        shift
    done
    shift
    "$@" >out 2>err </dev/null &
    local pid=$! i tray
    for ((i = 0; i < 200; i++)); do
        [ "$(captured)" -ge 4 ] && break
        kill -0 $pid 2>/dev/null || fail "it ended before it was stopped"
        sleep 0.05
    done
    for signal in "${signals[@]}"; do
        kill -"$signal" $pid 2>/dev/null || true
        sleep 0.3
    done
    for tray in tray*/; do [ ! -d "$tray" ] || touch "$tray/go"; done # a sheet may wait for it
    code=0
    wait $pid 2>/dev/null || code=$?
}
captured() {
    sohoa batches --json 2>/dev/null | jq -rs 'map(.ledger.captured) | add // 0'
}

# ---- looking -------------------------------------------------------------------------------------

fail() {
    echo "FAILED: $*"
    local file
    for file in out err; do
        [ -s $file ] && { echo "--- $file"; cut -c1-300 $file | head -20; }
    done
    exit 1
}
# says PATTERN [FILE]: an extended regular expression; FILE is err unless named.
says() {
    grep -qE -- "$1" "${2:-err}" || fail "${2:-err} does not say: $1"
}
quiet_about() {
    ! grep -qE -- "$1" "${2:-err}" || fail "${2:-err} says: $1"
}
is() { # is ACTUAL WANTED WHAT
    [ "$1" = "$2" ] || fail "$3: '$1', wanted '$2'"
}
# batches JQ, dossiers JQ: a value over all batches, all live dossiers; texts bare, the rest on one
# line.
batches() {
    sohoa batches --json | jq -rcs "$1"
}
dossiers() {
    sohoa list --json | jq -rcs "map(select(.state != \"superseded\")) | $1"
}
masters() { # one line a page that is in a live dossier
    dossiers '.[].dossier' | while read -r dossier; do
        sohoa show --json "$dossier"
    done | jq -r '.pages[] | .master.sha256 // "none"'
}
# The store is whole: verify clean, every ledger closes, no batch open.
whole() {
    sohoa verify >verify.out 2>&1 || { cat verify.out; fail "verify"; }
    is "$(batches 'map(select(.state == "open")) | length')" 0 "open batches"
    ledger
}
ledger() {
    is "$(batches 'map(.ledger | select(.captured != .stored + .blank + .separator + .quarantined + .pending)) | length')" \
        0 "ledgers that do not close"
}
# all_sides N: the pages of the store are exactly those of the first N sheets of tray0, each once.
all_sides() {
    local sheets=$1
    (
        mkdir -p reference
        cd reference || exit 1
        [ -e masters ] && exit 0
        SOHOA_STORE=$PWD/store
        scanner "$sheets" >/dev/null
        scan >out 2>err
        masters | sort >masters
    )
    masters | sort >have
    is "$(wc -l <reference/masters)" $((2 * sheets)) "sides of the reference"
    diff reference/masters have >missing || { cat missing; fail "not every side is there once"; }
}

# ---- the cases -----------------------------------------------------------------------------------

failed=0
one_store= # set by those whose cases share a store
it() {
    local name=$1 began=$SECONDS
    mkdir -p "$top/case"
    if (
        cd "$top/case" || exit 1
        [ -n "$one_store" ] || export SOHOA_STORE="$PWD/store"
        set -eE
        trap 'echo "FAILED at line $LINENO: $BASH_COMMAND"' ERR
        "${@:2}"
    ) >"$top/log" 2>&1; then
        echo "ok   $name ($((SECONDS - began)) s)"
    else
        echo "FAIL $name ($((SECONDS - began)) s)"
        sed 's/^/     /' "$top/log"
        for file in out err; do # unless shown already
            grep -q "^--- $file" "$top/log" || sed "s/^/     $file: /" "$top/case/$file" 2>/dev/null | cut -c1-300 | head -20
        done
        failed=1
    fi
    chmod -R u+rwX "$top/case"
    rm -rf "$top/case"
}
