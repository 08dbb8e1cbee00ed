import {
	appointment,
	closeQuietly,
	mailbox,
	startCalendar,
	twoWayRuns,
	type TestCalendar,
	type TwoWayRun,
} from '../../integration/push/calendar';
import { describeWith, schemas } from '../../requirements';
import { exchangelib, runExchangelib } from '../exchangelib/client';

describeWith([exchangelib, schemas], 'a two-way sync beside exchangelib', () => {
	let calendar: TestCalendar;
	let run: TwoWayRun;
	const now = new Date('2026-11-23T10:00:00Z');
	const series = appointment('s', { rrule: 'FREQ=WEEKLY;COUNT=4' });

	beforeEach(async () => {
		calendar = await startCalendar(() => now);
		run = twoWayRuns(calendar.exchange, now);
	});
	afterEach(async () => await closeQuietly(calendar));

	const edit = async (name: string, settings: object) => {
		const { user, password } = calendar.company.serviceAccount;
		const account = { endpoint: calendar.server.url, user, password, address: mailbox };
		const [{ id }] = calendar.items();
		await runExchangelib(name, { ...account, id, ...settings }, 'behind_our_back.py');
	};

	it('tells the source of the one occurrence that is renamed, moved and taken out there', async () => {
		await run([series]);
		await edit('update_occurrence', { index: 2, subject: 'With the board' });
		const renamed = await run([series]);
		expect(renamed.forSource).toMatchObject([
			{
				changeType: 'updated',
				externalId: 's',
				subject: 'Event s',
				exceptions: [{ originalStart: '2026-12-02T08:00:00Z', subject: 'With the board' }],
			},
		]);
		let { exceptions } = renamed.forSource[0];
		const taken = await run([{ ...series, exceptions }]);
		expect(taken).toMatchObject({ forSource: [], conflicts: [] });
		expect(taken.inExchange).toMatchObject([{ action: 'unchanged' }]);

		await edit('update_occurrence', { index: 3, start: '2026-12-10T12:00:00Z' });
		await edit('delete_occurrence', { index: 4 });
		const moved = await run([{ ...series, exceptions }]);
		expect(moved.forSource).toHaveLength(1);
		({ exceptions } = moved.forSource[0]);
		expect(exceptions).toMatchObject([
			{ originalStart: '2026-12-02T08:00:00Z', subject: 'With the board' },
			{
				originalStart: '2026-12-09T08:00:00Z',
				start: { dateTime: '2026-12-10T12:00:00.0000000', timeZone: 'UTC' },
			},
			{ originalStart: '2026-12-16T08:00:00Z', isCancelled: true },
		]);
		const last = await run([{ ...series, exceptions }]);
		expect(last.inExchange).toMatchObject([{ action: 'unchanged' }]);
		expect(last).toMatchObject({ forSource: [], conflicts: [] });
	});
});
