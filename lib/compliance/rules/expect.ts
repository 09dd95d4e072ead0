import { isDeepStrictEqual } from 'node:util';
import type { Finding, Outcome } from '../checks/check';
import {
  asBoolean,
  asNumber,
  isPresent,
  listOf,
  Reference,
  type Resource,
  Text,
  textOf,
  Unknown,
  type Value,
} from '../template';

/** The check holds. */
export const PASS: readonly Finding[] = [];
/** The check has nothing to say about this resource. */
export const NOT_APPLICABLE: Outcome = undefined;

/** What is wrong, and at which property. */
export function fail(where: string, what: string): readonly Finding[] {
  return [{ where, what }];
}

/** The resource cannot help it: another team's resource or an attestation meets the check. */
export function unattested(where: string, what: string): readonly Finding[] {
  return [{ where, what, state: 'UNATTESTED' }];
}

/** The template leaves the answer to the deployment. */
export function undecided(where: string, value: Value): readonly Finding[] {
  const expression = value instanceof Unknown ? value.expression : textOf(value);
  return [
    { where, what: `cannot be told before deployment: ${expression ?? 'the value is computed'}`, state: 'UNKNOWN' },
  ];
}

/** A value whose text only the deployment knows. */
export function isOpen(value: Value): boolean {
  return value instanceof Unknown || value instanceof Reference || value instanceof Text;
}

/** `undefined` from the predicate says that synth cannot tell. */
export function expectThat(
  resource: Resource,
  where: string,
  holds: (value: Value) => boolean | undefined,
  what: string,
): readonly Finding[] {
  const value = resource.get(where);
  const verdict = verdictOn(value, holds);
  if (verdict === undefined) return undecided(where, value);
  return verdict ? PASS : fail(where, what);
}

/** Where a condition chooses between two values and both get the same verdict, that is the verdict. */
export function verdictOn(value: Value, holds: (value: Value) => boolean | undefined): boolean | undefined {
  if (!(value instanceof Unknown)) return holds(value);
  const [first, ...others] = value.alternatives.map((alternative) => verdictOn(alternative, holds));
  return others.every((other) => other === first) ? first : undefined;
}

export function expectTrue(resource: Resource, where: string, what: string): readonly Finding[] {
  return expectThat(resource, where, (value) => (isOpen(value) ? undefined : asBoolean(value) === true), what);
}

/** Something stands there. An import is something, whatever it is. */
export function expectPresent(resource: Resource, where: string, what: string): readonly Finding[] {
  const value = resource.get(where);
  if (value instanceof Unknown && value.filled) return PASS;
  return expectThat(resource, where, isPresent, what);
}

export function expectOneOf(
  resource: Resource,
  where: string,
  allowed: readonly string[],
  what: string,
): readonly Finding[] {
  const holds = (value: Value) => (isOpen(value) ? undefined : typeof value === 'string' && allowed.includes(value));
  return expectThat(resource, where, holds, what);
}

export function expectAtLeast(resource: Resource, where: string, minimum: number, what: string): readonly Finding[] {
  const holds = (value: Value) => (isOpen(value) ? undefined : (asNumber(value) ?? Number.NaN) >= minimum);
  return expectThat(resource, where, holds, what);
}

/** Whether a value names a key of the customer: something is there and it is no `alias/aws/…`. */
export function isCustomerKey(value: Value): boolean | undefined {
  if (value instanceof Unknown) return undefined;
  return isPresent(value) && !/(^|:)alias\/aws\//.test(textOf(value) ?? '');
}

/** A customer-managed key is named. */
export function expectCustomerKey(resource: Resource, where: string, what: string): readonly Finding[] {
  return expectThat(resource, where, isCustomerKey, what);
}

/** Applies an expectation to each element of a list; a missing list has no elements. */
export function forEachOf(
  resource: Resource,
  where: string,
  expectation: (element: Value, where: string) => readonly Finding[],
): readonly Finding[] {
  return forEachIn(resource.get(where), where, expectation);
}

/** Where a condition chooses between two lists and both are found to be the same, that is what is found. */
function forEachIn(
  list: Value,
  where: string,
  expectation: (element: Value, where: string) => readonly Finding[],
): readonly Finding[] {
  if (!(list instanceof Unknown)) {
    return listOf(list).flatMap((element, index) => expectation(element, `${where}.${index}`));
  }
  const [first, ...others] = list.alternatives.map((alternative) => forEachIn(alternative, where, expectation));
  return first && others.every((other) => isDeepStrictEqual(other, first)) ? first : undecided(where, list);
}

/** Joins outcomes; the check applies if one of them does. */
export function allOf(...outcomes: readonly Outcome[]): Outcome {
  const applicable = outcomes.filter((outcome) => outcome !== undefined);
  return applicable.length === 0 ? NOT_APPLICABLE : applicable.flat();
}
