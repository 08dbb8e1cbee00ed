import { responseError } from '../errors';
import type { ItemFailure } from '../itemParts';
import type { EwsOperation } from '../operation';
import { failureOf, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, into, list, record, text } from '../../xml/shapes';
import { assertFilled, assertRange, element } from '../../xml/writer';

interface GetStreamingEventsRequest {
	/** From `subscribe`, 1 to 200, all of one group with the same affinity. */
	subscriptionIds: readonly string[];
	/** Time after which the server ends its answer in order, 1 to 30 minutes. */
	minutes: number;
}

/** One of the envelopes that the answer consists of. */
export interface StreamedNews {
	/** Subscriptions in whose folders something changed; none in a sign of life. */
	changed: string[];
	/** Subscriptions that the server does not know, or can't read. */
	lost: string[];
	/** The reason why they are lost. */
	failure?: ItemFailure;
	/** `OK` comes first, `Closed` last: the connection's time is over. */
	connection?: 'OK' | 'Closed';
}

/** Most subscriptions in a request. */
export const mostSubscriptions = 200;

interface Notification {
	subscriptionId?: string;
	hasEvents?: boolean;
}

interface Answer {
	notifications?: Notification[];
	errorSubscriptionIds?: string[];
	connectionStatus?: string;
}

const ignored = record<object>({});

const notification = record<Notification>(
	{
		't:SubscriptionId': fieldsOf<Notification>()('subscriptionId', text),
		'm:SubscriptionId': fieldsOf<Notification>()('subscriptionId', text),
		't:StatusEvent': into(ignored, () => undefined),
		't:PreviousWatermark': into(ignored, () => undefined),
		't:MoreEvents': into(ignored, () => undefined),
	},
	{
		others: into(ignored, (found: Notification) => {
			found.hasEvents = true;
		}),
	},
);

const field = fieldsOf<Answer>();

const messages = responseMessages<Answer>('GetStreamingEvents', {
	// Servers name these in the namespace of messages, though the schema has them in that of types.
	'm:Notifications': field(
		'notifications',
		list({ 'm:Notification': notification, 't:Notification': notification }),
	),
	'm:ErrorSubscriptionIds': field(
		'errorSubscriptionIds',
		list({ 'm:SubscriptionId': text, 't:SubscriptionId': text }),
	),
	'm:ConnectionStatus': field('connectionStatus', text),
});

/**
 * Asks for what happens in subscribed folders while it happens. The answer stays open for `minutes` and is
 * many SOAP envelopes, one after the other: `streamAnswers` of `streamedAnswers.ts` reads them. A reader
 * of this operation reads one of them.
 * Exchange 2010 SP1 and later.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getstreamingevents-operation
 */
export const getStreamingEvents: EwsOperation<GetStreamingEventsRequest, StreamedNews> = {
	name: 'GetStreamingEvents',
	repeatable: true,

	request({ subscriptionIds, minutes }) {
		assertFilled('subscriptionIds', subscriptionIds);
		assertRange('subscriptionIds', subscriptionIds.length, 1, mostSubscriptions);
		assertRange('minutes', minutes, 1, 30);
		return element('m:GetStreamingEvents', [
			element(
				'm:SubscriptionIds',
				subscriptionIds.map((id) => element('t:SubscriptionId', id)),
			),
			element('m:ConnectionTimeout', minutes),
		]);
	},

	response: () =>
		new SoapReader('GetStreamingEvents', messages, (found, context) => {
			const news: StreamedNews = { changed: [], lost: [] };
			for (const message of found) {
				const { notifications = [], errorSubscriptionIds = [], connectionStatus } = message;
				const failure = failureOf(message);
				if (failure && errorSubscriptionIds.length === 0) throw responseError(failure, context);
				news.failure ??= failure;
				news.lost.push(...errorSubscriptionIds.map((id) => id.trim()));
				for (const { subscriptionId, hasEvents } of notifications) {
					if (hasEvents && subscriptionId) news.changed.push(subscriptionId.trim());
				}
				const status = connectionStatus?.trim();
				if (status === 'OK' || status === 'Closed') news.connection = status;
			}
			return news;
		}),
};
