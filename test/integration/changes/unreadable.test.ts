import type { Exchange } from '../../../exchange/connection';
import { getChanges, type GetChangesOptions } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { invalidSyncState, itemError } from '../../exchangeServer/faults';
import { type ExchangeServer } from '../../exchangeServer';
import { startConnected, type Connected } from '../../support/startConnected';

const now = new Date('2026-11-22T12:00:00Z');
let connected: Connected;
let server: ExchangeServer;
let exchange: Exchange;

beforeEach(async () => {
	connected = await startConnected({ now: () => now });
	({ server, exchange } = connected);
});

afterEach(async () => {
	await connected.close();
});

const alice = () => server.company.user('alice').calendar;

async function changesOf(options: Partial<GetChangesOptions> = {}) {
	const changes: CalendarChange[] = [];
	const running = getChanges(exchange, {
		mailbox: 'alice@enyoi.example',
		now,
		privacy: 'full',
		...options,
	});
	for (;;) {
		const next = await running.next();
		if (next.done) return { changes, ...next.value };
		changes.push(next.value);
	}
}

const short = ({ changes }: { changes: CalendarChange[] }) =>
	changes.map(({ changeType, subject, key }) => `${changeType} ${subject ?? key}`);

const weekly = (numberOfOccurrences = 2) =>
	alice().create({
		subject: 'Jour fixe',
		start: '2026-11-24T10:00',
		recurrence: {
			pattern: {
				type: 'WeeklyRecurrence',
				interval: 1,
				days: ['Tuesday'],
				firstDayOfWeek: 'Monday',
			},
			range: { type: 'NumberedRecurrence', numberOfOccurrences },
		},
	});

/** Until it is removed, the server refuses to return that item. */
const refuse = ({ id }: { id: string }, code = 'ErrorRecurrenceHasNoOccurrence') =>
	server.faults.add({ operation: 'GetItem', fault: itemError(code, id) });

describe('a series that is refused with a code about its recurrence', () => {
	it('is named, and told once it can be read', async () => {
		const series = weekly();
		const refusal = refuse(series);
		const first = await changesOf();
		expect(first).toMatchObject({
			changes: [],
			unreadable: [{ id: series.id, reason: 'ErrorRecurrenceHasNoOccurrence' }],
		});
		refusal.remove();
		const second = await changesOf({ position: first.position });
		expect(short(second)).toEqual(['created Jour fixe', 'created Jour fixe']);
	});

	it('has none of its occurrences deleted when everything is listed anew', async () => {
		const series = weekly();
		const { position } = await changesOf();
		refuse(series);
		server.faults.add({ operation: 'SyncFolderItems', count: 1, fault: invalidSyncState() });
		const { changes, unreadable } = await changesOf({ position });
		expect(changes).toEqual([]);
		expect(unreadable).toMatchObject([{ id: series.id }]);
	});

	it('has what was deleted of it told once it can be read', async () => {
		const series = weekly();
		const first = await changesOf();
		alice().occurrence(series.id, '2026-11-24').delete();
		const refusal = refuse(series);
		const second = await changesOf({ position: first.position });
		expect(second.changes).toEqual([]);
		refusal.remove();
		const third = await changesOf({ position: second.position });
		expect(third.changes).toMatchObject([{ changeType: 'deleted' }]);
	});
});
