import type { EventFields } from '../../../../exchange/calendars/events/event';
import { Company } from '../../../exchangeServer';
import type { CompanyUser } from '../../../exchangeServer/company';
import type { CalendarItem } from '../../../exchangeServer/contracts';
import {
	startConnected,
	type Connected,
	type ConnectedOptions,
} from '../../../support/startConnected';
import { harsh } from '../harsh';

export const mailbox = 'alice@enyoi.example';

/** Alice's calendar on an Exchange of its own; bob and carol are there as well. */
export interface EventWorld {
	connected: Connected;
	alice: CompanyUser;
	bob: CompanyUser;
}

export async function eventWorld(options: ConnectedOptions = {}): Promise<EventWorld> {
	const company = new Company({ now: () => new Date('2026-10-01T08:00:00Z') });
	company.addServiceAccount();
	for (const accountName of ['alice', 'bob', 'carol']) company.addPerson({ accountName });
	const connected = await startConnected({ company, behaviours: harsh, ...options });
	return { connected, alice: company.user('alice'), bob: company.user('bob') };
}

export async function closeWorld({ connected }: EventWorld): Promise<void> {
	await connected.close();
	expect(connected.server.schemaViolations).toEqual([]);
}

export const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });

export const review: EventFields = {
	subject: 'Review',
	start: berlin('2026-11-25T09:00:00'),
	end: berlin('2026-11-25T10:00:00'),
};

/** Every Tuesday from 6 October at 10 in Berlin, over the end of summer time on 25 October. */
export function tuesdays({ calendar }: CompanyUser, more: object = {}): CalendarItem {
	return calendar.create({
		subject: 'Jour fixe',
		start: '2026-10-06T10:00',
		end: '2026-10-06T11:00',
		timeZone: 'W. Europe Standard Time',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 8 },
		},
		...more,
	});
}

/** So many days from Monday, 5 October, at 10 in Berlin. */
export function sprint(
	{ calendar }: CompanyUser,
	numberOfOccurrences: number,
	more: object = {},
): CalendarItem {
	return calendar.create({
		subject: 'Sprint',
		start: '2026-10-05T10:00',
		end: '2026-10-05T11:00',
		timeZone: 'W. Europe Standard Time',
		recurrence: {
			pattern: { type: 'DailyRecurrence', interval: 1 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences },
		},
		...more,
	});
}

/** Subject and start in UTC of all that the calendar shows. */
export function shown({ calendar }: CompanyUser): string[] {
	return calendar
		.view('2026-09-01', '2027-09-01')
		.map(({ fields }) => `${fields.subject} ${fields.start.toISOString().slice(0, 16)}`);
}
