import type { RecurrencePatternRecord } from '../ews/itemParts';
import { civilDate, dayNumber, daysInMonth, weekday } from './civil';
import { daySet, monthNumber } from './ewsNames';
import { firstDayOfWeek } from './recurrence';

/**
 * The days (numbers, see civil.ts) that a pattern gives, in order and without end, beginning on or
 * after `first`. Intervals count from the day, week or month that holds `first`.
 * With `skipTo`, periods that end before it are passed over without visiting them.
 */
export function patternDays(
	pattern: RecurrencePatternRecord,
	first: number,
	skipTo = first,
): Generator<number, void> {
	const from = Math.max(first, skipTo);
	switch (pattern.kind) {
		case 'daily':
			return dailyDays(pattern.interval, first, from);
		case 'weekly':
			return weeklyDays(pattern, first, from);
		case 'absoluteMonthly':
			return monthlyDays(pattern.interval, first, from, (year, month) =>
				dayInMonth(year, month, pattern.dayOfMonth),
			);
		case 'relativeMonthly': {
			const days = daySet(pattern.daysOfWeek);
			if (days.length === 0) return noDays();
			return monthlyDays(pattern.interval, first, from, (year, month) =>
				relativeDay(year, month, days, pattern.index),
			);
		}
		case 'absoluteYearly': {
			const month = monthNumber(pattern.month) ?? 1;
			return yearlyDays(first, from, (year) => dayInMonth(year, month, pattern.dayOfMonth));
		}
		case 'relativeYearly': {
			const days = daySet(pattern.daysOfWeek);
			const month = monthNumber(pattern.month) ?? 1;
			if (days.length === 0) return noDays();
			return yearlyDays(first, from, (year) => relativeDay(year, month, days, pattern.index));
		}
	}
}

function* noDays(): Generator<number, void> {}

function wholeInterval(interval: number): number {
	return interval >= 1 ? Math.floor(interval) : 1;
}

function* dailyDays(interval: number, first: number, from: number): Generator<number, void> {
	const step = wholeInterval(interval);
	for (let day = first + Math.ceil((from - first) / step) * step; ; day += step) yield day;
}

function* weeklyDays(
	pattern: Extract<RecurrencePatternRecord, { kind: 'weekly' }>,
	first: number,
	from: number,
): Generator<number, void> {
	const start = firstDayOfWeek(pattern);
	const offsets = daySet(pattern.daysOfWeek)
		.map((day) => (day - start + 7) % 7)
		.sort((a, b) => a - b);
	if (offsets.length === 0) return;
	const step = wholeInterval(pattern.interval) * 7;
	const firstWeek = first - ((weekday(first) - start + 7) % 7);
	const skipped = Math.max(0, Math.floor((from - firstWeek) / step));
	for (let week = firstWeek + skipped * step; ; week += step) {
		for (const offset of offsets) if (week + offset >= from) yield week + offset;
	}
}

function* monthlyDays(
	interval: number,
	first: number,
	from: number,
	dayOf: (year: number, month: number) => number | undefined,
): Generator<number, void> {
	const step = wholeInterval(interval);
	const monthOf = (day: number) => {
		const { year, month } = civilDate(day);
		return year * 12 + month - 1;
	};
	const firstMonth = monthOf(first);
	const skipped = Math.floor((monthOf(from) - firstMonth) / step);
	for (let month = firstMonth + skipped * step; ; month += step) {
		const day = dayOf(Math.floor(month / 12), (month % 12) + 1);
		if (day !== undefined && day >= from) yield day;
	}
}

function* yearlyDays(
	first: number,
	from: number,
	dayOf: (year: number) => number | undefined,
): Generator<number, void> {
	for (let year = civilDate(Math.max(first, from)).year; ; year++) {
		const day = dayOf(year);
		if (day !== undefined && day >= from) yield day;
	}
}

/** Exchange takes the last day of a month that is too short. */
function dayInMonth(year: number, month: number, day: number): number {
	return dayNumber(year, month, Math.min(day, daysInMonth(year, month)));
}

const ordinals: Readonly<Record<string, number>> = { First: 1, Second: 2, Third: 3, Fourth: 4 };

function relativeDay(
	year: number,
	month: number,
	days: number[],
	index: string,
): number | undefined {
	const first = dayNumber(year, month, 1);
	const last = first + daysInMonth(year, month) - 1;
	if (index === 'Last') {
		for (let day = last; day >= first; day--) if (days.includes(weekday(day))) return day;
		return undefined;
	}
	let left = ordinals[index] ?? 1;
	for (let day = first; day <= last; day++) {
		if (days.includes(weekday(day)) && --left === 0) return day;
	}
	return undefined;
}
