import type { Rule } from '../../checks/check';
import { expectPresent } from '../expect';

const KEY_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::SNS::Topic': 'KmsMasterKeyId',
  'AWS::Logs::LogGroup': 'KmsKeyId',
  'AWS::CloudTrail::Trail': 'KMSKeyId',
  'AWS::SecretsManager::Secret': 'KmsKeyId',
};

export const KMS_ENCRYPTED_TYPES = Object.keys(KEY_PROPERTY);

/** A KMS key is named. */
export const kmsEncrypted: Rule = (resource) =>
  expectPresent(resource, KEY_PROPERTY[resource.type] ?? '', 'no KMS key encrypts it');
