import { ComplianceProfile } from '../../../core/compliance-profile';
import { datasetLocked } from '../../rules/data/dataset-locked';
import { boundedInput } from '../../rules/development/bounded-input';
import { environmentsSeparate } from '../../rules/development/environments-separate';
import { requestValidation } from '../../rules/development/request-validation';
import { bucketCustomerKey } from '../../rules/encryption/bucket-customer-key';
import { CUSTOMER_KEY_TYPES, customerKey } from '../../rules/encryption/customer-key';
import { inferenceDataKey } from '../../rules/encryption/inference-data-key';
import { keyRetained } from '../../rules/encryption/key-retained';
import { keyRotation } from '../../rules/encryption/key-rotation';
import { KMS_ENCRYPTED_TYPES, kmsEncrypted } from '../../rules/encryption/kms-encrypted';
import { mlDataKey } from '../../rules/encryption/ml-data-key';
import { storageVolumeKey } from '../../rules/encryption/storage-volume-key';
import { workspaceKey } from '../../rules/encryption/workspace-key';
import { tracing } from '../../rules/logging/tracing';
import { firewallOnApi } from '../../rules/network/firewall-on-api';
import { inPrivateNetwork } from '../../rules/network/in-private-network';
import { networkWatched } from '../../rules/network/network-watched';
import { notebookPrivate } from '../../rules/network/notebook-private';
import { privatePlacement } from '../../rules/network/private-placement';
import { ENDPOINT_TYPES, guardedDeployment } from '../../rules/serving/guarded-deployment';
import { JOB_TYPES } from '../../rules/serving/jobs';
import { packageApproval } from '../../rules/serving/package-approval';
import { shadowTested } from '../../rules/serving/shadow-tested';
import { STACK_TYPE } from '../../template';
import type { Check } from '../check';
import * as types from './types';

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;
const NETWORK = ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::VPC'];
const ML_DATA = ['FeatureGroup', 'ModelPackage', 'ModelCard', 'InferenceExperiment'].map(
  (name) => `AWS::SageMaker::${name}`,
);

