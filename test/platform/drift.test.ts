import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlertChannel, Baseline, ProductionModel, type ProductionModelProps } from '../../lib';
import { complianceFindings, expectCompliant } from '../compliance/expect-compliant';
import { baselineFile } from '../monitoring/support';
import { ACCOUNT, modelVersion, REGION, refusalOf } from '../serving/endpoints';

function model(changes: Partial<ProductionModelProps>): { stack: Stack; model: ProductionModel } {
  const stack = new Stack(new App(), 'Platform', { env: { account: ACCOUNT, region: REGION } });
  const made = new ProductionModel(stack, 'Model', {
    model: modelVersion(),
    alertChannels: [AlertChannel.email('on-call@example.com')],
    ...changes,
  });
  return { stack, model: made };
}

const baseline = Baseline.fromFile(baselineFile);
const unwatched = (stack: Stack) =>
  complianceFindings(stack, { strict: true }).filter((finding) => finding.includes('DriftMonitored'));

test('without a baseline nothing watches for drift, and the checks say so', () => {
  const { stack, model: made } = model({});
  expect(made.driftMonitor).toBeUndefined();
  expect(unwatched(stack)).toHaveLength(1);
});

test('with a baseline the endpoint has a monitor, and the checks are satisfied', () => {
  const { stack, model: made } = model({ baseline });
  expect(made.driftMonitor).toBeDefined();
  expect(unwatched(stack)).toEqual([]);
  expectCompliant(stack);
});

test('a monitor judges windows of the length that was asked for', () => {
  const template = Template.fromStack(model({ baseline, drift: { window: Duration.hours(6) } }).stack);
  const parameters = template.findResources('AWS::SSM::Parameter');
  expect(JSON.stringify(parameters)).toContain('\\"windowHours\\":6');
});

test('options of a monitor without a baseline are refused with what to do', () => {
  const message = refusalOf(() => model({ drift: { window: Duration.hours(6) } }));
  expect(message).toContain('drift is "given without baseline"');
  expect(message).toContain('production-ml baseline create');
});

test('a baseline where nothing is captured is refused', () => {
  const message = refusalOf(() => model({ baseline, captureSamplingPercentage: 0 }));
  expect(message).toContain('captureSamplingPercentage is 0');
});
