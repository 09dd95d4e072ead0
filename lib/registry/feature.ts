/** What kind of values a field holds. */
export enum FeatureKind {
  /** A real number: amounts, durations, means, scores. */
  NUMBER = 'number',
  /** A whole number. */
  INTEGER = 'integer',
  /** One of a set of names, or a code that only looks like a number. */
  CATEGORY = 'category',
  /** True or false. */
  BOOLEAN = 'boolean',
}

/** How the rows of a request or a response are encoded. */
export enum PayloadFormat {
  /** `text/csv`: a row a line, no header; fields have positions. */
  CSV = 'text/csv',
  /** `application/json`: fields have JSON Pointers. */
  JSON = 'application/json',
}

/** One field that a model takes. */
export interface Feature {
  /** Name in reports and metrics: 1 to 64 letters, digits, `_`, `.` or `-`, beginning with a letter. */
  readonly name: string;

  /** What kind of values the field holds. */
  readonly kind: FeatureKind;

  /**
   * Column of a CSV row, counted from 0. The positions of all fields are 0, 1, 2 … without a gap.
   *
   * @default - none; required for CSV and refused for JSON
   */
  readonly position?: number;

  /**
   * Where the value stands in a JSON body: a JSON Pointer (RFC 6901) in which one segment may be `*`, which stands for
   * every element of the list of rows. All fields share the path before `*`. The empty pointer is the whole body.
   *
   * @default - none; required for JSON and refused for CSV
   */
  readonly pointer?: string;

  /**
   * Unit of the value, for people: `minutes`, `km`. At most 32 characters.
   *
   * @default - no unit
   */
  readonly unit?: string;

  /**
   * Whether values are personal or confidential: they are hashed in reports and never quoted in logs.
   *
   * @default false
   */
  readonly sensitive?: boolean;

  /**
   * Whether statistics are also kept for each value of this field. Not for fields of kind number.
   *
   * @default false
   */
  readonly segment?: boolean;
}

/** One field that a model answers. */
export interface ModelOutput extends Feature {
  /**
   * Whether performance and prediction drift are judged by this output. Exactly one output has it.
   *
   * @default false
   */
  readonly primary?: boolean;
}
