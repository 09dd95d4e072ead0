import { ACCESS } from './access.cases';
import type { CheckCases } from './cases';
import { ENCRYPTION } from './encryption.cases';
import { OPERATIONS } from './operations.cases';

export const ALL_CASES: readonly CheckCases[] = [...ACCESS, ...ENCRYPTION, ...OPERATIONS].sort(
  (left, right) => left.check - right.check,
);
