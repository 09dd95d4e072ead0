import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Iso27001Checks } from '../../lib/compliance';
import { appWith, bareKey, named, outdir, ROTATION, reportOf, TODAY, useAssembly, written } from './assembly';

useAssembly();

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
    expect(JSON.stringify(written('ledger.json'))).toMatch(/test\/compliance\/commitments\.test\.ts:\d+/);
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

  test.each(['Test', '/Test', 'Test/', 'Test/*', 'Test/**', '**', ''])(
    'takes the path %p for all below it',
    (below) => {
      reportOf(appWith(bareKey, { acknowledgements: [{ check: '8.24', path: below, ...SIGNED }] }));
      expect(written('ledger.json').acknowledgements).toMatchObject([{ state: 'ACTIVE' }]);
    },
  );

  test.each(['Te', 'Test/Keys', '/'])('does not take the path %p for what only begins alike', (beside) => {
    reportOf(appWith(bareKey, { acknowledgements: [{ check: '8.24', path: beside, ...SIGNED }] }));
    expect(written('ledger.json').acknowledgements).toMatchObject([{ state: 'UNMATCHED' }]);
  });

  test('whose path has a wildcard inside is refused, with what to write', () => {
    const acknowledgements = [{ check: '8.24', path: 'Test/*/Key', ...SIGNED }];
    expect(() => appWith(bareKey, { acknowledgements })).toThrow(
      /acknowledgements\[0\]\.path.*Test\/\*\/Key.*everything below/s,
    );
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

  test('that is over says so, however much its finding has to say', () => {
    const actions = ['s3:GetObject*', 's3:GetBucket*', 's3:List*', 's3:PutObject*'];
    const PolicyDocument = { Statement: { Effect: 'Allow', Action: actions, Resource: 'arn:aws:s3:::named/a' } };
    const over = { ...SIGNED, owner: 'the-platform-team-of-another-division', expires: '2026-11-22' };
    const app = appWith(
      (each) => {
        const stack = new Stack(each, 'Test');
        new CfnResource(stack, 'APolicyWithALongLogicalIdOfItsOwn', {
          type: 'AWS::IAM::Policy',
          properties: { PolicyName: 'p', PolicyDocument },
        });
      },
      { acknowledgements: [{ check: '6', ...over }] },
    );
    const [finding] = named(reportOf(app).findings, 'ISO27001-5.15-NoWildcardPermissions');
    expect(finding).toHaveProperty('description', expect.stringContaining('wildcard actions s3:'));
    expect(finding).toHaveProperty(
      'description',
      expect.stringContaining('; acknowledgement ended 2026-11-22 (the-platform'),
    );
    expect((finding as unknown as { description: string }).description.length).toBeLessThan(300);
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
    expect(finding?.description).toContain('attestation ended 2026-01-01 (security)');
  });

  test('never excuses a resource that could meet the check', () => {
    const app = appWith(bareKey, { attestations: { '8.24': WORD } });
    expect(named(reportOf(app).findings, ROTATION)).toHaveLength(1);
  });
});
