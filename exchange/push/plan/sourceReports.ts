import { touches } from '../../calendar/civil';
import type { WritableEvent } from '../input/writableEvent';
import { fieldsOf, type FieldName } from './fields';
import type { CalendarItemView, PlannedAction } from './plan';
import { isShown, mergedVersion, shownVersion } from './shown';
import { digestOf, otherChanges, unwrittenChanges, type Fingerprints } from './twoWayMemory';
import type { Decided, TwoWayPlanning } from './twoWayPlanning';
import { versionOf, type EventVersion } from './versions';

/** A change in Exchange to report to the source. */
export interface SourceReport {
	changeType: 'created' | 'updated' | 'deleted';
	externalId?: string;
	id: string;
	iCalUId?: string;
	/** Properties of the event that people changed and the source does not have yet; of updates only. */
	changedFields?: string[];
	/** As it is once this run is done: what the source changed is in it. */
	event: EventVersion;
}

/** Deletions by people. One that is a conflict is told as that, and one that is undone not at all. */
export function reportDeleted(planning: TwoWayPlanning, decided: Decided): SourceReport[] {
	const { memory } = planning;
	const reports: SourceReport[] = [];
	for (const [externalId, { id, isDoubtful }] of decided.deleted) {
		if (id === undefined || isGoneInSource(externalId, planning, decided)) continue;
		const action = decided.actionOf.get(externalId);
		const isSilent = isSilentAbout(action);
		if (!isSilent && action?.reason !== 'deletedInExchange') continue;
		if (action?.action === 'conflict') continue;
		// It was a conflict before: silence of the source does not settle it.
		if (isSilent && memory.deleted.has(externalId) && !isDoubtful) continue;
		reports.push({ changeType: 'deleted', externalId, id, event: {} });
	}
	return reports;
}

/** True for no input, and for one that says nothing, since it can't be read or is there twice. */
export function isSilentAbout(action: PlannedAction | undefined): boolean {
	return action === undefined || action.action === 'fail';
}

/** True only where the source surely has the event no more: what can't be read may be any event. */
export function isGoneInSource(
	externalId: string,
	{ mode, isIncomplete }: Pick<TwoWayPlanning, 'mode' | 'isIncomplete'>,
	{ byId, actionOf }: Pick<Decided, 'byId' | 'actionOf'>,
): boolean {
	if (actionOf.get(externalId)?.action === 'fail') return false;
	const input = byId.get(externalId);
	return input ? input.action === 'delete' : mode === 'snapshot' && !isIncomplete;
}

/** Changes by people of what the source has. */
export function* reportLinked(
	planning: TwoWayPlanning,
	decided: Decided,
): Generator<void, SourceReport[]> {
	const { memory, privacy, mode } = planning;
	const { items, actionOf, byId, restored } = decided;
	const reports: SourceReport[] = [];
	for (const [externalId, own] of items) {
		yield;
		const action = actionOf.get(externalId);
		if (own.length > 1 || action?.action === 'conflict' || action?.action === 'delete') continue;
		const [item] = own;
		const link = memory.links.get(externalId);
		const shown = (all: Fingerprints) =>
			Object.entries(all).filter(([name]) => isShown(item, name, privacy));
		const unwritten = unwrittenChanges(item, action);
		const before = link?.reported ?? {};
		const others = otherChanges(item, link, privacy);
		const isKept =
			action?.action === 'skip' &&
			action.reason === 'changedInExchange' &&
			isGoneInSource(externalId, planning, decided);
		const isBack = mode === 'changes' && !action && restored.has(externalId);
		const isRestored = isKept || (isBack && (link === undefined || link.restored === 'doubt'));
		const changed = new Set([
			...shown(unwritten)
				.filter(([name, has]) => before[name] !== has)
				.map(([name]) => name),
			...shown(before)
				.filter(([name]) => unwritten[name] === undefined)
				.filter(([name, reported]) => isTakenBack(item, action, name, reported))
				.map(([name]) => name),
			...others,
			...lostFields(action),
			...(link?.doubts ?? []).filter((name) => isShown(item, name, privacy)),
		]);
		if (changed.size === 0 && !isRestored) continue;
		const event = byId.get(externalId)?.event;
		const version = mergedVersion(
			item,
			{ written: action?.event, own: event, changed: Object.keys(unwritten) },
			privacy,
		);
		reports.push({
			changeType: isRestored ? 'created' : 'updated',
			externalId,
			id: item.id,
			iCalUId: item.iCalUId,
			...(!isRestored && { changedFields: propertiesOf([...changed], item, version, event) }),
			event: version,
		});
	}
	return reports;
}

