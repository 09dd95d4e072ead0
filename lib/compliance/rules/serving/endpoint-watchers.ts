import type { RuleContext } from '../../checks/check';
import { at, listOf, type Resource, textOf, type Value } from '../../template';

/** Whether a value (a dimension, an input) names the endpoint: by reference or by its literal name. */
export function namesEndpoint(value: Value, endpoint: Resource, { application }: RuleContext): boolean {
  const name = textOf(endpoint.get('EndpointName'));
  return application.names(value, endpoint) || (name !== undefined && textOf(value) === name);
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
