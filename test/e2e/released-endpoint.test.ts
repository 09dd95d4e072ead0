import { behindItsBack } from './released-endpoint/behind-its-back';
import { deployments } from './released-endpoint/deployments';
import { failures } from './released-endpoint/failures';
import { removal } from './released-endpoint/removal';
import { rights } from './released-endpoint/rights';
import { Story } from './released-endpoint/story';

describe('a released endpoint, deployed by the CDK CLI into an account that enforces rights', () => {
  const story = new Story();
  beforeAll(() => story.begin(), 180_000);
  afterAll(() => story.end());

  describe('deployments', () => deployments(story));
  describe('deployments that fail', () => failures(story));
  describe('a change behind its back', () => behindItsBack(story));
  describe('the end of the stack', () => removal(story));
  describe('least privilege', () => rights(story));
});
