import type { Rule } from '../../checks/check';
import { expectTrue, PASS } from '../expect';

/** Each pushed image is scanned, by its repository or by the registry. */
export const imageScanning: Rule = (repository, { application }) =>
  application.ofType('AWS::ECR::RegistryScanningConfiguration').length > 0
    ? PASS
    : expectTrue(repository, 'ImageScanningConfiguration.ScanOnPush', 'images are not scanned');
