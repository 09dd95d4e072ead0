import type { Rule } from '../../checks/check';
import { fail, PASS } from '../expect';

/** A schedule rotates the secret. */
export const secretRotation: Rule = (secret, { application }) => {
  const schedules = application.referrers(secret, ['AWS::SecretsManager::RotationSchedule'], 'SecretId', 'Name');
  return schedules.length > 0 ? PASS : fail('', 'nothing rotates the secret');
};
