import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App, CfnResource, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Iso27001Checks, type Iso27001ChecksProps } from '../../lib/compliance';
import { appWith, bareKey, named, outdir, ROTATION, reportOf, TODAY, useAssembly, written } from './assembly';

useAssembly();

describe('synthesis', () => {
  test('throws on a breach, with the finding in the message', () => {
    const app = new App({ outdir });
    Validations.of(app).addPlugins(new Iso27001Checks(app));
    bareKey(app);
    expect(() => app.synth()).toThrow(/8\.24 #75 key rotation is off, at Key \(/);
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

  test('are all set at once, and one by one against that', () => {
    const levels = { KeyRotation: 'fail', '*': 'off' } as never;
    const { findings } = reportOf(appWith(bareKey, { levels }));
    expect(findings.map(({ ruleName }) => ruleName)).toEqual(['ISO27001-8.24-KeyRotation']);
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
