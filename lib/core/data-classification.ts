import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** How much harm the disclosure of data does; the value of the tag `data-classification`. */
export type DataClassification = 'internal' | 'confidential' | 'restricted';

const CLASSIFICATION_TAG = 'data-classification';
/** Below that of `Tags.of(app).add(...)`: a company's own classification wins. */
const CLASSIFICATION_PRIORITY = 50;

/** Tags what holds data with its classification. */
export function classify(store: Construct, classification: DataClassification): void {
  Tags.of(store).add(CLASSIFICATION_TAG, classification, { priority: CLASSIFICATION_PRIORITY });
}
