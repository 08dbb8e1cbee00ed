import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import type { CalendarItem } from '../../../exchangeServer/contracts';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, type EventWorld } from './kit';

let world: EventWorld;
afterEach(async () => await closeWorld(world));

const anew = async (behaviours: Partial<Behaviours> = {}) => {
	world = await eventWorld({ behaviours: { ...harsh, ...behaviours } });
};
const update = async (
	event: string,
	changes: UpdateEventOptions['changes'],
	scope?: UpdateEventOptions['scope'],
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, scope });
const remove = async (event: string) =>
	await deleteEvent(world.connected.exchange, { mailbox, event, scope: 'thisAndFollowing' });
const weekly = (first: object, day: string, range: object = { numberOfOccurrences: 10 }) =>
	world.alice.calendar.create({
		timeZone: 'W. Europe Standard Time',
		recurrence: {
			pattern: { type: 'WeeklyRecurrence', interval: 1, days: [day], firstDayOfWeek: 'Monday' },
			range: { type: 'NumberedRecurrence', ...range },
		},
		...first,
	} as Parameters<typeof world.alice.calendar.create>[0]);
const dayOf = (line: string) => line.split('T')[0];
const spans = () =>
	world.alice.calendar
		.view('2026-09-01', '2027-09-01')
		.map(
			({ fields: { subject, start, end } }) =>
				`${subject} ${start.toISOString().slice(5, 16)}/${end.toISOString().slice(5, 16)}`,
		);

describe.each(['exceptionsDropped', 'exceptionsKept'] as const)(
	'a server with older rules for a zone (%s)',
	(recurrenceReset) => {
		const jordan = 'Jordan Standard Time';
		/** Until 2022 Jordan had +02:00 from November to March. */
		beforeEach(async () => {
			await anew({ recurrenceReset });
			const { zones } = world.connected.company.store;
			const get = zones.get.bind(zones);
			zones.get = (id) => {
				const zone = get(id);
				if (id !== jordan) return zone;
				const offsetAt = (at: Date) => ([10, 11, 0, 1, 2].includes(at.getUTCMonth()) ? 120 : 180);
				return Object.assign(Object.create(zone) as typeof zone, { ...zone, offsetAt });
			};
		});
		const amman = (range?: object): CalendarItem =>
			weekly(
				{ subject: 'Amman', start: '2026-10-06T10:00', end: '2026-10-06T11:00', timeZone: jordan },
				'Tuesday',
				range,
			);

		it.each([
			['an end', { type: 'EndDateRecurrence', endDate: '2026-12-08' }],
			['a number', { type: 'NumberedRecurrence', numberOfOccurrences: 10 }],
		])('has a series with %s end before the occurrence that is named', async (_, range) => {
			const { id } = amman(range);
			const before = shown(world.alice);
			await remove(world.alice.calendar.occurrence(id, 6).id);
			expect(shown(world.alice).map(dayOf)).toEqual(before.slice(0, 5).map(dayOf));
		});

		it('keeps a date cancelled when the series moves, is ended or is split', async () => {
			const { id } = amman();
			world.alice.calendar.occurrence(id, 7).delete();
			await update(id, { start: '2026-10-06T08:00:00Z' });
			expect(shown(world.alice)).toHaveLength(9);
			const { id: third } = world.alice.calendar.occurrence(id, 3);
			await update(third, { location: 'Roof' }, 'thisAndFollowing');
			expect(shown(world.alice)).toHaveLength(9);
		});

		it('keeps a subject of its own on its day', async () => {
			const { id } = amman();
			world.alice.calendar.occurrence(id, 7).update({ subject: 'Petra' });
			await update(id, { start: '2026-10-06T08:00:00Z' });
			expect(shown(world.alice)[6]).toMatch(/^Petra 2026-11-17/);
		});
	},
);

it('a date that is cancelled at the hour that comes twice stays so', async () => {
	await anew();
	const backup = { subject: 'Backup', start: '2026-10-11T02:30', end: '2026-10-11T03:30' };
	const { id } = weekly(backup, 'Sunday', { numberOfOccurrences: 5 });
	world.alice.calendar.occurrence(id, 3).delete();
	await update(world.alice.calendar.occurrence(id, 2).id, { location: 'Roof' }, 'thisAndFollowing');
	expect(shown(world.alice)).toHaveLength(4);
});

describe('over the end of summer time', () => {
	const nights = () => {
		const night = { subject: 'Night', start: '2026-10-10T22:00', end: '2026-10-11T06:00' };
		return weekly(night, 'Saturday', { numberOfOccurrences: 5 });
	};
	const duties = (day: string, start: string, end: string) =>
		weekly({ subject: 'Duty', start, end, isAllDay: true }, day, { numberOfOccurrences: 5 });

	it('a night shift keeps its length by the clock when it moves off that night', async () => {
		await anew();
		const { id } = nights();
		const { id: third } = world.alice.calendar.occurrence(id, 3);
		await update(
			third,
			{ start: { dateTime: '2026-10-25T22:00:00', timeZone: 'Europe/Berlin' } },
			'thisAndFollowing',
		);
		expect(spans()[3]).toBe('Night 11-01T21:00/11-02T05:00');
	});

	describe.each(['exceptionsDropped', 'exceptionsKept'] as const)('(%s)', (recurrenceReset) => {
		beforeEach(async () => await anew({ recurrenceReset }));

		it('a night shift of that night with a subject of its own moves along', async () => {
			const { id } = nights();
			world.alice.calendar.occurrence(id, 3).update({ subject: 'Special' });
			await update(id, { start: { dateTime: '2026-10-10T23:00:00', timeZone: 'Europe/Berlin' } });
			expect(spans()[2]).toBe('Special 10-24T21:00/10-25T06:00');
		});

		it('a day with a subject of its own moves off that day', async () => {
			const { id } = duties('Sunday', '2026-10-11', '2026-10-12');
			world.alice.calendar.occurrence(id, 3).update({ subject: 'Special' });
			await update(id, { start: '2026-10-12' });
			expect(spans()[2]).toBe('Special 10-25T23:00/10-26T23:00');
		});

		it('a day with a subject of its own that comes to that day is a whole day', async () => {
			const { id } = duties('Saturday', '2026-10-10', '2026-10-11');
			world.alice.calendar.occurrence(id, 3).update({ subject: 'Special' });
			await update(id, { start: '2026-10-11' });
			expect(spans()[2]).toBe('Special 10-24T22:00/10-25T23:00');
		});
	});
});
