import * as iam from 'aws-cdk-lib/aws-iam';
import { NAMESPACE } from '../contract';

/** Publishing metrics of this library. PutMetricData has no resource level but a namespace. */
export function libraryMetricStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
  });
}
