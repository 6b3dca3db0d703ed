"""The README's examples, word for word: a whole case with curl, the same by Python."""
import os
import re
import shutil
import subprocess
import sys
import unittest

from rig import SOURCE, Service, Store, form_page, main


def example(kind):
    text = (SOURCE / 'README.md').read_text()
    found = re.search(rf'<!-- test: {kind} -->\n```\w+\n(.*?)\n```', text, re.S)
    assert found, kind
    return found[1]


class Examples(unittest.TestCase):
    def test_a_whole_case_with_curl_then_by_python(self):
        store = Store()
        page = form_page(store.top / 'pages')
        if not page or not shutil.which('curl') or not shutil.which('jq'):
            print('skipped: the corpus program, curl or jq is missing')
            sys.exit(77)
        shutil.copy(page, store.top / 'page.tif')
        env = dict(store.env, TOKEN=store.token('clerk', '--agency', 'H56.14'),
                   AUDITOR=store.token('auditor'))
        service = Service(store)
        url = f'http://{service.host}:{service.port}'

        def run(*command):
            done = subprocess.run(command, cwd=store.top, env=env, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True)
            self.assertEqual(done.returncode, 0, done.stdout)
            return done.stdout
        said = run('bash', '-euo', 'pipefail', '-c',
                   example('curl').replace('http://127.0.0.1:8080', url))
        self.assertIn('"verified"', said)
        self.assertIn('token:clerk', said)
        self.assertIn('H56.14-261123-0007', said)
        said = run(sys.executable, '-c', example('python').replace('http://127.0.0.1:8080', url))
        self.assertIn('committed', said)
        self.assertIn('bring:', said)
        self.assertEqual(service.stop(), 0)
        store.remove()


if __name__ == '__main__':
    main()
