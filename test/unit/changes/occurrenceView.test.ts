import { occurrenceView } from '../../../exchange/changes/view';
import { CalendarInMemory } from './calendarInMemory';

const day = 86_400_000;
const start = Date.UTC(2026, 10, 23, 9, 0);

it('keeps the occurrences of series, and of the singles only those that are looked for', async () => {
	const calendar = new CalendarInMemory();
	const singles = Array.from({ length: 300 }, (_, n) =>
		calendar.create({ subject: `${n}`, start: start + n * 60_000, end: start + n * 60_000 + 1 }),
	);
	const series = calendar.create(
		{ subject: 'Daily', start, end: start + 3_600_000 },
		{
			pattern: { kind: 'daily', interval: 1 },
			zone: 'Europe/Berlin',
			startDate: '2026-11-23',
			minuteOfDay: 600,
			lengthMinutes: 60,
			exceptions: new Map(),
			deleted: new Set(),
		},
	);
	const view = occurrenceView(calendar, ({ uid }) => uid === singles[7].uid);
	await view.load({ start: start - day, end: start + 10 * day });
	expect(view.ofUid(series.uid).size).toBeGreaterThan(8);
	const kept = [...view.entries()].filter(({ type }) => type === 'Single');
	expect(kept.map(({ uid }) => uid)).toEqual([singles[7].uid]);
});
