import type { Rule } from '../../checks/check';
import { fail } from '../expect';

/** People sign in through an identity provider, machines assume roles: nobody holds a lasting key. */
export const noUsers: Rule = (resource) =>
  fail('', resource.type === 'AWS::IAM::User' ? 'an IAM user is created' : 'a lasting access key is created');
