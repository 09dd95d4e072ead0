import { type CollectionTag, isMap, isScalar, isSeq, parseDocument, type ScalarTag, type Tags } from 'yaml';

/** Short forms of intrinsics. `!Ref` and `!Condition` keep their names; all others are written `Fn::…` in full. */
const SHORT_FORMS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join', 'Length'],
  ...['Not', 'Or', 'Ref', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform', 'Condition'],
  // Rules of a template only.
  ...['Contains', 'EachMemberEquals', 'EachMemberIn', 'RefAll', 'ValueOf', 'ValueOfAll'],
];

function fullForm(name: string): string {
  return name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`;
}

function tagsFor(name: string): (ScalarTag | CollectionTag)[] {
  const tag = `!${name}`;
  const key = fullForm(name);
  return [
    { tag, resolve: (text: string) => ({ [key]: text }) },
    { tag, collection: 'seq', resolve: (node) => (isSeq(node) ? { [key]: node.toJSON() } : node) },
    { tag, collection: 'map', resolve: (node) => (isMap(node) ? { [key]: node.toJSON() } : node) },
  ];
}

const TAGS: Tags = SHORT_FORMS.flatMap(tagsFor);

/**
 * A CloudFormation template written in YAML 1.1, short intrinsics (`!Ref`, `!Sub`, …) in their full form.
 *
 * @throws YAMLParseError with line and column
 */
export function parseCloudFormationYaml(text: string): unknown {
  const document = parseDocument(text, { customTags: TAGS, version: '1.1', merge: true, logLevel: 'error' });
  // A tag that nobody knows would leave its text, and a mistyped `!Reff Key` would pass for the name of a key.
  const [problem] = [...document.errors, ...document.warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')];
  if (problem) throw problem;
  const value: unknown = document.toJS();
  return isScalar(value) ? value.value : value;
}
