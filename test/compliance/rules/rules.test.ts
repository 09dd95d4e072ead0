import { checkId } from '../../../lib/compliance/checks/check';
import { DEFAULT_SETTINGS } from '../../../lib/compliance/checks/settings';
import { CHECKS } from '../../../lib/compliance/checks/table';
import { runChecks } from '../../../lib/compliance/engine/run';
import { Application, type Resource, STACK_TYPE } from '../../../lib/compliance/template';
import { ALL_CASES, NEVER } from './all-cases';
import type { Around, CheckCases } from './cases';

const NONE: Around = {};

function checkOf(number: number) {
  const check = CHECKS.find((each) => each.number === number);
  if (!check) throw new Error(`the table has no check ${number}`);
  return check;
}

/** What the check says about the resource `Subject` of a template made for one case. */
function verdictOf({ check, type }: CheckCases, properties: object, around: Around): string {
  const subject = { Type: around.type ?? type, Properties: properties, ...around.attributes };
  const body = {
    Parameters: { P: { Type: 'String' } },
    Mappings: around.mappings ?? {},
    Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, 'yes'] } },
    Resources: { Subject: subject, ...around.resources },
  };
  const { region, account, terminationProtection, stackTags } = around;
  const source = {
    id: 'template',
    name: 'template',
    body: JSON.parse(JSON.stringify(body)),
    region,
    account,
    terminationProtection,
    stackTags,
  };
  const settings = { ...DEFAULT_SETTINGS, ...around.settings };
  const application = new Application([source]);
  const isSubject = ({ logicalId, type: own }: Resource) => logicalId === 'Subject' || own === STACK_TYPE;
  const run = runChecks([checkOf(check)], { application, settings }, isSubject);
  const [result] = run.results;
  if (result?.state === 'ERROR') return `ERROR ${result.issues[0]?.what}`;
  return result?.state ?? 'NOT_APPLICABLE';
}

describe.each(ALL_CASES.map((cases) => [checkId(checkOf(cases.check)), cases] as const))('%s', (_id, cases) => {
  test.each(cases.cases.map(([sentence, verdict, properties, around]) => ({ sentence, verdict, properties, around })))(
    `a ${cases.type} that $sentence: $verdict`,
    ({ verdict, properties, around }) => {
      expect(verdictOf(cases, properties, around ?? NONE)).toBe(verdict);
    },
  );
});

test.each(CHECKS.map((check) => [checkId(check), check] as const))(
  '%s is shown to pass, to fail and not to know',
  (_id, { number }) => {
    const cases = ALL_CASES.find((each) => each.check === number)?.cases ?? [];
    const shown = new Set(cases.map(([, verdict]) => verdict));
    const needed = (['PASS', 'FAIL', 'UNKNOWN'] as const).filter((each) => !NEVER[number]?.verdicts.includes(each));
    expect([...shown]).toEqual(expect.arrayContaining(needed));
  },
);
