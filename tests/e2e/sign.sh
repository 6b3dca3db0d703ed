#!/bin/bash
# Signatures: PDFs signed with keys of every kind, judged by poppler (NSS), OpenSSL, qpdf and PDFBox;
# keys that will not do. All keys are made here. sign.sh BUILD SOURCE
. "$(dirname "$0")/common.sh" "$@"
for tool in qpdf pdfsig pdftotext openssl; do
    command -v $tool >/dev/null || skip "no $tool"
done
java=/usr/share/java
keys=$top/keys
mkdir "$keys"
cd "$keys" || exit 1

certificate() { # NAME COMMON-NAME KIND USAGE [DAYS]
    [ -e "$1.key" ] || openssl genpkey -algorithm "${3%%:*}" -pkeyopt "${3#*:}" -out "$1.key" 2>/dev/null
    openssl req -new -key "$1.key" -utf8 -subj "/C=VN/O=UBND xã Hòa Bình/CN=$2" -out one.csr
    printf 'basicConstraints=CA:FALSE\nkeyUsage=critical,%s\n' "$4" >one.ext
    openssl x509 -req -in one.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days "${5:-30}" \
        -extfile one.ext -out "$1.pem" 2>/dev/null
}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -utf8 -subj '/C=VN/CN=Gốc thử' -days 60 -out ca.pem 2>/dev/null
certificate operator 'Nguyễn Thị Mỹ Hạnh' rsa:rsa_keygen_bits:2048 nonRepudiation
certificate agency 'Ủy ban nhân dân xã Hòa Bình, huyện Kiến Xương, tỉnh Thái Bình' ec:ec_paramgen_curve:P-256 digitalSignature
cat operator.key operator.pem ca.pem >operator-all.pem
for kind in '' -legacy; do
    openssl pkcs12 -export $kind -inkey operator.key -in operator.pem -certfile ca.pem -passout pass:bí-mật -out "operator$kind.p12"
done
openssl pkcs8 -topk8 -in operator.key -passout pass:bí-mật -out operator-locked.key
cp operator.key old.key
certificate old 'Hết Hạn' '' nonRepudiation -1
cp operator.key sealing.key
certificate sealing 'Để Mã Hóa' '' keyEncipherment
echo bí-mật >password

# Four dossiers of a page, each turned another way.
export SOHOA_STORE=$top/store SOHOA_CONFIG=$top/sohoa.yaml
printf 'chain: [prep_orient]\n' >"$SOHOA_CONFIG"
for turn in 0 90 180 270; do
    "$build/corpus" --kind text --dpi 120 --count 1 --seed 4 --format png --rotate $turn -o "$top/in" >/dev/null
    mv "$top"/in/0001.png "$top/T$turn.png"
    sohoa import --code T$turn "$top/T$turn.png" >/dev/null 2>&1 || fail import
done
both=(--sign --key "$keys/operator-all.pem" --agency-key "$keys/agency.key" --agency-cert "$keys/agency.pem")
scan() { sohoa scan --resolution 75 --mode gray --json "$@"; }
secret() { SOHOA_SIGN_PASSWORD=$1 "${@:2}"; }

one_store=1

# signed COUNT FILE...: poppler finds so many signatures in each, all valid, the last over all of it.
signed() {
    local want=$1 file
    for file in "${@:2}"; do
        pdfsig -nocert "$file" >sig
        is "$(grep -c 'Signature is Valid' sig)" "$want" "valid signatures of $file"
        is "$(grep -c 'ETSI.CAdES.detached' sig)" "$want" "PAdES signatures of $file"
        is "$(grep -E 'otal document signed' sig | tail -1)" '  - Total document signed' "the last of $file"
        qpdf --check "$file" >sig 2>&1 || fail "qpdf: $(cat sig)"
    done
}

