import { likelyStarts } from '../../../exchange/push/twoWayReads/likelyStarts';

const at = (text: string) => Date.parse(text);
const times = (start: string, isAllDay: boolean) => ({
	event: { times: { start, end: start, isAllDay, timeZone: 'UTC' } },
});
const day = (start: string) => ({ start: at(start), end: at(start) + 24 * 3_600_000 });

describe('an item that may be an event of the source', () => {
	it('starts in the same minute', () => {
		const { mayBe } = likelyStarts([times('2026-11-25T12:00:20Z', false), {}]);
		expect(mayBe({ start: at('2026-11-25T12:00:00Z') })).toBe(true);
		expect(mayBe({ start: at('2026-11-25T12:01:00Z') })).toBe(false);
		expect(mayBe(day('2026-11-25T00:00:00Z'))).toBe(false);
	});

	it('is that day in any zone', () => {
		// In Kiritimati, which is the first to have it.
		const { mayBe } = likelyStarts([times('2026-11-25T10:00:00Z', true)]);
		expect(mayBe(day('2026-11-26T12:00:00Z'))).toBe(true);
		expect(mayBe({ start: at('2026-11-26T00:00:00Z') })).toBe(true);
		expect(mayBe({ ...day('2026-11-26T00:00:00Z'), end: at('2026-11-26T01:00:00Z') })).toBe(false);
		expect(mayBe(day('2026-11-29T00:00:00Z'))).toBe(false);
	});
});
