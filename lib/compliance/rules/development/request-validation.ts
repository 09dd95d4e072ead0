import type { Rule } from '../../checks/check';
import { asBoolean, Unknown } from '../../template';
import { fail, NOT_APPLICABLE, PASS, undecided } from '../expect';

const WITHOUT_BODY = ['OPTIONS', 'GET', 'HEAD', 'DELETE'];

/** A method that takes a body checks it before anything else does. */
export const requestValidation: Rule = (method, { application }) => {
  const verb = method.get('HttpMethod');
  if (typeof verb === 'string' && WITHOUT_BODY.includes(verb)) return NOT_APPLICABLE;
  const id = method.get('RequestValidatorId');
  if (id === undefined) return fail('RequestValidatorId', 'requests are not validated');
  if (id instanceof Unknown) return undecided('RequestValidatorId', id);
  const validator = application.target(id);
  if (!validator) return PASS;
  const body = validator.get('ValidateRequestBody');
  return asBoolean(body) === true ? PASS : fail('RequestValidatorId', 'the body of requests is not validated');
};
