import { assertOrder } from '../../../../exchange/calendars/events/timesOfChange';
import { timeZones } from '../../../../exchange/calendar/timeZone';
import type { WritableTimes } from '../../../../exchange/push/input/writableEvent';

/** Five nights from 7 December on, from 22 to 6. */
const nights: WritableTimes = {
	start: '2026-12-07T22:00:00Z',
	end: '2026-12-08T06:00:00Z',
	isAllDay: false,
	timeZone: 'UTC',
	recurrence: {
		pattern: { type: 'daily', interval: 1 },
		range: { type: 'numbered', startDate: '2026-12-07', numberOfOccurrences: 5 },
	},
};
const originalStart = '2026-12-08T22:00:00Z';
const check =
	(start: string, end: string, more: Partial<WritableTimes> = {}) =>
	() =>
		assertOrder({ ...nights, exceptions: [{ originalStart, start, end }], ...more }, timeZones());

it.each([
	['as the night before ends', '2026-12-08T06:00:00Z', '2026-12-08T12:00:00Z'],
	['until the next one begins', originalStart, '2026-12-09T22:00:00Z'],
	['earlier on its day', '2026-12-08T20:00:00Z', '2026-12-09T04:00:00Z'],
])('a night shift of its own takes place %s', (_, start, end) => {
	expect(check(start, end)).not.toThrow();
});

it.each([
	['before the one before ends', '2026-12-08T05:59:00Z', '2026-12-08T12:00:00Z'],
	['after the next one begins', originalStart, '2026-12-09T22:01:00Z'],
	['on the day of the one before', '2026-12-07T12:00:00Z', '2026-12-07T14:00:00Z'],
	['on the day of the next one', '2026-12-09T12:00:00Z', '2026-12-09T14:00:00Z'],
])('a night shift of its own is refused %s', (_, start, end) => {
	expect(check(start, end)).toThrow('keeps its time');
});

it('a night shift of its own takes the place of one that is off', () => {
	const cancelled = ['2026-12-07T22:00:00Z'];
	expect(check('2026-12-08T05:00:00Z', '2026-12-08T12:00:00Z', { cancelled })).not.toThrow();
});
