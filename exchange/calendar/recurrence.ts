import type { RecurrencePatternRecord, RecurrenceRecord } from '../ews/calendarItem';
import { dateText, dayOfDate } from './civil';
import { dayName, daySet, monthNumber } from './ewsNames';
import type { PatternedRecurrence } from './event';

type GraphPattern = PatternedRecurrence['pattern'];

/**
 * A recurrence as EWS sends it in the shape of Graph's `patternedRecurrence`.
 * @param zoneId the series' zone as the server sent it; Graph's `recurrenceTimeZone`
 */
export function graphRecurrence(
	{ pattern, range }: RecurrenceRecord,
	zoneId: string | undefined,
): PatternedRecurrence {
	return {
		pattern: graphPattern(pattern),
		range: {
			type: range.kind,
			startDate: plainDate(range.startDate),
			...(range.kind === 'endDate' && { endDate: plainDate(range.endDate) }),
			...(range.kind === 'numbered' && { numberOfOccurrences: range.numberOfOccurrences }),
			...(zoneId !== undefined && { recurrenceTimeZone: zoneId }),
		},
	};
}

function graphPattern(pattern: RecurrencePatternRecord): GraphPattern {
	switch (pattern.kind) {
		case 'daily':
			return { type: 'daily', interval: pattern.interval };
		case 'weekly':
			return {
				type: 'weekly',
				interval: pattern.interval,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				firstDayOfWeek: dayName(firstDayOfWeek(pattern)),
			};
		case 'absoluteMonthly':
			return {
				type: 'absoluteMonthly',
				interval: pattern.interval,
				dayOfMonth: pattern.dayOfMonth,
			};
		case 'relativeMonthly':
			return {
				type: 'relativeMonthly',
				interval: pattern.interval,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				index: graphIndex(pattern.index),
			};
		case 'absoluteYearly':
			return {
				type: 'absoluteYearly',
				interval: 1,
				dayOfMonth: pattern.dayOfMonth,
				month: monthNumber(pattern.month),
			};
		case 'relativeYearly':
			return {
				type: 'relativeYearly',
				interval: 1,
				daysOfWeek: daySet(pattern.daysOfWeek).map(dayName),
				index: graphIndex(pattern.index),
				month: monthNumber(pattern.month),
			};
	}
}

/** Index of the day that a week begins with; Exchange takes Sunday when the pattern does not say. */
export function firstDayOfWeek(pattern: { firstDayOfWeek?: string }): number {
	return daySet(pattern.firstDayOfWeek ?? 'Sunday')[0] ?? 0;
}

function graphIndex(index: string): GraphPattern['index'] {
	return index.toLowerCase() as GraphPattern['index'];
}

function plainDate(text: string): string {
	const day = dayOfDate(text);
	return day === undefined ? text : dateText(day);
}
