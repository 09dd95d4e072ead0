import {
  EVENT_SOURCE,
  RELEASE_ENDS,
  RELEASE_EVENT,
  RELEASE_MACHINE,
  RELEASE_START,
  type ReleaseStep,
} from '../contract';
import * as jsonata from './release-expressions';
import {
  CALL_STEPS,
  type CallStep,
  EVENT_STEP,
  FUNCTION_STEPS,
  type FunctionStep,
  isCallStep,
  isFunctionStep,
  isObserveStep,
  isWaitStep,
  type ObserveStep,
  type ReleaseStepBundle,
  type WaitStep,
} from './release-steps';

/** A state of the Amazon States Language. */
export type State = Readonly<Record<string, unknown>>;

export interface ReleaseDefinitionProps {
  readonly partition: string;
  readonly endpointName: string;
  /** ARN of the function behind each bundle. */
  readonly functionArns: Readonly<Record<ReleaseStepBundle, string>>;
  /** Longest execution, seconds. */
  readonly timeoutSeconds: number;
}

/** The step whose output the execution gives back. */
const LAST_STEP: ReleaseStep = 'Answer';
/** State that an execution begins with, before the first step of the table. */
const BEGIN_STATE = 'Begin';
/** State that an outcome leads to which the table does not have. */
const OUT_OF_TABLE_STATE = 'OutOfTable';
/** State that looks at a step's outcome. */
const outcomeState = (step: ReleaseStep) => `${step}Outcome`;

/** Lambda allows 15 minutes; an answer that has not come by then is lost. */
const FUNCTION_TIMEOUT_SECONDS = 930;
const CALL_TIMEOUT_SECONDS = 60;

