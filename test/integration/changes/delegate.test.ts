import type { GetChangesOptions } from '../../../exchange/changes/getChanges';
import type { Exchange } from '../../../exchange/connection';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { valuesOf, type Behaviours } from '../../exchangeServer/behaviours';
import { privateItems } from '../../exchangeServer/behaviours/privateItems';
import { invalidSyncState } from '../../exchangeServer/faults';
import { changesIn } from '../../support/changesIn';
import { startConnected, type Connected } from '../../support/startConnected';

const now = new Date('2026-11-22T12:00:00Z');
let connected: Connected;
let delegate: Exchange;

beforeAll(async () => {
	connected = await startConnected({ now: () => now });
	const { company } = connected;
	company.addServiceAccount({ accountName: 'svc-delegate', impersonation: null });
	company.user('alice').share('svc-delegate@enyoi.example', 'Reviewer');
	const { password } = company.account('svc-delegate')!;
	delegate = connected.reconnect({ user: 'svc-delegate', password, mailboxAccess: 'delegate' });
});

afterAll(async () => {
	await delegate.close();
	await connected.close();
});

const changesOf = async (
	position?: string,
	days = 0,
	options: Pick<Partial<GetChangesOptions>, 'unconfirmed' | 'expand'> = {},
) =>
	await changesIn(delegate, {
		now: new Date(now.getTime() + days * 86_400_000),
		futureDays: 30,
		privacy: 'maskPrivate',
		pastDays: 1,
		...(position !== undefined && { position }),
		...options,
	});

const told = ({ changes }: { changes: CalendarChange[] }) =>
	changes.map(({ changeType, subject }) => `${changeType} ${subject ?? ''}`.trim()).sort();

it.each(valuesOf(privateItems))(
	'what is private is told once, masked, or not at all: %s',
	async (how) => {
		connected.server.behaviours.privateItems = how as Behaviours['privateItems'];
		const { calendar } = connected.company.user('alice');
		for (const { id } of calendar.items()) calendar.delete(id, { hard: true });
		const weekly = {
			pattern: { type: 'DailyRecurrence' as const, interval: 7 },
			range: { type: 'NumberedRecurrence' as const, numberOfOccurrences: 7 },
		};
		const secret = { sensitivity: 'Private', subject: 'Doctor' } as const;
		const start = '2026-11-24T10:00';
		const plan = calendar.create({ subject: 'Plan', start });
		calendar.create({ ...secret, start });
		calendar.create({ ...secret, start: '2026-11-24T12:00', recurrence: weekly });
		const round = calendar.create({ subject: 'Round', start, recurrence: weekly });
		calendar.occurrence(round.id, '2026-12-01').update(secret);

		const first = await changesOf();
		expect(JSON.stringify(first)).not.toMatch(/Doctor|Private Appointment/);
		expect(first.unreadable).toBeUndefined();
		const secrets = told(first).filter((one) => one === 'created');
		// A private occurrence of a series that is not is masked everywhere.
		expect(secrets).toHaveLength(/^(omitted|byRequest)$/.test(how) ? 1 : 7);
		expect(told(await changesOf(first.position))).toEqual([]);

		calendar.update(plan.id, secret);
		const second = await changesOf(first.position);
		const hidden = { omitted: ['deleted'], byRequest: [] }[how] ?? ['updated'];
		expect(told(second)).toEqual(hidden);
		const named = how === 'byRequest' && [{ id: plan.id, reason: 'ErrorItemNotFound' }];
		expect(second.unreadable).toEqual(named || undefined);
		connected.server.faults.add({
			operation: 'SyncFolderItems',
			count: 1,
			fault: invalidSyncState(),
		});
		const compared = await changesOf(second.position);
		expect(told(compared)).toEqual([]);
		expect(compared.unreadable).toEqual(named || undefined);
		const moved = await changesOf(compared.position, 15);
		expect(told(moved)).toEqual([...secrets.slice(1, 3), 'created Round', 'created Round']);
		expect(JSON.stringify([second, compared, moved])).not.toMatch(/Doctor|Private Appointment/);

		calendar.update(plan.id, { sensitivity: 'Normal', location: 'Here' });
		calendar.update(plan.id, { subject: 'Plan' });
		const again = await changesOf(compared.position);
		expect(told(again)).toEqual([how === 'omitted' ? 'created Plan' : 'updated Plan']);
		calendar.delete(plan.id);
		expect(told(await changesOf(again.position))).toEqual(['deleted']);
	},
);

it.each(['occurrences', 'series'] as const)(
	'what turns private keeps its UID where the server hides that: %s',
	async (expand) => {
		connected.server.behaviours.privateItems = 'maskedById';
		const { calendar } = connected.company.user('alice');
		for (const { id } of calendar.items()) calendar.delete(id, { hard: true });
		const start = '2026-11-24T10:00';
		const recurrence = {
			pattern: { type: 'DailyRecurrence' as const, interval: 1 },
			range: { type: 'NumberedRecurrence' as const, numberOfOccurrences: 2 },
		};
		const made = [
			calendar.create({ subject: 'Plan', start }),
			calendar.create({ subject: 'Round', start, recurrence }),
		];
		const uids = ({ changes }: { changes: CalendarChange[] }) =>
			changes.map(({ key, iCalUId }) => `${key} ${iCalUId}`).sort();
		const first = await changesOf(undefined, 0, { expand });
		expect(new Set(first.changes.map(({ iCalUId }) => iCalUId)).size).toBe(2);

		for (const { id } of made) calendar.update(id, { sensitivity: 'Private' });
		const second = await changesOf(first.position, 0, { expand });
		expect(second.changes.every(({ masked }) => masked)).toBe(true);
		expect(uids(second)).toEqual(uids(first));
	},
);

it('an event that was handed out, not confirmed, and turned private since is told as deleted only once it is', async () => {
	connected.server.behaviours.privateItems = 'byRequest';
	const { calendar } = connected.company.user('alice');
	for (const { id } of calendar.items()) calendar.delete(id, { hard: true });
	const counted = await changesOf();
	const { id } = calendar.create({ subject: 'Plan', start: '2026-11-24T10:00' });
	const unconfirmed = await changesOf(counted.position);
	expect(told(unconfirmed)).toEqual(['created Plan']);

	calendar.update(id, { sensitivity: 'Private' });
	const hidden = await changesOf(counted.position, 0, { unconfirmed: unconfirmed.position });
	expect(told(hidden)).toEqual([]);
	expect(hidden.unreadable).toEqual([{ id, reason: 'ErrorItemNotFound' }]);

	calendar.update(id, { sensitivity: 'Normal' });
	expect(told(await changesOf(hidden.position))).toEqual(['updated Plan']);
	calendar.delete(id);
	const gone = await changesOf(hidden.position);
	expect(told(gone)).toEqual(['deleted']);
	expect(gone.unreadable).toBeUndefined();
});
