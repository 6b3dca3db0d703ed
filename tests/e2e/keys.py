#!/usr/bin/env python3
"""keys.py KEYS COMMAND...: runs a command in a terminal of its own that shows sixel pictures, and
types KEYS, one line of them whenever the program asks (its prompt ends with `> `).

In KEYS \\r is Enter, \\t Tab, \\e Escape, \\x1a the byte 1a. What the terminal showed goes to the file
`out`, each picture as one line <picture WIDTH HEIGHT>. Ends with the command's exit code; after 50 s
it is killed and the code is 124."""
import os
import pty
import re
import select
import signal
import sys
import time

NAMED = {b"r": b"\r", b"t": b"\t", b"e": b"\x1b"}
ATTRIBUTES = b"\x1b[?62;4;22c"


def main():
    keys = [re.sub(rb"\\(r|t|e|x[0-9a-f]{2})", lambda m: NAMED.get(m[1]) or bytes.fromhex(m[1][1:].decode()),
                   line.encode()) for line in sys.argv[1].split("\n")]
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execvp(sys.argv[2], sys.argv[2:])
    shown, asked, until = b"", 0, time.monotonic() + 50
    while time.monotonic() < until:
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                some = os.read(terminal, 65536)
            except OSError:
                break
            if not some:
                break
            if b"\x1b[c" in some:
                os.write(terminal, ATTRIBUTES)
            shown += some
            continue
        if keys and shown[asked:].endswith(b"> "):
            asked = len(shown)
            os.write(terminal, keys.pop(0))
    else:
        os.kill(pid, signal.SIGKILL)
    shown = re.sub(rb'\x1bP0;1;0q"1;1;(\d+);(\d+).*?\x1b\\', rb"<picture \1 \2>", shown,
                   flags=re.S)
    with open("out", "wb") as out:
        out.write(shown.replace(b"\r\n", b"\n"))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    sys.exit(124 if code == -signal.SIGKILL else code if code >= 0 else 128 - code)


main()
