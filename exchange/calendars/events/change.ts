import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';
import { readInput } from '../../push/input/readInput';
import { timeOptions } from '../../push/input/readInputs';
import type { TimeOptions } from '../../push/input/time';
import { isGiven, type ContentOptions } from '../../push/input/values';
import type { WritableEvent } from '../../push/input/writableEvent';
import { inputOf, joinUrlOf, type FieldsInput } from './fields';
import type { UpdateEventOptions } from './options';
import { zoneToRead } from './zoneToRead';

/** A change that was checked, as far as that can be done without the event. */
export interface Change {
	/** As it was given. */
	input: FieldsInput;
	/** The new values but for the times. */
	content: WritableEvent;
	joinUrl?: string;
	/** The extended properties in it. */
	properties: ExtendedPropertyUri[];
	reading: TimeOptions & ContentOptions;
	/** True when somebody chose the zone for times that name none. */
	isZoneGiven: boolean;
	/** True where it is not that of days, which keep their own. */
	keepsDays: boolean;
	/** True where the end of an all-day event is its last day, not the day after. */
	endsOnLastDay: boolean;
	/** Those who are invited and whom the change says nothing of. */
	keptInvited?: 'people' | 'rooms';
}

/** @throws InvalidInput naming the field */
export async function readChange(
	exchange: Exchange,
	options: Pick<
		UpdateEventOptions,
		'mailbox' | 'changes' | 'inputTimeZone' | 'ownDays' | 'allDayEnd' | 'signal'
	>,
): Promise<Change> {
	const { mailbox, signal, inputTimeZone } = options;
	const input = inputOf('changes', options.changes);
	const joinUrl = joinUrlOf(options.changes);
	const timing = { mailbox, signal, ...zoneToRead(options, input) };
	const reading = await timeOptions(exchange, timing, [input], timeZones());
	const { start, end, isAllDay, recurrence, rrule, exceptions, ...rest } = input;
	void [start, end, isAllDay, recurrence, rrule, exceptions];
	const content = readInput(rest, {
		...reading,
		source: '',
		withAttendees: true,
		organizer: mailbox,
	});
	return {
		input,
		content,
		...(joinUrl !== undefined && { joinUrl }),
		properties: (content.extendedProperties ?? []).map(({ uri }) => uri),
		reading,
		isZoneGiven: inputTimeZone !== undefined,
		keepsDays: options.ownDays === true,
		endsOnLastDay: options.allDayEnd === 'lastDay',
		...keptInvited(options.changes, content),
	};
}

function keptInvited(
	{ attendees, rooms }: UpdateEventOptions['changes'],
	content: WritableEvent,
): Pick<Change, 'keptInvited'> {
	if (isGiven(attendees) === isGiven(rooms)) return {};
	if (isGiven(rooms)) return { keptInvited: 'people' };
	const namesRooms = content.attendees?.some(({ type }) => type === 'resource');
	return namesRooms ? {} : { keptInvited: 'rooms' };
}
