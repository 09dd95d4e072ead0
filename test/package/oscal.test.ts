import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FIRST_LABELS, PUBLIC_FOLDER } from '../compliance/others/public-labels';
import { ensurePythonEnv } from '../local-aws/python-env';

const VALIDATOR = path.join('test', 'package', 'oscal');

/** The validator that auditors' tools are built on, on what the command line writes of templates of others. */
describe('OSCAL assessment results', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'oscal-'));
  let python: string;

  beforeAll(async () => {
    python = await ensurePythonEnv({ name: 'oscal', requirements: path.join(VALIDATOR, 'requirements.txt') });
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function validated(...files: readonly string[]): string[] {
    return execFileSync(python, [path.join(VALIDATOR, 'validate.py'), ...files], { encoding: 'utf8' })
      .trim()
      .split('\n');
  }

  /** @returns the file with the results */
  function checked(template: string, options?: object): string {
    const out = path.join(folder, `${path.basename(template)}.oscal.json`);
    const args = ['compliance', 'check', template, '--format', 'oscal', '--out', out, '--today', '2026-11-23'];
    if (options) {
      const file = path.join(folder, `${path.basename(template)}.options.json`);
      writeFileSync(file, JSON.stringify(options));
      args.push('--options', file);
    }
    const { stderr } = spawnSync(process.execPath, ['bin/production-ml.js', ...args], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return out;
  }

  test('are taken by compliance-trestle, whatever the template', () => {
    const files = Object.keys(FIRST_LABELS).map((name) => checked(path.join(PUBLIC_FOLDER, name)));
    expect(validated(...files).filter((line) => !/^valid [1-9]/.test(line))).toEqual([]);
  }, 120_000);

  /** An assembly of one stack, whose resources pass, fail and are unknown. */
  function assembly(name: string): string {
    const out = path.join(folder, name);
    mkdirSync(out);
    const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Test.template.json' } };
    writeFileSync(
      path.join(out, 'manifest.json'),
      JSON.stringify({ version: '48.0.0', artifacts: { Test: artifact } }),
    );
    const Properties = {
      VersioningConfiguration: { Status: { Ref: 'Versioning' } },
      BucketName: '<b>\u001b[31m\u0000“données”',
      BucketEncryption: { 'Fn::ImportValue': 'encryption' },
    };
    const template = {
      Parameters: { Versioning: { Type: 'String' } },
      Resources: {
        Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/ours' } },
      },
    };
    writeFileSync(path.join(out, 'Test.template.json'), JSON.stringify(template));
    return out;
  }

  test('are taken with all that somebody took upon himself: acknowledged, attested, over, unmatched, unknown', () => {
    const signed = { owner: 'ml <platform>', expires: '2027-03-31' };
    const over = { owner: 'ml-platform', expires: '2026-01-01' };
    const file = checked(assembly('signed.out'), {
      profile: 'regulated',
      unknown: 'fail',
      fatal: ['BucketTlsOnly'],
      acknowledgements: [
        { check: 'StatefulRetained', reason: 'Rebuilt nightly,\nfrom “source”\u0007', ...signed },
        { check: 'ServiceLogs', reason: 'Until the log bucket stands', ...over },
        { check: 'BucketTlsOnly', reason: 'Nobody may', ...signed },
        { check: 'KeyRotation', reason: 'There is no key', ...signed },
      ],
      attestations: {
        '8.16': { evidence: 'Detector of the security account', ...signed },
        '8.15': { evidence: 'Trail of the organisation', ...over },
        '5.1': { evidence: 'POL-1', ...signed },
      },
    });
    const text = readFileSync(file, 'utf8');
    const STATES = ['PASS', 'FAIL', 'UNKNOWN', 'ATTESTED', 'UNATTESTED', 'ACKNOWLEDGED'];
    expect(STATES.filter((state) => !text.includes(`"value": "${state}"`))).toEqual([]);
    expect(validated(file)).toEqual([expect.stringMatching(/^valid [1-9]/)]);
  }, 60_000);

  test('are taken where no check is in force', () => {
    const file = checked(assembly('silent.out'), { levels: { '*': 'off' } });
    expect(validated(file)).toEqual(['valid 0']);
  }, 60_000);

  test('that lack what OSCAL needs are refused: the validator is awake', () => {
    const file = checked(path.join(PUBLIC_FOLDER, 'tables.yaml'));
    const results = JSON.parse(readFileSync(file, 'utf8'));
    delete results['assessment-results'].metadata;
    const broken = path.join(folder, 'broken.json');
    writeFileSync(broken, JSON.stringify(results));
    expect(validated(broken)[0]).toMatch(/^invalid /);
  }, 60_000);
});
