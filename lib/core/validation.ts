import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type Problem, ValidationError } from './errors';

/** Whether a value is only known at deployment, so that synth can say nothing about it. */
export function isUnresolved(value: unknown): boolean {
  return Token.isUnresolved(value);
}

/**
 * Collects what is wrong with the properties of one construct and throws it all at once.
 *
 * Every check lets `undefined` and unresolved tokens pass: a missing optional property is no problem (a missing
 * required one is reported by `required`), and a token is checked by the service at deployment.
 */
export class Problems {
  private readonly found: Problem[] = [];

  /** @param subject a construct (its path is named) or the name of a document. */
  constructor(private readonly subject: IConstruct | string) {}

  /** Reports a problem that no ready-made check covers. */
  add(problem: Problem): void {
    this.found.push(problem);
  }

  /** Reports a problem unless `holds`. */
  expect(holds: boolean, problem: Problem): void {
    if (!holds) this.add(problem);
  }

  required(prop: string, value: unknown, expected: string, remedy: string): void {
    if (value === undefined || value === null || value === '') this.add({ prop, value, expected, remedy });
  }

  integer(prop: string, value: number | undefined, range: { min: number; max: number }, remedy: string): void {
    const integral = value === undefined || isUnresolved(value) || Number.isInteger(value);
    if (!integral) this.add({ prop, value, expected: `an integer from ${range.min} to ${range.max}`, remedy });
    else this.number(prop, value, range, remedy, 'an integer');
  }

  number(
    prop: string,
    value: number | undefined,
    range: { min: number; max: number },
    remedy: string,
    noun = 'a number',
  ): void {
    if (value === undefined || isUnresolved(value)) return;
    const inside = typeof value === 'number' && value >= range.min && value <= range.max;
    this.expect(inside, { prop, value, expected: `${noun} from ${range.min} to ${range.max}`, remedy });
  }

  matches(prop: string, value: string | undefined, pattern: RegExp, expected: string, remedy: string): void {
    if (value === undefined || isUnresolved(value)) return;
    this.expect(typeof value === 'string' && pattern.test(value), { prop, value, expected, remedy });
  }

  oneOf(prop: string, value: string | undefined, allowed: readonly string[], remedy: string): void {
    if (value === undefined || isUnresolved(value)) return;
    this.expect(allowed.includes(value), { prop, value, expected: `one of ${allowed.join(', ')}`, remedy });
  }

  unique(prop: string, values: readonly (string | undefined)[], remedy: string): void {
    const known = values.filter((value): value is string => value !== undefined && !isUnresolved(value));
    const repeated = known.find((value, index) => known.indexOf(value) !== index);
    this.expect(repeated === undefined, { prop, value: repeated, expected: 'values that differ', remedy });
  }

  /** @throws ValidationError naming every problem found so far. */
  throwIfAny(): void {
    if (this.found.length === 0) return;
    const subject = typeof this.subject === 'string' ? this.subject : this.subject.node.path || 'App';
    throw new ValidationError(subject, this.found);
  }
}
