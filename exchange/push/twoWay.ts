import { randomUUID } from 'node:crypto';
import { type CalendarEvent, eventKey, eventUid } from '../calendar/event';
import type { Exchange } from '../connection';
import { assertExchange, assertIterable, assertOneOf } from '../inputs';
import { each, EventLoopTurns, inTurns, type Turns } from '../eventLoop';
import { folderOf } from '../ews/folderId';
import { tracePlan } from '../trace';
import { carryOut } from './carryOut/carryOut';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { twoWayReads } from './carryOut/listChanges';
import { resultOf } from './carryOut/results';
import { type Inputs, readInputs } from './input/readInputs';
import type { PushInput } from './input/pushInput';
import { checkPushOptions, type PushOptions, type PushResult } from './options';
import { withCurrentIds } from './plan/formerIds';
import { EmptySnapshot, guardDeletions } from './plan/deletionGuard';
import type { WrittenItem } from './plan/nextMemory';
import type { Plan, PlannedAction, SourceEvent } from './plan/plan';
import { withTimes } from './plan/actionTimes';
import { withUids } from './plan/actionUids';
import { planInSteps } from './plan/planPush';
import { withSeen } from './plan/recheckPlan';
import { planTwoWay, type TwoWayPlan } from './plan/planTwoWay';
import type { LinkState } from './plan/link';
import type { SourceReport } from './plan/sourceReports';
import type { TwoWayMemory } from './plan/twoWayMemory';
import type { EventVersion } from './plan/versions';
import { oneAtATime } from './oneAtATime';
import { planningFor, readState } from './planning';
import type { TwoWayAccess } from './ports';
import { readTwoWay } from './readTwoWay';
import { seeHidden } from './seeHidden';
import { nextPosition, readMemories } from './twoWayPosition';
import { readStandIns } from './twoWayReads/readItems';
import type { TwoWayState } from './twoWayReads/state';

export interface TwoWayOptions extends Omit<PushOptions, 'action'> {
	/** Position that an earlier run returned; absent: the first run. */
	position?: string;
	/**
	 * Positions of runs whose changes were handed out and never confirmed: all that they told is told again,
	 * as it is by now. One of another mailbox, calendar or source is ignored.
	 */
	unconfirmed?: readonly string[];
	/** The positions come from a `positionStore` for this calendar, as in `getChanges`. */
	positionIsKept?: boolean;
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
	/** Unique among the events of all mailboxes; what to store the event under. */
	uid: string;
	/** True when privacy removed what the event says. */
	masked: boolean;
	/**
	 * Of updates: the properties that people changed, such as `location`. The event holds both sides'
	 * changes, so taking over these alone, or the whole event, gives the same.
	 */
	changedFields?: string[];
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
	assertExchange(exchange);
	checkPushOptions(options);
	assertOneOf('input', options.input, ['changes', 'snapshot']);
	assertIterable('events', events, '[{ externalId: "42", … }]');
	const { turns = new EventLoopTurns() } = exchange;
	const memory = await readMemories(options, turns);
	const { sendInvitations = 'none', deleteType = 'toDeletedItems', mailbox } = options;
	const inputs = await readInputs(exchange, pushOptionsOf(options), events);
	const folder = options.calendar ?? folderOf(exchange.settings, mailbox);
	const access = {
		...ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType }),
		...twoWayReads(exchange, { ...options, folder }),
	};
	const exclusively = oneAtATime(exchange, options);
	const sync = async () => await syncTwoWay(access, inputs, options, { memory, turns });
	return await exclusively(sync);
}

function pushOptionsOf(options: TwoWayOptions): PushOptions {
	return {
		conflictPolicy: 'report',
		...options,
		action: options.input === 'snapshot' ? 'snapshot' : 'upsert',
	};
}

interface TwoWayRun {
	/** Of the position in the options. */
	memory: TwoWayMemory;
	turns: Turns;
}

