import type { Rule } from '../../checks/check';
import { fail, PASS, undecided } from '../expect';
import { isKept, isRetained, openPolicy } from './retained';

/** Types whose loss cannot be undone by another deployment. */
export const STATEFUL_TYPES: readonly string[] = [
  'AWS::S3::Bucket',
  'AWS::DynamoDB::Table',
  'AWS::DynamoDB::GlobalTable',
  'AWS::SageMaker::FeatureGroup',
  'AWS::SageMaker::ModelPackageGroup',
  'AWS::ECR::Repository',
  'AWS::Backup::BackupVault',
  'AWS::EFS::FileSystem',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Cognito::UserPool',
];

/** Data outlives the stack that made it. */
export const statefulRetained: Rule = (resource) => {
  const retained = isRetained(resource);
  if (retained === undefined) return undecided('', openPolicy(resource));
  if (retained) return PASS;
  const kept = isKept(resource.attribute('DeletionPolicy'));
  return fail('', kept ? 'it is deleted when it is replaced' : 'it is deleted with its stack');
};
