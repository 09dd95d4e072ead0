import { RELEASE_WAITS, type ReleaseStep } from '../contract';

/** Bundles of the machine's functions: folders of `lambda/handlers`. */
export const ReleaseBundle = {
  LEDGER: 'release-ledger',
  HOSTING: 'release-hosting',
  PROBE: 'release-probe',
  ANSWER: 'release-answer',
  WATCH: 'release-watch',
} as const;

export type ReleaseStepBundle = Exclude<(typeof ReleaseBundle)[keyof typeof ReleaseBundle], 'release-watch'>;

/** Steps that a function does, and which one. */
export const FUNCTION_STEPS = {
  Acquire: ReleaseBundle.LEDGER,
  Next: ReleaseBundle.LEDGER,
  Judge: ReleaseBundle.LEDGER,
  Restore: ReleaseBundle.LEDGER,
  Record: ReleaseBundle.LEDGER,
  Unlock: ReleaseBundle.LEDGER,
  Verify: ReleaseBundle.HOSTING,
  Prepare: ReleaseBundle.HOSTING,
  Finish: ReleaseBundle.HOSTING,
  Abandon: ReleaseBundle.HOSTING,
  Remove: ReleaseBundle.HOSTING,
  ProbeWarm: ReleaseBundle.PROBE,
  Probe: ReleaseBundle.PROBE,
  Answer: ReleaseBundle.ANSWER,
} as const satisfies Partial<Record<ReleaseStep, ReleaseStepBundle>>;

/** Steps that call SageMaker with parameters that a function has worked out. */
export const CALL_STEPS = {
  Create: { action: 'createEndpoint', parameters: 'call' },
  Update: { action: 'updateEndpoint', parameters: 'call' },
  Shift: { action: 'updateEndpointWeightsAndCapacities', parameters: 'call' },
  RestoreUpdate: { action: 'updateEndpoint', parameters: 'restore' },
  RestoreShift: { action: 'updateEndpointWeightsAndCapacities', parameters: 'restore' },
} as const satisfies Partial<Record<ReleaseStep, { readonly action: string; readonly parameters: 'call' | 'restore' }>>;

/** Steps that look at the endpoint. */
const OBSERVE_STEPS = ['Observe', 'ObserveRestored'] as const satisfies readonly ReleaseStep[];

/** The step that tells the world. */
export const EVENT_STEP = 'Announce' satisfies ReleaseStep;

export type FunctionStep = keyof typeof FUNCTION_STEPS;
export type CallStep = keyof typeof CALL_STEPS;
export type ObserveStep = (typeof OBSERVE_STEPS)[number];
export type WaitStep = (typeof RELEASE_WAITS)[number];

const isKeyOf = <T extends object>(table: T, step: string): step is Extract<keyof T, string> =>
  Object.hasOwn(table, step);

export const isFunctionStep = (step: string): step is FunctionStep => isKeyOf(FUNCTION_STEPS, step);
export const isCallStep = (step: string): step is CallStep => isKeyOf(CALL_STEPS, step);
export const isObserveStep = (step: string): step is ObserveStep => OBSERVE_STEPS.some((each) => each === step);
export const isWaitStep = (step: string): step is WaitStep => RELEASE_WAITS.some((each) => each === step);
