import { at, isMap, listOf, type Resource, type Value } from '../../template';

/** Each image a model, package or job runs, with the path where it stands. */
export function imagesOf(resource: Resource): readonly { readonly where: string; readonly image: Value }[] {
  if (resource.type === 'AWS::SageMaker::ModelPackage') {
    const where = 'InferenceSpecification.Containers';
    return inList(where, resource.get(where), 'Image');
  }
  const primary = resource.get('PrimaryContainer.Image');
  return [
    ...(primary === undefined ? [] : [{ where: 'PrimaryContainer.Image', image: primary }]),
    ...inList('Containers', resource.get('Containers'), 'Image'),
  ];
}

function inList(where: string, list: Value, property: string) {
  return listOf(list).flatMap((container, index) => {
    const image = at(container, property);
    return isMap(container) && image !== undefined ? [{ where: `${where}.${index}.${property}`, image }] : [];
  });
}
