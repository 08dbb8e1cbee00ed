import type { PushInput } from '../../../exchange/push/input/pushInput';
import type { SourceChange } from '../../../exchange/push/twoWay';
import {
	appointment,
	startCalendar,
	ticking,
	twoWayRuns,
	type TestCalendar,
	type TwoWayRun,
} from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
const start = '2026-11-25T12:00:00Z';
const end = '2026-11-25T13:00:00Z';
const empty = { allowEmptySnapshot: true };

let calendar: TestCalendar;
let run: TwoWayRun;
beforeEach(async () => {
	calendar = await startCalendar(ticking(now));
	run = twoWayRuns(calendar.exchange, now);
});
afterEach(async () => {
	await calendar.close();
	expect(calendar.server.schemaViolations).toEqual([]);
});

const hers = () => calendar.company.user('alice').calendar;
const itemOf = (subject: string) => calendar.items().find((item) => item.subject === subject)!;
const invite = () =>
	calendar.company
		.user('bob')
		.calendar.create({ subject: 'Meeting', start, end, attendees: ['alice'] });
/** What a source sends that takes over all that it was told. */
const takenOver = (change: SourceChange, externalId = 'own') =>
	({ ...change, externalId }) as unknown as PushInput;

describe('an event that the source was told and sends back by its id', () => {
	const skipped = [{ action: 'skipped', reason: 'deletedInExchange' }];

	it('is no second one once she accepts it, with this run and later', async () => {
		invite();
		const [{ id }] = (await run([], empty)).forSource;
		const back = { externalId: 'm', id, subject: 'Meeting', start, end };
		await run([back]);
		hers().respond(itemOf('Meeting').id, 'Accept');
		for (const time of ['this run', 'later', 'later still']) {
			const { inExchange } = await run([back]);
			expect([time, inExchange]).toMatchObject([
				time,
				[{ action: 'skipped', reason: 'attendeeCopy' }],
			]);
		}
		expect(calendar.items()).toHaveLength(1);
	});

	it('is not made her own once she declines it', async () => {
		invite();
		const [told] = (await run([], empty)).forSource;
		await run([takenOver(told)]);
		hers().respond(itemOf('Meeting').id, 'Decline');
		const first = await run([takenOver(told)]);
		expect(first.inExchange).toMatchObject(skipped);
		expect(first.forSource).toMatchObject([{ changeType: 'deleted', id: told.id }]);
		const second = await run([takenOver(told)]);
		expect(second.inExchange).toMatchObject(skipped);
		expect(second.forSource).toEqual([]);
		expect(calendar.items()).toHaveLength(0);
	});

	it('stays deleted where she deleted it first, told by then or not', async () => {
		hers().create({ subject: 'Own', start, end });
		hers().create({ subject: 'Other', start, end });
		const told = (await run([], empty)).forSource;
		const [own, other] = ['Own', 'Other'].map(
			(subject) => told.find((one) => one.subject === subject)!,
		);
		hers().delete(itemOf('Own').id);
		await run([], empty);
		hers().delete(itemOf('Other').id);
		const { inExchange, position } = await run([takenOver(own, '1'), takenOver(other, '2')]);
		expect(inExchange).toMatchObject([...skipped, ...skipped]);
		expect(position).toEqual(expect.any(String));
		expect(calendar.items()).toHaveLength(0);
	});

	it('is linked under the id that a move of the mailbox gave it', async () => {
		hers().create({ subject: 'Own', start, end });
		const [{ id }] = (await run([], empty)).forSource;
		const moved = () => {
			const other = calendar.company.user('alice').addCalendar('Other');
			hers().move(itemOf('Own').id, other);
			other.move(other.items()[0].id, hers());
		};
		moved();
		await run([], { input: 'changes' });
		moved();
		await run([], { input: 'changes' });
		const { inExchange } = await run([{ externalId: 'own', id, subject: 'Own', start, end }]);
		expect(inExchange).toMatchObject([{ action: 'unchanged', reason: 'givenItem' }]);
		expect(calendar.items()).toHaveLength(1);
		hers().update(itemOf('Own').id, { location: 'Room' });
		const { forSource } = await run([{ externalId: 'own', id, subject: 'Own', start, end }]);
		expect(forSource).toMatchObject([{ changeType: 'updated', externalId: 'own' }]);
	});

	it('is found again when she moves it out of the calendar and back', async () => {
		hers().create({ subject: 'Own', start, end });
		const [told] = (await run([], empty)).forSource;
		const other = calendar.company.user('alice').addCalendar('Other');
		hers().move(told.id!, other);
		await run([takenOver(told)]);
		other.move(other.items()[0].id, hers());
		const { inExchange } = await run([takenOver(told)]);
		expect(inExchange).toMatchObject([{ action: 'unchanged', reason: 'givenItem' }]);
		expect(calendar.items()).toHaveLength(1);
	});
});

