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
  return statement.actions.flatMap((action) => {
    const text = textOf(action);
    if (text === undefined) return undecided(`${where}.Action`, action);
    return WILDCARD.test(text) ? fail(`${where}.Action`, `allows the wildcard action ${text}`) : [];
  });
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
  return statement.resources.flatMap((value) => {
    const text = textOf(value);
    if (text === undefined) return undecided(`${where}.Resource`, value);
    if (!WILDCARD.test(text) || unavoidable) return [];
    if (INSIDE_A_BUCKET.test(text) || LOG_GROUP.test(text) || isNamedAtRunTime(text)) return [];
    if (BELOW_AN_ARN.test(text) && isBucket(value)) return [];
    return fail(`${where}.Resource`, `allows the wildcard resource ${text}`);
  });
}
