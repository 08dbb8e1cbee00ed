import type { PatternedRecurrence } from '../../../exchange/calendar/graphTypes';
import { inWordsOf } from '../../../exchange/calendar/recurrence';

type Pattern = PatternedRecurrence['pattern'];

const from = (pattern: Pattern, startDate: string): PatternedRecurrence => ({
	pattern,
	range: { type: 'noEnd', startDate },
});
const weekly = (more: Partial<Pattern> = {}): Pattern => ({
	type: 'weekly',
	interval: 1,
	daysOfWeek: ['wednesday'],
	firstDayOfWeek: 'sunday',
	...more,
});
const wednesday = '2026-11-25';
const monday = { firstDayOfWeek: 'monday' } as const;
const two = { daysOfWeek: ['wednesday', 'sunday'] } satisfies Partial<Pattern>;
const monthly = (interval: number): Pattern => ({
	type: 'absoluteMonthly',
	interval,
	dayOfMonth: 25,
});
const yearly: Pattern = { type: 'absoluteYearly', interval: 1, dayOfMonth: 25, month: 11 };

it.each<[string, Pattern, Pattern]>([
	['weeks that begin on another day', weekly(), weekly(monday)],
	['every second week, of one day', weekly({ interval: 2 }), weekly({ interval: 2, ...monday })],
	['days in another order', weekly(two), weekly({ daysOfWeek: ['sunday', 'wednesday'] })],
	['twelve months', yearly, monthly(12)],
])('the same days in the words of the other: %s', (_, wanted, own) => {
	const range = { type: 'numbered', startDate: wednesday, numberOfOccurrences: 6 } as const;
	expect(inWordsOf({ pattern: wanted, range }, from(own, wednesday))).toEqual({
		pattern: own,
		range,
	});
});

it.each<[string, Pattern, Pattern]>([
	['another day', weekly(), weekly({ daysOfWeek: ['thursday'] })],
	['another interval', weekly(), weekly({ interval: 2 })],
	[
		'every second week, of several days, that begins on another day',
		weekly({ interval: 2, ...two }),
		weekly({ interval: 2, ...two, ...monday }),
	],
	['another day of the month', monthly(1), { ...monthly(1), dayOfMonth: 24 }],
	['another month', yearly, { ...yearly, month: 10 }],
])('other days have no words of the other: %s', (_, wanted, own) => {
	expect(inWordsOf(from(wanted, wednesday), from(own, wednesday))).toBeUndefined();
});
