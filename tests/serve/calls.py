"""What the calls answer: citizens, dossiers, uploads, changes, languages; start and stop."""
import concurrent.futures
import os
import shutil
import signal
import subprocess
import time
import unittest

from rig import BUILD, PURPOSE, SLOW, SOURCE, Service, Store, form_page, main, picture

CODE = 'H56.14-231103-0001'


class Calls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.store = Store()
        cls.admin = cls.store.token('admin')
        cls.service = Service(cls.store)
        cls.page = form_page(cls.store.top / 'pages')
        data = cls.page.read_bytes() if cls.page else picture()
        name = cls.page.name if cls.page else 'page.png'
        taken = cls.service.upload(cls.admin, [(name, data)], code=CODE, procedure='1.001193',
                                   agency='H56.14', received='2026-11-20')
        assert taken.status == 202, taken.body
        cls.job = cls.service.wait_job(cls.admin, taken.headers['Location'])
        cls.dossier = cls.job['dossiers'][0]

    @classmethod
    def tearDownClass(cls):
        assert cls.service.stop() == 0
        cls.store.remove()

    def get(self, path, **headers):
        return self.service.get(path, self.admin, **headers)

    def test_health_metrics_and_description_need_no_token(self):
        for path in ('/healthz', '/metrics', '/v1/openapi.json'):
            self.assertEqual(self.service.call('GET', path).status, 200, path)

    def test_metrics_count_what_was_answered(self):
        self.get('/v1/citizens/038190009999')
        text = self.service.call('GET', '/metrics').body.decode()
        self.assertRegex(text, r'sohoa_requests_total\{method="GET",path="/v1/citizens/\{citizen\}",'
                               r'status="2xx"\} \d+')
        self.assertRegex(text, r'sohoa_store_dossiers \d+')
        self.assertNotIn('038190009999', text)

    def test_a_well_formed_id_about_which_nothing_is_known_answers_empty_lists(self):
        for answer in (self.get('/v1/citizens/038190000001'),
                       self.service.call('POST', '/v1/lookup', self.admin, PURPOSE,
                                         {'citizen': '038190000001'})):
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers['Cache-Control'], 'private, no-store')
            known = answer.json()
            self.assertEqual(known['citizen'], '038190000001')
            for key in ('facts', 'claimed', 'documents', 'dossiers', 'names', 'relations'):
                self.assertEqual(known[key], [], key)
        self.assertEqual(self.get('/v1/citizens/038190000001/documents').json()['documents'], [])
        self.assertEqual(self.get('/v1/citizens/038190000001/dossiers').json()['dossiers'], [])

    def test_a_number_read_once_is_known_by_claims_only(self):
        shown = self.get('/v1/dossiers/' + self.dossier).json()
        read = [(field['value'], field['state']) for document in shown['documents']
                for key, field in document['fields'].items()
                if key.endswith('.id_number') and len(field['value']) == 12]
        once = [number for number, state in read
                if state == 'machine' and [n for n, _ in read].count(number) == 1]
        if not once:
            self.skipTest('no page with such a number was drawn')
        for number in once:
            answer = self.get('/v1/citizens/' + number)
            known = answer.json()
            self.assertEqual((answer.status, known['facts']), (200, []))
            self.assertTrue(known['claimed'])
            self.assertTrue(all('person' in fact for fact in known['claimed']))

    def test_malformed_ids_are_400(self):
        for wrong in ('1', '03819000000', '0381900000011', '03819000000a', 'x', '%20'):
            self.assertEqual(self.get('/v1/citizens/' + wrong).status, 400, wrong)
        for wrong in ('1', 'x', '01K', self.dossier.lower()):
            self.assertEqual(self.get('/v1/dossiers/' + wrong).status, 400, wrong)
        self.assertEqual(self.get('/v1/dossiers/' + '0' * 26).status, 404)
        for wrong in ('0', '-1', 'x', '1.5', '99999999999999999999'):
            self.assertEqual(self.get(f'/v1/dossiers/{self.dossier}/pages/{wrong}/image').status, 400)
        self.assertEqual(self.get(f'/v1/dossiers/{self.dossier}/pages/77/image').status, 404)

    def test_an_uploaded_dossier_is_listed_shown_and_read(self):
        listed = self.get('/v1/dossiers?code=' + CODE).json()['dossiers']
        self.assertIn(self.dossier, [d['dossier'] for d in listed])
        self.assertEqual(self.get('/v1/dossiers?from=2026-11-20&to=2026-11-20&code=' + CODE)
                         .json()['dossiers'][0]['agency'], 'H56.14')
        self.assertEqual(self.get('/v1/dossiers?to=2026-11-19&code=' + CODE).json()['dossiers'], [])
        self.assertEqual(self.get('/v1/dossiers?state=complet').status, 400)
        shown = self.get('/v1/dossiers/' + self.dossier)
        self.assertEqual(shown.json()['code'], CODE)
        self.assertRegex(shown.headers['ETag'], '^"[0-9a-f]+"$')
        text = self.get(f'/v1/dossiers/{self.dossier}/text')
        self.assertEqual(text.headers['Content-Type'], 'text/plain; charset=utf-8')

    def test_lists_go_on_behind_their_end(self):
        for n in range(2):
            job = self.service.wait_job(self.admin, self.service.upload(
                self.admin, [('p.png', picture())], code=f'H56.15-231103-000{n}').headers['Location'])
            self.assertEqual(len(job['dossiers']), 1)
        first = self.get('/v1/dossiers?limit=2').json()
        self.assertEqual(len(first['dossiers']), 2)
        rest = self.get('/v1/dossiers?after=' + first['next']).json()
        self.assertNotIn(first['dossiers'][1]['dossier'], [d['dossier'] for d in rest['dossiers']])
        self.assertIsNone(rest['next'])
        changes = self.get('/v1/changes').json()
        self.assertIn((self.dossier, 'committed'),
                      [(c['dossier'], c['kind']) for c in changes['changes']])
        after = self.get('/v1/changes?after=' + changes['next']).json()
        self.assertEqual(after, {'changes': [], 'next': changes['next']})

    def test_pictures_have_the_width_asked_for_and_masters_come_whole_or_in_ranges(self):
        at = f'/v1/dossiers/{self.dossier}/pages/1/'
        image = self.get(at + 'image?width=400')
        self.assertEqual((image.status, image.headers['Content-Type']), (200, 'image/jpeg'))
        size = image.body.find(b'\xff\xc0')
        self.assertEqual(int.from_bytes(image.body[size + 7:size + 9], 'big'), 400)
        for wrong in ('0', '-1', 'x', '1000000'):
            self.assertEqual(self.get(at + 'image?width=' + wrong).status, 400)
        whole = self.get(at + 'master')
        if self.page:
            self.assertEqual(whole.body, self.page.read_bytes())
        part = self.get(at + 'master', Range='bytes=10-19')
        self.assertEqual((part.status, part.body), (206, whole.body[10:20]))
        self.assertEqual(part.headers['Content-Range'], f'bytes 10-19/{len(whole.body)}')
        self.assertEqual(self.get(at + 'master', Range='bytes=99999999-').status, 416)
        self.assertEqual(self.get(at + 'master', Range='bytes=9-1').status, 200)

    def test_an_idempotency_key_brings_the_same_job_and_not_another_body(self):
        data = picture()
        first = self.service.upload(self.admin, [('a.png', data)], key='k-1', code='H56-231103-0007')
        # the boundary differs: what counts is what it holds
        again = self.service.upload(self.admin, [('a.png', data)], key='k-1', code='H56-231103-0007')
        self.assertEqual(first.status, 202)
        self.assertEqual(again.headers['Location'], first.headers['Location'])
        other = self.service.upload(self.admin, [('a.png', data)], key='k-1', code='H56-231103-0008')
        self.assertEqual(other.status, 422)
        job = self.service.wait_job(self.admin, first.headers['Location'])
        # without a key the same files under the same code are the dossier that is there
        third = self.service.upload(self.admin, [('a.png', data)], code='H56-231103-0007')
        job2 = self.service.wait_job(self.admin, third.headers['Location'])
        self.assertEqual((job2['dossiers'], job2['already']), (job['dossiers'], True))
        self.assertFalse(list((self.store.dir / 'uploads').iterdir()), 'uploads are not cleared')

    def test_several_files_are_the_pages_of_one_dossier_in_order(self):
        taken = self.service.upload(self.admin, [('b.png', picture()), ('a', picture() + b'\0')],
                                    code='H56-231103-0009')
        job = self.service.wait_job(self.admin, taken.headers['Location'])
        self.assertEqual(len(job['dossiers']), 1, job)
        shown = self.get('/v1/dossiers/' + job['dossiers'][0]).json()
        self.assertIsNone(shown['source'])
        pages = shown['pages']
        self.assertEqual([p['source'] for p in pages], ['b.png', 'a.png'])

    def test_a_whole_exported_dossier_is_taken_in_once_by_its_id(self):
        shown = self.get('/v1/dossiers/' + self.dossier)
        master = self.get(f'/v1/dossiers/{self.dossier}/pages/1/master').body
        other = Store()
        token, scanner = other.token('clerk'), other.token('scanner')
        service = Service(other)

        def hand_in(token, object, files, status):
            body = b''
            for name, filename, data in [('dossier', 'd.json', object)] + files:
                body += (f'--X\r\nContent-Disposition: form-data; name={name}; filename={filename}'
                         '\r\n\r\n').encode() + data + b'\r\n'
            answer = service.call('POST', '/v1/dossiers', token,
                                  {'Content-Type': 'multipart/form-data; boundary=X'}, body + b'--X--')
            self.assertEqual(answer.status, status, answer.body)
            return answer if status != 202 else service.wait_job(token, answer.headers['Location'])
        file = [('file', 'm', master)]
        hand_in(token, b'{}', file, 400)
        hand_in(token, b'[', file, 400)
        hand_in(scanner, shown.body, file, 403)
        job = hand_in(token, shown.body, [('file', 'other', b'other bytes')], 202)
        self.assertEqual((job['state'], job['dossiers']), ('failed', []))
        job = hand_in(token, shown.body, file, 202)
        self.assertEqual((job['state'], job['dossiers']), ('done', [self.dossier]), job)
        there = service.get('/v1/dossiers/' + self.dossier, token).json()
        here = shown.json()
        for key in ('code', 'part', 'agency', 'procedure', 'received', 'captured'):
            self.assertEqual(there[key], here[key], key)
        self.assertEqual(there['pages'][0]['master'], here['pages'][0]['master'])
        self.assertEqual(len(there['documents']), len(here['documents']))
        self.assertEqual(service.get(f'/v1/dossiers/{self.dossier}/text', token).body,
                         self.get(f'/v1/dossiers/{self.dossier}/text').body)
        again = hand_in(token, shown.body, file, 202)
        self.assertEqual((again['dossiers'], again['already']), ([self.dossier], True))
        self.assertEqual(len(service.get('/v1/dossiers', token).json()['dossiers']), 1)
        self.assertEqual(service.stop(), 0)
        self.assertEqual(other.run('verify').returncode, 0)
        other.remove()

    def test_a_file_that_is_no_picture_is_kept_and_set_aside(self):
        taken = self.service.upload(self.admin, [('x.pdf', b'%PDF-1.4 no more')])
        job = self.service.wait_job(self.admin, taken.headers['Location'])
        self.assertEqual((job['state'], job['quarantined']), ('done', 1))
        shown = self.get('/v1/dossiers/' + job['dossiers'][0])
        self.assertEqual((shown.json()['source'], shown.json()['pages'][0]['source']), ('x.pdf', 'x.pdf'))
        self.assertNotIn('uploads', shown.body.decode(), 'a path of the server is shown')
        self.assertNotIn('uploads', self.get('/v1/dossiers').body.decode())
        at = f"/v1/dossiers/{job['dossiers'][0]}/pages/1/"
        self.assertEqual(self.get(at + 'master').body, b'%PDF-1.4 no more')
        self.assertEqual(self.get(at + 'image').status, 422)

    def test_a_decision_needs_the_version_that_was_seen(self):
        path = '/v1/dossiers/' + self.dossier
        shown = self.get(path)
        documents = shown.json()['documents']
        if not documents or not documents[0].get('fields'):
            self.skipTest('the page was not read')
        key = next(iter(documents[0]['fields']))
        value = documents[0]['fields'][key]['value']
        body = {'fields': [{'document': 1, 'key': key, 'value': value}], 'by': 'lan'}

        def patch(match, body=body):
            headers = {**PURPOSE, **({'If-Match': match} if match else {})}
            return self.service.call('PATCH', path, self.admin, headers, body)
        self.assertEqual(patch(None).status, 428)
        self.assertEqual(patch('"0123"').status, 412)
        done = patch(shown.headers['ETag'])
        self.assertEqual(done.status, 200, done.body)
        field = done.json()['documents'][0]['fields'][key]
        self.assertEqual((field['state'], field['source']), ('verified', 'operator'))
        self.assertEqual(done.headers['ETag'], self.get(path).headers['ETag'])
        self.assertEqual(patch(shown.headers['ETag']).status, 412)
        self.assertEqual(patch(done.headers['ETag'], {'fields': [
            {'document': 1, 'key': 'no.such', 'value': 'x'}]}).status, 422)
        kinds = [c['kind'] for c in self.get('/v1/changes').json()['changes']
                 if c['dossier'] == self.dossier]
        self.assertEqual(kinds[0], 'committed')
        self.assertIn('corrected', kinds)

    def test_a_document_and_a_filled_form_come_as_pdf(self):
        document = self.get(f'/v1/dossiers/{self.dossier}/documents/1.pdf')
        self.assertEqual((document.status, document.headers['Content-Type']), (200, 'application/pdf'))
        self.assertTrue(document.body.startswith(b'%PDF-'))
        self.assertEqual(self.get(f'/v1/dossiers/{self.dossier}/documents/9.pdf').status, 404)
        for wrong in ('0.pdf', 'x.pdf', '-1.pdf', '1.5.pdf'):
            self.assertEqual(self.get(f'/v1/dossiers/{self.dossier}/documents/{wrong}').status, 400)
        self.assertEqual(self.get(f'/v1/dossiers/{self.dossier}/documents/1').status, 404)
        asked = {'schema': 'to-khai-khai-sinh', 'roles': {'mother': '038190000001'}}
        filled = self.service.call('POST', '/v1/prefill', self.admin, PURPOSE, asked)
        self.assertEqual(filled.status, 200)
        self.assertIn('child.name', filled.json()['missing'])
        form = self.service.call('POST', '/v1/prefill', self.admin, PURPOSE, {**asked, 'format': 'pdf'})
        self.assertEqual((form.status, form.headers['Content-Type']), (200, 'application/pdf'))
        self.assertTrue(form.body.startswith(b'%PDF-'))
        for wrong in ({}, {'schema': 'x', 'roles': {}}, {**asked, 'format': 'doc'},
                      {**asked, 'roles': {'king': '038190000001'}}, {**asked, 'roles': {'mother': '1'}},
                      {**asked, 'roles': []}):
            answer = self.service.call('POST', '/v1/prefill', self.admin, PURPOSE, wrong)
            self.assertIn(answer.status, (400, 404), wrong)

    def test_need_register_report_and_reuse(self):
        def post(path, body, **headers):
            return self.service.call('POST', path, self.admin, {**PURPOSE, **headers}, body)
        need = post('/v1/need', {'procedure': '1.001193', 'roles': {'mother': '038190000001'}})
        self.assertEqual(need.status, 200, need.body)
        self.assertTrue(need.json()['components'])
        self.assertEqual(post('/v1/need', {'procedure': '0', 'roles': {}}).status, 404)
        self.assertEqual(post('/v1/need', {'procedure': '1.001193', 'roles': {'x': '1'}}).status, 400)
        csv = 'code,procedure,agency,received\nH56.14-231103-0001,1.001193,H56.14,2026-11-20\n'
        rows = post('/v1/register', csv, **{'Content-Type': 'text/csv'})
        self.assertEqual((rows.status, rows.json()['rows']), (200, 1), rows.body)
        wrong = post('/v1/register', 'code,received\nx,soon\n', **{'Content-Type': 'text/csv'})
        self.assertEqual(wrong.status, 400)
        self.assertIn('2', ''.join(wrong.json()['faults']))
        report = self.get('/v1/report?from=2026-11-01&to=2026-11-30&by=agency')
        self.assertEqual(report.status, 200, report.body)
        self.assertEqual(self.get('/v1/report?from=2026-11-01').status, 400)
        self.assertEqual(self.get('/v1/report?from=x&to=y').status, 400)
        if not self.page:
            return
        paper = self.dossier + '/1'
        used = post('/v1/reuse', {'code': 'H56.14-261123-0001', 'papers': [paper]})
        self.assertEqual((used.status, used.json()['already']), (200, 0), used.body)
        used = post('/v1/reuse', {'code': 'H56.14-261123-0001', 'papers': [paper]})
        self.assertEqual(used.json()['already'], 1)
        self.assertEqual(post('/v1/reuse', {'code': 'x', 'papers': [self.dossier + '/77']}).status, 404)

    def test_a_dossier_code_as_purpose_is_reuse_in_that_dossier(self):
        if not self.page:
            self.skipTest('the page was not read')
        at = f'/v1/dossiers/{self.dossier}/pages/1/image?width=100'
        self.assertEqual(self.get(at, **{'X-Purpose': 'for H56.14-261124-0042'}).status, 200)
        again = self.service.call('POST', '/v1/reuse', self.admin, None, {
            'code': 'H56.14-261124-0042', 'papers': [self.dossier + '/1']}).json()
        self.assertEqual(again['already'], 1, again)

    def test_words_are_found_on_pages_and_in_fields(self):
        if not self.page:
            self.skipTest('the page was not read')
        found = self.get('/v1/search?q=khai+sinh')
        self.assertEqual(found.status, 200, found.body)
        self.assertIn(self.dossier, [h['dossier'] for h in found.json()['hits']])
        self.assertEqual(self.get('/v1/search?q=zzzzqqqq').json()['hits'], [])
        for wrong in ('', '?q=', '?q=%22', '?q=a&limit=0', '?q=a&from=x'):
            self.assertEqual(self.get('/v1/search' + wrong).status, 400, wrong)

    def test_problems_speak_the_language_of_the_caller(self):
        def detail(language):
            answer = self.get('/v1/dossiers/' + '0' * 26, **{'Accept-Language': language})
            self.assertEqual(answer.headers['Content-Type'], 'application/problem+json')
            self.assertEqual(answer.json()['status'], 404)
            return answer.headers['Content-Language'], answer.json()['title']
        self.assertEqual(detail('vi'), ('vi', 'Không tìm thấy'))
        self.assertEqual(detail('en;q=0.9, vi;q=0.1'), ('en', 'Not found'))
        self.assertEqual(detail('fr')[0], 'en')
        # callers in both languages at once never hear each other's
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            asked = ['vi', 'en'] * 40
            heard = [h[0] for h in pool.map(detail, asked)]
        self.assertEqual(heard, asked)

    def test_every_read_is_on_record_with_person_purpose_and_refusals(self):
        self.service.call('GET', '/v1/citizens/038190000002', self.admin,
                          {'X-Purpose': "UTF-8''%C4%91%C4%83ng%20k%C3%BD"})
        self.service.call('GET', '/v1/citizens/038190000002', self.admin)
        entries = self.get('/v1/audit?citizen=038190000002').json()['entries']
        self.assertEqual(len([e for e in entries if e.get('why') == 'đăng ký']), 1, entries)
        self.assertNotIn('038190000002', str(entries))
        refused = [e for e in self.get('/v1/audit?limit=10000').json()['entries']
                   if e['outcome'].startswith('refused')]
        self.assertIn('refused: no purpose', [e['outcome'] for e in refused])
        self.assertEqual(self.store.run('audit', 'verify').returncode, 0)

    def test_the_log_holds_no_whole_number(self):
        self.get('/v1/citizens/038190007777')
        self.assertNotIn('038190007777', (self.store.top / 'serve.log').read_text())


