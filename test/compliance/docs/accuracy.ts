import { CHECKS } from '../../../lib/compliance/checks/table';
import { expected } from '../others/found';
import { FIRST_LABELS, FIRST_RUN, labelsOf, RELABELLED } from '../others/public-labels';

const code = (text: string) => `\`${text}\``;

function row(template: string): string {
  const first = expected(FIRST_LABELS[template] ?? {}).length;
  const of = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${template} `)).length;
  const missed = of(FIRST_RUN.missed);
  return `| ${template} | ${first} | ${first - missed} | ${of(FIRST_RUN.unlabelled)} | ${missed} | ${labelsOf(template).length} |`;
}

/** The page on how right the checks are on public templates. Its last column is what the rules find today. */
export function accuracyPage(): string {
  const templates = Object.keys(FIRST_LABELS);
  const labels = templates.reduce((sum, name) => sum + expected(FIRST_LABELS[name] ?? {}).length, 0);
  const missed = FIRST_RUN.missed.length;
  const checks = new Set(templates.flatMap((name) => labelsOf(name).map((line) => Number(line.split(' ').pop()))));
  const silent = CHECKS.filter(({ number }) => !checks.has(number)).length;
  return `# How right the checks are on templates of others

<!-- Generated from test/compliance/fixtures/public by test/compliance/docs. Do not edit. -->

${templates.length} public templates, byte for byte as their packages ship them (sources and licences:
\`test/compliance/fixtures/public/SOURCES.md\`), were labelled by a reader with the table of checks and
the page of each control beside them, and without a look at a rule: ${labels} labels, each a resource, a check and what must be
said (fail, unknown or to be attested). They were committed before any rule was run on these templates. A line that the
rules say and no label does is a false positive; a label that no line answers is a false negative.

**First run:** ${labels - missed} of ${labels} labels found, ${FIRST_RUN.unlabelled.length} false positives, ${missed} false negatives: precision ${percent(labels - missed, labels - missed + FIRST_RUN.unlabelled.length)}, recall ${percent(labels - missed, labels)}.
**Today:** every label as it now stands, and nothing else. A test holds that, so it says that nothing got worse, not how the
rules do on a template nobody has read.

| template | labels | found at first | false positives | false negatives | found today |
| --- | --- | --- | --- | --- | --- |
${templates.map(row).join('\n')}

The labels touch ${checks.size} of the 91 checks; about the other ${silent} these templates say that nothing is wrong, or have no resource of the
kind. Two of the templates serve a model. Notebooks, Studio domains, feature groups, packages and monitors come from templates of
our own, labelled before the rules ran in the same way (\`test/compliance/others\`).

## Rules that were wrong, and were corrected

- 7: a repository policy written as a JSON text was unknown. Texts without gaps are now read like documents, for every policy.
- 8: bucket policies were not read.
- 68: an image from a mapping, none of whose Regions names a digest, was unknown. What a mapping may say is now looked through.
- 85: the common rules of AWS, which block bodies beyond 8 kB, did not count as a size limit.

## Labels that were changed after the first run

| template | resource | label was | label is | why |
| --- | --- | --- | --- | --- |
${RELABELLED.map(({ template, resource, remove, add, reason }) => `| ${template} | ${code(resource)} | ${remove ?? 'none'} | ${add ?? 'none'} | ${reason} |`).join('\n')}
`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
