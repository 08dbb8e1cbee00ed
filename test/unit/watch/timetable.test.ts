import { Timetable } from '../../../exchange/watch/timetable';

const minute = 60_000;
const now = Date.parse('2026-11-24T08:00:00Z');
const review = { id: 'review', start: now + 5 * minute, end: now + 65 * minute };

it('gives each moment once, also one that was late', () => {
	const kinds = new Set(['startsSoon', 'started'] as const);
	const timetable = new Timetable({ kinds, aheadMs: 15 * minute }, now);
	timetable.fill([], now);
	timetable.fill([review], now);
	for (const [date, kind, next] of [
		[now, 'startsSoon', review.start],
		[review.start, 'started', Infinity],
	] as const) {
		const due = timetable.due(date);
		expect(due.map((moment) => moment.kind)).toEqual([kind]);
		timetable.told(date, due);
		expect(timetable.due(date)).toEqual([]);
		expect(timetable.next(date)).toBe(next);
	}
});
