import { ComplianceProfile } from '../../../core/compliance-profile';
import { bucketPublicAccessBlocked } from '../../rules/access/bucket-public-access-blocked';
import { bucketTlsOnly } from '../../rules/access/bucket-tls-only';
import { functionNotPublic } from '../../rules/access/function-not-public';
import { IDENTITY_POLICY_TYPES, PRINCIPAL_TYPES } from '../../rules/access/identity-policies';
import { messagingTlsOnly } from '../../rules/access/messaging-tls-only';
import { noManagedPolicies } from '../../rules/access/no-managed-policies';
import { noOpenPrincipal, RESOURCE_POLICY_TYPES } from '../../rules/access/no-open-principal';
import { noSecretsInEnvironment } from '../../rules/access/no-secrets-in-environment';
import { noUsers } from '../../rules/access/no-users';
import { noWildcardPermissions } from '../../rules/access/no-wildcard-permissions';
import { repositoryPrivate } from '../../rules/access/repository-private';
import { roleTrust } from '../../rules/access/role-trust';
import { rolesDistinct } from '../../rules/access/roles-distinct';
import { secretRotation } from '../../rules/access/secret-rotation';
import { writeOnceBuckets } from '../../rules/audit/write-once-buckets';
import { classificationTag } from '../../rules/data/classification-tag';
import { onlineStoreExpires } from '../../rules/data/online-store-expires';
import { allowedRegion } from '../../rules/development/allowed-region';
import { interContainerEncryption } from '../../rules/encryption/inter-container';
import { TAGGED_TYPES, tagsPresent } from '../../rules/identity/tags-present';
import { bucketReplicated } from '../../rules/recovery/bucket-replicated';
import { STATEFUL_TYPES, statefulRetained } from '../../rules/recovery/stateful-retained';
import { tableDeletionProtected } from '../../rules/recovery/table-deletion-protected';
import { tableReplicas } from '../../rules/recovery/table-replicas';
import { imageRegistry } from '../../rules/serving/image-registry';
import { JOB_TYPES } from '../../rules/serving/jobs';
import { STACK_TYPE } from '../../template';
import type { Check } from '../check';
import * as types from './types';

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;

