import type { DriftFinding, DriftVerdict } from '../../lib/contract';
import { isIncomplete, isQuiet, type WindowCircumstances } from './drift-findings';
import type { WindowJudgement } from './drift-judge';
import { DEFAULT_POLICY, type DriftPolicy } from './drift-policy';
import { capitalised, counted, listed, percent, plainName, quoted, rounded } from './wording';

interface Told {
  readonly judgement: WindowJudgement;
  readonly findings: readonly DriftFinding[];
  readonly policy: DriftPolicy;
  readonly circumstances: WindowCircumstances;
}

/** A muted finding does not count, but it happened. */
interface Counting extends Told {
  readonly happened: readonly DriftFinding[];
}

function names(findings: readonly DriftFinding[]): string {
  return listed([...new Set(findings.map(({ name }) => name))].map(quoted));
}

function sentence({ name, text }: DriftFinding): string {
  return `${quoted(name)} ${text}`;
}

function ofFamily(findings: readonly DriftFinding[], family: DriftFinding['family']): readonly DriftFinding[] {
  return findings.filter((finding) => finding.family === family);
}

/** What the model's answers did meanwhile. */
function predictionsMeanwhile({ judgement, happened }: Counting): 'moved' | 'stayed' | 'unknown' | 'unwatched' {
  const predictions = judgement.fields.filter(({ field }) => field.role === 'prediction');
  if (predictions.length === 0) return 'unwatched';
  if (ofFamily(happened, 'PREDICTION_DRIFT').length > 0) return 'moved';
  return predictions.every(({ verdict }) => verdict !== 'INSUFFICIENT_DATA') ? 'stayed' : 'unknown';
}

const WITH_IT = {
  moved: (them: string) => `, and the predictions moved with ${them}`,
  stayed: (them: string) => `; the predictions did not move with ${them}`,
  unknown: (them: string) => `; too few rows say whether the predictions moved with ${them}`,
  unwatched: () => '',
} as const;

function driftSentences(told: Counting): string[] {
  const drifted = ofFamily(told.findings, 'DATA_DRIFT');
  if (drifted.length === 0) return [];
  const [first, ...others] = drifted as [DriftFinding, ...DriftFinding[]];
  const also = others.length === 0 ? '' : `; ${names(others)} moved too`;
  const chain = WITH_IT[predictionsMeanwhile(told)](others.length === 0 ? 'it' : 'them');
  return [`${sentence(first)}${also}${chain}.`];
}

function skewSentences(told: Counting): string[] {
  const skewed = ofFamily(told.findings, 'TRAINING_SERVING_SKEW');
  if (skewed.length === 0) return [];
  const [first] = skewed as [DriftFinding];
  const verb = new Set(skewed.map(({ name }) => name)).size === 1 ? 'has' : 'have';
  return [
    `${names(skewed)} ${verb} differed from the training data since the first window (${quoted(first.name)} ${first.text})` +
      `${WITH_IT[predictionsMeanwhile(told)]('it')}: compare units, encoding and imputation of training and serving.`,
  ];
}

function predictionSentences({ findings, happened }: Counting): string[] {
  const moved = ofFamily(findings, 'PREDICTION_DRIFT');
  if (moved.length === 0) return [];
  const told = moved.map((finding) => `The prediction ${sentence(finding)}.`);
  if (happened.some(({ role }) => role === 'feature')) return told;
  return [...told, 'No input moved: look at the model version, the container and inputs outside the schema.'];
}

function qualitySentences({ findings }: Told): string[] {
  return ofFamily(findings, 'DATA_QUALITY')
    .slice(0, 3)
    .map((finding) => `${sentence(finding)}.`);
}

function limitSentences({ judgement, policy, circumstances, findings }: Told): string[] {
  const unjudged = judgement.fields.filter(({ verdict }) => verdict === 'INSUFFICIENT_DATA');
  const largest = Math.max(0, ...judgement.fields.map(({ noise }) => noise?.wasserstein?.usual ?? 0));
  const noise =
    largest > 0 ? ` At this size chance alone moves a feature by up to ${rounded(largest)} standard deviations.` : '';
  const few =
    unjudged.length === 0
      ? []
      : [`${capitalised(counted(unjudged.length, 'field'))} had too few rows to show a critical change.${noise}`];
  const quiet =
    isQuiet(policy, circumstances.end) && findings.length > 0
      ? [`Quiet until ${policy.quietUntil}: until then nothing is worse than a warning.`]
      : [];
  return [...few, ...quiet];
}

function mutedSentences(muted: readonly DriftFinding[]): string[] {
  return muted.flatMap((finding) => {
    const { mute } = finding;
    if (mute === undefined) return [];
    const by = `muted by ${plainName(mute.owner)} until ${plainName(mute.expiresAt)}: ${plainName(mute.reason)}`;
    return [`${sentence(finding)}; ${by}.`];
  });
}

/** What probably happened, most important first; each a sentence an ML engineer would say. */
export function explain(told: Told): readonly string[] {
  const { findings: happened } = told;
  const counting = { ...told, happened, findings: happened.filter(({ mute }) => mute === undefined) };
  return [
    ...skewSentences(counting),
    ...driftSentences(counting),
    ...predictionSentences(counting),
    ...qualitySentences(counting),
    ...limitSentences(counting),
    ...mutedSentences(told.findings),
  ];
}

/** The verdict in one sentence. */
export function summarise(verdict: DriftVerdict, told: Told): string {
  const { judgement, circumstances, policy } = told;
  const compared = `${counted(circumstances.rows, 'row')}, ${counted(judgement.fields.length, 'field')}`;
  const counting = told.findings.filter(({ mute }) => mute === undefined);
  if (isIncomplete(policy, circumstances.coverage)) {
    const needed = percent(policy.minimumCoverage ?? DEFAULT_POLICY.minimumCoverage);
    const got = percent(circumstances.coverage ?? 0);
    return `Incomplete: ${got} of the expected rows were captured and ${needed} are needed, so this window proves nothing.`;
  }
  if (verdict === 'OK') {
    const but = counting.length < told.findings.length ? ' except what is muted' : '';
    return `Nothing moved${but}: ${compared} compared with the baseline.`;
  }
  if (verdict === 'INSUFFICIENT_DATA') return `Too few rows to judge: ${compared}; nothing stands out from chance.`;
  const [top] = counting;
  const others = new Set(counting.map(({ name }) => name)).size - 1;
  const rest = others > 0 ? `; ${counted(others, 'other field')} moved or degraded` : '';
  return `${capitalised(verdict.toLowerCase())}: ${top === undefined ? 'something moved' : sentence(top)}${rest}.`;
}
