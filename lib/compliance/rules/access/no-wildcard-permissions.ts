import type { Finding, Rule } from '../../checks/check';
import { Reference, Text, textOf, Unknown, type Value } from '../../template';
import { fail, undecided } from '../expect';
import { hasNoResourceLevel } from './actions-without-resource-level';
import { identityPoliciesOf } from './identity-policies';
import { isNamedAtRunTime } from './named-at-run-time';
import { mayAllow, type Statement, statementsOf } from './policy';

const WILDCARD = /[*?]/;
/** A prefix inside a named bucket: the bucket itself holds no wildcard. */
const INSIDE_A_BUCKET = /^arn:[^:]+:s3:::[^*?/]+\/.*$/;
/** The ARN of a log group ends in `:*`; IAM needs that form for its log streams. */
const LOG_GROUP = /^arn:[^:]+:logs:[^:*]+:[^:*]+:log-group:[^*]+:\*$/;
/** `GetAtt Bucket.Arn` followed by a path is a prefix inside that bucket. */
const BELOW_AN_ARN = /^\$\{[^}]+\.Arn\}\/.*$/;

/** No wildcard action, and no wildcard resource but those that AWS leaves no other way to write. */
export const noWildcardPermissions: Rule = (resource, { application }) => {
  const isBucket = (value: Value) => {
    const head = value instanceof Text ? value.parts[0] : undefined;
    return head instanceof Reference && application.target(head)?.type === 'AWS::S3::Bucket';
  };
  const findings: Finding[] = [];
  for (const { where, document } of identityPoliciesOf(resource)) {
    const statements = statementsOf(document);
    if (statements instanceof Unknown) findings.push(...undecided(where, statements));
    else
      for (const statement of statements.filter(mayAllow)) {
        findings.push(...actionFindings(statement, `${where}.Statement.${statement.index}`));
        findings.push(...resourceFindings(statement, `${where}.Statement.${statement.index}`, isBucket));
      }
  }
  return findings;
};

function actionFindings(statement: Statement, where: string): readonly Finding[] {
  if (statement.notActions.length > 0) return fail(`${where}.NotAction`, 'allows every action but a few');
  const open = statement.actions.filter((action) => textOf(action) === undefined);
  const wild = statement.actions.map(textOf).filter((text) => text !== undefined && WILDCARD.test(text));
  return [
    ...open.flatMap((action) => undecided(`${where}.Action`, action)),
    ...(wild.length === 0 ? [] : fail(`${where}.Action`, `allows the wildcard ${named('action', wild)}`)),
  ];
}

/** One finding a statement: a reader mends it as one. */
function named(noun: string, [first, second, ...others]: readonly (string | undefined)[]): string {
  if (second === undefined) return `${noun} ${first}`;
  return `${noun}s ${first}${others.length === 0 ? ' and ' : ', '}${second}${others.length === 0 ? '' : ` and ${others.length} more`}`;
}

function resourceFindings(
  statement: Statement,
  where: string,
  isBucket: (value: Value) => boolean,
): readonly Finding[] {
  if (statement.notResources.length > 0) return fail(`${where}.NotResource`, 'allows every resource but a few');
  const actions = statement.actions.map(textOf);
  const unavoidable =
    actions.length > 0 && actions.every((action) => action !== undefined && hasNoResourceLevel(action));
  const open = statement.resources.filter((value) => textOf(value) === undefined);
  const wild = unavoidable ? [] : statement.resources.filter((value) => isWild(value, isBucket)).map(textOf);
  return [
    ...open.flatMap((value) => undecided(`${where}.Resource`, value)),
    ...(wild.length === 0 ? [] : fail(`${where}.Resource`, `allows the wildcard ${named('resource', wild)}`)),
  ];
}

function isWild(value: Value, isBucket: (value: Value) => boolean): boolean {
  const text = textOf(value) ?? '';
  if (!WILDCARD.test(text)) return false;
  if (INSIDE_A_BUCKET.test(text) || LOG_GROUP.test(text) || isNamedAtRunTime(text)) return false;
  return !(BELOW_AN_ARN.test(text) && isBucket(value));
}
