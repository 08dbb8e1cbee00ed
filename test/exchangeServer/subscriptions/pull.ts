import { element, ResponseError, textOf } from '../contracts';
import type { Operation, RequestContext, XmlElement, XmlNode } from '../contracts';
import { failure, response, success } from '../responseMessages';
import { concerns, subscriptionsOf, type Subscription } from './book';
import { eventElement, readWatermark, watermark } from './events';
import { invalidWatermark } from './subscribe';

/** Events that one answer holds. */
const mostEvents = 50;

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getevents-operation */
export const getEvents: Operation = {
	name: 'GetEvents',
	since: 'Exchange2007',
	handle(request, context) {
		try {
			return response('GetEvents', success('GetEvents', notification(request, context)));
		} catch (error) {
			return response('GetEvents', failure('GetEvents', error));
		}
	},
};

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/unsubscribe-operation */
export const unsubscribe: Operation = {
	name: 'Unsubscribe',
	since: 'Exchange2007',
	handle(request, context) {
		try {
			const { id } = own(textOf(request, 'SubscriptionId') ?? '', context);
			subscriptionsOf(context.company).remove(id);
			return response('Unsubscribe', success('Unsubscribe'));
		} catch (error) {
			return response('Unsubscribe', failure('Unsubscribe', error));
		}
	},
};

function notification(request: XmlNode, context: RequestContext): XmlElement {
	const { company } = context;
	const subscription = own(textOf(request, 'SubscriptionId') ?? '', context);
	if (subscription.kind !== 'pull') {
		throw new ResponseError(
			'ErrorInvalidPullSubscriptionId',
			'The subscription is not a pull subscription.',
		);
	}
	const { mailbox } = subscription;
	const previous = textOf(request, 'Watermark') ?? '';
	const from = readWatermark(previous, mailbox, company.latestEvent);
	if (from === undefined) throw invalidWatermark();
	const waiting = company.eventsSince(from).filter((event) => concerns(subscription, event));
	const events = waiting.slice(0, mostEvents).map((event) => eventElement(event, true));
	const nothing = element(
		't:StatusEvent',
		element('t:Watermark', watermark(mailbox, company.latestEvent)),
	);
	return element('m:Notification', [
		element('t:SubscriptionId', subscription.id),
		element('t:PreviousWatermark', previous),
		element('t:MoreEvents', waiting.length > mostEvents),
		events.length > 0 ? events : nothing,
	]);
}

export function invalidSubscription(): ResponseError {
	return new ResponseError('ErrorInvalidSubscription', 'Subscription is invalid.');
}

/**
 * The caller's subscription, marked as used.
 * @throws ResponseError ErrorInvalidSubscription for no id at all, ErrorSubscriptionNotFound
 */
export function own(id: string, { company, account, settings }: RequestContext): Subscription {
	const now = settings.now().getTime();
	if (!subscriptionsOf(company).isId(id.trim())) throw invalidSubscription();
	const found = subscriptionsOf(company).find(id.trim(), now);
	if (!found || found.accountName !== account.accountName) {
		throw new ResponseError(
			'ErrorSubscriptionNotFound',
			'The specified subscription was not found.',
		);
	}
	found.lastUsed = now;
	return found;
}
