/**
 * Actions for which AWS has no resource level, or whose resource has no name yet when the permission is needed, so
 * that `Resource: '*'` is the only thing that can be written. Lower case, as IAM compares.
 *
 * Source: the "Resource types" column of the Service Authorization Reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const ACTIONS: ReadonlySet<string> = new Set(
  [
    // Metrics and traces
    ...['PutMetricData', 'ListMetrics', 'GetMetricData', 'GetMetricStatistics'].map((name) => `cloudwatch:${name}`),
    ...['PutTraceSegments', 'PutTelemetryRecords'].map((name) => `xray:${name}`),
    ...['GetSamplingRules', 'GetSamplingTargets', 'GetSamplingStatisticSummaries'].map((name) => `xray:${name}`),
    // Log delivery of API Gateway, Step Functions and WAF
    ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery'].map((name) => `logs:${name}`),
    ...['ListLogDeliveries', 'PutResourcePolicy', 'DescribeResourcePolicies'].map((name) => `logs:${name}`),
    'logs:DescribeLogGroups',
    // Network interfaces of functions, models and jobs inside a VPC: made by the service, named by nobody
    ...['CreateNetworkInterface', 'DeleteNetworkInterface'].map((name) => `ec2:${name}`),
    ...['CreateNetworkInterfacePermission', 'DeleteNetworkInterfacePermission'].map((name) => `ec2:${name}`),
    ...['AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'].map((name) => `ec2:${name}`),
    ...['DescribeNetworkInterfaces', 'DescribeVpcs', 'DescribeSubnets'].map((name) => `ec2:${name}`),
    ...['DescribeSecurityGroups', 'DescribeDhcpOptions', 'DescribeVpcEndpoints'].map((name) => `ec2:${name}`),
    ...['DescribeRouteTables', 'DescribeAvailabilityZones', 'DescribeRegions'].map((name) => `ec2:${name}`),
    // Listings of a whole account
    ...['ListAllMyBuckets', 'GetAccountPublicAccessBlock'].map((name) => `s3:${name}`),
    ...['ListKeys', 'ListAliases', 'GenerateRandom'].map((name) => `kms:${name}`),
    ...['ListEndpoints', 'ListEndpointConfigs', 'ListModels'].map((name) => `sagemaker:${name}`),
    ...['ListModelPackageGroups', 'ListTrainingJobs', 'ListProcessingJobs'].map((name) => `sagemaker:${name}`),
    ...['DescribeScalableTargets', 'DescribeScalingPolicies'].map((name) => `application-autoscaling:${name}`),
    // Scalable targets get an id of their own when they are made; the namespace is a condition
    ...['RegisterScalableTarget', 'DeregisterScalableTarget'].map((name) => `application-autoscaling:${name}`),
    ...['PutScalingPolicy', 'DeleteScalingPolicy'].map((name) => `application-autoscaling:${name}`),
    'cloudtrail:LookupEvents',
    'ecr:GetAuthorizationToken',
    'sts:GetCallerIdentity',
    'ssm:DescribeParameters',
    'tag:GetResources',
    'sns:ListTopics',
    'sqs:ListQueues',
    'lambda:ListFunctions',
    'lambda:GetAccountSettings',
    'states:ListStateMachines',
    'pricing:GetProducts',
    'ce:GetCostAndUsage',
  ].map((action) => action.toLowerCase()),
);

export function hasNoResourceLevel(action: string): boolean {
  return ACTIONS.has(action.toLowerCase());
}
