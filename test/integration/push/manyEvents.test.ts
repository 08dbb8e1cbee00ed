import { pushEvents } from '../../../exchange/push/pushEvents';
import {
	appointment,
	closeQuietly,
	collect,
	startCalendar,
	mailbox,
	type TestCalendar,
} from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
let time = now.getTime();
beforeEach(async () => {
	time = now.getTime() - 3_600_000;
	// Servers that move change keys by themselves have each event that was written read once more.
	calendar = await startCalendar(() => new Date(time), { behaviours: { changeKeys: 'stable' } });
});
afterEach(async () => await closeQuietly(calendar));

const many = (count: number) =>
	Array.from({ length: count }, (_, index) => appointment(String(index)));
const by = (operations: string[]) => {
	const counts: Record<string, number> = {};
	for (const operation of operations) counts[operation] = (counts[operation] ?? 0) + 1;
	return counts;
};

it('1,000 events come into a calendar of 10,000 in few requests, read back included', async () => {
	const { calendar: hers } = calendar.company.user('alice');
	for (let at = 0; at < 10_000; at++) {
		hers.create({ subject: `Appointment ${at}`, start: new Date(now.getTime() + at * 60_000) });
	}
	time = now.getTime();
	const results = await calendar.push(many(1000));
	expect(results.every(({ action }) => action === 'created')).toBe(true);
	const operations = calendar.operations();
	expect(operations.length).toBeLessThanOrEqual(50);
	expect(by(operations)).toEqual({
		GetFolder: 1,
		FindItem: 13,
		CreateItem: 20,
		GetItem: 10,
		UpdateItem: 5,
	});
	const adopted = await calendar.push(
		Array.from({ length: 1000 }, (_, at) => ({
			externalId: `taken${at}`,
			subject: `Appointment ${at}`,
			start: new Date(now.getTime() + at * 60_000).toISOString(),
			end: new Date(now.getTime() + at * 60_000 + 3_600_000).toISOString(),
		})),
		{ adoptMatching: true },
	);
	expect(adopted.every(({ action }) => action === 'unchanged')).toBe(true);
	expect(by(calendar.operations())).toMatchObject({ GetFolder: 1, FindItem: 12 });
}, 180_000);

it('what two processes create of the same is found among the newest, and is there once', async () => {
	const events = many(250);
	const other = new Proxy(calendar.exchange, {
		get: (exchange, name) =>
			name === 'settings'
				? { ...exchange.settings, ewsUrl: `${exchange.settings.ewsUrl}?` }
				: (exchange as never)[name],
	});
	for (let at = 0; at < 1500; at++) {
		calendar.company.user('alice').calendar.create({ subject: `Appointment ${at}`, start: now });
	}
	time = now.getTime();
	calendar.server.faults.latencyMs = 2;
	await Promise.all([
		calendar.push(events),
		collect(pushEvents(other, { mailbox, source: 'hr' }, events)),
	]);
	const settled = await calendar.push(events);
	expect(settled.every(({ action }) => action === 'unchanged')).toBe(true);
	expect(calendar.items()).toHaveLength(1750);
}, 180_000);
