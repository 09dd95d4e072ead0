import { Resolver, type Surroundings } from './resolver';
import { Resource, section, Template, type TemplateSource } from './template';
import { identityOf, isList, isMap, Reference, referencesIn, textOf, Unknown, type Value } from './value';

/** Type of the resources that stand for whole stacks; no template can contain it. */
export const STACK_TYPE = 'Stack';

/** All templates of one run, with the questions that rules ask across resources and stacks. */
export class Application implements Surroundings {
  readonly templates: readonly Template[];
  readonly resources: readonly Resource[];
  /** Each stack that is deployed by itself, as a resource of type `Stack` without properties, for rules about stacks. */
  readonly stacks: readonly Resource[];
  private readonly byId: ReadonlyMap<string, Template>;
  private readonly byType = new Map<string, Resource[]>();
  private readonly children = new Map<string, Template>();
  private readonly indexes = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  private exports?: ReadonlyMap<string, { template: Template; value: unknown }>;

  /**
   * @param sources the templates
   * @param bareReferences whether stacks name each other's resources by bare logical id, as a construct tree does
   * before synthesis; in a finished template such a name is an error.
   */
  constructor(
    sources: readonly TemplateSource[],
    private readonly bareReferences = false,
  ) {
    const resolver = new Resolver(this);
    this.templates = sources.map((source) => new Template(source, resolver));
    this.byId = new Map(this.templates.map((template) => [template.id, template]));
    this.resources = this.templates.flatMap((template) => [...template.resources.values()]);
    this.stacks = this.templates
      .filter((template) => template.source.parent === undefined)
      .map((template) => new Resource(template, template.source.name, { Type: STACK_TYPE }));
    for (const resource of this.resources) {
      const sameType = this.byType.get(resource.type);
      if (sameType) sameType.push(resource);
      else this.byType.set(resource.type, [resource]);
    }
    for (const template of this.templates) {
      const { parent } = template.source;
      if (parent) this.children.set(`${parent.templateId}#${parent.logicalId}`, template);
    }
  }

  template(id: string): Template | undefined {
    return this.byId.get(id);
  }

  nested(template: Template, logicalId: string): Template | undefined {
    return this.children.get(`${template.id}#${logicalId}`);
  }

  exported(name: string): { readonly template: Template; readonly value: unknown } | undefined {
    this.exports ??= this.collectExports();
    return this.exports.get(name);
  }

  elsewhere(logicalId: string): Template | undefined {
    if (!this.bareReferences) return undefined;
    const holders = this.templates.filter((template) => template.resources.has(logicalId));
    return holders.length === 1 ? holders[0] : undefined;
  }

  private collectExports(): ReadonlyMap<string, { template: Template; value: unknown }> {
    const exports = new Map<string, { template: Template; value: unknown }>();
    for (const template of this.templates) {
      for (const id of Object.keys(template.outputs)) {
        const output = section(template.outputs, id);
        const name = textOf(template.resolver.value(section(output, 'Export').Name, template));
        if (name !== undefined) exports.set(name, { template, value: output.Value });
      }
    }
    return exports;
  }

  ofType(...types: readonly string[]): readonly Resource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  /** The resource a value points to: by reference, else undefined. */
  target(value: Value): Resource | undefined {
    if (!(value instanceof Reference)) return undefined;
    return this.byId.get(value.templateId)?.resources.get(value.logicalId);
  }

  /**
   * Whether a value names this resource: a reference to it, an ARN that ends in such a reference, or the same
   * name that the resource has in `nameProperty`.
   */
  names(value: Value, resource: Resource, nameProperty?: string): boolean {
    const found = referencesIn(value).some(
      (reference) => reference.templateId === resource.template.id && reference.logicalId === resource.logicalId,
    );
    if (found || nameProperty === undefined) return found;
    const [name, text] = [identityOf(resource.get(nameProperty)), identityOf(value)];
    if (!name || text === undefined) return false;
    return text === name || text.endsWith(`:${name}`) || text.endsWith(`/${name}`);
  }

  /**
   * Resources of some types that refer to a resource from anywhere below one of their properties. The index is made
   * once for each question, so asking for every bucket of a large app stays linear.
   */
  referrers(
    resource: Resource,
    types: readonly string[],
    property: string,
    nameProperty?: string,
  ): readonly Resource[] {
    const question = `${types.join()}|${property}`;
    let index = this.indexes.get(question);
    if (!index) {
      index = this.indexBy(types, property);
      this.indexes.set(question, index);
    }
    const byReference = index.get(resource.key) ?? [];
    const name = nameProperty === undefined ? undefined : identityOf(resource.get(nameProperty));
    const byName = name === undefined ? [] : (index.get(`name ${name}`) ?? []);
    return [...new Set([...byReference, ...byName])];
  }

  private indexBy(types: readonly string[], property: string): ReadonlyMap<string, readonly Resource[]> {
    const index = new Map<string, Resource[]>();
    const add = (key: string, resource: Resource) => {
      const entry = index.get(key);
      if (entry) entry.push(resource);
      else index.set(key, [resource]);
    };
    for (const resource of this.ofType(...types)) {
      const value = property === '' ? resource.properties : resource.get(property);
      for (const reference of referencesIn(value)) add(`${reference.templateId}#${reference.logicalId}`, resource);
      for (const name of namesIn(value)) add(`name ${name}`, resource);
    }
    return index;
  }
}

/** Literal names a value may point to: each string in it, and the last part where the string is an ARN. */
function namesIn(value: Value): readonly string[] {
  if (isList(value)) return value.flatMap(namesIn);
  if (isMap(value)) return Object.values(value).flatMap(namesIn);
  if (value instanceof Unknown && value.alternatives.length > 0) return value.alternatives.flatMap(namesIn);
  const text = identityOf(value);
  if (text === undefined || text.length > 2048) return [];
  return text.includes(':') ? [text, text.slice(text.lastIndexOf(':') + 1)] : [text];
}
