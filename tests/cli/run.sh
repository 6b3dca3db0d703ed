#!/bin/bash
# Runs one command-line case: run.sh BUILD SOURCE CASE [--set]
# A case is a folder: cmd (bash; `sohoa` and the build's programs are on PATH, a fresh folder is
# current, $SOHOA_STORE is inside it), stdout and stderr (exact) or stdout.glob and stderr.glob (one
# shell pattern a line; `*` alone on a line stands for any number of lines), exit (default 0).
# What a case leaves out is not looked at. --set rewrites the exact files and exit from the run.
set -u
build=$1 source=$2 case=$3 mode=${4:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PATH="$build:$build/bench:$PATH" SOHOA_STORE="$work/store" LANG=C HOME="$work" XDG_CONFIG_HOME="$work/none"
export CASE="$case" SOURCE="$source" BUILD="$build"
unset SOHOA_CONFIG LC_ALL LC_MESSAGES SOHOA_LANG XDG_DATA_HOME
mkdir "$work/here"
(cd "$work/here" && bash "$case/cmd") >"$work/out" 2>"$work/err" </dev/null
code=$?
if [ $code = 77 ]; then cat "$work/out" "$work/err"; exit 77; fi
if [ "$mode" = --set ]; then
    [ -e "$case/stdout" ] && cp "$work/out" "$case/stdout"
    [ -e "$case/stderr" ] && cp "$work/err" "$case/stderr"
    echo $code >"$case/exit"
    exit 0
fi

# Lines of $2 against the patterns of $1; `*` alone swallows lines up to the next match.
match() {
    local -a pats lines
    mapfile -t pats <"$1"; mapfile -t lines <"$2"
    local p=0 l=0 skip=0
    while [ $p -lt ${#pats[@]} ]; do
        if [ "${pats[p]}" = '*' ]; then skip=1; p=$((p + 1)); continue; fi
        while :; do
            if [ $l -ge ${#lines[@]} ]; then echo "no line matches: ${pats[p]}"; return 1; fi
            # shellcheck disable=SC2053 # a pattern is meant
            if [[ ${lines[l]} == ${pats[p]} ]]; then break; fi
            if [ $skip = 0 ]; then echo "line $((l + 1)) is: ${lines[l]}"; echo "wanted: ${pats[p]}"; return 1; fi
            l=$((l + 1))
        done
        skip=0 l=$((l + 1)) p=$((p + 1))
    done
    if [ $skip = 0 ] && [ $l -lt ${#lines[@]} ]; then echo "one line too many: ${lines[l]}"; return 1; fi
}

bad=0
want=$(cat "$case/exit" 2>/dev/null || echo 0)
if [ "$code" != "$want" ]; then echo "exit code $code, wanted $want"; bad=1; fi
for stream in out err; do
    exact="$case/std$stream"
    if [ -e "$exact" ]; then diff -u "$exact" "$work/$stream" || bad=1; fi
    if [ -e "$exact.glob" ]; then match "$exact.glob" "$work/$stream" || { echo "std$stream does not match"; bad=1; }; fi
done
if [ $bad = 1 ]; then
    echo "--- stdout"; head -c 4000 "$work/out"; echo "--- stderr"; head -c 4000 "$work/err"
fi
exit $bad
