import * as sns from 'aws-cdk-lib/aws-sns';
import { isUnresolved, Problems } from '../core';
import type { AlertTopic } from './alert-topic';

/** A way in which people, or the tools that wake them, are told of an alarm. Extend it for a channel of your own. */
export abstract class AlertChannel {
  /**
   * Mail to an address. The recipient must confirm the subscription once, from a mail that AWS sends.
   *
   * @throws ValidationError when the address is none
   */
  static email(address: string): AlertChannel {
    const problems = new Problems('AlertChannel.email');
    problems.matches('address', address, EMAIL, 'one e-mail address', 'Write it as name@example.com.');
    problems.throwIfAny();
    return new SubscribedChannel(sns.SubscriptionProtocol.EMAIL, address);
  }

  /**
   * A POST of the notification to an HTTPS endpoint, which must confirm the subscription by itself:
   * https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
   *
   * @throws ValidationError when the URL is not one that SNS can reach over HTTPS
   */
  static https(url: string): AlertChannel {
    const problems = new Problems('AlertChannel.https');
    const wrong = isUnresolved(url) ? undefined : wrongWithUrl(url);
    if (wrong !== undefined) {
      problems.add({
        prop: 'url',
        value: withoutSecrets(url),
        expected: wrong,
        remedy: 'Give the public HTTPS address.',
      });
    }
    problems.throwIfAny();
    return new SubscribedChannel(sns.SubscriptionProtocol.HTTPS, url);
  }

  /** An existing topic. Its policy, and its key if it has one, must let CloudWatch alarms of this account publish. */
  static snsTopic(topic: sns.ITopic): AlertChannel {
    return new TopicChannel(topic);
  }

  /** Called once by the topic that the channel is given to: call `addSubscription` or `addTopic` on it. */
  abstract bind(alerts: AlertTopic): void;
}

class SubscribedChannel extends AlertChannel {
  constructor(
    private readonly protocol: sns.SubscriptionProtocol,
    private readonly endpoint: string,
  ) {
    super();
  }

  bind(alerts: AlertTopic): void {
    alerts.addSubscription(this.protocol, this.endpoint);
  }
}

class TopicChannel extends AlertChannel {
  constructor(private readonly topic: sns.ITopic) {
    super();
  }

  bind(alerts: AlertTopic): void {
    alerts.addTopic(this.topic);
  }
}

/** Not a full RFC 5321 grammar: catches what people mistype (spaces, lists, display names, missing parts). */
const EMAIL = /^[^\s@,;<>"]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

function wrongWithUrl(text: string): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return 'a URL, https://host/path';
  const url = new URL(text);
  if (url.protocol !== 'https:') return 'a URL that begins with https://';
  if (url.username !== '' || url.password !== '') return 'a URL without user name and password, which templates show';
  if (url.hash !== '') return 'a URL without a fragment';
  if (!url.hostname.includes('.')) return 'a URL whose host is a public name';
  return undefined;
}

/** A URL can hold a token or a password: an error message shows where it leads, and no more. */
function withoutSecrets(text: string): string {
  if (typeof text !== 'string' || !URL.canParse(text)) return text;
  const url = new URL(text);
  return `${url.protocol}//${url.host}/…`;
}
