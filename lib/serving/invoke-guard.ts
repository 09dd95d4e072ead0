import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { isRegulated } from '../core';
import { abuseAlarms, type Watched } from './abuse-alarms';
import type { ModelEndpointBase } from './endpoint-base';
import type { EndpointOptions } from './endpoint-options';

/** Where requests may come from: the given VPCs, or in the regulated profile that of the endpoint itself. */
export function invokeFromOf(scope: Construct, options: Pick<EndpointOptions, 'invokeFrom' | 'vpc'>): ec2.IVpc[] {
  return options.invokeFrom ?? (isRegulated(scope) && options.vpc !== undefined ? [options.vpc] : []);
}

/** `aws:SourceVpc` is there only when a request comes through a VPC endpoint: without one it is refused. */
export function fromVpcs(vpcs: readonly ec2.IVpc[]): Record<string, Record<string, string[]>> | undefined {
  return vpcs.length === 0 ? undefined : { StringEquals: { 'aws:SourceVpc': vpcs.map(({ vpcId }) => vpcId) } };
}

/** The alarms on unusually many and on refused requests, where they were asked for. */
export function watchAbuse(endpoint: ModelEndpointBase & Watched, options: EndpointOptions): cloudwatch.AlarmBase[] {
  const alarms = (options.abuseAlarms ?? isRegulated(endpoint)) ? abuseAlarms(endpoint, endpoint) : [];
  const alerts = options.alerts ?? options.store.alerts;
  for (const alarm of alarms) alerts?.watch(alarm);
  return alarms;
}
