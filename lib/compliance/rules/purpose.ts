import type { RuleContext } from '../checks/check';
import { at, isMap, listOf, type Resource, Text, textOf, type Value } from '../template';

/** What a bucket or table is for; several rules ask more of some purposes. */
export type Purpose = 'artifacts' | 'dataset' | 'ingest' | 'capture' | 'logs' | 'evidence';

/** Tag by which a resource says what it is for: `purpose`, `data-purpose`, `acme:purpose`. */
const PURPOSE_TAG = /(^|[:/-])(data-?)?purpose$/i;

/** Words for each purpose, in tags, physical names and logical ids. */
const WORDS: Readonly<Record<Purpose, RegExp>> = {
  artifacts: /artifacts?|models?-?bucket/i,
  dataset: /data-?sets?|training-?data|train(ing)?-?bucket/i,
  ingest: /ingest|landing|upload/i,
  capture: /capture|inference-?data/i,
  logs: /(access|server)-?logs?|logs?-?bucket|logging-?bucket/i,
  evidence: /evidence|audit-?trail|decision-?log|cloud-?trail/i,
};

/** Key and value of each tag, whether tags are written as a list or as a map. */
export function tagsOf(value: Value): readonly { readonly key: string; readonly value: Value }[] {
  if (isMap(value)) return Object.entries(value).map(([key, tagged]) => ({ key, value: tagged }));
  return listOf(value).flatMap((tag) => {
    const key = textOf(at(tag, 'Key'));
    return key === undefined ? [] : [{ key, value: at(tag, 'Value') }];
  });
}

/**
 * Whether a resource is for a purpose. A tag decides; without one, its name, its logical id and its use in the app do.
 */
export function isFor(purpose: Purpose, resource: Resource, context: RuleContext): boolean {
  const tag = tagsOf(resource.get('Tags')).find(({ key }) => PURPOSE_TAG.test(key));
  if (tag) return WORDS[purpose].test(textOf(tag.value) ?? '');
  const name = resource.get('BucketName') ?? resource.get('TableName');
  const literal = name instanceof Text || typeof name === 'string' ? (textOf(name) ?? '') : '';
  return (
    WORDS[purpose].test(literal) || WORDS[purpose].test(resource.logicalId) || isUsedFor(purpose, resource, context)
  );
}

/** Properties that give a bucket its purpose. */
const USES: Readonly<Partial<Record<Purpose, readonly (readonly [type: string, property: string])[]>>> = {
  artifacts: [
    ['AWS::SageMaker::Model', 'PrimaryContainer.ModelDataUrl'],
    ['AWS::SageMaker::Model', 'PrimaryContainer.ModelDataSource'],
    ['AWS::SageMaker::ModelPackage', 'InferenceSpecification'],
  ],
  capture: [['AWS::SageMaker::EndpointConfig', 'DataCaptureConfig.DestinationS3Uri']],
  logs: [['AWS::S3::Bucket', 'LoggingConfiguration.DestinationBucketName']],
  evidence: [['AWS::CloudTrail::Trail', 'S3BucketName']],
};

function isUsedFor(purpose: Purpose, resource: Resource, { application }: RuleContext): boolean {
  return (USES[purpose] ?? []).some(
    ([type, property]) => application.referrers(resource, [type], property, 'BucketName').length > 0,
  );
}
