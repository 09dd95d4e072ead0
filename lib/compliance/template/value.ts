/** Values of a CloudFormation template after its intrinsic functions were resolved as far as synth can. */

/** Something that only the deployment will know: a parameter, a look-up, a condition that cannot be decided. */
export class Unknown {
  constructor(
    /** What stands in the template, for people: `parameter KeyArn`. */
    readonly expression: string,
    /** What it may turn out to be, where an undecided condition chooses between two values. */
    readonly alternatives: readonly Value[] = [],
    /** Whether it is certainly something: nothing empty is exported, a named subnet exists, a text splits into one part at least. */
    readonly filled = false,
  ) {}
}

/** A `Ref` or `Fn::GetAtt` of a resource or pseudo parameter: its text is unknown, what it points to is known. */
export class Reference {
  constructor(
    /** Identity of the template the resource stands in. */
    readonly templateId: string,
    readonly logicalId: string,
    /** `Ref`, or the name of the attribute. */
    readonly attribute: string,
  ) {}
}

/** A string with gaps: literal text, references and unknowns in a row. */
export class Text {
  constructor(readonly parts: readonly (string | Reference | Unknown)[]) {}
}

export type Scalar = string | number | boolean | Text | Reference | Unknown;
export type Value = Scalar | readonly Value[] | ValueMap | undefined;
/** An object without a prototype, so that no key of a hostile template means anything to JavaScript. */
export interface ValueMap {
  readonly [key: string]: Value;
}

export function isMap(value: Value): value is ValueMap {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    !(value instanceof Unknown || value instanceof Reference || value instanceof Text)
  );
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** The list itself, or the single value as a list; CloudFormation and IAM take both in many places. */
export function listOf(value: Value): readonly Value[] {
  if (value === undefined) return [];
  return isList(value) ? value : [value];
}

/**
 * Key under which an object keeps what CloudFormation will add to it (`AWS::Include`, a loop, a condition). What is
 * missing there is looked for in that, and unknown, not absent, where that is unknown.
 */
export const EXPANSION = 'Fn::Transform';

/** The value below a dotted path (`A.0.B`). An unknown on the way is the answer, looked into as far as it goes. */
export function at(value: Value, path: string): Value {
  if (path === '') return value;
  return below(value, path.split('.'));
}

function below(value: Value, keys: readonly string[]): Value {
  let current = value;
  for (const [index, key] of keys.entries()) {
    if (current instanceof Unknown) return alternativesBelow(current, keys.slice(index));
    if (isList(current)) current = current[Number(key)];
    else if (isMap(current)) {
      const added = current[key] === undefined ? current[EXPANSION] : undefined;
      if (added !== undefined) return below(added, keys.slice(index));
      current = current[key];
    } else return undefined;
  }
  return current;
}

function alternativesBelow(unknown: Unknown, keys: readonly string[]): Value {
  if (unknown.alternatives.length === 0) return unknown;
  const alternatives = unknown.alternatives.map((alternative) => below(alternative, keys));
  const [first] = alternatives;
  const agreed = alternatives.every((alternative) => alternative === first);
  return agreed ? first : new Unknown(unknown.expression, alternatives);
}

/** CloudFormation accepts booleans as text. Undefined where the value is neither true nor false. */
export function asBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const lower = value.toLowerCase();
    if (lower === 'true') return true;
    if (lower === 'false') return false;
  }
  return undefined;
}

/** CloudFormation accepts numbers as text. Undefined where the value is no number. */
export function asNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return undefined;
}

/** Neither `:` nor `/` nor `*` in a gap: those mean something in an ARN, and a gap is one segment of it. */
function hole(part: Reference | Unknown): string {
  const attribute = part instanceof Unknown || part.attribute === 'Ref' ? '' : `.${part.attribute}`;
  const name = part instanceof Unknown ? part.expression : `${part.logicalId}${attribute}`;
  return `\${${name.replace(/[^\w.-]+/g, '_')}}`;
}

/** The text with its gaps written as `${…}`; undefined where the value has no text at all. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Text) return value.parts.map((part) => (typeof part === 'string' ? part : hole(part))).join('');
  if (value instanceof Reference) return hole(value);
  return undefined;
}

/** A text by which two values can be told to be the same name, also where a parameter hides what it is. */
export function identityOf(value: Value): string | undefined {
  return value instanceof Unknown ? hole(value) : textOf(value);
}

/** The first unknown anywhere inside a value. */
export function unknownIn(value: Value): Unknown | undefined {
  if (value instanceof Unknown) return value;
  if (value instanceof Text) return value.parts.find((part): part is Unknown => part instanceof Unknown);
  const children = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const child of children) {
    const found = unknownIn(child);
    if (found) return found;
  }
  return undefined;
}

/** Whether something stands here that is certainly not empty. */
export function isPresent(value: Value): boolean {
  if (value === undefined || value === '' || value instanceof Unknown) return false;
  if (isList(value)) return value.length > 0;
  return true;
}

/** The references inside a value, in order; those behind an undecided condition are among them. */
export function referencesIn(value: Value): readonly Reference[] {
  if (value instanceof Unknown) return value.alternatives.flatMap(referencesIn);
  if (value instanceof Reference) return [value];
  if (value instanceof Text) return value.parts.filter((part): part is Reference => part instanceof Reference);
  if (isList(value)) return value.flatMap(referencesIn);
  if (isMap(value)) return Object.values(value).flatMap(referencesIn);
  return [];
}
