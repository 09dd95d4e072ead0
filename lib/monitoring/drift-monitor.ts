import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  DRIFT_VERDICT_EVENT,
  DriftMetric,
  type DriftMonitorDeployment,
  driftReportsPrefix,
  MetricDimension,
  NAMESPACE,
  WATERMARK_MINUTES,
} from '../contract';
import { deploymentRecord, libraryEventRule } from '../core';
import { Arrivals } from './arrivals';
import { CaptureLocation } from './capture-location';
import { checkDriftMonitor } from './check-drift-monitor';
import { driftAlarms } from './drift-alarms';
import {
  checkSettingsSize,
  type DriftFunction,
  type DriftFunctionProps,
  evaluateFunction,
  sketchFunction,
} from './drift-functions';
import type { DriftMonitorProps } from './drift-monitor-props';
import { driftPolicy } from './drift-policy';

const DEFAULT_WINDOW_HOURS = 24;
const DEFAULT_MINIMUM_COVERAGE = 0.9;
const DEFAULT_SAMPLING_PERCENTAGE = 100;

/**
 * Watches the traffic of an endpoint for data drift, prediction drift, data quality and training-serving skew.
 *
 * Capture objects are sketched as they arrive; 20 minutes after the end of each window its sketches are merged and
 * compared with the baseline. What moved by enough to matter, and by more than chance, opens an alarm that stands until
 * a later window disproves it. Reports are kept in the inference-data bucket, one object a revision.
 */
export class DriftMonitor extends Construct {
  /** Name of the watched endpoint. */
  readonly endpointName: string;
  /** The watched variant. */
  readonly variantName: string;
  /** Where the reports lie in the inference-data bucket: `<prefix>yyyy/mm/dd/hh-<hours>h/revision-<n>.json`. */
  readonly reportsPrefix: string;
  /** Goes off at severity 1 and above. */
  readonly warningAlarm: cloudwatch.Alarm;
  /** Goes off at severity 2 and above. */
  readonly criticalAlarm: cloudwatch.Alarm;
  /** Goes off at severity 3, which drift by itself never reaches. */
  readonly emergencyAlarm: cloudwatch.Alarm;
  /** Goes off when a whole window brought no row, or was not judged. */
  readonly noDataAlarm: cloudwatch.Alarm;
  /** Goes off when too few of the requests were captured to judge a window. */
  readonly incompleteAlarm: cloudwatch.Alarm;
  /**
   * Judges windows. Its event: `{ "now": "…Z", "window": { "start": "…Z", "end": "…Z" } }`, both optional; a replay or
   * backfill gives both, and so runs at its own clock.
   */
  readonly evaluateFunction: lambda.Function;

  /** @throws ValidationError naming every property, value, range and remedy */
  constructor(scope: Construct, id: string, props: DriftMonitorProps) {
    super(scope, id);
    checkDriftMonitor(this, props);
    const { endpoint, store } = props;
    const alerts = props.alerts ?? store.alerts;
    const windowHours = props.window?.toHours() ?? DEFAULT_WINDOW_HOURS;
    this.endpointName = endpoint.endpointName;
    this.variantName = props.variantName ?? endpoint.defaultVariantName;
    this.reportsPrefix = driftReportsPrefix(this);

    const functions: DriftFunctionProps = {
      store,
      alerts,
      baseline: props.baseline,
      capture: props.capture ?? CaptureLocation.inStore(),
      settings: {
        endpointName: this.endpointName,
        variantName: this.variantName,
        modelVersion: props.modelVersion,
        samplingPercentage: props.captureSamplingPercentage ?? DEFAULT_SAMPLING_PERCENTAGE,
        windowHours,
        policy: driftPolicy(props),
      },
    };
    checkSettingsSize(this, functions.settings);
    const evaluate = evaluateFunction(this, functions);
    this.evaluateFunction = evaluate.function.function;
    this.schedule(windowHours);
    if (evaluate.capture.sendsEvents) {
      const { function: consumer, capture } = sketchFunction(this, functions);
      const { endpointName, variantName } = this;
      new Arrivals(this, 'Arrivals', { store, alerts, endpointName, variantName, capture, consumer });
    }

    const alarms = driftAlarms(this, {
      endpointName: this.endpointName,
      severity: this.metricDriftSeverity(),
      rows: this.metricDriftRows(),
      coverage: this.metricDriftCoverage(),
      windowHours,
      minimumCoverage: props.minimumCoverage ?? DEFAULT_MINIMUM_COVERAGE,
      alerts,
    });
    this.warningAlarm = alarms.warning;
    this.criticalAlarm = alarms.critical;
    this.emergencyAlarm = alarms.emergency;
    this.noDataAlarm = alarms.noData;
    this.incompleteAlarm = alarms.incomplete;
    this.leaveRecord(evaluate, functions);
  }

