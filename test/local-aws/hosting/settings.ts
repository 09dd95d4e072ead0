import { refused } from './errors';

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
  /** Instances that one account can have in one region, both fleets of an update counted; null for no limit. */
  readonly capacity: number | null;
  /** How many of the next launches fail. Every one that does takes one off. */
  failLaunches: number;
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
  capacity: null,
  failLaunches: 0,
  captureFlushSeconds: 5,
  captureFlushRecords: 1000,
  captureFlushBytes: 1024 * 1024,
  metricFlushSeconds: 0.5,
  seed: 1,
};

/** Settings that can be changed while endpoints serve; a reset brings back those of the start. */
export type ChangeableSettings = Pick<HostingSettings, 'launchDelay' | 'waitScale' | 'capacity' | 'failLaunches'>;

const CHANGEABLE: Readonly<Record<keyof ChangeableSettings, { readonly max: number; readonly nullable: boolean }>> = {
  launchDelay: { max: 86_400, nullable: false },
  waitScale: { max: 1, nullable: false },
  capacity: { max: 1e6, nullable: true },
  failLaunches: { max: 1e6, nullable: false },
};

/** @throws ApiError naming every member that is unknown or out of range. */
export function changeableSettings(input: unknown): Partial<ChangeableSettings> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw refused('The settings must be a JSON object.');
  }
  const problems = Object.entries(input).flatMap(([name, value]) => {
    const range = Object.hasOwn(CHANGEABLE, name) ? CHANGEABLE[name as keyof ChangeableSettings] : undefined;
    if (range === undefined) return [`There is no setting ${name}; expected ${Object.keys(CHANGEABLE).join(', ')}.`];
    if (value === null && range.nullable) return [];
    if (typeof value === 'number' && value >= 0 && value <= range.max) return [];
    return [
      `${name} is ${JSON.stringify(value)}; expected a number from 0 to ${range.max}${range.nullable ? ' or null' : ''}.`,
    ];
  });
  if (problems.length > 0) throw refused(problems.join(' '));
  return input;
}
