#!/bin/bash
# debian.sh BUILD: the Debian package in a clean tree: installed, used, upgraded, removed, purged.
# Takes minutes and the network: the long tier only, as root.
set -u
build=$1
skip() { echo "skipped: $*"; exit 77; }
[ "${SOHOA_TEST_LONG:-}" = 1 ] || skip "takes minutes and the network; SOHOA_TEST_LONG=1 asks for it"
[ "$(id -u)" = 0 ] || skip "needs root"
for tool in debootstrap dpkg-shlibdeps cpack; do command -v $tool >/dev/null || skip "no $tool"; done
[ -x "$build/corpus" ] || skip "the corpus maker is not built"

work=$(mktemp -d "${TMPDIR:-/tmp}/sohoa-debian.XXXXXX")
tree=$work/tree
# a mount that would not go away must not be deleted through
trap 'umount "$tree/proc" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
failed=0
step=start
complain() { echo "$step: $*"; failed=1; }
# must COMMAND...: it succeeds, or the test ends with what it said
must() { "$@" >"$work/said" 2>&1 || { complain "fails: $*"; tail -40 "$work/said"; exit 1; }; }
within() { chroot "$tree" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
as_sohoa() { chroot --userspec=sohoa:sohoa "$tree" env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 HOME=/var/lib/sohoa "$@"; }
in_store() { as_sohoa sohoa --store /var/lib/sohoa/store "$@"; }
there() { for path in "$@"; do [ -e "$tree$path" ] || complain "$path is missing"; done; }
gone() { for path in "$@"; do [ ! -e "$tree$path" ] || complain "$path is still there"; done; }
is() { [ "$1" = "$2" ] || complain "$3 is '$1', not '$2'"; }

step=package
must cpack -G DEB --config "$build/CPackConfig.cmake" -B "$work/deb"
must "$build/corpus" --seed 11 --count 1 --dpi 200 --format g4 -o "$work/pages"
page=$(find "$work/pages" -name '*.tif*' | head -n 1)
[ -f "$page" ] || { complain "no page was drawn"; exit 1; }

step=debootstrap
if [ -n "${SOHOA_TEST_TREE:-}" ]; then # a tree made before, to try things out
    cp -a "$SOHOA_TEST_TREE" "$tree"
else
    debootstrap --variant=minbase bookworm "$tree" "${SOHOA_TEST_MIRROR:-http://deb.debian.org/debian}" \
        >"$work/said" 2>&1 || { tail -n 3 "$work/said"; skip "debootstrap fails here (network?)"; }
fi
mount -t proc proc "$tree/proc" 2>/dev/null || true
cp "$work"/deb/sohoa_*.deb "$tree/tmp/sohoa.deb"
install -m 0644 "$page" "$tree/tmp/page.tif"

step=install
must within apt-get -q update
must within apt-get -qy --no-install-recommends install /tmp/sohoa.deb
is "$(within sohoa --version)" "$("$build/sohoa" --version)" "the version"
is "$(within stat -c '%U:%G %a' /var/lib/sohoa)" "sohoa:sohoa 700" "/var/lib/sohoa"
is "$(within stat -c '%U:%G %a' /etc/sohoa/audit.key)" "sohoa:sohoa 600" "the key"
there /etc/sohoa/sohoa.yaml /lib/systemd/system/sohoa-serve.service /lib/systemd/system/sohoa-watch@.service \
    /usr/share/man/man1/sohoa-import.1.gz /usr/share/man/vi/man1/sohoa-import.1.gz \
    /usr/share/bash-completion/completions/sohoa
must in_store import /tmp/page.tif
in_store list --json >"$work/list"
is "$(wc -l <"$work/list")" 1 "the number of dossiers"
dossier=$(sed -n 's/.*"dossier": *"\([^"]*\)".*/\1/p' "$work/list")
[ "$(in_store text "$dossier" | wc -w)" -gt 50 ] || complain "the page has no text"
must in_store verify
gone /var/lib/sohoa/.config # the key of /etc/sohoa is the one that is used
key=$(sha256sum <"$tree/etc/sohoa/audit.key")

step=upgrade
echo 'lang: vi' >>"$tree/etc/sohoa/sohoa.yaml"
must within apt-get -qy --reinstall -o Dpkg::Options::=--force-confold install /tmp/sohoa.deb
is "$(sha256sum <"$tree/etc/sohoa/audit.key")" "$key" "the key"
is "$(tail -n 1 "$tree/etc/sohoa/sohoa.yaml")" "lang: vi" "what was set"
is "$(in_store list | wc -l)" 1 "the number of dossiers"

step=remove
must within apt-get -qy remove sohoa
gone /usr/bin/sohoa /usr/lib/sohoa /usr/share/sohoa /lib/systemd/system/sohoa-serve.service
there /etc/sohoa/sohoa.yaml /etc/sohoa/audit.key /var/lib/sohoa/store

step="purge with a store"
must within apt-get -qy purge sohoa
grep -q 'var/lib/sohoa holds data' "$work/said" || complain "that the store stays is not said"
gone /etc/sohoa/sohoa.yaml /etc/default/sohoa
there /etc/sohoa/audit.key /var/lib/sohoa/store
must within getent passwd sohoa

step="install again"
must within apt-get -qy --no-install-recommends install /tmp/sohoa.deb
is "$(in_store list | wc -l)" 1 "the number of dossiers"
must in_store verify

step="purge without a store"
within find /var/lib/sohoa -mindepth 1 -delete
must within apt-get -qy purge sohoa
gone /etc/sohoa /var/lib/sohoa /etc/default/sohoa /usr/share/doc/sohoa
within getent passwd sohoa && complain "the user is still there"
exit $failed
