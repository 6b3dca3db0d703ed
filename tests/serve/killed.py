"""kill -9 under load: of every answer that a client received, the record has the entry."""
import http.client
import json
import os
import threading
import time
import unittest

from rig import Service, Store, main

ROUNDS = 20 if os.environ.get('SOHOA_TEST_LONG') else 3


class Killed(unittest.TestCase):
    def test_every_answer_received_is_on_record(self):
        store = Store()
        token = store.token('reader')
        received, lock = [], threading.Lock()
        for number in range(ROUNDS):
            service = Service(store)

            def ask(worker):
                connection, n = service.connect(), 0
                try:
                    while True:
                        purpose = f'r{number}w{worker}n{n}'
                        answer = service.call('GET', f'/v1/citizens/0381900{n % 100000:05d}', token,
                                              {'X-Purpose': purpose}, connection=connection)
                        if answer.status != 200:
                            raise AssertionError(answer.body)
                        with lock:
                            received.append(purpose)
                        n += 1
                except (OSError, http.client.HTTPException):
                    pass
            threads = [threading.Thread(target=ask, args=(w,)) for w in range(8)]
            for t in threads:
                t.start()
            for _ in range(600):                  # in the midst of it, however slow the machine is
                time.sleep(0.1)
                if len(received) > 60 * (number + 1):
                    break
            service.kill()
            for t in threads:
                t.join()
        entries = store.run('audit', 'list', '--json').stdout.splitlines()
        on_record = {json.loads(e).get('why') for e in entries}
        self.assertGreater(len(received), 50 * ROUNDS)
        self.assertEqual([r for r in received if r not in on_record], [])
        self.assertEqual(store.run('audit', 'verify', check=False).returncode, 0)
        store.remove()


if __name__ == '__main__':
    main()
