import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type CfnResource, type IPolicyValidationContext, type PolicyValidationPluginReport, Stage } from 'aws-cdk-lib';
import { NagPack } from 'cdk-nag/lib/nag-pack';
import type { IConstruct } from 'constructs';
import type { ComplianceProfile } from '../core';
import { checkId } from './checks/check';
import { DEFAULT_SETTINGS, type Settings } from './checks/settings';
import { CHECKS } from './checks/table';
import { checkTree } from './engine/check-tree';
import type { RunResult } from './engine/result';
import { runChecks } from './engine/run';
import { type SummaryDocument, summarise } from './report/summary';
import { violationsOf } from './report/violations';
import { Application } from './template';
import { templatesOfAssembly } from './template/from-constructs';

/** What becomes of an answer that only the deployment knows: a parameter, an import, a look-up. */
export enum UnknownHandling {
  /** It is reported as a warning. */
  WARN = 'warn',
  /** It is reported like a breach of the same check. */
  FAIL = 'fail',
}

/** How the ISO 27001 checks behave; everything has a default. */
export interface Iso27001ChecksProps {
  /**
   * How strict the checks are: which ones fail synthesis and which ones warn.
   *
   * @default ComplianceProfile.BUSINESS
   */
  readonly profile?: ComplianceProfile;
  /**
   * What becomes of an answer that only the deployment knows. It never counts as a pass.
   *
   * @default UnknownHandling.WARN
   */
  readonly unknown?: UnknownHandling;
}

/** Folder of the cloud assembly that holds what the checks write. */
const FOLDER = 'iso27001';

/**
 * Checks an app against ISO/IEC 27001:2022 Annex A while it is synthesised, and fails synthesis on a breach.
 *
 * ```ts
 * Validations.of(app).addPlugins(new Iso27001Checks(app));
 * ```
 *
 * The rules read the finished templates, so overrides, generic `CfnResource`s and included templates are seen.
 * Figures of the run are written to `iso27001/summary.json` in the cloud assembly.
 *
 * A finding is acknowledged at a construct with
 * `Validations.of(construct).acknowledge({ id: 'ISO27001::ISO27001-8.24-BucketCustomerKey', reason: '…' })`.
 */
export class Iso27001Checks extends NagPack {
  /** Prefix of acknowledgements. */
  public readonly name: string = 'ISO27001';
  /** Identifiers of all checks. */
  public override readonly ruleIds?: string[] = CHECKS.map(checkId);
  private readonly settings: Settings;

  /**
   * @param scope the app or stage the checks are registered on
   * @param props how strict they are
   */
  constructor(scope?: IConstruct, props: Iso27001ChecksProps = {}) {
    super(scope);
    this.packName = 'ISO27001';
    this.settings = {
      ...DEFAULT_SETTINGS,
      profile: props.profile ?? DEFAULT_SETTINGS.profile,
      unknown: props.unknown ?? DEFAULT_SETTINGS.unknown,
    };
    scope?.node.root.node.addValidation({ validate: () => this.removeEarlierOutput(scope) });
  }

  /** Called by CDK at the end of synthesis, with the files of the finished templates. */
  public override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const application = new Application(templatesOfAssembly(context.appConstruct, context.stackTemplates, read));
    const run = runChecks(CHECKS, { application, settings: this.settings });
    const { report, summary } = this.report(run);
    writeSummary(context.appConstruct, summary);
    return report;
  }

  /**
   * Checks the constructs below a scope without synthesising them: for unit tests, where `Template.fromStack` would
   * throw on the first finding.
   */
  public override validateScope(scope: IConstruct): PolicyValidationPluginReport {
    return this.report(checkTree(scope, CHECKS, this.settings)).report;
  }

  /** The rules read templates, not single constructs: nothing is done here. */
  protected checkResource(_node: CfnResource): void {}

  private report(run: RunResult): { report: PolicyValidationPluginReport; summary: SummaryDocument } {
    const violations = violationsOf(run, this.settings);
    const errors = violations.filter((violation) => violation.severity === 'error').length;
    const findings = { errors, warnings: violations.length - errors };
    const summary = summarise(run, this.settings.profile, findings);
    const metadata = {
      profile: this.settings.profile,
      checks: String(summary.checks),
      resourcesChecked: String(summary.resourcesChecked),
    };
    return { report: { success: errors === 0, violations, metadata }, summary };
  }

  /** CDK refuses a plugin that changes a file of the assembly, so files of an earlier run go before this one starts. */
  private removeEarlierOutput(scope: IConstruct): string[] {
    const outdir = outdirOf(scope.node.root);
    if (outdir !== undefined) rmSync(path.join(outdir, FOLDER), { recursive: true, force: true });
    return [];
  }
}

function outdirOf(root: IConstruct): string | undefined {
  const outdir = Stage.isStage(root) ? root.outdir : undefined;
  return outdir;
}

function writeSummary(root: IConstruct, summary: SummaryDocument): void {
  const outdir = outdirOf(root);
  if (outdir === undefined) return;
  mkdirSync(path.join(outdir, FOLDER), { recursive: true });
  writeFileSync(path.join(outdir, FOLDER, 'summary.json'), `${JSON.stringify(summary, undefined, 2)}\n`);
}
