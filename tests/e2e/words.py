"""words.py FILE.pdf FOLDER.alto: are the words of the ALTO pages in the PDF, each within 2 points?

Prints how many words there are, how many were not found so, and the largest distance of a corner.
Exit code 1 when more than one in a thousand (or any of fewer) is not there."""
import html, os, re, subprocess, sys

pdf, folder = sys.argv[1:3]
pages = []
for line in subprocess.run(['pdftotext', '-bbox', pdf, '-'], capture_output=True,
                           check=True).stdout.decode().split('\n'):
    m = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
    if m:
        pages.append((float(m[1]), float(m[2]), []))
    m = re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', line)
    if m:
        pages[-1][2].append((html.unescape(m[5]), [float(m[i]) for i in (1, 2, 3, 4)]))

total = missed = 0
worst = 0.0
for name, (width, height, found) in zip(sorted(os.listdir(folder)), pages):
    text = open(os.path.join(folder, name), encoding='utf-8').read()
    head = re.search(r'<Page [^>]*>', text)[0]
    w, h = (int(re.search(k + r'="(\d+)"', head)[1]) for k in ('WIDTH', 'HEIGHT'))
    m = re.search(r'ROTATION="(\d+)"', head)
    turn = int(m[1]) if m else 0
    scale = width / w  # pdftotext tells the page as it lies in the file, words as they are shown
    for m in re.finditer(r'<String ID="w\d+" HPOS="(-?\d+)" VPOS="(-?\d+)" WIDTH="(\d+)" HEIGHT="(\d+)" '
                         r'WC="[\d.]+" CONTENT="([^"]*)"', text):
        x, y, bw, bh = (int(m[i]) for i in (1, 2, 3, 4))
        word = html.unescape(m[5])
        box = {0: (x, y, x + bw, y + bh), 90: (y, w - x - bw, y + bh, w - x),
               180: (w - x - bw, h - y - bh, w - x, h - y),
               270: (h - y - bh, x, h - y, x + bw)}[turn]
        want = [v * scale for v in box]
        total += 1
        best = min((max(abs(a - b) for a, b in zip(want, have)) for t, have in found if t == word),
                   default=1e9)
        if best > 2:
            missed += 1
            if len(sys.argv) > 3:
                near = sorted(found, key=lambda f: max(abs(a - b) for a, b in zip(want, f[1])))[:2]
                print('missing', name, repr(word), [round(v, 1) for v in want], near)
        else:
            worst = max(worst, best)
print(f'{total} words, {missed} missed, {worst:.2f} pt at most')
sys.exit(1 if missed > total / 1000 else 0)
