import { appointment, closeQuietly, startCalendar, twoWayRuns } from './calendar';
import type { TestCalendar, TwoWayRun } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
let run: TwoWayRun;
let seconds: number;
const clock = () => new Date(now.getTime() + 1000 * seconds++);
beforeEach(async () => {
	seconds = 0;
	calendar = await startCalendar(clock);
	run = twoWayRuns(calendar.exchange, clock);
});
afterEach(async () => await closeQuietly(calendar));

const hers = () => calendar.company.user('alice').calendar;
const subjects = () => calendar.items().map(({ subject }) => subject);
const itemOf = (subject: string) => calendar.items().find((item) => item.subject === subject)!;

describe('a deletion by people', () => {
	const bad = { end: '2020-01-01T00:00:00Z' };

	it.each([
		['can not be read', [appointment('1', bad)]],
		['has no key', [appointment('', { subject: 'Event 1' })]],
		['is there twice', [appointment('1'), appointment('1')]],
	])('stays known where the event in the snapshot %s', async (_what, rows) => {
		await run([appointment('1'), appointment('2')]);
		hers().delete(itemOf('Event 1').id);
		await run([...rows, appointment('2')]);
		const { inExchange } = await run([appointment('1'), appointment('2')]);
		expect(inExchange[0]).toMatchObject({ action: 'skipped', reason: 'deletedInExchange' });
		expect(subjects()).toEqual(['Event 2']);
	});

	it('stays a conflict where the changed event can not be read in between', async () => {
		await run([appointment('1')]);
		hers().delete(itemOf('Event 1').id);
		const ours = appointment('1', { subject: 'Ours' });
		await run([ours]);
		expect(await run([{ ...ours, ...bad }])).toMatchObject({ forSource: [], conflicts: [] });
		expect((await run([ours])).conflicts).toMatchObject([{ reason: 'deletedInExchange' }]);
		// The source takes its change back: now it hears of the deletion.
		const { forSource } = await run([appointment('1')]);
		expect(forSource).toMatchObject([{ changeType: 'deleted', externalId: '1' }]);
	});
});

describe('what is past and taken into an archive', () => {
	const past = (externalId: string) =>
		appointment(externalId, {
			start: { dateTime: '2026-09-25T09:00:00', timeZone: 'Europe/Berlin' },
			end: { dateTime: '2026-09-25T10:00:00', timeZone: 'Europe/Berlin' },
		});
	const archive = (subject: string) => hers().delete(itemOf(subject).id);

	it('is neither told as deleted nor made again, however much it is', async () => {
		const rows = [...'123456789'].map(past);
		await run([...rows, appointment('now')]);
		for (const { subject } of rows) archive(subject!);
		const { forSource, inExchange } = await run([...rows, appointment('now')]);
		expect(forSource).toEqual([]);
		expect(inExchange).toHaveLength(10);
		expect(subjects()).toEqual(['Event now']);
		expect((await run([appointment('now')])).forSource).toEqual([]);
	});
});

