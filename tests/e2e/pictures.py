"""pictures.py FILE.pdf MASTER...: do the pictures of the PDF stand as they were coded?

The streams that pdfimages -all takes out must be the JPEG files, and the strips of the G4 TIFF files,
byte for byte. Other masters are passed over. Exit code 1 when one differs."""
import os, struct, subprocess, sys, tempfile

pdf, masters = sys.argv[1], sys.argv[2:]


def strip(data):
    """The one strip of G4 of the first image; None when it has another form."""
    order = '<' if data[:2] == b'II' else '>'
    at, = struct.unpack_from(order + 'I', data, 4)
    tags = {}
    for i in range(struct.unpack_from(order + 'H', data, at)[0]):
        tag, kind, count = struct.unpack_from(order + 'HHI', data, at + 2 + 12 * i)
        value, = struct.unpack_from(order + ('H' if kind == 3 else 'I'), data, at + 10 + 12 * i)
        tags[tag] = (count, value)
    if tags.get(259, (1, 1))[1] != 4 or tags[273][0] != 1 or tags.get(266, (1, 1))[1] != 1:
        return None
    return data[tags[273][1]:tags[273][1] + tags[279][1]]


bad = 0
with tempfile.TemporaryDirectory() as work:
    subprocess.run(['pdfimages', '-all', pdf, work + '/x'], check=True)
    got = {}
    for name in sorted(os.listdir(work)):
        number = int(name.split('.')[0].split('-')[1])
        if not name.endswith('.params'):
            got[number] = os.path.join(work, name)
    for number, master in enumerate(masters):
        data = open(master, 'rb').read()
        want = data if data[:2] == b'\xff\xd8' else strip(data) if data[:2] in (b'II', b'MM') else None
        if want is not None and open(got[number], 'rb').read() != want:
            print(f'{master} does not stand in {pdf} as it was coded')
            bad = 1
sys.exit(bad)
