import { ExchangeError, InvalidInput } from '../../errors';
import type { PlannedAction } from './plan';

/** Most deletions in one run: a number, or a share of the items that are linked. */
export type DeletionLimit = number | `${number}%`;

/** More would be deleted than is allowed; nothing was written. */
export class TooManyDeletions extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly allowed: number,
		/** The events that would have been deleted. */
		readonly wouldDelete: ReadonlyArray<Pick<PlannedAction, 'externalId' | 'id' | 'subject'>>,
		/** Where the deletions would have happened. */
		readonly side: 'exchange' | 'source',
	) {
		const counted = wouldDelete.length === 1 ? '1 event' : `${wouldDelete.length} events`;
		const where = side === 'exchange' ? `in the calendar of ${mailbox}` : 'in the source';
		super(
			'limit',
			`${counted} would be deleted ${where}, ${allowed} are allowed: ${listed(wouldDelete)}`,
			{
				field: 'maxDeletes',
				remedyBy: 'you',
				remedy:
					'In a calendar: check that the input is complete. In the source: look whether somebody emptied the calendar, or another mailbox has its address by now (choose another Position Name). If they are meant, raise Max Deletes for this run. Nothing was written.',
				details: { mailbox },
			},
		);
	}
}

/** A snapshot without events would delete everything; nothing was written. */
export class EmptySnapshot extends ExchangeError {
	constructor(readonly mailbox: string) {
		super('input', `The snapshot for ${mailbox} is empty`, {
			field: 'allowEmptySnapshot',
			remedyBy: 'you',
			remedy:
				'Check that the source was read. If it really has no events any more, turn on Allow Empty Snapshot. Nothing was written.',
			details: { mailbox },
		});
	}
}

const defaultShare = 10;
const alwaysAllowed = 5;

/**
 * @param linked items of the source in the calendar
 * @throws InvalidInput when the limit is neither a whole number nor a share from 0 % to 100 %
 */
export function allowedDeletions(limit: DeletionLimit | undefined, linked: number): number {
	if (limit === undefined)
		return Math.max(alwaysAllowed, Math.floor((linked * defaultShare) / 100));
	if (typeof limit === 'number' && Number.isInteger(limit) && limit >= 0) return limit;
	const share =
		typeof limit === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(limit)?.[1] : undefined;
	if (share !== undefined && Number(share) <= 100) {
		return Math.floor((linked * Number(share)) / 100 + 1e-9);
	}
	throw new InvalidInput('maxDeletes', `maxDeletes is ${JSON.stringify(limit)}`, {
		remedy: 'Use a whole number such as 20, or a share such as 10%.',
	});
}

/** @throws TooManyDeletions */
export function guardDeletions(
	deletions: ReadonlyArray<Pick<PlannedAction, 'externalId' | 'id' | 'subject'>>,
	{ mailbox, limit, linked, side }: GuardOptions,
): void {
	const allowed = allowedDeletions(limit, linked);
	if (deletions.length <= allowed) return;
	const named = deletions.map(({ externalId, id, subject }) => ({ externalId, id, subject }));
	throw new TooManyDeletions(mailbox, allowed, named, side);
}

interface GuardOptions {
	mailbox: string;
	limit: DeletionLimit | undefined;
	linked: number;
	side: 'exchange' | 'source';
}

function listed(all: ReadonlyArray<Pick<PlannedAction, 'externalId' | 'subject'>>): string {
	const shown = all.slice(0, 5).map(({ externalId, subject }) => subject || externalId);
	return [...shown, ...(all.length > 5 ? ['…'] : [])].join(', ');
}
