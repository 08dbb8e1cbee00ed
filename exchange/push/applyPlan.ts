import { timeZones } from '../calendar/timeZone';
import type { Exchange } from '../connection';
import { InvalidInput } from '../errors';
import { EventLoopTurns } from '../eventLoop';
import { abortSignal, assertExchange, assertOptions } from '../inputs';
import { carryOut } from './carryOut/carryOut';
import type { CalendarAccess } from './ports';
import { oneAtATime } from './oneAtATime';
import { seeHidden } from './seeHidden';
import { checkPushOptions, type PushResult } from './options';
import { ewsCalendar } from './carryOut/exchangeCalendar';
import { tracePlan } from '../trace';
import { idInLinks } from './plan/link';
import { recheckPlan } from './plan/recheckPlan';
import type { Plan, PlannedAction } from './plan/plan';

export interface ApplyOptions {
	signal?: AbortSignal;
}

/**
 * Carries out a plan that `planEvents` or `twoWay` made, after somebody approved it. What was changed in
 * Exchange since the plan was made is refused: action `conflict`, nothing written for it. Applying a plan
 * again finishes what was broken off, and makes what the plan creates again where it was deleted since:
 * nothing tells that from an event that was not made yet. A deletion that a plan of `twoWay` asks for is
 * told as one in Exchange by the next run that goes on from a position with the event.
 * @throws InvalidInput for anything that is not a plan of this version
 */
export async function* applyPlan(
	exchange: Exchange,
	plan: Plan,
	options: ApplyOptions = {},
): AsyncGenerator<PushResult, void> {
	assertExchange(exchange);
	assertOptions(options, { signal: abortSignal });
	checkPlan(plan);
	tracePlan(plan);
	const { source, actions } = plan;
	const access = ewsCalendar(exchange, {
		...plan,
		zones: timeZones(),
		extendedProperties: [],
		signal: options.signal,
	});
	const { mailbox } = plan;
	const { signal } = options;
	const check = async (some: readonly PlannedAction[]) =>
		await seeHidden(access, await recheck(access, some), mailbox);
	yield* carryOut(async () => await check(actions), {
		source,
		access,
		signal,
		turns: exchange.turns ?? new EventLoopTurns(),
		mails: plan.sendInvitations !== 'none',
		exclusively: oneAtATime(exchange, { mailbox, source, signal }),
		decideAgain: check,
	});
}

/** Looks up the items of the plan, by their keys and by their ids. */
async function recheck(
	access: CalendarAccess,
	actions: readonly PlannedAction[],
): Promise<PlannedAction[]> {
	// The others stay as they are, whatever became of their items.
	const due = actions.filter(({ action }) =>
		/^(create|update|adopt|delete|unchanged)$/.test(action),
	);
	const externalIds = [...new Set(due.map(({ externalId }) => externalId))].filter(Boolean);
	const links = externalIds.length > 0 ? await access.linkedTo(externalIds) : [];
	const ids = new Set(links.map(({ id }) => id));
	for (const { id } of due) if (id) ids.add(id);
	const unreadable = new Map<string, string>();
	const items = await access.read([...ids], (id, { message }) => unreadable.set(id, message));
	const ofEvents = new Map(links.map(({ id, externalId }) => [externalId, unreadable.get(id)]));
	const whyUnreadable = ({ action, id = '', externalId }: PlannedAction) =>
		action === 'create' ? ofEvents.get(idInLinks(access.source, externalId)) : unreadable.get(id);
	return recheckPlan(actions, [...items.values()], whyUnreadable);
}

function checkPlan(plan: Plan): void {
	const given = plan as Partial<Plan> | null | undefined;
	if (given?.version !== 2 || !Array.isArray(given.actions)) {
		throw new InvalidInput('plan', 'Not a plan of this version of the node', {
			remedy: 'Hand over the plan as a dry run of this version gave it, unchanged.',
		});
	}
	for (const action of given.actions as Array<Partial<PlannedAction> | null>) {
		const isUsable =
			typeof action?.externalId === 'string' &&
			typeof action.action === 'string' &&
			(!/^(update|adopt|delete)$/.test(action.action) || (!!action.id && !!action.changeKey)) &&
			(!/^(create|update|adopt)$/.test(action.action) || (!!action.event && !!action.state));
		if (isUsable) continue;
		throw new InvalidInput('plan', 'The plan holds an action that is not complete', {
			remedy: 'Hand over the plan as a dry run of this version gave it, unchanged.',
		});
	}
	const { mailbox, source, calendar, sendInvitations, deleteType } = plan;
	checkPushOptions({ mailbox, source, calendar, sendInvitations, deleteType });
}
