import { CHECKS } from '../../../lib/compliance/checks/table';
import { expected } from '../others/found';
import {
  ELSEWHERE,
  type Elsewhere,
  FIRST_LABELS,
  FIRST_RUN,
  FIRST_RUN_ELSEWHERE,
  type FirstRun,
  labelsElsewhere,
  labelsOf,
  RELABELLED,
  RELABELLED_ELSEWHERE,
  type Relabelled,
} from '../others/public-labels';

/** The templates that were read first: by what they taught, rules were corrected before the others were read. */
const FIRST_READ = 17;
const FIRST_READ_ELSEWHERE = 5;

const code = (text: string) => `\`${text}\``;
const of = (lines: readonly string[], template: string) =>
  lines.filter((line) => line.startsWith(`${template} `)).length;

function row(template: string): string {
  const first = expected(FIRST_LABELS[template] ?? {}).length;
  const missed = of(FIRST_RUN.missed, template);
  return `| ${template} | ${first} | ${first - missed} | ${of(FIRST_RUN.unlabelled, template)} | ${missed} | ${labelsOf(template).length} |`;
}

function rowElsewhere({ repository, commit, path: file, labels }: Elsewhere): string {
  const first = expected(labels).length;
  const missed = of(FIRST_RUN_ELSEWHERE.missed, file);
  return `| ${repository}, ${code(file)} at ${commit.slice(0, 12)} | ${first} | ${first - missed} | ${of(FIRST_RUN_ELSEWHERE.unlabelled, file)} | ${missed} |`;
}

const changeRow = ({ template, resource, remove, add, reason }: Relabelled) =>
  `| ${template} | ${code(resource)} | ${remove ?? 'none'} | ${add ?? 'none'} | ${reason} |`;

/** Figures of a first run in words. */
function figures(labels: number, { missed, unlabelled }: FirstRun): string {
  const right = labels - missed.length;
  return `${right} of ${labels} labels found, ${unlabelled.length} false positives, ${missed.length} false negatives: precision ${percent(right, right + unlabelled.length)}, recall ${percent(right, labels)}`;
}

const sum = (all: readonly unknown[]) => all.flat().length;
const only = (run: FirstRun, templates: readonly string[]): FirstRun => {
  const kept = (lines: readonly string[]) => lines.filter((line) => templates.includes(line.split(' ')[0] ?? ''));
  return { missed: kept(run.missed), unlabelled: kept(run.unlabelled) };
};
const numbers = (lines: readonly string[]) => lines.map((line) => Number(line.split(' ').pop()));

/** The page on how right the checks are on public templates. Its last column is what the rules find today. */
export function accuracyPage(): string {
  const templates = Object.keys(FIRST_LABELS);
  const labelled = (names: readonly string[]) => sum(names.map((name) => expected(FIRST_LABELS[name] ?? {})));
  const [before, after] = [templates.slice(0, FIRST_READ), templates.slice(FIRST_READ)];
  const [hard, harder] = [ELSEWHERE.slice(0, FIRST_READ_ELSEWHERE), ELSEWHERE.slice(FIRST_READ_ELSEWHERE)];
  const elsewhere = (sources: readonly Elsewhere[]) =>
    figures(
      sum(sources.map(({ labels }) => expected(labels))),
      only(
        FIRST_RUN_ELSEWHERE,
        sources.map(({ path: file }) => file),
      ),
    );
  const shipped = new Set(templates.flatMap((name) => numbers(labelsOf(name))));
  const all = new Set([...shipped, ...ELSEWHERE.flatMap((source) => numbers(labelsElsewhere(source)))]);
  const silent = CHECKS.filter(({ number }) => !all.has(number)).length;
  return `# How right the checks are on templates of others

<!-- Generated from test/compliance/fixtures by test/compliance/docs. Do not edit. -->

${templates.length} public templates, byte for byte as their packages ship them (sources and licences:
\`test/compliance/fixtures/public/SOURCES.md\`), were labelled by a reader with the table of checks and
the page of each control beside them, and without a look at a rule: ${labelled(templates)} labels, each a resource, a check and what must be
said (fail, unknown or to be attested). They were committed before any rule was run on these templates. A line that the
rules say and no label does is a false positive; a label that no line answers is a false negative.

**First run of the first ${before.length}:** ${figures(labelled(before), only(FIRST_RUN, before))}.
**First run of the other ${after.length}**, with the rules as the first had left them: ${figures(labelled(after), only(FIRST_RUN, after))}.
**Today:** every label as it now stands, and nothing else. A test holds that, so it says that nothing got worse, not how the
rules do on a template nobody has read.

| template | labels | found at first | false positives | false negatives | found today |
| --- | --- | --- | --- | --- | --- |
${templates.map(row).join('\n')}

## Templates that are not shipped here

${ELSEWHERE.length} templates of sample repositories (MIT-0) were chosen because they make it hard: a shadow and guardrails behind
conditions, an endpoint with servers in production and without in a test, a notebook and a Studio domain that import their network,
buckets, keys and an endpoint whose names are parameters.
They were labelled in the same way. Labels, commits and digests of the files are in
\`test/compliance/fixtures/read-elsewhere\`; no test holds what the rules say of them today.

**First run of the first ${hard.length}:** ${elsewhere(hard)}.
**First run of the other ${harder.length}**, with the rules as those had left them: ${elsewhere(harder)}.
After the corrections below the rules said every label as it now stands, and nothing else.

| template | labels | found at first | false positives | false negatives |
| --- | --- | --- | --- | --- |
${ELSEWHERE.map(rowElsewhere).join('\n')}

The labels touch ${all.size} of the 91 checks, ${shipped.size} of them in the templates that a test holds; about the other ${silent} these templates say that
nothing is wrong, or have no resource of the kind. Feature groups, packages and monitors come from templates of our own, labelled before
the rules ran in the same way (\`test/compliance/others\`).

## Rules that were wrong, and were corrected

- 7: a repository policy written as a JSON text was unknown. Texts without gaps are now read like documents, for every policy.
- 8: bucket policies were not read.
- 12: one parameter that gives a model and a pipeline their role was unknown, and a role whose name only a parameter tells passed.
- 17, 68: a model that names a model package passed unseen. What a package of another app runs is now unknown.
- 20, 31: a bucket called that of models was not taken for one. 31 passed a denial of other roles that holds outside a network only.
- 38: a maximum that a parameter gives counted as none.
- 38, 57, 63, 71, 78: a condition that chooses between servers and none counted as none, and passed. It is now unknown. 49 asks no
  isolation of a serverless variant, which SageMaker refuses.
- 50, 72: every address written long (\`0000::/0\`) passed, and so did one that only a parameter tells. That is now unknown.
- 65: an alarm whose rollback stands behind a condition counted as unheard.
- 68: an image from a mapping, none of whose Regions names a digest, was unknown. What a mapping may say is now looked through.
- 70, 71: a subnet imported from another stack, or among the parts of a parameter, was unknown. Neither can be empty.
- 85: the common rules of AWS, which block bodies beyond 8 kB, did not count as a size limit.
- Properties that a condition chooses as a whole were unknown. Both choices are now read, and agree or not.

## Labels that were changed after the first run

| template | resource | label was | label is | why |
| --- | --- | --- | --- | --- |
${[...RELABELLED, ...RELABELLED_ELSEWHERE].map(changeRow).join('\n')}
`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
