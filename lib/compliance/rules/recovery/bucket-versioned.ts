import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** Every object keeps its earlier versions. */
export const bucketVersioned: Rule = (resource) =>
  expectOneOf(resource, 'VersioningConfiguration.Status', ['Enabled'], 'versioning is off');
