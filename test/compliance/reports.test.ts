import path from 'node:path';
import type { Iso27001ChecksProps } from '../../lib/compliance';
import { CONTROLS } from '../../lib/compliance/checks/controls';
import { checkTemplates, templateFromText } from '../../lib/compliance/cli';
import { oscal } from '../../lib/compliance/report/oscal';
import { sarif } from '../../lib/compliance/report/sarif';
import { statementOf } from '../../lib/compliance/report/statement';
import { statementCsv } from '../../lib/compliance/report/statement-csv';
import { statementHtml } from '../../lib/compliance/report/statement-html';
import { uuidOf } from '../../lib/compliance/report/uuid';

const SIGNED = { owner: 'ml-platform', expires: '2027-03-31' };
const KEY = { Type: 'AWS::KMS::Key', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
const GOOD = {
  ...KEY,
  Properties: {
    EnableKeyRotation: true,
    Tags: [
      { Key: 'owner', Value: 'a' },
      { Key: 'system', Value: 'b' },
    ],
  },
};

function evaluated(resources: object, props: Iso27001ChecksProps = {}) {
  return checkTemplates([{ id: 't', name: 't', body: { Resources: resources } }], { today: '2026-11-23', ...props });
}
function statusOf(control: string, ...input: Parameters<typeof evaluated>) {
  return statementOf(evaluated(...input)).find((row) => row.control.id === control)?.status;
}

describe('the Statement of Applicability', () => {
  test('has all 93 controls in the order of the standard', () => {
    expect(statementOf(evaluated({})).map(({ control }) => control.id)).toEqual(CONTROLS.map(({ id }) => id));
  });

  test.each([
    ['8.24', 'CHECKS_PASS', { Key: GOOD }, {}],
    ['8.24', 'NOT_MET', { Key: KEY }, {}],
    ['8.24', 'NOT_KNOWN', { Key: { ...KEY, Properties: { EnableKeyRotation: { 'Fn::ImportValue': 'x' } } } }, {}],
    ['8.24', 'MET_WITH_EXCEPTIONS', { Key: KEY }, { acknowledgements: [{ check: '75', reason: 'why', ...SIGNED }] }],
    [
      '8.24',
      'NOT_MET',
      { Key: KEY },
      { acknowledgements: [{ check: '75', reason: 'why', owner: 'a', expires: '2026-01-01' }] },
    ],
    [
      '8.24',
      'ONLY_EXCEPTIONS',
      { Key: { Type: 'AWS::KMS::Key' } },
      { acknowledgements: [{ check: '8.24', reason: 'why', ...SIGNED }] },
    ],
    ['8.24', 'NOTHING_TO_CHECK', {}, {}],
    ['8.24', 'NOT_MET', { Key: KEY }, { attestations: { '8.24': { evidence: 'x', ...SIGNED } } }],
    ['8.16', 'TO_BE_ATTESTED', {}, {}],
    ['8.16', 'ATTESTED', {}, { attestations: { '8.16': { evidence: 'x', ...SIGNED } } }],
    ['5.1', 'TO_BE_EVIDENCED', {}, {}],
    ['6.1', 'TO_BE_EVIDENCED', {}, {}],
    ['7.1', 'ATTESTED', {}, { attestations: { '7.1': { evidence: 'lease', ...SIGNED } } }],
  ] as const)('says of %s: %s', (control, status, resources, props) => {
    expect(statusOf(control, resources, props as Iso27001ChecksProps)).toBe(status);
  });

  test('is never green for what people, buildings and organisations have to do', () => {
    const rows = statementOf(evaluated({ Key: GOOD }));
    const green = rows.filter(({ status }) => status === 'CHECKS_PASS');
    expect(green.filter(({ checks }) => checks.length === 0)).toEqual([]);
    expect(green.filter(({ control }) => control.theme === 'people' || control.theme === 'physical')).toEqual([]);
  });

  test('says that a control whose checks are off needs a reason', () => {
    const row = statementOf(evaluated({ Key: KEY }, { levels: { '8.24': 'off' as never } })).find(
      (each) => each.control.id === '8.24',
    );
    expect(row?.applicable).toBe('All of its checks are switched off; say why it does not apply.');
  });

  test('shows an exception with reason, owner and expiry, in HTML and CSV', () => {
    const evaluation = evaluated(
      { Key: KEY },
      { acknowledgements: [{ check: '75', reason: 'A test, only', ...SIGNED }] },
    );
    expect(statementHtml(evaluation)).toContain(
      'Exception at Key: A test, only <small>(ml-platform, until 2027-03-31)</small>',
    );
    expect(statementCsv(evaluation)).toContain(
      '"ISO27001-8.24-KeyRotation at Key: A test, only (ml-platform, 2027-03-31)"',
    );
  });

  test('shows an exception of many resources once, with all of them', () => {
    const evaluation = evaluated(
      { Key: KEY, Other: KEY },
      { acknowledgements: [{ check: '75', reason: 'A test', ...SIGNED }] },
    );
    expect(statementHtml(evaluation)).toContain(
      'Exception at 2 resources: A test <small>(ml-platform, until 2027-03-31): Key, Other</small>',
    );
    expect(statementCsv(evaluation)).toContain(
      '"ISO27001-8.24-KeyRotation at Key, Other: A test (ml-platform, 2027-03-31)"',
    );
  });

  test('says that it is UTF-8, which a spreadsheet takes for something else otherwise', () => {
    expect([...Buffer.from(statementCsv(evaluated({})), 'utf8').subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  test('fits a cell of a spreadsheet, however many resources an exception covers', () => {
    const keys = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`AKeyWithALongName${index}`, KEY]));
    const acknowledgements = [{ check: '75', reason: 'A test', ...SIGNED }];
    const csv = statementCsv(evaluated(keys, { acknowledgements }));
    expect(Math.max(...csv.split('\r\n').map(({ length }) => length))).toBeLessThan(32_767);
    expect(csv).toContain('AKeyWithALongName99 and 2900 more, all in ledger.json: A test');
  });

  test('names the stacks it is about', () => {
    const body = { Resources: { Key: KEY } };
    const sources = ['scoring', '<b>batch</b>'].map((name) => ({ id: name, name, body }));
    const html = statementHtml(checkTemplates(sources, { today: '2026-11-23' }));
    expect(html).toContain('Scope: the stacks scoring, &lt;b&gt;batch&lt;/b&gt;.');
    expect(statementHtml(evaluated({ Key: KEY }))).toContain('Scope: the stack t.');
    const many = Array.from({ length: 30 }, (_, index) => ({ id: `${index}`, name: `s${index}`, body }));
    expect(statementHtml(checkTemplates(many, { today: '2026-11-23' }))).toContain('s19 and 10 more.');
  });

  test('as CSV has 94 lines of 15 cells each', () => {
    const lines = statementCsv(evaluated({ Key: KEY }))
      .trimEnd()
      .split('\r\n');
    const cells = (line: string) =>
      line
        .match(/("([^"]|"")*"|[^,]*)(,|$)/g)
        ?.filter((_, index, all) => index < all.length - 1 || line.endsWith(',') || all.at(-1) !== '').length;
    expect(lines).toHaveLength(94);
    expect(new Set(lines.map(cells))).toEqual(new Set([15]));
  });
});

describe('OSCAL assessment results', () => {
  const document = JSON.stringify(oscal(evaluated({ Key: KEY, Queue: { Type: 'AWS::SQS::Queue' } })));
  const results = JSON.parse(document)['assessment-results'].results[0];

  test('refer only to observations and subjects that are there', () => {
    const observations = new Set(results.observations.map(({ uuid }: { uuid: string }) => uuid));
    const items = new Set(results['local-definitions']['inventory-items'].map(({ uuid }: { uuid: string }) => uuid));
    const related = results.findings.flatMap(
      (finding: Record<string, { 'observation-uuid': string }[]>) => finding['related-observations'],
    );
    const subjects = results.observations.flatMap(
      ({ subjects: each }: { subjects: { 'subject-uuid': string }[] }) => each,
    );
    expect(
      related.filter((each: { 'observation-uuid': string }) => !observations.has(each['observation-uuid'])),
    ).toEqual([]);
    expect(subjects.filter((each: { 'subject-uuid': string }) => !items.has(each['subject-uuid']))).toEqual([]);
  });

  test('have identifiers that are unique, of version 5, and the same each time', () => {
    const uuids = [...document.matchAll(/"uuid":"([^"]+)"/g)].map(([, uuid]) => uuid);
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(
      uuids.filter((uuid) => !/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid ?? '')),
    ).toEqual([]);
    expect(uuidOf('a', 'b')).toBe(uuidOf('a', 'b'));
    expect(uuidOf('a', 'b')).not.toBe(uuidOf('ab'));
  });

  test('call a control satisfied only where every check says so', () => {
    const finding = results.findings.find((each: { title: string }) => each.title.startsWith('8.24'));
    expect(finding.target.status).toMatchObject({ state: 'not-satisfied', reason: 'fail' });
  });
});

describe('SARIF', () => {
  const acknowledgements = [{ check: '75', reason: 'why', ...SIGNED }];
  const [run] = (
    sarif(
      evaluated(
        { Key: { ...KEY, Properties: { PendingWindowInDays: { 'Fn::ImportValue': 'x' } } } },
        { acknowledgements },
      ),
    ) as { runs: { results: Record<string, never>[]; tool: { driver: { rules: { id: string }[] } } }[] }
  ).runs;
  const resultOf = (id: string) => run?.results.find(({ ruleId }) => ruleId === id);

  test('names the rule of each result by its place in the list', () => {
    const misplaced = run?.results.filter(
      ({ ruleId, ruleIndex }) => run.tool.driver.rules[Number(ruleIndex)]?.id !== ruleId,
    );
    expect(misplaced).toEqual([]);
  });

  test('suppresses what somebody acknowledged, with the reason', () => {
    expect(resultOf('ISO27001-8.24-KeyRotation')).toMatchObject({
      suppressions: [
        { kind: 'external', status: 'accepted', justification: 'why (owner: ml-platform, expires: 2027-03-31)' },
      ],
    });
  });

  test.each([
    ['my app#1/100%.json', 'my%20app%231/100%25.json', '%SRCROOT%'],
    [path.resolve('cdk.out/T.template.json'), 'cdk.out/T.template.json', '%SRCROOT%'],
    ['/elsewhere/a b.json', 'file:///elsewhere/a%20b.json', undefined],
  ])('names the file %s by a URI, relative where code scanning can show it', (file, uri, uriBaseId) => {
    const source = templateFromText(JSON.stringify({ Resources: { Key: KEY } }, undefined, 2), file);
    const { runs } = sarif(checkTemplates([source], { today: '2026-11-23' })) as {
      runs: { results: { ruleId: string; locations: { physicalLocation: object }[] }[] }[];
    };
    const result = runs[0]?.results.find(({ ruleId }) => ruleId === 'ISO27001-8.24-KeyRotation');
    expect(result?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri, uriBaseId },
      region: { startLine: 3 },
    });
  });

  test('leaves what is unknown to a review', () => {
    expect(resultOf('ISO27001-8.24-KeyRetained')).toMatchObject({ kind: 'review', level: 'none' });
  });

  test('keeps the most severe results where GitHub would refuse them all, and says how many it left out', () => {
    const buckets = Object.fromEntries(
      Array.from({ length: 3300 }, (_, index) => [`B${index}`, { Type: 'AWS::S3::Bucket' }]),
    );
    const evaluation = evaluated(buckets);
    const total = evaluation.run.results.reduce((sum, { issues }) => sum + issues.length, 0);
    const { runs } = sarif(evaluation) as { runs: { results: { level: string }[]; invocations: object[] }[] };
    expect(runs[0]?.results).toHaveLength(25_000);
    // 3,300 buckets break more checks than the limit has room for; their failures alone are fewer.
    const failing = evaluation.findings.errors;
    expect(failing).toBeLessThan(25_000);
    expect(runs[0]?.results.filter(({ level }) => level === 'error')).toHaveLength(failing);
    expect(JSON.stringify(runs[0]?.invocations)).toContain(`${total - 25_000} less severe results are left out`);
  });
});
