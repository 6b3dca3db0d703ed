"""What clients should not send, and how they should not behave: the right status, nothing lost."""
import concurrent.futures
import os
import random
import socket
import threading
import time
import unittest

from rig import PURPOSE, SLOW, Service, Store, main, picture


def files_open(service):
    return len(os.listdir(f'/proc/{service.process.pid}/fd'))


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = Store()
        cls.token = cls.store.token('admin')
        cls.service = Service(cls.store, before=('--set', 'serve.body=1000000', '--set',
                                                 'serve.head=2', '--set', 'serve.body_time=2',
                                                 '--set', 'serve.idle=2'))
        cls.head = (f'Host: x\r\nAuthorization: Bearer {cls.token}\r\nX-Purpose: test\r\n').encode()

    @classmethod
    def tearDownClass(cls):
        assert cls.service.call('GET', '/healthz').status == 200
        assert cls.service.stop() == 0
        cls.store.remove()

    def nothing_left(self):
        """Folders of uploads go once the answer is sent."""
        up = self.store.dir / 'uploads'
        for _ in range(100 * SLOW):
            left = list(up.iterdir()) if up.exists() else []
            if not left:
                return
            time.sleep(0.1)
        self.fail(f'{left} are left')

    def status(self, data, wait=5.0):
        got = self.service.raw(data, wait)
        return int(got.split(b' ', 2)[1]) if got.startswith(b'HTTP/1.1 ') else got

    def test_odd_paths(self):
        for path in (b'/v1/dossiers/../../etc/passwd', b'/../../etc/passwd', b'/v1/%2e%2e/%2e%2e/x',
                     b'/v1/citizens/%00', b'/v1/citizens/%ff', b'/v1/citizens/%c0%ae', b'/%', b'//',
                     b'/v1/citizens/..%2f..%2fetc', b'/v1/dossiers?a=%', b'/v1/dossiers?code=%ff',
                     b'/v1/dossiers?code=1&code=2'):
            self.assertEqual(self.status(b'GET ' + path + b' HTTP/1.1\r\n' + self.head + b'\r\n'), 400,
                             path)
        self.assertEqual(self.status(b'GET /nothing HTTP/1.1\r\n' + self.head + b'\r\n'), 404)
        self.assertEqual(self.status(b'GET /' + b'a' * 9000 + b' HTTP/1.1\r\n' + self.head + b'\r\n'),
                         400)

    def test_a_parameter_that_is_not_there_is_named(self):
        for path, name in (('/v1/dossiers?codes=H56', 'codes'), ('/v1/search?q=a&citzen=1', 'citzen'),
                           ('/v1/citizens/038190000001?x', 'x'), ('/v1/audit?CITIZEN=1', 'CITIZEN'),
                           ('/v1/dossiers?limit%20=1', 'limit '), ('/v1/changes?after%20limit=1', 'after limit')):
            answer = self.service.call('GET', path, token=self.token, headers=PURPOSE)
            self.assertEqual(answer.status, 400, path)
            self.assertIn(f"'{name}'", answer.json()['detail'])
        self.assertEqual(self.service.call('GET', '/healthz?x=1').status, 200)

    def test_heads_that_are_none_or_too_long(self):
        for data in (b'\0\0\0\0\r\n\r\n', b'GET\r\n\r\n', b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n',
                     b'GET / HTTP/9.9\r\n\r\n', b'GET /healthz HTTP/1.1\r\n\r\n'):
            got = self.status(data, 1.0)
            self.assertTrue(got == b'' or 400 <= got < 506, (data, got))
        long = b'GET /healthz HTTP/1.1\r\nHost: x\r\nX: ' + b'a' * 100000 + b'\r\n\r\n'
        self.assertIn(self.status(long), (413, 431, 414, b''))

    def test_bodies_that_are_no_json_object(self):
        for body in (b'', b'{', b'[]', b'"x"', b'{"citizen":1}', b'{"citizen":"\xff"}', b'{"a":1,"a":2}',
                     b'{"citizen":"1\\u00002"}', b'[' * 5000, b'{"citizen":{}}', b'nul', b'\xef\xbb\xbf{}',
                     b'{"citizen":"038190000001"', b'{"citizen":"' + b'1' * 600 + b'"}'):
            answer = self.service.call('POST', '/v1/lookup', self.token,
                                       {**PURPOSE, 'Content-Type': 'application/json'}, body)
            self.assertEqual(answer.status, 400, body[:40])
            self.assertEqual(answer.headers['Content-Type'], 'application/problem+json')
        answer = self.service.call('POST', '/v1/lookup', self.token, PURPOSE, b'{}')
        self.assertEqual(answer.status, 415)

    def test_multipart_that_is_none(self):
        for kind, body, status in (
                ('multipart/form-data', b'x', 415), ('text/plain', b'x', 415),
                ('multipart/form-data; boundary=X', b'', 400),
                ('multipart/form-data; boundary=X', b'--X--', 400),
                ('multipart/form-data; boundary=X', b'--X\r\n\r\nx\r\n--X--', 400),
                ('multipart/form-data; boundary=X',
                 b'--X\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nx', 400),
                ('multipart/form-data; boundary=X',
                 b'--X\r\nContent-Disposition: form-data; name=what\r\n\r\nx\r\n--X--\r\n', 400),
                ('multipart/form-data; boundary=X',
                 b'--X\r\nContent-Disposition: form-data; name=code\r\n\r\n\xff\r\n--X--\r\n', 400),
                ('multipart/form-data; boundary=X',
                 b'--X\r\nContent-Disposition: form-data; name=part\r\n\r\nbig\r\n--X\r\n'
                 b'Content-Disposition: form-data; name=file; filename=a\r\n\r\nx\r\n--X--\r\n', 400)):
            answer = self.service.call('POST', '/v1/dossiers', self.token, {'Content-Type': kind}, body)
            self.assertEqual(answer.status, status, body)
        self.nothing_left()

    def test_names_of_files_stay_in_their_folder(self):
        names = ['../../../../tmp/evil.png', '/etc/evil.png', '..', '.', 'a/../../b.png', '..\\evil.png',
                 'tên tệp ' * 40 + '.png']
        answer = self.service.upload(self.token, [(n, picture() + bytes([i]))
                                                  for i, n in enumerate(names)])
        self.assertEqual(answer.status, 202, answer.body)
        job = self.service.wait_job(self.token, answer.headers['Location'])
        self.assertEqual(len(job['files']), len(names))
        self.assertTrue(all('/' not in f and '\\' not in f for f in job['files']), job['files'])
        self.assertEqual(job['state'], 'done', job)

    def test_bodies_over_the_cap(self):
        answer = self.service.call('POST', '/v1/lookup', self.token,
                                   {**PURPOSE, 'Content-Type': 'application/json',
                                    'Content-Length': '99999999999'})
        self.assertEqual(answer.status, 413)
        head = (b'POST /v1/lookup HTTP/1.1\r\n' + self.head + b'Content-Type: application/json\r\n'
                b'Transfer-Encoding: chunked\r\n\r\n')
        chunk = b'10000\r\n' + b' ' * 65536 + b'\r\n'
        self.assertEqual(self.status(head + chunk * 20 + b'0\r\n\r\n'), 413)
        self.assertEqual(self.service.upload(self.token, [('x.png', bytes(1100000))]).status, 413)
        self.nothing_left()

    def test_a_body_that_is_refused_at_its_head_is_not_waited_for(self):
        head = (b'POST /v1/lookup HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
                b'Content-Length: 1000\r\n\r\n')
        self.assertEqual(self.status(head, 3.0), 401)

    def test_clients_slow_with_head_or_body_are_given_up(self):
        for start, drip in ((b'GET /healthz HTTP/1.1\r\nHost: x\r\n', b'X-A: b\r\n'),
                            (b'POST /v1/lookup HTTP/1.1\r\n' + self.head + b'Content-Type: '
                             b'application/json\r\nContent-Length: 100\r\n\r\n', b' ')):
            with socket.create_connection((self.service.host, self.service.port)) as s:
                s.sendall(start)
                began, gone = time.time(), False
                while not gone and time.time() - began < 60 * SLOW:
                    time.sleep(0.3)
                    try:
                        s.sendall(drip)
                        s.settimeout(0.01)
                        gone = s.recv(1) == b''
                    except TimeoutError:
                        pass
                    except OSError:
                        gone = True
                self.assertTrue(gone, start)

    def test_a_thousand_idle_connections_do_not_keep_others_out(self):
        import resource
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
        idle = []
        try:
            for _ in range(1000):
                idle.append(socket.create_connection((self.service.host, self.service.port)))
            self.assertEqual(self.service.get('/v1/dossiers', self.token).status, 200)
        finally:
            for s in idle:
                s.close()
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    def test_clients_that_leave_mid_answer_or_mid_body_leave_nothing_behind(self):
        answer = self.service.upload(self.token, [('p.png', picture() + b'leave')])
        job = self.service.wait_job(self.token, answer.headers['Location'])
        at = f"/v1/dossiers/{job['dossiers'][0]}/pages/1/image".encode()
        with concurrent.futures.ThreadPoolExecutor(8) as pool: # every worker has its helper
            list(pool.map(lambda _: self.service.get(at.decode(), self.token), range(16)))
        time.sleep(2.5)
        before = files_open(self.service)
        chance = random.Random(5)

        def leave(_):
            s = socket.create_connection((self.service.host, self.service.port))
            kind = chance.randrange(3)
            if kind == 0:
                s.sendall(b'GET ' + at + b' HTTP/1.1\r\n' + self.head + b'\r\n')
            elif kind == 1:
                s.sendall(b'GET /v1/citizens/038190000001 HTTP/1.1\r\n' + self.head + b'\r\n')
            else:
                s.sendall(b'POST /v1/dossiers HTTP/1.1\r\n' + self.head + b'Content-Length: 100000\r\n'
                          b'Content-Type: multipart/form-data; boundary=X\r\n\r\n--X\r\nContent-Disposition'
                          b': form-data; name=file; filename=a.png\r\n\r\nabc')
            time.sleep(chance.random() / 50)
            s.close()
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            list(pool.map(leave, range(150)))
        self.nothing_left()
        for _ in range(100 * SLOW):
            if files_open(self.service) <= before + 5:
                break
            time.sleep(0.1)
        self.assertLessEqual(files_open(self.service), before + 5)


if __name__ == '__main__':
    main()
