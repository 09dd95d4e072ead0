import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker';
import { instanceStorageOf } from '../../lib/core/instance-storage';

describe('the storage of an instance type', () => {
  test('is known for every family that SageMaker hosts models on', () => {
    const table = readFileSync(join(__dirname, '../../lib/core/instance-storage.ts'), 'utf8');
    const families = new Set(Object.values(ProductionVariantInstanceType).map((type) => type.split('.')[1] ?? ''));
    const missing = [...families].filter((family) => !new RegExp(`['\\s]${family}['\\s]`).test(table));
    expect(missing).toEqual([]);
  });

  test.each([
    ['ml.m5.large', 'volume'],
    ['ml.t2.medium', 'volume'],
    ['ml.c6gn.large', 'volume'],
    ['ml.p3.2xlarge', 'volume'],
    ['ml.inf2.xlarge', 'volume'],
    ['ml.m5d.large', 'local'],
    ['ml.c6gd.large', 'local'],
    ['ml.g4dn.xlarge', 'local'],
    ['ml.g5.xlarge', 'local'],
    ['ml.g6e.xlarge', 'local'],
    ['ml.p4de.24xlarge', 'local'],
    ['ml.p6-b200.48xlarge', 'local'],
    ['ml.trn1.2xlarge', 'local'],
  ] as const)('of %s is %s', (type, storage) => {
    expect(instanceStorageOf(type)).toBe(storage);
  });

  test.each([
    ['ml.m9gd.large', 'local'],
    ['ml.c9g.large', 'volume'],
    ['ml.g9.xlarge', 'local'],
    ['ml.p7.48xlarge', 'local'],
  ] as const)('of %s, which is newer than this library, is judged by its name: %s', (type, storage) => {
    expect(instanceStorageOf(type)).toBe(storage);
  });
});