/** Checks of the organizational controls, 5.x. */
// biome-ignore format: a table reads better in columns
export const ORGANIZATIONAL: readonly Check[] = [
  { number: 1, controls: ['5.9'], name: 'ResourceTags', check: 'Every taggable resource: owner and system tags', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'Nobody knows whose model this is when it fails.',
    fix: "Tags.of(app).add('owner', '…') and 'system'.", types: TAGGED_TYPES, rule: tagsPresent },
  { number: 2, controls: ['5.12', '5.13'], name: 'DataClassification', check: 'Bucket, table, feature group: classification tag', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'Personal data is treated like any other.',
    fix: "Add the tag data-classification: 'confidential'.", types: types.DATA, rule: classificationTag },
  { number: 3, controls: ['5.14'], name: 'BucketTlsOnly', check: 'Bucket: TLS only', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Training data and artifacts could be read on the wire.',
    fix: 'Set enforceSSL: true on the bucket.', types: types.BUCKET, rule: bucketTlsOnly },
  { number: 4, controls: ['5.14'], name: 'MessagingTlsOnly', check: 'Topic, queue: TLS only', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Alerts and captured requests could be read on the wire.',
    fix: 'Set enforceSSL: true on the topic or queue.', types: types.MESSAGING, rule: messagingTlsOnly },
  { number: 5, controls: ['5.14'], name: 'InterContainerEncryption', check: 'Monitoring and processing jobs: inter-container encryption', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Rows of training data cross the network in clear.',
    fix: 'Set NetworkConfig.EnableInterContainerTrafficEncryption: true.', types: JOB_TYPES, rule: interContainerEncryption },
  { number: 6, controls: ['5.15'], name: 'NoWildcardPermissions', check: 'IAM: no wildcard action or resource', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A stolen role could read or replace other models.',
    fix: 'List the actions, and the ARNs they are needed on.', types: IDENTITY_POLICY_TYPES, rule: noWildcardPermissions },
  { number: 7, controls: ['5.15'], name: 'RepositoryPrivate', check: 'Repository: not public', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Anyone could pull the model image.',
    fix: 'Name the principals that may pull.', types: ['AWS::ECR::Repository', 'AWS::ECR::PublicRepository'], rule: repositoryPrivate },
  { number: 8, controls: ['5.15'], name: 'NoOpenPrincipal', check: 'Resource policies: no unconditioned * principal', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Anyone with an AWS account could use it.',
    fix: 'Name the principals, or add a condition such as aws:SourceAccount.', types: RESOURCE_POLICY_TYPES, rule: noOpenPrincipal },
  { number: 9, controls: ['5.15'], name: 'BucketPublicAccessBlocked', check: 'Bucket: all four public-access blocks', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'One wrong policy would publish training data.',
    fix: 'Set blockPublicAccess: BlockPublicAccess.BLOCK_ALL.', types: types.BUCKET, rule: bucketPublicAccessBlocked },
  { number: 10, controls: ['5.15'], name: 'FunctionNotPublic', check: 'Function: not public', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Anyone could run it, with its rights on models and data.',
    fix: 'Name the principal, and set AuthType: AWS_IAM on its URL.', types: ['AWS::Lambda::Permission', 'AWS::Lambda::Url'], rule: functionNotPublic },
  { number: 11, controls: ['5.16'], name: 'NoUsers', check: 'No IAM user or access key', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A lasting key in a notebook is how data leaves.',
    fix: 'Use roles, and IAM Identity Center for people.', types: ['AWS::IAM::User', 'AWS::IAM::AccessKey'], rule: noUsers },
  { number: 12, controls: ['5.16'], name: 'RolesDistinct', check: 'Training, serving and pipeline roles are distinct', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A hostile request could reach training data or deploy.',
    fix: 'Give the Model an execution role of its own.', types: types.MODEL, rule: rolesDistinct },
  { number: 13, controls: ['5.17'], name: 'SecretRotation', check: 'Secret: rotation', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'A leaked secret would work for ever.',
    fix: 'Add a rotation schedule.', types: ['AWS::SecretsManager::Secret'], rule: secretRotation },
  { number: 14, controls: ['5.17'], name: 'NoSecretsInEnvironment', check: 'Model and function environment: no secrets', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Whoever may describe the model reads it.',
    fix: 'Pass the name of a secret and read it at run time.', types: ['AWS::SageMaker::Model', 'AWS::Lambda::Function'], rule: noSecretsInEnvironment },
  { number: 15, controls: ['5.18'], name: 'NoManagedPolicies', check: 'No AWS-managed policies', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'AWS widens them unasked, and they name no resource of yours.',
    fix: 'Write a policy with the few actions that are needed.', types: PRINCIPAL_TYPES, rule: noManagedPolicies },
  { number: 16, controls: ['5.18'], name: 'RoleTrust', check: 'Role trust: no *; services carry a source account', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Another account could make a service use the role.',
    fix: 'Add the condition StringEquals aws:SourceAccount.', types: ['AWS::IAM::Role'], rule: roleTrust },
  { number: 17, controls: ['5.21'], name: 'ImageRegistry', check: 'Model image: from an allowed registry', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A stranger would decide what code answers.',
    fix: 'Copy the image to your registry.', types: types.IMAGES, rule: imageRegistry },
  { number: 18, controls: ['5.23'], name: 'AllowedRegion', check: 'Stack: in an allowed Region', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Data would leave the country it may be kept in.',
    fix: 'Deploy to an allowed Region.', types: [STACK_TYPE], rule: allowedRegion },
  { number: 19, controls: ['5.28'], name: 'WriteOnceEvidence', check: 'Evidence and audit-trail buckets: object lock', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Evidence that can be changed proves nothing.',
    fix: 'Enable objectLock with a default retention in COMPLIANCE mode.', types: types.BUCKET, rule: writeOnceBuckets },
  { number: 20, controls: ['5.29', '5.30'], name: 'ArtifactsReplicated', check: 'Artifact bucket: cross-Region replication with KMS', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'With the Region the model itself is lost.',
    fix: 'Add a replication rule with SseKmsEncryptedObjects.', types: types.BUCKET, rule: bucketReplicated },
  { number: 21, controls: ['5.29', '5.30'], name: 'TableReplicas', check: 'Global table: two replicas or more', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'With the Region goes what is known of releases.',
    fix: 'Add a replica in the recovery Region.', types: ['AWS::DynamoDB::GlobalTable'], rule: tableReplicas },
  { number: 22, controls: ['5.33'], name: 'StatefulRetained', check: 'Stateful resources: retained on delete and replacement', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A deleted stack takes models and records along.',
    fix: 'Set removalPolicy: RemovalPolicy.RETAIN.', types: STATEFUL_TYPES, rule: statefulRetained },
  { number: 23, controls: ['5.33'], name: 'TableDeletionProtected', check: 'Table: deletion protection', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'One call would erase the record of releases.',
    fix: 'Set deletionProtection: true.', types: types.TABLES, rule: tableDeletionProtected },
  { number: 24, controls: ['5.34'], name: 'OnlineStoreExpires', check: 'Feature group: time to live in the online store', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Features of people who left are still served.',
    fix: 'Set OnlineStoreConfig.TtlDuration.', types: ['AWS::SageMaker::FeatureGroup'], rule: onlineStoreExpires },
];
