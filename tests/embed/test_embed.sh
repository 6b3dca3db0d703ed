#!/bin/sh
# Installs the build, compiles example.c against what was installed, and runs it on one page.
#   test_embed.sh BUILD SOURCE CC
set -eu
build=$1 source=$2 cc=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/usr" >"$work/install.log"
lib=$(dirname "$(find "$work/usr/lib" -maxdepth 3 -name libsohoa.so | head -1)")
"$cc" -std=c17 -Wall -Wextra -Werror -I"$work/usr/include" "$source/tests/embed/example.c" \
    -L"$lib" -Wl,-rpath,"$lib" -lsohoa -o "$work/example"
printf 'chain: []\n' >"$work/empty.yaml"
# One page to digitise; the chain is empty, so this takes no OCR.
"$build/tests/embed_page" "$work/page.tif"
unset SOHOA_PLUGIN_PATH SOHOA_HELPER 2>/dev/null || true
SOHOA_CONFIG="$work/empty.yaml" "$work/example" "$work/store" "$work/page.tif" >"$work/out"
grep -q '"code":"example-1"' "$work/out"
grep -q '"state":"complete"' "$work/out"
grep -q '^1 dossiers$' "$work/out"
SOHOA_CONFIG="$work/empty.yaml" "$work/example" "$work/store" "$work/page.tif" | grep -q '^already '
