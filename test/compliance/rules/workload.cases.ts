import { type CheckCases, either, joined, KEY, KEY_ARN, NO_VALUE, PARAMETER, SUBJECT_ARN } from './cases';

const DIGEST = `@sha256:${'a'.repeat(64)}`;
const IN_EVERY_REGION = { 'Fn::FindInMap': ['Images', { Ref: 'AWS::Region' }, 'uri'] };
const images = (first: string, second: string) => ({
  mappings: { Images: { 'eu-west-1': { uri: first }, 'eu-central-1': { uri: second } } },
});
const SERVERLESS = {
  Config: { Type: 'AWS::SageMaker::EndpointConfig', Properties: { ProductionVariants: [{ ServerlessConfig: {} }] } },
};
const PERHAPS_SERVERLESS = {
  Config: {
    Type: 'AWS::SageMaker::EndpointConfig',
    Properties: { ProductionVariants: [{ ModelName: { Ref: 'Subject' }, ServerlessConfig: either({}, NO_VALUE) }] },
  },
};
const image = (Image: unknown) => ({ PrimaryContainer: { Image } });
const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/models/a';
const RETAINED = { attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } };
const stack = (more: object = {}) => ({ ...more, type: 'Stack' });
const ENVIRONMENTS = [
  { name: 'production', account: '111122223333' },
  { name: 'test', account: '444455556666' },
];
const replication = (rule: object) => ({ BucketName: 'artifacts', ReplicationConfiguration: { Rules: [rule] } });
const REPLICATED = {
  SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
  Destination: { EncryptionConfiguration: { ReplicaKmsKeyID: 'k' } },
};
const online = (more: object) => ({ OnlineStoreConfig: { EnableOnlineStore: true, ...more } });
const variants = (variant: object) => ({ ProductionVariants: [variant] });
const alarmOn = (metric: string, namespace = 'AWS/SageMaker', endpoint: unknown = 'flights') => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: { Namespace: namespace, MetricName: metric, Dimensions: [{ Name: 'EndpointName', Value: endpoint }] },
});
const FLIGHTS = { EndpointName: 'flights' };
const scaling = (ResourceId: unknown, MaxCapacity: unknown = 4) => ({
  resources: {
    Target: { Type: 'AWS::ApplicationAutoScaling::ScalableTarget', Properties: { ResourceId, MaxCapacity } },
  },
});

