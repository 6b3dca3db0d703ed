#!/bin/sh
# The house style as far as a machine can see it: style.sh SOURCE_DIR. Names every breach; exit 1.
set -u
cd "$1" || exit 2
files=$(find core plugins scanners serve tests bench examples -type f \
    \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.cpp' \) 2>/dev/null | sort)
[ -n "$files" ] || { echo "no source files below $1"; exit 2; }
failed=0
complain() { # complain WHAT LINES...
    [ -n "$2" ] || return 0
    echo "== $1"
    echo "$2"
    failed=1
}

banned='strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atoll|atof|alloca|gets|tmpnam|mktemp|setlocale'
complain "calls that this house does not use" \
    "$(grep -nE "(^|[^A-Za-z0-9_])($banned) *\(" $files | grep -vE '^[^:]*:[0-9]+: *(\*|//|/\*)')"
complain "work left for later" "$(grep -nE '(TODO|FIXME|(^|[^X])XXX)([^A-Za-z]|$)' $files | grep -v '_weights\.c:')"
complain "names ending in _t are POSIX's" "$(grep -nE '^typedef .*[a-z]_t;|^(struct|enum|union) [a-z_]+_t( |$)' $files)"
complain "paths of somebody's machine" "$(grep -nE '"/(work|root)/' $files)"
complain "files over 500 lines" "$(wc -l $files | awk '$1 > 500 && $2 != "total" { print $2 ": " $1 " lines" }')"
complain "files that do not open by saying what they are" \
    "$(awk 'FNR == 1 && !/^(\/\*|\/\/)/ { print FILENAME }' $files)"
complain "file names used twice" "$(echo "$files" | sed 's|.*/||' | sort | uniq -d)"

format=$(command -v clang-format-14 || command -v clang-format || true)
if [ -n "$format" ] && "$format" --version | grep -q 'version 14'; then
    complain "not as clang-format lays it out (clang-format -i FILE)" \
        "$(echo "$files" | xargs -P 2 -n 40 "$format" --dry-run -Werror 2>&1 | sed -n 's/^\([^:]*\):.*error:.*/\1/p' | sort -u)"
else
    echo "clang-format 14 is not here: layout not checked"
fi
[ "$failed" -eq 0 ] && echo "$(echo "$files" | wc -l) files: fine"
exit "$failed"
