/** What stands behind `/opt/ml` on an instance: a volume that takes a KMS key, or disks that the hardware encrypts. */
export type InstanceStorage = 'volume' | 'local';

/**
 * Storage of every family that SageMaker hosts models on. Families with local NVMe disks refuse a volume key:
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId
 * Which family has which: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-types.html (November 2026)
 */
const FAMILIES: Readonly<Record<InstanceStorage, string>> = {
  volume: 't2 m4 m5 m6g m6i m7i m8g c4 c5 c6g c6gn c6i c6in c7g c7i c8g r5 r6g r6i r7i r8g p2 p3 inf1 inf2',
  local:
    'm5d m6gd c5d c6gd r5d r6gd r7gd g4dn g5 g6 g6e g7 g7e p4d p4de p5 p5e p5en p6-b200 p6-b300 p6e-gb200 trn1 trn1n trn2 dl1',
};

const STORAGE_OF = new Map<string, InstanceStorage>(
  (['volume', 'local'] as const).flatMap((storage) => FAMILIES[storage].split(' ').map((family) => [family, storage])),
);

/** In a family that is newer than the table, a `d` after the generation stands for disks; so do new GPU families. */
const LIKELY_LOCAL = /^(?:[a-z]+\d+[a-z]*d[a-z]*|gr?\d\w*|p\d\w*(?:-\w+)?|trn\d\w*|dl\d\w*|i\d\w*)$/;

/**
 * Storage of an instance type.
 *
 * @param instanceType literal type such as `ml.m5.large`; a family that is newer than this library is judged by its name
 */
export function instanceStorageOf(instanceType: string): InstanceStorage {
  const family = instanceType.split('.')[1] ?? '';
  return STORAGE_OF.get(family) ?? (LIKELY_LOCAL.test(family) ? 'local' : 'volume');
}
