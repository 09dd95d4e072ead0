import type { Resource } from '../../template';
import { isMap, listOf, Unknown, type Value } from '../../template';

/** Types whose properties hold identity policies. */
export const IDENTITY_POLICY_TYPES = [
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
  'AWS::IAM::Role',
  'AWS::IAM::User',
  'AWS::IAM::Group',
] as const;

/** Types that carry policies by value in `Policies` and by ARN in `ManagedPolicyArns`. */
export const PRINCIPAL_TYPES = ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'] as const;

/** Each policy document of an IAM resource with the path where it stands. */
export function identityPoliciesOf(
  resource: Resource,
): readonly { readonly where: string; readonly document: Value }[] {
  if (!PRINCIPAL_TYPES.some((type) => type === resource.type)) {
    return [{ where: 'PolicyDocument', document: resource.get('PolicyDocument') }];
  }
  const policies = resource.get('Policies');
  if (policies instanceof Unknown) return [{ where: 'Policies', document: policies }];
  return listOf(policies).map((policy, index) => ({
    where: `Policies.${index}.PolicyDocument`,
    document: isMap(policy) ? policy.PolicyDocument : policy,
  }));
}
