import type { Resolver } from './resolver';
import { at, type Value, type ValueMap } from './value';

/** A template as it was read, with what is known about where it will be deployed. */
export interface TemplateSource {
  /** Unique among the templates of one run: the file, or the path of the stack. */
  readonly id: string;
  /** Name for people: the stack's. */
  readonly name: string;
  readonly body: unknown;
  readonly region?: string;
  readonly account?: string;
  /** Path of the template file, absolute. */
  readonly file?: string;
  /** The template that holds this one as a nested stack, and the logical id it has there. */
  readonly parent?: { readonly templateId: string; readonly logicalId: string };
  /** Construct path of a resource, where a construct tree is at hand. */
  readonly pathOf?: (logicalId: string) => string | undefined;
  readonly terminationProtection?: boolean;
  /** Keys of the tags that the stack itself has: CloudFormation gives them to every resource that it makes. */
  readonly stackTags?: readonly string[];
  /** File, relative to the working directory, and line where a resource is written; one-based. */
  readonly locate?: (logicalId: string) => { readonly uri: string; readonly line: number } | undefined;
}

export type RawMap = Readonly<Record<string, unknown>>;

export function isRawMap(value: unknown): value is RawMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands under a key, and nothing that every object of JavaScript has: a parameter may be called `constructor`. */
export function own(map: RawMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** A section of a template; a section of the wrong shape is an empty one. Own keys only. */
export function section(body: unknown, name: string): RawMap {
  const value = isRawMap(body) ? own(body, name) : undefined;
  return isRawMap(value) ? value : {};
}

/** One resource of a template, its properties resolved on first use. */
export class Resource {
  readonly type: string;
  private resolved?: ValueMap;

  constructor(
    readonly template: Template,
    readonly logicalId: string,
    /** The resource as written. */
    readonly rawForm: RawMap,
  ) {
    this.type = typeof rawForm.Type === 'string' ? rawForm.Type : '';
  }

  get properties(): ValueMap {
    this.resolved ??= this.template.resolver.map(section(this.rawForm, 'Properties'), this.template);
    return this.resolved;
  }

  /** A property by dotted path; an unknown on the way is the answer. */
  get(path: string): Value {
    return at(this.properties, path);
  }

  /** `DeletionPolicy`, `UpdateReplacePolicy`, `Condition`: what stands beside the properties. */
  attribute(name: 'DeletionPolicy' | 'UpdateReplacePolicy' | 'Condition' | 'DependsOn'): Value {
    return Object.hasOwn(this.rawForm, name)
      ? this.template.resolver.value(this.rawForm[name], this.template)
      : undefined;
  }

  /** Construct path, else the one the template's metadata tells. */
  get path(): string | undefined {
    const known = this.template.source.pathOf?.(this.logicalId);
    if (known !== undefined) return known;
    const recorded = section(this.rawForm, 'Metadata')['aws:cdk:path'];
    return typeof recorded === 'string' ? recorded : undefined;
  }

  /** What `Ref`-like matching needs: unique among all templates of the run. */
  get key(): string {
    return `${this.template.id}#${this.logicalId}`;
  }
}

/** One template with its resources in the order they are written. */
export class Template {
  readonly id: string;
  readonly resources: ReadonlyMap<string, Resource>;
  readonly parameters: RawMap;
  readonly mappings: RawMap;
  readonly conditions: RawMap;
  readonly outputs: RawMap;
  /** What was decided about conditions, each once: those made of one another would take tenfold time with each layer. */
  readonly decided = new Map<string, boolean | undefined>();

  constructor(
    readonly source: TemplateSource,
    readonly resolver: Resolver,
  ) {
    this.id = source.id;
    this.parameters = section(source.body, 'Parameters');
    this.mappings = section(source.body, 'Mappings');
    this.conditions = section(source.body, 'Conditions');
    this.outputs = section(source.body, 'Outputs');
    // `Fn::Transform` and `Fn::ForEach` stand for resources that CloudFormation has yet to make.
    const entries = Object.entries(section(source.body, 'Resources')).filter(([id]) => !id.startsWith('Fn::'));
    this.resources = new Map(
      entries.flatMap(([id, raw]) => (isRawMap(raw) ? [[id, new Resource(this, id, raw)] as const] : [])),
    );
  }
}
