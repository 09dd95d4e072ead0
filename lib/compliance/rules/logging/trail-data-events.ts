import type { Finding, Rule } from '../../checks/check';
import { at, isMap, listOf, type Resource, textOf, Unknown, type Value } from '../../template';
import { expectTrue, fail, undecided } from '../expect';

/** What each kind of event says about a model: who touched its data, who asked it. */
const NEEDED = ['AWS::S3::Object', 'AWS::SageMaker::Endpoint'];

/** Resource types whose data events a trail records. */
function recordedTypes(trail: Resource): ReadonlySet<string> | Unknown {
  const [classic, advanced] = [trail.get('EventSelectors'), trail.get('AdvancedEventSelectors')];
  for (const selectors of [classic, advanced]) if (selectors instanceof Unknown) return selectors;
  const classicTypes = listOf(classic).flatMap((selector) =>
    listOf(at(selector, 'DataResources')).map((resource) => at(resource, 'Type')),
  );
  const advancedTypes = listOf(advanced).flatMap((selector) => typesOfAdvanced(at(selector, 'FieldSelectors')));
  return new Set([...classicTypes, ...advancedTypes].flatMap((type) => textOf(type) ?? []));
}

function typesOfAdvanced(fields: Value): readonly Value[] {
  const equalsOf = (name: string) =>
    listOf(fields).flatMap((field) => (isMap(field) && field.Field === name ? listOf(field.Equals) : []));
  return equalsOf('eventCategory').includes('Data') ? equalsOf('resources.type') : [];
}

/** The trails of the app together record data events of S3 and SageMaker, and each one covers every Region. */
export const trailDataEvents: Rule = (trail, { application }) => {
  const findings: Finding[] = [...expectTrue(trail, 'IsMultiRegionTrail', 'it records one Region only')];
  const recorded = application.ofType('AWS::CloudTrail::Trail').map(recordedTypes);
  const open = recorded.find((each) => each instanceof Unknown);
  for (const type of NEEDED) {
    if (recorded.some((each) => !(each instanceof Unknown) && each.has(type))) continue;
    if (open) findings.push(...undecided('AdvancedEventSelectors', open));
    else findings.push(...fail('AdvancedEventSelectors', `no trail records data events of ${type}`));
  }
  return findings;
};