/** One run of a two-way sync on a calendar, wherever that is. */
export async function syncTwoWay(
	access: TwoWayAccess,
	inputs: Inputs,
	options: TwoWayOptions,
	{ memory, turns }: TwoWayRun,
): Promise<TwoWayResult> {
	const { mailbox, dryRun, syncRun = randomUUID() } = options;
	if (options.input === 'snapshot' && inputs.events.length === 0 && !options.allowEmptySnapshot) {
		throw new EmptySnapshot(mailbox);
	}
	const { decided, isQuiet, linked, events } = await decide(access, inputs, options, {
		memory,
		turns,
	});
	const plan = planOf(decided, linked, options);
	tracePlan(plan);
	guard(decided, linked, options);
	const { results, written } = dryRun
		? { results: decided.actions.map((action) => resultOf(action)), written: nothingWritten }
		: await write(decided.actions, access, { ...inputs, events }, { options, turns });
	const forSource: SourceChange[] = [];
	const tell = each(
		decided.forSource,
		(report) => forSource.push(sourceChange(report, mailbox, syncRun)),
		32,
	);
	await inTurns(tell, turns);
	return {
		forSource,
		inExchange: results.filter(({ action }) => action !== 'conflict'),
		conflicts: results.filter(({ action }) => action === 'conflict'),
		position: dryRun
			? (options.position ?? '')
			: await nextPosition(decided, { options, isQuiet, memory, turns, written }),
		plan,
	};
}

const nothingWritten: ReadonlyMap<string, WrittenItem> = new Map();

interface Decisions {
	decided: TwoWayPlan;
	isQuiet: boolean;
	linked: number;
	/** The inputs, with the ids that the items they name have by now. */
	events: SourceEvent[];
}

/** Plans with what is remembered, then again with what had to be read for it. */
async function decide(
	access: TwoWayAccess,
	inputs: Inputs,
	options: TwoWayOptions,
	{ memory, turns }: TwoWayRun,
): Promise<Decisions> {
	const { newFromExchange = true } = options;
	const base = planningFor(pushOptionsOf(options), { linked: new Map(), unlinked: [] }, inputs);
	const reading = {
		events: inputs.events,
		isComplete: options.input === 'snapshot' && !inputs.isIncomplete,
		window: base.window,
		newFromExchange,
		adoptMatching: base.adoptMatching,
		turns,
	};
	const state = await readTwoWay(access, memory, reading);
	const events = withCurrentIds(inputs.events, memory);
	const plan = async (known: TwoWayState) =>
		await inTurns(planTwoWay(events, { ...base, ...known, memory, newFromExchange }), turns);
	const first = await plan(state);
	const vague = new Set([
		...first.actions.filter(needsItem).map(({ externalId }) => externalId),
		...first.forSource.flatMap(({ externalId }) => (externalId === undefined ? [] : [externalId])),
	]);
	const isRead = await readStandIns(state, access, vague, reading);
	const decided = isRead ? await plan(state) : first;
	const timed = withTimes(decided.actions, { ...state, zones: base.zones });
	const seen = await seeHidden(access, timed, options.mailbox);
	const actions = options.dryRun ? withSeen(seen, { ...base, ...state }) : [...seen];
	return {
		decided: { ...decided, actions },
		isQuiet: state.isQuiet,
		events,
		linked: new Set([...memory.links.keys(), ...state.linked.keys(), ...retold(memory)]).size,
	};
}

/** Events whose deletion is told once more. */
function retold({ deleted }: TwoWayMemory): string[] {
	return [...deleted].flatMap(([externalId, { isDoubtful }]) => (isDoubtful ? [externalId] : []));
}

/** True for an action that is decided by the item itself: it is written, or shown to people. */
function needsItem({ action }: PlannedAction): boolean {
	return /^(update|delete|adopt|conflict)$/.test(action);
}

function planOf({ actions }: TwoWayPlan, linked: number, options: TwoWayOptions): Plan {
	const { mailbox, source, calendar, now = new Date() } = options;
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	return {
		version: 2,
		mailbox,
		source,
		...(calendar && { calendar }),
		madeAt: now.toISOString(),
		linked,
		sendInvitations,
		deleteType,
		actions,
	};
}

