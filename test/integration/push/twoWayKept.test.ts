import { appointment, closeQuietly, startCalendar, twoWayRuns } from './calendar';
import type { TestCalendar, TwoWayRun } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
let run: TwoWayRun;
beforeEach(async () => {
	let seconds = 0;
	calendar = await startCalendar(() => new Date(now.getTime() + 1000 * seconds++));
	run = twoWayRuns(calendar.exchange, now);
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
