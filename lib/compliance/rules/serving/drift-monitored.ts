import { NAMESPACE } from '../../../contract';
import type { Rule } from '../../checks/check';
import { at, listOf } from '../../template';
import { fail, PASS } from '../expect';
import { namesEndpoint, unlessNamedElsewhere, watchedMetrics } from './endpoint-watchers';

const SCHEDULES = ['AWS::SageMaker::DataQualityJobDefinition', 'AWS::SageMaker::ModelQualityJobDefinition'];
const INPUTS = ['DataQualityJobInput.EndpointInput.EndpointName', 'ModelQualityJobInput.EndpointInput.EndpointName'];

const INLINE_INPUTS = 'MonitoringScheduleConfig.MonitoringJobDefinition.MonitoringInputs';

/** Somebody hears when the data or the answers of an endpoint change: an alarm on a drift metric, or a monitoring job. */
export const driftMonitored: Rule = (endpoint, context) => {
  const drift = new RegExp(`^${NAMESPACE}/.*(Drift|Performance)`, 'i');
  if (watchedMetrics(endpoint, context).some((metric) => drift.test(metric))) return PASS;
  const jobs = context.application.ofType(...SCHEDULES);
  const schedules = context.application.ofType('AWS::SageMaker::MonitoringSchedule');
  const scheduled = schedules.some((schedule) =>
    listOf(schedule.get(INLINE_INPUTS)).some((input) =>
      namesEndpoint(at(input, 'EndpointInput.EndpointName'), endpoint, context),
    ),
  );
  const watched =
    scheduled || jobs.some((job) => INPUTS.some((input) => namesEndpoint(job.get(input), endpoint, context)));
  return watched ? PASS : unlessNamedElsewhere(endpoint, fail('', 'no monitor looks for drift'));
};
