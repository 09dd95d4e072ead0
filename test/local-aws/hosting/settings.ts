/** What can be set when the emulator starts. Times are in seconds. */
export interface HostingSettings {
  /** The account that holds artifacts, capture objects, metrics and events. */
  readonly awsUrl: string;
  /** How long launching instances takes before a container starts. SageMaker needs minutes; the default is none. */
  readonly launchDelay: number;
  /**
   * How long a container may take to answer its first health check.
   * A variant's ContainerStartupHealthCheckTimeoutInSeconds applies where it is shorter.
   */
  readonly startTimeout: number;
  /** How long a container may take for one request. https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html */
  readonly modelTimeout: number;
  /** How long a container has between SIGTERM and SIGKILL. */
  readonly stopTimeout: number;
  /** Factor on the waits of a deployment policy (wait interval, termination wait), so that a bake can be watched. */
  readonly waitScale: number;
  /** A capture object is written at the latest this long after its first record. */
  readonly captureFlushSeconds: number;
  /** A capture object is written once it has this many records. */
  readonly captureFlushRecords: number;
  /** A capture object is written once it has this many bytes. */
  readonly captureFlushBytes: number;
  /** How long metrics are gathered before they are sent. */
  readonly metricFlushSeconds: number;
  /** Seed of routing, sampling and shadow copies: the same requests in the same order take the same way. */
  readonly seed: number;
}

export const DEFAULT_SETTINGS: Omit<HostingSettings, 'awsUrl'> = {
  launchDelay: 0,
  startTimeout: 60,
  modelTimeout: 60,
  stopTimeout: 5,
  waitScale: 1,
  captureFlushSeconds: 5,
  captureFlushRecords: 1000,
  captureFlushBytes: 1024 * 1024,
  metricFlushSeconds: 0.5,
  seed: 1,
};
