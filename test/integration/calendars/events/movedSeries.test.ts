import { deleteEvent } from '../../../../exchange/calendars/events/deleteEvent';
import type { UpdateEventOptions } from '../../../../exchange/calendars/events/options';
import { updateEvent } from '../../../../exchange/calendars/events/updateEvent';
import type { Behaviours } from '../../../exchangeServer/behaviours';
import type { CompanyUser } from '../../../exchangeServer/company';
import { itemError, resetAfterRunning } from '../../../exchangeServer/faults';
import { harsh } from '../harsh';
import { closeWorld, eventWorld, mailbox, shown, tuesdays, type EventWorld } from './kit';

type NewEvent = Parameters<CompanyUser['calendar']['create']>[0];

let world: EventWorld;
afterEach(async () => await closeWorld(world));

const start = async (behaviours: Behaviours = harsh) => (world = await eventWorld({ behaviours }));
const update = async (
	event: UpdateEventOptions['event'],
	changes: UpdateEventOptions['changes'],
	options: Partial<UpdateEventOptions> = {},
) => await updateEvent(world.connected.exchange, { mailbox, event, changes, ...options });

const resets = [
	['keeps', { ...harsh, occurrenceSensitivity: 'own' }],
	['drops', { ...harsh, recurrenceReset: 'exceptionsDropped', occurrenceSensitivity: 'own' }],
] as const;

function series(first: string, recurrence: NewEvent['recurrence']) {
	return world.alice.calendar.create({
		subject: 'Sprint',
		start: `${first}T10:00`,
		end: `${first}T11:00`,
		timeZone: 'W. Europe Standard Time',
		recurrence,
	});
}

