import fc from 'fast-check';
import { actionMatches } from '../../../lib/compliance/rules/access/policy';
import { Application, at, identityOf, Reference, textOf, Unknown, type Value } from '../../../lib/compliance/template';

/** What a property is, in a template with the given sections. */
function resolved(value: unknown, sections: object = {}, source: object = {}): Value {
  const body = { Resources: { Subject: { Type: 'T', Properties: { value } }, Other: { Type: 'T' } }, ...sections };
  const [subject] = new Application([{ id: 't', name: 't', body, ...source }]).resources;
  return subject?.get('value');
}

describe('a value that the template tells is resolved:', () => {
  const Mappings = {
    M: { 'eu-west-1': { size: 'big' }, 'us-east-1': { size: 'big' } },
    N: { a: { b: 'x' }, c: { b: 'y' } },
  };
  const Conditions = {
    Yes: { 'Fn::Equals': ['a', 'a'] },
    No: { 'Fn::Not': [{ Condition: 'Yes' }] },
    Open: { 'Fn::Equals': [{ Ref: 'P' }, 'a'] },
    Both: { 'Fn::And': [{ Condition: 'Open' }, { Condition: 'No' }] },
  };
  const sections = { Mappings, Conditions, Parameters: { P: { Type: 'String' }, Only: { AllowedValues: ['this'] } } };

  test.each<[string, unknown, unknown]>([
    ['Join', { 'Fn::Join': ['-', ['a', 1, true]] }, 'a-1-true'],
    ['Join without NoValue', { 'Fn::Join': ['', ['a', { Ref: 'AWS::NoValue' }, 'b']] }, 'ab'],
    ['Sub', { 'Fn::Sub': ['${A}/${B}', { A: 'x', B: 'y' }] }, 'x/y'],
    ['Sub with an escaped gap', { 'Fn::Sub': '${!Literal}' }, '${Literal}'],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Select of Split', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    ['FindInMap', { 'Fn::FindInMap': ['N', 'a', 'b'] }, 'x'],
    ['FindInMap where every Region says the same', { 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'size'] }, 'big'],
    ['If that is decided', { 'Fn::If': ['Yes', 1, 2] }, 1],
    ['If that is decided by its contrary', { 'Fn::If': ['No', 1, 2] }, 2],
    ['If that one false part decides', { 'Fn::If': ['Both', 1, 2] }, 2],
    ['If whose branches are the same', { 'Fn::If': ['Open', 7, 7] }, 7],
    ['a parameter with one allowed value', { Ref: 'Only' }, 'this'],
    ['NoValue', { Ref: 'AWS::NoValue' }, undefined],
  ])('%s', (_name, value, expected) => {
    expect(resolved(value, sections)).toEqual(expected);
  });

  test('the Region and account of the stack, where it has them', () => {
    expect(resolved({ Ref: 'AWS::Region' }, {}, { region: 'eu-west-1' })).toBe('eu-west-1');
    expect(resolved({ Ref: 'AWS::AccountId' }, {}, { account: '111122223333' })).toBe('111122223333');
  });

  test.each<[string, unknown]>([
    ['a parameter', { Ref: 'P' }],
    ['a parameter with a default, which a deployment may change', { Ref: 'Q' }],
    ['an If that depends on a parameter', { 'Fn::If': ['Open', 1, 2] }],
    ['FindInMap that depends on the Region', { 'Fn::FindInMap': ['N', { Ref: 'AWS::Region' }, 'b'] }],
    ['an import from elsewhere', { 'Fn::ImportValue': 'x' }],
    ['a reference to nothing', { Ref: 'Nothing' }],
    ['a function that nobody knows', { 'Fn::New': 1 }],
    ['GetAZs', { 'Fn::GetAZs': '' }],
  ])('%s is unknown', (_name, value) => {
    const parameters = { P: { Type: 'String' }, Q: { Type: 'String', Default: 'true' } };
    expect(resolved(value, { ...sections, Parameters: parameters })).toBeInstanceOf(Unknown);
  });

  test.each<[string, unknown, boolean]>([
    ['an import', { 'Fn::ImportValue': 'x' }, true],
    ['a parameter that names a subnet of the account', { Ref: 'Subnet' }, true],
    ['a parameter that names some', { Ref: 'Subnets' }, true],
    ['a parameter that Systems Manager keeps', { Ref: 'Kept' }, true],
    ['the parts of a text', { 'Fn::Split': [',', { Ref: 'P' }] }, true],
    ['a parameter of any text', { Ref: 'P' }, false],
  ])('%s is certainly something: %p -> %p', (_name, value, filled) => {
    const parameters = {
      P: { Type: 'String' },
      Subnet: { Type: 'AWS::EC2::Subnet::Id' },
      Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
      Kept: { Type: 'AWS::SSM::Parameter::Value<String>' },
    };
    expect(resolved(value, { Parameters: parameters })).toMatchObject({ filled });
  });

  test('a reference to a resource is known to point to it', () => {
    expect(resolved({ 'Fn::GetAtt': ['Other', 'Arn'] })).toEqual(new Reference('t', 'Other', 'Arn'));
    expect(resolved({ 'Fn::GetAtt': 'Other.Arn' })).toEqual(new Reference('t', 'Other', 'Arn'));
  });

  test('a text keeps its gaps, each of them one segment of an ARN', () => {
    const arn = resolved({ 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Other}/models/*' });
    expect(textOf(arn)).toBe('arn:${AWS_Partition}:s3:::${Other}/models/*');
    expect(textOf(arn)?.split(':')).toHaveLength(6);
  });

  test('a gap never brings a wildcard of its own', () => {
    expect(textOf(resolved({ 'Fn::Sub': 'a/${P}' }, { Parameters: { P: {} } }))).not.toContain('*');
    expect(identityOf(resolved({ Ref: 'Evil*Name' }))).not.toContain('*');
  });
});

describe('what CloudFormation has yet to add', () => {
  const include = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://snippets/key.yaml' } } };

  function key(properties: object) {
    const body = { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: properties } } };
    const [resource] = new Application([{ id: 't', name: 't', body }]).resources;
    return resource;
  }

  test('leaves what is missing unknown, and what is written known', () => {
    expect(key(include)?.get('EnableKeyRotation')).toBeInstanceOf(Unknown);
    const loop = { 'Fn::ForEach::Each': ['X', ['a'], { '${X}': 1 }], Description: 'written', Inner: include };
    expect(key(loop)?.get('EnableKeyRotation')).toBeInstanceOf(Unknown);
    expect(key(loop)?.get('Inner.Deeper')).toBeInstanceOf(Unknown);
    expect(key(loop)?.get('Description')).toBe('written');
    expect(key({ Description: 'written' })?.get('EnableKeyRotation')).toBeUndefined();
  });

  test('is no resource itself', () => {
    const body = { Resources: { ...include, Key: { Type: 'AWS::KMS::Key' } } };
    expect(new Application([{ id: 't', name: 't', body }]).resources.map(({ logicalId }) => logicalId)).toEqual([
      'Key',
    ]);
  });
});

describe('stacks', () => {
  test('resolve what another one exports', () => {
    const producer = {
      Outputs: { Key: { Value: { 'Fn::GetAtt': ['Key', 'Arn'] }, Export: { Name: 'the-key' } } },
      Resources: { Key: { Type: 'K' } },
    };
    const consumer = { Resources: { Bucket: { Type: 'B', Properties: { key: { 'Fn::ImportValue': 'the-key' } } } } };
    const application = new Application([
      { id: 'p', name: 'p', body: producer },
      { id: 'c', name: 'c', body: consumer },
    ]);
    const [bucket] = application.ofType('B');
    expect(application.target(bucket?.get('key'))?.logicalId).toBe('Key');
  });

  test('take a parameter of a nested stack from its parent, and give an output back', () => {
    const parent = {
      Resources: {
        Nest: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Name: 'given' } } },
        User: { Type: 'U', Properties: { out: { 'Fn::GetAtt': ['Nest', 'Outputs.Name'] } } },
      },
    };
    const child = {
      Parameters: { Name: {} },
      Resources: { R: { Type: 'R', Properties: { name: { Ref: 'Name' } } } },
      Outputs: { Name: { Value: { Ref: 'Name' } } },
    };
    const nest = { templateId: 'parent', logicalId: 'Nest' };
    const application = new Application([
      { id: 'parent', name: 'p', body: parent },
      { id: 'child', name: 'c', body: child, parent: nest },
    ]);
    expect(application.ofType('R')[0]?.get('name')).toBe('given');
    expect(application.ofType('U')[0]?.get('out')).toBe('given');
  });
});

describe('a path into a value', () => {
  test('goes through both branches of an undecided condition', () => {
    const sections = { Parameters: { P: {} }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'x'] } } };
    const value = resolved({ 'Fn::If': ['C', { a: 1, b: 1 }, { a: 1, b: 2 }] }, sections);
    expect(at(value, 'a')).toBe(1);
    expect(at(value, 'b')).toBeInstanceOf(Unknown);
    expect(at(value, 'c')).toBeUndefined();
  });
});

describe('IAM wildcards', () => {
  /** The obvious way, which hostile patterns make slow. */
  const byExpression = (pattern: string, text: string) => {
    const escaped = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\*+/g, '.*').replace(/\?/g, '.')}$`).test(text.toLowerCase());
  };

  test('match as a regular expression would', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => actionMatches(pattern, text) === byExpression(pattern, text)),
    );
  });

  test('take no time for a pattern made to take long', () => {
    const started = process.cpuUsage().user;
    expect(actionMatches(`${'a*'.repeat(5000)}b`, 'a'.repeat(2000))).toBe(false);
    expect(process.cpuUsage().user - started).toBeLessThan(1_000_000);
  });
});
