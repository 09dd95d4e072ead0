import { Problems } from '../../core/validation';
import { isDay } from '../acknowledgements/acknowledgement';
import type { Iso27001ChecksProps } from '../iso27001-checks-props';
import { checkId } from './check';
import { CONTROLS } from './controls';
import { checksNamed } from './select';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import { CHECKS } from './table';

const SUBJECT = 'Iso27001Checks';
const CHECK_EXPECTED = 'an identifier, name, number or control of a check: BucketCustomerKey, 77, 8.24';
const CHECK_REMEDY = 'See docs/compliance for the list.';

/** Settings from the props of a user. @throws ValidationError naming everything that is wrong with them. */
export function settingsOf(props: Iso27001ChecksProps): Settings {
  validate(props);
  // The key for every check first, so that whatever names one of them decides.
  const named = Object.entries(props.levels ?? {}).sort(
    ([left], [right]) => Number(right === '*') - Number(left === '*'),
  );
  const levels = named.flatMap(([key, level]) =>
    (key === '*' ? CHECKS : checksNamed(key)).map((check) => [checkId(check), level] as const),
  );
  return {
    profile: props.profile ?? DEFAULT_SETTINGS.profile,
    unknown: props.unknown ?? DEFAULT_SETTINGS.unknown,
    allowedRegions: props.allowedRegions ?? DEFAULT_SETTINGS.allowedRegions,
    allowedImageRegistries: props.allowedImageRegistries ?? DEFAULT_SETTINGS.allowedImageRegistries,
    requiredTags: props.requiredTags ?? DEFAULT_SETTINGS.requiredTags,
    classificationTag: props.classificationTag ?? DEFAULT_SETTINGS.classificationTag,
    minimumLogRetentionDays: props.minimumLogRetentionDays ?? DEFAULT_SETTINGS.minimumLogRetentionDays,
    minimumEvidenceRetentionDays: props.minimumEvidenceRetentionDays ?? DEFAULT_SETTINGS.minimumEvidenceRetentionDays,
    environments: props.environments ?? DEFAULT_SETTINGS.environments,
    levels: new Map(levels),
    fatal: new Set((props.fatal ?? []).flatMap((key) => checksNamed(key).map(checkId))),
  };
}

function validate(props: Iso27001ChecksProps): void {
  const problems = new Problems(SUBJECT);
  const known = (prop: string, key: string) =>
    problems.expect(checksNamed(key).length > 0, { prop, value: key, expected: CHECK_EXPECTED, remedy: CHECK_REMEDY });
  for (const key of Object.keys(props.levels ?? {})) if (key !== '*') known('levels', key);
  for (const key of props.fatal ?? []) known('fatal', key);
  const days = (prop: string, value: number | undefined, max: number) =>
    problems.integer(prop, value, { min: 1, max }, 'Give whole days.');
  days('minimumLogRetentionDays', props.minimumLogRetentionDays, 3653);
  days('minimumEvidenceRetentionDays', props.minimumEvidenceRetentionDays, 36500);
  day(problems, 'today', props.today);
  for (const [index, { account }] of (props.environments ?? []).entries()) {
    const prop = `environments[${index}].account`;
    problems.matches(prop, account, /^\d{12}$/, '12 digits', 'Give the id of the AWS account.');
  }
  for (const [index, acknowledgement] of (props.acknowledgements ?? []).entries()) {
    known(`acknowledgements[${index}].check`, acknowledgement.check);
    signature(problems, `acknowledgements[${index}]`, { ...acknowledgement });
    below(problems, `acknowledgements[${index}].path`, acknowledgement.path);
  }
  for (const [control, attestation] of Object.entries(props.attestations ?? {})) {
    attested(problems, control, { ...attestation });
  }
  problems.throwIfAny();
}

function day(problems: Problems, prop: string, value: string | undefined): void {
  const remedy = 'Write the day as 2027-03-31.';
  problems.expect(value === undefined || isDay(value), { prop, value, expected: 'a calendar day', remedy });
}

/** Stars at the end of a path are what it means anyway; inside, they would silently match nothing. */
function below(problems: Problems, prop: string, value: string | undefined): void {
  const expected = 'a construct path without a wildcard inside';
  const remedy = 'Name a construct: its path covers everything below it.';
  problems.expect(!value?.replace(/\*+$/, '').includes('*'), { prop, value, expected, remedy });
}

type Signed = { readonly [name: string]: unknown; readonly owner?: string; readonly expires?: string };

function signature(problems: Problems, prop: string, { reason, owner, expires }: Signed): void {
  problems.required(`${prop}.reason`, reason, 'a sentence', 'Say why the finding is acceptable.');
  signedBy(problems, prop, owner, expires);
}

function signedBy(problems: Problems, prop: string, owner: unknown, expires: string | undefined): void {
  problems.required(`${prop}.owner`, owner, 'a person or team', 'Say who answers for it.');
  problems.required(`${prop}.expires`, expires, 'a calendar day', 'Say until when it holds, as 2027-03-31.');
  if (expires !== undefined && expires !== '') day(problems, `${prop}.expires`, expires);
}

function attested(problems: Problems, control: string, { evidence, owner, expires }: Signed): void {
  const prop = `attestations['${control}']`;
  const exists = CONTROLS.some(({ id }) => id === control);
  const remedy = 'Name a control of ISO/IEC 27001:2022 Annex A, such as 8.16.';
  problems.expect(exists, { prop: 'attestations', value: control, expected: 'a control from 5.1 to 8.34', remedy });
  problems.required(`${prop}.evidence`, evidence, 'a reference', 'Say where an auditor finds it.');
  signedBy(problems, prop, owner, expires);
}

/** @throws ValidationError unless an attestation names a control, evidence, owner and a day. */
export function validateAttestation(control: string, attestation: object): void {
  const problems = new Problems(SUBJECT);
  attested(problems, control, { ...attestation });
  problems.throwIfAny();
}

/** @throws ValidationError unless an acknowledgement names a check, reason, owner and a day. */
export function validateAcknowledgement(subject: string, check: string, acknowledgement: object): void {
  const problems = new Problems(subject);
  const isKnown = checksNamed(check).length > 0;
  problems.expect(isKnown, { prop: 'check', value: check, expected: CHECK_EXPECTED, remedy: CHECK_REMEDY });
  signature(problems, 'acknowledgement', { ...acknowledgement });
  problems.throwIfAny();
}
