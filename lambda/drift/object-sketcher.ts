import { CaptureScanner } from '../capture/capture-scanner';
import { PredictionRowSink } from '../capture/prediction-rows';
import type { PreparedBaseline } from './prepared-baseline';
import { makeSketch, type SketchDocument } from './sketch';
import { WindowCounter } from './window-counter';

export interface ObjectSketcherOptions {
  readonly objectKey: string;
  /** As S3 gives it. */
  readonly etag: string;
  /** Takes the prediction rows as lines of JSON, in the same pass. @default none are written */
  readonly writePredictions?: (lines: string) => void;
  /** @default DEFAULT_MAX_LINE_BYTES */
  readonly maxLineBytes?: number;
  /** @default true */
  readonly fastPath?: boolean;
}

/** One pass over one capture object: bytes in, sketch (and prediction rows) out, constant memory. */
export class ObjectSketcher {
  private readonly counter: WindowCounter;
  private readonly scanner: CaptureScanner;

  constructor(
    private readonly baseline: PreparedBaseline,
    private readonly options: ObjectSketcherOptions,
  ) {
    const { plan, columns } = baseline;
    const { objectKey, maxLineBytes, fastPath, writePredictions } = options;
    this.counter = new WindowCounter(plan, columns);
    const identities = writePredictions !== undefined;
    const sinks = identities ? [this.counter, new PredictionRowSink(plan, writePredictions)] : [this.counter];
    this.scanner = new CaptureScanner(plan, sinks, { objectKey, maxLineBytes, fastPath, identities });
  }

  /** Takes the next bytes of the object. They are not kept. */
  push(chunk: Uint8Array): void {
    this.scanner.push(chunk);
  }

  /** The object has ended. */
  end(): SketchDocument {
    const { objectKey, etag } = this.options;
    const source = { objectKey, etag, baselineId: this.baseline.document.id };
    return makeSketch(source, this.scanner.end(), this.counter);
  }
}
