"""Who may call what: the README's table cell by cell; tokens, purposes, agencies."""
import re
import unittest

from rig import PURPOSE, SOURCE, Service, Store, main, picture

ROLES = ('scanner', 'clerk', 'reader', 'auditor', 'admin')


def table():
    """{(method, path): {role, ...}} as the README has it."""
    rows = {}
    for line in (SOURCE / 'README.md').read_text().splitlines():
        found = re.match(r'\| `(GET|POST|PATCH) (/\S+)` \|(.*)\|$', line)
        if found:
            cells = [c.strip() for c in found[3].split('|')]
            assert len(cells) == len(ROLES), line
            rows[found[1], found[2]] = {r for r, c in zip(ROLES, cells) if c == '✓'}
    return rows


class Access(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = Store()
        cls.tokens = {role: cls.store.token(role, '--agency', 'H56.14') for role in ROLES}
        cls.other = cls.store.token('clerk', '--agency', 'H56.15')
        cls.granted = cls.store.token('reader', '--agency', 'H56.15', '--grant', 'H56.14')
        cls.service = Service(cls.store)
        taken = cls.service.upload(cls.tokens['clerk'], [('p.png', picture())],
                                   code='H56.14-231103-0001')
        cls.dossier = cls.service.wait_job(cls.tokens['clerk'],
                                           taken.headers['Location'])['dossiers'][0]
        cls.description = cls.service.call('GET', '/v1/openapi.json').json()

    @classmethod
    def tearDownClass(cls):
        assert cls.service.stop() == 0
        cls.store.remove()

    def path(self, pattern):
        return (pattern.replace('{citizen}', '038190000001').replace('{dossier}', self.dossier)
                .replace('{document}', '1').replace('{page}', '1').replace('{job}', '0' * 26))

    def test_the_table_lists_every_call(self):
        described = {(m.upper(), p) for p, o in self.description['paths'].items() for m in o
                     if o[m].get('security') != []}
        self.assertEqual(set(table()), described)

    def test_every_cell_of_the_table_is_so(self):
        for (method, pattern), may in table().items():
            for role in ROLES:
                with self.subTest(call=f'{method} {pattern}', role=role):
                    answer = self.service.call(method, self.path(pattern), self.tokens[role], PURPOSE,
                                               {} if method != 'GET' else None)
                    refused = (answer.status == 403
                               and answer.json()['type'] == 'urn:sohoa:problem:role')
                    self.assertEqual(not refused, role in may, (answer.status, answer.body[:200]))
                    self.assertNotIn(answer.status, (401, 500, 503), answer.body[:200])

    def test_without_a_token_or_with_a_wrong_one_nothing_opens(self):
        wrong = self.tokens['admin'][:-1] + ('A' if self.tokens['admin'][-1] != 'A' else 'B')
        for (method, pattern) in table():
            for sent in ({}, {'Authorization': 'Bearer'}, {'Authorization': 'Bearer ' + wrong},
                         {'Authorization': 'Basic YTpi'}, {'Authorization': 'Bearer ' + 'x' * 5000},
                         {'Authorization': 'Bearer ../../../etc/passwd'}):
                answer = self.service.call(method, self.path(pattern), None, {**PURPOSE, **sent})
                self.assertEqual(answer.status, 401, (pattern, sent))
                self.assertIn('Bearer', answer.headers['WWW-Authenticate'])

    def test_personal_reads_need_their_purpose(self):
        needs = 0
        for path, operations in self.description['paths'].items():
            for method, operation in operations.items():
                named = [p.get('$ref', '') for p in operation.get('parameters', [])]
                if '#/components/parameters/Purpose' not in named:
                    continue
                needs += 1
                answer = self.service.call(method.upper(), self.path(path), self.tokens['admin'],
                                           None, {} if method != 'get' else None)
                self.assertEqual(answer.status, 403, path)
                self.assertEqual(answer.json()['type'], 'urn:sohoa:problem:no-purpose')
        self.assertGreater(needs, 8)
        path = '/v1/citizens/038190000001'
        for purpose, status in (('x', 200), ('a' * 200, 200), ('a' * 201, 400), (' ', 400),
                                ("UTF-8''%C4%91", 200), ("UTF-8''%C4", 400), ("UTF-8''", 400)):
            answer = self.service.call('GET', path, self.tokens['admin'], {'X-Purpose': purpose})
            self.assertEqual(answer.status, status, purpose)

    def test_other_agencies_see_facts_and_no_pictures_unless_granted(self):
        at = '/v1/dossiers/' + self.dossier
        for token, status in ((self.tokens['reader'], 200), (self.other, 403), (self.granted, 200)):
            self.assertEqual(self.service.get(at, token).status, 200)
            self.assertEqual(self.service.get('/v1/citizens/038190000001', token).status, 200)
            for part in ('/pages/1/image', '/pages/1/master', '/text'):
                self.assertEqual(self.service.get(at + part, token).status, status, part)
        etag = self.service.get(at, self.other).headers['ETag']
        patched = self.service.call('PATCH', at, self.other, {**PURPOSE, 'If-Match': etag},
                                    {'fields': [{'document': 1, 'key': 'x', 'value': 'y'}]})
        self.assertEqual(patched.status, 403)
        self.assertEqual(self.service.upload(self.other, [('p.png', picture())],
                                             agency='H56.14').status, 403)

    def test_a_job_is_seen_by_who_brought_it(self):
        answer = self.service.upload(self.tokens['scanner'], [('p.png', picture() + b'1')])
        place = answer.headers['Location']
        self.service.wait_job(self.tokens['scanner'], place)
        self.assertEqual(self.service.call('GET', place, self.tokens['clerk']).status, 404)
        self.assertEqual(self.service.call('GET', place, self.tokens['admin']).status, 200)

    def test_a_revoked_or_expired_token_opens_nothing_within_a_second(self):
        token = self.store.token('reader', '--expires', '2099-01-01', name='gone')
        self.assertEqual(self.service.get('/v1/dossiers', token).status, 200)
        self.store.run('token', 'revoke', 'gone')
        import time
        time.sleep(1.2)
        answer = self.service.get('/v1/dossiers', token)
        self.assertEqual((answer.status, answer.json()['detail']), (401, 'the token was revoked'))
        listed = self.store.run('token', 'list', '--json').stdout
        self.assertIn('"state":"revoked"', listed)
        self.assertNotIn(token, listed)

    def test_token_commands_tell_what_is_wrong(self):
        for wrong in (['add'], ['add', '--role', 'boss', '--name', 'x'], ['add', '--role', 'clerk'],
                      ['add', '--role', 'clerk', '--name', 'x', '--expires', '2001-01-01'],
                      ['add', '--role', 'clerk', '--name', 'x', '--expires', 'soon'],
                      ['add', '--role', 'clerk', '--name', 'x' * 100], ['revoke', 'nobody'], ['x']):
            self.assertEqual(self.store.run('token', *wrong, check=False).returncode, 2, wrong)


if __name__ == '__main__':
    main()
