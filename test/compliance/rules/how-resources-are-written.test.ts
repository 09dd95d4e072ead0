import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { App, CfnResource, Lazy, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { checkId } from '../../../lib/compliance/checks/check';
import { DEFAULT_SETTINGS } from '../../../lib/compliance/checks/settings';
import { CHECKS } from '../../../lib/compliance/checks/table';
import { runChecks } from '../../../lib/compliance/engine/run';
import { Application, STACK_TYPE } from '../../../lib/compliance/template';
import { templatesOfTree } from '../../../lib/compliance/template/from-constructs';
import { ALL_CASES } from './all-cases';
import type { Case, CheckCases, Verdict } from './cases';

/** Ways to write one resource; a rule must say the same about each of them. */
const WAYS = ['generic', 'overridden', 'token'] as const;
type Way = (typeof WAYS)[number];

type Properties = Readonly<Record<string, unknown>>;

function write(stack: Stack, way: Way, type: string, properties: Properties): CfnResource {
  switch (way) {
    case 'generic':
      return new CfnResource(stack, 'Subject', { type, properties });
    case 'token':
      return new CfnResource(stack, 'Subject', {
        type,
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, value]) => [name, Lazy.any({ produce: () => value })]),
        ),
      });
    case 'overridden': {
      const resource = new CfnResource(stack, 'Subject', { type });
      for (const [name, value] of Object.entries(properties)) resource.addPropertyOverride(name, value);
      return resource;
    }
  }
}

/** The first case of a verdict that needs nothing but the resource itself. */
function plainCase({ cases, type }: CheckCases, verdict: Verdict): Case | undefined {
  return cases.find(([, expected, properties, around]) => {
    const alone = around === undefined || Object.keys(around).length === 0;
    return expected === verdict && alone && type !== STACK_TYPE && !/"(Ref|Fn::\w+)"/.test(JSON.stringify(properties));
  });
}

const WRITTEN = ALL_CASES.flatMap((cases) =>
  (['PASS', 'FAIL'] as const).flatMap((verdict) => {
    const found = plainCase(cases, verdict);
    return found ? WAYS.map((way) => ({ cases, verdict, way, properties: found[2] as Properties })) : [];
  }),
);
const idOf = (index: number) => `Case${index}`;

/** One app with a stack for each case, so that the tree is walked and resolved once. */
function verdicts(): ReadonlyMap<string, string> {
  const app = new App();
  WRITTEN.forEach(({ cases, way, properties }, index) => {
    write(new Stack(app, idOf(index)), way, cases.type, properties);
  });
  const run = runChecks(CHECKS, {
    application: new Application(templatesOfTree(app), true),
    settings: DEFAULT_SETTINGS,
  });
  return new Map(
    run.results.map(({ check, resource, state }) => [`${resource?.template.id} ${checkId(check)}`, state]),
  );
}

describe('a resource written in another way gets the same verdict:', () => {
  const found = verdicts();
  test.each(
    WRITTEN.map(({ cases, verdict, way }, index) => {
      const check = CHECKS.find(({ number }) => number === cases.check);
      const id = check ? checkId(check) : '';
      return { id, type: cases.type, verdict, way, index };
    }),
  )('$id on a $way $type: $verdict', ({ id, verdict, index }) => {
    expect(found.get(`${idOf(index)} ${id}`)).toBe(verdict);
  });
});

test('an included template is read like any other', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'included-'));
  try {
    const file = path.join(folder, 'template.json');
    writeFileSync(file, JSON.stringify({ Resources: { Model: { Type: 'AWS::SageMaker::Model', Properties: {} } } }));
    const app = new App();
    new CfnInclude(new Stack(app, 'Included'), 'Template', { templateFile: file });
    const application = new Application(templatesOfTree(app), true);
    const run = runChecks(CHECKS, { application, settings: DEFAULT_SETTINGS });
    expect(run.results.filter(({ state }) => state === 'FAIL').map(({ check }) => check.name)).toContain(
      'ModelIsolated',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
