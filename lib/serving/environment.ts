import { isUnresolved, type Problems } from '../core';

/** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html#sagemaker-Type-ContainerDefinition-Environment */
const MAX_VARIABLES = 100;
const MAX_BYTES = 1024;
const MAX_TOTAL_BYTES = 32 * 1024;
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,1023}$/;

/** Words that stand in names of secrets; `MAX_TOKENS` and `TOKENIZER` are none. */
const SECRET_NAME =
  /(^|_)(SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|API_?KEY|ACCESS_?KEY(_ID)?|PRIVATE_?KEY)(_|$)|(^|_)TOKEN$/i;

/** Where a secret is kept may be known: `DB_SECRET_ARN`. */
const SECRET_LOCATION = /_(ARN|NAME|PATH|FILE|URI)$/i;

/** Shapes of secrets that are known by sight: access keys of AWS, private keys, tokens of GitHub and Hugging Face. */
const SECRET_VALUE =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(ghp|gho|ghs)_\w{36}|\bhf_\w{30}/;

const SECRET_REMEDY =
  'Whoever may describe the model can read it, and so can CloudTrail. Let a container that needs a secret read it from AWS Secrets Manager when it starts.';

const bytesOf = (text: string) => (isUnresolved(text) ? 0 : Buffer.byteLength(text));

/** Checks the environment of a container. No value is ever shown. */
export function checkEnvironment(
  problems: Problems,
  prop: string,
  environment: Readonly<Record<string, string>>,
): void {
  const entries = Object.entries(environment);
  const sizes = `at most ${MAX_BYTES} bytes`;
  const shorter = 'Put long settings into the model artifact.';
  problems.integer(`${prop} (count)`, entries.length, { min: 0, max: MAX_VARIABLES }, shorter);
  for (const [name, value] of entries) {
    const path = `${prop}.${name.slice(0, 80)}`;
    problems.matches(path, name, NAME, 'a name of letters, digits and "_", not beginning with a digit', 'Rename it.');
    if (typeof value !== 'string') {
      const remedy = 'Write numbers and flags as text.';
      problems.add({ prop: path, value: typeof value, expected: 'text', remedy });
    } else if (bytesOf(value) > MAX_BYTES) {
      problems.add({ prop: path, value: `${bytesOf(value)} bytes`, expected: sizes, remedy: shorter });
    }
    const named = SECRET_NAME.test(name) && !SECRET_LOCATION.test(name);
    const secret = named || (typeof value === 'string' && SECRET_VALUE.test(value));
    problems.expect(!secret, { prop: path, value: '(not shown)', expected: 'no secret', remedy: SECRET_REMEDY });
  }
  const total = entries.reduce((sum, [name, value]) => sum + bytesOf(name) + bytesOf(String(value)), 0);
  if (total > MAX_TOTAL_BYTES) {
    problems.add({
      prop,
      value: `${total} bytes`,
      expected: `at most ${MAX_TOTAL_BYTES} bytes in all`,
      remedy: shorter,
    });
  }
}
