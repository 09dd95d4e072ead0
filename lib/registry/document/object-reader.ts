import { isUnresolved, type Problems } from '../../core';

/** What a text field may hold. */
export interface TextRule {
  readonly pattern: RegExp;
  /** What is allowed, in words: `1 to 63 letters, digits or hyphens`. */
  readonly expected: string;
  readonly remedy: string;
}

/** What a number field may hold, bounds included. */
export interface NumberRule {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  readonly remedy: string;
}

/** Where problems are put, and how the values that are read may look. */
export interface Reading {
  readonly problems: Problems;
  /** Whether a value may be a token: true for properties in code, never for a file. */
  readonly tokens: boolean;
}

const PLAIN_KEY = /^[\w.+-]{1,64}$/;
const ABSENT_REMEDY = 'Leave the field out where there is no value.';

/**
 * Reads the fields of one object of unknown shape, one typed getter a field, and reports what is wrong with its path.
 * A getter returns undefined for what is missing or wrong; `end` reports keys that nobody asked for.
 */
export class ObjectReader {
  /** Opens a value as an object; reports it and returns undefined where it is none. */
  static open(reading: Reading, path: string, value: unknown, remedy: string): ObjectReader | undefined {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new ObjectReader(reading, path, value as Record<string, unknown>);
    }
    reading.problems.add({ prop: path === '' ? '(document)' : path, value, expected: 'an object', remedy });
    return undefined;
  }

  private readonly asked = new Set<string>();

  private constructor(
    private readonly reading: Reading,
    private readonly path: string,
    private readonly fields: Readonly<Record<string, unknown>>,
  ) {}

  /** Path of a field as messages show it. */
  pathOf(key: string): string {
    // A key from a file may hold line breaks or be very long: quoted and cut, it cannot forge a line of the message.
    if (!PLAIN_KEY.test(key)) return `${this.path}[${JSON.stringify(key.slice(0, 60))}]`;
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.fields, key) && this.fields[key] !== undefined;
  }

  text(key: string, rule: TextRule, required: 'required' | 'optional'): string | undefined {
    const value = this.raw(key, required, rule.expected, rule.remedy);
    if (value === undefined) return undefined;
    if (typeof value === 'string' && (this.isToken(value) || rule.pattern.test(value))) return value;
    return this.report(key, value, rule.expected, rule.remedy);
  }

  number(key: string, rule: NumberRule, required: 'required' | 'optional'): number | undefined {
    const noun = rule.integer ? 'an integer' : 'a finite number';
    const expected = rangeText(noun, rule.min, rule.max);
    const value = this.raw(key, required, expected, rule.remedy);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && (this.isToken(value) || fits(value, rule))) return value;
    return this.report(key, value, expected, rule.remedy);
  }

  flag(key: string, remedy: string): boolean | undefined {
    const value = this.raw(key, 'optional', 'true or false', remedy);
    if (value === undefined || typeof value === 'boolean') return value;
    return this.report(key, value, 'true or false', remedy);
  }

  choice<T extends string>(key: string, allowed: readonly T[], remedy: string): T | undefined {
    const expected = `one of ${allowed.join(', ')}`;
    const value = this.raw(key, 'required', expected, remedy);
    if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
    return this.report(key, value, expected, remedy);
  }

  /** Elements of a list; a list that is too long is reported once and not looked into. */
  list(key: string, min: number, max: number, remedy: string, required: 'required' | 'optional'): readonly unknown[] {
    const expected = `a list of ${min} to ${max} entries`;
    const value = this.raw(key, required, expected, remedy);
    if (value === undefined) return [];
    if (Array.isArray(value) && value.length >= min && value.length <= max) return value;
    this.report(key, Array.isArray(value) ? `a list of ${value.length}` : value, expected, remedy);
    return [];
  }

  object(key: string, remedy: string, required: 'required' | 'optional'): ObjectReader | undefined {
    const value = this.raw(key, required, 'an object', remedy);
    if (value === undefined) return undefined;
    return ObjectReader.open(this.reading, this.pathOf(key), value, remedy);
  }

  /** The value of a field whatever it is, for a check that no getter covers. */
  any(key: string): unknown {
    this.asked.add(key);
    return this.has(key) ? this.fields[key] : undefined;
  }

  /** A free map: every key follows one rule, every value is read by `read` with the key. */
  entries<T>(
    key: string,
    keyRule: TextRule,
    max: number,
    read: (map: ObjectReader, name: string) => T | undefined,
  ): Readonly<Record<string, T>> | undefined {
    const map = this.object(key, keyRule.remedy, 'optional');
    if (map === undefined) return undefined;
    const names = Object.keys(map.fields).filter((name) => map.fields[name] !== undefined);
    if (names.length > max) {
      return this.report(key, `${names.length} entries`, `at most ${max} entries`, keyRule.remedy);
    }
    const pairs: [string, T][] = [];
    for (const name of names) {
      if (!keyRule.pattern.test(name)) map.report(name, name, `a key of ${keyRule.expected}`, keyRule.remedy);
      const value = read(map, name);
      if (value !== undefined) pairs.push([name, value]);
    }
    // fromEntries defines own properties, so a key like __proto__ stays a key.
    return Object.fromEntries(pairs);
  }

  /** Reports keys that no getter asked for: a misspelt optional field would otherwise be lost in silence. */
  end(): void {
    for (const key of Object.keys(this.fields)) {
      if (this.asked.has(key) || this.fields[key] === undefined) continue;
      const known = [...this.asked].sort().join(', ');
      this.report(key, this.fields[key], `one of the fields ${known}`, 'Remove the field or correct its name.');
    }
  }

  /** Reports a field and returns undefined, so that a getter can end with it. */
  report(key: string, value: unknown, expected: string, remedy: string): undefined {
    this.reading.problems.add({ prop: this.pathOf(key), value, expected, remedy });
    return undefined;
  }

  isToken(value: unknown): boolean {
    return this.reading.tokens && isUnresolved(value);
  }

  private raw(key: string, required: 'required' | 'optional', expected: string, remedy: string): unknown {
    this.asked.add(key);
    const value = this.has(key) ? this.fields[key] : undefined;
    if (value === null) return this.report(key, value, expected, required === 'optional' ? ABSENT_REMEDY : remedy);
    if (value === undefined && required === 'required') return this.report(key, undefined, expected, remedy);
    return value;
  }
}

function fits(value: number, rule: NumberRule): boolean {
  if (!Number.isFinite(value) || (rule.integer && !Number.isInteger(value))) return false;
  return value >= rule.min && value <= rule.max;
}

function rangeText(noun: string, min: number, max: number): string {
  const low = min === -Number.MAX_VALUE || min === Number.MIN_SAFE_INTEGER ? undefined : min;
  const high = max === Number.MAX_VALUE || max === Number.MAX_SAFE_INTEGER ? undefined : max;
  if (low !== undefined && high !== undefined) return `${noun} from ${low} to ${high}`;
  if (low !== undefined) return `${noun} of at least ${low}`;
  return high === undefined ? noun : `${noun} of at most ${high}`;
}
