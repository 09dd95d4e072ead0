import * as z from 'zod';

/** What the configuration says about compliance: the profile, and what it leads to where nothing else is said. */

const list = (pattern: RegExp, expected: string) => z.array(z.string().regex(pattern, expected));

export const profile = z
  .enum(['starter', 'business', 'regulated'])
  .default('business')
  .describe('How strict the ISO 27001 checks are, and which protective defaults are chosen (docs/compliance).');

const existingNetwork = z.strictObject({
  vpcId: z.string().regex(/^vpc-[0-9a-f]+$/, 'expected the id of a VPC such as vpc-0123abcd.'),
  availabilityZones: list(/^[a-z]{2,4}(-[a-z]+)+-\d[a-z]$/, 'expected a zone such as eu-central-1a.')
    .min(2)
    .describe('Zone of each subnet, in the order of subnetIds.'),
  subnetIds: list(/^subnet-[0-9a-f]+$/, 'expected the id of a subnet such as subnet-0123abcd.')
    .min(2)
    .describe('Subnets without a way to the internet, in two zones or more.'),
  securityGroupIds: list(/^sg-[0-9a-f]+$/, 'expected the id of a security group such as sg-0123abcd.')
    .min(1)
    .max(5)
    .describe('Security groups of functions and model: 443 to the endpoints of the VPC.'),
});

export const network = z
  .strictObject({
    cidr: z
      .string()
      .describe('Private IPv4 block of /16 to /24 for a new network, for example 10.20.0.0/16.')
      .optional(),
    zones: z.int().min(2).max(6).describe('Zones of a new network, each with its own endpoints.').optional(),
    existing: existingNetwork.describe('A network that is there already, in place of a new one.').optional(),
  })
  .refine(({ existing, cidr, zones }) => existing === undefined || (cidr ?? zones) === undefined, {
    path: ['existing'],
    error: 'expected no existing network beside cidr and zones of a new one. Give one of the two.',
  })
  .describe('Network without the internet for model and functions: {} for a new one, or an existing one.');

export const copies = z
  .strictObject({
    namePrefix: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/, 'expected 1 to 20 of a-z, 0-9 and inner hyphens.')
      .describe('Begins the names of what holds the copies.'),
  })
  .describe('Copies of artifacts and backups in the recovery Region: a stack of its own.');

export const codeSigningConfigArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:code-signing-config:csc-[a-z0-9]{17}$/,
    'expected arn:aws:lambda:<Region>:<account>:code-signing-config:csc-<17 characters>.',
  )
  .describe('Who may sign the code of functions. Without it, the regulated profile reports unsigned code.');

export const attestations = z
  .record(
    z.string().regex(/^[5-8]\.\d{1,2}$/, 'expected the number of a control, such as 8.16.'),
    z.strictObject({
      evidence: z.string().min(10).describe('Where an auditor finds it.'),
      owner: z.string().min(1).describe('Who gives his word.'),
      expires: z.iso.date().describe('Last day on which it holds: 2027-03-31.'),
    }),
  )
  .default({})
  .describe('Controls that something outside this app meets: GuardDuty, Macie, a central trail. By number.');

/** Copies have to have somewhere to be: another Region of the same account. */
export function checkCopies(
  config: {
    copies?: z.infer<typeof copies>;
    accounts: { production: { account: string }; recovery?: { account: string } };
  },
  context: z.RefinementCtx,
): void {
  if (config.copies === undefined) return;
  const { production, recovery } = config.accounts;
  if (recovery?.account === production.account) return;
  const found = recovery === undefined ? 'Add accounts.recovery' : 'Use the account of production';
  const message = `expected a recovery Region in the account of production, where the copies go. ${found}, or remove copies.`;
  context.addIssue({ code: 'custom', path: ['accounts', 'recovery'], message });
}