describe('an id that names no appointment of the calendar', () => {
	const series = {
		subject: 'Series',
		start,
		end,
		recurrence: {
			pattern: { type: 'DailyRecurrence' as const, interval: 1 },
			range: { type: 'NumberedRecurrence' as const, numberOfOccurrences: 5 },
		},
	};
	const refused = (results: readonly { action: string; error?: Error }[]) =>
		results.map(({ action, error }) => ({ action, ...error }));

	it('is refused where it is that of an occurrence, and links or deletes nothing', async () => {
		const { id } = hers().create(series);
		const event = {
			externalId: 'o',
			subject: 'Series',
			start: '2026-11-26T12:00:00Z',
			end: '2026-11-26T13:00:00Z',
			id: hers().occurrence(id, 2).id,
		};
		const refusal = {
			action: 'failed',
			field: 'id',
			remedy: expect.stringContaining('seriesMasterId') as string,
		};
		expect(refused(await calendar.push([event], { now }))).toMatchObject([refusal]);
		expect(refused((await run([event])).inExchange)).toMatchObject([refusal]);
		await run([{ externalId: 'o', action: 'delete', id: event.id }], { input: 'changes' });
		expect(itemOf('Series').deletedOccurrences.size).toBe(0);
		expect(calendar.items()).toHaveLength(1);
	});

	it('is refused where it is that of an item in another calendar', async () => {
		const team = calendar.company.user('alice').addCalendar('Team');
		const { id } = team.create({ subject: 'Team', start, end });
		const event = { externalId: 't', id, subject: 'Team', start, end };
		const refusal = { action: 'failed', field: 'id' };
		expect(refused(await calendar.push([event], { now }))).toMatchObject([refusal]);
		const { inExchange, forSource } = await run([event]);
		expect(refused(inExchange)).toMatchObject([refusal]);
		expect(forSource).toEqual([]);
		expect(calendar.items()).toHaveLength(0);
		const there = await calendar.push([event], { now, calendar: { id: team.folder.id } });
		expect(there).toMatchObject([{ action: 'unchanged', reason: 'givenItem' }]);
	});
});

it('an event whose id names that of another key of the source is told so, and not doubled', async () => {
	await calendar.push([appointment('A')], { now });
	const [{ id }] = calendar.items();
	const event = appointment('B', { subject: 'Event A', id });
	const skipped = {
		action: 'skipped',
		reason: 'otherExternalId',
		message: expect.stringContaining('"A"') as string,
	};
	expect(await calendar.push([event], { now })).toMatchObject([skipped]);
	// Nothing is lost where the source gave the event another key.
	await calendar.push([event], { now, action: 'snapshot' });
	expect((await run([event])).inExchange).toMatchObject([skipped]);
	expect((await run([event])).inExchange).toMatchObject([skipped]);
	expect(calendar.items()).toHaveLength(1);
});

describe('Adopt Matching in a two-way sync', () => {
	const options = { adoptMatching: true, input: 'changes', timeZone: 'Asia/Tokyo' } as const;

	it('links times with seconds, and days in another zone, with each run', async () => {
		hers().create({ subject: 'Seconds', start, end });
		for (const [subject, timeZone] of [
			['Holiday', 'W. Europe Standard Time'],
			['Far', 'Hawaiian Standard Time'],
		]) {
			const days = { start: '2026-11-26', end: '2026-11-27', isAllDay: true };
			hers().create({ subject, ...days, timeZone });
		}
		await run([], options);
		const { inExchange } = await run(
			[
				{
					externalId: 's',
					subject: 'Seconds',
					start: '2026-11-25T12:00:20Z',
					end: '2026-11-25T13:00:20Z',
				},
				...['Holiday', 'Far'].map((subject) => ({
					externalId: subject,
					subject,
					start: '2026-11-26',
					end: '2026-11-27',
					isAllDay: true,
				})),
			],
			options,
		);
		expect(inExchange.map(({ reason }) => reason)).toEqual(['matching', 'matching', 'matching']);
		expect(calendar.items()).toHaveLength(3);
	});
});

it('a meeting of somebody else is linked by its id where attendee copies are allowed', async () => {
	invite();
	const [{ id }] = calendar.items();
	const event = { externalId: 'm', id, subject: 'Meeting', start, end };
	expect(await calendar.push([event], { now })).toMatchObject([{ reason: 'attendeeCopy' }]);
	expect(await calendar.push([event], { now, allowAttendeeCopies: true })).toMatchObject([
		{ action: 'unchanged', reason: 'givenItem' },
	]);
	expect(await calendar.push([{ ...event, location: 'Room' }], { now })).toMatchObject([
		{ action: 'skipped', reason: 'attendeeCopy' },
	]);
});
