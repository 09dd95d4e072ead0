import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, CfnResource, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Iso27001Checks, type Iso27001ChecksProps } from '../../lib/compliance';

const TODAY = '2026-11-23';
let outdir: string;

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
});
beforeEach(() => {
  outdir = mkdtempSync(path.join(os.tmpdir(), 'iso27001-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true, force: true });
});

interface Report {
  readonly pluginReports: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations: readonly Violation[];
    readonly suppressedViolations?: readonly (Violation & { readonly reason: string })[];
  }[];
}
interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
}

function appWith(build: (app: App, checks: Iso27001Checks) => void, props: Iso27001ChecksProps = {}): App {
  // The gate is judged by its report here: a synthesis that throws leaves nothing to look at.
  const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
  const checks = new Iso27001Checks(app, { today: TODAY, ...props });
  Validations.of(app).addPlugins(checks);
  build(app, checks);
  return app;
}

function reportOf(app: App) {
  app.synth();
  const report = JSON.parse(readFileSync(path.join(outdir, 'validation-report.json'), 'utf8')) as Report;
  const own = report.pluginReports.find(({ pluginName }) => pluginName === 'ISO27001');
  const findings = (own?.violations ?? []).flatMap(({ ruleName, severity, description, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => ({ ruleName, severity, description, constructPath })),
  );
  return { conclusion: own?.conclusion ?? 'none', findings, suppressed: own?.suppressedViolations ?? [] };
}

function written(name: string): Record<string, never> {
  return JSON.parse(readFileSync(path.join(outdir, 'iso27001', name), 'utf8'));
}

/** A queue that breaks one check that fails (no key) and nothing else that does. */
function bareKey(app: App): CfnResource {
  return new CfnResource(new Stack(app, 'Test'), 'Key', { type: 'AWS::KMS::Key' });
}
const ROTATION = 'ISO27001-8.24-KeyRotation';
const named = <F extends { readonly ruleName: string }>(findings: readonly F[], name: string): readonly F[] =>
  findings.filter(({ ruleName }) => ruleName.startsWith(name));

describe('synthesis', () => {
  test('throws on a breach, with the finding in the message', () => {
    const app = new App({ outdir });
    Validations.of(app).addPlugins(new Iso27001Checks(app));
    bareKey(app);
    expect(() => app.synth()).toThrow(/8\.24 #75 Key: key rotation is off/);
  });

  test('passes with a warning where the profile is milder than the check', () => {
    const app = appWith(
      (each) =>
        new CfnResource(new Stack(each, 'Test'), 'Key', {
          type: 'AWS::KMS::Key',
          properties: { EnableKeyRotation: true },
        }),
      { profile: 'starter' as never },
    );
    const { conclusion, findings } = reportOf(app);
    expect(conclusion).toBe('success');
    expect(named(findings, 'ISO27001-8.24-KeyRetained')).toMatchObject([{ severity: 'warning' }]);
  });

  test('may be repeated into the same folder, and leaves the files of the last run', () => {
    reportOf(appWith(bareKey));
    const first = written('summary.json');
    const app = appWith((each) => {
      bareKey(each).addPropertyOverride('EnableKeyRotation', true);
    });
    reportOf(app);
    expect(written('summary.json')).not.toEqual(first);
    expect(readdirSync(path.join(outdir, 'iso27001')).sort()).toEqual([
      'findings.sarif',
      'ledger.json',
      'oscal-assessment-results.json',
      'statement-of-applicability.csv',
      'statement-of-applicability.html',
      'summary.json',
    ]);
  });

  test('tells how many checks ran on how many resources', () => {
    reportOf(appWith(bareKey));
    expect(written('summary.json')).toMatchObject({
      checks: 91,
      resources: 1,
      resourcesChecked: 1,
      profile: 'business',
    });
  });

  test('writes the same bytes for the same app', () => {
    const files = () => {
      reportOf(appWith(bareKey));
      const folder = path.join(outdir, 'iso27001');
      return readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf8'));
    };
    expect(files()).toEqual(files());
  });
});

describe('each finding is reported once', () => {
  test('in nested stacks', () => {
    const app = appWith((each) => {
      const nested = new NestedStack(new Stack(each, 'Outer'), 'Inner');
      new CfnResource(nested, 'Key', { type: 'AWS::KMS::Key' });
    });
    expect(named(reportOf(app).findings, ROTATION)).toMatchObject([{ constructPath: 'Outer/Inner/Key' }]);
  });

  test('in stages', () => {
    const app = appWith((each) => {
      for (const stage of ['Beta', 'Gamma']) {
        new CfnResource(new Stack(new Stage(each, stage), 'Test'), 'Key', { type: 'AWS::KMS::Key' });
      }
    });
    const paths = named(reportOf(app).findings, ROTATION).map((finding) => finding.constructPath);
    expect(paths.sort()).toEqual(['Beta/Test/Key', 'Gamma/Test/Key']);
  });

  test('of the one stage that the checks are registered on', () => {
    const app = new App({ outdir, context: { '@aws-cdk/core:failSynthOnValidationErrors': false } });
    for (const id of ['Checked', 'Unchecked']) {
      const stage = new Stage(app, id);
      new CfnResource(new Stack(stage, 'Test'), 'Key', { type: 'AWS::KMS::Key' });
      if (id === 'Checked') Validations.of(stage).addPlugins(new Iso27001Checks(stage, { today: TODAY }));
    }
    const paths = named(reportOf(app).findings, ROTATION).map((finding) => finding.constructPath);
    expect(paths).toEqual(['Checked/Test/Key']);
  });
});

describe('what stands in another stack is seen:', () => {
  test('the key of a bucket, through an export', () => {
    const app = appWith((each) => {
      const key = new kms.Key(new Stack(each, 'Keys'), 'Key');
      new s3.Bucket(new Stack(each, 'Data'), 'Bucket', { encryptionKey: key });
    });
    expect(named(reportOf(app).findings, 'ISO27001-8.24-BucketCustomerKey')).toEqual([]);
  });

  test('the dead-letter queue of a queue, so that it is asked for none itself', () => {
    const app = appWith((each) => {
      const queue = new sqs.Queue(new Stack(each, 'Letters'), 'Dead');
      new sqs.Queue(new Stack(each, 'Work'), 'Queue', { deadLetterQueue: { queue, maxReceiveCount: 3 } });
    });
    expect(named(reportOf(app).findings, 'ISO27001-8.14-DeadLetterQueue')).toEqual([]);
  });

  test('the key that a parent gives to its nested stack', () => {
    const app = appWith((each) => {
      const outer = new Stack(each, 'Outer');
      const key = new kms.Key(outer, 'Key');
      new s3.Bucket(new NestedStack(outer, 'Inner'), 'Bucket', { encryptionKey: key });
    });
    expect(named(reportOf(app).findings, 'ISO27001-8.24-BucketCustomerKey')).toEqual([]);
  });

  test('without synthesis too', () => {
    const app = new App();
    const checks = new Iso27001Checks(app, { today: TODAY });
    const key = new kms.Key(new Stack(app, 'Keys'), 'Key');
    const data = new Stack(app, 'Data');
    new s3.Bucket(data, 'Bucket', { encryptionKey: key });
    const names = checks.validateScope(data).violations.map(({ ruleName }) => ruleName);
    expect(names).toContain('ISO27001-5.14-BucketTlsOnly');
    expect(names).not.toContain('ISO27001-8.24-BucketCustomerKey');
    expect(names).not.toContain('ISO27001-8.24-KeyRotation');
  });
});

describe('an acknowledgement', () => {
  const SIGNED = { reason: 'A test key', owner: 'ml-platform', expires: '2027-03-31' };

  test('at a construct suppresses its findings, with reason, and stands in the ledger with its line', () => {
    const app = appWith((each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'KeyRotation', ...SIGNED }));
    const { findings, suppressed } = reportOf(app);
    expect(named(findings, ROTATION)).toEqual([]);
    expect(suppressed).toMatchObject([
      { ruleName: ROTATION, reason: 'A test key (owner: ml-platform, expires: 2027-03-31)' },
    ]);
    expect(written('ledger.json').acknowledgements).toMatchObject([
      { state: 'ACTIVE', check: ROTATION, path: 'Test/Key', ...SIGNED, findings: [`${ROTATION} at Test/Key`] },
    ]);
    expect(JSON.stringify(written('ledger.json'))).toMatch(/test\/compliance\/plugin\.test\.ts:\d+/);
  });

  test('covers everything below its construct, and nothing beside it', () => {
    const app = appWith((each) => {
      const stack = new Stack(each, 'Test');
      const [inside, beside] = [new Stack(stack, 'Inside'), new Stack(stack, 'Beside')];
      for (const parent of [inside, beside]) new CfnResource(parent, 'Key', { type: 'AWS::KMS::Key' });
      Iso27001Checks.acknowledge(inside, { check: 'ISO27001-8.24-KeyRotation', ...SIGNED });
    });
    expect(named(reportOf(app).findings, ROTATION)).toMatchObject([{ constructPath: 'Test/Beside/Key' }]);
  });

  test('may name one finding of a check, and leaves the others', () => {
    const app = appWith((each) => {
      const table = new CfnResource(new Stack(each, 'Test'), 'Table', { type: 'AWS::DynamoDB::Table' });
      const finding = 'Properties.SSESpecification.SSEEnabled';
      Iso27001Checks.acknowledge(table, { check: 'CustomerKey', finding, ...SIGNED });
    });
    const { findings, suppressed } = reportOf(app);
    expect(suppressed).toHaveLength(1);
    expect(named(findings, 'ISO27001-8.24-CustomerKey')).toHaveLength(1);
  });

  test('for a whole control, in one place, takes findings out and keeps them in the ledger', () => {
    const app = appWith(bareKey, { acknowledgements: [{ check: '8.24', path: 'Test', ...SIGNED }] });
    const { findings, conclusion } = reportOf(app);
    expect(named(findings, 'ISO27001-8.24')).toEqual([]);
    expect(conclusion).toBe('success');
    expect(written('summary.json')).toMatchObject({ results: { acknowledged: 2 }, findings: { errors: 0 } });
  });

  test('that is over is a finding again, which CDK cannot suppress', () => {
    const over = { ...SIGNED, expires: '2026-11-22' };
    const app = appWith((each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'KeyRotation', ...over }));
    const { findings, suppressed, conclusion } = reportOf(app);
    expect(named(findings, ROTATION)).toMatchObject([{ severity: 'fatal' }]);
    expect(named(findings, ROTATION)[0]).toHaveProperty('description', expect.stringContaining('ended 2026-11-22'));
    expect(suppressed).toEqual([]);
    expect(conclusion).toBe('failure');
    expect(written('ledger.json').acknowledgements).toMatchObject([{ state: 'EXPIRED' }]);
  });

  test('holds to the end of its last day', () => {
    const last = { ...SIGNED, expires: TODAY };
    const app = appWith((each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'KeyRotation', ...last }));
    expect(named(reportOf(app).findings, ROTATION)).toEqual([]);
  });

  test('made the way of CDK, without owner and expiry, does not hold', () => {
    const app = appWith((each) => {
      Validations.of(bareKey(each)).acknowledge({ id: `ISO27001::${ROTATION}`, reason: 'Because' });
    });
    const { findings, conclusion } = reportOf(app);
    expect(named(findings, ROTATION)[0]).toHaveProperty(
      'description',
      expect.stringContaining('without owner, expires'),
    );
    expect(conclusion).toBe('failure');
    expect(written('ledger.json').acknowledgements).toMatchObject([{ state: 'VOID', reason: 'Because' }]);
  });

  test('of a warning that is over keeps the warning', () => {
    const app = appWith(
      (each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'KeyRetained', ...SIGNED, expires: '2026-01-01' }),
      { profile: 'starter' as never },
    );
    expect(named(reportOf(app).findings, 'ISO27001-8.24-KeyRetained')).toHaveLength(1);
  });

  test('that nothing needs is a warning', () => {
    const app = appWith((each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'BucketVersioned', ...SIGNED }));
    expect(named(reportOf(app).findings, 'ISO27001-UnmatchedAcknowledgement')).toMatchObject([
      { severity: 'warning', constructPath: 'Test/Key' },
    ]);
  });

  test('of a check that nobody may acknowledge is refused', () => {
    const app = appWith((each) => Iso27001Checks.acknowledge(bareKey(each), { check: 'KeyRotation', ...SIGNED }), {
      fatal: ['8.24'],
    });
    const { findings, suppressed } = reportOf(app);
    expect(named(findings, ROTATION)).toMatchObject([{ severity: 'fatal' }]);
    expect(suppressed).toEqual([]);
    expect(written('ledger.json').acknowledgements).toMatchObject([{ state: 'REFUSED' }]);
  });
});