// biome-ignore format: a table reads better in columns
export const WORKLOAD: readonly CheckCases[] = [
  { check: 5, type: 'AWS::SageMaker::DataQualityJobDefinition', cases: [
    ['encrypts between containers', 'PASS', { NetworkConfig: { EnableInterContainerTrafficEncryption: true } }],
    ['does not say', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { NetworkConfig: { EnableInterContainerTrafficEncryption: PARAMETER } }],
    ['is a schedule that only names a definition', 'NOT_APPLICABLE', { MonitoringScheduleConfig: { MonitoringJobDefinitionName: 'a' } }, { type: 'AWS::SageMaker::MonitoringSchedule' }],
    ['is a schedule with a job of its own', 'FAIL', { MonitoringScheduleConfig: { MonitoringJobDefinition: {} } }, { type: 'AWS::SageMaker::MonitoringSchedule' }],
  ] },
  { check: 17, type: 'AWS::SageMaker::Model', cases: [
    ['runs an image of private ECR', 'PASS', image(`${ECR}${DIGEST}`)],
    ['runs an image of ECR of this account', 'PASS', image({ 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/a:1' })],
    ['runs an image of Docker Hub', 'FAIL', image('docker.io/library/nginx')],
    ['runs an image of public ECR', 'FAIL', image('public.ecr.aws/a/b')],
    ['runs an image of another registry than allowed', 'FAIL', image(ECR), { settings: { allowedImageRegistries: ['999999999999.dkr.ecr.eu-west-1.amazonaws.com'] } }],
    ['runs an image of an allowed registry', 'PASS', image('registry.acme.example/models/a'), { settings: { allowedImageRegistries: ['registry.acme.example/models'] } }],
    ['runs an image of a registry that begins alike', 'FAIL', image('registry.acme.example.evil/a'), { settings: { allowedImageRegistries: ['registry.acme.example'] } }],
    ['takes its image from a parameter', 'UNKNOWN', image(PARAMETER)],
    ['runs no image', 'NOT_APPLICABLE', {}],
    ['runs the image of a package elsewhere', 'UNKNOWN', { Containers: [{ ModelPackageName: PARAMETER }] }],
    ['runs the image of a package of this app, which is judged there', 'NOT_APPLICABLE', { PrimaryContainer: { ModelPackageName: { Ref: 'Package' } } }, { resources: { Package: { Type: 'AWS::SageMaker::ModelPackage' } } }],
  ] },
  { check: 18, type: 'Stack', cases: [
    ['goes to an allowed Region', 'PASS', {}, stack({ region: 'eu-west-1', settings: { allowedRegions: ['eu-west-1'] } })],
    ['goes elsewhere', 'FAIL', {}, stack({ region: 'us-east-1', settings: { allowedRegions: ['eu-west-1'] } })],
    ['has no Region of its own', 'UNKNOWN', {}, stack({ settings: { allowedRegions: ['eu-west-1'] } })],
    ['is asked nothing', 'NOT_APPLICABLE', {}, stack({ region: 'us-east-1' })],
  ] },
  { check: 20, type: 'AWS::S3::Bucket', cases: [
    ['replicates encrypted objects', 'PASS', replication({ Status: 'Enabled', ...REPLICATED })],
    ['replicates nothing', 'FAIL', { BucketName: 'artifacts' }],
    ['replicates objects in clear only', 'FAIL', replication({ Status: 'Enabled' })],
    ['has replication switched off', 'FAIL', replication({ Status: 'Disabled', ...REPLICATED })],
    ['leaves replication to a condition', 'UNKNOWN', { BucketName: 'artifacts', ReplicationConfiguration: either({}, { Ref: 'AWS::NoValue' }) }],
    ['holds no artifacts', 'NOT_APPLICABLE', {}],
  ] },
  { check: 21, type: 'AWS::DynamoDB::GlobalTable', cases: [
    ['has two replicas', 'PASS', { Replicas: [{ Region: 'a' }, { Region: 'b' }] }],
    ['has one', 'FAIL', { Replicas: [{ Region: 'a' }] }],
    ['takes them from a parameter', 'UNKNOWN', { Replicas: PARAMETER }],
  ] },
  { check: 22, type: 'AWS::S3::Bucket', cases: [
    ['is retained', 'PASS', {}, RETAINED],
    ['says nothing', 'FAIL', {}],
    ['is deleted when it is replaced', 'FAIL', {}, { attributes: { DeletionPolicy: 'Retain' } }],
    ['is deleted', 'FAIL', {}, { attributes: { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' } }],
    ['leaves it to a parameter', 'UNKNOWN', {}, { attributes: { DeletionPolicy: PARAMETER, UpdateReplacePolicy: 'Retain' } }],
  ] },
  { check: 23, type: 'AWS::DynamoDB::Table', cases: [
    ['is protected', 'PASS', { DeletionProtectionEnabled: true }],
    ['is not', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { DeletionProtectionEnabled: PARAMETER }],
    ['is a global table with one bare replica', 'FAIL', { Replicas: [{ DeletionProtectionEnabled: true }, {}] }, { type: 'AWS::DynamoDB::GlobalTable' }],
  ] },
  { check: 24, type: 'AWS::SageMaker::FeatureGroup', cases: [
    ['expires records', 'PASS', online({ TtlDuration: { Unit: 'Days', Value: 30 } })],
    ['keeps them', 'FAIL', online({})],
    ['leaves it to a parameter', 'UNKNOWN', online({ TtlDuration: PARAMETER })],
    ['has no online store', 'NOT_APPLICABLE', {}],
  ] },
  { check: 26, type: 'AWS::SageMaker::NotebookInstance', cases: [
    ['has no root', 'PASS', { RootAccess: 'Disabled' }],
    ['says nothing', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { RootAccess: PARAMETER }],
  ] },
  { check: 27, type: 'AWS::SageMaker::EndpointConfig', cases: [
    ['opens no shell', 'PASS', variants({})],
    ['opens a shell', 'FAIL', variants({ EnableSSMAccess: true })],
    ['opens a shell in its shadow', 'FAIL', { ShadowProductionVariants: [{ EnableSSMAccess: 'true' }] }],
    ['leaves it to a parameter', 'UNKNOWN', variants({ EnableSSMAccess: PARAMETER })],
    ['opens none in either of two lists', 'PASS', { ProductionVariants: either([{ VariantName: 'a' }], [{ VariantName: 'b' }]) }],
    ['opens one in one of two lists', 'UNKNOWN', { ProductionVariants: either([{}], [{ EnableSSMAccess: true }]) }],
    ['opens one in either of two sets of properties', 'FAIL', either(variants({ EnableSSMAccess: true }), variants({ EnableSSMAccess: 'true' }))],
  ] },
  { check: 34, type: 'AWS::CodeBuild::Project', cases: [
    ['reads CodeCommit', 'PASS', { Source: { Type: 'CODECOMMIT' } }],
    ['reads GitHub by connection', 'PASS', { Source: { Type: 'GITHUB', Auth: { Type: 'CODECONNECTIONS' } } }],
    ['reads GitHub by token', 'FAIL', { Source: { Type: 'GITHUB', Auth: { Type: 'PERSONAL_ACCESS_TOKEN' } } }],
    ['has a password in the address', 'FAIL', { Source: { Type: 'GITHUB', Location: 'https://me:secret@github.com/a/b' } }],
    ['leaves it to a parameter', 'UNKNOWN', { Source: { Type: 'GITHUB', Auth: { Type: PARAMETER } } }],
  ] },
  { check: 37, type: 'AWS::SageMaker::NotebookInstance', cases: [
    ['asks for version 2', 'PASS', { InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' } }],
    ['says nothing', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { InstanceMetadataServiceConfiguration: PARAMETER }],
  ] },
  { check: 38, type: 'AWS::SageMaker::Endpoint', cases: [
    ['scales to a maximum', 'PASS', FLIGHTS, scaling('endpoint/flights/variant/a')],
    ['scales by its reference', 'PASS', {}, scaling(joined('endpoint/', { 'Fn::GetAtt': ['Subject', 'EndpointName'] }, '/variant/a'))],
    ['does not scale', 'FAIL', FLIGHTS],
    ['leaves scaling to another endpoint', 'FAIL', FLIGHTS, scaling('endpoint/flights-2/variant/a')],
    ['is serverless', 'PASS', { EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } }, { resources: SERVERLESS }],
    ['is serverless where a condition says so', 'UNKNOWN', { EndpointConfigName: { Ref: 'Config' } }, { resources: PERHAPS_SERVERLESS }],
    ['takes its maximum from a parameter', 'PASS', FLIGHTS, scaling('endpoint/flights/variant/a', PARAMETER)],
    ['scales by the parameter that names it', 'PASS', { EndpointName: PARAMETER }, scaling({ 'Fn::Sub': 'endpoint/${P}/variant/a' })],
    ['takes its name from a parameter', 'UNKNOWN', { EndpointName: PARAMETER }],
    ['is released with scaling', 'PASS', { ...FLIGHTS, Scaling: [{ MaxCapacity: 4 }] }, { type: 'Custom::ReleasedEndpoint' }],
    ['is released with scaling of its variant', 'PASS', { ...FLIGHTS, Scaling: { champion: { minCapacity: 2, maxCapacity: 4 } } }, { type: 'Custom::ReleasedEndpoint' }],
    ['is released with scaling that has no maximum', 'FAIL', { ...FLIGHTS, Scaling: { champion: { minCapacity: 2 } } }, { type: 'Custom::ReleasedEndpoint' }],
    ['is released with scaling of no variant', 'FAIL', { ...FLIGHTS, Scaling: {} }, { type: 'Custom::ReleasedEndpoint' }],
    ['is released without scaling', 'FAIL', FLIGHTS, { type: 'Custom::ReleasedEndpoint' }],
    ['is released with a scalable target of its own', 'PASS', FLIGHTS, { ...scaling('endpoint/flights/variant/a'), type: 'Custom::ReleasedEndpoint' }],
    ['is released with a serverless configuration', 'PASS', { EndpointConfigName: { 'Fn::GetAtt': ['Config', 'EndpointConfigName'] } }, { type: 'Custom::ReleasedEndpoint', resources: SERVERLESS }],
    ['is released with a serverless configuration by reference', 'PASS', { EndpointConfigName: { Ref: 'Config' } }, { type: 'Custom::ReleasedEndpoint', resources: SERVERLESS }],
  ] },
  { check: 39, type: 'AWS::Lambda::Function', cases: [
    ['is bounded', 'PASS', { ReservedConcurrentExecutions: 5 }],
    ['is switched off by 0', 'PASS', { ReservedConcurrentExecutions: 0 }],
    ['is not bounded', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { ReservedConcurrentExecutions: PARAMETER }],
  ] },
  { check: 42, type: 'AWS::ECR::Repository', cases: [
    ['scans', 'PASS', { ImageScanningConfiguration: { ScanOnPush: true } }],
    ['is scanned by the registry', 'PASS', {}, { resources: { Registry: { Type: 'AWS::ECR::RegistryScanningConfiguration' } } }],
    ['does not scan', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { ImageScanningConfiguration: { ScanOnPush: PARAMETER } }],
  ] },
  { check: 43, type: 'AWS::Lambda::Function', cases: [
    ['runs Node 22', 'PASS', { Runtime: 'nodejs22.x' }],
    ['runs Python 3.13', 'PASS', { Runtime: 'python3.13' }],
    ['runs Node 16', 'FAIL', { Runtime: 'nodejs16.x' }],
    ['runs Python 3.8', 'FAIL', { Runtime: 'python3.8' }],
    ['leaves it to a parameter', 'UNKNOWN', { Runtime: PARAMETER }],
    ['brings an image', 'NOT_APPLICABLE', { PackageType: 'Image' }],
  ] },
  { check: 44, type: 'AWS::SageMaker::NotebookInstance', cases: [
    ['names Amazon Linux 2023', 'PASS', { PlatformIdentifier: 'notebook-al2023-v1' }],
    ['names Amazon Linux 1', 'FAIL', { PlatformIdentifier: 'notebook-al1-v1' }],
    ['leaves it to a parameter', 'UNKNOWN', { PlatformIdentifier: PARAMETER }],
  ] },
  { check: 45, type: 'AWS::ECR::Repository', cases: [
    ['fixes its tags', 'PASS', { ImageTagMutability: 'IMMUTABLE' }],
    ['says nothing', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { ImageTagMutability: PARAMETER }],
  ] },
  { check: 46, type: 'Stack', cases: [
    ['is protected', 'PASS', {}, stack({ terminationProtection: true })],
    ['is not', 'FAIL', {}, stack({ terminationProtection: false })],
    ['is a bare template', 'UNKNOWN', {}, stack()],
  ] },
  { check: 57, type: 'AWS::SageMaker::EndpointConfig', cases: [
    ['starts two instances', 'PASS', variants({ InitialInstanceCount: 2 })],
    ['starts one', 'FAIL', variants({ InitialInstanceCount: 1 })],
    ['does not say', 'FAIL', variants({})],
    ['is serverless', 'PASS', variants({ ServerlessConfig: {} })],
    ['leaves it to a parameter', 'UNKNOWN', variants({ InitialInstanceCount: PARAMETER })],
    ['starts one where it is not serverless', 'UNKNOWN', variants({ InitialInstanceCount: 1, ServerlessConfig: either({}, NO_VALUE) })],
    ['starts two where it is not serverless', 'PASS', variants({ InitialInstanceCount: 2, ServerlessConfig: either({}, NO_VALUE) })],
    ['is a model in one subnet', 'FAIL', { VpcConfig: { Subnets: ['a'] } }, { type: 'AWS::SageMaker::Model' }],
    ['is a model in two subnets', 'PASS', { VpcConfig: { Subnets: ['a', 'b'] } }, { type: 'AWS::SageMaker::Model' }],
  ] },
  { check: 64, type: 'AWS::SageMaker::Endpoint', cases: [
    ['has an alarm on drift', 'PASS', FLIGHTS, { resources: { Alarm: alarmOn('DriftSeverity', 'ProductionML') } }],
    ['has a monitoring job', 'PASS', FLIGHTS, { resources: { Job: { Type: 'AWS::SageMaker::DataQualityJobDefinition', Properties: { DataQualityJobInput: { EndpointInput: { EndpointName: 'flights' } } } } } }],
    ['has an alarm on errors only', 'FAIL', FLIGHTS, { resources: { Alarm: alarmOn('Invocation5XXErrors') } }],
    ['has a monitor of another endpoint', 'FAIL', FLIGHTS, { resources: { Alarm: alarmOn('DriftSeverity', 'ProductionML', 'trains') } }],
    ['is released by the release machine without a monitor', 'FAIL', FLIGHTS, { type: 'Custom::ReleasedEndpoint' }],
    ['has an alarm on drift under the parameter that names it', 'PASS', { EndpointName: PARAMETER }, { resources: { Alarm: alarmOn('DriftSeverity', 'ProductionML', PARAMETER) } }],
    ['takes its name from a parameter', 'UNKNOWN', { EndpointName: PARAMETER }],
  ] },
  { check: 66, type: 'AWS::SageMaker::Endpoint', cases: [
    ['has both alarms', 'PASS', FLIGHTS, { resources: { A: alarmOn('Invocations'), B: alarmOn('Invocation4XXErrors') } }],
    ['has both alarms in metric math', 'PASS', FLIGHTS, { resources: { A: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: ['Invocations', 'Invocation4XXErrors'].map((MetricName) => ({ MetricStat: { Metric: { Namespace: 'AWS/SageMaker', MetricName, Dimensions: [{ Name: 'EndpointName', Value: 'flights' }] } } })) } } } }],
    ['has one of them', 'FAIL', FLIGHTS, { resources: { A: alarmOn('Invocations') } }],
    ['has both alarms under the parameter that names it', 'PASS', { EndpointName: PARAMETER }, { resources: { A: alarmOn('Invocations', 'AWS/SageMaker', PARAMETER), B: alarmOn('Invocation4XXErrors', 'AWS/SageMaker', PARAMETER) } }],
    ['takes its name from a parameter', 'UNKNOWN', { EndpointName: PARAMETER }],
  ] },
  { check: 68, type: 'AWS::SageMaker::Model', cases: [
    ['names a digest', 'PASS', image(`${ECR}${DIGEST}`)],
    ['names a digest in a computed registry', 'PASS', image({ 'Fn::Sub': `\${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/a${DIGEST}` })],
    ['names a tag', 'FAIL', image(`${ECR}:latest`)],
    ['names nothing after the repository', 'FAIL', image(ECR)],
    ['names a tag in every Region of a mapping', 'FAIL', image(IN_EVERY_REGION), images(`${ECR}:1`, `${ECR}:2`)],
    ['names a digest in every Region of a mapping', 'PASS', image(IN_EVERY_REGION), images(`${ECR}${DIGEST}`, `b${ECR}${DIGEST}`)],
    ['names a digest in one Region of a mapping', 'UNKNOWN', image(IN_EVERY_REGION), images(`${ECR}${DIGEST}`, `${ECR}:2`)],
    ['takes its tag from a parameter', 'UNKNOWN', image({ 'Fn::Sub': `${ECR}:\${P}` })],
    ['runs the image of a package elsewhere', 'UNKNOWN', { PrimaryContainer: { ModelPackageName: 'arn:aws:sagemaker:eu-west-1:111122223333:model-package/flights/3' } }],
    ['is a package with a tag', 'FAIL', { InferenceSpecification: { Containers: [{ Image: `${ECR}:1` }] } }, { type: 'AWS::SageMaker::ModelPackage' }],
  ] },
  { check: 69, type: 'AWS::Lambda::Function', cases: [
    ['is signed', 'PASS', { CodeSigningConfigArn: 'arn' }],
    ['is not', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { CodeSigningConfigArn: PARAMETER }],
    ['brings an image', 'NOT_APPLICABLE', { PackageType: 'Image' }],
  ] },
  { check: 80, type: 'AWS::SageMaker::NotebookInstance', cases: [
    ['names a key', 'PASS', { KmsKeyId: KEY_ARN }, { resources: KEY }],
    ['names none', 'FAIL', {}],
    ['leaves it to a parameter', 'UNKNOWN', { KmsKeyId: PARAMETER }],
    ['is a domain without one', 'FAIL', {}, { type: 'AWS::SageMaker::Domain' }],
  ] },
  { check: 81, type: 'AWS::SageMaker::FeatureGroup', cases: [
    ['names a key for each store', 'PASS', { OnlineStoreConfig: { EnableOnlineStore: true, SecurityConfig: { KmsKeyId: 'k' } }, OfflineStoreConfig: { S3StorageConfig: { KmsKeyId: 'k' } } }],
    ['names one for the online store only', 'FAIL', { OnlineStoreConfig: { EnableOnlineStore: true, SecurityConfig: { KmsKeyId: 'k' } }, OfflineStoreConfig: { S3StorageConfig: { S3Uri: 's3://b' } } }],
    ['leaves it to a parameter', 'UNKNOWN', { OnlineStoreConfig: { EnableOnlineStore: true, SecurityConfig: { KmsKeyId: PARAMETER } } }],
    ['is a bare model package', 'FAIL', {}, { type: 'AWS::SageMaker::ModelPackage' }],
    ['is a model card with a key', 'PASS', { SecurityConfig: { KmsKeyId: 'k' } }, { type: 'AWS::SageMaker::ModelCard' }],
    ['is an experiment with a key for its requests', 'PASS', { KmsKey: 'k', DataStorageConfig: { KmsKey: 'k' } }, { type: 'AWS::SageMaker::InferenceExperiment' }],
    ['is a job whose volume has no key', 'FAIL', { DataQualityJobOutputConfig: { KmsKeyId: 'k' } }, { type: 'AWS::SageMaker::DataQualityJobDefinition' }],
    ['is a job with both keys', 'PASS', { DataQualityJobOutputConfig: { KmsKeyId: 'k' }, JobResources: { ClusterConfig: { VolumeKmsKeyId: 'k' } } }, { type: 'AWS::SageMaker::DataQualityJobDefinition' }],
  ] },
  { check: 87, type: 'AWS::SageMaker::EndpointConfig', cases: [
    ['has an encrypted shadow', 'PASS', { ShadowProductionVariants: [{}], DataCaptureConfig: { KmsKeyId: 'k' } }],
    ['has a shadow in clear', 'FAIL', { ShadowProductionVariants: [{}] }],
    ['has no shadow', 'UNATTESTED', {}],
    ['leaves the shadow to an experiment', 'PASS', {}, { resources: { Test: { Type: 'AWS::SageMaker::InferenceExperiment', Properties: { ShadowModeConfig: { ShadowModelVariants: [] } } } } }],
    ['takes its shadow from a parameter', 'UNKNOWN', { ShadowProductionVariants: PARAMETER }],
  ] },
  { check: 88, type: 'Stack', cases: [
    ['names its own account only', 'PASS', {}, stack({ account: '111122223333', settings: { environments: ENVIRONMENTS } })],
    ['names the account of another environment', 'FAIL', {}, stack({ account: '111122223333', settings: { environments: ENVIRONMENTS }, resources: { Role: { Type: 'AWS::IAM::Role', Properties: { Arn: 'arn:aws:iam::444455556666:role/a' } } } })],
    ['goes to an account of no environment', 'FAIL', {}, stack({ account: '777788889999', settings: { environments: ENVIRONMENTS } })],
    ['has no account of its own', 'UNKNOWN', {}, stack({ settings: { environments: ENVIRONMENTS } })],
    ['is asked nothing', 'NOT_APPLICABLE', {}, stack({ account: '111122223333' })],
  ] },
  { check: 90, type: 'AWS::SageMaker::ModelPackage', cases: [
    ['waits for a person', 'PASS', { ModelApprovalStatus: 'PendingManualApproval' }],
    ['says nothing', 'PASS', {}],
    ['approves itself', 'FAIL', { ModelApprovalStatus: 'Approved' }],
    ['leaves it to a parameter', 'UNKNOWN', { ModelApprovalStatus: PARAMETER }],
  ] },
  { check: 91, type: 'AWS::S3::Bucket', cases: [
    ['is versioned and locked', 'PASS', { BucketName: 'training-data', VersioningConfiguration: { Status: 'Enabled' }, ObjectLockEnabled: true }],
    ['is versioned only', 'FAIL', { BucketName: 'training-data', VersioningConfiguration: { Status: 'Enabled' } }],
    ['leaves the lock to a parameter', 'UNKNOWN', { BucketName: 'training-data', VersioningConfiguration: { Status: 'Enabled' }, ObjectLockEnabled: PARAMETER }],
    ['holds no data set', 'NOT_APPLICABLE', {}],
  ] },
  { check: 41, type: 'AWS::S3::Bucket', cases: [
    ['is scanned', 'PASS', { BucketName: 'ingest' }, { resources: { Plan: { Type: 'AWS::GuardDuty::MalwareProtectionPlan', Properties: { ProtectedResource: { S3Bucket: { BucketName: { Ref: 'Subject' } } } } } } }],
    ['is not scanned by this app', 'UNATTESTED', { BucketName: 'ingest' }],
    ['takes nothing in', 'NOT_APPLICABLE', {}],
  ] },
  { check: 55, type: 'AWS::DynamoDB::Table', cases: [
    ['is selected by ARN', 'PASS', {}, { resources: { Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: [SUBJECT_ARN] } } } } }],
    ['is selected with everything', 'PASS', {}, { resources: { Selection: { Type: 'AWS::Backup::BackupSelection', Properties: { BackupSelection: { Resources: ['*'] } } } } }],
    ['is selected by nobody here', 'UNATTESTED', {}],
  ] },
];
