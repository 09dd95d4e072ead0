import * as z from 'zod';
import type { Iso27001ChecksProps } from '../../lib/compliance/iso27001-checks-props';
import { ComplianceProfile } from '../../lib/core/compliance-profile';
import { parseWith } from './load';

const texts = z.array(z.string());
const signed = { owner: z.string(), expires: z.string() };

/** The options of `Iso27001Checks` as a file holds them. What their values mean is checked where they are used. */
const complianceOptions = z.strictObject({
  profile: z.enum(ComplianceProfile).optional(),
  unknown: z.enum(['warn', 'fail']).optional(),
  levels: z.record(z.string(), z.enum(['fail', 'warn', 'off'])).optional(),
  fatal: texts.optional(),
  allowedRegions: texts.optional(),
  allowedImageRegistries: texts.optional(),
  requiredTags: texts.optional(),
  classificationTag: z.string().optional(),
  minimumLogRetentionDays: z.number().optional(),
  minimumEvidenceRetentionDays: z.number().optional(),
  environments: z.array(z.strictObject({ name: z.string(), account: z.string() })).optional(),
  acknowledgements: z
    .array(
      z.strictObject({
        check: z.string(),
        path: z.string().optional(),
        finding: z.string().optional(),
        reason: z.string(),
        ...signed,
      }),
    )
    .optional(),
  attestations: z.record(z.string(), z.strictObject({ evidence: z.string(), ...signed })).optional(),
  today: z.string().optional(),
});

/** Checks the options in a file. @throws ValidationError naming every key that is not known and every value that does not fit. */
export function parseComplianceOptions(document: unknown, fileName: string): Iso27001ChecksProps {
  return parseWith(
    complianceOptions,
    document,
    fileName,
    'the reference of Iso27001ChecksProps',
  ) as Iso27001ChecksProps;
}
