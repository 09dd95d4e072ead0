import { parseCloudFormationYaml } from '../../bin/readers/cloudformation-yaml';
import { checkTemplates, type Files, readTemplates, render, templateFromText } from '../../lib/compliance/cli';
import { statementCsv } from '../../lib/compliance/report/statement-csv';
import { statementHtml } from '../../lib/compliance/report/statement-html';

const TODAY = '2026-11-23';

describe('what is shown runs nothing:', () => {
  const NAME = '<script>alert(1)</script>\u001b[31m';
  const attack = checkTemplates(
    [{ id: NAME, name: NAME, body: { Resources: { [NAME]: { Type: 'AWS::S3::Bucket' } } } }],
    {
      today: TODAY,
      acknowledgements: [{ check: 'BucketVersioned', reason: '=cmd|calc', owner: '@owner', expires: '2027-01-01' }],
      attestations: { '5.1': { evidence: '=HYPERLINK("http://evil")', owner: NAME, expires: '2027-01-01' } },
    },
  );

  test('HTML escapes names, and forbids scripts', () => {
    const html = statementHtml(attack);
    expect(html).not.toContain('<script>');
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain("default-src 'none'");
  });

  test('CSV keeps spreadsheets from formulas', () => {
    const csv = statementCsv(attack);
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")`);
    expect(
      csv
        .split('\r\n')
        .flatMap((line) => line.split(','))
        .filter((cell) => /^"?[=+@-]/.test(cell)),
    ).toEqual([]);
  });

  test('names of a megabyte fill neither terminal nor SARIF', () => {
    const huge = 'x'.repeat(1_000_000);
    const bucket = { Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': huge } };
    const body = { Resources: { Bucket: bucket, Other: { Type: huge } } };
    const evaluation = checkTemplates([{ id: 't', name: 't', body }], { today: TODAY });
    expect(render(evaluation, 'table').length).toBeLessThan(20_000);
    expect(render(evaluation, 'sarif').length).toBeLessThan(100_000);
  });

  test.each(['table', 'json', 'sarif', 'oscal'] as const)('%s holds no terminal escapes', (format) => {
    expect(render(attack, format)).not.toContain('\u001b');
  });
});

describe('input that is no template is refused with what to do:', () => {
  test.each([
    ['', /neither JSON nor YAML|holds no object/],
    ['[]', /holds no object/],
    ['{}', /has no Resources section/],
    ['{"Resources": 7}', /has no Resources section/],
    ['{"a":', /is neither JSON nor YAML/],
    ['a: [', /is neither JSON nor YAML/],
    ['just text', /holds no object/],
    ['a: &a [*a]', /neither JSON nor YAML|holds no|has no Resources/],
    ['Resources: { Key: !Reff Other }', /Unresolved tag: !Reff at line 1, column 19/],
    [`Resources: ${'['.repeat(20_000)}`, /is nested too deeply to be read/],
  ])('%j', (text, message) => {
    expect(() => templateFromText(text, 'file.yaml', parseCloudFormationYaml)).toThrow(message);
    expect(() => templateFromText(text, 'file.yaml', parseCloudFormationYaml)).toThrow(
      /Give a CloudFormation template/,
    );
  });

  const files = (contents: Readonly<Record<string, string>>): Files => ({
    isFolder: (file) => file.endsWith('cdk.out'),
    read: (file) => {
      const text = contents[file];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  });

  test('a file that is not there', () => {
    expect(() => readTemplates('none.json', files({}))).toThrow(
      'none.json cannot be read. Give a CloudFormation template',
    );
  });

  test('an assembly without stacks', () => {
    expect(() => readTemplates('cdk.out', files({ 'cdk.out/manifest.json': '{"artifacts":{}}' }))).toThrow(
      /without stacks/,
    );
  });

  test('an assembly that names files outside itself', () => {
    const manifest = {
      artifacts: { Evil: { type: 'aws:cloudformation:stack', properties: { templateFile: '../../etc/passwd' } } },
    };
    expect(() => readTemplates('cdk.out', files({ 'cdk.out/manifest.json': JSON.stringify(manifest) }))).toThrow(
      /outside the folder/,
    );
  });

  const stack = (templateFile: string) => ({ type: 'aws:cloudformation:stack', properties: { templateFile } });
  const assembly = (artifact: object, templates: Readonly<Record<string, object | string>> = {}) =>
    files({
      'cdk.out/manifest.json': JSON.stringify({ artifacts: { A: artifact } }),
      ...Object.fromEntries(
        Object.entries(templates).map(([name, body]) => [
          `cdk.out/${name}`,
          typeof body === 'string' ? body : JSON.stringify(body),
        ]),
      ),
    });
  const nesting = (file: string) => ({
    Type: 'AWS::CloudFormation::Stack',
    Metadata: { 'aws:asset:path': file },
    Properties: {},
  });

  test('an assembly that is a stage of itself', () => {
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    expect(() => readTemplates('cdk.out', assembly(stage))).toThrow(/leads back to itself. Synthesise the app again/);
  });

  test('a stack that nests itself three times', () => {
    const S = { Resources: { A: nesting('S.json'), B: nesting('S.json'), C: nesting('S.json') } };
    expect(() => readTemplates('cdk.out', assembly(stack('S.json'), { 'S.json': S }))).toThrow(
      'S.json nests more than 1000 stacks, or itself. Synthesise the app again.',
    );
  });

  test('but a template that is nested twice is two stacks, each with its own parameters', () => {
    const nested = (value: boolean) => ({ ...nesting('N.json'), Properties: { Parameters: { Rotate: value } } });
    const N = {
      Parameters: { Rotate: { Type: 'String' } },
      Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { Ref: 'Rotate' } } } },
    };
    const templates = { 'S.json': { Resources: { On: nested(true), Off: nested(false) } }, 'N.json': N };
    const { run } = checkTemplates(readTemplates('cdk.out', assembly(stack('S.json'), templates)), { today: TODAY });
    const rotation = run.results.filter(({ check }) => check.name === 'KeyRotation');
    expect(rotation.map(({ resource, state }) => [resource?.template.source.name, state])).toEqual([
      ['S.json/On', 'PASS'],
      ['S.json/Off', 'FAIL'],
    ]);
  });

  test('but an address nested 100,000 levels deep only leaves its stack unread', () => {
    const deep = `${'['.repeat(100_000)}1${']'.repeat(100_000)}`;
    const S = `{"Resources":{"N":{"Type":"AWS::CloudFormation::Stack","Properties":{"TemplateURL":${deep}}}}}`;
    expect(readTemplates('cdk.out', assembly(stack('S.json'), { 'S.json': S }))).toHaveLength(1);
  });

  test('but a byte order mark is no part of a template', () => {
    const text = `\uFEFF${JSON.stringify({ Resources: { Key: { Type: 'AWS::KMS::Key' } } })}`;
    expect(checkTemplates([templateFromText(text, 'file.json')], { today: TODAY }).run.resources).toBe(1);
  });

  test('YAML where no parser is given', () => {
    expect(() => templateFromText('Resources: {}', 'a.yaml')).toThrow(/Convert it to JSON/);
  });
});

