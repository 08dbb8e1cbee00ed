import { valuesOf, type Behaviours } from '../../exchangeServer/behaviours';
import { restrictedSearches } from '../../exchangeServer/behaviours/restrictedSearches';
import { appointment, closeQuietly, startCalendar, type TestCalendar } from './calendar';

const now = new Date('2026-11-23T10:00:00Z');
let calendar: TestCalendar;
afterEach(async () => await closeQuietly(calendar));

const many = (from: number, to: number) =>
	Array.from({ length: to - from }, (_, at) => appointment(String(from + at)));
const count = (results: Array<{ action: string }>, action: string) =>
	results.filter((one) => one.action === action).length;

describe.each(valuesOf(restrictedSearches))('where the server cuts searches: %s', (value) => {
	beforeEach(async () => {
		const behaviours = { restrictedSearches: value } as Partial<Behaviours>;
		calendar = await startCalendar(() => now, { behaviours });
	});

	it('no event is doubled, and a snapshot clears the calendar', async () => {
		expect(count(await calendar.push(many(0, 300)), 'created')).toBe(300);
		const more = await calendar.push(many(0, 310));
		expect([count(more, 'unchanged'), count(more, 'created')]).toEqual([300, 10]);
		const snapshot = await calendar.push(many(0, 311), { action: 'snapshot' });
		expect([count(snapshot, 'unchanged'), count(snapshot, 'created')]).toEqual([310, 1]);
		await calendar.push(many(0, 10), { action: 'snapshot', maxDeletes: '100%', now });
		expect(calendar.items()).toHaveLength(10);
		const rest = await calendar.push(many(0, 10), { action: 'delete', maxDeletes: '100%' });
		expect(count(rest, 'deleted')).toBe(10);
	}, 60_000);
});
