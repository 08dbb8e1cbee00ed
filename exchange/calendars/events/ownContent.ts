import { isDeepStrictEqual } from 'node:util';
import { toEvent } from '../../calendar/event';
import { utcZone } from '../../calendar/zone';
import type { CalendarItemRecord, ItemPropertyName } from '../../ews/calendarItem';
import { addressKey } from '../../mailboxes/address';
import type { OwnContent, WritableAttendee } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';

/** The properties that `ownContent` compares. */
export const ownProperties = [
	'sensitivity',
	'importance',
	'categories',
	'reminderIsSet',
	'reminderMinutesBeforeStart',
	'organizer',
	'requiredAttendees',
	'optionalAttendees',
	'resources',
] as const satisfies readonly ItemPropertyName[];

/**
 * What a modified occurrence has of its own beside times and text. Some servers drop the modified occurrences
 * of a series whose times are written: what is not written again is lost.
 */
export function ownContent(series: ItemWithOccurrences, id: string): OwnContent {
	const own = series.exceptions.get(id);
	if (!own) return {};
	const ofSeries = contentOf(series.item, series);
	const entries = Object.entries(contentOf(own, series));
	return Object.fromEntries(
		entries.filter(
			([name, value]) =>
				value !== undefined && !isDeepStrictEqual(value, ofSeries[name as keyof OwnContent]),
		),
	);
}

/** True for an occurrence that has all of that content, of its own or from its series. */
export function hasContent(series: ItemWithOccurrences, id: string, wanted: OwnContent): boolean {
	const own = series.exceptions.get(id);
	if (!own) return true;
	const content = contentOf(own, series);
	return Object.entries(content).every(([name, value]) => {
		const one = wanted[name as keyof OwnContent];
		return one === undefined || isDeepStrictEqual(one, value);
	});
}

function contentOf(item: CalendarItemRecord, { zones }: ItemWithOccurrences): OwnContent {
	const event = toEvent(item, { outputZone: utcZone, zones, includeBody: false });
	const { sensitivity, importance, categories, isReminderOn, organizer } = event;
	const own = addressKey(organizer?.emailAddress.address ?? '');
	const invited = (event.attendees ?? []).flatMap(({ type, emailAddress }): WritableAttendee[] => {
		const { name, address = '' } = emailAddress;
		if (!address.includes('@') || addressKey(address) === own) return [];
		return [{ type, address, ...(name !== undefined && { name }) }];
	});
	return {
		sensitivity,
		importance,
		categories,
		isReminderOn,
		...(isReminderOn && { reminderMinutesBeforeStart: event.reminderMinutesBeforeStart }),
		attendees: invited,
	};
}