describe('what people bring back after the source dropped it', () => {
	const changes = { input: 'changes' } as const;
	const restore = () => {
		const [item] = calendar.company.user('alice').itemsIn('deleteditems');
		calendar.company.store.move(item, hers().folder);
	};
	const isTold = [{ changeType: 'created', externalId: '1', subject: 'Event 1' }];

	it.each([
		['deleted it before', true],
		['deletes it just then', false],
	])(
		'is told as created, once, to a source that sends changes and %s',
		async (_what, isDropped) => {
			await run([appointment('1')], changes);
			hers().delete(itemOf('Event 1').id);
			await run([], changes);
			const dropped = [{ externalId: '1', action: 'delete' as const }];
			if (isDropped) await run(dropped, changes);
			restore();
			expect((await run(isDropped ? [] : dropped, changes)).forSource).toMatchObject(isTold);
			expect(subjects()).toEqual(['Event 1']);
			expect((await run([], changes)).forSource).toEqual([]);
			expect(await run([appointment('1')], changes)).toMatchObject({
				forSource: [],
				inExchange: [{ action: 'unchanged' }],
			});
			await run(dropped, changes);
			expect(subjects()).toEqual([]);
		},
	);

	it('is told again as long as the snapshot lacks it, and never deleted for that', async () => {
		await run([appointment('1'), appointment('2')]);
		hers().delete(itemOf('Event 1').id);
		await run([appointment('1'), appointment('2')]);
		await run([appointment('2')]);
		restore();
		for (let round = 0; round < 2; round++) {
			expect((await run([appointment('2')])).forSource).toMatchObject(isTold);
		}
		const both = [appointment('1'), appointment('2')];
		expect(await run(both)).toMatchObject({
			forSource: [],
			inExchange: [{ action: 'unchanged' }, { action: 'unchanged' }],
		});
		// From here on it is the source's as before.
		await run([appointment('2')]);
		expect(subjects()).toEqual(['Event 2']);
	});

	it('stays where the source still gives it at first, and drops it then', async () => {
		await run([appointment('1'), appointment('2')]);
		hers().delete(itemOf('Event 1').id);
		await run([appointment('1'), appointment('2')]);
		restore();
		await run([appointment('1'), appointment('2')]);
		expect((await run([appointment('2')])).forSource).toMatchObject(isTold);
		expect(subjects()).toHaveLength(2);
	});

	it('is told again where nobody confirmed the run that told it', async () => {
		await run([appointment('1')], changes);
		hers().delete(itemOf('Event 1').id);
		await run([], changes);
		const { position } = await run([{ externalId: '1', action: 'delete' }], changes);
		restore();
		const told = await run([], changes);
		const again = { ...changes, position, unconfirmed: [told.position] };
		expect((await run([], again)).forSource).toMatchObject(isTold);
		expect((await run([], changes)).forSource).toEqual([]);
	});

	it('stays in the other calendar of the same source into which it is dragged', async () => {
		const team = calendar.company.user('alice').addCalendar('Team');
		const runTeam = twoWayRuns(calendar.exchange, clock);
		const options = { calendar: { id: team.folder.id } };
		await run([appointment('1'), appointment('2')]);
		await runTeam([appointment('9')], options);
		hers().move(itemOf('Event 1').id, team);
		await run([appointment('1'), appointment('2')]);
		expect((await runTeam([appointment('9')], options)).forSource).toMatchObject(isTold);
		expect(team.items().map(({ subject }) => subject)).toEqual(['Event 9', 'Event 1']);
	});
});

describe('what was written without being remembered', () => {
	const changes = { input: 'changes' } as const;

	it('is not told to the source that it is from', async () => {
		await run([appointment('1')], changes);
		seconds += 600;
		await calendar.push([appointment('2')]);
		expect((await run([], changes)).forSource).toEqual([]);
		expect(subjects()).toEqual(['Event 1', 'Event 2']);
	});

	it('is remembered of a series of which Exchange refuses an exception', async () => {
		await run([appointment('1')], changes);
		const exceptions = [
			{
				originalStart: '2026-11-25T08:00:00Z',
				start: { dateTime: '2026-11-27T12:00:00', timeZone: 'Europe/Berlin' },
				end: { dateTime: '2026-11-27T13:00:00', timeZone: 'Europe/Berlin' },
			},
		];
		const series = appointment('2', { rrule: 'FREQ=DAILY;COUNT=3', exceptions });
		expect((await run([series], changes)).inExchange).toMatchObject([{ action: 'failed' }]);
		expect(subjects()).toEqual(['Event 1', 'Event 2']);
		expect((await run([], changes)).forSource).toEqual([]);
		await run([{ externalId: '2', action: 'delete' }], changes);
		expect(subjects()).toEqual(['Event 1']);
	});
});

