import { isDeepStrictEqual } from 'node:util';
import { toEvent } from '../../calendar/event';
import { attendees as attendeesOf } from '../../calendar/graphValues';
import { utcZone } from '../../calendar/zone';
import type { CalendarItemRecord, ItemPropertyName } from '../../ews/calendarItem';
import { addressKey } from '../../mailboxes/address';
import type { OwnContent, WritableAttendee } from '../input/writableEvent';
import type { ItemWithOccurrences } from '../plan/comparable';

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
 * @param invited those of the series from now on; default: those of now
 */
export function ownContent(
	series: ItemWithOccurrences,
	id: string,
	invited?: readonly WritableAttendee[],
): OwnContent {
	const own = series.exceptions.get(id);
	if (!own) return {};
	const { attendees: ofSeries = [], ...before } = contentOf(series.item, series);
	const { attendees = [], ...content } = contentOf(own, series);
	const differing = Object.entries(content).filter(
		([name, value]) =>
			value !== undefined && !isDeepStrictEqual(value, before[name as keyof typeof before]),
	);
	const people = invitedThen(attendees, ofSeries, invited ?? ofSeries);
	return { ...Object.fromEntries(differing), ...(people && { attendees: people }) };
}

/** Those who are invited to an occurrence once others are invited to its series; undefined where they are the same. */
function invitedThen(
	own: readonly WritableAttendee[],
	ofSeries: readonly WritableAttendee[],
	now: readonly WritableAttendee[],
): WritableAttendee[] | undefined {
	const added = without(own, ofSeries);
	const left = without(now, without(ofSeries, own));
	const retyped = new Map(
		own
			.filter((one) => !has(ofSeries, one))
			.map(({ address, type }) => [addressKey(address), type]),
	);
	if (retyped.size === 0 && left.length === now.length) return undefined;
	const people = left.map((one) => ({
		...one,
		type: retyped.get(addressKey(one.address)) ?? one.type,
	}));
	return [...people, ...without(added, left)];
}

/**
 * True where somebody is invited to one occurrence alone who has no address that can be written.
 * @param from the occurrences that begin then or later; UTC milliseconds
 */
export function invitesUnknown({ item, exceptions }: ItemWithOccurrences, from: number): boolean {
	return (item.modifiedOccurrences ?? []).some(({ id, originalStart }) => {
		const own = exceptions.get(id);
		if (!own || Date.parse(originalStart) < from) return false;
		return invitesOneUnknown(item, own);
	});
}

function invitesOneUnknown(item: CalendarItemRecord, own: CalendarItemRecord): boolean {
	const ofSeries = new Set(unknownOf(item));
	return unknownOf(own).some((name) => !ofSeries.has(name));
}

/** In a few words, what a modified occurrence may hold of its own that can't be written again. */
export function unwritable({ item, exceptions }: ItemWithOccurrences, id: string): string[] {
	const own = exceptions.get(id);
	if (!own) return ['what could not be read'];
	return [
		...(own.hasAttachments ? ['attachments'] : []),
		...(invitesOneUnknown(item, own) ? ['attendees without an email address'] : []),
	];
}

function unknownOf(item: CalendarItemRecord): Array<string | undefined> {
	return attendeesOf(item).flatMap(({ emailAddress: { name, address = '' } }) =>
		address.includes('@') ? [] : [name],
	);
}

/** True where the same address is invited in the same way. */
function has(some: readonly WritableAttendee[], { address, type }: WritableAttendee): boolean {
	return some.some((one) => one.type === type && addressKey(one.address) === addressKey(address));
}

function without(
	some: readonly WritableAttendee[],
	others: readonly WritableAttendee[],
): WritableAttendee[] {
	const keys = new Set(others.map(({ address }) => addressKey(address)));
	return some.filter(({ address }) => !keys.has(addressKey(address)));
}

/** True for an occurrence that has all of that content, of its own or from its series. */
export function hasContent(series: ItemWithOccurrences, id: string, wanted: OwnContent): boolean {
	const own = series.exceptions.get(id);
	if (!own) return true;
	const { attendees = [], ...content } = contentOf(own, series);
	const { attendees: people = attendees, ...others } = wanted;
	const isSame = people.length === attendees.length && people.every((one) => has(attendees, one));
	if (!isSame) return false;
	return Object.entries(content).every(([name, value]) => {
		const one = others[name as keyof typeof content];
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
