import type { Rule } from '../../checks/check';
import { expectTrue, NOT_APPLICABLE } from '../expect';

/** Symmetric keys with AWS-made material rotate each year; other keys cannot. */
export const keyRotation: Rule = (resource) => {
  const [spec, origin] = [resource.get('KeySpec'), resource.get('Origin')];
  const rotates =
    (spec === undefined || spec === 'SYMMETRIC_DEFAULT') && (origin === undefined || origin === 'AWS_KMS');
  return rotates ? expectTrue(resource, 'EnableKeyRotation', 'key rotation is off') : NOT_APPLICABLE;
};
