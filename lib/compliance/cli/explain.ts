import { type Check, checkId } from '../checks/check';
import { CODE_LINES } from '../checks/code-lines';
import { CONTROLS, type Control } from '../checks/controls';
import { checksNamed } from '../checks/select';
import { ComplianceInputError } from './read-template';

/**
 * A control with its checks, or one check, in words.
 *
 * @param name a control (`8.24`), one of the 2013 edition (`A.10.1.1`), or a check by identifier, name or number
 * @throws ComplianceInputError where nothing has that name
 */
export function explain(name: string): string {
  const wanted = name.trim().replace(/^A\./i, '');
  const control = CONTROLS.find(({ id }) => id === wanted);
  if (control) return explainControl(control);
  const named = checksNamed(name);
  if (named.length > 0) return named.map((check) => explainCheck(check)).join('\n');
  const before = CONTROLS.filter(({ edition2013 }) =>
    edition2013.some((number) => number === wanted || number.startsWith(`${wanted}.`)),
  );
  if (before.length > 0) return before.map(explainControl).join('\n');
  throw new ComplianceInputError(`${name} is no control and no check. Try 8.24, A.10.1.1, 77 or BucketCustomerKey.`);
}

function explainControl(control: Control): string {
  const checks = checksNamed(control.id);
  const edition = control.edition2013.length === 0 ? 'new in 2022' : `2013: ${control.edition2013.join(', ')}`;
  const head = `${control.id} ${control.title} (${control.theme}; ${edition})`;
  if (checks.length === 0) return `${head}\n\n  No check: templates say nothing about it. To be evidenced by you.\n`;
  return `${head}\n\n${checks.map(explainCheck).join('\n')}`;
}

function explainCheck(check: Check): string {
  const scope = check.scope === 'ACCOUNT' ? 'once in an account, or attested' : 'each resource';
  return [
    `#${check.number} ${check.check}`,
    `  ${checkId(check)}: ${check.severity}, ${scope}; fails from profile ${check.failsFrom}`,
    `  Threat: ${check.why}`,
    `  Remedy: ${check.fix}`,
    `          ${CODE_LINES[check.name]}`,
    `  Reads:  ${check.types.slice(0, 6).join(', ')}${check.types.length > 6 ? ` and ${check.types.length - 6} more` : ''}`,
    '',
  ].join('\n');
}
