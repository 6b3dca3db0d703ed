#!/bin/bash
# A person goes through doubtful fields, in a terminal and without one. review.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"

# One worn form that is really recognised, once for all cases: five of its fields are in doubt.
forms=$top/forms
"$build/corpus" --kind form --schema to-khai-khai-sinh --count 1 --seed 23 --wear worn --format g4 -o "$forms" >/dev/null
rm -f "$forms"/*.txt "$forms"/*.json "$forms"/*.tsv
export XDG_CONFIG_HOME=$top/config
SOHOA_STORE=$top/first sohoa import "$forms" --json >"$top/form.json" 2>"$top/form.err" || cat "$top/form.err"
id=$(jq -r .dossier "$top/form.json")
fresh() {
    cp -r "$top/first" store
    export SOHOA_STORE=$PWD/store
}
field() { # KEY FILTER
    sohoa show "$id" --json | jq -r --arg k "$1" ".documents[0].fields[\$k] | $2"
}
keys() { # KEYS COMMAND...
    code=0
    python3 "$SOURCE/tests/e2e/keys.py" "$@" || code=$?
}
doubtful() { # how many fields, and the keys of them
    sohoa show "$id" --json | jq -r '.documents[0].fields | to_entries[] | select(.value.state != "verified" and
        (.value.confidence < 0.9 or .value.hand or .value.state == "conflict" or ([.value.checks[]] | any(. == false)))) | .key'
}

in_a_terminal() {
    fresh
    mapfile -t keys_of < <(doubtful)
    [ "${#keys_of[@]}" -ge 2 ] || skip "fewer than two fields of this form are in doubt"
    first=${keys_of[0]} second=${keys_of[1]}
    was=$(field "$first" .value) next=$(field "$second" .value)
    # the first is right; the second is mended, taken back, mended by its last letters, then quit
    keys '\r
Xã Một\r
\x1a
\e[C\x7f\x7fZZ\r
\x04' sohoa review "$id" --operator lan
    is "$code" 0 "exit code"
    says '<picture [0-9]+ [0-9]+>' out
    says "$first" out
    is "$(field "$first" '[.value, .state, .by[0]] | @tsv')" "$was	verified	lan" "what was accepted"
    shorter=$(LC_ALL=C.UTF-8 && printf '%s' "${next%??}") # by letters, not bytes
    is "$(field "$second" '[.value, .state] | @tsv')" "${shorter}ZZ	verified" "what was mended"
    is "$(field "$second" '.history')" null "history after the undo"
    is "$(field "$second" '.machine.value')" "$next" "the machine's reading"
    # the next session goes on with what is left
    doubtful | grep -qx "$second" && fail "$second is still in doubt"
    keys ':q\r' sohoa review "$id" --operator lan
    ! grep -q "$second" out || fail "$second is shown again"
}
no_terminal() {
    fresh
    first=$(doubtful | head -1)
    [ -n "$first" ] || skip "no field of this form is in doubt"
    printf ':?\nLê Văn Mới\n:b\n:-\n:q\n' >answers
    sohoa review "$id" --operator lan --images file <answers >out 2>err || fail "review failed"
    says "$first" out
    says '^/.*/0001.png$' out
    ! [ -e "$(grep -m1 png out)" ] || fail "the picture was left behind"
    run 2 sohoa review "$id"
    says 'who decides'
    run 2 sohoa review "$id" --operator lan --below 7
    run 2 sohoa review "$id" --operator lan --schema nonsense
}
twice() {
    fresh
    sohoa set "$id" 1.child.name='Lê Thị Lan' 1.mother.name='Trần Thị Hoa' --operator lan >/dev/null
    # the second person sees neither value; one agrees, the other does not and is then decided
    printf '%s\n' 'Lê Thị Lan' 'Trần Thị Hòa' '' ':2' '' >answers
    sohoa review "$id" --second --operator mai --images none <answers >out 2>err || fail "review failed"
    sed '/differ/,$d' out >before
    ! grep -q 'Thị' before || fail "the first entry was shown"
    says 'Trần Thị Hoa' out
    is "$(field child.name '.by | join(",")')" lan,mai "who typed the same"
    is "$(field mother.name '[.value, .state] | @tsv')" "Trần Thị Hòa	verified" "what was decided"
    is "$(field mother.name '.history[0].readings | length')" 2 "both entries are kept"
    run 0 sohoa review "$id" --second --operator lan
}
redone() {
    fresh
    sohoa set "$id" 1.child.name='Lê Thị Lan' 1.child.gender= --operator lan >/dev/null
    sohoa redo "$id" --extract 2>/dev/null >/dev/null
    is "$(field child.name '[.value, .state] | @tsv')" "Lê Thị Lan	verified" "a verified value"
    is "$(field child.gender '[.value, .state] | @json')" '[null,"verified"]' "a cleared value"
}

it "shows each field with its picture, takes keys, undoes and goes on later" in_a_terminal
it "takes lines where there is no terminal" no_terminal
it "lets a second person type without seeing, and shows what differs" twice
it "keeps what a person decided when pages are recognised again" redone
exit $failed
