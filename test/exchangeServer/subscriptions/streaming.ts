import { child, childrenNamed, element, ResponseError, textOf } from '../contracts';
import type { Operation, RequestContext, StreamedResponse, XmlElement } from '../contracts';
import { failure, response } from '../responseMessages';
import { concerns, subscriptionsOf, type Subscription } from './book';
import { eventElement } from './events';
import { invalidSubscription, own } from './pull';

const name = 'GetStreamingEvents';

/**
 * Sends events while they happen, each batch an envelope of its own, until the connection's time is over.
 * What happened between two connections comes first on the next one.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getstreamingevents-operation
 */
export const getStreamingEvents: Operation = {
	name,
	since: 'Exchange2010_SP1',
	handle(request, context) {
		const ids = childrenNamed(child(request, 'SubscriptionIds'), 'SubscriptionId');
		const minutes = Number(textOf(request, 'ConnectionTimeout'));
		try {
			const book = subscriptionsOf(context.company);
			if (book.streamsOf(context.account.accountName) >= book.mostStreams) {
				throw new ResponseError(
					'ErrorExceededConnectionCount',
					'You have exceeded the available concurrent connections for your account. Try again once your other requests have completed.',
				);
			}
			const malformed = ids.map(({ text }) => text.trim()).filter((id) => !book.isId(id));
			if (malformed.length > 0) {
				return alone(failedSubscriptions(invalidSubscription(), malformed, context));
			}
			const found = ids.map(({ text }) => subscriptionOrId(text, context));
			const lost = found.filter((one) => typeof one === 'string');
			if (lost.length > 0) return alone(lostSubscriptions(lost, context));
			return { envelopes: stream(found as Subscription[], minutes, context) };
		} catch (error) {
			return alone(failure(name, error));
		}
	},
};

/** A refusal is streamed too, never compressed: clients read it piece by piece as all the rest. */
function alone(message: XmlElement): StreamedResponse {
	return {
		envelopes: (async function* () {
			yield response(name, message);
		})(),
	};
}

function subscriptionOrId(id: string, context: RequestContext): Subscription | string {
	try {
		const found = own(id, context);
		return found.kind === 'streaming' ? found : id.trim();
	} catch {
		return id.trim();
	}
}

async function* stream(
	subscriptions: Subscription[],
	minutes: number,
	context: RequestContext,
): AsyncGenerator<XmlElement> {
	const { company, signal, settings, account } = context;
	const book = subscriptionsOf(company);
	const end = book.now() + minutes * book.minuteMs;
	let { beats } = book;
	const bell = new Bell();
	const ring = () => bell.ring();
	const stopListening = company.onChange(ring);
	const closed = book.opened(ring, account.accountName);
	signal.addEventListener('abort', ring);
	try {
		yield message([element('m:ConnectionStatus', 'OK')]);
		while (!signal.aborted) {
			const now = settings.now().getTime();
			const lost = subscriptions.filter(({ id }) => !book.find(id, now)).map(({ id }) => id);
			if (lost.length > 0) {
				yield response(name, lostSubscriptions(lost, context));
				return;
			}
			for (const subscription of subscriptions) subscription.lastUsed = now;
			const news = subscriptions.map((one) => notificationOf(one, context)).filter(isThere);
			if (news.length > 0) yield message([element('m:Notifications', news)]);
			if (book.now() >= end) break;
			const rang = await bell.wait(Math.min(book.keepAliveMs, end - book.now()));
			const isBeat = book.beats > beats;
			({ beats } = book);
			if ((isBeat || !rang) && book.now() < end)
				yield message([
					element(
						'm:Notifications',
						subscriptions.map(({ id }) => notification(id, element('t:StatusEvent'), context)),
					),
				]);
		}
		yield message([element('m:ConnectionStatus', 'Closed')]);
	} finally {
		stopListening();
		closed();
		signal.removeEventListener('abort', ring);
	}
}

function notificationOf(
	subscription: Subscription,
	context: RequestContext,
): XmlElement | undefined {
	const { company } = context;
	const events = company
		.eventsSince(subscription.delivered)
		.filter((event) => concerns(subscription, event));
	subscription.delivered = company.latestEvent;
	if (events.length === 0) return undefined;
	const told = events.map((event) => eventElement(event, false));
	return notification(subscription.id, told, context);
}

function notification(
	id: string,
	content: XmlElement | XmlElement[],
	context: RequestContext,
): XmlElement {
	return element(`${prefix(context)}:Notification`, [element('t:SubscriptionId', id), content]);
}

function prefix({ company }: RequestContext): 'm' | 't' {
	return company.behaviours.notificationNamespace === 'messages' ? 'm' : 't';
}

function message(content: XmlElement[]): XmlElement {
	return response(
		name,
		element(`m:${name}ResponseMessage`, [element('m:ResponseCode', 'NoError'), content], {
			ResponseClass: 'Success',
		}),
	);
}

function lostSubscriptions(ids: string[], context: RequestContext): XmlElement {
	const error = new ResponseError(
		'ErrorSubscriptionNotFound',
		'The specified subscription was not found.',
	);
	return failedSubscriptions(error, ids, context);
}

function failedSubscriptions(
	error: ResponseError,
	ids: string[],
	context: RequestContext,
): XmlElement {
	if (context.company.behaviours.lostSubscriptions === 'unnamed') return failure(name, error);
	const list = ids.map((id) => element(`${prefix(context)}:SubscriptionId`, id));
	return failure(name, error, element('m:ErrorSubscriptionIds', list));
}

function isThere<T>(value: T | undefined): value is T {
	return value !== undefined;
}

/** Wakes who waits; a ring while nobody waits is kept. */
class Bell {
	private rung = false;
	private waiting: (() => void) | undefined;

	ring(): void {
		this.rung = true;
		this.waiting?.();
	}

	/** False when nobody rang in time. */
	async wait(milliseconds: number): Promise<boolean> {
		if (!this.rung) {
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, milliseconds);
				this.waiting = () => {
					clearTimeout(timer);
					resolve();
				};
			});
			this.waiting = undefined;
		}
		const { rung } = this;
		this.rung = false;
		return rung;
	}
}
