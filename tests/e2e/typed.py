#!/usr/bin/env python3
"""typed.py LINES COMMAND...: runs a command in a terminal of its own and plays the operator.

Each line of LINES is typed when the program asks (its prompt ends with a colon and a space). A line
`!COMMAND` first runs COMMAND, then types Enter; `^C` is Ctrl-C. What the terminal showed goes to the
file `out`. Ends with the command's exit code; after 50 s it is killed and the code is 124."""
import os
import pty
import select
import signal
import subprocess
import sys
import time


def main():
    lines = sys.argv[1].split("\n") if sys.argv[1] else []
    pid, terminal = pty.fork()
    if pid == 0:
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
            shown += some
        if lines and shown[asked:].endswith(b": "):
            asked = len(shown)
            line = lines.pop(0)
            if line == "^C":
                os.write(terminal, b"\x03")
                continue
            if line.startswith("!"):
                subprocess.run(["bash", "-c", line[1:]], check=True, stdout=subprocess.DEVNULL)
                line = ""
            os.write(terminal, line.encode() + b"\n")
    else:
        os.kill(pid, signal.SIGKILL)
    with open("out", "wb") as out:
        out.write(shown.replace(b"\r\n", b"\n"))
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    sys.exit(124 if code == -signal.SIGKILL else code if code >= 0 else 128 - code)


main()
