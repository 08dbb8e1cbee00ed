import { type CalendarEvent, eventKey } from '../calendar/event';
import type { Exchange } from '../connection';
import { checkPushOptions, type PushOptions, type PushResult } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { type Inputs, readInputs } from './input/readInputs';
import type { SourceEvent, Plan } from './plan/plan';
import type { PushInput } from './input/pushInput';
import { readMemory, type TwoWayMemory, writeMemory } from './plan/twoWayMemory';
import { randomUUID } from 'node:crypto';
import { tracePlan } from '../trace';
import { EmptySnapshot, guardDeletions } from './plan/deletionGuard';
import { planPush } from './plan/planPush';
import { planTwoWay, type SourceReport } from './plan/planTwoWay';
import type { CalendarAccess, ItemLink } from './ports';
import { carryOut } from './carryOut/carryOut';
import { planningFor, readState, type CalendarState } from './planning';
import type { EventVersion } from './plan/versions';
import { resultOf } from './carryOut/results';

export interface TwoWayOptions extends Omit<PushOptions, 'action'> {
	/** Position that an earlier run returned; absent: the first run. */
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
	/** Results of the writes (with `dryRun`: of those that would be made). */
	inExchange: PushResult[];
	/** Nothing was overwritten for these; each carries both versions. */
	conflicts: PushResult[];
	/** Hand this to the next run, once `forSource` is applied. */
	position: string;
	plan: Plan;
}

/**
 * Brings the source's changes to Exchange and reports to the source what changed there, but never its own
 * writes. The default conflict policy is `report`.
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

function scopeOf({ mailbox, source, calendar }: TwoWayOptions): string {
	return JSON.stringify([mailbox.toLowerCase(), source, calendar?.id ?? '']);
}

function pushOptionsOf(options: TwoWayOptions): PushOptions {
	return {
		conflictPolicy: 'report',
		...options,
		action: options.input === 'snapshot' ? 'snapshot' : 'upsert',
	};
}

/** One run of a two-way sync on a calendar, wherever that is. */
export async function syncTwoWay(
	access: CalendarAccess,
	inputs: Inputs,
	options: TwoWayOptions,
): Promise<TwoWayResult> {
	const { mailbox, source, calendar, signal, maxDeletes, newFromExchange = true } = options;
	const {
		sendInvitations = 'none',
		deleteType = 'toDeletedItems',
		syncRun = randomUUID(),
	} = options;
	const pushOptions = pushOptionsOf(options);
	const memory = readMemory(options.position, scopeOf(options));
	if (options.input === 'snapshot' && inputs.events.length === 0 && !options.allowEmptySnapshot) {
		throw new EmptySnapshot(mailbox);
	}
	const { state, present } = await readCalendar(access, memory, inputs.events, newFromExchange);
	const planning = {
		...planningFor(pushOptions, state, inputs),
		memory,
		present,
		newFromExchange,
	};
	const decided = planTwoWay(inputs.events, planning);
	const { actions, forSource } = decided;
	const linked = state.linked.size;
	const plan: Plan = {
		version: 2,
		mailbox,
		source,
		...(calendar && { calendar }),
		madeAt: (options.now ?? new Date()).toISOString(),
		linked,
		sendInvitations,
		deleteType,
		actions,
	};
	tracePlan(plan);
	guardDeletions(
		actions.filter(({ action }) => action === 'delete'),
		{ mailbox, limit: maxDeletes, linked, side: 'exchange' },
	);
	guardDeletions(
		forSource.flatMap(({ changeType, externalId, id }) =>
			changeType === 'deleted' && externalId !== undefined ? [{ externalId, id }] : [],
		),
		{
			mailbox,
			limit: maxDeletes,
			linked: Object.keys(memory.links).length,
			side: 'source',
		},
	);
	const results: PushResult[] = [];
	if (options.dryRun) results.push(...actions.map((action) => resultOf(action)));
	else {
		const byId = new Map(inputs.events.map((event) => [event.externalId, event]));
		const running = carryOut(actions, {
			source,
			access,
			signal,
			decideAgain: async (undecided) => {
				const again = undecided.map(
					({ externalId }): SourceEvent =>
						byId.get(externalId) ?? { externalId, input: -1, action: 'delete' },
				);
				// What was there when the plan was made and is not now was deleted by people meanwhile.
				const deletedInExchange = new Map(
					undecided.flatMap(({ id, externalId }) => (id ? [[externalId, { fields: {} }]] : [])),
				);
				const now = await readState(access, again, { isSnapshot: false, withUnlinked: false });
				const rest = { ...inputs, deletedInExchange };
				const once = planningFor({ ...pushOptions, action: 'upsert' }, now, rest);
				return planPush(again, once);
			},
		});
		for await (const result of running) results.push(result);
	}
	const written = new Map(
		results
			.filter(({ action }) => /^(created|updated|deleted|unchanged)$/.test(action))
			.map(({ externalId, id = '' }) => [externalId, { id }]),
	);
	return {
		forSource: forSource.map((report) => sourceChange(report, mailbox, syncRun)),
		inExchange: results.filter(({ action }) => action !== 'conflict'),
		conflicts: results.filter(({ action }) => action === 'conflict'),
		position: options.dryRun ? (options.position ?? '') : writeMemory(decided.remember(written)),
		plan,
	};
}

function sourceChange(report: SourceReport, mailbox: string, syncRun: string): SourceChange {
	const { changeType, externalId, id, iCalUId, event } = report;
	return {
		...event,
		changeType,
		mailbox,
		syncRun,
		...(externalId !== undefined && { externalId }),
		id,
		...(iCalUId !== undefined && { iCalUId }),
		key: eventKey(iCalUId, undefined, id),
	};
}

/** Reads what is linked, what is new, and what changed since the last run; the rest is as remembered. */
async function readCalendar(
	access: CalendarAccess,
	memory: TwoWayMemory,
	events: readonly SourceEvent[],
	newFromExchange: boolean,
): Promise<{ state: CalendarState; present: Map<string, string> }> {
	const links = await access.all();
	const present = new Map(links.map(({ id, changeKey }) => [id, changeKey]));
	const named = new Set(events.flatMap(({ given }) => (given?.id ? [given.id] : [])));
	const uids = new Set(events.flatMap(({ given }) => (given?.iCalUId ? [given.iCalUId] : [])));
	const isNeeded = ({ id, changeKey, externalId }: ItemLink) => {
		if (externalId !== undefined || named.has(id)) return true;
		const remembered = memory.others[id];
		if (remembered?.iCalUId !== undefined && uids.has(remembered.iCalUId)) return true;
		return newFromExchange && (!remembered?.reported || remembered.changeKey !== changeKey);
	};
	const items = await access.read(links.filter(isNeeded).map(({ id }) => id));
	// Gone between the two reads.
	for (const { id } of links.filter(isNeeded)) if (!items.has(id)) present.delete(id);
	const state: CalendarState = { linked: new Map(), unlinked: [] };
	for (const item of items.values()) {
		const { externalId } = item;
		if (externalId === undefined) state.unlinked.push(item);
		else state.linked.set(externalId, [...(state.linked.get(externalId) ?? []), item]);
	}
	return { state, present };
}
