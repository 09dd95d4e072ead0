import type { Resource } from '../../template';

/** Monitoring and processing jobs that CloudFormation can declare. */
export const JOB_TYPES: readonly string[] = [
  'AWS::SageMaker::DataQualityJobDefinition',
  'AWS::SageMaker::ModelQualityJobDefinition',
  'AWS::SageMaker::ModelBiasJobDefinition',
  'AWS::SageMaker::ModelExplainabilityJobDefinition',
  'AWS::SageMaker::MonitoringSchedule',
  'AWS::SageMaker::ProcessingJob',
];

const INLINE_JOB = 'MonitoringScheduleConfig.MonitoringJobDefinition';

/** Where a job says what its network is; undefined for a schedule that only names a definition. */
export function networkConfigPath(job: Resource): string | undefined {
  if (job.type !== 'AWS::SageMaker::MonitoringSchedule') return 'NetworkConfig';
  return job.get(INLINE_JOB) === undefined ? undefined : `${INLINE_JOB}.NetworkConfig`;
}

/** Where a job names the keys of its volume and of its output. */
export function keyPaths(job: Resource): readonly string[] {
  if (job.type === 'AWS::SageMaker::ProcessingJob') {
    return ['ProcessingResources.ClusterConfig.VolumeKmsKeyId', 'ProcessingOutputConfig.KmsKeyId'];
  }
  if (job.type === 'AWS::SageMaker::MonitoringSchedule') {
    const [resources, output] = ['MonitoringResources.ClusterConfig.VolumeKmsKeyId', 'MonitoringOutputConfig.KmsKeyId'];
    return job.get(INLINE_JOB) === undefined ? [] : [`${INLINE_JOB}.${resources}`, `${INLINE_JOB}.${output}`];
  }
  const output = job.type.replace('AWS::SageMaker::', '').replace('Definition', 'OutputConfig.KmsKeyId');
  return ['JobResources.ClusterConfig.VolumeKmsKeyId', output];
}
