import type { CalendarItemRecord } from '../../ews/calendarItem';
import { InvalidInput } from '../../errors';
import type { WritableEvent } from '../../push/input/writableEvent';
import type { ItemWithOccurrences } from '../../push/plan/comparable';
import { expectedFingerprint, fieldsOf, itemFingerprint, onlyFields } from '../../push/plan/fields';
import { isAttendeeCopy } from '../../push/carryOut/items';
import { isGiven } from '../../push/input/values';
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
		return itemFingerprint(series, name) !== expectedFingerprint(event, name, zones);
	});
	return onlyFields(event, new Set(names));
}

/** Adds the link of an online meeting to the new body, where one is given or the body had one. */
export function withMeetingLink(
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
