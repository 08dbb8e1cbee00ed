import { isPrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { InvalidInput, type ExchangeError } from '../../errors';
import type { ItemFailure, ItemReference } from '../../ews/calendarItem';
import { updateAppointments } from '../../ews/library/writeItems';
import { readItemBatches } from '../../ews/readItemBatches';
import { isItemMissing } from '../../ews/responseCodes';
import type { WritableEvent } from '../input/writableEvent';
import { graphName } from '../plan/comparable';
import { fieldsOf } from '../plan/fields';
import { changedAppointment } from './appointment';

interface AskedOccurrence {
	item: ItemReference;
	/** What is wanted of it. */
	event: WritableEvent;
}

/**
 * `isHidden`: it is private now, and the account does not see it any more; `refused`: Exchange said yes, and
 * kept what it had.
 */
type Asked =
	| { ok: true; item: ItemReference; isHidden?: true }
	| { ok: false; failure: ItemFailure }
	| { ok: false; refused: Refused };

interface Refused {
	field: 'sensitivity' | 'categories';
	/** In a few words, such as `the sensitivity normal`. */
	shows: string;
}

/** Fields of an occurrence that a server may take and not keep: they are those of the series then. */
function doubtful({ sensitivity, categories }: WritableEvent): WritableEvent {
	return {
		...(sensitivity !== undefined && { sensitivity }),
		...(categories?.length === 0 && { categories }),
	};
}

/** True for content of an occurrence that has to be asked for first. */
export function isDoubtful(event: WritableEvent): boolean {
	return Object.keys(doubtful(event)).length > 0;
}

/** True where anything else is wanted as well. */
export function saysMore(event: WritableEvent): boolean {
	return fieldsOf(event).length > fieldsOf(doubtful(event)).length;
}

/**
 * Writes what a server may not keep of an occurrence, alone, and reads it back: an occurrence that stays
 * public must not get the text of a private one. Nobody is mailed.
 * @returns one result for each, in order
 */
export async function askForContent(
	exchange: Exchange,
	occurrences: readonly AskedOccurrence[],
	{
		conflict,
		...target
	}: { mailbox: string; signal?: AbortSignal; conflict: 'refuse' | 'overwrite' },
): Promise<Asked[]> {
	if (occurrences.length === 0) return [];
	const written = await updateAppointments(exchange, { ...target, conflict }, (api, service) =>
		occurrences.map(({ item, event }) =>
			changedAppointment(api, service, item, { event: doubtful(event), isOccurrence: true }),
		),
	);
	const properties = ['item:Sensitivity', 'item:Categories'];
	const ids = occurrences.map(({ item: { id } }) => ({ id }));
	const read = await readItemBatches(exchange, ids, { base: 'IdOnly', properties }, target);
	return occurrences.map(({ event: { sensitivity, categories } }, index): Asked => {
		const [write, now] = [written[index], read[index]];
		if (!write.ok) return write;
		if (!now.ok) {
			const isHidden = isPrivate({ sensitivity }) && isItemMissing(now.failure);
			return isHidden ? { ok: true, item: write.item, isHidden } : now;
		}
		const { sensitivity: text, categories: left = [] } = now.item;
		const has = graphName(text, 'normal');
		if (sensitivity !== undefined && has !== sensitivity) {
			return { ok: false, refused: { field: 'sensitivity', shows: `the sensitivity ${has}` } };
		}
		if (categories?.length === 0 && left.length > 0) {
			const shows = `the categories ${left.join(', ')}`;
			return { ok: false, refused: { field: 'categories', shows } };
		}
		// Not the key of the look: what somebody wrote in between is not to be overwritten.
		return { ok: true, item: write.item };
	});
}

/** Why one occurrence that was named can't be so. */
export function refusedContent({ field, shows }: Refused): ExchangeError {
	return new InvalidInput(
		field,
		`Exchange does not keep ${field} of one occurrence: it has ${shows} of its series. Nothing else was written`,
		{
			remedy: `Change ${field} of the whole series (scope series). Or delete this occurrence, and create a single event with its own ${field} at that time.`,
		},
	);
}

/** The same of an occurrence that is among the exceptions of a series. */
export function refusedException({ field, shows }: Refused, originalStart: string): ExchangeError {
	const isHeldBack = field === 'sensitivity';
	return new InvalidInput(
		'exceptions',
		`Exchange does not keep ${field} of the occurrence of ${originalStart}: it has ${shows} of its series${isHeldBack ? '. Nothing else of it was written' : ''}`,
		{
			remedy: `Give the whole series this ${field}. Or cancel that occurrence in exceptions (isCancelled: true), and send a single event with its own ${field} for that time.`,
		},
	);
}
