import type { Finding, Rule } from '../../checks/check';
import { type Resource, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, undecided } from '../expect';
import { isEveryone, limitsTheCaller, mayAllow, statementsOf } from './policy';

/** Where each type keeps its resource policy. */
const POLICY_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::KMS::ReplicaKey': 'KeyPolicy',
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::SQS::QueueInlinePolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SNS::TopicInlinePolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
  'AWS::Backup::BackupVault': 'AccessPolicy',
  'AWS::SageMaker::ModelPackageGroup': 'ModelPackageGroupPolicy',
};

export const RESOURCE_POLICY_TYPES = Object.keys(POLICY_PROPERTY);

/** No statement lets everyone in without a condition on who calls. */
export const noOpenPrincipal: Rule = (resource) => {
  const where = POLICY_PROPERTY[resource.type] ?? '';
  const document = resource.get(where);
  return document === undefined ? NOT_APPLICABLE : openStatements(resource, where);
};

function openStatements(resource: Resource, where: string): readonly Finding[] {
  const statements = statementsOf(resource.get(where));
  if (statements instanceof Unknown) return undecided(where, statements);
  return statements.filter(mayAllow).flatMap((statement): readonly Finding[] => {
    const place = `${where}.Statement.${statement.index}`;
    if (statement.principal instanceof Unknown) return undecided(`${place}.Principal`, statement.principal);
    const everyone = isEveryone(statement.principal) || statement.notPrincipal !== undefined;
    if (!everyone) return [];
    if (statement.conditions instanceof Unknown) return undecided(`${place}.Condition`, statement.conditions);
    return limitsTheCaller(statement.conditions)
      ? []
      : fail(`${place}.Principal`, 'the policy lets every AWS account in');
  });
}
