import { ComplianceProfile } from '../../../core/compliance-profile';
import { apiAuthorised } from '../../rules/access/api-authorised';
import { artifactsGuarded } from '../../rules/access/artifacts-guarded';
import { datasetGuarded } from '../../rules/access/dataset-guarded';
import { IDENTITY_POLICY_TYPES } from '../../rules/access/identity-policies';
import { noAdministrators } from '../../rules/access/no-administrators';
import { scopedDecrypt } from '../../rules/access/scoped-decrypt';
import { scopedInvoke } from '../../rules/access/scoped-invoke';
import { scopedPassRole } from '../../rules/access/scoped-pass-role';
import { logsMasked } from '../../rules/data/logs-masked';
import { malwareScan } from '../../rules/data/malware-scan';
import { objectsExpire } from '../../rules/data/objects-expire';
import { currentRuntime } from '../../rules/development/current-runtime';
import { imageScanning } from '../../rules/development/image-scanning';
import { immutableTags } from '../../rules/development/immutable-tags';
import { notebookPlatform } from '../../rules/development/notebook-platform';
import { sourceCredentials } from '../../rules/development/source-credentials';
import { terminationProtection } from '../../rules/development/termination-protection';
import { multiFactor } from '../../rules/identity/multi-factor';
import { singleSignOn } from '../../rules/identity/single-sign-on';
import { macieSession } from '../../rules/logging/detector';
import { egressRestricted } from '../../rules/network/egress-restricted';
import { endpointPolicy } from '../../rules/network/endpoint-policy';
import { modelIsolated } from '../../rules/network/model-isolated';
import { notebookMetadata } from '../../rules/network/notebook-metadata';
import { notebookNoRoot } from '../../rules/network/notebook-no-root';
import { throttled } from '../../rules/network/throttled';
import { boundedScaling } from '../../rules/serving/bounded-scaling';
import { functionConcurrency } from '../../rules/serving/function-concurrency';
import { ENDPOINT_TYPES } from '../../rules/serving/guarded-deployment';
import { noShellAccess } from '../../rules/serving/no-shell-access';
import { STACK_TYPE } from '../../template';
import type { Check } from '../check';
import * as types from './types';

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;

