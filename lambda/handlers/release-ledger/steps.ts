import type { ReleaseStep, ReleaseStepInput, ReleaseStepOutput } from '../../../lib/contract';
import { acquire } from './acquire';
import { judgeStep } from './judge-step';
import { next } from './next';
import type { LedgerParts } from './parts';
import { record } from './record';
import { restore } from './restore';
import { unlock } from './unlock';

/** The steps of the release machine that keep its ledger. */
export const LEDGER_STEPS: Readonly<
  Partial<Record<ReleaseStep, (input: ReleaseStepInput, parts: LedgerParts) => Promise<ReleaseStepOutput>>>
> = { Acquire: acquire, Next: next, Judge: judgeStep, Restore: restore, Record: record, Unlock: unlock };
