import type { Rule } from '../../checks/check';
import type { Application } from '../../template';
import { at, listOf, type Resource, Unknown } from '../../template';
import { fail, isCustomerKey, isOpen, NOT_APPLICABLE, PASS, undecided } from '../expect';

const RULES = 'BucketEncryption.ServerSideEncryptionConfiguration';
const KMS = ['aws:kms', 'aws:kms:dsse'];

/** Server access logs and load-balancer logs can only be written to buckets with S3's own keys. */
export function isAccessLogTarget(bucket: Resource, application: Application): boolean {
  const byBuckets = application.referrers(
    bucket,
    ['AWS::S3::Bucket'],
    'LoggingConfiguration.DestinationBucketName',
    'BucketName',
  );
  const byBalancers = application.referrers(
    bucket,
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'],
    '',
    'BucketName',
  );
  return byBuckets.some((source) => source !== bucket) || byBalancers.length > 0;
}

/** Default encryption uses a customer-managed key (single or double layer). */
export const bucketCustomerKey: Rule = (bucket, { application }) => {
  if (isAccessLogTarget(bucket, application)) return NOT_APPLICABLE;
  const rules = bucket.get(RULES);
  if (rules instanceof Unknown) return undecided(RULES, rules);
  const where = `${RULES}.0.ServerSideEncryptionByDefault`;
  const chosen = at(listOf(rules)[0], 'ServerSideEncryptionByDefault');
  if (chosen instanceof Unknown) return undecided(where, chosen);
  const algorithm = at(chosen, 'SSEAlgorithm');
  if (isOpen(algorithm)) return undecided(`${where}.SSEAlgorithm`, algorithm);
  if (typeof algorithm !== 'string') return fail(RULES, 'no default encryption with your key is set');
  if (!KMS.includes(algorithm)) return fail(`${where}.SSEAlgorithm`, `the bucket is encrypted with ${algorithm}`);
  const key = at(chosen, 'KMSMasterKeyID');
  const customer = isCustomerKey(key);
  if (customer === undefined) return undecided(`${where}.KMSMasterKeyID`, key);
  return customer ? PASS : fail(`${where}.KMSMasterKeyID`, "the key is AWS's own");
};
