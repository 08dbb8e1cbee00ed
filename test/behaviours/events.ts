import type { PushInput } from '../../exchange';

/** A time in Berlin, as Graph writes it. */
export const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });

export function event(externalId: string, more: Partial<PushInput> = {}): PushInput {
	return {
		externalId,
		subject: `Event ${externalId}`,
		start: berlin('2026-11-25T09:00:00'),
		end: berlin('2026-11-25T10:00:00'),
		...more,
	};
}

/** One of each kind. */
export const EVENTS: PushInput[] = [
	event('plain', {
		location: 'Room 1',
		categories: ['Leave', 'HR'],
		reminderMinutesBeforeStart: 30,
		isReminderOn: true,
	}),
	event('html', {
		body: {
			contentType: 'html',
			content:
				'<p>Gr&uuml;&szlig;e &ndash; 5 &lt; 6, see https://enyoi.example/a?b=c&amp;d=e</p><ul><li>one</li></ul>',
		},
	}),
	event('text', { body: 'First line\nSecond line\n\nhr@enyoi.example' }),
	event('private', { sensitivity: 'private', showAs: 'oof' }),
	event('allDay', {
		isAllDay: true,
		start: '2026-12-01',
		end: '2026-12-03',
	}),
	event('seconds', { start: '2026-11-26T09:00:30Z', end: '2026-11-26T10:15:45Z' }),
	event('property', {
		extendedProperties: [
			{
				uri: { distinguishedSetId: 'PublicStrings', name: 'approved', type: 'Boolean' },
				value: 'true',
			},
		],
	}),
	event('weekly', {
		rrule: 'FREQ=WEEKLY;COUNT=6;BYDAY=WE\nEXDATE;TZID=Europe/Berlin:20261202T090000',
		exceptions: [{ originalStart: berlin('2026-12-09T09:00:00'), subject: 'Moved weekly' }],
	}),
	event('yearly', { rrule: 'FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=25;COUNT=3' }),
];
