import { readFileSync } from 'node:fs';
import {
  type CfnResource,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  Validations,
} from 'aws-cdk-lib';
// The package's own entry loads all of its 215 rules; this module alone is all that is needed of it.
import { NagPack } from 'cdk-nag/lib/nag-pack';
import type { IConstruct } from 'constructs';
import { ComplianceProfiles } from '../core/compliance-profiles';
import type { FoundAcknowledgement, FoundAttestation } from './acknowledgements/acknowledgement';
import type { Iso27001Acknowledgement, Iso27001Attestation } from './acknowledgements/iso27001-acknowledgement';
import { acknowledgementsBelow, NAMESPACE, signedReason } from './acknowledgements/on-constructs';
import type { Commitments } from './acknowledgements/settle';
import { checkId } from './checks/check';
import { checksNamed } from './checks/select';
import type { Settings } from './checks/settings';
import { settingsOf, validateAcknowledgement, validateAttestation } from './checks/settings-of';
import { CHECKS } from './checks/table';
import { checkTree } from './engine/check-tree';
import { type Evaluation, evaluate } from './engine/evaluate';
import type { Iso27001ChecksProps } from './iso27001-checks-props';
import { filesOf } from './report/files';
import { removeEarlierOutput, writeOutput } from './report/output-folder';
import { violationsOf } from './report/violations';
import { sourceOf } from './source-line';
import { Application } from './template';
import { templatesOfAssembly } from './template/from-constructs';

/**
 * Checks an app against ISO/IEC 27001:2022 Annex A while it is synthesised, and fails synthesis on a breach.
 *
 * ```ts
 * Validations.of(app).addPlugins(new Iso27001Checks(app));
 * ```
 *
 * The rules read the finished templates, so overrides, generic `CfnResource`s and included templates are seen. What an
 * auditor asks for is written to the folder `iso27001` of the cloud assembly: figures (`summary.json`), everything that
 * somebody took upon himself (`ledger.json`), the Statement of Applicability, OSCAL assessment results and SARIF.
 */
export class Iso27001Checks extends NagPack {
  /**
   * Acknowledges findings of a construct and everything below it, where the construct stands in the code.
   *
   * @param scope the construct
   * @param acknowledgement what, why, who and until when; its `path` is not used
   * @throws ValidationError where the check is not known, or reason, owner or expiry is missing
   */
  public static acknowledge(scope: IConstruct, acknowledgement: Iso27001Acknowledgement): void {
    validateAcknowledgement(scope.node.path, acknowledgement.check, acknowledgement);
    const suffix = acknowledgement.finding === undefined ? '' : `[${acknowledgement.finding}]`;
    for (const check of checksNamed(acknowledgement.check)) {
      const id = `${NAMESPACE}::${checkId(check)}${suffix}`;
      Validations.of(scope).acknowledge({ id, reason: signedReason(acknowledgement) });
    }
  }

  /** Prefix of acknowledgements. */
  public readonly name: string = NAMESPACE;
  /** Identifiers of all checks. */
  public override readonly ruleIds?: string[] = CHECKS.map(checkId);
  private readonly settings: Settings;
  private readonly today?: string;
  private readonly acknowledgements: FoundAcknowledgement[];
  private readonly attestations: FoundAttestation[];

  /**
   * @param scope the app or stage the checks are registered on
   * @param props how strict they are, and what a company decided once
   * @throws ValidationError naming everything that is wrong with the props
   */
  constructor(scope?: IConstruct, props: Iso27001ChecksProps = {}) {
    super(scope);
    this.packName = NAMESPACE;
    this.settings = settingsOf({ ...props, profile: props.profile ?? (scope && ComplianceProfiles.of(scope)) });
    this.today = props.today;
    const origin = { kind: 'PROPERTY' as const, source: sourceOf(new Error().stack?.split('\n').slice(2)) };
    this.acknowledgements = (props.acknowledgements ?? []).map((each) => ({ ...each, origin }));
    this.attestations = Object.entries(props.attestations ?? {}).map(([control, each]) => ({
      ...each,
      control,
      origin,
    }));
    if (scope) removeEarlierOutput(scope);
  }

  /**
   * Says that a control is met by something outside this app. It stands in the ledger and in the statement as
   * somebody's word, never as a pass.
   *
   * @param control number in Annex A: `8.16`
   * @param attestation evidence, owner and last day
   * @throws ValidationError where the control does not exist, or a part is missing
   */
  public attest(control: string, attestation: Iso27001Attestation): void {
    validateAttestation(control, attestation);
    const source = sourceOf(new Error().stack?.split('\n').slice(2));
    this.attestations.push({ ...attestation, control, origin: { kind: 'PROPERTY', source } });
  }

  /** Called by CDK at the end of synthesis, with the files of the finished templates. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const root = context.appConstruct;
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const application = new Application(templatesOfAssembly(root, context.stackTemplates, read));
    const evaluation = evaluate(application, this.settings, this.commitments(root));
    writeOutput(root, filesOf(evaluation));
    return reportOf(evaluation);
  }

  /**
   * Checks the constructs below a scope without synthesising them: for unit tests, where `Template.fromStack` would
   * throw on the first finding.
   */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return reportOf(checkTree(scope, this.settings, this.commitments(scope)));
  }

  /** The rules read templates, not single constructs: nothing is done here. */
  protected checkResource(_node: CfnResource): void {}

  private commitments(scope: IConstruct): Commitments {
    return {
      acknowledgements: [...acknowledgementsBelow(scope), ...this.acknowledgements],
      attestations: this.attestations,
      today: this.today ?? new Date().toISOString().slice(0, 'yyyy-mm-dd'.length),
    };
  }
}

function reportOf(evaluation: Evaluation): PolicyValidationPluginReport {
  const { run, ledger, settings, findings } = evaluation;
  const violations = violationsOf(run, ledger, settings);
  const metadata = {
    profile: settings.profile,
    checks: String(run.checksRun),
    resourcesChecked: String(run.resourcesChecked),
  };
  return { success: findings.errors === 0, violations, metadata };
}
