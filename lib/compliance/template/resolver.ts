import { isDeepStrictEqual } from 'node:util';
import { decideCondition } from './conditions';
import { isRawMap, own, type RawMap, section, type Template } from './template';
import { EXPANSION, isList, Reference, Text, textOf, Unknown, type Value, type ValueMap } from './value';

/** What the resolver asks about the other templates of the run. */
export interface Surroundings {
  template(id: string): Template | undefined;
  /** The template of a nested stack. */
  nested(template: Template, logicalId: string): Template | undefined;
  /** The value behind an export's name. */
  exported(name: string): { readonly template: Template; readonly value: unknown } | undefined;
  /** The resource of another stack that a construct tree, before synthesis, names by its bare logical id. */
  elsewhere(logicalId: string): Template | undefined;
}

/** Deeper than any real template; a hostile one must not exhaust the stack. */
const MAX_DEPTH = 100;
/** Steps that one resource's properties may take: exports that import each other tenfold must not take for ever. */
const MAX_STEPS = 200_000;
/** What stands for a value beyond these bounds. */
const TOO_DEEP = 'a value nested too deeply';

/** Parts of a text; a real one has a dozen. */
const MAX_PARTS = 1000;
/** Characters of a computed text; CloudFormation takes a template of a million. */
const MAX_CHARACTERS = 1_000_000;

/** Types of parameters whose value CloudFormation looks up in the account before it makes anything. */
const EXISTING = /^(List<)?AWS::EC2::[A-Za-z:]+::Id>?$|^AWS::SSM::Parameter::Value</;

/** `${Name}` in a text. No name holds `$` or `{`, and a search that stops there is linear in the text. */
const GAP = /\$\{([^${}]*)\}/;

type Intrinsic = (argument: unknown, template: Template, depth: number) => Value;

/**
 * Resolves the intrinsic functions of templates as far as literals, mappings, nested stacks and exports allow.
 * What stays open is a `Reference` (we know what it points to), a `Text` (we know parts of it) or an `Unknown`.
 */
export class Resolver {
  private readonly functions: ReadonlyMap<string, Intrinsic>;
  private readonly elsewhere = new Map<string, { readonly value: Value; readonly steps: number }>();
  private steps = 0;

  constructor(private readonly surroundings: Surroundings) {
    this.functions = new Map<string, Intrinsic>([
      ['Ref', (argument, template, depth) => this.ref(argument, template, depth)],
      ['Fn::GetAtt', (argument, template, depth) => this.getAtt(argument, template, depth)],
      ['Fn::Join', (argument, template, depth) => this.join(argument, template, depth)],
      ['Fn::Sub', (argument, template, depth) => this.sub(argument, template, depth)],
      ['Fn::If', (argument, template, depth) => this.if(argument, template, depth)],
      ['Fn::FindInMap', (argument, template, depth) => this.findInMap(argument, template, depth)],
      ['Fn::Select', (argument, template, depth) => this.select(argument, template, depth)],
      ['Fn::Split', (argument, template, depth) => this.split(argument, template, depth)],
      ['Fn::ImportValue', (argument, template, depth) => this.importValue(argument, template, depth)],
    ]);
  }

  /** Resolves an object that is known to be no intrinsic: the properties of a resource. */
  map(raw: RawMap, template: Template, depth = 0): ValueMap {
    if (depth === 0) this.steps = 0;
    const result: Record<string, Value> = Object.create(null);
    for (const key of Object.keys(raw)) {
      if (key.startsWith('Fn::')) {
        result[EXPANSION] = key === 'Fn::If' ? this.if(raw[key], template, depth + 1) : new Unknown(key);
        continue;
      }
      const value = this.value(raw[key], template, depth + 1);
      if (value !== undefined) result[key] = value;
    }
    return result;
  }

  value(raw: unknown, template: Template, depth = 0): Value {
    this.steps += 1;
    if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean') return raw;
    if (raw === null || raw === undefined) return undefined;
    if (depth > MAX_DEPTH || this.steps > MAX_STEPS) return new Unknown(TOO_DEEP);
    if (Array.isArray(raw)) return this.list(raw, template, depth);
    if (!isRawMap(raw)) return undefined;
    const keys = Object.keys(raw);
    const [only] = keys;
    if (keys.length !== 1 || only === undefined) return this.map(raw, template, depth);
    const known = this.functions.get(only);
    if (known) return known(raw[only], template, depth + 1);
    return only.startsWith('Fn::') ? new Unknown(only) : this.map(raw, template, depth);
  }

