import type {
	DayOfWeekIndex,
	RecurrencePatternRecord,
	RecurrenceRangeRecord,
	RecurrenceRecord,
} from '../calendarItem';
import { MalformedResponse } from '../xml/malformed';
import { fieldsOf, integer, into, mapped, record, text } from '../xml/shapes';

/** Every child that a pattern or range can have. */
interface Parts {
	interval?: number;
	daysOfWeek?: string;
	firstDayOfWeek?: string;
	dayOfMonth?: number;
	dayOfWeekIndex?: string;
	month?: string;
	startDate?: string;
	endDate?: string;
	numberOfOccurrences?: number;
}

const field = fieldsOf<Parts>();

const parts = record<Parts>({
	't:Interval': field('interval', integer),
	't:DaysOfWeek': field('daysOfWeek', text),
	't:FirstDayOfWeek': field('firstDayOfWeek', text),
	't:DayOfMonth': field('dayOfMonth', integer),
	't:DayOfWeekIndex': field('dayOfWeekIndex', text),
	't:Month': field('month', text),
	't:StartDate': field('startDate', text),
	't:EndDate': field('endDate', text),
	't:NumberOfOccurrences': field('numberOfOccurrences', integer),
});

/**
 * Patterns of tasks that regenerate have no place in a calendar; such a recurrence is left out.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/recurrence-recurrencetype
 */
export const recurrence = mapped(
	record<Partial<RecurrenceRecord>>(
		{},
		{
			others: into(parts, (target: Partial<RecurrenceRecord>, value, name) => {
				const range = rangeOf(name, value);
				if (range) target.range = range;
				else target.pattern = patternOf(name, value);
			}),
		},
	),
	({ pattern, range }): RecurrenceRecord => {
		if (range === undefined) throw new MalformedResponse('a recurrence without range');
		return { pattern: pattern as RecurrencePatternRecord, range };
	},
);

function rangeOf(element: string, found: Parts): RecurrenceRangeRecord | undefined {
	const { startDate = '', endDate = '', numberOfOccurrences = 0 } = found;
	switch (element) {
		case 't:NoEndRecurrence':
			return { kind: 'noEnd', startDate };
		case 't:EndDateRecurrence':
			return { kind: 'endDate', startDate, endDate };
		case 't:NumberedRecurrence':
			return { kind: 'numbered', startDate, numberOfOccurrences };
		default:
			return undefined;
	}
}

function patternOf(element: string, found: Parts): RecurrencePatternRecord | undefined {
	const { interval = 1, daysOfWeek = '', dayOfMonth = 1, month = '', firstDayOfWeek } = found;
	const index = found.dayOfWeekIndex as DayOfWeekIndex;
	switch (element) {
		case 't:DailyRecurrence':
			return { kind: 'daily', interval };
		case 't:WeeklyRecurrence':
			return {
				kind: 'weekly',
				interval,
				daysOfWeek: daysOfWeek.split(/\s+/).filter(Boolean),
				...(firstDayOfWeek !== undefined && { firstDayOfWeek }),
			};
		case 't:AbsoluteMonthlyRecurrence':
			return { kind: 'absoluteMonthly', interval, dayOfMonth };
		case 't:RelativeMonthlyRecurrence':
			return { kind: 'relativeMonthly', interval, daysOfWeek, index };
		case 't:AbsoluteYearlyRecurrence':
			return { kind: 'absoluteYearly', dayOfMonth, month };
		case 't:RelativeYearlyRecurrence':
			return { kind: 'relativeYearly', daysOfWeek, index, month };
		default:
			return undefined;
	}
}
