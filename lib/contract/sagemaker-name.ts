/**
 * Names that SageMaker takes for endpoints, configurations, variants, models and model package groups: 1 to 63 letters,
 * digits or inner hyphens. https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpoint.html
 */
export const SAGEMAKER_NAME = /^(?=.{1,63}$)[A-Za-z0-9](-*[A-Za-z0-9])*$/;
