import type { Rule, RuleContext } from '../../checks/check';
import { isPresent, listOf, type Resource, Unknown } from '../../template';
import { expectCustomerKey, unattested, undecided } from '../expect';

/** Whether an experiment of the app tests with shadow copies. */
function hasExperiment({ application }: RuleContext): boolean {
  return application
    .ofType('AWS::SageMaker::InferenceExperiment')
    .some((experiment) => isPresent(experiment.get('ShadowModeConfig')));
}

function hasShadow(config: Resource): boolean {
  return listOf(config.get('ShadowProductionVariants')).length > 0;
}

/** A new version is tested with copies of real requests, and those copies are encrypted. */
export const shadowTested: Rule = (config, context) => {
  const shadows = config.get('ShadowProductionVariants');
  if (shadows instanceof Unknown) return undecided('ShadowProductionVariants', shadows);
  if (hasShadow(config))
    return expectCustomerKey(config, 'DataCaptureConfig.KmsKeyId', 'shadow requests are kept in clear');
  const elsewhere = context.application.ofType(config.type).some(hasShadow) || hasExperiment(context);
  return elsewhere ? [] : unattested('ShadowProductionVariants', 'no shadow variant tests a new version');
};
