import { printable } from '../report/describe';
import { isRawMap, section, type TemplateSource } from '../template';

/** Something about the input that the reader has to put right; its message says what. */
export class ComplianceInputError extends Error {
  override readonly name = 'ComplianceInputError';
}

/** A text larger than this is no template: CloudFormation takes 1 MB. Bytes. */
export const MAX_TEMPLATE_BYTES = 20_000_000;

/** Turns YAML with CloudFormation's short intrinsics into the value it stands for. @throws on text that is no YAML. */
export type ParseYaml = (text: string) => unknown;

/**
 * The template in a text.
 *
 * @param text JSON, or YAML where a parser is given
 * @param file name for messages and locations, relative to the working directory
 * @throws ComplianceInputError where the text is no CloudFormation template
 */
export function templateFromText(text: string, file: string, parseYaml?: ParseYaml): TemplateSource {
  if (text.length > MAX_TEMPLATE_BYTES) throw unusable(file, `is larger than ${MAX_TEMPLATE_BYTES / 1e6} MB`);
  const body = parse(text.replace(/^\uFEFF/, ''), file, parseYaml);
  if (!isRawMap(body)) throw unusable(file, 'holds no object');
  if (!isRawMap(body.Resources)) throw unusable(file, 'has no Resources section');
  return { id: file, name: file, body, file, locate: locator(text, file) };
}

function parse(text: string, file: string, parseYaml: ParseYaml | undefined): unknown {
  const isJson = /^\s*[{[]/.test(text);
  if (!isJson && !parseYaml) throw unusable(file, 'is YAML, which cannot be read here. Convert it to JSON');
  try {
    return isJson || !parseYaml ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    if (error instanceof RangeError) throw unusable(file, 'is nested too deeply to be read');
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw unusable(file, `is neither JSON nor YAML: ${reason.slice(0, 120).replace(/:$/, '')}`);
  }
}

function unusable(file: string, what: string): ComplianceInputError {
  return new ComplianceInputError(`${file} ${what}. Give a CloudFormation template or a cdk.out folder.`);
}

/** Finds the line of a resource by its logical id, in JSON and in YAML. */
export function locator(text: string, uri: string): NonNullable<TemplateSource['locate']> {
  let lines: ReadonlyMap<string, number> | undefined;
  return (logicalId) => {
    lines ??= linesByKey(text);
    return { uri, line: lines.get(logicalId) ?? 1 };
  };
}

function linesByKey(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  text.split('\n').forEach((line, index) => {
    const [, key] = /^\s{1,8}"?([A-Za-z0-9]+)"?\s*:/.exec(line.slice(0, 300)) ?? [];
    if (key !== undefined && !lines.has(key)) lines.set(key, index + 1);
  });
  return lines;
}

/** Notes about parts of a template that cannot be judged before CloudFormation has expanded it. */
export function notesOn(source: TemplateSource, all: readonly TemplateSource[] = [source]): readonly string[] {
  const body = isRawMap(source.body) ? source.body : {};
  const loops = Object.keys(section(body, 'Resources')).filter((id) => id.startsWith('Fn::ForEach'));
  const isIncluded = Object.hasOwn(section(body, 'Resources'), 'Fn::Transform');
  const isRead = (logicalId: string) =>
    all.some(({ parent }) => parent?.templateId === source.id && parent.logicalId === logicalId);
  const unread = Object.entries(section(body, 'Resources'))
    .filter(([, resource]) => isRawMap(resource) && resource.Type === 'AWS::CloudFormation::Stack')
    .filter(([logicalId]) => !isRead(logicalId));
  return [
    ...unread.map(
      ([logicalId]) => `${source.name} nests ${printable(logicalId)}, whose template is not here: check it too.`,
    ),
    ...(body.Transform === undefined && !isIncluded
      ? []
      : [`${source.name} uses a transform: check the template it makes as well.`]),
    ...(loops.length === 0 ? [] : [`${source.name} makes resources in a loop (Fn::ForEach), which are not checked.`]),
  ];
}