  /** A list; `AWS::NoValue` removes an element. */
  private list(raw: readonly unknown[], template: Template, depth: number): Value {
    return raw.map((element) => this.value(element, template, depth + 1)).filter((element) => element !== undefined);
  }

  private ref(argument: unknown, template: Template, depth: number): Value {
    if (typeof argument !== 'string') return new Unknown('Ref of something that is no name');
    if (argument === 'AWS::NoValue') return undefined;
    if (argument === 'AWS::Region' && template.source.region) return template.source.region;
    if (argument === 'AWS::AccountId' && template.source.account) return template.source.account;
    if (argument.startsWith('AWS::') || template.resources.has(argument)) {
      return new Reference(template.id, argument, 'Ref');
    }
    if (Object.hasOwn(template.parameters, argument)) return this.parameter(argument, template, depth);
    const other = this.surroundings.elsewhere(argument);
    return other ? new Reference(other.id, argument, 'Ref') : new Unknown(`Ref ${argument}`);
  }

  /** A parameter's value is known only where a nested stack's parent gives it, or where one value is allowed. */
  private parameter(name: string, template: Template, depth: number): Value {
    const { parent } = template.source;
    const outer = parent && this.surroundings.template(parent.templateId);
    const resource = outer?.resources.get(parent?.logicalId ?? '');
    if (outer && resource) {
      const given = own(section(section(resource.rawForm, 'Properties'), 'Parameters'), name);
      if (given !== undefined) return this.value(given, outer, depth + 1);
    }
    const { AllowedValues: allowed, Type: type } = section(template.parameters, name);
    if (Array.isArray(allowed) && allowed.length === 1) return this.value(allowed[0], template, depth + 1);
    return new Unknown(`parameter ${name}`, [], typeof type === 'string' && EXISTING.test(type));
  }

  private getAtt(argument: unknown, template: Template, depth: number): Value {
    const joined = Array.isArray(argument) ? argument.join('.') : argument;
    if (typeof joined !== 'string') return new Unknown('Fn::GetAtt');
    const dot = joined.indexOf('.');
    const [logicalId, attribute] = [joined.slice(0, dot), joined.slice(dot + 1)];
    if (dot < 1) return new Unknown(`GetAtt ${joined}`);
    if (!template.resources.has(logicalId)) {
      const other = this.surroundings.elsewhere(logicalId);
      return other ? new Reference(other.id, logicalId, attribute) : new Unknown(`GetAtt ${joined}`);
    }
    const nested = attribute.startsWith('Outputs.') ? this.surroundings.nested(template, logicalId) : undefined;
    const output = nested && section(nested.outputs, attribute.slice('Outputs.'.length)).Value;
    if (nested && output !== undefined) return this.once(`${nested.id}#${attribute}`, output, nested, depth);
    return new Reference(template.id, logicalId, attribute);
  }

  /**
   * Resolves a value of another stack once for all who ask: outputs made of outputs made of outputs would otherwise
   * take ten times as long with each layer. One that asks for itself is unknown. Its steps count for each who asks,
   * because whoever looks through a value meets a part of it as often as it stands there.
   */
  private once(key: string, raw: unknown, template: Template, depth: number): Value {
    const known = this.elsewhere.get(key);
    if (known) {
      this.steps += known.steps;
      return this.steps > MAX_STEPS ? new Unknown(TOO_DEEP) : known.value;
    }
    this.elsewhere.set(key, { value: new Unknown('a value made of itself'), steps: 0 });
    const before = this.steps;
    const value = this.value(raw, template, depth + 1);
    this.elsewhere.set(key, { value, steps: this.steps - before });
    return value;
  }

  private join(argument: unknown, template: Template, depth: number): Value {
    if (!Array.isArray(argument) || typeof argument[0] !== 'string') return new Unknown('Fn::Join');
    const [separator] = argument;
    const elements = this.value(argument[1], template, depth + 1);
    if (!isList(elements)) return elements instanceof Unknown ? elements : new Unknown('Fn::Join');
    return concatenated(elements.flatMap((element, index) => (index === 0 ? [element] : [separator, element])));
  }

