import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expectCompliant } from '../compliance/expect-compliant';

// CDK's built-in template validation costs seconds a synthesis, and is not what is tested here.
process.env['CDK_VALIDATION'] = 'false';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-west-1';

export function testApp(context: Record<string, unknown> = {}): App {
  buildMissingBundles();
  return new App({ context });
}

/** A stack of an account and Region. */
export function testStack(app: App = testApp(), id = 'Test'): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region: REGION } });
}

/** The template of a stack in which the ISO 27001 checks find nothing. */
export function compliantTemplate(stack: Stack): Template {
  expectCompliant(stack);
  return Template.fromStack(stack);
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}

/** All statements of the identity policies of a template, in one list. */
export function identityStatements(template: Template): Statement[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    (policy) => policy['Properties'].PolicyDocument.Statement as Statement[],
  );
}

/** The statements of the policy of a bucket whose logical id begins so. */
export function bucketStatements(template: Template, bucketId: string): Statement[] {
  const policy = Object.values(template.findResources('AWS::S3::BucketPolicy')).find((candidate) =>
    String(candidate['Properties'].Bucket.Ref).startsWith(bucketId),
  );
  return policy?.['Properties'].PolicyDocument.Statement ?? [];
}

export const actionsOf = (statement: Statement): string[] => [statement.Action].flat();

/** Joins the literal parts of intrinsic functions, references as `<LogicalId>`, so that tests can read ARNs. */
export function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref } = value as Record<string, unknown>;
  if (join !== undefined) return (join as [string, unknown[]])[1].map(flat).join((join as [string, unknown[]])[0]);
  if (attribute !== undefined) return `<${(attribute as string[])[0]}>`;
  return Ref === undefined ? JSON.stringify(value) : `<${Ref}>`;
}

/** Runs without a build would fail for want of the bundles, which take a second. */
function buildMissingBundles(): void {
  const root = join(__dirname, '..', '..');
  if (existsSync(join(root, 'assets', 'lambda', 'verified-artifact', 'index.js'))) return;
  execFileSync(process.execPath, [join(root, 'scripts', 'bundle.mjs')], { stdio: 'ignore' });
}
