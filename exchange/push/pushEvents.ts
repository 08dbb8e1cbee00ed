import type { Exchange } from '../connection';
import { checkPushOptions } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { pushInto } from './pushInto';
import { readInputs } from './input/readInputs';
import type { ExchangeError } from '../errors';
import type { ConflictPolicy, DeleteType, Plan, PlannedAction, SendInvitations } from './plan/plan';
import type { PushInput } from './input/pushInput';

export { EmptySnapshot, TooManyDeletions } from './plan/deletionGuard';
export type { ConflictPolicy, DeleteType, Plan, PlannedAction, SendInvitations, PushInput };

export interface PushOptions {
	/** Whose calendar: the primary SMTP address. */
	mailbox: string;
	/** Name of the other system, 1 to 64 characters. Only items of this source are ever touched. */
	source: string;
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** Default `upsert`. `snapshot`: the input is the complete set; what is linked and missing is deleted. */
	action?: 'upsert' | 'delete' | 'snapshot';
	/** A snapshot deletes only what touches this window around now. Default 30 days back, 365 ahead. */
	window?: { pastDays: number; futureDays: number };
	/** Default `none`: nobody is mailed, and attendees are not written. */
	sendInvitations?: SendInvitations;
	/** Default `exchangeWins`. */
	conflictPolicy?: ConflictPolicy;
	/** Most deletions in one run: a number, or a share of the linked items. Default 10 %, at least 5. */
	maxDeletes?: number | `${number}%`;
	/** A snapshot without any event is refused unless this is set. Default false. */
	allowEmptySnapshot?: boolean;
	/** Changes and deletes also items whose organizer is somebody else. Default false. */
	allowAttendeeCopies?: boolean;
	/** Links existing items with the same subject, start and end instead of doubling them. Default false. */
	adoptMatching?: boolean;
	/** Default `toDeletedItems`. */
	deleteType?: DeleteType;
	/** Writes nothing: the results say what would be done, and the generator returns the plan. */
	dryRun?: boolean;
	/** Zone of times without one and of all-day events; default: the mailbox's own, else UTC. */
	timeZone?: string;
	signal?: AbortSignal;
	/** The clock; default: the real one. */
	now?: Date;
}

export interface PushResult {
	action: 'created' | 'updated' | 'unchanged' | 'deleted' | 'skipped' | 'conflict' | 'failed';
	externalId: string;
	/** Number of the input, from 0; absent for deletions that a snapshot asks for. */
	input?: number;
	id?: string;
	changeKey?: string;
	iCalUId?: string;
	reason?: PlannedAction['reason'];
	/** For people, when there is more to say than the reason. */
	message?: string;
	error?: ExchangeError;
	/** For conflicts: the fields that both sides changed, and both versions. */
	fields?: string[];
	inSource?: PlannedAction['inSource'];
	inExchange?: PlannedAction['inExchange'];
}

/**
 * Brings the source's events into a calendar: creates, updates and deletes what differs, and nothing else.
 * A repeat makes no duplicates, also after a crash or a lost answer. Returns the plan that it followed.
 * Nothing is written before all inputs are read and the plan has passed the deletion guard.
 * @throws InvalidInput when an option is out of range
 * @throws TooManyDeletions, EmptySnapshot before anything is written
 * @throws ExchangeError when the mailbox can't be used at all
 */
export async function* pushEvents(
	exchange: Exchange,
	options: PushOptions,
	events: Iterable<PushInput> | AsyncIterable<PushInput>,
): AsyncGenerator<PushResult, Plan> {
	checkPushOptions(options);
	options.signal?.throwIfAborted();
	const inputs = await readInputs(exchange, options, events);
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	const access = ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType });
	return yield* pushInto(access, inputs, options);
}

/** The plan that `pushEvents` would follow; nothing is written. */
export async function planEvents(
	exchange: Exchange,
	options: PushOptions,
	events: Iterable<PushInput> | AsyncIterable<PushInput>,
): Promise<Plan> {
	const running = pushEvents(exchange, { ...options, dryRun: true }, events);
	for (;;) {
		const next = await running.next();
		if (next.done) return next.value;
	}
}
