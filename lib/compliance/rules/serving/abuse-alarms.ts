import { EndpointMetric, SAGEMAKER_NAMESPACE } from '../../../contract';
import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { fail, PASS, undecided } from '../expect';
import { watchedMetrics } from './endpoint-watchers';

const NEEDED = [EndpointMetric.INVOCATIONS, EndpointMetric.INVOCATION_4XX_ERRORS];

/** Somebody hears when one caller asks unusually much, or sends what the model refuses. */
export const abuseAlarms: Rule = (endpoint, context) => {
  const name = endpoint.get('EndpointName');
  if (name instanceof Unknown) return undecided('EndpointName', name);
  const watched = watchedMetrics(endpoint, context);
  const missing = NEEDED.filter((metric) => !watched.includes(`${SAGEMAKER_NAMESPACE}/${metric}`));
  return missing.length === 0 ? PASS : fail('', `no alarm on ${missing.join(', ')}`);
};
