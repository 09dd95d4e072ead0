import type { Check } from './check';
import { OPERATIONS } from './table/operations';
import { ORGANIZATIONAL } from './table/organizational';
import { PROTECTION } from './table/protection';
import { RESILIENCE } from './table/resilience';

/** Every check, by number. A new check is a row in one of the four parts, and a rule. */
export const CHECKS: readonly Check[] = [...ORGANIZATIONAL, ...OPERATIONS, ...RESILIENCE, ...PROTECTION];