/** Checks of the technological controls 8.2 to 8.12: access, capacity, vulnerabilities, deletion, leakage. */
// biome-ignore format: a table reads better in columns
export const OPERATIONS: readonly Check[] = [
  { number: 25, controls: ['8.2'], name: 'NoAdministrators', check: 'IAM: no administrator, no full access', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Whoever takes this role takes the account.',
    fix: 'List the actions that are needed.', types: IDENTITY_POLICY_TYPES, rule: noAdministrators },
  { number: 26, controls: ['8.2'], name: 'NotebookNoRoot', check: 'Notebook: root access disabled', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Its user could switch off what protects the data.',
    fix: 'Set RootAccess: Disabled.', types: types.NOTEBOOK, rule: notebookNoRoot },
  { number: 27, controls: ['8.2'], name: 'NoShellAccess', check: 'Variants: no SSM access', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'A shell sees every request and the model.',
    fix: 'Leave EnableSSMAccess out.', types: types.CONFIG, rule: noShellAccess },
  { number: 28, controls: ['8.2'], name: 'ScopedPassRole', check: 'PassRole: scoped to roles and services', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'Passing any role is having all their rights.',
    fix: 'Name the role ARN and iam:PassedToService.', types: IDENTITY_POLICY_TYPES, rule: scopedPassRole },
  { number: 29, controls: ['8.3'], name: 'ApiAuthorised', check: 'API: authorised', severity: 'critical', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Strangers could ask the model, and copy it.',
    fix: 'Set AuthorizationType: AWS_IAM or an authorizer.', types: ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'], rule: apiAuthorised },
  { number: 30, controls: ['8.3'], name: 'ScopedInvoke', check: 'InvokeEndpoint: one endpoint, from your network', severity: 'high', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'A model is stolen by asking it enough (extraction).',
    fix: 'Name the endpoint ARN and a condition on aws:SourceVpce.', types: IDENTITY_POLICY_TYPES, rule: scopedInvoke },
  { number: 31, controls: ['8.3'], name: 'ArtifactsGuarded', check: 'Artifact bucket: denies other roles', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'The model is stolen by copying a file (theft).',
    fix: 'Deny s3:GetObject unless aws:PrincipalArn is a serving role.', types: types.BUCKET, rule: artifactsGuarded },
  { number: 32, controls: ['8.3'], name: 'ScopedDecrypt', check: 'kms:Decrypt: named keys or services', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'One role could decrypt every model (theft).',
    fix: 'Name the key ARN, or add kms:ViaService.', types: IDENTITY_POLICY_TYPES, rule: scopedDecrypt },
  { number: 33, controls: ['8.3'], name: 'DatasetGuarded', check: 'Training bucket: writable by the ingest role only', severity: 'high', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Who can add rows can teach the model (poisoning).',
    fix: 'Deny s3:PutObject unless aws:PrincipalArn is the ingest role.', types: types.BUCKET, rule: datasetGuarded },
  { number: 34, controls: ['8.4'], name: 'SourceCredentials', check: 'Build project: source credentials', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER,
    why: 'Training code could be read and changed.',
    fix: 'Use a CodeConnections connection.', types: ['AWS::CodeBuild::Project'], rule: sourceCredentials },
  { number: 35, controls: ['8.5'], name: 'MultiFactor', check: 'User pool: MFA', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'One stolen password opens the model to strangers.',
    fix: 'Set MfaConfiguration: ON.', types: ['AWS::Cognito::UserPool'], rule: multiFactor },
  { number: 36, controls: ['8.5'], name: 'SingleSignOn', check: 'Studio domain: SSO', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Nobody can say who trained what.',
    fix: 'Set AuthMode: SSO.', types: types.DOMAIN, rule: singleSignOn },
  { number: 37, controls: ['8.5'], name: 'NotebookMetadata', check: 'Notebook: IMDSv2', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A forged request in a notebook hands out its role.',
    fix: 'Set MinimumInstanceMetadataServiceVersion: 2.', types: types.NOTEBOOK, rule: notebookMetadata },
  { number: 38, controls: ['8.6'], name: 'BoundedScaling', check: 'Endpoint: autoscaling with a maximum', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'A surge is refused, or costs without limit.',
    fix: 'Register the variant as a scalable target with MaxCapacity.', types: ENDPOINT_TYPES, rule: boundedScaling },
  { number: 39, controls: ['8.6'], name: 'FunctionConcurrency', check: 'Function: concurrency', severity: 'low', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'One busy function would starve the others.',
    fix: 'Set reservedConcurrentExecutions.', types: types.FUNCTION, rule: functionConcurrency },
  { number: 40, controls: ['8.6'], name: 'Throttled', check: 'API: throttling; web ACL: rate rule', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'A model is stolen by asking it millions of times (extraction).',
    fix: 'Set a throttling rate, and a rate-based rule.', types: [...types.STAGES, ...types.WEB_ACL], rule: throttled },
  { number: 41, controls: ['8.7'], name: 'MalwareScan', check: 'Ingest bucket: malware plan', severity: 'medium', scope: 'ACCOUNT', failsFrom: REGULATED, ml: true,
    why: 'A prepared file could run in training (poisoning).',
    fix: "Add a GuardDuty malware protection plan, or attest('8.7', …).", types: types.BUCKET, rule: malwareScan },
  { number: 42, controls: ['8.8'], name: 'ImageScanning', check: 'Repository: scan on push', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'A known hole in the image serves in production.',
    fix: 'Set imageScanOnPush: true.', types: types.REPOSITORY, rule: imageScanning },
  { number: 43, controls: ['8.8'], name: 'CurrentRuntime', check: 'Function: current runtime', severity: 'high', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: 'New holes in it are never closed.',
    fix: 'Use nodejs22.x, python3.12 or newer.', types: types.FUNCTION, rule: currentRuntime },
  { number: 44, controls: ['8.8'], name: 'NotebookPlatform', check: 'Notebook: supported platform', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'New holes in it are never closed.',
    fix: 'Set PlatformIdentifier: notebook-al2023-v1.', types: types.NOTEBOOK, rule: notebookPlatform },
  { number: 45, controls: ['8.9'], name: 'ImmutableTags', check: 'Repository: immutable tags', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'The approved version would become another one.',
    fix: 'Set imageTagMutability: IMMUTABLE.', types: types.REPOSITORY, rule: immutableTags },
  { number: 46, controls: ['8.9'], name: 'TerminationProtection', check: 'Stack: termination protection', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'One command would end the service.',
    fix: 'Set terminationProtection: true on the stack.', types: [STACK_TYPE], rule: terminationProtection },
  { number: 47, controls: ['8.10'], name: 'ObjectsExpire', check: 'Capture and log buckets, personal tables: expiry', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS, ml: true,
    why: 'Requests of people are kept without a reason.',
    fix: 'Add a lifecycle rule with an expiration, or a TTL attribute.', types: [...types.BUCKET, ...types.TABLES], rule: objectsExpire },
  { number: 48, controls: ['8.11'], name: 'LogsMasked', check: 'Log group: data protection; API: data trace off', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED,
    why: 'Features of people can be read in logs.',
    fix: 'Set dataProtectionPolicy; leave DataTraceEnabled out.', types: ['AWS::Logs::LogGroup', ...types.REST_STAGE], rule: logsMasked },
  { number: 49, controls: ['8.12'], name: 'ModelIsolated', check: 'Model: network isolation', severity: 'high', scope: 'RESOURCE', failsFrom: STARTER, ml: true,
    why: 'Code inside a model image could send requests and data out.',
    fix: 'Set EnableNetworkIsolation: true on the Model.', types: types.MODEL, rule: modelIsolated },
  { number: 50, controls: ['8.12'], name: 'EgressRestricted', check: 'Security group: egress restricted', severity: 'medium', scope: 'RESOURCE', failsFrom: REGULATED, ml: true,
    why: 'Training data could be sent anywhere.',
    fix: 'Allow the VPC endpoints only.', types: ['AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupEgress'], rule: egressRestricted },
  { number: 51, controls: ['8.12'], name: 'EndpointPolicy', check: 'VPC endpoint: policy restricted', severity: 'medium', scope: 'RESOURCE', failsFrom: BUSINESS,
    why: "Data could be copied to a stranger's bucket.",
    fix: 'Name your buckets, keys and endpoints in its policy.', types: ['AWS::EC2::VPCEndpoint'], rule: endpointPolicy },
  { number: 52, controls: ['8.12'], name: 'MacieSession', check: 'Account: Macie', severity: 'low', scope: 'ACCOUNT', failsFrom: REGULATED, ml: true,
    absent: 'no Macie session looks for personal data', why: 'Personal data in a training set goes unseen.',
    fix: "Add an AWS::Macie::Session, or attest('8.12', …).", types: ['AWS::Macie::Session'], rule: macieSession },
];