  private sub(argument: unknown, template: Template, depth: number): Value {
    const [pattern, names] = Array.isArray(argument) ? argument : [argument, {}];
    if (typeof pattern !== 'string') return new Unknown('Fn::Sub');
    const parts = pattern.split(GAP).map((part, index): Value => {
      if (index % 2 === 0) return part;
      if (part.startsWith('!')) return `\${${part.slice(1)}}`;
      if (isRawMap(names) && Object.hasOwn(names, part)) return this.value(names[part], template, depth + 1);
      return part.includes('.') ? this.getAtt(part, template, depth) : this.ref(part, template, depth);
    });
    return concatenated(parts);
  }

  private if(argument: unknown, template: Template, depth: number): Value {
    if (!Array.isArray(argument) || argument.length !== 3) return new Unknown('Fn::If');
    const decided = decideCondition(argument[0], template, this);
    if (decided !== undefined) return this.value(argument[decided ? 1 : 2], template, depth + 1);
    const [condition, ...branches] = argument;
    const alternatives = branches.map((each) => this.value(each, template, depth + 1));
    const [ifTrue, ifFalse] = alternatives;
    if (isDeepStrictEqual(ifTrue, ifFalse)) return ifTrue;
    const name = typeof condition === 'string' ? condition : 'without a name';
    return new Unknown(`condition ${name}`, alternatives);
  }

  private findInMap(argument: unknown, template: Template, depth: number): Value {
    if (!Array.isArray(argument)) return new Unknown('Fn::FindInMap');
    const keys = argument.slice(0, 3).map((key) => this.value(key, template, depth + 1));
    const [map, first, second] = keys;
    if (typeof map !== 'string' || typeof second !== 'string') return new Unknown('Fn::FindInMap');
    const table = section(template.mappings, map);
    if (typeof first === 'string') {
      const found = own(section(table, first), second);
      return found === undefined ? new Unknown('Fn::FindInMap') : this.value(found, template, depth + 1);
    }
    const alternatives = Object.keys(table).map((key) =>
      this.value(own(section(table, key), second), template, depth + 1),
    );
    const [only] = alternatives;
    const agreed = alternatives.length > 0 && alternatives.every((each) => isDeepStrictEqual(each, only));
    return agreed ? only : new Unknown(`mapping ${map}`, [...new Set(alternatives)]);
  }

  private select(argument: unknown, template: Template, depth: number): Value {
    if (!Array.isArray(argument)) return new Unknown('Fn::Select');
    const list = this.value(argument[1], template, depth + 1);
    const chosen = isList(list) ? list[Number(argument[0])] : undefined;
    return chosen ?? new Unknown('Fn::Select');
  }

  private split(argument: unknown, template: Template, depth: number): Value {
    if (!Array.isArray(argument) || typeof argument[0] !== 'string') return new Unknown('Fn::Split');
    const text = this.value(argument[1], template, depth + 1);
    return typeof text === 'string' ? text.split(argument[0]) : new Unknown('Fn::Split', [], true);
  }

  private importValue(argument: unknown, template: Template, depth: number): Value {
    const name = textOf(this.value(argument, template, depth + 1));
    const exported = name === undefined ? undefined : this.surroundings.exported(name);
    if (exported) return this.once(`export ${name}`, exported.value, exported.template, depth);
    return new Unknown(`import of ${name ?? 'an export'}`, [], true);
  }
}

/** Joins parts into a string, or into a text with gaps. Something that has no text makes the whole unknown. */
function concatenated(parts: readonly Value[]): Value {
  const flat: (string | Reference | Unknown)[] = [];
  const append = (part: string | Reference | Unknown) => {
    const last = flat.length - 1;
    const previous = flat[last];
    if (typeof part === 'string' && typeof previous === 'string') flat[last] = previous + part;
    else flat.push(part);
  };
  for (const part of parts) {
    if (part === undefined) continue;
    if (part instanceof Text) part.parts.forEach(append);
    else if (part instanceof Reference || part instanceof Unknown) append(part);
    else append(textOf(part) ?? new Unknown('a list or object inside a text'));
  }
  const length = flat.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
  if (flat.length > MAX_PARTS || length > MAX_CHARACTERS) return new Unknown('a text that is too long');
  if (flat.length === 0) return '';
  return flat.length === 1 && typeof flat[0] === 'string' ? flat[0] : new Text(flat);
}
