import { connect, type Exchange } from '../../../exchange/connection';
import { getChanges } from '../../../exchange/changes/getChanges';
import type { CalendarChange } from '../../../exchange/calendar/event';
import { startExchangeServer, type ExchangeServer } from '../../exchangeServer';

const dayMs = 86_400_000;
const now = new Date('2026-11-23T09:00:00Z');

describe('the seeded company', () => {
	let server: ExchangeServer;
	let exchange: Exchange;

	beforeAll(async () => {
		server = await startExchangeServer({ now: () => now, authentication: ['basic'] });
		const { user, password } = server.company.serviceAccount;
		exchange = connect({
			server: server.url,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user,
			password,
			maxConnections: 10,
		});
	});

	afterAll(async () => {
		await exchange.close();
		await server.close();
		expect(server.schemaViolations).toEqual([]);
	});

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
		expect(server.connectionsOpened).toBeLessThanOrEqual(10);
	});
});

describe('a first sync', () => {
	it('asks for pages of 512 and batches of 100, never item by item', async () => {
		const server = await startExchangeServer({
			now: () => now,
			authentication: ['basic'],
			schemas: false,
		});
		const { user, password } = server.company.serviceAccount;
		const [person] = server.company.people;
		const calendar = person.addCalendar('Many');
		for (let n = 0; n < 1200; n++) {
			calendar.create({
				subject: `Appointment ${n}`,
				start: new Date(now.getTime() + n * 3_600_000),
			});
		}
		const exchange = connect({
			server: server.url,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user,
			password,
		});
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
			await exchange.close();
			await server.close();
		}
	});

	it('stops within a second when it is cancelled in the middle', async () => {
		const server = await startExchangeServer({
			now: () => now,
			authentication: ['basic'],
			latencyMs: 300,
		});
		const { user, password } = server.company.serviceAccount;
		const [person] = server.company.people;
		const exchange = connect({
			server: server.url,
			version: 'Exchange2019',
			emailDns: 'enyoi.example',
			user,
			password,
		});
		try {
			const cancel = new AbortController();
			const running = getChanges(exchange, {
				mailbox: person.smtpAddress,
				now,
				signal: cancel.signal,
			});
			const first = running.next();
			setTimeout(() => cancel.abort(), 400);
			await expect(first).rejects.toMatchObject({ code: 'cancelled' });
			const settled = server.requests.length;
			await new Promise((resolve) => setTimeout(resolve, 700));
			expect(server.requests.length).toBe(settled);
		} finally {
			await exchange.close();
			await server.close();
		}
	});
});
