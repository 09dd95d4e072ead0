import type { Rule } from '../../checks/check';
import { listOf, textOf } from '../../template';
import { PASS, unattested } from '../expect';

/** A backup plan of the app selects the table by ARN or selects all tables; a plan of another team has to be attested. */
export const tableBackedUp: Rule = (table, { application }) => {
  const selections = application.ofType('AWS::Backup::BackupSelection');
  const named = application.referrers(
    table,
    ['AWS::Backup::BackupSelection'],
    'BackupSelection.Resources',
    'TableName',
  );
  const everything = selections.some((selection) =>
    listOf(selection.get('BackupSelection.Resources')).some((arn) => {
      const text = textOf(arn);
      return text === '*' || /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/\*$/.test(text ?? '');
    }),
  );
  const tagged = selections.some((selection) => listOf(selection.get('BackupSelection.ListOfTags')).length > 0);
  return named.length > 0 || everything || tagged ? PASS : unattested('', 'no backup plan of this app holds the table');
};