describe('what people filled in', () => {
	const changes = { input: 'changes' } as const;
	const room = { location: 'Room' };
	const hersAt = (location: string) => hers().update(calendar.items()[0].id, { location });

	it.each([
		['in the same run', false],
		['after it was told, and changed again', true],
	])('is a conflict with the first place of the source, %s', async (_what, isTold) => {
		await run([appointment('1')]);
		hersAt('Hers');
		if (isTold) {
			await run([appointment('1')]);
			hersAt('Hers, later');
		}
		const { location } = calendar.items()[0];
		for (let round = 0; round < 2; round++) {
			const { conflicts, forSource } = await run([appointment('1', room)]);
			expect(calendar.items()[0].location).toBe(location);
			expect(conflicts).toMatchObject([{ externalId: '1', fields: ['location'] }]);
			expect(forSource).toEqual([]);
		}
		const settled = await run([appointment('1', { location })]);
		expect(settled).toMatchObject({ conflicts: [], forSource: [] });
		await run([appointment('1', room)]);
		expect(calendar.items()[0].location).toBe('Room');
	});

	it('is replaced by a source that was told of it', async () => {
		await run([appointment('1')]);
		hersAt('Hers');
		await run([appointment('1')]);
		expect(await run([appointment('1', room)])).toMatchObject({ conflicts: [], forSource: [] });
		expect(calendar.items()[0].location).toBe('Room');
	});

	it('stays with Exchange Wins however often the source sends its own', async () => {
		const wins = { ...changes, conflictPolicy: 'exchangeWins' } as const;
		await run([appointment('1')], wins);
		hersAt('Hers');
		for (const more of [{}, { categories: ['Mine'] }, {}]) {
			hers().update(calendar.items()[0].id, more);
			const { forSource } = await run([appointment('1', room)], wins);
			expect(forSource).toMatchObject([{ changedFields: expect.arrayContaining(['location']) }]);
			await run([], wins);
		}
		expect(calendar.items()[0].location).toBe('Hers');
	});

	it('stays where the source gives what it had given before, with other fields in between', async () => {
		await run([appointment('1', room)], changes);
		hersAt('Hers');
		await run([{ externalId: '1', subject: 'X' }], changes);
		const { conflicts, forSource } = await run([{ externalId: '1', ...room }], changes);
		expect({ conflicts, forSource }).toEqual({ conflicts: [], forSource: [] });
		expect(calendar.items()[0]).toMatchObject({ subject: 'X', location: 'Hers' });
	});

	it('stays so in a push, and is not deleted either', async () => {
		await calendar.push([appointment('1', room)], { now });
		await calendar.push([{ externalId: '1', subject: 'X' }], { now });
		const times = { start: '2026-11-25T12:00:00Z', end: '2026-11-25T13:00:00Z' };
		hers().update(itemOf('X').id, { location: 'Hers', ...times });
		await calendar.push([{ externalId: '1', ...room }], { now });
		const results = await calendar.push([{ externalId: '1', action: 'delete' }], { now });
		expect(results).toMatchObject([{ action: 'skipped', reason: 'changedInExchange' }]);
		expect(calendar.items()[0]).toMatchObject({ subject: 'X', location: 'Hers' });
	});
});

it('a source whose times lose is told of it, though its subject is written', async () => {
	const wins = { conflictPolicy: 'exchangeWins', input: 'changes' } as const;
	await run([appointment('1')], wins);
	hers().update(itemOf('Event 1').id, {
		start: '2026-11-25T12:00:00Z',
		end: '2026-11-25T13:00:00Z',
	});
	await run([], wins);
	const later = { start: '2026-11-25T16:00:00Z', end: '2026-11-25T17:00:00Z', subject: 'New' };
	for (const subject of ['New', 'Newer']) {
		const mixed = await run([appointment('1', { ...later, subject })], wins);
		expect(mixed.inExchange).toMatchObject([{ action: 'updated', fields: ['times'] }]);
		expect(mixed.forSource).toMatchObject([
			{
				externalId: '1',
				changedFields: ['start', 'end'],
				subject,
				startUtc: '2026-11-25T12:00:00Z',
			},
		]);
	}
});
