import type { Finding, RuleContext } from '../../checks/check';
import { at, identityOf, listOf, type Resource, textOf, Unknown, type Value } from '../../template';
import { undecided } from '../expect';

/** Whether a value (a dimension, an input) names the endpoint: by reference, or as the endpoint itself is named. */
export function namesEndpoint(value: Value, endpoint: Resource, { application }: RuleContext): boolean {
  const name = identityOf(endpoint.get('EndpointName'));
  return application.names(value, endpoint) || (name !== undefined && identityOf(value) === name);
}

/** What is wrong, or unknown where only the deployment knows the endpoint's name: something may watch it by that. */
export function unlessNamedElsewhere(endpoint: Resource, findings: readonly Finding[]): readonly Finding[] {
  const name = endpoint.get('EndpointName');
  return name instanceof Unknown ? undecided('EndpointName', name) : findings;
}

/** Metrics of one endpoint that some alarm watches, as `namespace/name`; metric math included. */
export function watchedMetrics(endpoint: Resource, context: RuleContext): readonly string[] {
  const alarms = context.application.ofType('AWS::CloudWatch::Alarm');
  return alarms.flatMap((alarm) => {
    const single = { metric: alarm.properties, dimensions: alarm.get('Dimensions') };
    const math = listOf(alarm.get('Metrics')).map((query) => at(query, 'MetricStat.Metric'));
    const metrics = [single, ...math.map((metric) => ({ metric, dimensions: at(metric, 'Dimensions') }))];
    return metrics
      .filter(({ dimensions }) => listOf(dimensions).some((each) => isOf(each, endpoint, context)))
      .map(({ metric }) => `${textOf(at(metric, 'Namespace'))}/${textOf(at(metric, 'MetricName'))}`);
  });
}

function isOf(dimension: Value, endpoint: Resource, context: RuleContext): boolean {
  return at(dimension, 'Name') === 'EndpointName' && namesEndpoint(at(dimension, 'Value'), endpoint, context);
}
