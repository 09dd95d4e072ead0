import type { Finding, Rule } from '../../checks/check';
import { isMap, listOf, type Resource, Unknown, type Value } from '../../template';
import { fail, undecided } from '../expect';

/** Names of variables that hold a secret, unless they end in what only points to one. */
const SECRET_NAME = /(secret|passw(or)?d|token|api[_-]?key|access[_-]?key|private[_-]?key|credential)/i;
const POINTER_NAME =
  /(arn|name|id|ids|path|uri|url|prefix|parameter|ttl|seconds|limit|max|min|count|length|size|version)$/i;
/** Values that are secrets whatever they are called: AWS keys, private keys, GitHub, Slack and JSON web tokens. */
const SECRET_VALUE =
  /(\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY|\bgh[pousr]_\w{20,}|\bxox[abprs]-|\beyJ[\w-]{10,}\.[\w-]{10,}\.)/;
/** A dynamic reference is replaced by the secret itself before the function is made. */
const DYNAMIC_REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure):/;

function pathsOf(resource: Resource): readonly string[] {
  if (resource.type === 'AWS::Lambda::Function') return ['Environment.Variables'];
  const containers = listOf(resource.get('Containers')).map((_, index) => `Containers.${index}.Environment`);
  return ['PrimaryContainer.Environment', ...containers];
}

function isSecret(name: string, value: Value): boolean {
  if (typeof value !== 'string' || value.trim() === '') return false;
  if (SECRET_VALUE.test(value) || DYNAMIC_REFERENCE.test(value)) return true;
  const harmless = /^(true|false|none|null|\d+(\.\d+)?)$/i.test(value) || value.startsWith('arn:');
  return SECRET_NAME.test(name) && !POINTER_NAME.test(name) && !harmless;
}

/** No variable holds a secret; it may hold the name of one. */
export const noSecretsInEnvironment: Rule = (resource) =>
  pathsOf(resource).flatMap((where): readonly Finding[] => {
    const variables = resource.get(where);
    if (variables instanceof Unknown) return undecided(where, variables);
    if (!isMap(variables)) return [];
    return Object.entries(variables).flatMap(([name, value]) => {
      if (isSecret(name, value)) return fail(`${where}.${name}`, 'a secret stands in the environment');
      const suspicious = SECRET_NAME.test(name) && !POINTER_NAME.test(name);
      return suspicious && value instanceof Unknown ? undecided(`${where}.${name}`, value) : [];
    });
  });
