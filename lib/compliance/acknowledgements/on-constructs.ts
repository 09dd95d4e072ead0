import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { sourceOf } from '../source-line';
import type { FoundAcknowledgement } from './acknowledgement';
import type { Iso27001Acknowledgement } from './iso27001-acknowledgement';

/** Prefix under which CDK keeps acknowledgements of this plugin. */
export const NAMESPACE = 'ISO27001';

/** What stands behind a reason: `(owner: ml-platform, expires: 2027-03-31)`. */
const SIGNATURE =
  /^(?<reason>[\s\S]*?)\s*\(owner: (?<owner>(?:(?!\(owner: ).)*), expires: (?<expires>\d{4}-\d{2}-\d{2})\)\s*$/;

/** Writes owner and expiry behind a reason, as CDK keeps one text for an acknowledgement. */
export function signedReason({ reason, owner, expires }: Iso27001Acknowledgement): string {
  return `${reason} (owner: ${owner}, expires: ${expires})`;
}

/** The acknowledgements of this plugin's findings on a construct and everything below it, in the order of the tree. */
export function acknowledgementsBelow(root: IConstruct): readonly FoundAcknowledgement[] {
  return root.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type, data }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY && isTexts(data))
      .flatMap(({ data, trace }) =>
        Object.entries(data as Record<string, string>)
          .filter(([id]) => id.startsWith(`${NAMESPACE}::`))
          .map(([id, text]) => found(id, text, construct, trace)),
      ),
  );
}

function isTexts(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).every((value) => typeof value === 'string');
}

function found(
  id: string,
  text: string,
  construct: IConstruct,
  trace: readonly string[] | undefined,
): FoundAcknowledgement {
  const [, check = id, finding] = /^ISO27001::([^[]+)(?:\[(.*)\])?$/.exec(id) ?? [];
  const signature = SIGNATURE.exec(text)?.groups;
  return {
    check,
    finding,
    path: construct.node.path,
    reason: signature?.reason ?? text,
    owner: signature?.owner,
    expires: signature?.expires,
    origin: { kind: 'CONSTRUCT', source: sourceOf(trace), cdkId: id.slice(NAMESPACE.length + 2) },
  };
}
