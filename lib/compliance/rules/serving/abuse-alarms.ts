import { EndpointMetric, SAGEMAKER_NAMESPACE } from '../../../contract';
import type { Rule } from '../../checks/check';
import { fail, PASS } from '../expect';
import { unlessNamedElsewhere, watchedMetrics } from './endpoint-watchers';

const NEEDED = [EndpointMetric.INVOCATIONS, EndpointMetric.INVOCATION_4XX_ERRORS];

/** Somebody hears when one caller asks unusually much, or sends what the model refuses. */
export const abuseAlarms: Rule = (endpoint, context) => {
  const watched = watchedMetrics(endpoint, context);
  const missing = NEEDED.filter((metric) => !watched.includes(`${SAGEMAKER_NAMESPACE}/${metric}`));
  return missing.length === 0 ? PASS : unlessNamedElsewhere(endpoint, fail('', `no alarm on ${missing.join(', ')}`));
};
