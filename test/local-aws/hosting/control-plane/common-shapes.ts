/** Shapes that several operations share. Source: the SageMaker service model, API version 2017-07-24. */
import { integer, list, optional, required, type Shape, structure, text, timestamp } from './shapes';

export const entityName = text({ max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
export const modelName = text({ max: 63, pattern: '[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?' });
export const roleArn = text({
  min: 20,
  max: 2048,
  pattern: 'arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
});
export const kmsKeyId = text({ max: 2048, pattern: '[a-zA-Z0-9:/_\\-]*' });
export const s3Uri = text({ max: 1024, pattern: '(https|s3)://([^/]+)/?(.*)' });
export const destinationS3Uri = text({ max: 512, pattern: '(https|s3)://([^/])/?(.*)' });
export const oneOf = (...values: string[]): Shape => text({ oneOf: values });
export const sagemakerArn = text({ max: 256, pattern: 'arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:.+' });

const tagKey = text({ min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });
const tagValue = text({ max: 256, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' });
export const tags = list(structure({ Key: required(tagKey), Value: required(tagValue) }), { max: 50 });
export const tagKeys = list(tagKey, { min: 1, max: 50 });

export const vpcConfig = structure({
  SecurityGroupIds: required(list(text({ max: 32, pattern: '[\\-0-9a-zA-Z]+' }), { min: 1, max: 5 })),
  Subnets: required(list(text({ max: 32, pattern: '[\\-0-9a-zA-Z]+' }), { min: 1, max: 16 })),
});

/** The members that every List operation takes. */
export function listing(sortBy: readonly string[], more: Parameters<typeof structure>[0] = {}): Shape {
  return structure({
    SortBy: optional(text({ oneOf: sortBy })),
    SortOrder: optional(oneOf('Ascending', 'Descending')),
    NextToken: optional(text({ max: 8192 })),
    MaxResults: optional(integer({ min: 1, max: 100 })),
    NameContains: optional(text({ max: 63, pattern: '[a-zA-Z0-9\\-]+' })),
    CreationTimeBefore: optional(timestamp),
    CreationTimeAfter: optional(timestamp),
    ...more,
  });
}