/** Checks of the technological controls 8.20 to 8.33: networks, cryptography, development, change. */
// biome-ignore format: a table reads better in columns
export const PROTECTION: readonly Check[] = [
  { number: 70, controls: ['8.20'], name: 'NotebookPrivate', check: 'Notebook: in a VPC, no internet', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Training data is one upload away from anywhere.',
    fix: 'Set SubnetId and DirectInternetAccess: Disabled.', types: types.NOTEBOOK, rule: notebookPrivate },
  { number: 71, controls: ['8.20'], name: 'InPrivateNetwork', check: 'Model, jobs: VPC; domain: VPC only', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Traffic of models and jobs passes no control of yours.',
    fix: 'Set VpcConfig; AppNetworkAccessType: VpcOnly.', types: [...types.MODEL, ...JOB_TYPES, ...types.DOMAIN], rule: inPrivateNetwork },
  { number: 72, controls: ['8.20'], name: 'NetworkWatched', check: 'Security group: ingress restricted; VPC: flow logs', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Strangers may try the door, and nobody would see.',
    fix: 'Name the sources that may connect; add a flow log.', types: NETWORK, rule: networkWatched },
  { number: 73, controls: ['8.21'], name: 'FirewallOnApi', check: 'REST API: web application firewall', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'Known attacks reach the model unfiltered.',
    fix: 'Associate a WAFv2 web ACL with the stage.', types: types.REST_STAGE, rule: firewallOnApi },
  { number: 74, controls: ['8.22'], name: 'PrivatePlacement', check: 'Subnet: no public addresses; function: in a VPC', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'One mistake exposes what should be inside.',
    fix: 'Set MapPublicIpOnLaunch: false; place functions in the VPC.', types: ['AWS::EC2::Subnet', ...types.FUNCTION], rule: privatePlacement },
  { number: 75, controls: ['8.24'], name: 'KeyRotation', check: 'Key: rotation', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'A leaked key would open every model and data set for ever.',
    fix: 'Set enableKeyRotation: true.', types: types.KEY, rule: keyRotation },
  { number: 76, controls: ['8.24'], name: 'KeyRetained', check: 'Key: 30-day pending window, retained', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Everything encrypted with a deleted key is lost.',
    fix: 'Set removalPolicy: RETAIN and pendingWindow: 30 days.', types: types.KEY, rule: keyRetained },
  { number: 77, controls: ['8.24'], name: 'BucketCustomerKey', check: 'Bucket: customer-managed key', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Access to the data could not be withdrawn or audited by key.',
    fix: 'Set encryption: KMS and encryptionKey.', types: types.BUCKET, rule: bucketCustomerKey },
  { number: 78, controls: ['8.24'], name: 'EndpointVolumeKey', check: 'Endpoint: volume key, except local NVMe', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'The model and requests lie on instance volumes.',
    fix: 'Set KmsKeyId on the EndpointConfig.', types: types.CONFIG, rule: storageVolumeKey },
  { number: 79, controls: ['8.24'], name: 'InferenceDataKey', check: 'Capture, async output, core dumps: key', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Captured requests hold personal data in clear.',
    fix: 'Set KmsKeyId beside the S3 destination.', types: types.CONFIG, rule: inferenceDataKey },
  { number: 80, controls: ['8.24'], name: 'WorkspaceKey', check: 'Notebook, domain: key', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Copies of training data lie on its volume.',
    fix: 'Set KmsKeyId.', types: [...types.NOTEBOOK, ...types.DOMAIN], rule: workspaceKey },
  { number: 81, controls: ['8.24'], name: 'MlDataKey', check: 'Feature group, package, card, experiment, jobs: key', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Access to features and models could not be withdrawn by key.',
    fix: 'Set KmsKeyId in its security or storage configuration.', types: [...ML_DATA, ...JOB_TYPES], rule: mlDataKey },
  { number: 82, controls: ['8.24'], name: 'KmsEncrypted', check: 'Topic, log group, trail, secret: KMS', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Logs and alerts carry requests and credentials.',
    fix: 'Name a KMS key: masterKey, encryptionKey.', types: KMS_ENCRYPTED_TYPES, rule: kmsEncrypted },
  { number: 83, controls: ['8.24'], name: 'CustomerKey', check: 'Queue, table, state machine, repository, function: customer-managed key', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Access to model state could not be withdrawn by key.',
    fix: 'Name a customer-managed key.', types: CUSTOMER_KEY_TYPES, rule: customerKey },
  { number: 84, controls: ['8.26'], name: 'RequestValidation', check: 'REST API: request validation', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Malformed requests reach the model (adversarial input).',
    fix: 'Add a request validator with validateRequestBody: true.', types: ['AWS::ApiGateway::Method'], rule: requestValidation },
  { number: 85, controls: ['8.26'], name: 'BoundedInput', check: 'API schema: bounded; web ACL: size limit', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Extreme values are how a model is fooled (adversarial input).',
    fix: 'Add maxLength, maxItems, maximum; a size constraint.', types: ['AWS::ApiGateway::Model', ...types.WEB_ACL], rule: boundedInput },
  { number: 86, controls: ['8.27'], name: 'Tracing', check: 'State machine, function: tracing', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'A fault between two parts is nobody’s.',
    fix: 'Set tracing: Tracing.ACTIVE, tracingEnabled: true.', types: ['AWS::StepFunctions::StateMachine', ...types.FUNCTION], rule: tracing },
  { number: 87, controls: ['8.29'], name: 'ShadowTested', check: 'Shadow variant configured, its capture encrypted', severity: 'low', scope: 'ACCOUNT', failsFrom: REGULATED, ml: true,
    why: 'A new version meets real requests first in production.',
    fix: "Add a shadow variant, or attest('8.29', …).", types: types.CONFIG, rule: shadowTested },
  { number: 88, controls: ['8.31'], name: 'EnvironmentsSeparate', check: 'Account pinned; nothing of another environment named', severity: 'medium', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'A test could change what production serves.',
    fix: 'Set env.account, and pass names by configuration.', types: [STACK_TYPE], rule: environmentsSeparate },
  { number: 89, controls: ['8.32'], name: 'GuardedDeployment', check: 'Endpoint: blue/green or rolling with rollback alarms', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A bad version would serve until someone wakes up.',
    fix: 'Set DeploymentConfig with a policy and AutoRollbackConfiguration alarms.', types: ENDPOINT_TYPES, rule: guardedDeployment },
  { number: 90, controls: ['8.32'], name: 'PackageApproval', check: 'Model package: not approved by the template', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Nobody looked at the version that goes live.',
    fix: 'Set ModelApprovalStatus: PendingManualApproval.', types: ['AWS::SageMaker::ModelPackage'], rule: packageApproval },
  { number: 91, controls: ['8.33'], name: 'DatasetLocked', check: 'Dataset bucket: versioned and locked', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A changed row is found by nobody (poisoning).',
    fix: 'Set versioned: true and objectLockEnabled: true.', types: types.BUCKET, rule: datasetLocked },
];
