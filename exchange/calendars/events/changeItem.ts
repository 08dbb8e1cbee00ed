import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { isLost } from '../../push/carryOut/writeBatch';
import type { WritableEvent } from '../../push/input/writableEvent';
import { fieldsOf } from '../../push/plan/fields';
import type { Change } from './change';
import { completedContent, differingFields } from './changeOf';
import type { FoundEvent } from './findEvent';
import { completeOccurrences, withExceptions } from './seriesOfEvent';
import { saysWhen } from './givenTimes';
import { timesOfOne, timesOfSeries, wholeSeries } from './timesOfChange';
import { updateOnce, type Writing } from './writing';

interface ChangingItem {
	/** Found a moment ago. */
	found: FoundEvent;
	/** Looks once more. */
	find(isKnown: boolean): Promise<FoundEvent>;
	change: Change;
	writing: Writing;
}

/** A write of some fields of an item, as it was decided by a look at it. */
export interface Decided {
	item: ItemReference;
	/** Everything that is wanted. */
	wanted: WritableEvent;
	/** The part of it that the item does not have yet. */
	differing: WritableEvent;
	endsSeries?: boolean;
	isOccurrence?: boolean;
}

/** The fate of what was wanted. */
interface Changed {
	action: 'updated' | 'unchanged';
	item: ItemReference;
	wanted: WritableEvent;
	/** The change key of which a write that changes something makes another one. */
	from?: string;
}

/** Times that it is decided anew, since the answer was lost or the item was changed meanwhile. */
const attempts = 4;

/** Changes a single event, one occurrence, or a whole series. */
export async function changeItem(
	exchange: Exchange,
	{ found, find, change, writing }: ChangingItem,
): Promise<Pick<Changed, 'action' | 'from'> & { id: string }> {
	let first: FoundEvent | undefined = found;
	const { action, item, wanted, from } = await writeDiffering(exchange, writing, async () => {
		const now = first ?? (await find(true));
		first = undefined;
		return await decide(exchange, now, change, writing);
	});
	if (action === 'updated' && found.scope !== 'occurrence') {
		await completeOccurrences(exchange, item, wanted, writing);
	}
	return { action, id: item.id, from };
}

/**
 * Writes what differs, and decides anew where the answer was lost or somebody else wrote meanwhile. What
 * is to be mailed is sent even if nothing differs, and once.
 * @param decide looks at the item as it is now
 * @throws ExchangeError as the server answers
 */
export async function writeDiffering(
	exchange: Exchange,
	writing: Writing,
	decide: () => Promise<Decided>,
): Promise<Changed> {
	/** The change key that a request without answer was sent for. */
	let lost: string | undefined;
	let failure: ExchangeError | undefined;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const { item, wanted, differing, ...kind } = await decide();
		const isInvitation = writing.sending !== 'none' && wanted.attendees !== undefined;
		const isSent = lost !== undefined && lost !== item.changeKey;
		if (fieldsOf(differing).length === 0 && !kind.endsSeries && (!isInvitation || isSent)) {
			return { action: failure ? 'updated' : 'unchanged', item, wanted };
		}
		const event = isInvitation ? { ...differing, attendees: wanted.attendees } : differing;
		const written = await updateOnce(exchange, item, { event, ...kind }, writing);
		if (written.done) {
			const isChange = fieldsOf(differing).length > 0 || kind.endsSeries;
			const from = isChange ? item.changeKey : undefined;
			return { action: 'updated', item: written.item, wanted, from };
		}
		failure = written.error;
		if (isLost(failure)) lost = item.changeKey;
	}
	throw failure as ExchangeError;
}

async function decide(
	exchange: Exchange,
	{ item, scope, master, pivot }: FoundEvent,
	change: Change,
	writing: Writing,
): Promise<Decided> {
	const isOccurrence = scope === 'occurrence';
	// From its first occurrence on is the whole series.
	const target = scope === 'thisAndFollowing' && master ? master : item;
	const isSeries = !isOccurrence && target.recurrence !== undefined;
	const hasTimes = saysWhen(change.input);
	const series = await withExceptions(
		exchange,
		hasTimes ? target : withoutModified(target),
		writing,
	);
	const times = !isSeries
		? timesOfOne(target, change, isOccurrence)
		: hasTimes
			? timesOfSeries(series, wholeSeries(series, pivot), change)
			: undefined;
	const content = completedContent(change, target);
	const wanted: WritableEvent = { ...content, ...(times && { times }) };
	return {
		item: target.itemId,
		wanted,
		differing: differingFields(series, wanted),
		...(isOccurrence && { isOccurrence }),
		...(isSeries && times && !times.recurrence && { endsSeries: true }),
	};
}

/** The content of single occurrences is of no interest then. */
function withoutModified(item: FoundEvent['item']): FoundEvent['item'] {
	return { ...item, modifiedOccurrences: [] };
}
