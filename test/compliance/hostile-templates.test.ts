import { checkTemplates } from '../../lib/compliance/cli';
import { describeIssue, MAX_DESCRIPTION } from '../../lib/compliance/report/describe';

const TODAY = '2026-11-23';

function evaluated(body: unknown) {
  return checkTemplates([{ id: 'template', name: 'template', body }], { today: TODAY });
}
const states = (body: unknown) => evaluated(body).run.results.map(({ state }) => state);

const stateOfRotation = (body: unknown) =>
  evaluated(body).run.results.find(({ check }) => check.name === 'KeyRotation')?.state;

/** `depth` lists inside each other, without recursion in the test itself. */
function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
}

describe('a template that means harm', () => {
  test('cannot reach the prototype of anything', () => {
    const body = JSON.parse(
      '{"Resources":{"__proto__":{"Type":"AWS::S3::Bucket","Properties":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}},"constructor":{"Type":"AWS::KMS::Key"},"toString":{"Type":"AWS::KMS::Key","Properties":{"EnableKeyRotation":{"Ref":"hasOwnProperty"}}}},"Conditions":{"__proto__":true},"Mappings":{"__proto__":{}}}',
    );
    expect(states(body)).not.toContain('ERROR');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(evaluated(body).run.resources).toBe(3);
  });

  test.each([
    ['Ref', { Ref: '__proto__' }],
    ['GetAtt', { 'Fn::GetAtt': ['constructor', 'Arn'] }],
    ['FindInMap', { 'Fn::FindInMap': ['__proto__', 'a', 'b'] }],
    ['If', { 'Fn::If': ['__proto__', true, true] }],
    ['Sub', { 'Fn::Sub': '${__proto__}${constructor.name}' }],
    ['an unknown function', { 'Fn::Evil': 'x' }],
    ['functions with arguments of the wrong kind', { 'Fn::Join': { a: 1 }, 'Fn::Select': 3 }],
  ])('gets no pass by an intrinsic that names a built-in: %s', (_name, value) => {
    const body = { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: value } } } };
    const { results } = evaluated(body).run;
    const rotation = results.find(
      ({ check, resource }) => check.name === 'KeyRotation' && resource?.logicalId === 'Key',
    );
    expect(['FAIL', 'UNKNOWN', 'PASS']).toContain(rotation?.state);
    if (_name !== 'If') expect(rotation?.state).not.toBe('PASS');
  });

  test('nested 10,000 levels deep is unknown, not a crash', () => {
    const deep = nested(10_000);
    const body = {
      Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Tags: deep, BucketEncryption: deep } } },
    };
    expect(states(body)).not.toContain('ERROR');
  });

  test('with parameters of nested stacks that give each other ends', () => {
    const parent = { templateId: 'child', logicalId: 'Nested' };
    const circle = {
      Resources: {
        Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { P: { Ref: 'P' } } } },
        Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { Ref: 'P' } } },
      },
      Parameters: { P: { Type: 'String' } },
    };
    const sources = [{ id: 'child', name: 'child', body: circle, parent }];
    const { run } = checkTemplates(sources, { today: TODAY });
    expect(run.results.find(({ check }) => check.name === 'KeyRotation')?.state).toBe('UNKNOWN');
  });

  test.each([
    ['nothing known', undefined],
    ['literal text', 'x'.repeat(10)],
  ])('with exports that import each other tenfold ends soon (%s)', (_name, innermost) => {
    const layers = 12;
    const outputs = Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [
        `O${layer}`,
        {
          Export: { Name: `e${layer}` },
          Value:
            layer === layers - 1 && innermost
              ? innermost
              : { 'Fn::Join': ['', Array.from({ length: 10 }, () => ({ 'Fn::ImportValue': `e${layer + 1}` }))] },
        },
      ]),
    );
    const Resources = {
      Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { 'Fn::ImportValue': 'e0' } } },
    };
    const started = process.cpuUsage().user;
    expect(states({ Outputs: outputs, Resources })).not.toContain('ERROR');
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });

  test.each([
    ['a condition chooses between', { 'Fn::If': ['Open', { 'Fn::ImportValue': 'e0' }, { 'Fn::ImportValue': 'f0' }] }],
    ['a mapping chooses between', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'x'] }],
  ])('with lists that hold each other tenfold, which %s, ends soon', (_name, value) => {
    const layers = 12;
    const tenfold = (name: string) =>
      Array.from({ length: layers }, (_, layer) => [
        `${name}${layer}`,
        {
          Export: { Name: `${name}${layer}` },
          Value:
            layer === layers - 1
              ? 'x'
              : Array.from({ length: 10 }, () => ({ 'Fn::ImportValue': `${name}${layer + 1}` })),
        },
      ]);
    const body = {
      Parameters: { P: { Type: 'String' } },
      Conditions: { Open: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
      Mappings: { M: { a: { x: { 'Fn::ImportValue': 'e0' } }, b: { x: { 'Fn::ImportValue': 'f0' } } } },
      Outputs: Object.fromEntries([...tenfold('e'), ...tenfold('f')]),
      Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: value } } },
    };
    const started = process.cpuUsage().user;
    expect(states(body)).not.toContain('ERROR');
    expect(stateOfRotation(body)).not.toBe('PASS');
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });

  test('with conditions that name each other is undecided', () => {
    const body = {
      Conditions: { A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } },
      Resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { 'Fn::If': ['A', true, false] } } },
      },
    };
    expect(evaluated(body).run.results.find(({ check }) => check.name === 'KeyRotation')?.state).toBe('UNKNOWN');
  });

  test('with conditions that are each made of ten others ends soon', () => {
    const layers = 30;
    const conditions = Object.fromEntries(
      Array.from({ length: layers }, (_, layer) => [
        `C${layer}`,
        { 'Fn::And': Array.from({ length: 10 }, () => ({ Condition: `C${layer + 1}` })) },
      ]),
    );
    const body = {
      Parameters: { P: { Type: 'String' } },
      Conditions: { ...conditions, [`C${layers}`]: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } },
      Resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { 'Fn::If': ['C0', true, false] } } },
      },
    };
    expect(stateOfRotation(body)).toBe('UNKNOWN');
  });

  test.each(['Fn::And', 'Fn::Or'])('with a deep condition of nothing but %s ends soon', (operator) => {
    let open: object = { 'Fn::Equals': [{ Ref: 'P' }, 'x'] };
    for (let depth = 0; depth < 29; depth++) open = { [operator]: [open] };
    const body = {
      Parameters: { P: { Type: 'String' } },
      Conditions: { Open: open },
      Resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { 'Fn::If': ['Open', true, false] } } },
      },
    };
    const started = process.cpuUsage().user;
    expect(stateOfRotation(body)).toBe('UNKNOWN');
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });

  test('with a condition that compares what it chooses itself is undecided', () => {
    const body = {
      Conditions: { A: { 'Fn::Equals': [{ 'Fn::If': ['A', 'x', 'y'] }, 'x'] } },
      Resources: {
        Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: { 'Fn::If': ['A', true, false] } } },
      },
    };
    expect(stateOfRotation(body)).toBe('UNKNOWN');
  });

  test('with half a million gaps that never close ends soon', () => {
    const started = process.cpuUsage().user;
    const BucketName = { 'Fn::Sub': '${'.repeat(500_000) };
    expect(states({ Resources: { Data: { Type: 'AWS::S3::Bucket', Properties: { BucketName } } } })).not.toContain(
      'ERROR',
    );
    expect(process.cpuUsage().user - started).toBeLessThan(2_000_000);
  });

  test.each([
    ['the branches of a condition', (deep: unknown) => ({ 'Fn::If': ['Open', deep, deep] }), undefined],
    [
      'a mapping',
      () => ({ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'x'] }),
      { M: { a: { x: nested(100_000) } } },
    ],
  ])('nested 100,000 levels deep in %s is unknown, not a crash', (_name, value, mappings) => {
    const Properties = { EnableKeyRotation: value(nested(100_000)) };
    const body = { Mappings: mappings, Resources: { Key: { Type: 'AWS::KMS::Key', Properties } } };
    expect(states(body)).not.toContain('ERROR');
    expect(stateOfRotation(body)).not.toBe('PASS');
  });

  test.each([
    ['a parameter', { Ref: 'constructor' }],
    ['a key of a mapping', { 'Fn::FindInMap': ['M', 'a', 'constructor'] }],
  ])('is unknown where %s is called like what every object has', (_name, value) => {
    const parent = { templateId: 'parent', logicalId: 'Nested' };
    const outer = { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: {} } } } };
    const body = {
      Parameters: { constructor: { Type: 'String' } },
      Mappings: { M: { a: { x: true } } },
      Resources: { Key: { Type: 'AWS::KMS::Key', Properties: { EnableKeyRotation: value } } },
    };
    const sources = [
      { id: 'parent', name: 'parent', body: outer },
      { id: 'child', name: 'child', body, parent },
    ];
    const { run } = checkTemplates(sources, { today: TODAY });
    expect(run.results.find(({ check }) => check.name === 'KeyRotation')?.state).toBe('UNKNOWN');
  });

  test('whose queues are each other’s dead-letter queues is judged', () => {
    const queue = (other: string) => ({
      Type: 'AWS::SQS::Queue',
      Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [other, 'Arn'] } } },
    });
    expect(states({ Resources: { A: queue('B'), B: queue('A') } })).not.toContain('ERROR');
  });

  test('with names of a megabyte gets findings of less than 300 characters', () => {
    const huge = 'x'.repeat(1_000_000);
    const body = {
      Resources: {
        [huge]: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns: [`arn:aws:iam::aws:policy/${huge}`] } },
      },
    };
    const descriptions = evaluated(body).run.results.flatMap((result) =>
      result.issues.map((issue) => describeIssue(result, issue)),
    );
    expect(descriptions.length).toBeGreaterThan(0);
    expect(Math.max(...descriptions.map((text) => text.length))).toBeLessThanOrEqual(MAX_DESCRIPTION);
  });

  test.each([
    ['Properties is a list', { Resources: { A: { Type: 'AWS::S3::Bucket', Properties: [] } } }],
    ['a resource is null', { Resources: { A: null } }],
    ['a resource is a text', { Resources: { A: 'AWS::S3::Bucket' } }],
    ['Type is a number', { Resources: { A: { Type: 7 } } }],
    ['Resources is a list', { Resources: [{ Type: 'AWS::S3::Bucket' }] }],
    [
      'every property is of the wrong kind',
      {
        Resources: {
          A: {
            Type: 'AWS::S3::Bucket',
            Properties: { Tags: 7, BucketEncryption: 'x', LifecycleConfiguration: [1], BucketName: {} },
          },
        },
      },
    ],
  ])('is no crash where %s', (_name, body) => {
    expect(states(body)).not.toContain('ERROR');
  });
});