class Life(unittest.TestCase):
    def setUp(self):
        self.store = Store()
        self.token = self.store.token('admin')

    def tearDown(self):
        self.store.remove()

    def certificate(self, name, subject):
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
                        '-subj', '/CN=' + subject, '-keyout', self.store.top / (name + '.key'),
                        '-out', self.store.top / (name + '.pem')], check=True,
                       stderr=subprocess.DEVNULL)

    def test_plain_http_on_the_network_is_refused_unless_told_in_words(self):
        done = self.store.run('serve', '--listen', '0.0.0.0:0', check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn('--plain-http-on-the-network', done.stderr)
        service = Service(self.store, '--plain-http-on-the-network', listen='0.0.0.0:0')
        self.assertEqual(service.call('GET', '/healthz').status, 200)
        self.assertEqual(service.stop(), 0)

    def test_wrong_addresses_and_certificates_are_told(self):
        for wrong in (['--listen', 'x'], ['--listen', '127.0.0.1'], ['--listen', '127.0.0.1:99999'],
                      ['--listen', '127.0.0.1:0', '--tls-cert', '/nowhere'],
                      ['--listen', '127.0.0.1:0', '--tls-cert', '/nowhere', '--tls-key', '/nowhere']):
            self.assertEqual(self.store.run('serve', *wrong, check=False).returncode, 2, wrong)

    def test_tls_shows_the_new_certificate_after_sighup_and_keeps_the_old_one_when_it_is_bad(self):
        import ssl
        self.certificate('a', 'first')
        service = Service(self.store, '--tls-cert', str(self.store.top / 'a.pem'), '--tls-key',
                          str(self.store.top / 'a.key'))

        def shown():
            return ssl.get_server_certificate((service.host, service.port))
        self.assertEqual(service.scheme, 'https')
        self.assertEqual(service.get('/v1/dossiers', self.token).status, 200)
        first = shown()
        self.certificate('a', 'second')
        service.process.send_signal(signal.SIGHUP)
        deadline = time.time() + 10 * SLOW
        while shown() == first and time.time() < deadline:
            time.sleep(0.1)
        second = shown()
        self.assertNotEqual(second, first)
        (self.store.top / 'a.key').write_text('no key')
        service.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        self.assertEqual(shown(), second)
        self.assertEqual(service.get('/v1/dossiers', self.token).status, 200)
        self.assertEqual(service.stop(), 0)

    def test_limits_come_from_the_configuration_and_are_read_again(self):
        config = self.store.top / 'sohoa' / 'sohoa.yaml'
        config.parent.mkdir()
        config.write_text('options:\n  serve: {rate: 5, burst: 3}\n')
        service = Service(self.store)
        codes = [service.get('/v1/dossiers', self.token).status for _ in range(8)]
        self.assertIn(429, codes)
        self.assertEqual(codes[:3], [200] * 3)
        config.write_text('options:\n  serve: {rate: 0}\n')
        service.process.send_signal(signal.SIGHUP)
        for _ in range(50 * SLOW):                # until it has been read
            time.sleep(0.2)
            codes = [service.get('/v1/dossiers', self.token).status for _ in range(8)]
            if codes == [200] * 8:
                break
        self.assertEqual(codes, [200] * 8)
        self.assertEqual(service.stop(), 0)
        config.write_text('options:\n  serve: {rat: 0}\n')
        done = self.store.run('serve', '--listen', '127.0.0.1:0', check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("'rate'", done.stderr)

    def test_what_a_dead_process_left_of_uploads_goes_after_a_day(self):
        up = self.store.dir / 'uploads'
        for name, age in (('pdf-abcdef', 2), ('01M80000000000000000000000', 2), ('pdf-young', 0)):
            (up / name).mkdir(parents=True)
            (up / name / 'x').write_text('x')
            os.utime(up / name, (time.time() - age * 86400,) * 2)
        service = Service(self.store)
        self.assertEqual([p.name for p in up.iterdir()], ['pdf-young'])
        self.assertEqual(service.stop(), 0)

    def test_a_stop_answers_what_was_begun_and_a_job_goes_on_at_the_next_start(self):
        service = Service(self.store)
        places = []
        for n in range(3):
            answer = service.upload(self.token, [('p.png', picture() + bytes([n]))])
            places.append(answer.headers['Location'])
        self.assertEqual(service.stop(), 0)
        service = Service(self.store)
        jobs = [service.wait_job(self.token, p) for p in places]
        self.assertEqual([j['state'] for j in jobs], ['done'] * 3)
        self.assertEqual(len({j['dossiers'][0] for j in jobs}), 3)
        self.assertEqual(service.stop(), 0)
        self.assertEqual(self.store.run('verify').returncode, 0)

    def test_what_waits_when_a_backup_is_taken_is_digitised_from_the_backup(self):
        store = Store()
        token = store.token('admin')
        service = Service(store)
        places = [service.upload(token, [('p.png', picture() + bytes([n]))]).headers['Location']
                  for n in range(3)]
        store.run('backup', store.top / 'copy')
        self.assertEqual(service.stop(), 0)
        shutil.rmtree(store.dir)
        (store.top / 'copy').rename(store.dir)
        service = Service(store)
        jobs = [service.wait_job(token, p) for p in places]
        self.assertEqual([j['state'] for j in jobs], ['done'] * 3)
        self.assertEqual(len({j['dossiers'][0] for j in jobs}), 3)
        self.assertEqual(service.stop(), 0)
        self.assertEqual(store.run('verify').returncode, 0)
        store.remove()


if __name__ == '__main__':
    main()
