import type { Finding, Rule } from '../../checks/check';
import { asBoolean, at, isMap, listOf, type Resource, Unknown } from '../../template';
import { expectCustomerKey, expectOneOf, expectTrue, fail, isCustomerKey, NOT_APPLICABLE, undecided } from '../expect';

const NO_KEY = 'no customer key encrypts it';

function table(resource: Resource): readonly Finding[] {
  return [
    ...expectTrue(resource, 'SSESpecification.SSEEnabled', 'it is encrypted with a key that AWS owns'),
    ...expectCustomerKey(resource, 'SSESpecification.KMSMasterKeyId', NO_KEY),
  ];
}

/** A global table names a key in each replica. */
function globalTable(resource: Resource): readonly Finding[] {
  const replicas = resource.get('Replicas');
  if (replicas instanceof Unknown) return undecided('Replicas', replicas);
  const keys = listOf(replicas).flatMap((replica, index): readonly Finding[] => {
    const where = `Replicas.${index}.SSESpecification.KMSMasterKeyId`;
    const key = at(replica, 'SSESpecification.KMSMasterKeyId');
    const customer = isCustomerKey(key);
    if (customer === undefined) return undecided(where, key);
    return customer ? [] : fail(where, 'a replica has no customer key');
  });
  return [...expectTrue(resource, 'SSESpecification.SSEEnabled', 'it is encrypted with a key that AWS owns'), ...keys];
}

function stateMachine(resource: Resource): readonly Finding[] {
  return [
    ...expectOneOf(resource, 'EncryptionConfiguration.Type', ['CUSTOMER_MANAGED_KMS_KEY'], NO_KEY),
    ...expectCustomerKey(resource, 'EncryptionConfiguration.KmsKeyId', NO_KEY),
  ];
}

function repository(resource: Resource): readonly Finding[] {
  return [
    ...expectOneOf(resource, 'EncryptionConfiguration.EncryptionType', ['KMS', 'KMS_DSSE'], NO_KEY),
    ...expectCustomerKey(resource, 'EncryptionConfiguration.KmsKey', NO_KEY),
  ];
}

function lambda(resource: Resource): readonly Finding[] | undefined {
  const variables = resource.get('Environment.Variables');
  const empty = variables === undefined || (isMap(variables) && Object.keys(variables).length === 0);
  return empty ? NOT_APPLICABLE : expectCustomerKey(resource, 'KmsKeyArn', 'its environment has no customer key');
}

function queue(resource: Resource): readonly Finding[] {
  const managed = asBoolean(resource.get('SqsManagedSseEnabled')) === true;
  return expectCustomerKey(resource, 'KmsMasterKeyId', managed ? 'it is encrypted with a key of SQS' : NO_KEY);
}

const BY_TYPE: Readonly<Record<string, (resource: Resource) => readonly Finding[] | undefined>> = {
  'AWS::SQS::Queue': queue,
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': globalTable,
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::ECR::Repository': repository,
  'AWS::Lambda::Function': lambda,
};

export const CUSTOMER_KEY_TYPES = Object.keys(BY_TYPE);

/** A key of the customer encrypts it, not one that AWS owns or shares. */
export const customerKey: Rule = (resource) => BY_TYPE[resource.type]?.(resource);