describe.each(resets)('on a server that %s modified occurrences', (_, behaviours) => {
	beforeEach(async () => await start(behaviours));

	it('an occurrence keeps what it has of its own', async () => {
		const { id } = tuesdays(world.alice, { categories: ['Team'] });
		await update(
			{ seriesMasterId: id, originalStart: '2026-10-13T08:00:00Z' },
			{
				subject: 'With Bob',
				categories: ['Customer'],
				attendees: ['bob@enyoi.example'],
				sensitivity: 'private',
				importance: 'high',
				reminderMinutesBeforeStart: 60,
				isReminderOn: true,
			},
		);
		const own = () => {
			const { fields } = world.alice.calendar.view('2026-10-13', '2026-10-14')[0];
			const { subject, categories, sensitivity, importance } = fields;
			const { reminderMinutesBeforeStart: minutes, attendees } = fields;
			const people = attendees.map(({ emailAddress }) => emailAddress);
			return { subject, categories, sensitivity, importance, minutes, people };
		};
		const before = own();
		expect(before).toMatchObject({ sensitivity: 'Private', people: ['bob@enyoi.example'] });
		await update(id, { start: '2026-10-06T09:00:00Z' });
		expect(own()).toEqual(before);
		expect(world.alice.calendar.view('2026-10-20', '2026-10-21')[0].fields).toMatchObject({
			categories: ['Team'],
			sensitivity: 'Normal',
		});
	});

	it('who is taken out of the series is in no occurrence, and who is in one alone stays', async () => {
		const { id } = tuesdays(world.alice, { attendees: ['bob'] });
		const at = (name: string) => `${name}@enyoi.example`;
		const occurrence = { seriesMasterId: id, originalStart: '2026-10-13T08:00:00Z' };
		await update(occurrence, { attendees: [at('bob'), at('carol')] });
		await update(id, { start: '2026-10-06T09:00:00Z', attendees: [] }, { sendInvitations: 'all' });
		const { fields } = world.alice.calendar.view('2026-10-13', '2026-10-14')[0];
		expect(fields.attendees.map(({ emailAddress }) => emailAddress)).toEqual([at('carol')]);
	});

	it('who is optional in one occurrence stays so', async () => {
		const { id } = tuesdays(world.alice, { attendees: ['bob'] });
		const emailAddress = { address: 'bob@enyoi.example' };
		const occurrence = { seriesMasterId: id, originalStart: '2026-10-13T08:00:00Z' };
		await update(occurrence, { attendees: [{ emailAddress, type: 'optional' }] });
		await update(id, { start: '2026-10-06T09:00:00Z' });
		const { fields } = world.alice.calendar.view('2026-10-13', '2026-10-14')[0];
		expect(fields.attendees.map(({ role }) => role)).toEqual(['optional']);
	});

	it('what keeps its times may change beside an occurrence on the day of a cancelled one', async () => {
		const { id } = tuesdays(world.alice);
		world.alice.calendar.occurrence(id, 3).delete();
		world.alice.calendar.occurrence(id, 2).move({ start: '2026-10-20T12:00:00Z' });
		const before = shown(world.alice);
		const changes = {
			start: '2026-10-06T08:00:00Z',
			end: '2026-10-06T09:00:00Z',
			location: 'Hall',
		};
		await expect(update(id, changes)).resolves.toMatchObject({ action: 'updated' });
		expect(shown(world.alice)).toEqual(before);
	});

	it('nobody is mailed of an occurrence that has a category of its own', async () => {
		const { id } = tuesdays(world.alice, { attendees: ['bob'] });
		for (const originalStart of ['2026-10-13T08:00:00Z', '2026-10-20T08:00:00Z']) {
			await update({ seriesMasterId: id, originalStart }, { categories: ['Mine'] });
		}
		const { outbox } = world.connected.server;
		const before = outbox.length;
		await update(id, { start: '2026-10-06T09:00:00Z' }, { sendInvitations: 'all' });
		expect(outbox.slice(before)).toHaveLength(1);
	});

	it('an occurrence of the later part of a split keeps it, too', async () => {
		const { id } = tuesdays(world.alice);
		const changes = { sensitivity: 'private' as const, categories: ['Customer'] };
		await update({ seriesMasterId: id, originalStart: '2026-10-27T09:00:00Z' }, changes);
		await update(
			{ seriesMasterId: id, originalStart: '2026-10-20T08:00:00Z' },
			{ start: '2026-10-20T09:00:00Z' },
			{ scope: 'thisAndFollowing' },
		);
		const sensitivities = world.alice.calendar
			.view('2026-10-01', '2026-12-31')
			.map(({ fields: { sensitivity, categories } }) => [sensitivity, ...categories].join(' '));
		const others = (count: number) => Array.from({ length: count }, () => 'Normal');
		expect(sensitivities).toEqual([...others(3), 'Private Customer', ...others(4)]);
	});

	it.each([
		[{ type: 'NumberedRecurrence', numberOfOccurrences: 4 }],
		[{ type: 'EndDateRecurrence', endDate: '2027-02-15' }],
	] as const)('one by a date goes to the date that a later one is given: %j', async (range) => {
		const { id } = series('2026-10-30', {
			pattern: { type: 'AbsoluteMonthlyRecurrence', interval: 1, dayOfMonth: 30 },
			range,
		});
		const { id: second } = world.alice.calendar.occurrence(id, 2);
		await update(second, { start: '2026-12-01T09:00:00Z' }, { scope: 'series' });
		expect(shown(world.alice)).toEqual([
			'Sprint 2026-11-01T09:00',
			'Sprint 2026-12-01T09:00',
			'Sprint 2027-01-01T09:00',
			'Sprint 2027-02-01T09:00',
		]);
	});

	it('a cancelled date stays cancelled where the month has no such day', async () => {
		const { id } = series('2026-10-31', {
			pattern: { type: 'AbsoluteMonthlyRecurrence', interval: 1, dayOfMonth: 31 },
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 4 },
		});
		world.alice.calendar.occurrence(id, 2).delete();
		await update(id, { start: '2026-10-30T09:00:00Z' });
		expect(shown(world.alice)).toEqual([
			'Sprint 2026-10-30T09:00',
			'Sprint 2026-12-30T09:00',
			'Sprint 2027-01-30T09:00',
		]);
	});
});

