import type { Rule } from '../../checks/check';
import { textOf, Unknown } from '../../template';
import { fail, PASS, undecided } from '../expect';

/** A web application firewall stands before each stage of a REST API. (HTTP APIs take none.) */
export const firewallOnApi: Rule = (stage, { application }) => {
  const name = textOf(stage.get('StageName'));
  const api = application.target(stage.get('RestApiId'));
  const associations = application.ofType('AWS::WAFv2::WebACLAssociation');
  const covered = associations.some((association) => {
    const arn = association.get('ResourceArn');
    if (application.names(arn, stage)) return true;
    const literal = (textOf(arn) ?? '').endsWith(`/stages/${name}`);
    return literal && (api === undefined || application.names(arn, api));
  });
  if (covered) return PASS;
  const open = associations.map((association) => association.get('ResourceArn')).find((arn) => arn instanceof Unknown);
  return open ? undecided('', open) : fail('', 'no firewall stands before it');
};
