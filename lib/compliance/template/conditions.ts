import type { Resolver } from './resolver';
import { isRawMap, type Template } from './template';
import { textOf, unknownIn } from './value';

const MAX_DEPTH = 32;

/** Decides a named condition from literals alone; undefined where it depends on the deployment. */
export function decideCondition(name: unknown, template: Template, resolver: Resolver, depth = 0): boolean | undefined {
  if (typeof name !== 'string' || !Object.hasOwn(template.conditions, name) || depth > MAX_DEPTH) return undefined;
  const { decided } = template;
  if (decided.has(name)) return decided.get(name);
  // One that is made of itself is undecided.
  decided.set(name, undefined);
  const answer = decide(template.conditions[name], template, resolver, depth + 1);
  decided.set(name, answer);
  return answer;
}

function decide(expression: unknown, template: Template, resolver: Resolver, depth: number): boolean | undefined {
  if (!isRawMap(expression) || depth > MAX_DEPTH) return undefined;
  const [operator] = Object.keys(expression);
  const argument = operator === undefined ? undefined : expression[operator];
  const all = () =>
    Array.isArray(argument) ? argument.map((each) => decide(each, template, resolver, depth + 1)) : [undefined];
  switch (operator) {
    case 'Condition':
      return decideCondition(argument, template, resolver, depth);
    case 'Fn::Equals':
      return decideEquals(argument, template, resolver);
    case 'Fn::Not': {
      const [inner] = all();
      return inner === undefined ? undefined : !inner;
    }
    case 'Fn::And': {
      const parts = all();
      return parts.includes(false) ? false : parts.every((each) => each === true) ? true : undefined;
    }
    case 'Fn::Or': {
      const parts = all();
      return parts.includes(true) ? true : parts.every((each) => each === false) ? false : undefined;
    }
    default:
      return undefined;
  }
}

function decideEquals(argument: unknown, template: Template, resolver: Resolver): boolean | undefined {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const [left, right] = argument.map((side) => resolver.value(side, template));
  const literal = (side: typeof left) =>
    typeof side === 'string' || typeof side === 'number' || typeof side === 'boolean';
  if (unknownIn(left) || unknownIn(right) || !literal(left) || !literal(right)) return undefined;
  return textOf(left) === textOf(right);
}
