import { MOVING_STATUSES, RELEASE_FAILED, RELEASE_REFUSED } from '../contract';
import { CALL_STEPS, type CallStep, type FunctionStep, type ObserveStep } from './release-steps';

/**
 * The JSONata of the machine. Between steps an execution carries the variables `$request`, `$progress`, `$job`,
 * `$error`, `$event`, `$waitSeconds`, `$step`, `$outcome` and `$since`; a variable without a value is null, because an
 * expression without a value is an error.
 */

const expression = (text: string) => `{% ${text} %}`;
const texts = (values: readonly string[]) => `[${values.map((value) => `'${value}'`).join(', ')}]`;

/** Longest text of an error that is carried along: it ends up in the ledger. */
const MAX_FAILURE = 1000;

/** The error of a step, in one text. */
const FAILURE = `$substring($states.errorOutput.Error & ': ' & $states.errorOutput.Cause, 0, ${MAX_FAILURE})`;

/** What an execution knows when it begins. */
export const BEGIN = {
  request: expression('$states.input'),
  progress: { handled: false, shifted: 0 },
  job: null,
  error: null,
  event: null,
  waitSeconds: null,
  step: 'Begin',
  outcome: 'begun',
  since: expression('$millis()'),
};

/** `ReleaseStepInput`; members that have no value yet are left out. */
export function stepInput(step: FunctionStep): string {
  return expression(
    `$merge([{'step': '${step}', 'execution': {'arn': $states.context.Execution.Id, 'startedAt': $states.context.Execution.StartTime}, 'request': $request, 'progress': $progress}, $job = null ? {} : {'job': $job}, $error = null ? {} : {'error': $error}])`,
  );
}

/** Takes `ReleaseStepOutput` in: what a function leaves out stays as it is, but for how long to wait after it. */
export function afterFunction(step: FunctionStep) {
  const given = (member: string, otherwise: string) =>
    expression(`$exists($states.result.Payload.${member}) ? $states.result.Payload.${member} : ${otherwise}`);
  return {
    step,
    outcome: given('outcome', "'none'"),
    progress: given('progress', '$progress'),
    job: given('job', '$job'),
    event: given('event', '$event'),
    waitSeconds: given('waitSeconds', 'null'),
  };
}

export function callParameters(step: CallStep): string {
  return expression(`$job.${CALL_STEPS[step].parameters}.parameters`);
}

/** How long to wait between looks is counted from here. */
export const AFTER_CALL = { error: null, waitSeconds: null, since: expression('$millis()') };

/** A call that failed is looked at like any other; what it said is kept for the step that judges. */
export const AFTER_FAILED_CALL = { ...AFTER_CALL, error: expression(FAILURE) };

/** Whether the endpoint is still on its way. What it serves, the step that judges looks up itself. */
export function afterObserve(step: ObserveStep) {
  return {
    step,
    outcome: expression(`$states.result.EndpointStatus in ${texts(MOVING_STATUSES)} ? 'moving' : 'settled'`),
  };
}

/** SageMaker has no error of its own for an endpoint that is not there, only a text. */
export function afterFailedObserve(step: ObserveStep) {
  return {
    step,
    outcome: expression(`$contains($states.errorOutput.Cause, 'Could not find endpoint') ? 'settled' : ${FAILURE}`),
  };
}

/** Whether the last step had an outcome. */
export const hasOutcome = (outcome: string) => expression(`$outcome = '${outcome}'`);

/** Seconds that the last function asked for, or always the same. */
export const steadyWait = (seconds: number) => expression(`$waitSeconds = null ? ${seconds} : $waitSeconds`);

/**
 * Seconds that the last function asked for, or a twentieth of the time since the last call: a short change is noticed
 * within seconds, and an hour's does not fill the history, of which an execution has 25,000 entries.
 */
export const growingWait = (least: number, most: number) =>
  expression(
    `$waitSeconds = null ? $max([${least}, $min([${most}, $floor(($millis() - $since) / 20000)])]) : $waitSeconds`,
  );

/** For the state that an outcome leads to which the table does not have. */
export const OUT_OF_TABLE = {
  error: 'ReleaseMachineOutOfTable',
  cause: expression("'Step ' & $step & ' ended with what no step follows: ' & $string($outcome)"),
};

/** What the execution gives back. */
export const RESULT = expression('$progress');
export const FAILED = {
  error: expression(`$progress.state = 'REFUSED' ? '${RELEASE_REFUSED}' : '${RELEASE_FAILED}'`),
  cause: expression("$exists($progress.reason) ? $progress.reason : 'See the ledger for the reason.'"),
};

export const EVENT = expression('$event');
