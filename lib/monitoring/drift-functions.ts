import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  DRIFT_MONITOR_SCHEMA_VERSION,
  DRIFT_MONITOR_SETTINGS,
  type DriftMonitorSettings,
  InferenceDataPrefix,
} from '../contract';
import { libraryEventStatement, libraryMetricStatement, Problems, RuntimeFunction } from '../core';
import type { AlertTopic, ArtifactStore } from '../foundation';
import type { Baseline, BaselineConfig } from './baseline';
import type { CaptureLocation, CaptureLocationConfig } from './capture-location';
import { allowList } from './object-rights';

/** Lambda takes 4 kB of environment in all, names included. */
const MAX_SETTINGS_BYTES = 3500;

export interface DriftFunctionProps {
  readonly store: ArtifactStore;
  readonly baseline: Baseline;
  readonly capture: CaptureLocation;
  readonly alerts?: AlertTopic;
  /** What does not depend on where things lie. */
  readonly settings: Omit<DriftMonitorSettings, 'schemaVersion' | 'baseline' | 'capture' | 'data'>;
}

/** A function of a monitor, and where it was bound to. */
export interface DriftFunction {
  readonly function: RuntimeFunction;
  readonly capture: CaptureLocationConfig;
  readonly baseline: BaselineConfig;
}

/** One of the two functions of a monitor, with the rights that both need: read captures and baseline, keep sketches. */
function driftFunction(
  scope: Construct,
  id: string,
  props: DriftFunctionProps,
  own: {
    readonly bundle: string;
    readonly description: string;
    readonly concurrency: number;
    readonly timeout: Duration;
  },
): DriftFunction {
  const { store, settings, alerts } = props;
  const made = new RuntimeFunction(scope, id, {
    ...store.functionSettings,
    ...own,
    logsKey: store.keys.logs,
    messagingKey: store.keys.messaging,
    alarmActions: alerts?.alarmActions,
    // One full core: the scan is bound by the processor.
    memorySize: 1769,
  });
  const baseline = props.baseline.bind(scope, store, made.role);
  const capture = props.capture.bind(scope, store, made.role);
  const bucket = store.inferenceDataBucket.bucketName;
  const prefix = `${InferenceDataPrefix.SKETCHES}${settings.endpointName}/`;
  store.grantReadInferenceData(made.role, prefix);
  store.grantWriteInferenceData(made.role, prefix);
  store.grantWriteInferenceData(made.role, `${InferenceDataPrefix.PREDICTIONS}${settings.endpointName}/`);
  allowList(scope, made.role, [...new Set([bucket, capture.bucketName])]);
  const complete = settingsOf(props, baseline, capture);
  made.function.addEnvironment(DRIFT_MONITOR_SETTINGS, Stack.of(scope).toJsonString(complete));
  return { function: made, capture, baseline };
}

function settingsOf(
  { settings, store }: DriftFunctionProps,
  { bucketName, objectKey, id }: BaselineConfig,
  capture: CaptureLocationConfig,
): DriftMonitorSettings {
  const { prefix, byConfiguration } = capture;
  return {
    schemaVersion: DRIFT_MONITOR_SCHEMA_VERSION,
    ...settings,
    baseline: { bucket: bucketName, key: objectKey, id },
    capture: { bucket: capture.bucketName, prefix, byConfiguration },
    data: { bucket: store.inferenceDataBucket.bucketName, keyArn: store.inferenceDataKey.keyArn },
  };
}

/** Thresholds and mutes travel in the functions' environment, which is small. */
export function checkSettingsSize(scope: Construct, settings: DriftFunctionProps['settings']): void {
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  const problems = new Problems(scope);
  problems.expect(bytes <= MAX_SETTINGS_BYTES - 1000, {
    prop: 'featureThresholds and mutes (bytes of JSON)',
    value: bytes,
    expected: `at most ${MAX_SETTINGS_BYTES - 1000}: they are kept in the environment of the functions`,
    remedy: 'Set thresholds for all features where you can, shorten the reasons of mutes, and remove expired ones.',
  });
  problems.throwIfAny();
}

/** The function that sketches capture objects as they arrive. */
export function sketchFunction(scope: Construct, props: DriftFunctionProps) {
  return driftFunction(scope, 'Sketch', props, {
    bundle: 'drift-sketch',
    description: `Sketches what ${props.settings.endpointName} captures, for drift detection`,
    concurrency: 5,
    timeout: Duration.minutes(5),
  });
}

/** The function that judges windows. One at a time: each starts from the alarms that the one before left. */
export function evaluateFunction(scope: Construct, props: DriftFunctionProps) {
  const made = driftFunction(scope, 'Evaluate', props, {
    bundle: 'drift-evaluate',
    description: `Judges the drift of ${props.settings.endpointName}`,
    concurrency: 1,
    timeout: Duration.minutes(15),
  });
  const reports = `${InferenceDataPrefix.REPORTS}${props.settings.endpointName}/`;
  props.store.grantReadInferenceData(made.function.role, reports);
  props.store.grantWriteInferenceData(made.function.role, reports);
  allowTelling(scope, made.function);
  return made;
}

function allowTelling(scope: Construct, evaluator: RuntimeFunction): void {
  // CloudWatch has no resource level for metrics.
  evaluator.allow(new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }));
  evaluator.allow(libraryMetricStatement());
  evaluator.allow(libraryEventStatement(scope));
}
