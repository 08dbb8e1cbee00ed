import fc from 'fast-check';
import { windowParts } from '../../../exchange/calendars/availability/windows';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.UTC(2026, 10, 24, 9, 0, 7);

describe('the parts of a window', () => {
	it('are one where servers take it', () => {
		expect(windowParts({ start, end: start + 42 * day }, 30)).toEqual([
			{ start, end: start + 42 * day },
		]);
	});

	it('are two of about the same length for one day more', () => {
		const parts = windowParts({ start, end: start + 43 * day }, 30);
		expect(parts.map(({ start: from, end }) => (end - from) / day)).toEqual([21.5, 21.5]);
	});

	it('follow each other without a gap, at borders of digits, none too long or too short', () => {
		const minutes = fc.integer({ min: 1, max: 731 * 24 * 60 });
		fc.assert(
			fc.property(minutes, fc.integer({ min: 5, max: 1440 }), (length, interval) => {
				const window = { start, end: start + length * minute };
				const parts = windowParts(window, interval);
				const digit = interval * minute;
				expect(parts[0].start).toBe(start);
				expect(parts.at(-1)!.end).toBe(Math.max(window.end, start + digit));
				for (const [index, part] of parts.entries()) {
					expect(part.end - part.start).toBeGreaterThanOrEqual(digit);
					expect(part.end - part.start).toBeLessThanOrEqual(42 * day);
					if (index > 0) expect(part.start).toBe(parts[index - 1].end);
					expect((part.start - start) % digit).toBe(0);
				}
			}),
		);
	});

	it('are halves where that is wanted, down to one digit', () => {
		const halves = windowParts({ start, end: start + 60 * minute }, 30, 2);
		expect(halves).toHaveLength(2);
		expect(windowParts(halves[0], 30, 2)).toEqual([halves[0]]);
	});
});
