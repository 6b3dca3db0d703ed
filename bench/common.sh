# common.sh - what the benches share; sourced by each, not run.
# shellcheck shell=bash
#
# SOHOA_BUILD  the build folder measured (default: build/ beside bench/)
# BENCH_DIR    where pages, stores and results go (default: SOHOA_BUILD/bench)

set -euo pipefail
export LC_ALL=C.UTF-8
bench_top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=${SOHOA_BUILD:-$bench_top/build}
work=${BENCH_DIR:-$build/bench}
sohoa=$build/sohoa
mkdir -p "$work"

die() {
    printf '%s\n' "${0##*/}: $*" >&2
    exit 2
}

# need PROGRAM [PACKAGE]...: says what to install.
need() {
    command -v "$1" >/dev/null || die "$1 is missing: ./bootstrap packages --bench"
}

[ -x "$sohoa" ] || die "no $sohoa: run ./bootstrap build first"
[ -x "$build/bench_watch" ] || die "no $build/bench_watch: run ./bootstrap build first"
need jq

# The machine and its disk, once a run.
heading() {
    printf '\n== %s == %s\n' "$1" "$(date +%F)"
    [ -z "${BENCH_HEADED:-}" ] || return 0
    printf '%s, %s of %s CPUs used, %s GiB; Debian %s, kernel %s; %s\n' \
        "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)" "${threads:-2}" "$(nproc)" \
        "$(awk '/MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" \
        "$(cat /etc/debian_version)" "$(uname -r)" \
        "$(git -C "$bench_top" log -1 --format='commit %h' 2>/dev/null || echo 'no commit')"
    "$build/bench_fsync" "$work"
    printf 'load before: %s\n' "$(cut -d' ' -f1-3 /proc/loadavg)"
}

# pages NAME CORPUS-OPTION...: makes a corpus once; prints its folder.
pages() {
    local folder=$work/pages/$1
    shift
    if [ "$(cat "$folder/.made" 2>/dev/null)" != "$*" ]; then
        rm -rf "$folder"
        "$build/corpus" "$@" -o "$folder" >&2 || die "corpus $* failed"
        printf '%s' "$*" >"$folder/.made"
    fi
    printf '%s\n' "$folder"
}

# images FOLDER: the image files of a corpus in order.
images() {
    find "$1" -maxdepth 1 \( -name '*.tif' -o -name '*.jpg' -o -name '*.png' \) | sort
}

# copies FOLDER COUNT TO: COUNT files from those of a corpus, each with other bytes behind its
# image (readers stop before them), so that a store takes every one for new.
copies() {
    local -a files
    mapfile -t files < <(images "$1")
    rm -rf "$3"
    mkdir -p "$3"
    for ((i = 0; i < $2; i++)); do
        local from=${files[i % ${#files[@]}]}
        local to
        to=$3/$(printf '%05d' "$i").${from##*.}
        cp "$from" "$to"
        printf 'copy %05d' "$i" >>"$to"
    done
}

fresh_store() {
    rm -rf "$work/store-$1"
    printf '%s\n' "$work/store-$1"
}

# watched RESULT COMMAND...: runs under bench_watch; stderr is kept beside the result.
watched() {
    local result=$1
    shift
    "$build/bench_watch" "$result" "${result%.json}.out" "$@" 2>"${result%.json}.err" || {
        local code=$?
        tail -5 "${result%.json}.err" >&2
        die "exit $code: $*"
    }
}

# spread NUMBER...: "median (least to most)", three digits.
spread() {
    printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 }
        END { m = NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2
              printf "%.4g (%.4g to %.4g, %d runs)\n", m, v[1], v[NR], NR }'
}

median() {
    printf '%s\n' "$@" | sort -g | awk '{ v[NR] = $1 }
        END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

calc() {
    awk "BEGIN { printf \"%.4g\", $1 }"
}

# verdict WHAT VALUE RELATION LIMIT: a line with yes or no; no makes the bench end with 1.
bench_failed=0
verdict() {
    if awk "BEGIN { exit !($2 $3 $4) }"; then
        printf 'yes  %s: %s (wanted %s %s)\n' "$1" "$2" "$3" "$4"
    else
        printf 'NO   %s: %s (wanted %s %s)\n' "$1" "$2" "$3" "$4"
        bench_failed=1
    fi
}

finish() {
    exit "$bench_failed"
}
