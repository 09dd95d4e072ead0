import { App, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ComplianceProfile, ComplianceProfiles, Iso27001Checks } from '../../lib';

const { STARTER, BUSINESS, REGULATED } = ComplianceProfile;

const thrownBy = (call: () => unknown) => {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

describe('the compliance profile', () => {
  test('is business where nobody chose one', () => {
    expect(ComplianceProfiles.of(new Stack(new App(), 'Stack'))).toBe(BUSINESS);
  });

  test('holds for everything below the scope it was chosen for', () => {
    const app = new App();
    ComplianceProfiles.choose(app, REGULATED);
    const stack = new Stack(new Stage(app, 'Stage'), 'Stack');
    expect(ComplianceProfiles.of(new Construct(stack, 'Deep'))).toBe(REGULATED);
  });

  test('of the nearest scope goes before that of the app', () => {
    const app = new App();
    ComplianceProfiles.choose(app, REGULATED);
    const sandbox = new Stack(app, 'Sandbox');
    ComplianceProfiles.choose(sandbox, STARTER);
    expect(ComplianceProfiles.of(sandbox)).toBe(STARTER);
    expect(ComplianceProfiles.of(new Stack(app, 'Production'))).toBe(REGULATED);
  });

  test('comes from the context where nobody chose one in code', () => {
    const app = new App({ context: { 'cdk-production-ml:compliance-profile': 'regulated' } });
    expect(ComplianceProfiles.of(app)).toBe(REGULATED);
    const stack = new Stack(app, 'Stack');
    ComplianceProfiles.choose(stack, STARTER);
    expect(ComplianceProfiles.of(stack)).toBe(STARTER);
  });

  test.each(['Regulated', '', 0, true, ['regulated']])('of the context is refused where it is %p', (value) => {
    const app = new App({ context: { 'cdk-production-ml:compliance-profile': value } });
    expect(thrownBy(() => ComplianceProfiles.of(app))).toContain('expected one of starter, business, regulated');
  });

  test('is refused after constructs have chosen their defaults, and the first of them is named', () => {
    const app = new App();
    new Stack(app, 'Early');
    const message = thrownBy(() => ComplianceProfiles.choose(app, REGULATED));
    expect(message).toContain('profile is "chosen after Early was made"');
    expect(message).toContain('Call ComplianceProfiles.choose right after the app, stage or stack is created.');
  });

  test('is refused where it is none', () => {
    expect(thrownBy(() => ComplianceProfiles.choose(new App(), 'strict' as never))).toContain('profile is "strict"');
  });

  test('is that of the checks too, unless they are given another', () => {
    const app = new App();
    ComplianceProfiles.choose(app, REGULATED);
    const profileOf = (checks: Iso27001Checks) =>
      checks.validateScope(new Stack(app, checks.name + String(count++))).metadata;
    let count = 0;
    expect(profileOf(new Iso27001Checks(app))).toMatchObject({ profile: 'regulated' });
    expect(profileOf(new Iso27001Checks(app, { profile: STARTER }))).toMatchObject({ profile: 'starter' });
    expect(profileOf(new Iso27001Checks())).toMatchObject({ profile: 'business' });
  });
});
