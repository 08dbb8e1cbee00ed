import { isDeepStrictEqual } from 'node:util';
import { attendees } from '../../calendar/graphValues';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { InvalidInput } from '../../errors';
import { addressKey } from '../../mailboxes/address';
import type { WritableEvent } from '../../push/input/writableEvent';
import { hiddenLinks, type ItemWithOccurrences } from '../../push/plan/comparable';
import { expectedFingerprint, fieldsOf, itemFingerprint, onlyFields } from '../../push/plan/fields';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { isGiven } from '../../push/input/values';
import type { Change } from './change';
import { bodyWithLink } from './fields';
import { meetingLinkIn } from './meetingLink';

/** Of a change what the item does not have yet. */
export function differingFields(series: ItemWithOccurrences, event: WritableEvent): WritableEvent {
	const { item, zones } = series;
	const names = fieldsOf(event).filter((name) => {
		if (name === 'isReminderOn') return item.reminderIsSet !== event.isReminderOn;
		if (name === 'reminderMinutesBeforeStart') {
			return item.reminderMinutesBeforeStart !== event.reminderMinutesBeforeStart;
		}
		if (name === 'body' && hasOtherLinks(event, item)) return true;
		return itemFingerprint(series, name) !== expectedFingerprint(event, name, zones);
	});
	return onlyFields(event, new Set(names));
}

/** True for a body whose text may be the same, and whose links lead elsewhere. */
function hasOtherLinks({ body }: WritableEvent, { body: before }: CalendarItemRecord): boolean {
	const { type = 'Text', text = '' } = before ?? {};
	const links = [body, { contentType: type.toLowerCase(), content: text }].map(
		(one) => one && hiddenLinks(one),
	);
	return !isDeepStrictEqual(links[0], links[1]);
}

/** The new content together with what the item keeps of the same fields. */
export function completedContent(
	{ content, joinUrl, keptInvited }: Change,
	item: CalendarItemRecord,
): WritableEvent {
	return withMeetingLink(withOthersInvited(content, item, keptInvited), item, joinUrl);
}

/** Adds the link of an online meeting to the new body, where one is given or the body had one. */
function withMeetingLink(
	event: WritableEvent,
	{ body, location, joinOnlineMeetingUrl }: CalendarItemRecord,
	given: string | undefined,
): WritableEvent {
	const place = event.location ?? location;
	const before: WritableEvent['body'] = body && {
		contentType: body.type === 'HTML' ? 'html' : 'text',
		content: body.text,
	};
	if (given !== undefined) {
		const linked = bodyWithLink(event.body ?? before, given, place);
		return event.body === undefined && linked === before ? event : { ...event, body: linked };
	}
	const url = joinOnlineMeetingUrl ?? meetingLinkIn(body?.text ?? '');
	if (event.body === undefined || url === undefined) return event;
	const hadIt = bodyWithLink(before, url) === before;
	return hadIt ? { ...event, body: bodyWithLink(event.body, url, place) } : event;
}

/**
 * Adds those who are invited and whom the change says nothing of: rooms beside new people, people beside new
 * rooms.
 * @throws InvalidInput naming `attendees` or `rooms`, where one of them has no address that can be written
 */
function withOthersInvited(
	event: WritableEvent,
	item: CalendarItemRecord,
	kept: Change['keptInvited'],
): WritableEvent {
	if (kept === undefined || event.attendees === undefined) return event;
	const organizer = addressKey(item.organizer?.emailAddress ?? '');
	const others = attendees(item)
		.filter(({ type }) => (type === 'resource') === (kept === 'rooms'))
		.filter(({ emailAddress: { address } }) => !address || addressKey(address) !== organizer)
		.map(({ type, emailAddress: { name, address } }) => {
			if (address !== undefined) return { ...(name !== undefined && { name }), address, type };
			const field = kept === 'rooms' ? 'rooms' : 'attendees';
			throw new InvalidInput(field, `${name ?? 'Somebody'} is invited and has no email address`, {
				remedy: `Give ${field} as well, with everybody who is to be invited.`,
			});
		});
	return { ...event, attendees: [...event.attendees, ...others] };
}

/** Fields of which the organizer decides alone. */
const organizersFields = [
	'subject',
	'body',
	'start',
	'end',
	'isAllDay',
	'location',
	'importance',
	'attendees',
	'recurrence',
	'rrule',
	'exceptions',
	'onlineMeeting',
] as const;

/**
 * Refuses what an attendee can't decide about a meeting.
 * @throws InvalidInput naming the field
 */
export function assertMayChange(item: CalendarItemRecord, changes: object): void {
	if (!isAttendeeCopy(item)) return;
	const given = changes as Record<string, unknown>;
	const field = organizersFields.find((name) => isGiven(given[name]));
	if (field === undefined) return;
	throw new InvalidInput(field, `${field} belongs to the organizer of this meeting`, {
		remedy:
			'Change it in the calendar of the organizer. What an attendee can change is showAs, sensitivity, categories, the reminder and extendedProperties; an answer is given by respondToEvent.',
	});
}
