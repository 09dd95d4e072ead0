import { Duration } from 'aws-cdk-lib';
import { Baseline, CaptureLocation, type DriftMonitorProps } from '../../lib/monitoring';
import { fileWith, monitor, watched } from './support';

const refuse = (props: Partial<DriftMonitorProps>) => () => monitor(watched(), props);

test.each<[string, Partial<DriftMonitorProps>, RegExp]>([
  ['a window that does not divide the day', { window: Duration.hours(5) }, /window \(hours\).*5.*one of 1, 2, 3, 4/],
  ['a window of half an hour', { window: Duration.minutes(30) }, /window \(hours\).*0\.5/],
  ['capture that is off', { captureSamplingPercentage: 0 }, /captureSamplingPercentage.*0.*0\.01 to 100/],
  ['a coverage in percent', { minimumCoverage: 90 }, /minimumCoverage.*90.*above 0 and below 1/],
  ['half a row', { minimumRows: 0.5 }, /minimumRows.*0\.5.*an integer/],
  ['a time without zone', { quietUntil: '2026-12-24' }, /quietUntil.*2026-12-24.*Z/],
  ['a variant that SageMaker refuses', { variantName: 'a_b' }, /variantName.*a_b/],
  ['a threshold of 0', { thresholds: { psiWarning: 0 } }, /thresholds\.psiWarning.*0.*mute a feature/],
  [
    'a critical threshold below the warning',
    { featureThresholds: { delay: { psiWarning: 0.3, psiCritical: 0.2 } } },
    /featureThresholds\["delay"\]\.psiCritical.*at least psiWarning, which is 0\.3/,
  ],
  [
    'a mute that nobody answers for',
    { mutes: [{ name: 'delay', reason: 'storm', owner: ' ', expiresAt: 'tomorrow' }] },
    /mutes\[0\]\.owner[\s\S]*mutes\[0\]\.expiresAt.*tomorrow/,
  ],
])('refuses %s', (_what, props, message) => {
  expect(refuse(props)).toThrow(message);
});

test('says everything that is wrong at once', () => {
  const all = { window: Duration.hours(5), minimumCoverage: 90, quietUntil: 'soon' };
  expect(refuse(all)).toThrow(/window[\s\S]*minimumCoverage[\s\S]*quietUntil/);
});

test('refuses more settings than the environment of a function holds', () => {
  const names = Array.from({ length: 60 }, (_, index) => [`a-rather-long-feature-name-${index}`, { psiWarning: 0.2 }]);
  expect(refuse({ featureThresholds: Object.fromEntries(names) })).toThrow(/featureThresholds and mutes.*at most 2500/);
});

describe('a baseline', () => {
  test.each([
    ['that is missing', 'no-such-file.json', /no-such-file.json.*the path of a file.*production-ml baseline create/],
    ['that is no JSON', fileWith('text.json', 'hello'), /a baseline document/],
    ['that is JSON null', fileWith('null.json', 'null'), /a baseline document/],
    ['that is another document', fileWith('model.json', '{"name":"flights"}'), /a baseline document/],
  ])('file %s is refused', (_what, path, message) => {
    expect(refuse({ baseline: Baseline.fromFile(path) })).toThrow(message);
  });

  test('must be an object, not a folder, with an id of 64 digits', () => {
    expect(() => Baseline.fromS3Uri('s3://bucket/folder/')).toThrow(/s3:\/\/bucket\/key/);
    expect(() => Baseline.fromS3Uri('s3://bucket/key', { id: 'abc' })).toThrow(/64 lower-case/);
    expect(() => Baseline.fromArtifactBucket('models/x.json')).toThrow(/a key below baselines\//);
  });
});

test.each(['https://bucket/x', 's3://Bucket/x', 's3://bucket/*', 'bucket'])(
  'a capture location %s is refused',
  (uri) => {
    expect(() => CaptureLocation.s3Uri(uri)).toThrow(/DestinationS3Uri/);
  },
);
