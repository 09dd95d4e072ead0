/**
 * A small language for the shapes of AWS inputs, with AWS's own messages.
 *
 * The constraints written with it are those of the SageMaker service model (required members, lengths, patterns,
 * ranges, enumerations), which both SDKs and CloudFormation rely on the service to enforce.
 */
import { ApiError, refused } from '../errors';

/** One constraint that a value breaks, in the words of the service. */
interface Failure {
  readonly path: string;
  readonly value: unknown;
  readonly constraint: string;
}

export type Shape = (value: unknown, path: string, failures: Failure[]) => void;

interface Member {
  readonly shape: Shape;
  readonly required: boolean;
}

const NUMBER_NAMES: Readonly<Record<string, string>> = { string: 'STRING_VALUE', number: 'NUMBER_VALUE' };

/** The service's deserializer refuses a wrong JSON type before it looks at constraints. */
function wrongType(value: unknown, wanted: string): ApiError {
  if (typeof value === 'boolean') {
    return new ApiError(
      'SerializationException',
      `${value ? 'TRUE' : 'FALSE'}_VALUE can not be converted to ${wanted}`,
    );
  }
  const found = NUMBER_NAMES[typeof value] ?? (Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT');
  return new ApiError('SerializationException', `${found} can not be converted to ${wanted}`);
}

function shown(value: unknown): string {
  return value === undefined || value === null
    ? 'null'
    : `'${typeof value === 'object' ? JSON.stringify(value) : value}'`;
}

export interface Length {
  readonly min?: number;
  readonly max?: number;
}

function checkLength(size: number, length: Length, report: (constraint: string) => void): void {
  if (length.min !== undefined && size < length.min) {
    report(`Member must have length greater than or equal to ${length.min}`);
  }
  if (length.max !== undefined && size > length.max) {
    report(`Member must have length less than or equal to ${length.max}`);
  }
}

/** Text. The pattern is matched against the whole value, as the service does. */
export function text(constraints: Length & { pattern?: string; oneOf?: readonly string[] } = {}): Shape {
  const { pattern, oneOf } = constraints;
  const whole = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`, 'u');
  return (value, path, failures) => {
    if (typeof value !== 'string') throw wrongType(value, 'String');
    const report = (constraint: string) => failures.push({ path, value, constraint });
    checkLength(value.length, constraints, report);
    if (whole !== undefined && !whole.test(value)) {
      report(`Member must satisfy regular expression pattern: ${pattern}`);
    }
    if (oneOf !== undefined && !oneOf.includes(value)) {
      report(`Member must satisfy enum value set: [${oneOf.join(', ')}]`);
    }
  };
}

function numeric(range: Length, isKind: (value: number) => boolean, kind: string): Shape {
  return (value, path, failures) => {
    if (typeof value !== 'number' || !isKind(value)) throw wrongType(value, kind);
    if (range.min !== undefined && value < range.min) {
      failures.push({ path, value, constraint: `Member must have value greater than or equal to ${range.min}` });
    }
    if (range.max !== undefined && value > range.max) {
      failures.push({ path, value, constraint: `Member must have value less than or equal to ${range.max}` });
    }
  };
}

export const integer = (range: Length = {}): Shape => numeric(range, Number.isInteger, 'Integer');
export const decimal = (range: Length = {}): Shape => numeric(range, Number.isFinite, 'Float');
/** A time, which the JSON protocol sends as epoch seconds. */
export const timestamp: Shape = numeric({}, Number.isFinite, 'Timestamp');

export const flag: Shape = (value) => {
  if (typeof value !== 'boolean') throw wrongType(value, 'Boolean');
};

/** A member that is kept and given back, but that hosting does not depend on. */
export const recorded: Shape = () => {};

export function list(of: Shape, length: Length = {}): Shape {
  return (value, path, failures) => {
    if (!Array.isArray(value)) throw wrongType(value, 'List');
    checkLength(value.length, length, (constraint) => failures.push({ path, value, constraint }));
    for (const [index, entry] of value.entries()) of(entry, `${path}.${index + 1}.member`, failures);
  };
}

export function textMap(key: Shape, of: Shape, length: Length = {}): Shape {
  return (value, path, failures) => {
    if (!isObject(value)) throw wrongType(value, 'Map');
    const entries = Object.entries(value);
    checkLength(entries.length, length, (constraint) => failures.push({ path, value, constraint }));
    for (const [name, entry] of entries) {
      key(name, `${path}.${name}.key`, failures);
      of(entry, `${path}.${name}.member`, failures);
    }
  };
}

export const required = (shape: Shape): Member => ({ shape, required: true });
export const optional = (shape: Shape): Member => ({ shape, required: false });

/**
 * A structure. A member that it does not know is refused: SDKs drop such members and CloudFormation refuses them, so
 * one that arrives here is a mistake that would otherwise pass unseen.
 */
export function structure(members: Readonly<Record<string, Member>>): Shape {
  return (value, path, failures) => {
    if (!isObject(value)) throw wrongType(value, 'Structure');
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(members, name)) {
        const place = path === '' ? 'The request' : `'${path}'`;
        throw refused(`${place} has the unknown member '${name}'; expected ${Object.keys(members).join(', ')}.`);
      }
    }
    for (const [name, member] of Object.entries(members)) {
      const entry = value[name];
      const memberPath = `${path === '' ? '' : `${path}.`}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
      if (entry !== undefined && entry !== null) member.shape(entry, memberPath, failures);
      else if (member.required) failures.push({ path: memberPath, value: null, constraint: 'Member must not be null' });
    }
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Checks an input against its shape.
 * @throws ApiError SerializationException for a wrong JSON type, ValidationException naming every broken constraint.
 */
export function check(shape: Shape, input: unknown): void {
  const failures: Failure[] = [];
  shape(input, '', failures);
  if (failures.length === 0) return;
  const found = failures.map(
    ({ path, value, constraint }) => `Value ${shown(value)} at '${path}' failed to satisfy constraint: ${constraint}`,
  );
  const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  throw refused(`${count} detected: ${found.join('; ')}`);
}
