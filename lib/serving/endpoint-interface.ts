import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sagemaker from 'aws-cdk-lib/aws-sagemaker';

/**
 * A SageMaker endpoint, created by this library or not. Where a metric takes a variant name and none is given, the
 * default variant is meant; the caller's options win over everything that the method sets.
 */
export interface IModelEndpoint extends sagemaker.IEndpoint {
  /** The variant whose metrics are meant where none is named. */
  readonly defaultVariantName: string;

  /** A metric of the invocations of a variant, in the namespace `AWS/SageMaker` (sum unless the options say other). */
  metric(metricName: string, variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** A metric of the instances behind a variant, in the namespace `/aws/sagemaker/Endpoints` (average). */
  metricInstance(metricName: string, variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Number of requests (sum). */
  metricInvocations(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Number of requests that each instance got (sum). */
  metricInvocationsPerInstance(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Requests that were answered with 4xx (sum). */
  metricInvocation4XXErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Requests that were answered with 5xx (sum). */
  metricInvocation5XXErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Requests that got no 2xx answer from the container (sum). */
  metricInvocationModelErrors(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Time in the container, in microseconds (99th percentile). */
  metricModelLatency(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Time that SageMaker adds to that of the container, in microseconds (99th percentile). */
  metricOverheadLatency(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Use of the processors, in percent of one core: 0 to 100 times the number of cores (average). */
  metricCpuUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Use of the memory, in percent (average). */
  metricMemoryUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Use of the disk, in percent (average). */
  metricDiskUtilization(variantName?: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}
