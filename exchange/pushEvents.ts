import type { Exchange } from './connection';
import { carryOut } from './push/carryOut';
import { checkPushOptions } from './push/checkOptions';
import { ewsCalendar } from './push/ewsCalendar';
import { countLinked, planningFor, readState } from './push/planning';
import { readInputs } from './push/readInputs';
import { resultOf } from './push/results';
import { allowedDeletions, EmptySnapshot, guardDeletions } from './sync/push/deletionGuard';
import { planPush } from './sync/push/planPush';
import type { SourceEvent } from './sync/push/links';
import type { ExchangeError } from './errors';
import type {
	ConflictPolicy,
	DeleteType,
	Plan,
	PlannedAction,
	SendInvitations,
} from './sync/push/plan';
import type { PushInput } from './sync/push/pushInput';

export { EmptySnapshot, TooManyDeletions } from './sync/push/deletionGuard';
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
	const { signal, mailbox, source } = options;
	signal?.throwIfAborted();
	const inputs = await readInputs(exchange, options, events);
	const isSnapshot = options.action === 'snapshot';
	if (isSnapshot && inputs.events.length === 0 && !options.allowEmptySnapshot) {
		throw new EmptySnapshot(mailbox);
	}
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	const access = ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType });
	const decide = async (some: readonly SourceEvent[], mode: PushOptions['action']) => {
		const withUnlinked = options.adoptMatching === true;
		const state = await readState(access, some, { isSnapshot: mode === 'snapshot', withUnlinked });
		const planning = planningFor({ ...options, action: mode }, state, inputs);
		return { actions: planPush(some, planning), linked: state.linked.size };
	};
	const { actions, linked } = await decide(inputs.events, options.action);
	const deletions = actions.filter(({ action }) => action === 'delete');
	const limit = options.maxDeletes;
	// All links are counted only when their number decides something.
	const isCounted =
		isSnapshot ||
		deletions.length <= (typeof limit === 'number' ? Infinity : atLeastAllowed(limit));
	const plan: Plan = {
		version: 1,
		mailbox,
		source,
		...(options.calendar && { calendar: options.calendar }),
		madeAt: (options.now ?? new Date()).toISOString(),
		linked: isCounted ? linked : await countLinked(access),
		sendInvitations,
		deleteType,
		actions,
	};
	guardDeletions(deletions, { mailbox, limit, linked: plan.linked, side: 'exchange' });
	if (options.dryRun) {
		for (const action of actions) yield resultOf(action);
		return plan;
	}
	const byId = new Map(inputs.events.map((event) => [event.externalId, event]));
	yield* carryOut(actions, {
		source,
		access,
		signal,
		decideAgain: async (doubts) => {
			const again = doubts.map((action): SourceEvent => {
				const { externalId } = action;
				return byId.get(externalId) ?? { externalId, input: -1, action: 'delete' };
			});
			const decided = (await decide(again, 'upsert')).actions;
			return decided.map((action) => (action.input === -1 ? withoutInput(action) : action));
		},
	});
	return plan;
}

/** What is allowed whatever the number of links. */
function atLeastAllowed(limit: PushOptions['maxDeletes']): number {
	return allowedDeletions(limit, 0);
}

function withoutInput(action: PlannedAction): PlannedAction {
	const { input, ...rest } = action;
	void input;
	return rest;
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
