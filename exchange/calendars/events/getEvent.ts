import type { Exchange } from '../../connection';
import { assertOneOf, recordList } from '../../inputs';
import type { ListedEvent } from './event';
import { findEvent } from './findEvent';
import type { GetEventOptions } from './options';
import { readReference } from './reference';
import { checkOptions, listedEvent, shownAs } from './shown';

/**
 * Reads one event: an appointment, a series with its recurrence, or an occurrence.
 * @throws InvalidInput naming `event`, for what is no event or none of this mailbox
 * @throws EventNotFound when it is gone
 * @throws ExchangeError as the server answers
 */
export async function getEvent(exchange: Exchange, options: GetEventOptions): Promise<ListedEvent> {
	checkOptions(exchange, options, { extendedProperties: recordList('{ name: "room", … }') }, []);
	assertOneOf('scope', options.scope, ['occurrence', 'series']);
	readReference(options.event);
	return await readEvent(exchange, options);
}

/** @param options that were checked; `isKnown` as for `findEvent` */
export async function readEvent(
	exchange: Exchange,
	options: GetEventOptions & { isKnown?: boolean },
): Promise<ListedEvent> {
	const { includeBody } = options;
	const [shown, { item, master }] = await Promise.all([
		shownAs(exchange, options),
		findEvent(exchange, {
			...options,
			reads: includeBody ? ['changes', 'body'] : ['changes'],
			...(includeBody && { body: includeBody === 'text' ? 'Text' : 'HTML' }),
		}),
	]);
	return listedEvent(item, shown, master?.itemId.id);
}
