import type { Rule } from '../../checks/check';
import { expectPresent, NOT_APPLICABLE } from '../expect';

/** Only signed code runs. An image is verified by its digest instead. */
export const codeSigned: Rule = (resource) =>
  resource.get('PackageType') === 'Image'
    ? NOT_APPLICABLE
    : expectPresent(resource, 'CodeSigningConfigArn', 'unsigned code may replace its own');
