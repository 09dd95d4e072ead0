import type { ReleaseStep } from '../../lib/contract';

/** What a step of the release machine does, for somebody who watches. */
const PHASES: Readonly<Record<ReleaseStep, string>> = {
  Acquire: 'Taking the lock of the endpoint',
  AwaitLock: 'Waiting for another change to end',
  Next: 'Deciding what is to be done',
  AwaitIdle: 'Waiting until SageMaker takes a change',
  Verify: 'Checking approval, signature, artifact and image',
  Prepare: 'Making models, configuration and rollback alarms',
  ProbeWarm: 'Asking the warm variant the golden requests',
  Create: 'Creating the endpoint',
  Update: 'Moving the endpoint to another configuration',
  Shift: 'Moving traffic between variants',
  AwaitEndpoint: 'Waiting for the endpoint',
  Observe: 'Waiting for the endpoint',
  Judge: 'Comparing the endpoint with what was wanted',
  Probe: 'Asking the golden requests',
  AwaitWatch: 'Watching this step',
  Finish: 'Giving scaling back',
  Record: 'Writing it into the ledger',
  Restore: 'Going back to what was live',
  RestoreUpdate: 'Going back to what was live',
  RestoreShift: 'Going back to what was live',
  AwaitRestored: 'Waiting for the endpoint to be back',
  ObserveRestored: 'Waiting for the endpoint to be back',
  Abandon: 'Writing down what became of it',
  Announce: 'Sending the event',
  Remove: 'Removing the endpoint',
  AwaitRemoved: 'Removing the endpoint',
  Unlock: 'Giving the lock back',
  Answer: 'Giving the answer',
};

/** Undefined for states of the machine that are no step of it. */
export function phaseOf(state: string): string | undefined {
  return Object.hasOwn(PHASES, state) ? PHASES[state as ReleaseStep] : undefined;
}
