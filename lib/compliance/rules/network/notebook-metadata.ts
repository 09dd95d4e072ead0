import type { Rule } from '../../checks/check';
import { expectThat, isOpen } from '../expect';

const WHERE = 'InstanceMetadataServiceConfiguration.MinimumInstanceMetadataServiceVersion';

/** Version 2 of the metadata service only: version 1 hands credentials to a forged request. */
export const notebookMetadata: Rule = (notebook) =>
  expectThat(
    notebook,
    WHERE,
    (version) => (isOpen(version) ? undefined : version === '2' || version === 2),
    'its credentials can be had by a forged request',
  );