both_sign() {
    run 0 sohoa export --all --format pdf,aip -o to "${both[@]}"
    signed 2 to/*.pdf to/urn_*/representations/*/data/*.pdf
    # OpenSSL: CAdES attributes, the chain, and no signing-time, which PAdES forbids
    python3 - to/T0.pdf <<'P'
import re, sys
data = open(sys.argv[1], 'rb').read()
for n, found in enumerate(re.finditer(rb'/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]', data)):
    a, b, c, d = map(int, found.groups())
    open(f'{n}.der', 'wb').write(bytes.fromhex(data[b + 1:c - 1].decode()))
    open(f'{n}.dat', 'wb').write(data[a:b] + data[c:c + d])
P
    for n in 0 1; do
        run 0 openssl cms -verify -cades -inform DER -in $n.der -content $n.dat -binary -CAfile "$keys/ca.pem" -purpose any -out /dev/null
        openssl asn1parse -inform DER -in $n.der >attributes 2>/dev/null || true
        says signingCertificateV2 attributes
        quiet_about signingTime attributes
    done
    # where they stand, as the page is shown
    for turn in 0 90 180 270; do
        pdftotext -bbox to/T$turn.pdf words
        python3 - words <<'P'
import re, sys
text = open(sys.argv[1], encoding='utf-8').read()
width, height = map(float, re.search(r'page width="([\d.]+)" height="([\d.]+)"', text).groups())
words = [(float(x), float(y), float(right), w) for x, y, right, w in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)".*?>(.*?)<', text)]
own = [w for w in words if w[3] in ('Hạnh', 'Người')]
its = [w for w in words if w[3] in ('Sao', 'Cơ', 'quan:')]
assert height > width, (width, height)
assert len(own) >= 2 and len(its) >= 3, words[:40]
assert all(w[0] < width / 2 and w[1] < 60 for w in own), own
assert all(w[0] > width / 2 and w[2] < width and w[1] < 60 for w in its), its
stamps = [w for w in words if re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00', w[3])]
assert len(stamps) == 2, stamps
P
    done
    # nothing is written twice; another signer is another file
    run 0 sohoa export --all --format pdf,aip -o to "${both[@]}"
    is "$(wc -l <out)" 0 "outputs written again"
    run 0 sohoa export T0 --format pdf -o to "${both[@]:0:3}"
    is "$(cat out)" T0.pdf "the output with one signer less"
    signed 1 to/T0.pdf
    run 0 sohoa export T0 --format pdf -o to
    quiet_about ByteRange to/T0.pdf
}

still_archivable() { # by Apache PDFBox
    [ -e $java/preflight.jar ] && command -v java >/dev/null || { echo "skipped: no PDFBox"; return; }
    run 0 sohoa export --all --format pdf -o all "${both[@]}"
    run 0 sohoa export T90 --format pdf -o one --sign --key "$keys/operator-all.pem"
    cp one/T90.pdf all/one.pdf
    classes=
    for jar in preflight pdfbox2 fontbox2 xmpbox commons-logging commons-io jaxb-api javax.activation; do
        classes=$classes:$java/$jar.jar
    done
    rm -f all/.sohoa*
    java -cp "$classes" org.apache.pdfbox.preflight.Validator_A1b batch all >verdict 2>&1 || { cat verdict; fail "preflight"; }
    is "$(grep -c 'is a valid PDF/A-1b' verdict)" 5 "valid files"
}

kinds_of_keys() {
    for key in operator.p12 operator-legacy.p12 "operator-locked.key --cert $keys/operator.pem"; do
        rm -rf to
        # shellcheck disable=SC2086 # key and option
        run 0 secret bí-mật sohoa export T0 --format pdf -o to --sign --key $keys/$key
        signed 1 to/T0.pdf
        # shellcheck disable=SC2086
        run 2 secret wrong sohoa export T0 --format pdf -o never --sign --key $keys/$key
        says 'password or PIN of .* is wrong'
        # shellcheck disable=SC2086
        run 2 setsid -w sohoa export T0 --format pdf -o never --sign --key $keys/$key
        says 'needs a password or PIN, and none was given'
    done
    # from a file, key and all out of the configuration
    printf 'chain: []\nsign_key: %s\nsign_password_file: %s\n' "$keys/operator.p12" "$keys/password" >here.yaml
    rm -rf to
    run 0 sohoa --config here.yaml export T0 --format pdf -o to --sign
    signed 1 to/T0.pdf
    typed bí-mật sohoa export T0 --format pdf -o typed --sign --key "$keys/operator.p12" >/dev/null
    quiet_about 'bí-mật' out
    signed 1 typed/T0.pdf
}

token() {
    command -v softhsm2-util >/dev/null && command -v p11tool >/dev/null || { echo "skipped: no SoftHSM"; return; }
    module=$(find /usr/lib -name libsofthsm2.so 2>/dev/null | head -1)
    mkdir tokens
    echo "directories.tokendir = $PWD/tokens" >hsm.conf
    export SOFTHSM2_CONF=$PWD/hsm.conf
    softhsm2-util --init-token --free --label ubnd --pin 2468 --so-pin 1357 >/dev/null
    openssl pkcs8 -topk8 -nocrypt -in "$keys/operator.key" -out plain.key
    softhsm2-util --import plain.key --token ubnd --label operator --id 01 --pin 2468 >/dev/null
    GNUTLS_PIN=2468 p11tool --provider "$module" --login --write --load-certificate "$keys/operator.pem" \
        --label operator --id 01 pkcs11:token=ubnd >/dev/null 2>&1
    url='pkcs11:token=ubnd;object=operator'
    export SOHOA_SIGN_PASSWORD=2468
    run 0 sohoa export --all --threads 2 --format pdf -o to --sign --key "$url" --pkcs11-module "$module"
    signed 1 to/*.pdf
    run 2 secret 2469 sohoa export T0 --format pdf -o never --sign --key "$url" --pkcs11-module "$module"
    says 'password or PIN of pkcs11:.* is wrong'
    run 2 sohoa export T0 --format pdf -o never --sign --key "pkcs11:token=nosuch;object=operator" --pkcs11-module "$module"
    says 'is the token there'
    run 2 sohoa export T0 --format pdf -o never --sign --key "$url" --pkcs11-module /nosuch.so
    says 'cannot use the PKCS #11 module /nosuch.so'
    run 2 sohoa export T0 --format pdf -o never --sign --key "$url?pin-value=2468"
    says 'does not belong into the URL'
    run 2 setsid -w env -u SOHOA_SIGN_PASSWORD sohoa export T0 --format pdf -o never --sign --key "$url" --pkcs11-module "$module"
    says 'needs a password or PIN'
    # what was asked for in vain costs no tries: the PIN still works
    run 0 sohoa export T90 --format pdf -o again --sign --key "$url" --pkcs11-module "$module"
}

mistakes() {
    try() { # MESSAGE OPTION...
        run 2 sohoa export T0 --format pdf -o never "${@:2}"
        says "$1"
    }
    try 'needs a key' --sign
    try 'only used with --sign' --key "$keys/operator-all.pem"
    try 'no certificate is found beside' --sign --key "$keys/operator.key"
    try 'does not belong to the key' --sign --key "$keys/operator.key" --cert "$keys/agency.pem"
    try 'has expired on [0-9/]+' --sign --key "$keys/old.key" --cert "$keys/old.pem"
    try 'is not meant for signing' --sign --key "$keys/sealing.key" --cert "$keys/sealing.pem"
    try 'cannot read .*No such file' --sign --key "$keys/nosuch"
    try 'is not a key or a certificate' --sign --key "$top/T0.png"
    try 'cannot read the password file' --sign --key "$keys/operator.p12" --password-file "$keys/nosuch"
    try 'no room for signatures' "${both[@]}" --max-bytes 20K
    run 2 sohoa export T0 --format csv -o never "${both[@]}"
    says 'nothing of this can be signed'
    run 2 sohoa --lang vi export T0 --format pdf -o never --sign --key "$keys/old.key" --cert "$keys/old.pem"
    says 'hết hạn'
    [ ! -e never ] || fail "something was written: $(ls never)"
    run 0 sohoa export T0 --format pdf --max-bytes 300K -o small "${both[@]}"
    [ "$(stat -c %s small/T0.pdf)" -le 307200 ] || fail "larger than allowed"
    signed 2 small/T0.pdf
}

half_written() {
    [ -e "$build/tests/fault_disk.so" ] || { echo "skipped: fault_disk is not built"; return; }
    nm -D "$build/sohoa" 2>/dev/null | grep -q __asan_init && { echo "skipped: sanitized"; return; }
    for n in 3 6 9 12; do
        rm -rf to
        {
            FAULT_AT=$n FAULT_ERRNO=28 LD_PRELOAD=$build/tests/fault_disk.so \
                sohoa export T0 --format pdf -o to "${both[@]}" >/dev/null || true
        } 2>&1 | cat >err
        for file in to/*.pdf; do
            [ ! -e "$file" ] || signed 2 "$file"
        done
    done
}

# Masters signed while they are scanned, and what carries their signatures.
masters_signed() {
    export SOHOA_STORE=$PWD/store
    scanner 2
    run 0 scan --sign --key "$keys/operator-all.pem"
    signatures=$(find store/masters -name '*.p7s' | wc -l)
    is "$signatures" 4 "signatures"
    for file in store/masters/*/*/*.p7s; do
        run 0 openssl cms -verify -cades -inform DER -in "$file" -content "${file%.p7s}" -binary -CAfile "$keys/ca.pem" -purpose any -out /dev/null
        openssl asn1parse -inform DER -in "$file" >attributes
        says signingTime attributes
    done
    run 0 sohoa verify
    says '4 signatures of masters were checked' out
    run 0 sohoa backup kept
    run 0 sohoa --store restored restore kept
    is "$(find kept restored -name '*.p7s' | wc -l)" 8 "signatures of backup and restored store"
    run 0 sohoa export --all --format aip -o to
    is "$(find to -name '*.p7s' | wc -l)" 4 "signatures in the package"
    run 0 python3 "$SOURCE/tests/e2e/package.py" to/urn_*
    # damaged, of another master, gone: told by name
    set -- store/masters/*/*/*.p7s
    chmod u+w "$1" "$2"
    printf x >"$1"
    cp -f "$3" "$2"
    rm -f "$4"
    run 4 sohoa verify --json
    is "$(tail -1 out | jq .problems)" 3 "problems"
    says "master $(basename "$1" .p7s) is not valid: it is not a signature" out
    says "master $(basename "$2" .p7s) is not valid: the bytes are not those" out
    says "signature of master $(basename "$4" .p7s) is missing" out
    # who is gone leaves no signature
    sohoa --store kept verify >out
    says '4 signatures' out
    cp -r kept bare
    find bare/masters -name '*.p7s' | head -1 | while read -r file; do
        mv "$file" "$(dirname "$file")/$(printf '0%.0s' {1..64}).p7s"
        touch -d '3 days ago' "$(dirname "$file")/"*.p7s
    done
    run 0 sohoa --store bare gc --grace 1s
    is "$(find bare/masters -name '*.p7s' | wc -l)" 3 "signatures after gc"
}

signing_goes_on() { # a batch that was cut off goes on signed, or not at all
    export SOHOA_STORE=$PWD/store
    scanner 6
    feeder fault tray0 4 wait
    begun INT -- sohoa scan --resolution 75 --mode gray --sign --key "$keys/operator-all.pem"
    run 2 sohoa resume --feed
    says 'go on with --sign'
    code=0 # 1: the last sheet had gone through when it was stopped, which is an alarm
    sohoa resume --feed --sign --key "$keys/operator-all.pem" >out 2>err || code=$?
    [ $code -le 1 ] || fail "exit code $code"
    is "$(find store/masters -name '*.p7s' | wc -l)" 12 "signatures"
    whole
    run 2 scan --sign
    says 'needs a key'
    run 2 scan --sign --key "$keys/old.key" --cert "$keys/old.pem"
    says 'has expired'
}

# Signatures inside of files that come in: ours, one whose bytes changed, one that grew behind them.
signed_elsewhere() {
    run 0 sohoa export T0 --format pdf -o to "${both[@]}"
    cp to/T0.pdf good.pdf
    { cat good.pdf && echo '% more'; } >grown.pdf
    sed 's/CreationDate(D:2/CreationDate(D:3/' good.pdf >altered.pdf
    export SOHOA_STORE=$PWD/store
    run 0 sohoa import good.pdf grown.pdf altered.pdf "$top/T0.png"
    for file in good grown altered; do
        dossier=$(sohoa list --json | jq -r "select(.source | endswith(\"$file.pdf\")).dossier")
        sohoa show --json "$dossier" | jq -c '.pages[0].signatures[] | [.name[0:6], .valid, .whole, .trust]' >$file
        sohoa show "$dossier" >$file.txt
    done
    is "$(cat good)" '["Nguyễn",true,false,"unknown"]
["Ủy ban",true,true,"unknown"]' "good"
    is "$(cat grown)" '["Nguyễn",true,false,"unknown"]
["Ủy ban",true,false,"unknown"]' "grown"
    is "$(cat altered)" '["Nguyễn",false,false,"unknown"]
["Ủy ban",false,true,"unknown"]' "altered"
    says 'signed by: Nguyễn Thị Mỹ Hạnh, 20[-0-9T:]+\+07:00, valid, not the whole file, trust unknown' good.txt
    says 'not valid: the bytes are not those that were signed' altered.txt
    sohoa list --json | jq -r 'select(.source | endswith("T0.png")).dossier' | while read -r dossier; do
        is "$(sohoa show --json "$dossier" | jq '.pages[0] | has("signatures")')" false "a picture"
    done
    run 0 sohoa verify
}

it "both sign, each at its place, and each stays valid" both_sign
it "signed files are PDF/A-1b" still_archivable
it "keys come from PEM and PKCS #12 files, passwords from where others cannot read them" kinds_of_keys
it "a token signs, and a wrong PIN is not tried twice" token
it "keys that will not do are told before anything is written" mistakes
it "what a full disk leaves is never half signed" half_written
it "masters are signed before they count as captured, and kept with their signatures" masters_signed
it "a scan that was cut off goes on signed" signing_goes_on
it "signatures inside of files that come in are checked and listed" signed_elsewhere
exit $failed
