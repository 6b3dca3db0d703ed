"""Random requests made from the description: no 5xx, no answer that the description does not allow."""
import json
import os
import random
import re
import sys
import time
import unittest
import urllib.parse

from rig import PURPOSE, SLOW, Service, Store, main, picture

try:
    import jsonschema
except ImportError:
    print('skipped: python3-jsonschema is missing')
    sys.exit(77)

SECONDS = 120 if os.environ.get('SOHOA_TEST_LONG') else 4
SEED = int(os.environ.get('SEED', '7'))
ODD = ['', ' ', '0', '-1', '1', 'null', 'ệ', 'a' * 300, '\u202e', '"', "'; --", '*', '%', '2026-02-30',
       '2026-01-01', '038190000001', '171234567', '\U0001F600', '../..', '1e9', '[]', '{}']


class Chance(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = Store()
        cls.token = cls.store.token('admin')
        cls.service = Service(cls.store)
        cls.description = cls.service.call('GET', '/v1/openapi.json').json()
        jobs = [cls.service.upload(cls.token, [('p.png', picture() + bytes([i]))],
                                   code=f'H56.14-231103-000{i}').headers['Location'] for i in (0, 1)]
        cls.jobs = [j.rsplit('/', 1)[1] for j in jobs]
        cls.dossiers = [cls.service.wait_job(cls.token, j)['dossiers'][0] for j in jobs]

    @classmethod
    def tearDownClass(cls):
        assert cls.service.stop() == 0
        cls.store.remove()

    def find(self, ref):
        node = self.description
        for part in ref.lstrip('#/').split('/'):
            node = node[part]
        return node

    def whole(self, node):
        return self.find(node['$ref']) if '$ref' in node else node

    def value(self, schema, name=''):
        """A value by the schema, or now and then something odd."""
        chance, schema = self.chance, self.whole(schema)
        if chance.random() < 0.15:
            return chance.choice(ODD)
        if 'enum' in schema:
            return chance.choice(schema['enum'])
        kind = schema.get('type', 'string')
        kind = chance.choice(kind) if isinstance(kind, list) else kind
        if kind == 'integer':
            low, high = schema.get('minimum', -5), schema.get('maximum', 50)
            return chance.choice([low, high, chance.randint(low, max(low, min(high, low + 20)))])
        if kind == 'array':
            return [self.value(schema['items']) for _ in range(chance.randrange(4))]
        if kind == 'object':
            made = {k: self.value(v, k) for k, v in schema.get('properties', {}).items()
                    if k in schema.get('required', []) or chance.random() < 0.5}
            if isinstance(schema.get('additionalProperties'), dict):
                for key in ('mother', 'child', 'requester', 'no-such')[:chance.randrange(4)]:
                    made[key] = self.value(schema['additionalProperties'], 'citizen')
            return made
        if kind == 'null':
            return None
        return self.text(schema, name)

    def text(self, schema, name):
        chance = self.chance
        if schema.get('format') == 'date':
            return f'2026-{chance.randint(1, 13):02}-{chance.randint(1, 31):02}'
        if name in ('dossier', 'after') or 'A-HJ' in schema.get('pattern', '') and name != 'citizen':
            return chance.choice(self.dossiers + self.jobs + ['0' * 26])
        known = {'schema': ['to-khai-khai-sinh', 'the-can-cuoc', 'x'], 'procedure': ['1.001193', '9.9'],
                 'citizen': ['038190000001', '171234567', '01K' + '0' * 23], 'q': ['lê', '"a b"', 'x*'],
                 'code': ['H56.14-231103-0001', 'x'], 'papers': [self.dossiers[0] + '/1']}
        return chance.choice(known.get(name, ODD))

    def request(self, path, method, operation):
        query, headers = {}, dict(PURPOSE)
        for given in operation.get('parameters', []):
            p = self.whole(given)
            if p['in'] == 'path':
                value = self.value(p['schema'], p['name'])
                path = path.replace('{%s}' % p['name'],
                                    urllib.parse.quote(str(value), safe='') or '%20')
            elif p['in'] == 'query' and (p.get('required') or self.chance.random() < 0.5):
                query[p['name']] = self.value(p['schema'], p['name'])
            elif p['in'] == 'header' and p['name'] != 'X-Purpose' and self.chance.random() < 0.7:
                value = str(self.value(p['schema'], p['name']))
                headers[p['name']] = value if value.isascii() and value.isprintable() else 'x'
        if query:
            path += '?' + urllib.parse.urlencode(query)
        body = None
        for media, content in operation.get('requestBody', {}).get('content', {}).items():
            headers['Content-Type'] = media
            if media == 'application/json':
                body = json.dumps(self.value(content['schema'])).encode()
            elif media == 'text/csv':
                body = self.chance.choice(['code,received\nH56-231103-0001,2023-11-03\n', 'x', '',
                                           'code;received\n"\n']).encode()
            else:
                headers['Content-Type'] += '; boundary=X'
                body = self.chance.choice([b'', b'--X--', b'--X\r\nContent-Disposition: form-data; '
                                           b'name=code\r\n\r\nx\r\n--X--\r\n', os.urandom(50)])
        if self.chance.random() < 0.05 and body:
            body = body[:self.chance.randrange(len(body) + 1)]
        return method.upper(), path, headers, body

    def check(self, operation, answer, told):
        status = str(answer.status)
        self.assertLess(answer.status, 500, told + (answer.body[:300],))
        self.assertIn(status, operation['responses'], told + (answer.body[:300],))
        content = self.whole(operation['responses'][status]).get('content')
        if content is None:
            return
        media = answer.headers['Content-Type'].split(';')[0]
        self.assertTrue(media in content or '*/*' in content, told + (media,))
        schema = content.get(media, {}).get('schema')
        if schema and media.endswith('json'):
            jsonschema.Draft202012Validator(
                {**schema, 'components': self.description['components']}).validate(answer.json())

    def test_random_requests_find_no_5xx_and_no_answer_off_its_schema(self):
        self.chance = random.Random(SEED)
        calls = [(p, m, o) for p, ops in self.description['paths'].items() for m, o in ops.items()]
        seen, count, connection = {}, 0, self.service.connect()
        until = time.time() + SECONDS
        while time.time() < until or count < 300:
            path, method, operation = self.chance.choice(calls)
            told = self.request(path, method, operation)
            try:
                answer = self.service.call(told[0], told[1], self.token, told[2], told[3], connection)
            except OSError:
                connection.close()
                connection = self.service.connect()
                answer = self.service.call(told[0], told[1], self.token, told[2], told[3], connection)
            self.check(operation, answer, told)
            seen.setdefault((method, path), set()).add(answer.status)
            count += 1
        connection.close()
        print(f'{count} requests', end=' ', flush=True)
        self.assertEqual(len(seen), len(calls))
        good = [c for c, statuses in seen.items() if statuses & {200, 202, 206}]
        self.assertGreater(len(good), len(calls) * 2 // 3, set(seen) - set(good))

    def test_the_description_is_sound(self):
        """By openapi-spec-validator where it is installed (Debian 12 has none for 3.1); and by what
        can be said without it."""
        names = set()
        for name, schema in self.description['components']['schemas'].items():
            jsonschema.Draft202012Validator.check_schema(schema)
        for path, operations in self.description['paths'].items():
            for operation in operations.values():
                self.assertNotIn(operation['operationId'], names)
                names.add(operation['operationId'])
                inside = {self.whole(p)['name'] for p in operation.get('parameters', [])
                          if self.whole(p)['in'] == 'path'}
                self.assertEqual(inside, set(re.findall(r'\{(\w+)\}', path)))
        text = json.dumps(self.description)
        for ref in set(re.findall(r'"\$ref": "(#[^"]+)"', text)):
            self.find(ref)
        try:
            from openapi_spec_validator import OpenAPIV31SpecValidator
        except ImportError:
            self.skipTest('openapi-spec-validator is not installed (pip has it, Debian has not)')
        self.assertEqual([str(e) for e in OpenAPIV31SpecValidator(self.description).iter_errors()], [])
        spoiled = json.loads(text)
        spoiled['paths']['/healthz']['get']['operationId'] = 5
        self.assertTrue(list(OpenAPIV31SpecValidator(spoiled).iter_errors()))


if __name__ == '__main__':
    main()
