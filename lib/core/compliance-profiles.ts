import type { IConstruct } from 'constructs';
import { ComplianceProfile } from './compliance-profile';
import { Problems } from './validation';

const CONTEXT_KEY = 'cdk-production-ml:compliance-profile';
/** Shared by every copy of this package in a process. */
const CHOSEN = Symbol.for('cdk-production-ml.compliance-profile');

type MayHaveChosen = IConstruct & { [CHOSEN]?: ComplianceProfile };

/**
 * Which profile holds where in the construct tree. Constructs choose their protective defaults by it, and
 * `Iso27001Checks` how strict it is.
 */
export class ComplianceProfiles {
  /**
   * Chooses the profile of a scope and all below it: call it before constructs are made there, and before
   * `Iso27001Checks`.
   *
   * @throws ValidationError where the scope already has constructs, which have chosen their defaults
   */
  static choose(scope: IConstruct, profile: ComplianceProfile): void {
    const problems = new Problems(scope);
    const made = scope.node.children.filter(({ node }) => node.id !== 'Tree');
    problems.expect(made.length === 0, {
      prop: 'profile',
      value: `chosen after ${made[0]?.node.id} was made`,
      expected: 'a choice before the first construct, because constructs choose their defaults by it',
      remedy: 'Call ComplianceProfiles.choose right after the app, stage or stack is created.',
    });
    checkProfile(problems, 'profile', profile);
    problems.throwIfAny();
    (scope as MayHaveChosen)[CHOSEN] = profile;
  }

  /**
   * The profile that holds for a construct: that of the nearest scope which has one, otherwise the context value
   * `cdk-production-ml:compliance-profile`, otherwise `BUSINESS`.
   *
   * @throws ValidationError where the context value is no profile
   */
  static of(scope: IConstruct): ComplianceProfile {
    const nearest = [...scope.node.scopes].reverse().find((each) => (each as MayHaveChosen)[CHOSEN] !== undefined);
    const chosen = (nearest as MayHaveChosen | undefined)?.[CHOSEN];
    if (chosen !== undefined) return chosen;
    const context: unknown = scope.node.tryGetContext(CONTEXT_KEY);
    if (context === undefined || context === null) return ComplianceProfile.BUSINESS;
    const problems = new Problems(scope);
    checkProfile(problems, `context ${CONTEXT_KEY}`, context);
    problems.throwIfAny();
    return context as ComplianceProfile;
  }

  private constructor() {}
}

function checkProfile(problems: Problems, prop: string, value: unknown): void {
  const allowed: readonly string[] = Object.values(ComplianceProfile);
  problems.expect(typeof value === 'string' && allowed.includes(value), {
    prop,
    value,
    expected: `one of ${allowed.join(', ')}`,
    remedy: 'Choose one of them; docs/compliance says what each decides.',
  });
}
