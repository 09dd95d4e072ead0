import type { Settings } from '../../../lib/compliance/checks/settings';

/** NOT_APPLICABLE: the check has nothing to say about the resource. */
export type Verdict = 'PASS' | 'FAIL' | 'UNKNOWN' | 'UNATTESTED' | 'NOT_APPLICABLE';

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: object; readonly [attribute: string]: unknown }>
>;

/** What surrounds the resource under test. */
export interface Around {
  /** Attributes beside the properties: `DeletionPolicy`. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Other resources of the same template; they call the one under test `Subject`. */
  readonly resources?: Resources;
  /** Another type than the check's usual one. */
  readonly type?: string;
  readonly mappings?: object;
  readonly settings?: Partial<Settings>;
  readonly terminationProtection?: boolean;
  readonly stackTags?: readonly string[];
  readonly region?: string;
  readonly account?: string;
}

/** A sentence that completes "a Bucket that …", what the check must say, and the properties. */
export type Case = readonly [sentence: string, verdict: Verdict, properties: object, around?: Around];

/** The cases of one check. `P` is a parameter without a known value, `C` a condition that depends on it. */
export interface CheckCases {
  readonly check: number;
  readonly type: string;
  readonly cases: readonly Case[];
}

export const PARAMETER = { Ref: 'P' };
export const NO_VALUE = { Ref: 'AWS::NoValue' };
export const IMPORTED = { 'Fn::ImportValue': 'SomebodyElsesExport' };
export const KEY_ARN = { 'Fn::GetAtt': ['Key', 'Arn'] };
export const SUBJECT_ARN = { 'Fn::GetAtt': ['Subject', 'Arn'] };
export const KEY: Resources = { Key: { Type: 'AWS::KMS::Key' } };

export const either = (ifTrue: unknown, ifFalse: unknown) => ({ 'Fn::If': ['C', ifTrue, ifFalse] });
export const joined = (...parts: readonly unknown[]) => ({ 'Fn::Join': ['', parts] });
export const policy = (...statements: readonly object[]) => ({ Version: '2012-10-17', Statement: statements });
export const allow = (statement: object) => ({ Effect: 'Allow', ...statement });
export const deny = (statement: object) => ({ Effect: 'Deny', ...statement });

/** Configurations of endpoints, each with one variant that serves the model under test. */
export const served = (...variants: readonly object[]) => ({
  resources: Object.fromEntries(
    variants.map((variant, index) => [
      `Config${index}`,
      {
        Type: 'AWS::SageMaker::EndpointConfig',
        Properties: { ProductionVariants: [{ ModelName: { 'Fn::GetAtt': ['Subject', 'ModelName'] }, ...variant }] },
      },
    ]),
  ),
});
