import type { Rule } from '../../checks/check';
import { identityOf, Reference, unknownIn } from '../../template';
import { fail, undecided } from '../expect';

/** What else runs code with a role, and the property that names it. */
const OTHER_USERS: readonly (readonly [type: string, property: string])[] = [
  ['AWS::SageMaker::Pipeline', 'RoleArn'],
  ['AWS::SageMaker::NotebookInstance', 'RoleArn'],
  ['AWS::SageMaker::Domain', 'DefaultUserSettings.ExecutionRole'],
  ['AWS::SageMaker::FeatureGroup', 'RoleArn'],
  ['AWS::SageMaker::ProcessingJob', 'RoleArn'],
  ['AWS::SageMaker::TrainingJob', 'RoleArn'],
  ['AWS::SageMaker::DataQualityJobDefinition', 'RoleArn'],
  ['AWS::SageMaker::ModelQualityJobDefinition', 'RoleArn'],
  ['AWS::SageMaker::ModelBiasJobDefinition', 'RoleArn'],
  ['AWS::SageMaker::ModelExplainabilityJobDefinition', 'RoleArn'],
  ['AWS::StepFunctions::StateMachine', 'RoleArn'],
  ['AWS::Lambda::Function', 'Role'],
  ['AWS::CodeBuild::Project', 'ServiceRole'],
];

/** What serves requests has a role that neither training nor deployment has. */
export const rolesDistinct: Rule = (model, { application }) => {
  const where = 'ExecutionRoleArn';
  const role = model.get(where);
  if (role === undefined) return undefined;
  const owner = application.target(role);
  const isSame = (other: ReturnType<typeof model.get>) => {
    if (owner && other instanceof Reference) return application.target(other) === owner;
    const name = identityOf(role);
    return name !== undefined && name === identityOf(other);
  };
  const shared = OTHER_USERS.flatMap(([type, property]) =>
    application
      .ofType(type)
      .filter((user) => isSame(user.get(property)))
      .flatMap((user) => fail(where, `its role is also that of ${user.logicalId}`)),
  );
  return shared.length === 0 && unknownIn(role) ? undecided(where, role) : shared;
};
