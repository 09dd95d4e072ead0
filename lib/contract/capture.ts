/**
 * One line of a data-capture object.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture.html
 */
export interface CaptureLine {
  readonly captureData: {
    readonly endpointInput?: CapturedPayload;
    readonly endpointOutput?: CapturedPayload;
  };
  readonly eventMetadata: {
    readonly eventId: string;
    readonly inferenceId?: string;
    readonly customAttributes?: readonly string[];
    /** ISO 8601, UTC, whole seconds. */
    readonly inferenceTime: string;
  };
  readonly eventVersion: string;
}

export interface CapturedPayload {
  readonly observedContentType: string;
  readonly mode: 'INPUT' | 'OUTPUT';
  readonly data: string;
  readonly encoding: 'CSV' | 'JSON' | 'BASE64';
}