function guard(
	{ actions, forSource }: TwoWayPlan,
	linked: number,
	{ mailbox, maxDeletes: limit }: TwoWayOptions,
): void {
	guardDeletions(
		actions.filter(({ action }) => action === 'delete'),
		{ mailbox, limit, linked, side: 'exchange' },
	);
	guardDeletions(
		forSource.flatMap(({ changeType, externalId, id }) =>
			changeType === 'deleted' && externalId !== undefined ? [{ externalId, id }] : [],
		),
		{ mailbox, limit, linked, side: 'source' },
	);
}

async function write(
	actions: readonly PlannedAction[],
	access: TwoWayAccess,
	inputs: Inputs,
	{ options, turns }: { options: TwoWayOptions; turns: Turns },
): Promise<{ results: PushResult[]; written: Map<string, WrittenItem> }> {
	const byId = new Map(inputs.events.map((event) => [event.externalId, event]));
	const results: PushResult[] = [];
	const decidedAgain = new Set<string>();
	const marked = new Map<string, LinkState>();
	const running = carryOut(actions, {
		source: options.source,
		access,
		signal: options.signal,
		turns,
		mails: (options.sendInvitations ?? 'none') !== 'none',
		onCorrected: (externalId, state) => {
			if (state) marked.set(externalId, state);
			else decidedAgain.add(externalId);
		},
		decideAgain: async (undecided) => {
			for (const { externalId } of undecided) decidedAgain.add(externalId);
			const again = undecided.map(
				({ externalId }): SourceEvent =>
					byId.get(externalId) ?? { externalId, input: -1, action: 'delete' },
			);
			const adopting = undecided.filter(({ action }) => action === 'adopt');
			const withUnlinked = options.adoptMatching === true && adopting.length > 0;
			const now = await readState(access, again, { isSnapshot: false, withUnlinked, turns });
			// What was there when the plan was made and is not now was deleted by people meanwhile; what was
			// to be linked may be there without a link still.
			const unlinked = new Set(now.unlinked.map(({ id }) => id));
			const waiting = new Set(
				adopting.flatMap(({ id, externalId }) => (id && unlinked.has(id) ? [externalId] : [])),
			);
			const deletedInExchange = new Map(
				undecided.flatMap(({ id, externalId }) =>
					id && !waiting.has(externalId) ? [[externalId, { fields: {} }]] : [],
				),
			);
			const rest = { ...inputs, deletedInExchange };
			const planning = planningFor({ ...pushOptionsOf(options), action: 'upsert' }, now, rest);
			const planned = withTimes(await inTurns(planInSteps(again, planning), turns), planning);
			return await seeHidden(access, withUids(planned, now), options.mailbox);
		},
	});
	for await (const result of running) {
		results.push(result);
		if (turns.isOver) await turns.next();
	}
	const written = new Map(
		results
			// One that failed in part, such as by a refused exception, is there all the same.
			.filter(
				({ action, changeKey }) =>
					/^(created|updated|deleted|unchanged)$/.test(action) ||
					(action === 'failed' && changeKey !== undefined),
			)
			.map(({ externalId, id = '', changeKey = '' }) => {
				// Decided again, it may hold something else than was planned.
				if (decidedAgain.has(externalId)) return [externalId, { id, changeKey: '' }];
				return [externalId, { id, changeKey, state: marked.get(externalId) }];
			}),
	);
	return { results, written };
}

function sourceChange(report: SourceReport, mailbox: string, syncRun: string): SourceChange {
	const { changeType, externalId, id, iCalUId, event, changedFields } = report;
	const { masked = false, ...shown } = event;
	const key = eventKey(iCalUId, undefined, id);
	return {
		...shown,
		changeType,
		mailbox,
		syncRun,
		...(externalId !== undefined && { externalId }),
		id,
		...(iCalUId !== undefined && { iCalUId }),
		key,
		uid: eventUid(mailbox, key),
		masked,
		...(changedFields && { changedFields }),
	};
}
