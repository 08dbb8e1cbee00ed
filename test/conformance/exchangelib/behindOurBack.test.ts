import type { CalendarChange } from '../../../exchange/calendar/event';
import type { Exchange } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { ExchangeServer } from '../../exchangeServer';
import { describeWith, schemas } from '../../requirements';
import { startConnected, type Connected } from '../../support/startConnected';
import { exchangelib, runExchangelib } from './client';

const now = () => new Date('2027-03-01T00:00:00Z');
const mailbox = 'alice@enyoi.example';

/** exchangelib edits a calendar between two runs; what changed must come out, and nothing else. */
describeWith([exchangelib, schemas], 'Get Changes after edits with exchangelib', () => {
	let connected: Connected;
	let server: ExchangeServer;
	let exchange: Exchange;
	let position: string | undefined;
	let single: Stored;
	let series: Stored & { starts: string[] };

	interface Stored {
		id: string;
		uid: string;
	}

	const edit = async <T = null>(name: string, settings: Record<string, unknown>): Promise<T> => {
		const { user, password } = server.company.serviceAccount;
		const account = { endpoint: server.url, user, password, address: mailbox };
		return await runExchangelib<T>(name, { ...account, ...settings }, 'behind_our_back.py');
	};

	/** What changed since the last time, by key. */
	const changes = async (): Promise<CalendarChange[]> => {
		const found: CalendarChange[] = [];
		const reader = getChanges(exchange, { mailbox, position, now: now(), privacy: 'full' });
		for (;;) {
			const { done, value } = await reader.next();
			if (!done) {
				found.push(value);
				continue;
			}
			({ position } = value);
			return found.sort((a, b) => (a.key < b.key ? -1 : 1));
		}
	};

	const told = async () =>
		(await changes()).map(({ changeType, key, subject, start }) =>
			changeType === 'deleted'
				? `deleted ${nameOf(key)}`
				: `${changeType} ${nameOf(key)}: ${subject}, ${start?.dateTime.slice(0, 16)}`,
		);

	/** `series 2` for the second occurrence as it was planned at first. */
	const nameOf = (key: string) => {
		if (key === single.uid) return 'single';
		const [uid, start] = key.split('_');
		if (uid !== series.uid) return 'other';
		const index = series.starts.indexOf(start);
		return `series ${index < 0 ? `of ${start}` : index + 1}`;
	};

	beforeEach(async () => {
		connected = await startConnected({ now });
		({ server, exchange } = connected);
		const start = '2027-03-10T09:00:00Z';
		const end = '2027-03-10T10:00:00Z';
		[single] = await edit<Stored[]>('create', { items: [{ subject: 'Review', start, end }] });
		// The third and fourth are in summer time.
		series = await edit('create_series', {
			subject: 'Jour fixe',
			start: '2027-03-16T09:00:00Z',
			interval: 7,
			number: 4,
		});
		position = undefined;
		expect((await told()).sort()).toEqual([
			'created series 1: Jour fixe, 2027-03-16T09:00',
			'created series 2: Jour fixe, 2027-03-23T09:00',
			'created series 3: Jour fixe, 2027-03-30T08:00',
			'created series 4: Jour fixe, 2027-04-06T08:00',
			'created single: Review, 2027-03-10T09:00',
		]);
	});

	afterEach(async () => {
		expect(await told()).toEqual([]);
		await connected.close();
	});

	it('reports what it creates', async () => {
		const items = [11, 12, 13].map((day) => ({
			subject: `Visit on ${day}`,
			start: `2027-03-${day}T12:00:00Z`,
			end: `2027-03-${day}T13:00:00Z`,
		}));
		const made = await edit<Stored[]>('create', { items });
		const found = await changes();
		expect(found).toHaveLength(3);
		for (const [index, { subject, start }] of items.entries()) {
			expect(found).toContainEqual(
				expect.objectContaining({
					changeType: 'created',
					key: made[index].uid,
					subject,
					start: { dateTime: start.replace('Z', '.0000000'), timeZone: 'UTC' },
				}),
			);
		}
	});

	it('reports once what it changes more than once', async () => {
		await edit('update', { id: single.id, subject: 'Review, moved' });
		await edit('update', { id: single.id, start: '2027-03-11T14:00:00Z' });
		expect(await told()).toEqual(['updated single: Review, moved, 2027-03-11T14:00']);
	});

	it('reports the one occurrence that it moves, and moves again', async () => {
		await edit('update_occurrence', { id: series.id, index: 2, start: '2027-03-24T13:00:00Z' });
		expect(await told()).toEqual(['updated series 2: Jour fixe, 2027-03-24T13:00']);
		await edit('update_occurrence', {
			id: series.id,
			index: 2,
			start: '2027-03-25T13:00:00Z',
			subject: 'Jour fixe, later',
		});
		expect(await told()).toEqual(['updated series 2: Jour fixe, later, 2027-03-25T13:00']);
	});

	it('reports the one occurrence that it deletes', async () => {
		await edit('delete_occurrence', { id: series.id, index: 3 });
		expect(await told()).toEqual(['deleted series 3']);
	});

	it('reports a moved occurrence as deleted when it goes too', async () => {
		await edit('update_occurrence', { id: series.id, index: 2, start: '2027-03-24T13:00:00Z' });
		await changes();
		await edit('delete_occurrence', { id: series.id, index: 2 });
		expect(await told()).toEqual(['deleted series 2']);
	});

	it('reports every occurrence of a series that it renames', async () => {
		await edit('update', { id: series.id, subject: 'Stand-up' });
		expect(await told()).toEqual([
			'updated series 1: Stand-up, 2027-03-16T09:00',
			'updated series 2: Stand-up, 2027-03-23T09:00',
			'updated series 3: Stand-up, 2027-03-30T08:00',
			'updated series 4: Stand-up, 2027-04-06T08:00',
		]);
	});

	it('reports only the occurrences that differ when it changes the pattern', async () => {
		await edit('change_pattern', { id: series.id, interval: 14, number: 4 });
		expect(await told()).toEqual([
			'deleted series 2',
			'deleted series 4',
			'created series of 2027-04-13T08:00:00Z: Jour fixe, 2027-04-13T08:00',
			'created series of 2027-04-27T08:00:00Z: Jour fixe, 2027-04-27T08:00',
		]);
	});

	it('reports what it deletes, a series by its occurrences', async () => {
		await edit('delete', { ids: [single.id, series.id] });
		expect((await told()).sort()).toEqual([
			'deleted series 1',
			'deleted series 2',
			'deleted series 3',
			'deleted series 4',
			'deleted single',
		]);
	});

	it('reports an accepted meeting as one update, although Exchange makes a new item of it', async () => {
		const meeting = { subject: 'Board', start: '2027-03-17T10:00:00Z' };
		const { uid } = await edit<Stored>('invite', { ...meeting, organizer: 'bob@enyoi.example' });
		expect(await changes()).toEqual([
			expect.objectContaining({
				changeType: 'created',
				key: uid,
				responseStatus: expect.objectContaining({ response: 'notResponded' }),
			}),
		]);
		expect(await edit('accept', { subject: 'Board' })).toEqual({ isNewItem: true });
		expect(await changes()).toEqual([
			expect.objectContaining({
				changeType: 'updated',
				key: uid,
				responseStatus: expect.objectContaining({ response: 'accepted' }),
			}),
		]);
	});

	it('reports all of it after a day of edits', async () => {
		await edit('delete_occurrence', { id: series.id, index: 4 });
		await edit('update_occurrence', { id: series.id, index: 1, start: '2027-03-15T09:00:00Z' });
		await edit('invite', {
			subject: 'Board',
			start: '2027-03-17T10:00:00Z',
			organizer: 'bob@enyoi.example',
		});
		await edit('accept', { subject: 'Board' });
		await edit('update', { id: single.id, subject: 'Review II' });
		await edit('delete', { ids: [single.id] });
		expect((await told()).sort()).toEqual([
			'created other: Board, 2027-03-17T10:00',
			'deleted series 4',
			'deleted single',
			'updated series 1: Jour fixe, 2027-03-15T09:00',
		]);
	});
});
