import { type ArnComponents, Names, Resource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import type { IConstruct } from 'constructs';
import {
  EndpointMetric,
  InstanceMetric,
  MetricDimension,
  SAGEMAKER_INSTANCE_NAMESPACE,
  SAGEMAKER_NAMESPACE,
} from '../contract';
import { nameInArn } from '../core';
import type { IModelEndpoint } from './endpoint-interface';

/** What every endpoint can do that is known by its name. */
export abstract class ModelEndpointBase extends Resource implements IModelEndpoint {
  /** Name of the endpoint. */
  abstract readonly endpointName: string;
  /** ARN of the endpoint. */
  abstract readonly endpointArn: string;
  /** The variant whose metrics are meant where none is named. */
  abstract readonly defaultVariantName: string;

  /** A reference to the endpoint for other L2 constructs. */
  get endpointRef(): sagemaker.EndpointReference {
    return { endpointArn: this.endpointArn };
  }

  /** Lets a principal invoke this endpoint, whichever variant answers, and no other. */
  grantInvoke(grantee: iam.IGrantable): iam.Grant {
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['sagemaker:InvokeEndpoint'],
      resourceArns: [this.endpointArn],
      conditions: this._invocationConditions(),
    });
  }

  /**
   * What a request must fulfil beside naming the endpoint.
   *
   * @internal
   */
  _invocationConditions(): Record<string, Record<string, string[]>> | undefined {
    return undefined;
  }

  /** A metric of the invocations of a variant, in the namespace `AWS/SageMaker`. */
  metric(metricName: string, variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.variantMetric(SAGEMAKER_NAMESPACE, metricName, cloudwatch.Stats.SUM, variantName, options);
  }

  /** A metric of the instances behind a variant, in the namespace `/aws/sagemaker/Endpoints`. */
  metricInstance(metricName: string, variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.variantMetric(SAGEMAKER_INSTANCE_NAMESPACE, metricName, cloudwatch.Stats.AVERAGE, variantName, options);
  }

  /** Number of requests (sum). */
  metricInvocations(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.INVOCATIONS, variantName, options);
  }

  /** Number of requests that each instance got (sum). */
  metricInvocationsPerInstance(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.INVOCATIONS_PER_INSTANCE, variantName, options);
  }

  /** Requests that were answered with 4xx (sum). */
  metricInvocation4XXErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.INVOCATION_4XX_ERRORS, variantName, options);
  }

  /** Requests that were answered with 5xx (sum). */
  metricInvocation5XXErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.INVOCATION_5XX_ERRORS, variantName, options);
  }

  /** Requests that got no 2xx answer from the container (sum). */
  metricInvocationModelErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.INVOCATION_MODEL_ERRORS, variantName, options);
  }

  /** Time in the container, in microseconds (99th percentile). */
  metricModelLatency(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.MODEL_LATENCY, variantName, { statistic: cloudwatch.Stats.p(99), ...options });
  }

  /** Time that SageMaker adds to that of the container, in microseconds (99th percentile). */
  metricOverheadLatency(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(EndpointMetric.OVERHEAD_LATENCY, variantName, { statistic: cloudwatch.Stats.p(99), ...options });
  }

  /** Use of the processors, in percent of one core: 0 to 100 times the number of cores (average). */
  metricCpuUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricInstance(InstanceMetric.CPU_UTILIZATION, variantName, options);
  }

  /** Use of the memory, in percent (average). */
  metricMemoryUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricInstance(InstanceMetric.MEMORY_UTILIZATION, variantName, options);
  }

  /** Use of the disk, in percent (average). Data Capture stops when the disk is full. */
  metricDiskUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metricInstance(InstanceMetric.DISK_UTILIZATION, variantName, options);
  }

  private variantMetric(
    namespace: string,
    metricName: string,
    statistic: string,
    variantName: string | undefined,
    options: cloudwatch.MetricOptions | undefined,
  ): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace,
      metricName,
      statistic,
      dimensionsMap: {
        [MetricDimension.ENDPOINT_NAME]: this.endpointName,
        [MetricDimension.VARIANT_NAME]: variantName ?? this.defaultVariantName,
      },
      ...options,
    }).attachTo(this);
  }
}

/** Parts of the ARN of an endpoint. */
export function endpointArnComponents(endpointName: string): ArnComponents {
  return { service: 'sagemaker', resource: 'endpoint', resourceName: nameInArn(endpointName) };
}

/** ARN of the endpoint with a name in the account and Region of a construct. */
export function endpointArnOf(scope: IConstruct, endpointName: string): string {
  return Stack.of(scope).formatArn(endpointArnComponents(endpointName));
}

const MAX_ENDPOINT_NAME = 63;

/** Name of an endpoint that was given none: from the path of its construct, the same at every synth. */
export function endpointNameOf(scope: IConstruct): string {
  return Names.uniqueResourceName(scope, { maxLength: MAX_ENDPOINT_NAME, separator: '-' });
}
