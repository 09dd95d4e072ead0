import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/**
 * Events that a trail records: what is done to the account, to objects of these buckets, and to SageMaker endpoints.
 * CloudTrail does not record the body of an invocation: Data Capture and the decision log do.
 */
export function auditedEvents(buckets: readonly IBucket[]): CfnTrail.AdvancedEventSelectorProperty[] {
  return [
    { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
    {
      name: 'Objects of the store',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
        { field: 'resources.ARN', startsWith: buckets.map((bucket) => bucket.arnForObjects('')) },
      ],
    },
    {
      name: 'SageMaker endpoints',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::SageMaker::Endpoint'] },
      ],
    },
  ];
}
