import { occurrenceFields } from './comparable';
import { fieldOfOccurrences, schedule, type FieldName } from './fields';
import type { CalendarItemView } from './plan';
import { reportedFields, unknown, type RememberedLink } from './twoWayMemory';

/**
 * Stands in for an item that is as it was when it was last read: enough to see that there is nothing to
 * do. It says nothing of what the item holds; where that is needed, the item is read.
 */
export function rememberedView(externalId: string, link: RememberedLink): CalendarItemView {
	const { state, reported, untold = {}, otherFields = {} } = link;
	const { id, changeKey, start, end = Infinity, days, isSeries, isPrivate, isAttendeeCopy } = link;
	return {
		id,
		changeKey,
		externalId,
		...(state && { state }),
		subject: '',
		start,
		end,
		...(days && { days }),
		isSeries,
		isPrivate,
		isAttendeeCopy,
		fingerprint: (name) =>
			untold[name] ??
			reported[name] ??
			state?.fields[name]?.[1] ??
			otherFields[name] ??
			(name === schedule ? state?.schedule : undefined) ??
			unknown,
		event: () => ({}),
		isStandIn: true,
	};
}

const comparedFields: readonly FieldName[] = [
	...reportedFields,
	schedule,
	...occurrenceFields.map(fieldOfOccurrences),
];

/** The same of an item that was read, so that what it holds need not be kept. */
export function withoutContent(item: CalendarItemView): CalendarItemView {
	const names = new Set([...comparedFields, ...Object.keys(item.state?.fields ?? {})]);
	const now = new Map([...names].map((name) => [name, item.fingerprint(name)]));
	const { isAllDay } = item.event();
	return {
		...item,
		subject: '',
		fingerprint: (name) => now.get(name) ?? unknown,
		event: () => ({ isAllDay }),
		isStandIn: true,
	};
}
