"""A running service for the tests: a store of its own, tokens, calls. Python's standard library."""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import uuid
from pathlib import Path

BUILD, SOURCE = Path(sys.argv[1]), Path(sys.argv[2])
SOHOA = BUILD / 'sohoa'
PURPOSE = {'X-Purpose': 'test'}
SLOW = 10 if 'asan' in str(BUILD) or 'tsan' in str(BUILD) else 1


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def json(self):
        return json.loads(self.body)


class Store:
    """A folder with a store and its audit key; commands on it."""

    def __init__(self):
        self.top = Path(tempfile.mkdtemp(prefix='sohoa-serve-'))
        self.dir = self.top / 'store'
        self.env = dict(os.environ, SOHOA_AUDIT_KEY=str(self.top / 'audit.key'), LANG='C',
                        XDG_CONFIG_HOME=str(self.top), SOHOA_LANG='en')
        for name in ('SOHOA_STORE', 'SOHOA_CONFIG', 'SOHOA_PLUGIN_PATH'):
            self.env.pop(name, None)

    def run(self, *arguments, check=True, **more):
        done = subprocess.run([SOHOA, '--store', self.dir, *map(str, arguments)], env=self.env,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)
        if check and done.returncode not in (0, 1):
            raise AssertionError(f'{arguments}: {done.returncode}\n{done.stderr}')
        return done

    def token(self, role, *more, name=None):
        return self.run('token', 'add', '--role', role, '--name', name or f'{role}-{uuid.uuid4()}',
                        *more).stdout.strip()

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)


class Service:
    def __init__(self, store, *more, listen='127.0.0.1:0', before=()):
        self.store = store
        self.log = open(store.top / 'serve.log', 'a+')
        start = self.log.seek(0, 2)
        self.process = subprocess.Popen([SOHOA, '--store', store.dir, *before, 'serve', '--listen',
                                         listen, *more], env=store.env, stderr=self.log,
                                        stdout=subprocess.DEVNULL)
        for _ in range(600 * SLOW):
            self.log.seek(start)
            found = re.search(r'listening on (https?)://(\S+):(\d+)', self.log.read())
            if found:
                self.scheme, self.host, self.port = found[1], found[2].strip('[]'), int(found[3])
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        self.log.seek(start)
        raise AssertionError('the service did not start: ' + self.log.read())

    def connect(self, timeout=30):
        if self.scheme == 'https':
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return http.client.HTTPSConnection(self.host, self.port, timeout=timeout * SLOW,
                                               context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout * SLOW)

    def call(self, method, path, token=None, headers=None, body=None, connection=None):
        sent = dict(headers or {})
        if token:
            sent['Authorization'] = 'Bearer ' + token
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            sent.setdefault('Content-Type', 'application/json')
        own = connection or self.connect()
        try:
            own.request(method, path, body, sent)
            return Answer(own.getresponse())
        finally:
            if not connection:
                own.close()

    def get(self, path, token=None, **headers):
        return self.call('GET', path, token, {**PURPOSE, **headers})

    def raw(self, data, wait=5.0):
        """What comes back for these very bytes."""
        with socket.create_connection((self.host, self.port), timeout=wait * SLOW) as s:
            s.sendall(data)
            got = b''
            try:
                while chunk := s.recv(65536):
                    got += chunk
                    if b'\r\n\r\n' in got and b'Connection: close' not in got:
                        break
            except (TimeoutError, ConnectionError):
                pass
            return got

    def upload(self, token, files, key=None, **fields):
        boundary = uuid.uuid4().hex
        out = b''
        for name, value in fields.items():
            out += (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                    f'{value}\r\n').encode()
        for name, data in files:
            out += (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
                    f'filename="{name}"\r\n\r\n').encode() + data + b'\r\n'
        out += f'--{boundary}--\r\n'.encode()
        headers = {'Content-Type': f'multipart/form-data; boundary={boundary}'}
        if key:
            headers['Idempotency-Key'] = key
        return self.call('POST', '/v1/dossiers', token, headers, out)

    def wait_job(self, token, location, seconds=60):
        for _ in range(seconds * SLOW * 5):
            job = self.call('GET', location, token).json()
            if job['state'] in ('done', 'failed'):
                return job
            time.sleep(0.2)
        raise AssertionError(f'the job did not end: {job}')

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(60 * SLOW)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise
        self.log.close()
        return self.process.returncode

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


def picture():
    """A small page: a gray PNG with a black bar, made by hand."""
    import struct
    import zlib
    width, height = 850, 1100
    rows = b''.join(b'\0' + (b'\0' * 400 if 100 < y < 130 else b'\xff' * 400) + b'\xff' * 450
                    for y in range(height))

    def chunk(kind, data):
        return struct.pack('>I', len(data)) + kind + data + struct.pack(
            '>I', zlib.crc32(kind + data))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0))
            + chunk(b'pHYs', struct.pack('>IIB', 3937, 3937, 1))
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def form_page(folder):
    """A drawn birth form, or None where the program that draws it is not built."""
    corpus = BUILD / 'corpus'
    if not corpus.exists():
        return None
    subprocess.run([corpus, '-o', folder, '--count', '1', '--kind', 'form', '--schema',
                    'to-khai-khai-sinh'], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return next(p for p in sorted(Path(folder).iterdir()) if p.suffix in ('.tif', '.png', '.jpg'))


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2)
