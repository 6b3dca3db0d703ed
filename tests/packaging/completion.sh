#!/bin/bash
# completion.sh BUILD: the completion sourced in bash and asked, as Tab asks it.
set -u
build=$1
failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
mkdir 'a folder' && : >apage.tif
PATH=$build:$PATH
unset SOHOA_CONFIG
export HOME=$work XDG_CONFIG_HOME=$work/none
# shellcheck disable=SC1090
. <(sohoa --completion)

# completes 'WORD WORD... PART' WANTED...: the words split as bash splits them, `=` a word of its own
completes() {
    local line=$1
    shift
    read -ra COMP_WORDS <<<"${line//=/ = }"
    [ "${line: -1}" = ' ' ] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _sohoa
    local got want
    got=$(printf '%s\n' "${COMPREPLY[@]}" | sort)
    want=$(printf '%s\n' "$@" | sort)
    [ "$got" = "$want" ] || { echo "'$line' gives:" "$got" "wanted:" "$want"; failed=1; }
}
# offers 'WORD... PART' WORD: that one among others
offers() {
    read -ra COMP_WORDS <<<"$1"
    [ "${1: -1}" = ' ' ] && COMP_WORDS+=('')
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    _sohoa
    printf '%s\n' "${COMPREPLY[@]}" | grep -qx -e "$2" || { echo "'$1' does not offer $2"; failed=1; }
}
completes 'sohoa imp' import
completes 'sohoa --store /x imp' import
completes 'sohoa --lang v' vi
completes 'sohoa --lang=e' en
completes 'sohoa import --wat' --watch
completes 'sohoa import --per ' file folder
completes 'sohoa import --per=fo' folder
completes 'sohoa import --code C --man' --manifest --man
completes 'sohoa import ap' apage.tif
completes 'sohoa import --watch a' 'a folder'
completes 'sohoa audit ' anchor citizen list verify
completes 'sohoa token ' add list revoke
completes 'sohoa import --code ' ''
offers 'sohoa list --sto' --store
offers 'sohoa describe ocr_' ocr_tesseract
offers 'sohoa prefill to-khai-khai' to-khai-khai-sinh
offers 'sohoa --set ocr_' ocr_tesseract.
exit $failed
