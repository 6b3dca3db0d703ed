#!/bin/sh
# lines.sh CORPUS LSTM_LINES OUT: draws a page of text and cuts lines out of it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" --kind text --wear office --seed 12 --count 1 --format png -o "$folder" >/dev/null
page=$(find "$folder" -name '*.png' -o -name '*.jpg' -o -name '*.tif' | head -n 1)
"$2" "$page" "$3"