describe('an attestation', () => {
  const WORD = { evidence: 'Detector d-1 in the security account', owner: 'security', expires: '2027-11-30' };
  const WATCHED = 'ISO27001-8.16-GuardDutyDetector';

  test('meets what the account has once, and is never a pass', () => {
    const app = appWith(bareKey, { attestations: { '8.16': WORD } });
    expect(named(reportOf(app).findings, WATCHED)).toEqual([]);
    expect(written('summary.json')).toMatchObject({ results: { attested: 1 } });
    expect(readFileSync(path.join(outdir, 'iso27001', 'statement-of-applicability.html'), 'utf8')).toContain(
      'Attested: Detector d-1 in the security account',
    );
  });

  test('that nobody gave is a finding of its own kind', () => {
    const { findings } = reportOf(appWith(bareKey));
    expect(named(findings, WATCHED)).toMatchObject([{ severity: 'warning', constructPath: '' }]);
    expect(named(findings, WATCHED)[0]?.description).toContain('UNATTESTED');
  });

  test('that is over is asked for again', () => {
    const app = appWith((_each, checks) => checks.attest('8.16', { ...WORD, expires: '2026-01-01' }));
    new Stack(app, 'Empty');
    const [finding] = named(reportOf(app).findings, WATCHED);
    expect(finding?.description).toContain('attestation of security ended 2026-01-01');
  });

  test('never excuses a resource that could meet the check', () => {
    const app = appWith(bareKey, { attestations: { '8.24': WORD } });
    expect(named(reportOf(app).findings, ROTATION)).toHaveLength(1);
  });
});

