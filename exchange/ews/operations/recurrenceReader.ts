import { MalformedResponse } from '../errors';
import type {
	DayOfWeekIndex,
	RecurrencePatternRecord,
	RecurrenceRangeRecord,
	RecurrenceRecord,
} from '../itemParts';
import { fieldsOf, integer, into, mapped, record, text } from '../../xml/shapes';

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

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/recurrence-recurrencetype */
export const recurrence = mapped(
	record<Partial<RecurrenceRecord>>(
		{},
		{
			others: into(parts, (target: Partial<RecurrenceRecord>, value, name) => {
				target.range ??= understood(() => rangeOf(name, value));
				target.pattern ??= understood(() => patternOf(name, value));
			}),
		},
	),
	({ pattern, range }) => {
		// A series that cannot be read here is left to the server to expand.
		if (!pattern || !range) return undefined as unknown as RecurrenceRecord;
		return { pattern, range };
	},
);

/** One series that is not understood must not cost the answer that it came with. */
function understood<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}

function rangeOf(element: string, found: Parts): RecurrenceRangeRecord | undefined {
	const startDate = () => required(found.startDate, 'StartDate');
	switch (element) {
		case 't:NoEndRecurrence':
			return { kind: 'noEnd', startDate: startDate() };
		case 't:EndDateRecurrence':
			return {
				kind: 'endDate',
				startDate: startDate(),
				endDate: required(found.endDate, 'EndDate'),
			};
		case 't:NumberedRecurrence':
			return {
				kind: 'numbered',
				startDate: startDate(),
				numberOfOccurrences: required(found.numberOfOccurrences, 'NumberOfOccurrences'),
			};
		default:
			return undefined;
	}
}

/** Undefined for a range, and for what tasks that regenerate have. */
function patternOf(element: string, found: Parts): RecurrencePatternRecord | undefined {
	const { firstDayOfWeek } = found;
	const interval = () => required(found.interval, 'Interval');
	const daysOfWeek = () => required(found.daysOfWeek, 'DaysOfWeek');
	const dayOfMonth = () => required(found.dayOfMonth, 'DayOfMonth');
	const month = () => required(found.month, 'Month');
	const index = () => required(found.dayOfWeekIndex, 'DayOfWeekIndex') as DayOfWeekIndex;
	switch (element) {
		case 't:DailyRecurrence':
			return { kind: 'daily', interval: interval() };
		case 't:WeeklyRecurrence':
			return {
				kind: 'weekly',
				interval: interval(),
				daysOfWeek: daysOfWeek().split(/\s+/).filter(Boolean),
				...(firstDayOfWeek !== undefined && { firstDayOfWeek }),
			};
		case 't:AbsoluteMonthlyRecurrence':
			return { kind: 'absoluteMonthly', interval: interval(), dayOfMonth: dayOfMonth() };
		case 't:RelativeMonthlyRecurrence':
			return {
				kind: 'relativeMonthly',
				interval: interval(),
				daysOfWeek: daysOfWeek(),
				index: index(),
			};
		case 't:AbsoluteYearlyRecurrence':
			return { kind: 'absoluteYearly', dayOfMonth: dayOfMonth(), month: month() };
		case 't:RelativeYearlyRecurrence':
			return { kind: 'relativeYearly', daysOfWeek: daysOfWeek(), index: index(), month: month() };
		default:
			return undefined;
	}
}

function required<T>(value: T | undefined, what: string): T {
	if (value !== undefined && value !== '') return value;
	throw new MalformedResponse(`a recurrence without ${what}`);
}
