"""Callers of all kinds at once, reloads among them: what ThreadSanitizer looks at."""
import http.client
import signal
import threading
import time
import unittest

from rig import PURPOSE, Service, Store, main, picture

SECONDS = 3


class Threads(unittest.TestCase):
    def test_callers_of_all_kinds_meet_reloads_and_a_stop(self):
        store = Store()
        token, reader = store.token('admin'), store.token('reader')
        service = Service(store)
        kinds = [('GET', '/v1/citizens/038190000001', token, None, 200),
                 ('POST', '/v1/lookup', reader, {'citizen': '038190000002'}, 200),
                 ('GET', '/v1/dossiers', token, None, 200),
                 ('GET', '/v1/audit', reader, None, 403),
                 ('GET', '/v1/dossiers/' + '0' * 26, token, None, 404),
                 ('GET', '/metrics', None, None, 200),
                 ('GET', '/v1/changes', reader, None, 200),
                 ('GET', '/v1/search?q=a', reader, None, 200),
                 ('POST', '/v1/need', token, {'procedure': 'x', 'roles': {}}, 404)]
        wrong, ending = [], threading.Event()

        def ask(worker):
            connection, n = service.connect(), worker
            while not ending.is_set():
                method, path, who, body, status = kinds[n % len(kinds)]
                n += 1
                try:
                    language = {'Accept-Language': 'vi' if n % 2 else 'en'}
                    answer = service.call(method, path, who, {**PURPOSE, **language}, body,
                                          connection)
                    if answer.status not in (status, 503):
                        wrong.append((path, answer.status, answer.body))
                    if n % 7 == 0:
                        connection.close()
                except (OSError, http.client.HTTPException):
                    connection.close()
        threads = [threading.Thread(target=ask, args=(w,)) for w in range(10)]
        for t in threads:
            t.start()
        until = time.time() + SECONDS
        while time.time() < until:
            service.process.send_signal(signal.SIGHUP)
            time.sleep(0.3)
        code = service.stop() # while they go on asking
        ending.set()
        for t in threads:
            t.join()
        self.assertEqual((code, wrong), (0, []))
        store.remove()


if __name__ == '__main__':
    main()