  /** The worst drift alarm that stands after a window: 0 none, 1 warning, 2 critical, 3 emergency (maximum). */
  metricDriftSeverity(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DriftMetric.SEVERITY, cloudwatch.Stats.MAXIMUM, options);
  }

  /** Captured rows of a window, usable or not (maximum). */
  metricDriftRows(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DriftMetric.ROWS, cloudwatch.Stats.MAXIMUM, options);
  }

  /** Captured ÷ expected requests of a window, 0 to 1; no value where nothing says how many to expect (minimum). */
  metricDriftCoverage(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DriftMetric.COVERAGE, cloudwatch.Stats.MINIMUM, options);
  }

  /** Captured lines of a window that could not be read (maximum). */
  metricDriftInvalidLines(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(DriftMetric.INVALID_LINES, cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * A rule that matches every verdict of this monitor: one event for each revision of a window's report. Its `detail`
   * has `verdict`, `severity`, `outdated`, `window`, `summary`, `opened`, `escalated`, `closed` and `report`.
   */
  onVerdict(id: string, options: events.OnEventOptions = {}): events.Rule {
    const detail = { endpointName: [this.endpointName], variantName: [this.variantName] };
    return libraryEventRule(this, id, { detailType: DRIFT_VERDICT_EVENT, detail }, options);
  }

  /** Lets a principal have windows judged: for a backfill, or a replay at its own clock. */
  grantEvaluate(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.evaluateFunction.functionArn],
    });
  }

  /** For `production-ml drift`. */
  private leaveRecord({ capture, baseline }: DriftFunction, { settings, store }: DriftFunctionProps): void {
    const deployment: DriftMonitorDeployment = {
      endpointName: this.endpointName,
      variantName: this.variantName,
      evaluateFunction: this.evaluateFunction.functionName,
      dataBucket: store.inferenceDataBucket.bucketName,
      windowHours: settings.windowHours,
      baseline: { bucket: baseline.bucketName, key: baseline.objectKey },
      capture: { bucket: capture.bucketName, prefix: capture.prefix, byConfiguration: capture.byConfiguration },
      samplingPercentage: settings.samplingPercentage,
      modelVersion: settings.modelVersion,
      policy: settings.policy,
      alarms: {
        warning: this.warningAlarm.alarmName,
        critical: this.criticalAlarm.alarmName,
        emergency: this.emergencyAlarm.alarmName,
        noData: this.noDataAlarm.alarmName,
        incomplete: this.incompleteAlarm.alarmName,
      },
    };
    deploymentRecord(this, 'Record', this.endpointName, `drift-monitor/${this.variantName}`, deployment);
  }

  private schedule(windowHours: number): void {
    const hour = windowHours === 24 ? '0' : `0/${windowHours}`;
    new events.Rule(this, 'Schedule', {
      description: `Has the drift of ${this.endpointName} judged after each window of ${windowHours} hours`,
      schedule: events.Schedule.cron({ minute: String(WATERMARK_MINUTES), hour }),
      targets: [
        new targets.LambdaFunction(this.evaluateFunction, {
          event: events.RuleTargetInput.fromObject({ now: events.EventField.time }),
        }),
      ],
    });
  }

  private metric(metricName: string, statistic: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      statistic,
      dimensionsMap: {
        [MetricDimension.ENDPOINT_NAME]: this.endpointName,
        [MetricDimension.VARIANT_NAME]: this.variantName,
      },
      region: Stack.of(this).region,
      ...options,
    }).attachTo(this);
  }
}
