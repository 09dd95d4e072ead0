import { parseComplianceOptions } from '../../bin/config/compliance-options';

describe('a file with the options of the checks', () => {
  test('holds every option of the construct', () => {
    const signed = { owner: 'ml-platform', expires: '2027-03-31' };
    const options = {
      profile: 'regulated',
      unknown: 'fail',
      levels: { '8.24': 'warn', '*': 'off' },
      fatal: ['BucketCustomerKey'],
      allowedRegions: ['eu-west-1'],
      allowedImageRegistries: ['111122223333.dkr.ecr.eu-west-1.amazonaws.com'],
      requiredTags: ['owner'],
      classificationTag: 'classification',
      minimumLogRetentionDays: 365,
      minimumEvidenceRetentionDays: 2555,
      environments: [{ name: 'production', account: '111122223333' }],
      acknowledgements: [{ check: '77', path: 'Stack', finding: 'Properties.X', reason: 'why', ...signed }],
      attestations: { '8.16': { evidence: 'runbook', ...signed } },
      today: '2026-11-23',
    };
    expect(parseComplianceOptions(options, 'options.json')).toEqual(options);
  });

  test.each([
    [null, 'the file is null; expected an object'],
    [[], 'the file is []; expected an object'],
    [{ allowedRegion: ['eu-west-1'] }, 'allowedRegion is ["eu-west-1"]; expected a key that the schema knows'],
    [{ allowedRegions: 'eu-west-1' }, 'allowedRegions is "eu-west-1"; expected a list'],
    [{ levels: { '8.24': 'nope' } }, 'levels.8.24 is "nope"; expected one of fail, warn, off'],
    [{ acknowledgements: [null] }, 'acknowledgements[0] is null; expected an object'],
    [{ attestations: { '8.16': { evidence: 7 } } }, 'attestations.8.16.evidence is 7; expected text'],
  ])('that is %j says what is wrong', (document, message) => {
    expect(() => parseComplianceOptions(document, 'options.json')).toThrow(message);
  });
});
