#!/bin/sh
# Follows plugins/README.md word for word: runs its sh blocks in a scratch copy of the source tree
# and sees that the new plugin is described and conforms. test_guide.sh SOURCE_DIR
set -eu
source=$1
if ! [ -f "$source/core/cli/main.c" ]; then
    echo "skipped: this tree has no command line program yet, which the guide uses"
    exit 77
fi
scratch=$(mktemp -d /tmp/sohoa-guide-XXXXXX)
trap 'rm -rf "$scratch"' EXIT
tar -C "$source" -c --exclude='./build*' --exclude=./.git --exclude=./.cache . | tar -C "$scratch" -x
cd "$scratch"
sed -n '/^```sh$/,/^```$/{/^```/!p}' plugins/README.md >guide.sh
[ "$(wc -l <guide.sh)" -ge 8 ] || { echo "the guide has lost its commands"; exit 1; }

# A compiler cache that does not mind where the tree lies makes this quick the second time.
CCACHE_BASEDIR=$scratch CCACHE_NOHASHDIR=1 CMAKE_GENERATOR=Ninja
CMAKE_BUILD_PARALLEL_LEVEL=2
export CCACHE_BASEDIR CCACHE_NOHASHDIR CMAKE_GENERATOR CMAKE_BUILD_PARALLEL_LEVEL
export LC_ALL=C
unset SOHOA_PLUGIN_PATH
if ! sh -eux guide.sh >guide.log 2>&1; then
    tail -n 40 guide.log
    echo "FAILED: a command of plugins/README.md fails"
    exit 1
fi
for wanted in 'prep_negate: conforms' '100% tests passed' 'Invert only pages'; do
    if ! grep -q "$wanted" guide.log; then
        tail -n 60 guide.log
        echo "FAILED: the guide's commands do not show '$wanted'"
        exit 1
    fi
done
echo "the guide works"
