import type { Finding, Rule } from '../../checks/check';
import { at, listOf, type Resource, Unknown } from '../../template';
import { expectTrue, fail, isOpen, undecided } from '../expect';
import { isServerless, whereServersRun } from '../serving/serverless';

const OPTIONS = 'DataCaptureConfig.CaptureOptions';

/** Requests and responses are captured. A serverless configuration cannot capture, so it is left out. */
export const dataCapture: Rule = (config) => whereServersRun(isServerless(config), captureFindings(config));

function captureFindings(resource: Resource): readonly Finding[] {
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
}
