import type { RuleContext } from '../../checks/check';
import { at, isMap, listOf, type Resource, Unknown, type Value } from '../../template';

interface Image {
  readonly where: string;
  readonly image: Value;
}

/** Each image a model, package or job runs, with the path where it stands. */
export function imagesOf(resource: Resource, context: RuleContext): readonly Image[] {
  if (resource.type === 'AWS::SageMaker::ModelPackage') {
    const where = 'InferenceSpecification.Containers';
    return inList(where, resource.get(where), 'Image');
  }
  const primary = resource.get('PrimaryContainer.Image');
  return [
    ...(primary === undefined ? [] : [{ where: 'PrimaryContainer.Image', image: primary }]),
    ...inList('Containers', resource.get('Containers'), 'Image'),
    ...packagesOf(resource, context),
  ];
}

/** A package that stands in the app is judged there; what another one runs, this app cannot tell. */
function packagesOf(model: Resource, { application }: RuleContext): readonly Image[] {
  const primary = model.get('PrimaryContainer.ModelPackageName');
  const named = [
    ...(primary === undefined ? [] : [{ where: 'PrimaryContainer.ModelPackageName', image: primary }]),
    ...inList('Containers', model.get('Containers'), 'ModelPackageName'),
  ];
  return named
    .filter(({ image }) => application.target(image)?.type !== 'AWS::SageMaker::ModelPackage')
    .map(({ where }) => ({ where, image: new Unknown('the image of its model package') }));
}

function inList(where: string, list: Value, property: string): readonly Image[] {
  return listOf(list).flatMap((container, index) => {
    const image = at(container, property);
    return isMap(container) && image !== undefined ? [{ where: `${where}.${index}.${property}`, image }] : [];
  });
}
