import { RELEASE_ENDS, RELEASE_MACHINE, RELEASE_START, RELEASE_WAITS } from '../../lib/contract';
import { releaseDefinition } from '../../lib/release/release-definition';

// biome-ignore lint/suspicious/noExplicitAny: a definition is what Step Functions makes of it
type Json = any;

const definition: Json = releaseDefinition({
  partition: 'aws',
  endpointName: 'flights',
  functionArns: {
    'release-ledger': 'arn:ledger',
    'release-hosting': 'arn:hosting',
    'release-probe': 'arn:probe',
    'release-answer': 'arn:answer',
  },
  timeoutSeconds: 43_200,
});
const states: Record<string, Json> = definition.States;
const steps = Object.keys(RELEASE_MACHINE);
const outcomeOf = (condition: string) => /^\{% \$outcome = '(\w+)' %\}$/.exec(condition)?.[1];

/** Every way from a step to another as the definition has it: step, outcome, next step. */
function edgesOf(step: string): string[] {
  const state = states[step];
  if (state.Type === 'Wait') return [`${step} elapsed ${state.Next}`];
  const dispatch = states[state.Next];
  if (dispatch.Type === 'Choice') {
    return dispatch.Choices.map(({ Condition, Next }: Json) => `${step} ${outcomeOf(Condition)} ${Next}`);
  }
  const [caught] = state.Catch ?? [];
  if (caught === undefined) return [`${step} announced ${state.Next}`];
  return [`${step} called ${state.Next}`, `${step} failed ${caught.Next}`];
}

const tableEdges = Object.entries(RELEASE_MACHINE).flatMap(([step, next]) =>
  Object.entries(next).map(([outcome, target]) => `${step} ${outcome} ${target}`),
);

/** Where a state can lead, by any of its ways. */
function nextOf({ Next, Default, Choices = [], Catch = [] }: Json): string[] {
  return [Next, Default, ...[...Choices, ...Catch].map((way: Json) => way.Next)].filter((name) => name !== undefined);
}

describe('the definition', () => {
  test('has the steps of the table, a look at the outcome of those that have several, and the frame around them', () => {
    const outcomes = steps.filter((step) => states[`${step}Outcome`] !== undefined).map((step) => `${step}Outcome`);
    expect(Object.keys(states).sort()).toEqual([...steps, ...outcomes, ...RELEASE_ENDS, 'Begin', 'OutOfTable'].sort());
    expect(definition.StartAt).toBe('Begin');
    expect(states.Begin.Next).toBe(RELEASE_START);
  });

  test('has every transition of the table, and no other', () => {
    expect(steps.flatMap(edgesOf).sort()).toEqual([...tableEdges].sort());
  });

  test('reaches every state from its beginning, and an end from every state', () => {
    const reach = (from: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(from)) return seen;
      seen.add(from);
      for (const next of nextOf(states[from])) reach(next, seen);
      return seen;
    };
    expect([...reach(definition.StartAt)].sort()).toEqual(Object.keys(states).sort());
    const endless = Object.keys(states).filter((name) => !RELEASE_ENDS.some((end) => reach(name).has(end)));
    expect(endless).toEqual(['OutOfTable']);
  });

  test('fails loudly at an outcome that the table does not have', () => {
    const choices = Object.entries(states).filter(([, { Type }]) => Type === 'Choice');
    expect(choices.length).toBeGreaterThan(10);
    for (const [name, { Default }] of choices) expect([name, Default]).toEqual([name, 'OutOfTable']);
    expect(states.OutOfTable.Type).toBe('Fail');
    expect(states.OutOfTable.Cause).toContain('$step');
  });

  test('only waits where the table says so', () => {
    const waits = Object.keys(states).filter((name) => states[name].Type === 'Wait');
    expect(waits.sort()).toEqual([...RELEASE_WAITS].sort());
  });

  test('ends in one success and one failure that gives its reason', () => {
    expect(states.Answer.Output).toBe('{% $progress %}');
    expect(states.Succeeded).toEqual({ Type: 'Succeed' });
    expect(states.Failed).toMatchObject({
      Type: 'Fail',
      Error: expect.stringMatching(/'ReleaseRefused' : 'ReleaseFailed'/),
    });
    expect(states.Failed.Cause).toContain('$progress.reason');
  });
});