describe('YAML', () => {
  test('with short intrinsics is the same template as with long ones', () => {
    const text = `
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub '\${AWS::StackName}-data'
      Tags:
        - { Key: owner, Value: !If [IsProd, !Ref Owner, !GetAtt Role.Arn] }
        - { Key: list, Value: !Join ['-', [a, !ImportValue other]] }
        - { Key: map, Value: !FindInMap [A, b, c] }
      VersioningConfiguration: { Status: Enabled }
      PublicAccessBlockConfiguration: { BlockPublicAcls: yes }
`;
    expect(JSON.parse(JSON.stringify(parseCloudFormationYaml(text)))).toEqual({
      Resources: {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            BucketName: { 'Fn::Sub': '${AWS::StackName}-data' },
            Tags: [
              { Key: 'owner', Value: { 'Fn::If': ['IsProd', { Ref: 'Owner' }, { 'Fn::GetAtt': 'Role.Arn' }] } },
              { Key: 'list', Value: { 'Fn::Join': ['-', ['a', { 'Fn::ImportValue': 'other' }]] } },
              { Key: 'map', Value: { 'Fn::FindInMap': ['A', 'b', 'c'] } },
            ],
            VersioningConfiguration: { Status: 'Enabled' },
            PublicAccessBlockConfiguration: { BlockPublicAcls: true },
          },
        },
      },
    });
  });

  test('that repeats itself a billion times is refused', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(',')}]`),
      'Resources: *j',
    ].join('\n');
    expect(() => templateFromText(bomb, 'bomb.yaml', parseCloudFormationYaml)).toThrow(
      /Give a CloudFormation template/,
    );
  });
});