it.each([1, 3, 4, -2])(
	'every second week on two days: moved by %d days is each date',
	async (days) => {
		await start({ ...harsh, updateOrder: 'atOnce' });
		const { id } = series('2026-10-05', {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 2,
				days: ['Monday', 'Thursday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences: 6 },
		});
		const dates = () => shown(world.alice).map((line) => Date.parse(line.slice(7, 17)));
		const wanted = dates().map((date) => date + days * 86_400_000);
		const first = Date.parse('2026-10-05T08:00:00Z') + days * 86_400_000;
		await update(id, { start: new Date(first).toISOString() });
		expect(dates()).toEqual(wanted);
	},
);

it.each(['atOnce', 'eachChecked'] as const)(
	'who is removed from a series that moves hears of it: %s',
	async (updateOrder) => {
		await start({ ...harsh, updateOrder });
		const { id } = world.alice.calendar.create({
			subject: 'Sprint',
			start: '2026-10-05T10:00',
			end: '2026-10-05T11:00',
			timeZone: 'W. Europe Standard Time',
			attendees: ['bob', 'carol'],
			recurrence: {
				pattern: { type: 'DailyRecurrence', interval: 1 },
				range: { type: 'NumberedRecurrence', numberOfOccurrences: 6 },
			},
		});
		const { outbox } = world.connected.server;
		const before = outbox.length;
		const changes = { start: '2026-10-04T08:00:00Z', attendees: ['carol@enyoi.example'] };
		await update(id, changes, { sendInvitations: 'all' });
		const cancellations = outbox.slice(before).filter(({ kind }) => kind === 'MeetingCancellation');
		expect(cancellations.map(({ to }) => to)).toEqual([['bob@enyoi.example']]);
	},
);

it('a series of which an occurrence can not be read stays as it is', async () => {
	await start({ ...harsh, recurrenceReset: 'exceptionsDropped' });
	const { id } = tuesdays(world.alice);
	const { calendar } = world.alice;
	calendar.occurrence(id, 2).update({ subject: 'Special' });
	const damaged = calendar.occurrence(id, 2).id;
	const fault = itemError('ErrorItemCorrupt', damaged);
	world.connected.server.faults.add({ fault, operation: 'GetItem' });
	const before = shown(world.alice);
	const moved = update(id, { start: '2026-10-06T09:00:00Z' });
	await expect(moved).rejects.toThrow(/2026-10-13T08:00:00Z.*ErrorItemCorrupt/);
	await expect(
		update(
			{ seriesMasterId: id, originalStart: '2026-10-27T09:00:00Z' },
			{ subject: 'Later' },
			{ scope: 'thisAndFollowing' },
		),
	).rejects.toThrow('ErrorItemCorrupt');
	expect(shown(world.alice)).toEqual(before);
	await expect(update(id, { location: 'Room 1' })).resolves.toMatchObject({ action: 'updated' });
});

describe('an occurrence that can not be read', () => {
	let id: string;
	beforeEach(async () => {
		await start({ ...harsh, recurrenceReset: 'exceptionsDropped' });
		const { calendar } = world.alice;
		({ id } = tuesdays(world.alice));
		calendar.occurrence(id, 6).update({ subject: 'Special' });
		const fault = itemError('ErrorItemCorrupt', calendar.occurrence(id, 6).id);
		world.connected.server.faults.add({ fault, operation: 'GetItem' });
	});
	const end = async (originalStart: string) =>
		await deleteEvent(world.connected.exchange, {
			mailbox,
			event: { seriesMasterId: id, originalStart },
			scope: 'thisAndFollowing',
		});

	it('is deleted with the rest of its series', async () => {
		await expect(end('2026-10-27T09:00:00Z')).resolves.toMatchObject({ action: 'deleted' });
		expect(shown(world.alice)).toHaveLength(3);
	});

	it('is deleted even if the answer was lost on the way', async () => {
		world.connected.server.faults.add({
			fault: resetAfterRunning(),
			operation: 'UpdateItem',
			count: 1,
		});
		await expect(end('2026-10-27T09:00:00Z')).resolves.toMatchObject({ action: 'deleted' });
		expect(shown(world.alice)).toHaveLength(3);
	});

	it('keeps its series from ending after it', async () => {
		await expect(end('2026-11-17T09:00:00Z')).rejects.toThrow('2026-11-10T09:00:00Z');
		expect(shown(world.alice)).toHaveLength(8);
	});

	it('is of no interest where the series becomes a single event', async () => {
		await expect(update(id, { recurrence: null })).resolves.toMatchObject({ action: 'updated' });
		expect(shown(world.alice)).toEqual(['Jour fixe 2026-10-06T08:00']);
	});
});
