import type { Exchange } from '../connection';
import { EventLoopTurns, inTurns, type Turns } from '../eventLoop';
import { checkPushOptions, type PushOptions, type PushResult } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { readInputs, type Inputs } from './input/readInputs';
import type { Plan, SourceEvent, PlannedAction } from './plan/plan';
import type { PushInput } from './input/pushInput';
import { assertExchange, assertIterable } from '../inputs';
import { tracePlan } from '../trace';
import { throwIfCancelled } from '../transport/errors';
import { allowedDeletions, EmptySnapshot, guardDeletions } from './plan/deletionGuard';
import { withTimes } from './plan/actionTimes';
import { withUids } from './plan/actionUids';
import { planInSteps } from './plan/planPush';
import { withSeen } from './plan/recheckPlan';
import type { CalendarAccess } from './ports';
import { carryOut } from './carryOut/carryOut';
import { oneAtATime, type Exclusively } from './oneAtATime';
import { countLinked, planningFor, readState } from './planning';
import { resultOf } from './carryOut/results';
import { seeHidden } from './seeHidden';

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
	assertExchange(exchange);
	checkPushOptions(options);
	assertIterable('events', events, '[{ externalId: "42", … }]');
	throwIfCancelled(options.signal);
	const inputs = await readInputs(exchange, options, events);
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	const access = ewsCalendar(exchange, { ...options, ...inputs, sendInvitations, deleteType });
	const { turns } = exchange;
	return yield* pushInto(access, inputs, options, {
		exclusively: oneAtATime(exchange, options),
		...(turns && { turns }),
	});
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

/** One push into a calendar, wherever that is. */
async function* pushInto(
	access: CalendarAccess,
	inputs: Inputs,
	options: PushOptions,
	{ exclusively, turns = new EventLoopTurns() }: { exclusively?: Exclusively; turns?: Turns } = {},
): AsyncGenerator<PushResult, Plan> {
	const { signal, mailbox, source } = options;
	const { sendInvitations = 'none', deleteType = 'toDeletedItems' } = options;
	const isSnapshot = options.action === 'snapshot';
	if (isSnapshot && inputs.events.length === 0 && !options.allowEmptySnapshot) {
		throw new EmptySnapshot(mailbox);
	}
	const decide = async (some: readonly SourceEvent[], mode: PushOptions['action']) => {
		const withUnlinked = options.adoptMatching === true;
		const wanted = { isSnapshot: mode === 'snapshot', withUnlinked, turns };
		const state = await readState(access, some, wanted);
		const planning = planningFor({ ...options, action: mode }, state, inputs);
		const planned = withTimes(await inTurns(planInSteps(some, planning), turns), planning);
		const seen = await seeHidden(access, planned, mailbox);
		const actions = options.dryRun ? withSeen(seen, planning) : [...seen];
		return { actions, linked: state.linked };
	};
	const makePlan = async (): Promise<Plan> => {
		const { actions, linked } = await decide(inputs.events, options.action);
		const deletions = actions.filter(({ action }) => action === 'delete');
		const limit = options.maxDeletes;
		// All links are counted only when their number decides something.
		const isCounted =
			isSnapshot ||
			deletions.length <= (typeof limit === 'number' ? Infinity : atLeastAllowed(limit));
		const made: Plan = {
			version: 2,
			mailbox,
			source,
			...(options.calendar && { calendar: options.calendar }),
			madeAt: (options.now ?? new Date()).toISOString(),
			linked: isCounted ? linked.size : await countLinked(access),
			sendInvitations,
			deleteType,
			actions,
		};
		tracePlan(made);
		guardDeletions(deletions, { mailbox, limit, linked: made.linked, side: 'exchange' });
		return made;
	};
	if (options.dryRun) {
		const plan = await makePlan();
		for (const action of plan.actions) yield resultOf(action);
		return plan;
	}
	let plan: Plan | undefined;
	const byId = new Map(inputs.events.map((event) => [event.externalId, event]));
	const first = async () => (plan = await makePlan()).actions;
	yield* carryOut(first, {
		source,
		access,
		signal,
		turns,
		mails: sendInvitations !== 'none',
		exclusively,
		decideAgain: async (undecided) => {
			const again = undecided.map((action): SourceEvent => {
				const { externalId } = action;
				return byId.get(externalId) ?? { externalId, input: -1, action: 'delete' };
			});
			const { actions, linked } = await decide(again, 'upsert');
			return withUids(actions, { linked }).map((action) =>
				action.input === -1 ? withoutInput(action) : action,
			);
		},
	});
	return plan!;
}

/** Deletions that are allowed whatever the number of links. */
function atLeastAllowed(limit: PushOptions['maxDeletes']): number {
	return allowedDeletions(limit, 0);
}

function withoutInput(action: PlannedAction): PlannedAction {
	const { input, ...rest } = action;
	void input;
	return rest;
}
