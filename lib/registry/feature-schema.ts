import { DOCUMENT_SCHEMA_VERSION, type FeatureSchemaDocument } from '../contract';
import { Problems } from '../core';
import { readFeatureSchema } from './document/feature-schema-document';
import { readJsonText } from './document/json-text';
import { ObjectReader } from './document/object-reader';
import { type Feature, type ModelOutput, PayloadFormat } from './feature';

/** Properties of a feature schema. */
export interface FeatureSchemaProps {
  /** Every input of the model, 1 to 2000, in any order. */
  readonly features: Feature[];

  /** What the model answers, 1 to 100 fields; exactly one of them is primary. */
  readonly outputs: ModelOutput[];

  /**
   * Encoding of requests.
   *
   * @default - JSON if a feature has a pointer, CSV otherwise
   */
  readonly inputFormat?: PayloadFormat;

  /**
   * Encoding of responses.
   *
   * @default - JSON if an output has a pointer, CSV otherwise
   */
  readonly outputFormat?: PayloadFormat;
}

/**
 * What a model takes and gives: the fields of a request and a response, with kind, place and meaning. It is kept with
 * the model version, and everything that reads captured traffic reads it through this.
 */
export class FeatureSchema {
  /**
   * Describes a schema in code.
   *
   * @throws ValidationError naming every field that is wrong
   */
  static of(props: FeatureSchemaProps): FeatureSchema {
    const { inputFormat, outputFormat, ...fields } = props;
    const value = {
      ...fields,
      schemaVersion: DOCUMENT_SCHEMA_VERSION,
      inputContentType: inputFormat ?? formatOf(props.features),
      outputContentType: outputFormat ?? formatOf(props.outputs),
    };
    return FeatureSchema.read('FeatureSchema', value, true, 'Pass an object with features and outputs.');
  }

  /**
   * Reads a schema from the JSON file that a training run wrote (`assets/schema/feature-schema.schema.json`).
   *
   * @param path path of the file, relative to the working directory
   * @throws ValidationError naming everything that is wrong, with its path in the file
   */
  static fromFile(path: string): FeatureSchema {
    const remedy = 'Run the training, which writes it, or correct the path.';
    return FeatureSchema.read(path, readJsonText(path, remedy), false, 'Write one object with features and outputs.');
  }

  /** @internal */
  static _fromDocument(document: FeatureSchemaDocument): FeatureSchema {
    return new FeatureSchema(document);
  }

  private static read(subject: string, value: unknown, tokens: boolean, remedy: string): FeatureSchema {
    const problems = new Problems(subject);
    const reading = { problems, tokens };
    const reader = ObjectReader.open(reading, '', value, remedy);
    const document = reader && readFeatureSchema(reading, reader);
    problems.throwIfAny();
    return new FeatureSchema(document as FeatureSchemaDocument);
  }

  private constructor(private readonly document: FeatureSchemaDocument) {}

  /** Encoding of requests. */
  get inputFormat(): PayloadFormat {
    return this.document.inputContentType as PayloadFormat;
  }

  /** Encoding of responses. */
  get outputFormat(): PayloadFormat {
    return this.document.outputContentType as PayloadFormat;
  }

  /** The fields that the model takes. */
  get features(): Feature[] {
    return this.document.features.map((feature) => ({ ...feature }) as Feature);
  }

  /** The fields that the model answers. */
  get outputs(): ModelOutput[] {
    return this.document.outputs.map((output) => ({ ...output }) as ModelOutput);
  }

  /** The output that performance and prediction drift are judged by. */
  get primaryOutput(): ModelOutput {
    return this.outputs.find(({ primary }) => primary === true) as ModelOutput;
  }

  /** The schema as JSON text, as `fromFile` reads it. */
  toJson(): string {
    return JSON.stringify(this.document);
  }

  /** @internal */
  _document(): FeatureSchemaDocument {
    return this.document;
  }
}

function formatOf(fields: readonly Feature[] | undefined): PayloadFormat {
  const hasPointer = Array.isArray(fields) && fields.some((field) => field?.pointer !== undefined);
  return hasPointer ? PayloadFormat.JSON : PayloadFormat.CSV;
}