describe('options', () => {
  test('name every mistake at once', () => {
    const wrong: Iso27001ChecksProps = {
      levels: { Nonsense: 'off' as never },
      fatal: ['9.99'],
      today: '2026-02-30',
      minimumLogRetentionDays: 0,
      environments: [{ name: 'production', account: '12' }],
      acknowledgements: [{ check: 'KeyRotation', reason: '', owner: '', expires: 'soon' }],
      attestations: { '9.1': { evidence: 'x', owner: 'y', expires: '2027-01-01' } },
    };
    expect(() => new Iso27001Checks(undefined, wrong)).toThrow(/9 problems/);
    expect(() => new Iso27001Checks(undefined, wrong)).toThrow(
      /minimumLogRetentionDays is 0; expected an integer from 1/,
    );
  });

  test('switch one check off, or make it fail', () => {
    const levels = { KeyRotation: 'off', '76': 'warn' } as never;
    const { findings } = reportOf(appWith(bareKey, { levels }));
    expect(named(findings, ROTATION)).toEqual([]);
    expect(named(findings, 'ISO27001-8.24-KeyRetained')).toMatchObject([{ severity: 'warning' }]);
  });

  test('let unknowns fail', () => {
    const build = (each: App) => {
      bareKey(each).addPropertyOverride('EnableKeyRotation', { 'Fn::ImportValue': 'elsewhere' });
    };
    expect(named(reportOf(appWith(build)).findings, ROTATION)).toMatchObject([{ severity: 'warning' }]);
    expect(named(reportOf(appWith(build, { unknown: 'fail' as never })).findings, ROTATION)).toMatchObject([
      { severity: 'error' },
    ]);
  });
});