/** Functions are safe to repeat, so every error is worth another try: five, over about a minute. */
const RETRY_FUNCTION = [
  {
    ErrorEquals: ['States.ALL'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 5,
    MaxDelaySeconds: 20,
    JitterStrategy: 'FULL',
  },
];

/**
 * Throttling, 5xx and lost connections. SageMaker's API models neither, so they come under the SDK's general name, and
 * with them what SageMaker refuses: three tries cost a refusal some seconds.
 */
const RETRY_CALL = [
  {
    ErrorEquals: [
      'SageMaker.ThrottlingException',
      'SageMaker.ServiceUnavailableException',
      'SageMaker.InternalFailureException',
      'SageMaker.SageMakerException',
      'SageMaker.SdkClientException',
      'States.Timeout',
    ],
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: 3,
    JitterStrategy: 'FULL',
  },
];

const WAITS: Readonly<Record<WaitStep, string>> = {
  AwaitLock: jsonata.steadyWait(3),
  AwaitIdle: jsonata.growingWait(5, 30),
  AwaitEndpoint: jsonata.growingWait(5, 30),
  AwaitWatch: jsonata.steadyWait(60),
  AwaitRestored: jsonata.growingWait(5, 30),
  AwaitRemoved: jsonata.growingWait(5, 30),
};

const followers = (step: ReleaseStep): readonly (readonly [outcome: string, next: string])[] =>
  Object.entries(RELEASE_MACHINE[step]);

/** The machine as the Amazon States Language has it, made from the table of its transitions and from nothing else. */
export function releaseDefinition(props: ReleaseDefinitionProps): State {
  const steps = (Object.keys(RELEASE_MACHINE) as ReleaseStep[]).flatMap((step) =>
    Object.entries(statesOf(step, props)),
  );
  return {
    Comment: `Every change of the endpoint ${props.endpointName}`,
    QueryLanguage: 'JSONata',
    TimeoutSeconds: props.timeoutSeconds,
    StartAt: BEGIN_STATE,
    States: {
      [BEGIN_STATE]: { Type: 'Pass', Assign: jsonata.BEGIN, Next: RELEASE_START },
      ...Object.fromEntries(steps),
      [OUT_OF_TABLE_STATE]: {
        Type: 'Fail',
        Error: jsonata.OUT_OF_TABLE.error,
        Cause: jsonata.OUT_OF_TABLE.cause,
      },
      // Its input is what the last step has put out.
      [RELEASE_ENDS[0]]: { Type: 'Succeed' },
      [RELEASE_ENDS[1]]: { Type: 'Fail', Error: jsonata.FAILED.error, Cause: jsonata.FAILED.cause },
    },
  };
}

function statesOf(step: ReleaseStep, props: ReleaseDefinitionProps): Readonly<Record<string, State>> {
  if (isWaitStep(step)) return { [step]: waitState(step) };
  if (isCallStep(step)) return { [step]: callState(step, props) };
  if (isFunctionStep(step)) return { [step]: functionState(step, props), [outcomeState(step)]: choiceState(step) };
  if (isObserveStep(step)) return { [step]: observeState(step, props), [outcomeState(step)]: choiceState(step) };
  return { [EVENT_STEP]: eventState(props) };
}

/** The one step that an outcome leads to, where a state can have no other. */
function onlyFollower(step: ReleaseStep, outcome: string): string {
  const found = followers(step).find(([each]) => each === outcome);
  if (found === undefined) throw new Error(`${step} has no outcome ${outcome}`);
  return found[1];
}

function waitState(step: WaitStep): State {
  return { Type: 'Wait', Seconds: WAITS[step], Next: onlyFollower(step, 'elapsed') };
}

function functionState(step: FunctionStep, { partition, functionArns }: ReleaseDefinitionProps): State {
  return {
    Type: 'Task',
    Resource: `arn:${partition}:states:::lambda:invoke`,
    Arguments: { FunctionName: functionArns[FUNCTION_STEPS[step]], Payload: jsonata.stepInput(step) },
    TimeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
    Retry: RETRY_FUNCTION,
    Assign: jsonata.afterFunction(step),
    Output: step === LAST_STEP ? jsonata.RESULT : {},
    Next: outcomeState(step),
  };
}

function choiceState(step: ReleaseStep): State {
  return {
    Type: 'Choice',
    Choices: followers(step).map(([outcome, Next]) => ({ Condition: jsonata.hasOutcome(outcome), Next })),
    Default: OUT_OF_TABLE_STATE,
  };
}

const sageMaker = (partition: string, action: string) => `arn:${partition}:states:::aws-sdk:sagemaker:${action}`;

function callState(step: CallStep, { partition }: ReleaseDefinitionProps): State {
  return {
    Type: 'Task',
    Resource: sageMaker(partition, CALL_STEPS[step].action),
    Arguments: jsonata.callParameters(step),
    TimeoutSeconds: CALL_TIMEOUT_SECONDS,
    Retry: RETRY_CALL,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Assign: jsonata.AFTER_FAILED_CALL,
        Output: {},
        Next: onlyFollower(step, 'failed'),
      },
    ],
    Assign: jsonata.AFTER_CALL,
    Output: {},
    Next: onlyFollower(step, 'called'),
  };
}

function observeState(step: ObserveStep, { partition, endpointName }: ReleaseDefinitionProps): State {
  return {
    Type: 'Task',
    Resource: sageMaker(partition, 'describeEndpoint'),
    Arguments: { EndpointName: endpointName },
    TimeoutSeconds: CALL_TIMEOUT_SECONDS,
    Retry: RETRY_CALL,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Assign: jsonata.afterFailedObserve(step),
        Output: {},
        Next: outcomeState(step),
      },
    ],
    Assign: jsonata.afterObserve(step),
    Output: {},
    Next: outcomeState(step),
  };
}

function eventState({ partition }: ReleaseDefinitionProps): State {
  return {
    Type: 'Task',
    // Not by the SDK: that one takes an event which the bus refuses for sent.
    Resource: `arn:${partition}:states:::events:putEvents`,
    Arguments: { Entries: [{ Source: EVENT_SOURCE, DetailType: RELEASE_EVENT, Detail: jsonata.EVENT }] },
    TimeoutSeconds: CALL_TIMEOUT_SECONDS,
    Retry: RETRY_FUNCTION,
    Assign: { event: null },
    Output: {},
    Next: onlyFollower(EVENT_STEP, 'announced'),
  };
}
