import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseConfig } from '../../bin/config/load';
import { buildStacks } from '../../bin/config/stacks';
import { ComplianceProfile } from '../../lib';
import { complianceFindings } from '../compliance/expect-compliant';
import { writeTinyModel } from '../e2e/support/tiny-model';
import { baselineFile } from '../monitoring/support';

const FILE = path.join('examples', 'flight-delay', 'production-ml.regulated.json');
const folder = mkdtempSync(path.join(tmpdir(), 'regulated-'));
let manifests: string[];
const NETWORK = {
  vpcId: 'vpc-0a1b',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  subnetIds: ['subnet-0a', 'subnet-0b'],
  securityGroupIds: ['sg-0c'],
};

beforeAll(async () => {
  const write = (version: string) =>
    writeTinyModel(folder, { version, account: '000000000000', region: 'eu-central-1' });
  manifests = [(await write('1.0.0')).manifest, (await write('1.1.0')).manifest].map((file) =>
    path.relative(folder, file),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

// biome-ignore lint/suspicious/noExplicitAny: a document that tests change at will
type Document = Record<string, any>;

/** The configuration of the example, with models and a baseline that need no training. */
function example(change: (config: Document) => void = () => undefined) {
  const config = JSON.parse(readFileSync(FILE, 'utf8'));
  config.model.manifest = manifests[0];
  config.model.shadow.manifest = manifests[1];
  config.model.monitoring.baseline = path.relative(folder, baselineFile);
  change(config);
  return parseConfig(config, FILE);
}

function synthesised(config = example()) {
  const app = new App({ outdir: mkdtempSync(path.join(folder, 'out-')) });
  const model = buildStacks(app, config, folder);
  return { app, model, template: () => Template.fromStack(model.endpoint.stack) };
}

describe('the regulated example', () => {
  test('is found by no check, and acknowledges nothing', () => {
    const { app } = synthesised();
    app.synth();
    const report = (name: string) => JSON.parse(readFileSync(path.join(app.outdir, 'iso27001', name), 'utf8'));
    const { profile, results, findings } = report('summary.json');
    expect({ profile, findings }).toEqual({ profile: 'regulated', findings: { errors: 0, warnings: 0 } });
    expect(results).toMatchObject({ failed: 0, unknown: 0, errors: 0, acknowledged: 0, unattested: 0, attested: 2 });
  });

  test('does not synthesise once nobody watches its drift', () => {
    const { app } = synthesised(example((document) => delete document.model.monitoring));
    expect(() => app.synth()).toThrow(/8\.16 #64 no monitor looks for drift/);
  });

  test('keeps copies in the recovery Region, and deploys them first', () => {
    const { app, model } = synthesised();
    const { stack } = model.endpoint;
    expect(stack.dependencies.map(({ region }) => region)).toEqual(['eu-west-1']);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual([
      'flight-delay-production-copies',
      'flight-delay-production',
    ]);
  });

  test('stands in the network that it describes', () => {
    synthesised().template().hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.20.0.0/16' });
  });

  test('can stand in an existing network instead', () => {
    const template = synthesised(
      example((config) => Object.assign(config, { network: { existing: NETWORK } })),
    ).template();
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.hasResourceProperties('AWS::SageMaker::Model', {
      VpcConfig: { Subnets: ['subnet-0a', 'subnet-0b'], SecurityGroupIds: ['sg-0c'] },
    });
  });

  test('can have its functions signed by whom it names', () => {
    const codeSigningConfigArn = 'arn:aws:lambda:eu-central-1:000000000000:code-signing-config:csc-0123456789abcdef0';
    const template = synthesised(example((config) => Object.assign(config, { codeSigningConfigArn }))).template();
    template.hasResourceProperties('AWS::Lambda::Function', { CodeSigningConfigArn: codeSigningConfigArn });
    template.resourceCountIs('AWS::Lambda::CodeSigningConfig', 0);
  });
});

test.each([
  ['without a profile', undefined, ComplianceProfile.BUSINESS],
  ['as a starter', 'starter', ComplianceProfile.STARTER],
])('%s it has no network, no copies, and no finding but warnings', (_title, chosen, profile) => {
  const config = example((document) => {
    for (const key of ['profile', 'network', 'copies', 'attestations']) delete document[key];
    if (chosen !== undefined) document.profile = chosen;
  });
  const warnings = jest.spyOn(console, 'error').mockImplementation();
  const { app, template } = synthesised(config);
  expect(complianceFindings(app, { profile })).toEqual([]);
  template().resourceCountIs('AWS::EC2::VPC', 0);
  expect(app.synth().stacks).toHaveLength(1);
  const summary = JSON.parse(readFileSync(path.join(app.outdir, 'iso27001', 'summary.json'), 'utf8'));
  expect(summary).toMatchObject({ profile, findings: { errors: 0 }, results: { acknowledged: 0, errors: 0 } });
  warnings.mockRestore();
});

test.each<[string, (config: Document) => void, string]>([
  ['a profile that is none', (c) => Object.assign(c, { profile: 'strict' }), 'profile is "strict"'],
  [
    'copies with nowhere to be',
    (c) => delete c.accounts.recovery,
    'accounts.recovery is missing; expected a recovery Region in the account of production, where the copies go.',
  ],
  [
    'copies in another account',
    (c) => Object.assign(c.accounts.recovery, { account: '222222222222' }),
    'Use the account of production, or remove copies.',
  ],
  [
    'half of an existing network',
    (c) => Object.assign(c.network, { existing: { vpcId: 'vpc-1' } }),
    'network.existing.subnetIds is missing',
  ],
  [
    'an attestation without an end',
    (c) => delete c.attestations['8.16'].expires,
    'attestations.8.16.expires is missing',
  ],
  [
    'a new network and an existing one',
    (c) => Object.assign(c.network, { existing: NETWORK }),
    'expected no existing network beside cidr and zones of a new one. Give one of the two.',
  ],
  ['an attestation of nothing', (c) => Object.assign(c.attestations, { 'A.9': c.attestations['8.16'] }), 'A.9'],
])('a configuration with %s is refused', (_title, change, said) => {
  expect(() => example(change)).toThrow(said);
});
