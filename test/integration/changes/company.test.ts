import type { Exchange } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import type { ExchangeServer } from '../../exchangeServer';
import { stallBeforeHeaders } from '../../exchangeServer/faults';
import { seedCompany } from '../../exchangeServer/seed';
import {
	startConnected,
	type Connected,
	type ConnectedOptions,
} from '../../support/startConnected';

const dayMs = 86_400_000;
const now = new Date('2026-11-23T09:00:00Z');

const startSeeded = async (options: ConnectedOptions = {}) =>
	await startConnected({ company: seedCompany(1, () => now), now: () => now, ...options });

describe('the seeded company', () => {
	let connected: Connected;
	let server: ExchangeServer;
	let exchange: Exchange;

	beforeAll(async () => {
		connected = await startSeeded({ settings: { maxConnections: 10 } });
		({ server, exchange } = connected);
	});

	afterAll(async () => await connected.close());

	async function changesOf(mailbox: string, position?: string) {
		const changes: CalendarChange[] = [];
		const running = getChanges(exchange, { mailbox, position, now, privacy: 'full' });
		for (;;) {
			const next = await running.next();
			if (next.done) return { changes, ...next.value };
			changes.push(next.value);
		}
	}

	it('is read as its calendars show it, everybody at once, then costs a request each', async () => {
		const { people } = server.company;
		const results = await Promise.all(people.map(({ smtpAddress }) => changesOf(smtpAddress)));
		let events = 0;
		results.forEach(({ changes, position }, place) => {
			const { calendar, smtpAddress } = people[place];
			const view = calendar.view(
				new Date(now.getTime() - 30 * dayMs),
				new Date(now.getTime() + 365 * dayMs),
			);
			const expected = view.map(({ id, fields }) =>
				[id, fields.subject, fields.isAllDay].join(' | '),
			);
			const got = changes.map(({ id, subject, isAllDay }) => [id, subject, isAllDay].join(' | '));
			expect({ smtpAddress, got: got.sort() }).toEqual({ smtpAddress, got: expected.sort() });
			for (const { fields, id } of view) {
				if (fields.isAllDay) continue;
				const change = changes.find((one) => one.id === id);
				expect(`${change?.start?.dateTime.slice(0, 23)}Z`).toBe(fields.start.toISOString());
			}
			events += changes.length;
			expect(position.length).toBeLessThan(40 * 1024);
		});
		expect(events).toBeGreaterThan(1000);
		const before = server.requests.length;
		const again = await Promise.all(
			people.map(({ smtpAddress }, place) => changesOf(smtpAddress, results[place].position)),
		);
		expect(again.flatMap(({ changes }) => changes)).toEqual([]);
		expect(server.requests.length - before).toBe(people.length);
		// Some may have been idle for long enough to be opened anew.
		expect(server.mostConnections).toBeLessThanOrEqual(10);
	});
});

describe('a first sync', () => {
	it('asks for pages of 512 and batches of 100, never item by item', async () => {
		const { server, exchange, company, close } = await startSeeded({ schemas: false });
		const [person] = company.people;
		const calendar = person.addCalendar('Many');
		for (let n = 0; n < 1200; n++) {
			calendar.create({
				subject: `Appointment ${n}`,
				start: new Date(now.getTime() + n * 3_600_000),
			});
		}
		try {
			let count = 0;
			const { id } = calendar.folder;
			const options = { mailbox: person.smtpAddress, calendar: { id }, now };
			for await (const { changeType } of getChanges(exchange, options)) {
				if (changeType === 'created') count++;
			}
			expect(count).toBe(1200);
			const asked = server.requests.map(({ operation }) => operation);
			expect(asked.filter((name) => name === 'SyncFolderItems')).toHaveLength(3);
			expect(asked.filter((name) => name === 'GetItem')).toHaveLength(12);
			expect(asked.filter((name) => name === 'FindItem')).toHaveLength(0);
		} finally {
			await close();
		}
	});

	it('asks for nothing more once it is cancelled in the middle', async () => {
		const { server, exchange, company, close } = await startSeeded();
		const [person] = company.people;
		try {
			const cancel = new AbortController();
			const running = getChanges(exchange, {
				mailbox: person.smtpAddress,
				now,
				signal: cancel.signal,
			});
			const arrived = new Promise<void>((resolve) => {
				const { respond, ...stalled } = stallBeforeHeaders();
				server.faults.add({
					fault: {
						...stalled,
						async respond(...request) {
							resolve();
							await respond!(...request);
						},
					},
					after: 1,
				});
			});
			const first = running.next();
			await arrived;
			const asked = server.requests.length;
			cancel.abort();
			await expect(first).rejects.toMatchObject({ code: 'cancelled' });
			// No request is left that could bring about another one.
			for (let turn = 0; turn < 1_000; turn++) await new Promise(setImmediate);
			expect(server.requests.slice(asked).map(({ operation }) => operation)).toEqual([]);
		} finally {
			await close();
		}
	});
});
