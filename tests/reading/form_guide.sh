#!/bin/sh
# Follows schemas/README.md word for word: runs its sh blocks with a fresh home and sees that the new
# form is recognised and its fields come out. form_guide.sh BUILD SOURCE
set -eu
build=$1 source=$2
for tool in pango-view jq; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not here"; exit 77; }
done
[ -e "$build/plugins/ocr_tesseract.so" ] || { echo "skipped: built without Tesseract"; exit 77; }
scratch=$(mktemp -d /tmp/sohoa-form-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/home" "$scratch/work"
export HOME="$scratch/home" SOHOA_STORE="$scratch/store" PATH="$build:$PATH" LANG=C.UTF-8
unset XDG_CONFIG_HOME XDG_DATA_HOME SOHOA_CONFIG LC_ALL LC_MESSAGES
cd "$scratch/work"
sed -n '/^```sh$/,/^```$/{/^```/!p}' "$source/schemas/README.md" >guide.sh
[ "$(wc -l <guide.sh)" -ge 40 ] || { echo "the guide has lost its commands"; exit 1; }
if ! sh -eux guide.sh >out 2>log; then
    tail -n 40 log out
    echo "FAILED: a command of schemas/README.md fails"
    exit 1
fi
for wanted in "'library-card' is sound" '"schema": "library-card"' '"form": "declaration"' \
    '"applicant.name": "Mary Ann Miller"' '"applicant.birth_date": "1987-03-14"' \
    '"applicant.phone": "0912345678"' '"applicant.address": "12 Station Road, Springfield"' \
    '"card_kind": "Family card for two years"'; do
    grep -qF "$wanted" out || { cat out; echo "FAILED: the guide does not show $wanted"; exit 1; }
done
echo "the guide works"
