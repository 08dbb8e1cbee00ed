import type { EventFields } from '../../exchange/calendars/events/event';
import { dateText, dayOfDate } from '../../exchange/calendar/civil';
import type { ItemParameters } from './itemParameters';

type Attendees = EventFields['attendees'];
type Time = EventFields['start'];
type AllDayEnd = 'lastDay' | 'dayAfter' | 'asGiven';

/**
 * The fields of an event that are filled in. Texts may be given empty, to empty them.
 * @param options.allDayEnd what the panel's End of an all-day event is; default: its last day. `asGiven` leaves
 * it to the library, which then also knows the event that is changed.
 * @throws InvalidInput naming the parameter that can't be read; the library checks the rest
 */
export function readFields(
	parameters: ItemParameters,
	{ allDayEnd = 'lastDay' }: { allDayEnd?: AllDayEnd } = {},
): EventFields {
	const isAllDay = parameters.yesNo('isAllDay');
	const rule = parameters.rule();
	const joinUrl = parameters.text('joinUrl');
	const body = parameters.writtenText('body');
	const fields: EventFields = {
		subject: parameters.writtenText('subject'),
		...(isAllDay ? allDayTimes(parameters, allDayEnd) : times(parameters)),
		isAllDay,
		location: parameters.writtenText('location'),
		body:
			body === undefined
				? undefined
				: { contentType: parameters.choice('bodyType', ['html', 'text']) ?? 'text', content: body },
		showAs: parameters.choice('showAs', ['free', 'tentative', 'busy', 'oof', 'workingElsewhere']),
		sensitivity: parameters.choice('sensitivity', [
			'normal',
			'personal',
			'private',
			'confidential',
		]),
		importance: parameters.choice('importance', ['low', 'normal', 'high']),
		categories: listOf(parameters, 'categories'),
		isReminderOn: parameters.yesNo('isReminderOn'),
		reminderMinutesBeforeStart: parameters.number('reminderMinutesBeforeStart'),
		attendees: parameters.listOfAny('attendees') as Attendees,
		rooms: listOf(parameters, 'rooms'),
		onlineMeeting: joinUrl === undefined ? undefined : { joinUrl },
		...(typeof rule === 'string' ? { rrule: rule } : { recurrence: rule }),
	};
	return withoutAbsent(fields);
}

/** An empty list that somebody filled in empties the field. */
function listOf(parameters: ItemParameters, name: string): string[] | undefined {
	return parameters.list(name) ?? (parameters.isGiven(name) ? [] : undefined);
}

function times(parameters: ItemParameters): Pick<EventFields, 'start' | 'end'> {
	const text = (name: string): Time | undefined => {
		const time = parameters.time(name);
		return time instanceof Date ? time.toISOString() : time;
	};
	return { start: text('start'), end: text('end') };
}

/** Dates; the library's end is the day after the last one. Without an end the event takes one day. */
function allDayTimes(
	parameters: ItemParameters,
	allDayEnd: AllDayEnd,
): Pick<EventFields, 'start' | 'end'> {
	const start = parameters.date('start');
	const end = parameters.date('end');
	if (allDayEnd === 'asGiven' || (end !== undefined && allDayEnd === 'dayAfter')) {
		return { start, end };
	}
	if (endsOnDayAfter(parameters)) return { start, end };
	const last = dayOfDate(end ?? start ?? '');
	return { start, end: last === undefined ? end : dateText(last + 1) };
}

/**
 * True for an end as events have it that come from a node or from Graph, `{ dateTime, timeZone }` at midnight: of an
 * all-day event that is the day after its last one, whatever the panel's End is.
 */
export function endsOnDayAfter(parameters: ItemParameters): boolean {
	const [start, end] = [midnightOf(parameters.time('start')), midnightOf(parameters.time('end'))];
	return end !== undefined && (start === undefined || start < end);
}

function midnightOf(time: ReturnType<ItemParameters['time']>): string | undefined {
	if (typeof time !== 'object' || time instanceof Date) return undefined;
	return /^(\d{4}-\d\d-\d\d)T00:00(:00(\.0+)?)?$/.exec(time.dateTime)?.[1];
}

export function withoutAbsent<T extends object>(fields: T): T {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
