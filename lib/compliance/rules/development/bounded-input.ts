import type { Rule } from '../../checks/check';
import { at, isMap, listOf, type Resource, textOf, unknownIn, type Value } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** Keywords of JSON Schema that bound each kind of value; one of them is enough. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  string: ['maxLength', 'enum', 'const', 'pattern', 'format'],
  array: ['maxItems', 'prefixItems'],
  number: ['maximum', 'exclusiveMaximum', 'enum', 'const'],
  integer: ['maximum', 'exclusiveMaximum', 'enum', 'const'],
};

/** Path of the first part of a schema without a bound. */
function unbounded(schema: Value, path: string): string | undefined {
  if (!isMap(schema)) return undefined;
  const type = textOf(schema.type) ?? '';
  const needed = BOUNDS[type];
  if (needed && !needed.some((keyword) => schema[keyword] !== undefined)) return path === '' ? type : path;
  const children = isMap(schema.properties) ? Object.entries(schema.properties) : [];
  const items = listOf(schema.items).map((item) => ['[]', item] as const);
  for (const [name, child] of [...children, ...items]) {
    const found = unbounded(child, path === '' ? name : `${path}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A schema bounds what a request may hold, a firewall how large it may be: hostile inputs have little room. */
export const boundedInput: Rule = (resource) =>
  resource.type === 'AWS::WAFv2::WebACL' ? limitsSize(resource) : boundsSchema(resource);

function boundsSchema(model: Resource) {
  const schema = model.get('Schema');
  if (schema === undefined) return fail('Schema', 'a request may hold anything');
  const open = unknownIn(schema);
  if (open) return undecided('Schema', open);
  const found = unbounded(schema, '');
  return found === undefined ? PASS : fail('Schema', `${found} has no upper bound`);
}

function limitsSize(acl: Resource) {
  const rules = acl.get('Rules');
  const limited = listOf(rules).some(
    (rule) => at(rule, 'Statement.SizeConstraintStatement') !== undefined || isCommonRuleSet(rule),
  );
  if (limited) return PASS;
  const open = unknownIn(rules);
  return open ? undecided('Rules', open) : fail('Rules', 'no rule limits the size of requests');
}

/** The common rules of AWS block a body beyond 8 kB, unless that rule, or the whole set, is made to count only. */
function isCommonRuleSet(rule: Value): boolean {
  const group = at(rule, 'Statement.ManagedRuleGroupStatement');
  if (at(group, 'VendorName') !== 'AWS' || at(group, 'Name') !== 'AWSManagedRulesCommonRuleSet') return false;
  if (at(rule, 'OverrideAction.Count') !== undefined) return false;
  const weakened = [...listOf(at(group, 'ExcludedRules')), ...listOf(at(group, 'RuleActionOverrides'))];
  return !weakened.some((override) => at(override, 'Name') === 'SizeRestrictions_BODY');
}
