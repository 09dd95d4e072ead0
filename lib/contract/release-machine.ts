/**
 * The release machine as a table: what each step may lead to, and which step comes then. The definition that is
 * deployed is made from it, and so is the model that the tests explore, so the two cannot part.
 *
 * A step is safe to repeat, and may die before or after its effect: the next execution finds what it left in the
 * ledger's head and settles it before it does anything of its own.
 */
export const RELEASE_MACHINE = {
  /** Takes the lock of the endpoint: free, or left by an execution that no longer runs. */
  Acquire: { acquired: 'Next', held: 'AwaitLock', refused: 'Answer' },
  AwaitLock: { elapsed: 'Acquire' },
  /** Looks at ledger, endpoint and request, and says what is to be done first. Proposals are written here. */
  Next: {
    moving: 'AwaitIdle',
    verify: 'Verify',
    judge: 'Judge',
    restore: 'Restore',
    remove: 'Remove',
    finished: 'Unlock',
  },
  AwaitIdle: { elapsed: 'Next' },
  /** Approval, signature, artifact, image: nothing has moved yet. */
  Verify: { verified: 'Prepare', refused: 'Abandon' },
  /** Models, configuration, rollback alarms; scaling stands back where the change needs it. */
  Prepare: { create: 'Create', update: 'Update', shift: 'ProbeWarm', serving: 'Judge' },
  /** Golden requests to the variant that is warm, before it gets traffic. */
  ProbeWarm: { passed: 'Shift', failed: 'Abandon' },
  Create: { called: 'AwaitEndpoint', failed: 'AwaitEndpoint' },
  Update: { called: 'AwaitEndpoint', failed: 'AwaitEndpoint' },
  Shift: { called: 'AwaitEndpoint', failed: 'AwaitEndpoint' },
  AwaitEndpoint: { elapsed: 'Observe' },
  /** A failed call is looked at like any other: its answer may be all that was lost. */
  Observe: { moving: 'AwaitEndpoint', settled: 'Judge' },
  /** An endpoint that was rolled back is in service too: what counts is the configuration it serves. */
  Judge: { landed: 'Probe', reweigh: 'Shift', back: 'Abandon', stray: 'Restore' },
  /** Golden requests to what serves now; for a step of a shift also its time of watching. */
  Probe: { passed: 'Finish', failed: 'Restore', watch: 'AwaitWatch' },
  AwaitWatch: { elapsed: 'Probe' },
  /** Scaling again, capacity of the fallback. */
  Finish: { finished: 'Record' },
  Record: { recorded: 'Announce' },
  /** Calls the endpoint back to what the ledger says is live. */
  Restore: { update: 'RestoreUpdate', shift: 'RestoreShift', none: 'Abandon' },
  RestoreUpdate: { called: 'AwaitRestored', failed: 'AwaitRestored' },
  RestoreShift: { called: 'AwaitRestored', failed: 'AwaitRestored' },
  AwaitRestored: { elapsed: 'ObserveRestored' },
  ObserveRestored: { moving: 'AwaitRestored', settled: 'Abandon' },
  /** Writes what became of a release that is not live, and removes what was made for it. */
  Abandon: { recorded: 'Announce' },
  Announce: { announced: 'Next' },
  /** Scaling, endpoint, configurations and models; the ledger stays. */
  Remove: { removing: 'AwaitRemoved', removed: 'Announce' },
  AwaitRemoved: { elapsed: 'Remove' },
  Unlock: { unlocked: 'Answer' },
  /** To CloudFormation, where it asked. */
  Answer: { succeeded: 'Succeeded', failed: 'Failed' },
} as const;

export type ReleaseStep = keyof typeof RELEASE_MACHINE;

/** Where an execution begins, and where it ends. */
export const RELEASE_START: ReleaseStep = 'Acquire';
export const RELEASE_ENDS = ['Succeeded', 'Failed'] as const;
/** Error of an execution that came to its end and says there that the request came to nothing. Any other is a death. */
export const RELEASE_FAILED = 'ReleaseFailed';
/** The same of one whose request was refused before anything was done about it. */
export const RELEASE_REFUSED = 'ReleaseRefused';
/** Errors of executions that left nothing half made. */
export const RELEASE_ERRORS: readonly string[] = [RELEASE_FAILED, RELEASE_REFUSED];

/** Steps that only wait. */
export const RELEASE_WAITS = [
  'AwaitLock',
  'AwaitIdle',
  'AwaitEndpoint',
  'AwaitWatch',
  'AwaitRestored',
  'AwaitRemoved',
] as const satisfies readonly ReleaseStep[];
