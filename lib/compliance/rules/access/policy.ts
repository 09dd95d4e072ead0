import { isList, isMap, listOf, Text, textOf, Unknown, type Value, type ValueMap } from '../../template';
import { policyFromText } from './policy-text';

/** One statement of an IAM or resource policy. A missing part stays undefined; an unknown one stays unknown. */
export interface Statement {
  /** Position in the document, for findings. */
  readonly index: number;
  readonly effect: Value;
  readonly actions: readonly Value[];
  readonly notActions: readonly Value[];
  readonly resources: readonly Value[];
  readonly notResources: readonly Value[];
  readonly principal: Value;
  readonly notPrincipal: Value;
  /** Condition operators; an empty map where the statement has none. */
  readonly conditions: Value;
}

/** The statements of a policy document; the unknown where the document is only known at deployment. */
export function statementsOf(document: Value): readonly Statement[] | Unknown {
  if (document instanceof Unknown) return document;
  if (typeof document === 'string') {
    const parsed = policyFromText(document);
    return parsed ? statementsOf(parsed) : new Unknown('a policy written as text');
  }
  if (document instanceof Text) return new Unknown('a policy written as text');
  if (!isMap(document)) return [];
  const list = document.Statement;
  if (list instanceof Unknown) return list;
  const statements = listOf(list);
  const open = statements.find((statement) => statement instanceof Unknown);
  if (open instanceof Unknown) return open;
  return statements.flatMap((statement, index) => (isMap(statement) ? [statementOf(statement, index)] : []));
}

function statementOf(raw: ValueMap, index: number): Statement {
  return {
    index,
    effect: raw.Effect,
    actions: listOf(raw.Action),
    notActions: listOf(raw.NotAction),
    resources: listOf(raw.Resource),
    notResources: listOf(raw.NotResource),
    principal: raw.Principal,
    notPrincipal: raw.NotPrincipal,
    conditions: raw.Condition ?? {},
  };
}

/** Whether a statement may allow something; an unknown effect may. */
export function mayAllow(statement: Statement): boolean {
  return statement.effect !== 'Deny';
}

/** Whether the principal is everyone: `*`, `{ AWS: '*' }`, or an account wildcard. */
export function isEveryone(principal: Value): boolean {
  if (principal === '*') return true;
  if (!isMap(principal)) return false;
  return listOf(principal.AWS).some((each) => {
    const text = textOf(each);
    return text === '*' || /^arn:[^:]*:iam::\*:/.test(text ?? '');
  });
}

/** The operators of a condition with their keys, flattened: `{ operator, key, values }`. */
export function conditionEntries(
  conditions: Value,
): readonly { readonly operator: string; readonly key: string; readonly values: readonly Value[] }[] {
  if (!isMap(conditions)) return [];
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    isMap(keys) && !isList(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: listOf(values) }))
      : [],
  );
}

/**
 * Whether an action of a policy covers an action. IAM compares without regard to case; `*` and `?` are wildcards. Walks
 * both texts once and goes back to the last `*` only, so that no pattern takes longer than their product.
 */
export function actionMatches(pattern: string, action: string): boolean {
  const [wanted, text] = [pattern.toLowerCase(), action.toLowerCase()];
  let [at, next, star, resume] = [0, 0, -1, 0];
  while (at < text.length) {
    if (wanted[next] === '*') {
      star = next;
      resume = at;
      next += 1;
    } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === text[at])) {
      at += 1;
      next += 1;
    } else if (star >= 0) {
      next = star + 1;
      resume += 1;
      at = resume;
    } else {
      return false;
    }
  }
  return /^\**$/.test(wanted.slice(next));
}

/** Condition keys that say who may call, or on whose behalf. */
const CALLER_KEYS =
  /^(aws:(principal(orgid|orgpaths|account|arn|tag\/.+)|source(arn|account|owner|orgid|orgpaths|vpc|vpce|ip)|userid|username)|kms:calleraccount)$/;
/** Operators under which a missing or different key lets the request in. */
const LOOSE_OPERATOR = /(IfExists$|^Null$|Not)/i;

/** Whether a condition says who may call: without one of its keys, or with another value, the request is denied. */
export function limitsTheCaller(conditions: Value): boolean {
  return conditionEntries(conditions).some(
    ({ operator, key, values }) =>
      CALLER_KEYS.test(key) &&
      !LOOSE_OPERATOR.test(operator) &&
      values.length > 0 &&
      values.every((value) => !/^\*+$/.test(textOf(value) ?? '') && textOf(value) !== '0.0.0.0/0'),
  );
}
