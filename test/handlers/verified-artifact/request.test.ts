import { physicalResourceId, readRequest } from '../../../lambda/handlers/verified-artifact/request';

const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:f',
  ServiceTimeout: '960',
  SourceUri: 's3://training/run-7/model.tar.gz',
  Bucket: 'artifacts',
  Key: 'models/delay/1.0.0/digest/model.tar.gz',
  KeyArn: 'arn:aws-cn:kms:cn-north-1:111111111111:key/k',
  Sha256: 'ab'.repeat(32),
  ModelName: 'delay',
  ModelVersion: '1.0.0',
};

test('reads what the construct writes', () => {
  const request = readRequest(PROPERTIES);
  expect(request).toEqual({
    source: { bucket: 'training', key: 'run-7/model.tar.gz' },
    target: { bucket: 'artifacts', key: PROPERTIES.Key },
    kmsKeyArn: PROPERTIES.KeyArn,
    sha256: PROPERTIES.Sha256,
    modelName: 'delay',
    modelVersion: '1.0.0',
  });
  expect(physicalResourceId(request)).toBe('s3://artifacts/models/delay/1.0.0/digest/model.tar.gz');
});

test('names every property that is missing or malformed, at once', () => {
  const attempt = () =>
    readRequest({ ...PROPERTIES, SourceUri: 'https://x/y', Sha256: 'AB'.repeat(32), Key: '', ModelName: undefined });
  expect(attempt).toThrow(/SourceUri is "https:\/\/x\/y".*Key is "".*Sha256 is "ABAB.*ModelName is missing/);
});

test.each([
  [{}],
  [{ ...PROPERTIES, Bucket: { Ref: 'x' } }],
  [{ ...PROPERTIES, ModelVersion: 1 }],
  [{ ...PROPERTIES, KeyArn: 'alias/x' }],
])('refuses what is not text of the right form: %j', (properties) => {
  expect(() => readRequest(properties)).toThrow('Create the resource with VerifiedArtifact');
});

test('does not echo long hostile values', () => {
  expect(() => readRequest({ ...PROPERTIES, Sha256: 'x'.repeat(10_000) })).toThrow(
    expect.objectContaining({ message: expect.not.stringContaining('x'.repeat(100)) }),
  );
});
