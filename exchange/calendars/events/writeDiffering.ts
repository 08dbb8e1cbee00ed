import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import type { ItemReference } from '../../ews/calendarItem';
import { isLost } from '../../push/carryOut/writeBatch';
import type { WritableEvent } from '../../push/input/writableEvent';
import { fieldsOf } from '../../push/plan/fields';
import { afterLostAnswer, updateOnce, type Writing } from './writing';

/** A write of some fields of an item, as it was decided by a look at it. */
export interface Decided {
	item: ItemReference;
	/** Everything that is wanted. */
	wanted: WritableEvent;
	/** The part of it that the item does not have yet. */
	differing: WritableEvent;
	endsSeries?: boolean;
	isOccurrence?: boolean;
	/** The series gets a pattern of other days. */
	changesPattern?: boolean;
	/** Nobody is invited, before nor after. */
	isAlone?: boolean;
	/** A series that has cancelled or modified occurrences: with new times it may keep them. */
	hasOwn?: boolean;
	/** Told before a series becomes a single event for the moment. */
	dropping?(): void;
}

/** The fate of what was wanted. */
export interface Changed {
	action: 'updated' | 'unchanged';
	item: ItemReference;
	wanted: WritableEvent;
	/** Times of a series were written that had occurrences of its own. */
	isReset: boolean;
	/** Nobody is invited, before nor after. */
	isAlone?: boolean;
	/** The change key of which a write that changes something makes another one. */
	from?: string;
}

/** Times that it is decided anew, since the answer was lost or the item was changed meanwhile. */
const attempts = 4;

/**
 * Writes what differs, and decides anew where the answer was lost or somebody else wrote meanwhile. What
 * everybody is to be mailed is sent even if nothing differs, and once.
 * @param decide looks at the item as it is now
 * @throws ExchangeError as the server answers; its outcome is unknown where something may have been written
 */
export async function writeDiffering(
	exchange: Exchange,
	writing: Writing,
	decide: () => Promise<Decided>,
): Promise<Changed> {
	/** The change key that a request without answer was sent for. */
	let lost: string | undefined;
	let failure: ExchangeError | undefined;
	let isDropped = false;
	let isReset = false;
	const isTouched = () => isDropped || lost !== undefined;
	for (let attempt = 1; attempt <= attempts; attempt++) {
		const { item, wanted, differing, hasOwn, ...kind } = await afterLostAnswer(isTouched, decide());
		const isInvitation = writing.sending === 'all' && wanted.attendees !== undefined;
		const isSent = lost !== undefined && lost !== item.changeKey;
		if (fieldsOf(differing).length === 0 && !kind.endsSeries && (!isInvitation || isSent)) {
			const action = failure ? 'updated' : 'unchanged';
			return { action, item, wanted, isReset, isAlone: kind.isAlone };
		}
		const event = isInvitation ? { ...differing, attendees: wanted.attendees } : differing;
		isReset ||= hasOwn === true && differing.times !== undefined;
		const dropping = () => {
			isDropped = true;
			kind.dropping?.();
		};
		const sent = updateOnce(exchange, item, { event, ...kind, dropping }, writing);
		const written = await afterLostAnswer(isTouched, sent);
		if (written.done) {
			const isChange = fieldsOf(differing).length > 0 || kind.endsSeries;
			const from = isChange ? item.changeKey : undefined;
			const { isAlone } = kind;
			return { action: 'updated', item: written.item, wanted, isReset, isAlone, from };
		}
		failure = written.error;
		if (isLost(failure)) lost = item.changeKey;
	}
	return await afterLostAnswer(isTouched, Promise.reject(failure as ExchangeError));
}
