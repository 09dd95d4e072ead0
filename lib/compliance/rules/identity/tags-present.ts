import type { Rule } from '../../checks/check';
import { listOf, type Resource, Unknown } from '../../template';
import { fail, undecided } from '../expect';
import { tagsOf } from '../purpose';

/** Types that cost money or hold data, and take tags. */
export const TAGGED_TYPES: readonly string[] = [
  ...['Bucket'].map((name) => `AWS::S3::${name}`),
  ...['Model', 'EndpointConfig', 'Endpoint', 'FeatureGroup', 'ModelPackageGroup', 'Pipeline'].map(sagemaker),
  ...['Domain', 'NotebookInstance', 'InferenceExperiment', 'ModelCard', 'MonitoringSchedule'].map(sagemaker),
  // Gives its tags to the endpoint, and to models and configurations of every release.
  'Custom::ReleasedEndpoint',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::KMS::Key',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::Lambda::Function',
  'AWS::StepFunctions::StateMachine',
  'AWS::SecretsManager::Secret',
  'AWS::ECR::Repository',
  'AWS::CloudTrail::Trail',
  'AWS::Logs::LogGroup',
  'AWS::IAM::Role',
  'AWS::EC2::VPC',
  'AWS::EC2::SecurityGroup',
  'AWS::Backup::BackupVault',
  'AWS::ApiGateway::RestApi',
  'AWS::CodeBuild::Project',
];

function sagemaker(name: string): string {
  return `AWS::SageMaker::${name}`;
}

/** A vault calls its tags otherwise; a global table has them on each replica. */
const TAG_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultTags',
  'AWS::DynamoDB::GlobalTable': 'Replicas.0.Tags',
};

/** What a custom resource makes gets none of its stack's tags; of a global table's replicas AWS does not say. */
const NOT_INHERITED = /^Custom::|::GlobalTable$/;

/** Keys of all tags of a resource, those of its stack among them, in lower case and without a prefix such as `acme:`. */
export function tagKeys(resource: Resource): readonly string[] {
  const own = tagsOf(resource.get(tagsProperty(resource))).map(({ key }) => key);
  const inherited = NOT_INHERITED.test(resource.type) ? [] : (resource.template.source.stackTags ?? []);
  return [...own, ...inherited].map((key) => key.toLowerCase().replace(/^.*[:/]/, ''));
}

export function tagsProperty(resource: Resource): string {
  return TAG_PROPERTY[resource.type] ?? 'Tags';
}

/** Every resource says who owns it and what system it belongs to. */
export const tagsPresent: Rule = (resource, { settings }) => {
  const where = tagsProperty(resource);
  const tags = resource.get(where);
  const keys = tagKeys(resource);
  const missing = settings.requiredTags.filter((required) => !keys.includes(required.toLowerCase()));
  if (missing.length === 0) return [];
  const open = tags instanceof Unknown ? tags : listOf(tags).find((tag) => tag instanceof Unknown);
  return open ? undecided(where, open) : fail(where, `no tag ${missing.join(', ')}`);
};
