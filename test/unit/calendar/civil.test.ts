import fc from 'fast-check';
import {
	dateText,
	instantOf,
	instantText,
	instantTextOf,
	localText,
} from '../../../exchange/calendar/civil';

const instant = fc.integer({ min: Date.UTC(1, 0), max: Date.UTC(9999, 11, 31) });
const iso = (utc: number) => new Date(utc).toISOString();

describe('times as text', () => {
	it('are those that Date writes', () => {
		fc.assert(
			fc.property(instant, (utc) => {
				expect(instantText(utc)).toBe(`${iso(utc).slice(0, 19)}Z`);
				expect(localText(utc)).toBe(`${iso(utc).slice(0, 23)}0000`);
				expect(dateText(Math.floor(utc / 86_400_000))).toBe(iso(utc).slice(0, 10));
			}),
			{ numRuns: 1000 },
		);
	});

	it('are read as Date reads them', () => {
		fc.assert(
			fc.property(instant, (utc) => {
				const seconds = `${iso(utc).slice(0, 19)}Z`;
				expect(instantOf(seconds)).toBe(Date.parse(seconds));
				expect(instantTextOf(seconds)).toBe(seconds);
				expect(instantOf(iso(utc))).toBe(utc);
				expect(instantTextOf(iso(utc))).toBe(seconds);
			}),
			{ numRuns: 1000 },
		);
	});

	it.each([
		['2026-11-25T10:00:00+01:00', '2026-11-25T09:00:00Z'],
		['2026-11-25T09:00:00', '2026-11-25T09:00:00Z'],
		['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
		['2026-13-01T00:00:00Z', undefined],
		['2026-1a-01T00:00:00Z', undefined],
		['2026-11-25T25:00:00Z', undefined],
		['20261125T090000Z0000', undefined],
		['', undefined],
		[undefined, undefined],
	])('%s is %s', (text, expected) => {
		expect(instantTextOf(text)).toBe(expected);
	});
});
