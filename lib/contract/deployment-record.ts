/**
 * What a command line must know of what is deployed around an endpoint, of which it knows only the name. Each capability
 * keeps a record of its own, as JSON in an SSM parameter.
 */

/** Version of the record's frame. A reader accepts this one and the one before it. */
export const DEPLOYMENT_RECORD_SCHEMA_VERSION = 1;

/** What an endpoint can have. */
export type DeployedCapability = 'release' | `drift-monitor/${string}`;

export interface DeploymentRecord<T> {
  readonly schemaVersion: number;
  /** Name of the stack that wrote it. */
  readonly stack: string;
  readonly deployment: T;
}

/** All records of an endpoint lie below it. */
export function deploymentRecordPrefix(endpointName: string): string {
  return `/cdk-production-ml/${endpointName}/`;
}

export function deploymentRecordName(endpointName: string, capability: DeployedCapability): string {
  return `${deploymentRecordPrefix(endpointName)}${capability}`;
}

/** Of a drift monitor: `drift-monitor/<variant>`. */
export interface DriftMonitorDeployment {
  readonly endpointName: string;
  readonly variantName: string;
  /** Name of the function that judges windows. */
  readonly evaluateFunction: string;
  /** Bucket of sketches and reports. */
  readonly dataBucket: string;
  readonly windowHours: number;
  readonly baseline: { readonly bucket: string; readonly key: string };
  readonly capture: { readonly bucket: string; readonly prefix: string; readonly byConfiguration: boolean };
  readonly samplingPercentage: number;
  readonly alarms: Readonly<Record<'warning' | 'critical' | 'emergency' | 'noData' | 'incomplete', string>>;
}
