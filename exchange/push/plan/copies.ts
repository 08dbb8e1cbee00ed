import { startOfItem } from './actionTimes';
import type { FieldName } from './fields';
import type { CalendarItemView, CopyToRemove } from './plan';
import { defaultFingerprints, reportedFields } from './twoWayMemory';
import { isUnfinished } from './unfinished';

/** Several items of one event, sorted out. */
export interface Copies {
	/** The one that stays. */
	kept: CalendarItemView;
	/** Written by the source alone: nothing is lost with them. */
	removable: CalendarItemView[];
	/** Changed by people, so that only people can tell which one is right. */
	changed: CalendarItemView[];
}

/** The order that every run finds, whatever it read first: by the time of creation, then by id. */
export function oldestFirst(items: readonly CalendarItemView[]): CalendarItemView[] {
	return [...items].sort(
		(a, b) => (a.created ?? 0) - (b.created ?? 0) || (a.id < b.id ? -1 : Number(a.id > b.id)),
	);
}

/**
 * Decides from the items alone, so that runs that overlap decide alike: the oldest always stays, and of
 * the others those go that nobody but the source has written.
 * @param items at least one, all of the same event of the same source
 */
export function sortOutCopies(items: readonly CalendarItemView[]): Copies {
	const [kept, ...others] = oldestFirst(items);
	const removable = others.filter((item) => isUntouched(item, kept));
	return { kept, removable, changed: others.filter((item) => !removable.includes(item)) };
}

function isUntouched(item: CalendarItemView, kept: CalendarItemView): boolean {
	const { state } = item;
	if (!state || item.isAttendeeCopy || item.hasAttachments) return false;
	// What Exchange made of a write that was never read back looks like a change: alike in both.
	const isOwn = (name: FieldName) => item.fingerprint(name) === kept.fingerprint(name);
	if (!changedByPeople(item).every(isOwn)) return false;
	return reportedFields
		.filter((name) => state.fields[name] === undefined)
		.every((name) => {
			const has = item.fingerprint(name);
			return has === kept.fingerprint(name) || defaultFingerprints(name).includes(has);
		});
}

/** The fields of the source that are not any more what its last write left. */
export function changedByPeople(item: CalendarItemView): FieldName[] {
	const { state } = item;
	return Object.entries(state?.fields ?? {})
		.filter(([name, [, had]]) => item.fingerprint(name) !== had)
		.filter(([name]) => !(name === 'times' && isUnfinished(item)))
		.map(([name]) => name);
}

export function copyToRemove(item: CalendarItemView, subject = ''): CopyToRemove {
	const { id, changeKey } = item;
	return { id, changeKey, subject, start: startOfItem(item) ?? '' };
}

/** Names the items for whoever has to decide between them; `subjectOf` gives the subjects that may leave. */
export function describeCopies(
	externalId: string,
	{ kept, changed }: Copies,
	subjectOf: (item: CalendarItemView) => string | undefined,
): string {
	const named = [kept, ...changed].map((item) => {
		const subject = subjectOf(item);
		const name = subject === undefined ? 'a hidden appointment' : `"${subject}"`;
		return `${name} at ${startOfItem(item) ?? 'an unknown time'} (id ${item.id})`;
	});
	return `The calendar has ${named.length} appointments of "${externalId}", and people changed at least one of them: ${named.join(', ')}. Delete those that are not right, in Outlook for example; the next run goes on with the one that is left`;
}
