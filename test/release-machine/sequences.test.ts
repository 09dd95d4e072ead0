import fc from 'fast-check';
import { sha256Of } from '../../lambda/decide/release';
import type { ReleaseRequest } from '../../lib/contract';
import { type Budget, live, promotion, rested, wildly } from './disturbances';
import { brokenAtRest } from './explore';
import { asked, type DeclaredEndpoint, declare, fromCloudFormation, type World } from './world';

const declared = fc.record({
  version: fc.constantFrom(1, 2),
  instanceType: fc.constantFrom('ml.m5.large', 'ml.m5.xlarge'),
  scalesTo: fc.constantFrom(undefined, 4, 10),
  threshold: fc.constantFrom(0.01, 0.5),
  latencyAlarm: fc.boolean(),
  owner: fc.constantFrom(undefined, 'research', 'ml-platform'),
});

type Fallback = DeclaredEndpoint['fallback'];
/** What a change asks for, one request after the other. */
type Change = (world: World, fallback: Fallback) => readonly ReleaseRequest[];

const deploy = (world: World, endpoint: DeclaredEndpoint) =>
  fromCloudFormation('DEPLOY', { declaration: declare(world, endpoint) });

/** Something that a person or CloudFormation may want next. */
const change: fc.Arbitrary<Change> = fc.oneof(
  declared.map(
    (it): Change =>
      (world, fallback) => [deploy(world, { ...it, fallback })],
  ),
  declared.map(
    (it): Change =>
      (world, fallback) => {
        const request = deploy(world, { ...it, fallback });
        return [request, fromCloudFormation('UNDO_DEPLOY', { undoes: sha256Of(request.declaration) })];
      },
  ),
  declared.map(
    (it): Change =>
      (world, fallback) => [fromCloudFormation('REMOVE'), deploy(world, { ...it, fallback })],
  ),
  fc.constantFrom(1, 2, 3).map(
    (version): Change =>
      () => [promotion(version)],
  ),
  fc.constantFrom(2, 3).map(
    (version): Change =>
      () => [promotion(version, { role: 'challenger' })],
  ),
  fc.constantFrom(0, 10, 50, 100).map(
    (challenger): Change =>
      () => [asked('SHIFT', { steps: [{ weights: { champion: 100 - challenger, challenger }, waitSeconds: 0 }] })],
  ),
  fc.constantFrom(undefined, 1, 2, 3).map(
    (to): Change =>
      () => [asked('ROLLBACK', { to })],
  ),
  fc.constant<Change>((world) => {
    if (world.endpoint !== undefined) world.endpoint.weights = { champion: 1 };
    return [asked('REPAIR')];
  }),
);

describe.each<Budget>([{}, { crashes: 1, faults: 1, repeats: 1 }])(
  'changes one after the other, each with what may go wrong: %j',
  (budget) => {
    test.each<Fallback>(['none', 'warm'])('leave the endpoint as the ledger says (fallback: %s)', async (fallback) => {
      const first = { version: 1, scalesTo: 4, owner: 'research', fallback };
      const property = fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.gen(), async (changes, draw) => {
        const world = await live(1, first);
        let removed = false;
        for (const next of changes) {
          for (const request of next(world, fallback)) {
            await wildly(world, budget, (below) => draw(fc.nat, { max: below - 1 }), request);
            removed ||= request.operation === 'REMOVE';
            // What went with its stack is lost: of a stack that is made again, the releases before stay in the ledger only.
            const broken = brokenAtRest(world).filter((what) => !(removed && /has lost its configuration/.test(what)));
            expect(broken).toEqual([]);
            rested(world);
          }
        }
      });
      await fc.assert(property, { numRuns: 300 });
    });
  },
);
