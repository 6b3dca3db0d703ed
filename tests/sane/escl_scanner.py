#!/usr/bin/env python3
"""A small eSCL scanner (Mopria eSCL 2.6) for tests: escl_scanner.py PORT FOLDER.

FOLDER/sides/*.jpg lie in its feeder, in natural order, one file a side; FOLDER/glass.jpg lies on its
platen. Files are taken away as they are scanned. FOLDER/jam, while it is there, jams the feeder.
FOLDER/settings.xml is the last job that came in."""
import http.server
import itertools
import os
import re
import sys

PORT, FOLDER = int(sys.argv[1]), sys.argv[2]
NAMESPACES = (
    'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
    'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
)
INPUT = """<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2551</scan:MaxWidth>
<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>4200</scan:MaxHeight>
<scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode>
</scan:ColorModes>
<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>
<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>
<scan:SupportedResolutions><scan:DiscreteResolutions>
<scan:DiscreteResolution><scan:XResolution>100</scan:XResolution><scan:YResolution>100</scan:YResolution></scan:DiscreteResolution>
<scan:DiscreteResolution><scan:XResolution>300</scan:XResolution><scan:YResolution>300</scan:YResolution></scan:DiscreteResolution>
</scan:DiscreteResolutions></scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles>
<scan:SupportedIntents><scan:Intent>Document</scan:Intent></scan:SupportedIntents>"""
CAPABILITIES = f"""<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities {NAMESPACES}>
<pwg:Version>2.6</pwg:Version><pwg:MakeAndModel>Sohoa eSCL Responder</pwg:MakeAndModel>
<scan:Platen><scan:PlatenInputCaps>{INPUT}</scan:PlatenInputCaps></scan:Platen>
<scan:Adf><scan:AdfSimplexInputCaps>{INPUT}</scan:AdfSimplexInputCaps>
<scan:AdfDuplexInputCaps>{INPUT}</scan:AdfDuplexInputCaps>
<scan:FeederCapacity>50</scan:FeederCapacity>
<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption>
<scan:AdfOption>Duplex</scan:AdfOption></scan:AdfOptions></scan:Adf>
</scan:ScannerCapabilities>"""


def path(name):
    return os.path.join(FOLDER, name)


def sides():
    names = [n for n in os.listdir(path("sides")) if n.endswith(".jpg")]
    return sorted(names, key=lambda n: [int(p) if p.isdigit() else p for p in re.split(r"(\d+)", n)])


class Scanner(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    jobs = {}
    numbers = itertools.count(1)

    def log_message(self, *args):
        pass

    def answer(self, code, body=b"", kind="text/xml", headers=()):
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def status(self):
        adf = "ScannerAdfLoaded" if sides() else "ScannerAdfEmpty"
        if os.path.exists(path("jam")):
            adf = "ScannerAdfJam"
        return (
            f'<?xml version="1.0" encoding="UTF-8"?><scan:ScannerStatus {NAMESPACES}>'
            f"<pwg:Version>2.6</pwg:Version><pwg:State>Idle</pwg:State>"
            f"<scan:AdfState>{adf}</scan:AdfState></scan:ScannerStatus>"
        ).encode()

    def next_document(self, job):
        feeder = self.jobs.get(job)
        if feeder is None:
            return self.answer(404)
        if not feeder:
            del self.jobs[job]
            with open(path("glass.jpg"), "rb") as file:
                return self.answer(200, file.read(), "image/jpeg")
        if os.path.exists(path("jam")):
            del self.jobs[job]
            return self.answer(503)
        names = sides()
        if not names:
            del self.jobs[job]
            return self.answer(404)
        with open(path("sides/" + names[0]), "rb") as file:
            body = file.read()
        os.unlink(path("sides/" + names[0]))
        return self.answer(200, body, "image/jpeg")

    def do_GET(self):
        if self.path == "/eSCL/ScannerCapabilities":
            return self.answer(200, CAPABILITIES.encode())
        if self.path == "/eSCL/ScannerStatus":
            return self.answer(200, self.status())
        match = re.fullmatch(r"/eSCL/ScanJobs/(\d+)/NextDocument", self.path)
        return self.next_document(match[1]) if match else self.answer(404)

    def do_POST(self):
        settings = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path != "/eSCL/ScanJobs":
            return self.answer(404)
        feeder = "Feeder" in settings
        if feeder and (not sides() or os.path.exists(path("jam"))):
            return self.answer(409)
        with open(path("settings.xml"), "w", encoding="utf-8") as file:
            file.write(settings)
        job = str(next(self.numbers))  # never again: a late DELETE must not hit the next job
        self.jobs[job] = feeder
        return self.answer(201, headers=[("Location", f"http://127.0.0.1:{PORT}/eSCL/ScanJobs/{job}")])

    def do_DELETE(self):
        self.jobs.pop(self.path.rsplit("/", 1)[-1], None)
        self.answer(200)


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Scanner).serve_forever()
