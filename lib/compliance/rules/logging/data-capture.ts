import type { Finding, Rule } from '../../checks/check';
import { at, isMap, listOf, Unknown } from '../../template';
import { expectTrue, fail, isOpen, NOT_APPLICABLE, undecided } from '../expect';

const OPTIONS = 'DataCaptureConfig.CaptureOptions';

/** Requests and responses are captured. A serverless configuration cannot capture, so it is left out. */
export const dataCapture: Rule = (resource) => {
  const variants = listOf(resource.get('ProductionVariants'));
  if (variants.length > 0 && variants.every((each) => isMap(each) && each.ServerlessConfig !== undefined)) {
    return NOT_APPLICABLE;
  }
  const findings: Finding[] = [...expectTrue(resource, 'DataCaptureConfig.EnableCapture', 'data capture is off')];
  if (findings.length > 0) return findings;
  const options = resource.get(OPTIONS);
  if (options instanceof Unknown) return undecided(OPTIONS, options);
  const modes = listOf(options).map((option) => at(option, 'CaptureMode'));
  for (const mode of ['Input', 'Output']) {
    if (modes.some((each) => each === mode || each === 'InputAndOutput')) continue;
    const open = modes.find(isOpen);
    findings.push(
      ...(open === undefined ? fail(OPTIONS, `${mode.toLowerCase()} is not captured`) : undecided(OPTIONS, open)),
    );
  }
  return findings;
};
