import type { Labels } from './found';

/** What every plain template of an account without trail, GuardDuty and Macie gets. */
const ACCOUNT: Readonly<Record<string, Labels>> = {
  'the stack': { UNKNOWN: [46] },
  'the app': { UNATTESTED: [52, 59, 60, 67] },
};

/**
 * What should be found in the templates beside this file, read off them by hand before any rule was run on them. They
 * are equivalents, written for this purpose, of templates that stand in public sample collections (an S3 trigger,
 * optional queues, cross-account replication, an endpoint that a pipeline deploys, a data science workbench).
 *
 * A check that is not listed for a resource passes, or has nothing to say about it.
 */
export const LABELS: Readonly<Record<string, Readonly<Record<string, Labels>>>> = {
  'event-function.yaml': {
    ...ACCOUNT,
    Handler: { FAIL: [1, 39, 43, 58, 69, 74, 86] },
    HandlerRole: { FAIL: [1, 6, 16] },
    Incoming: { FAIL: [1, 2, 3, 22, 53, 61, 77] },
  },
  'optional-queues.yaml': {
    ...ACCOUNT,
    Work: { FAIL: [1, 4], UNKNOWN: [58, 83] },
    Dead: { FAIL: [1, 4, 83] },
    News: { FAIL: [1, 4] },
    Reader: { FAIL: [58] },
  },
  'replicated-bucket.yaml': {
    ...ACCOUNT,
    Key: { FAIL: [1, 76] },
    Source: { FAIL: [1, 2, 3, 22, 61] },
    Replicator: { FAIL: [1, 6, 16] },
  },
  'endpoint-with-monitor.yaml': {
    ...ACCOUNT,
    Model: { FAIL: [1, 49, 71], UNKNOWN: [12, 17, 68] },
    Config: { FAIL: [1], UNKNOWN: [78, 79], UNATTESTED: [87] },
    Endpoint: { FAIL: [1, 66, 89] },
    Schedule: { FAIL: [1, 5, 71, 81] },
    DriftAlarm: { FAIL: [65] },
    CallerRole: { FAIL: [1, 6, 15, 16, 30] },
  },
  'data-science-workbench.yaml': {
    ...ACCOUNT,
    ScientistRole: { FAIL: [1, 15, 16, 25] },
    Notebook: { FAIL: [1, 26, 37, 44, 70, 80] },
    Studio: { FAIL: [1, 36, 71, 80] },
    Customers: { FAIL: [1, 2, 22, 24, 81] },
    Images: { FAIL: [1, 22, 42, 45, 83] },
    Robot: { FAIL: [11] },
    RobotKey: { FAIL: [11] },
    ApiSecret: { FAIL: [1, 13, 82] },
    Runs: { FAIL: [1, 2, 22, 23, 54, 83], UNATTESTED: [55] },
    TrainingBucket: { FAIL: [1, 2, 3, 9, 22, 33, 61, 77, 91] },
  },
};
