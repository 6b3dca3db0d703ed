"""package.py FOLDER...: are these archive packages whole?

Each METS file is read: every file that it names is there with the size and the SHA-256 it tells, every
file of the package but the first METS is named by one, identifiers inside resolve; PREMIS's digests,
links between objects, events and agents likewise; the XML is valid by the schemas in the package
(where xmllint is there). Prints what is wrong; exit code 1."""
import hashlib, os, shutil, subprocess, sys, tempfile
import xml.etree.ElementTree as ET

METS, XLINK, PREMIS = ('{http://www.loc.gov/METS/}', '{http://www.w3.org/1999/xlink}',
                       '{http://www.loc.gov/premis/v3}')
bad = []


def digest(path):
    return hashlib.sha256(open(path, 'rb').read()).hexdigest()


def check_mets(root, name, named):
    tree = ET.parse(os.path.join(root, name)).getroot()
    ids = {e.get('ID') for e in tree.iter() if e.get('ID')}
    for e in tree.iter():
        for key in ('FILEID', 'DMDID', 'ADMID'):
            if e.get(key) and e.get(key) not in ids:
                bad.append(f'{name}: {key} {e.get(key)} does not resolve')
        href = e.get(XLINK + 'href')
        if not href:
            continue
        path = os.path.normpath(os.path.join(root, os.path.dirname(name), href))
        if not os.path.exists(path):
            bad.append(f'{name}: {href} is not there')
            continue
        named.add(os.path.relpath(path, root))
    for e in list(tree.iter(METS + 'file')) + list(tree.iter(METS + 'mdRef')):
        link = e if e.tag == METS + 'mdRef' else e.find(METS + 'FLocat')
        path = os.path.join(root, os.path.dirname(name), link.get(XLINK + 'href'))
        if int(e.get('SIZE')) != os.path.getsize(path) or e.get('CHECKSUM') != digest(path):
            bad.append(f'{name}: size or digest of {path} is wrong')
        if not e.get('CREATED', '').endswith('+07:00'):
            bad.append(f'{name}: time without +07:00')


def check_premis(root, name):
    tree = ET.parse(os.path.join(root, name)).getroot()
    objects = {o.find(f'.//{PREMIS}objectIdentifierValue').text: o for o in tree.iter(PREMIS + 'object')}
    agents = {v.text for v in tree.iter(PREMIS + 'agentIdentifierValue')}
    for path, o in objects.items():
        if o.find(f'.//{PREMIS}messageDigest').text != digest(os.path.join(root, path)):
            bad.append(f'{name}: digest of {path} is wrong')
    for v in tree.iter(PREMIS + 'linkingObjectIdentifierValue'):
        if v.text not in objects:
            bad.append(f'{name}: object {v.text} does not resolve')
    for v in tree.iter(PREMIS + 'linkingAgentIdentifierValue'):
        if v.text not in agents:
            bad.append(f'{name}: agent {v.text} does not resolve')
    types = {v.text for v in tree.iter(PREMIS + 'eventType')}
    if not {'capture', 'recognition'} <= types:
        bad.append(f'{name}: events are {types}')


def check_schemas(root, xml):
    if not shutil.which('xmllint'):
        return
    with tempfile.TemporaryDirectory() as work:
        catalog = os.path.join(work, 'catalog.xml')
        xlink = os.path.abspath(os.path.join(root, 'schemas/xlink.xsd'))
        with open(catalog, 'w') as f:
            f.write('<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">')
            for kind, key in (('uri', 'name'), ('system', 'systemId')):
                for scheme in ('http', 'https'):
                    f.write(f'<{kind} {key}="{scheme}://www.loc.gov/standards/xlink/xlink.xsd" uri="{xlink}"/>')
            f.write('</catalog>')
        for name, schema in xml:
            done = subprocess.run(['xmllint', '--nonet', '--noout', '--schema',
                                   os.path.join(root, 'schemas', schema), os.path.join(root, name)],
                                  capture_output=True, env=dict(os.environ, XML_CATALOG_FILES=catalog))
            if done.returncode:
                bad.append(done.stderr.decode()[:2000])


for root in sys.argv[1:]:
    named = set()
    check_mets(root, 'METS.xml', named)
    check_mets(root, 'representations/rep1/METS.xml', named)
    check_premis(root, 'metadata/preservation/PREMIS.xml')
    for folder, _, files in os.walk(root):
        for f in files:
            name = os.path.relpath(os.path.join(folder, f), root)
            if name not in named and name != 'METS.xml':
                bad.append(f'{name} is named by no METS file')
    check_schemas(root, [('METS.xml', 'mets.xsd'), ('representations/rep1/METS.xml', 'mets.xsd'),
                         ('metadata/descriptive/EAD.xml', 'ead3.xsd'),
                         ('metadata/preservation/PREMIS.xml', 'premis.xsd')])
print(*bad, sep='\n') if bad else print(f'{len(sys.argv) - 1} packages: whole')
sys.exit(1 if bad else 0)
