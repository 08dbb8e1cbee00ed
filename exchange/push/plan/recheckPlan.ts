import { timeZones } from '../../calendar/timeZone';
import { shortDigest } from '../../shortDigest';
import { occurrenceFields } from './comparable';
import { changedByPeople, copyToRemove, sortOutCopies } from './copies';
import { fieldOfOccurrences } from './fields';
import type { CalendarItemView, PlannedAction, Planning } from './plan';
import { isGivenTheSame, type LinkState } from './link';
import { isMasked } from './shown';
import { digestOf } from './twoWayMemory';
import { missingExceptions } from './unfinished';
import { unreadable } from './unreadable';

/** Notes in a plan that is kept what its items said, as far as that may leave. */
export function withSeen(
	actions: readonly PlannedAction[],
	{ linked, privacy }: Pick<Planning, 'linked' | 'privacy'>,
): PlannedAction[] {
	return actions.map((action) => {
		const item = linked.get(action.externalId)?.find(({ id }) => id === action.id);
		if (!item || item.isStandIn || isMasked(item, privacy)) return action;
		if (action.action !== 'update' && action.action !== 'delete') return action;
		return { ...action, asSeen: digestAsSeen(item) };
	});
}

/** All that is known of an item, what people attached and what single occurrences have included. */
export function digestAsSeen(item: CalendarItemView): string {
	const names = [
		...occurrenceFields.map(fieldOfOccurrences),
		...Object.keys(item.state?.fields ?? {}).sort(),
	];
	const more = names.map((name) => item.fingerprint(name));
	return shortDigest([digestOf(item, 'full'), item.hasAttachments === true, ...more].join(' '));
}

/**
 * The rest of a plan, now that some time has passed: what was done already is `unchanged`, and
 * what was changed in Exchange since is a conflict. Nothing is decided anew: that is what was approved.
 * @param whyUnreadable of an action whose item can't be read by now: it alone fails
 */
export function recheckPlan(
	actions: readonly PlannedAction[],
	items: readonly CalendarItemView[],
	whyUnreadable: (action: PlannedAction) => string | undefined = () => undefined,
): PlannedAction[] {
	const byId = new Map(items.map((item) => [item.id, item]));
	const byExternalId = new Map<string, CalendarItemView[]>();
	for (const item of items) {
		if (item.externalId === undefined) continue;
		byExternalId.set(item.externalId, [...(byExternalId.get(item.externalId) ?? []), item]);
	}
	return actions.map((action) => {
		const item = action.id === undefined ? undefined : byId.get(action.id);
		const why = /^(create|update|adopt|delete)$/.test(action.action) && whyUnreadable(action);
		if (why) return { ...withoutWrite(action), ...unreadable(why) };
		switch (action.action) {
			case 'create':
				return recheckNew(action, byExternalId.get(action.externalId) ?? []);
			case 'delete':
				return item ? unlessChanged(action, item) : isGone(action);
			case 'update':
			case 'adopt':
				return item ? unlessChanged(action, item) : refuse(action, 'it was deleted');
			case 'unchanged':
				// Only what is remembered would be written; the next run does that.
				return item && item.changeKey === action.changeKey ? action : without(action, 'state');
			default:
				return action;
		}
	});
}

function recheckNew(action: PlannedAction, there: readonly CalendarItemView[]): PlannedAction {
	if (there.length === 0) return action;
	const { kept, removable, changed } = sortOutCopies(there);
	const refused = refuse({ ...action, id: kept.id }, 'it is in the calendar by now');
	if (changed.length > 0) return refused;
	const copies = removable.length > 0 && {
		copies: removable.map((item) => copyToRemove(item, item.isPrivate ? '' : item.subject)),
	};
	if (isDone(action, kept)) return { ...done(action, kept), ...copies };
	if (!isHalfDone(action, kept)) return { ...refused, ...copies };
	return { ...resumed(action, kept), action: 'update', reason: 'unfinished', ...copies };
}

function unlessChanged(action: PlannedAction, item: CalendarItemView): PlannedAction {
	if (item.changeKey === action.changeKey) return action;
	if (action.state && isDone(action, item)) return done(action, item);
	if (saysTheSame(action, item)) return { ...action, changeKey: item.changeKey };
	if (action.state && isHalfDone(action, item)) return resumed(action, item);
	return refuse(action, 'it was changed');
}

/** Exchange moves change keys by itself: what counts is what the item says. */
function saysTheSame({ action, asSeen }: PlannedAction, item: CalendarItemView): boolean {
	// Which files are attached is not known: none may go that nobody has approved.
	if (action === 'delete' && item.hasAttachments) return false;
	return asSeen !== undefined && asSeen === digestAsSeen(item);
}

/** The item remembers just what the plan would have it remember, whatever Exchange made of it. */
function isDone({ state, externalId }: PlannedAction, item: CalendarItemView): boolean {
	return item.externalId === externalId && isMemoryOf(state, item) && !isOpen(item);
}

/** A series of this plan whose exceptions were not all written. */
function isHalfDone({ state, externalId }: PlannedAction, item: CalendarItemView): boolean {
	const isSame = item.externalId === externalId && isMemoryOf(state, item) && isOpen(item);
	// What was refused is remembered for long, and people may have changed the series meanwhile.
	return isSame && (item.state?.refused === undefined || changedByPeople(item).length === 0);
}

function isOpen({ state }: CalendarItemView): boolean {
	return state?.pending === true || state?.refused !== undefined;
}

function resumed(action: PlannedAction, item: CalendarItemView): PlannedAction {
	const { id, changeKey } = item;
	const missing = missingExceptions(action.event ?? {}, item, timeZones());
	return { ...without(action, 'missing'), id, changeKey, ...(missing && { missing }) };
}

function isMemoryOf(state: LinkState | undefined, item: CalendarItemView): boolean {
	if (!state || !item.state) return false;
	// What people changed is written once more without another word of the source.
	const isLate = (item.state.rewrites ?? 0) >= (state.rewrites ?? 0);
	return isLate && isGivenTheSame(state, item.state);
}

function done(action: PlannedAction, { id, changeKey, iCalUId }: CalendarItemView): PlannedAction {
	return {
		...withoutWrite(action),
		action: 'unchanged',
		reason: 'same',
		id,
		changeKey,
		...(iCalUId !== undefined && { iCalUId }),
	};
}

function isGone(action: PlannedAction): PlannedAction {
	return { ...action, action: 'skip', reason: 'notLinked' };
}

function refuse(action: PlannedAction, why: string): PlannedAction {
	return {
		...withoutWrite(action),
		action: 'conflict',
		reason: 'changedInExchange',
		message: `Not applied: ${why} since the plan was made`,
	};
}

function withoutWrite(action: PlannedAction): PlannedAction {
	return without(without(action, 'event'), 'state');
}

function without(action: PlannedAction, name: 'event' | 'state' | 'missing'): PlannedAction {
	const rest = { ...action };
	delete rest[name];
	return rest;
}