/** People undid what the source was told, so that it has to hear of that as well. */
function isTakenBack(
	item: CalendarItemView,
	action: PlannedAction | undefined,
	name: FieldName,
	reported: string,
): boolean {
	const isWritten = action?.event !== undefined && fieldsOf(action.event).includes(name);
	return item.fingerprint(name) !== reported && !isWritten;
}

/** A source that changed the same and lost has to hear what counts now. */
function lostFields(action: PlannedAction | undefined): FieldName[] {
	const hasLost =
		action?.action === 'update' ||
		action?.reason === 'exchangeWins' ||
		action?.reason === 'exchangeIsNewer';
	return hasLost ? (action.fields ?? []) : [];
}

const whenProperties = ['start', 'end', 'isAllDay', 'recurrence', 'exceptions'] as const;

/** The names of those fields in the event. */
function propertiesOf(
	names: readonly FieldName[],
	{ isSeries }: CalendarItemView,
	version: EventVersion,
	event: WritableEvent | undefined,
): string[] {
	const properties = names.flatMap((name): readonly string[] => {
		if (name.startsWith('x:')) return ['extendedProperties'];
		if (name.startsWith('occurrences.')) return ['exceptions'];
		if (name !== 'times') return [name];
		const had = event?.times && versionOf({ times: event.times });
		const possible = isSeries || had?.recurrence ? whenProperties : whenProperties.slice(0, 3);
		const differing = possible.filter((one) => !had || !isSame(had[one], version[one]));
		return differing.length > 0 ? differing : possible;
	});
	return [...new Set(properties)];
}

function isSame(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

/** Appointments that people made, as far as the source has not got them. */
export function* reportUnlinked(
	planning: TwoWayPlanning,
	actions: readonly PlannedAction[],
): Generator<void, SourceReport[]> {
	const { unlinked, memory, window, newFromExchange, gone, lacking, privacy } = planning;
	if (!newFromExchange) return [];
	// Named by the source in this run: the result says what became of it.
	const named = new Set(actions.flatMap(({ action, id }) => (action !== 'skip' && id ? [id] : [])));
	const reports: SourceReport[] = [];
	for (const item of unlinked) {
		yield;
		if (named.has(item.id)) continue;
		const { reported: before, doubt } = memory.others.get(item.id) ?? {};
		if (!isToTell(item, window, before)) continue;
		const isAsTold = before === digestOf(item, privacy);
		if (isAsTold && !lacking.has(item.id) && !doubt) continue;
		const isNew = before === undefined || (isAsTold && lacking.has(item.id));
		reports.push({
			changeType: doubt ?? (isNew ? 'created' : 'updated'),
			id: item.id,
			iCalUId: item.iCalUId,
			event: shownVersion(item, privacy),
		});
	}
	for (const id of gone) {
		const known = memory.others.get(id);
		if (known?.reported === undefined || hasEndedBefore(window, known)) continue;
		reports.push({ changeType: 'deleted', id, iCalUId: known.iCalUId, event: {} });
	}
	return reports;
}

/**
 * True for what was past already: servers and Outlook move it into archives, which is nobody's deletion.
 * @see https://techcommunity.microsoft.com/t5/exchange-team-blog/calendar-and-tasks-retention-tag-support-in-exchange-2010-sp2/ba-p/599345
 */
export function hasEndedBefore(
	{ start }: TwoWayPlanning['window'],
	{ end = Infinity }: { end?: number },
): boolean {
	return end <= start;
}

/**
 * Tells whether the source hears of an item that is none of its own: of an invitation to an event that it has
 * itself only where it was told of that before.
 */
export function isToTell(
	item: CalendarItemView,
	window: TwoWayPlanning['window'],
	reported: string | undefined,
): boolean {
	return touches(item, window) && (!item.isOwnInvitation || reported !== undefined);
}
