/** Namespaces and names of metrics. A name that both a construct and a handler use stands here and nowhere else. */

/** Metrics that SageMaker hosting emits for each variant. https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html */
export const SAGEMAKER_NAMESPACE = 'AWS/SageMaker';

/** Metrics of the instances behind a variant (CPU, memory, disk). */
export const SAGEMAKER_INSTANCE_NAMESPACE = '/aws/sagemaker/Endpoints';

/** Metrics that this library emits. */
export const NAMESPACE = 'ProductionML';

export const EndpointMetric = {
  INVOCATIONS: 'Invocations',
  INVOCATIONS_PER_INSTANCE: 'InvocationsPerInstance',
  INVOCATION_4XX_ERRORS: 'Invocation4XXErrors',
  INVOCATION_5XX_ERRORS: 'Invocation5XXErrors',
  INVOCATION_MODEL_ERRORS: 'InvocationModelErrors',
  /** Time in the container, in microseconds. */
  MODEL_LATENCY: 'ModelLatency',
  /** Time that SageMaker adds, in microseconds. */
  OVERHEAD_LATENCY: 'OverheadLatency',
} as const;

export const InstanceMetric = {
  CPU_UTILIZATION: 'CPUUtilization',
  MEMORY_UTILIZATION: 'MemoryUtilization',
  DISK_UTILIZATION: 'DiskUtilization',
} as const;

export const MetricDimension = {
  ENDPOINT_NAME: 'EndpointName',
  VARIANT_NAME: 'VariantName',
  ENDPOINT_CONFIG_NAME: 'EndpointConfigName',
} as const;
