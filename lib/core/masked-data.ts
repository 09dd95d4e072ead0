import * as logs from 'aws-cdk-lib/aws-logs';

/**
 * What CloudWatch Logs masks in the logs of a regulated deployment: credentials, and what names or reaches a person in
 * any country. Addresses of machines stay readable, because an investigation needs them.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/protect-sensitive-log-data-types.html
 */
export function maskedData(): logs.DataProtectionPolicy {
  return new logs.DataProtectionPolicy({
    name: 'personal-data-and-credentials',
    description: 'Masks personal data and credentials; logs:Unmask shows them',
    identifiers: [
      logs.DataIdentifier.ADDRESS,
      logs.DataIdentifier.AWSSECRETKEY,
      logs.DataIdentifier.CREDITCARDNUMBER,
      logs.DataIdentifier.EMAILADDRESS,
      logs.DataIdentifier.NAME,
      logs.DataIdentifier.OPENSSHPRIVATEKEY,
      logs.DataIdentifier.PGPPRIVATEKEY,
      logs.DataIdentifier.PKCSPRIVATEKEY,
      logs.DataIdentifier.PUTTYPRIVATEKEY,
    ],
  });
}
