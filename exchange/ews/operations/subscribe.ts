import { MalformedResponse } from '../errors';
import { folderId, type FolderTarget } from '../folderId';
import type { EwsOperation } from '../operation';
import { onlyMessage, responseMessages, SoapReader } from '../soapResponse';
import { fieldsOf, text } from '../../xml/shapes';
import { assertFilled, element } from '../../xml/writer';

/** Kinds of changes that a subscription hears of. */
export type NotificationEvent =
	| 'CreatedEvent'
	| 'ModifiedEvent'
	| 'DeletedEvent'
	| 'MovedEvent'
	| 'CopiedEvent';

interface SubscribeRequest {
	/** Of one mailbox; the server takes no second mailbox in a request. */
	folder: FolderTarget;
	events: readonly NotificationEvent[];
}

interface Answer {
	subscriptionId?: string;
}

const messages = responseMessages<Answer>('Subscribe', {
	'm:SubscriptionId': fieldsOf<Answer>()('subscriptionId', text),
});

/**
 * Starts a streaming subscription; the result is its id, for GetStreamingEvents. The server forgets one
 * that nobody has streamed for 30 minutes, so a second one after a lost answer does no harm.
 * Exchange 2010 SP1 and later.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/subscribe-operation
 */
export const subscribe: EwsOperation<SubscribeRequest, string> = {
	name: 'Subscribe',
	repeatable: true,

	request({ folder, events }) {
		assertFilled('events', events);
		return element(
			'm:Subscribe',
			element('m:StreamingSubscriptionRequest', [
				element('t:FolderIds', folderId(folder)),
				element(
					't:EventTypes',
					events.map((event) => element('t:EventType', event)),
				),
			]),
		);
	},

	response: () =>
		new SoapReader('Subscribe', messages, (found, context) => {
			const { subscriptionId } = onlyMessage(found, context);
			if (subscriptionId) return subscriptionId;
			throw new MalformedResponse('a Subscribe response without SubscriptionId');
		}),
};
