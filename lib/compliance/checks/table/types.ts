/** Resource types that several checks read. */
export const BUCKET = ['AWS::S3::Bucket'];
export const KEY = ['AWS::KMS::Key'];
export const TRAIL = ['AWS::CloudTrail::Trail'];
export const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
export const DATA = [...BUCKET, ...TABLES, 'AWS::SageMaker::FeatureGroup'];
export const MESSAGING = ['AWS::SNS::Topic', 'AWS::SQS::Queue'];
export const MODEL = ['AWS::SageMaker::Model'];
export const CONFIG = ['AWS::SageMaker::EndpointConfig'];
export const IMAGES = [...MODEL, 'AWS::SageMaker::ModelPackage'];
export const NOTEBOOK = ['AWS::SageMaker::NotebookInstance'];
export const DOMAIN = ['AWS::SageMaker::Domain'];
export const FUNCTION = ['AWS::Lambda::Function'];
export const REPOSITORY = ['AWS::ECR::Repository'];
export const WEB_ACL = ['AWS::WAFv2::WebACL'];
export const REST_STAGE = ['AWS::ApiGateway::Stage'];
export const STAGES = [...REST_STAGE, 'AWS::ApiGatewayV2::Stage'];