describe('a step that a function does', () => {
  const functions = Object.entries(states).filter(([, { Resource }]) => /lambda:invoke$/.test(Resource ?? ''));

  test('is each of those that decide or know the ledger', () => {
    const arns = [...new Set(functions.map(([, { Arguments }]) => Arguments.FunctionName))];
    const stepsOf = (arn: string) => functions.filter(([, { Arguments }]) => Arguments.FunctionName === arn);
    const by = Object.fromEntries(
      arns.map((arn) => [
        arn,
        stepsOf(arn)
          .map(([name]) => name)
          .sort(),
      ]),
    );
    expect(by).toEqual({
      'arn:ledger': ['Acquire', 'Judge', 'Next', 'Record', 'Restore', 'Unlock'],
      'arn:hosting': ['Abandon', 'Finish', 'Prepare', 'Remove', 'Verify'],
      'arn:probe': ['Probe', 'ProbeWarm'],
      'arn:answer': ['Answer'],
    });
  });

  test('is told its name, and repeated on any error for about a minute', () => {
    for (const [name, state] of functions) {
      expect(state.Arguments.Payload).toContain(`'step': '${name}'`);
      const [retry] = state.Retry;
      expect(retry).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 5, JitterStrategy: 'FULL' });
      const waits = Array.from({ length: retry.MaxAttempts }, (_, attempt) =>
        Math.min(retry.IntervalSeconds * retry.BackoffRate ** attempt, retry.MaxDelaySeconds),
      );
      expect(waits.reduce((sum, wait) => sum + wait)).toBeLessThanOrEqual(60);
    }
  });

  test('is never caught: an execution that cannot go on fails, and another one settles what it left', () => {
    for (const [, state] of functions) expect(state.Catch).toBeUndefined();
  });
});

describe('a step that calls SageMaker', () => {
  const calls = ['Create', 'Update', 'Shift', 'RestoreUpdate', 'RestoreShift'];

  test('sends what a function has worked out', () => {
    expect(calls.map((name) => [states[name].Resource, states[name].Arguments])).toEqual([
      ['arn:aws:states:::aws-sdk:sagemaker:createEndpoint', '{% $job.call.parameters %}'],
      ['arn:aws:states:::aws-sdk:sagemaker:updateEndpoint', '{% $job.call.parameters %}'],
      ['arn:aws:states:::aws-sdk:sagemaker:updateEndpointWeightsAndCapacities', '{% $job.call.parameters %}'],
      ['arn:aws:states:::aws-sdk:sagemaker:updateEndpoint', '{% $job.restore.parameters %}'],
      ['arn:aws:states:::aws-sdk:sagemaker:updateEndpointWeightsAndCapacities', '{% $job.restore.parameters %}'],
    ]);
  });

  test('keeps the text of a failure for the step that judges, and goes on to look', () => {
    for (const name of calls) {
      const [caught] = states[name].Catch;
      expect(caught.ErrorEquals).toEqual(['States.ALL']);
      expect(caught.Assign.error).toContain('$states.errorOutput.Cause');
      expect(states[name].Assign.error).toBeNull();
      expect(caught.Next).toBe(states[name].Next);
    }
  });
});

test('looks at the endpoint by its own name, and takes one that is not there for settled', () => {
  for (const name of ['Observe', 'ObserveRestored']) {
    expect(states[name].Arguments).toEqual({ EndpointName: 'flights' });
    const [caught] = states[name].Catch;
    expect(caught.Assign.outcome).toContain('Could not find endpoint');
  }
});

test('tells every change by an event of the library, in a call that fails where the bus refuses', () => {
  expect(states.Announce).toMatchObject({
    Resource: 'arn:aws:states:::events:putEvents',
    Arguments: {
      Entries: [{ Source: 'cdk-production-ml', DetailType: 'Release State Change', Detail: '{% $event %}' }],
    },
  });
});
