import type { Rule } from '../../checks/check';
import { expectOneOf } from '../expect';

/** Platforms that still get patches. https://docs.aws.amazon.com/sagemaker/latest/dg/nbi-al2.html */
const SUPPORTED = ['notebook-al2-v3', 'notebook-al2023-v1'];

/** A notebook names a platform that is still maintained; the default is not. */
export const notebookPlatform: Rule = (notebook) =>
  expectOneOf(notebook, 'PlatformIdentifier', SUPPORTED, 'its platform gets no patches');
