#!/bin/bash
# manual.sh BUILD: every command has a manual page in both languages, groff has nothing to say
# against any, and each names every option that the help names.
set -u
build=$1
export LC_ALL=C.UTF-8
unset SOHOA_LANG
command -v groff >/dev/null || { echo "skipped: no groff"; exit 77; }
failed=0
said=$(mktemp)
trap 'rm -f "$said"' EXIT
complain() { echo "$*"; failed=1; }

read_page() { # LANG COMMAND: the page as a terminal shows it; what groff complains of on stderr
    # shellcheck disable=SC2086 # no command: the program's own page
    "$build/sohoa" --lang "$1" --man $2 | groff -K utf8 -man -Tutf8 -ww -rLL=100n -P-cbou
}
commands=$("$build/sohoa" --lang en --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 40 ] || complain "the help names only: $commands"
for lang in en vi; do
    folder=$build/pages/man/man1
    [ $lang = vi ] && folder=$build/pages/man/vi/man1
    for command in '' $commands; do
        text=$(read_page $lang "$command" 2>"$said")
        [ -s "$said" ] && complain "$lang $command: groff says: $(cat "$said")"
        # shellcheck disable=SC2086
        for option in $("$build/sohoa" --lang $lang $command --help | sed '/every command:\|mọi lệnh:/,$d' |
            sed -n 's/^ \{2,6\}\(-., \)\?\(--[a-z-]*\).*/\2/p'); do
            grep -q -e "$option" <<<"$text" || complain "$lang $command: the page lacks $option"
        done
        [ -s "$folder/sohoa${command:+-$command}.1.gz" ] || [ -s "$folder/sohoa${command:+-$command}.1" ] ||
            complain "$folder has no page of '$command'"
    done
done
read_page vi '' 2>/dev/null | grep -q 'MÃ THOÁT' || complain "the Vietnamese page is not Vietnamese"
read_page en '' 2>/dev/null | grep -q 'sohoa-import(1)' || complain "sohoa(1) does not name sohoa-import(1)"
exit $failed
