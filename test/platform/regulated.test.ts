import { App, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  AlertChannel,
  Baseline,
  ComplianceProfile,
  ComplianceProfiles,
  DriftMonitor,
  ProductionModel,
  RegionalCopies,
} from '../../lib';
import { complianceFindings } from '../compliance/expect-compliant';
import { baselineFile } from '../monitoring/support';
import { ACCOUNT, modelVersion, REGION } from '../serving/endpoints';

/** A bank's deployment: the model, its copies, its monitor and a caller. */
function deployment(profile: ComplianceProfile) {
  const app = new App();
  ComplianceProfiles.choose(app, profile);
  Tags.of(app).add('owner', 'flights@example.com');
  Tags.of(app).add('system', 'flights');
  const other = new Stack(app, 'Copies', {
    env: { account: ACCOUNT, region: 'eu-west-1' },
    terminationProtection: true,
  });
  const copies = new RegionalCopies(other, 'Copies', { namePrefix: 'acme', sourceRegion: REGION });
  const stack = new Stack(app, 'Flights', { env: { account: ACCOUNT, region: REGION }, terminationProtection: true });
  const model = new ProductionModel(stack, 'Model', {
    model: modelVersion(),
    shadow: { model: modelVersion({ version: '2.0.0' }) },
    scaling: { maxInstances: 4, targetInvocationsPerInstance: 100 },
    alertChannels: [AlertChannel.email('on-call@example.com')],
    copies,
  });
  new DriftMonitor(stack, 'Drift', {
    endpoint: model.endpoint,
    store: model.store,
    baseline: Baseline.fromFile(baselineFile),
  });
  model.grantInvoke(new iam.Role(stack, 'Caller', { assumedBy: new iam.AccountRootPrincipal() }));
  return { app, stack, other, model };
}

test('in the regulated profile nothing of this library is found by any check, as a warning or unknown either', () => {
  const { app } = deployment(ComplianceProfile.REGULATED);
  expect(complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true })).toEqual([]);
});

test('the business profile leaves out what only the regulated one decides', () => {
  const { app } = deployment(ComplianceProfile.BUSINESS);
  const findings = complianceFindings(app, { profile: ComplianceProfile.REGULATED, strict: true });
  expect([...new Set(findings.map((finding) => finding.split(' ')[1]))].sort()).toEqual([
    'ISO27001-8.11-LogsMasked',
    'ISO27001-8.16-AbuseAlarms',
    'ISO27001-8.19-CodeSigned',
    'ISO27001-8.20-InPrivateNetwork',
    'ISO27001-8.22-PrivatePlacement',
    'ISO27001-8.3-ScopedInvoke',
  ]);
  expect(complianceFindings(app)).toEqual([]);
});
