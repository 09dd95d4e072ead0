import type { Rule } from '../../checks/check';
import { Unknown } from '../../template';
import { expectTrue, fail, undecided } from '../expect';

const WHERE = 'PublicAccessBlockConfiguration';
const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** All four public-access blocks are on; a missing block is a breach, not a default to trust. */
export const bucketPublicAccessBlocked: Rule = (resource) => {
  const whole = resource.get(WHERE);
  if (whole instanceof Unknown) return undecided(WHERE, whole);
  const findings = BLOCKS.map((block) => ({ block, finding: expectTrue(resource, `${WHERE}.${block}`, block)[0] }));
  const missing = findings
    .filter(({ finding }) => finding !== undefined && finding.state !== 'UNKNOWN')
    .map(({ block }) => block);
  if (missing.length > 0) return fail(WHERE, `not on: ${missing.join(', ')}`);
  return findings.flatMap(({ finding }) => finding ?? []);
};
