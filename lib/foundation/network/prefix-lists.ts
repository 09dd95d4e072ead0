import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isUnresolved, type Problems } from '../../core';

/**
 * The prefix lists that AWS manages for the gateway endpoints. Their ids never change, and no CloudFormation function
 * returns them. Print those of a Region with `aws ec2 describe-managed-prefix-lists`.
 * https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
const KNOWN: Readonly<Record<'s3' | 'dynamodb', Readonly<Record<string, string>>>> = {
  s3: {
    'ap-northeast-1': 'pl-61a54008',
    'ap-northeast-2': 'pl-78a54011',
    'ap-south-1': 'pl-78a54011',
    'ap-southeast-1': 'pl-6fa54006',
    'ap-southeast-2': 'pl-6ca54005',
    'eu-central-1': 'pl-6ea54007',
    'eu-north-1': 'pl-c3aa4faa',
    'eu-west-1': 'pl-6da54004',
    'eu-west-2': 'pl-7ca54015',
    'sa-east-1': 'pl-6aa54003',
    'us-east-1': 'pl-63a5400a',
    'us-east-2': 'pl-7ba54012',
    'us-west-1': 'pl-6ba54002',
    'us-west-2': 'pl-68a54001',
  },
  dynamodb: {
    'ap-northeast-1': 'pl-78a54011',
    'ap-northeast-2': 'pl-48a54021',
    'ap-south-1': 'pl-66a7420f',
    'ap-southeast-1': 'pl-67a5400e',
    'ap-southeast-2': 'pl-62a5400b',
    'eu-central-1': 'pl-66a5400f',
    'eu-north-1': 'pl-adae4bc4',
    'eu-west-1': 'pl-6fa54006',
    'eu-west-2': 'pl-b3a742da',
    'us-east-1': 'pl-02cd2c6b',
    'us-east-2': 'pl-4ca54025',
    'us-west-1': 'pl-6ea54007',
    'us-west-2': 'pl-00a54069',
  },
};

/** The prefix list of a gateway endpoint; a problem where it is neither given nor known. */
export function prefixListOf(
  problems: Problems,
  scope: IConstruct,
  service: 's3' | 'dynamodb',
  given: { readonly prop: string; readonly id: string | undefined },
): string {
  const { prop } = given;
  const { region } = Stack.of(scope);
  const shown = isUnresolved(region) ? '<Region>' : region;
  const remedy = `Give what this prints: aws ec2 describe-managed-prefix-lists --filters Name=prefix-list-name,Values=com.amazonaws.${shown}.${service}`;
  const expected = `the id of the prefix list com.amazonaws.${shown}.${service}, such as pl-0123abcd`;
  problems.matches(prop, given.id, /^pl-[0-9a-f]{8,17}$/, expected, remedy);
  const id = given.id ?? KNOWN[service][region];
  problems.required(prop, id, expected, remedy);
  return id ?? '';
}
