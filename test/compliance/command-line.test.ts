import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, CfnResource, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import ts from 'typescript';
import { Iso27001Checks } from '../../lib/compliance';
import { CODE_LINES } from '../../lib/compliance/checks/code-lines';
import { CHECKS } from '../../lib/compliance/checks/table';
import { checkTemplates, explain, type Files, notesOn, reaches, readTemplates, render } from '../../lib/compliance/cli';
import { PUBLIC_FOLDER } from './others/public-labels';

const TODAY = '2026-11-23';
const DISK: Files = {
  isFolder: (file) => statSync(file, { throwIfNoEntry: false })?.isDirectory() === true,
  read: (file) => readFileSync(file, 'utf8'),
};

let folder: string;
beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  folder = mkdtempSync(path.join(os.tmpdir(), 'compliance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stacks, a nested stack and a stage, with references between them. */
function synthesised(assetMetadata: boolean): string {
  const outdir = path.join(folder, `${assetMetadata}-cdk.out`);
  const context = {
    '@aws-cdk/core:failSynthOnValidationErrors': false,
    'aws:cdk:enable-asset-metadata': assetMetadata,
  };
  const app = new App({ outdir, context });
  Validations.of(app).addPlugins(new Iso27001Checks(app, { today: TODAY }));
  const env = { account: '111122223333', region: 'eu-west-1' };
  const outer = new Stack(app, 'Outer', {
    env,
    terminationProtection: true,
    tags: { owner: 'a', system: 'b' },
  });
  const key = new kms.Key(outer, 'Key');
  new s3.Bucket(new NestedStack(outer, 'Inner'), 'Nested', { encryptionKey: key });
  new s3.Bucket(new Stack(app, 'Other', { env }), 'Bucket', { encryptionKey: key });
  new CfnResource(new Stack(new Stage(app, 'Beta'), 'Test'), 'Queue', { type: 'AWS::SQS::Queue' });
  app.synth();
  return outdir;
}

test.each([true, false])(
  'an assembly gets the same outcomes from the command line as from its own synthesis (asset metadata: %s)',
  (metadata) => {
    const outdir = synthesised(metadata);
    const evaluation = checkTemplates(readTemplates(outdir, DISK), { today: TODAY });
    const own = JSON.parse(readFileSync(path.join(outdir, 'iso27001', 'summary.json'), 'utf8'));
    const { issues: _issues, ...summary } = JSON.parse(render(evaluation, 'json'));
    expect(summary).toEqual(own);
    expect(summary.resources).toBeGreaterThan(4);
    const untagged = evaluation.run.results.filter(
      ({ check, state }) => check.name === 'ResourceTags' && state === 'FAIL',
    );
    // The tags of a stack are those of all that it holds, in nested stacks, too.
    expect(untagged.map(({ resource }) => resource?.template.source.name).sort()).toEqual(['Beta/Test', 'Other']);
  },
);

test('a resource without a type is named among those that no check reads, and none is an empty name', () => {
  const Resources = {
    Untyped: { Properties: {} },
    Blank: { Type: ' \u200b' },
    Number: { Type: 42 },
    Custom: { Type: 'Custom::Warmup' },
  };
  const evaluation = checkTemplates([{ id: 't', name: 't', body: { Resources } }], { today: TODAY });
  const unread = ['(no Type) Blank', '(no Type) Number', '(no Type) Untyped', 'Custom::Warmup'];
  expect(render(evaluation, 'table')).toContain(`No check reads: ${unread.join(', ')}.\n`);
  expect(JSON.parse(render(evaluation, 'json')).uncheckedTypes).toEqual(unread);
});

test('a nested stack whose template is not here is named', () => {
  const body = { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack' } } };
  expect(notesOn({ id: 't', name: 't', body })).toEqual(['t nests Inner, whose template is not here: check it too.']);
});

describe('what is printed', () => {
  const template = (properties: object) => ({
    id: 't.json',
    name: 't.json',
    body: { Resources: { Key: { Type: 'AWS::KMS::Key', Properties: properties } } },
  });
  const bare = checkTemplates([template({})], { today: TODAY });

  test('is grouped by control, errors first, figures last', () => {
    const lines = render(bare, 'table').trim().split('\n');
    const group = lines.indexOf('8.24 Use of cryptography');
    expect(lines[group + 1]).toMatch(/^ {2}error {3}8\.24 #75 key rotation is off, at Key \(/);
    expect(lines.at(-1)).toMatch(
      /^91 checks on 1 of 1 resource \(profile business\): 2 errors, \d+ warnings, 0 acknowledged or attested\.$/,
    );
  });

  test('says which checks to begin with: those that most resources do not meet', () => {
    const [key, bucket] = [{ Type: 'AWS::KMS::Key' }, { Type: 'AWS::S3::Bucket' }];
    const body = { Resources: { A: key, B: key, C: bucket } };
    const printed = render(checkTemplates([{ id: 't', name: 't', body }], { today: TODAY }), 'table');
    expect(printed).toContain(
      '\nMost often: #1 ResourceTags on 3, #75 KeyRotation on 2, #76 KeyRetained on 2.\n91 checks',
    );
    expect(render(bare, 'table')).not.toContain('Most often');
  });

  test('names what a statement allows too much of once, in one finding', () => {
    const policyOf = (actions: readonly string[]) => ({
      Statement: { Effect: 'Allow', Action: actions, Resource: ['arn:aws:s3:::a*', 'arn:aws:s3:::b*', '*'] },
    });
    const Properties = { PolicyName: 'p', PolicyDocument: policyOf(['s3:Get*', 's3:List*']) };
    const body = { Resources: { P: { Type: 'AWS::IAM::Policy', Properties } } };
    const { run } = checkTemplates([{ id: 't', name: 't', body }], { today: TODAY });
    const issues = run.results.find(({ check }) => check.number === 6)?.issues.map(({ what }) => what);
    expect(issues).toEqual([
      'allows the wildcard actions s3:Get* and s3:List*',
      'allows the wildcard resources arn:aws:s3:::a*, arn:aws:s3:::b* and 1 more',
    ]);
  });

  test('decides the exit code by what the caller fails on', () => {
    const warned = checkTemplates([template({ EnableKeyRotation: true })], {
      today: TODAY,
      levels: { '8.24': 'warn' as never },
    });
    expect([reaches(bare, 'error'), reaches(bare, 'warning'), reaches(bare, 'never')]).toEqual([true, true, false]);
    expect([reaches(warned, 'error'), reaches(warned, 'warning')]).toEqual([false, true]);
  });

  test('tells of parts that cannot be judged before they are expanded', () => {
    const source = {
      id: 't',
      name: 't',
      body: { Transform: 'AWS::Serverless-2016-10-31', Resources: { 'Fn::ForEach::X': [] } },
    };
    expect(notesOn(source)).toEqual([
      't uses a transform: check the template it makes as well.',
      't makes resources in a loop (Fn::ForEach), which are not checked.',
    ]);
  });
});

describe('explain', () => {
  test.each([
    [
      '8.24',
      /8\.24 Use of cryptography \(technological; 2013: 10\.1\.1, 10\.1\.2\)[\s\S]*#75 Key: rotation[\s\S]*Threat: [\s\S]*Remedy: Set enableKeyRotation/,
    ],
    ['A.10.1.1', /8\.24 Use of cryptography/],
    ['A.9', /5\.15 Access control[\s\S]*8\.5 Secure authentication/],
    ['77', /#77 Bucket: customer-managed key/],
    ['ISO27001::ISO27001-8.24-KeyRotation', /#75 Key: rotation/],
    ['7.1', /To be evidenced by you/],
  ])('%s', (name, expected) => {
    expect(explain(name)).toMatch(expected);
  });

  test('shows the remedy of each check as a line of code, and none of a check that is gone', () => {
    expect(Object.keys(CODE_LINES)).toEqual(CHECKS.map(({ name }) => name));
    for (const check of CHECKS)
      expect(explain(String(check.number))).toContain(`\n          ${CODE_LINES[check.name]}\n`);
  });

  test('shows lines that are TypeScript', () => {
    const broken = Object.entries(CODE_LINES).filter(([, line]) => {
      // `…model` stands for what else a resource needs.
      const code = line.replace(/…(?=[a-z])/g, '...');
      return ts.transpileModule(code, { reportDiagnostics: true }).diagnostics?.length !== 0;
    });
    expect(broken).toEqual([]);
  });

  test('of what does not exist says what to try', () => {
    expect(() => explain('12.99')).toThrow(
      '12.99 is no control and no check. Try 8.24, A.10.1.1, 77 or BucketCustomerKey.',
    );
  });
});

describe('the program', () => {
  const run = (...args: readonly string[]) => {
    try {
      const tsx = path.join('node_modules', 'tsx', 'dist', 'cli.mjs');
      const stdout = execFileSync(process.execPath, [tsx, 'bin/production-ml.ts', 'compliance', ...args], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return { code: 0, stdout, stderr: '' };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, stdout, stderr };
    }
  };

  test('is silent where whoever reads it stops reading', () => {
    const template = path.join(PUBLIC_FOLDER, 'firewall-on-api.json');
    const command = `node node_modules/tsx/dist/cli.mjs bin/production-ml.ts compliance check ${template} --format oscal --fail-on never`;
    const { stdout, stderr } = spawnSync('sh', ['-c', `${command} | head -c 1`], { encoding: 'utf8' });
    expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
  });

  test('exits with 3 on findings, 0 where none count, 1 on input that cannot be used, never with a stack trace', () => {
    const file = path.join(folder, 'template.yaml');
    writeFileSync(
      file,
      'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties: { EnableKeyRotation: !Ref AWS::NoValue }\n',
    );
    const found = run('check', file);
    expect([found.code, found.stdout]).toEqual([3, expect.stringContaining('#75 key rotation is off, at Key')]);
    expect(run('check', file, '--fail-on', 'never').code).toBe(0);
    const missing = run('check', path.join(folder, 'none.json'));
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/cannot be read/);
    expect(missing.stderr).not.toMatch(/\n\s+at /);
    const unwritable = run('check', file, '--out', path.join(file, 'findings.json'));
    expect([unwritable.code, unwritable.stderr]).toEqual([1, expect.stringContaining('cannot be written')]);
    expect(unwritable.stderr).not.toMatch(/\n\s+at /);
  }, 60_000);

  test('checks a template that two paths lead to once, with the profile that the options name', () => {
    const file = path.join(folder, 'twice.json');
    const options = path.join(folder, 'options.json');
    writeFileSync(file, JSON.stringify({ Resources: { Key: { Type: 'AWS::KMS::Key' } } }));
    writeFileSync(options, JSON.stringify({ profile: 'regulated' }));
    const { stdout } = run('check', file, path.relative('.', file), '--options', options);
    expect(stdout).toMatch(/^91 checks on 1 of 1 resource \(profile regulated\)/m);
    expect(run('check', file, '--options', options, '--profile', 'starter').stdout).toContain('(profile starter)');
  }, 60_000);
});
