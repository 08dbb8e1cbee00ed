import type { CalendarEvent } from '../calendar/event';
import type { Exchange } from '../connection';
import { checkPushOptions } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { readInputs } from './input/readInputs';
import { pushOptionsOf, scopeOf, syncTwoWay } from './syncTwoWay';
import type { PushOptions, PushResult } from './pushEvents';
import type { EventVersion } from './plan/links';
import type { Plan } from './plan/plan';
import type { PushInput } from './input/pushInput';
import { readMemory } from './plan/twoWayMemory';

export interface TwoWayOptions extends Omit<PushOptions, 'action'> {
	/** What an earlier run returned; absent: the first run. */
	position?: string;
	/** `changes` (default): inputs are upserts and deletes; `snapshot`: the source's complete set. */
	input?: 'changes' | 'snapshot';
	/** Appointments that people made in Exchange go to the source as well. Default true. */
	newFromExchange?: boolean;
	/** Names of this run's changes; default: a new UUID. */
	syncRun?: string;
}

/** A change in Exchange that the source does not know yet. */
export interface SourceChange extends CalendarEvent, Pick<EventVersion, 'exceptions'> {
	changeType: 'created' | 'updated' | 'deleted';
	mailbox: string;
	syncRun: string;
	/** Known for everything that is linked. New in Exchange: absent, until the source sends it with `id`. */
	externalId?: string;
	key: string;
}

export interface TwoWayResult {
	/** To apply in the source. */
	forSource: SourceChange[];
	/** What was written (with `dryRun`: would be written). */
	inExchange: PushResult[];
	/** Nothing was overwritten for these; each carries both versions. */
	conflicts: PushResult[];
	/** Hand this to the next run, once `forSource` is applied. */
	position: string;
	plan: Plan;
}

/**
 * Brings the source's changes to Exchange and tells the source what changed there; own writes are never
 * told back. The default conflict policy is `report`.
 * @throws TooManyDeletions before anything is written, in either direction
 */
export async function twoWay(
	exchange: Exchange,
	options: TwoWayOptions,
	events: Iterable<PushInput> | AsyncIterable<PushInput>,
): Promise<TwoWayResult> {
	checkPushOptions(options);
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	readMemory(options.position, scopeOf(options));
	const inputs = await readInputs(exchange, pushOptionsOf(options), events);
	const access = ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType });
	return await syncTwoWay(access, inputs, options);
}
