import type { DayIndex, DayOfWeek, Recurrence, RecurrencePattern } from '../contracts';
import { utcTime } from './lines';

const DAYS: Record<DayOfWeek, string> = {
	Sunday: 'SU',
	Monday: 'MO',
	Tuesday: 'TU',
	Wednesday: 'WE',
	Thursday: 'TH',
	Friday: 'FR',
	Saturday: 'SA',
	Day: 'SU,MO,TU,WE,TH,FR,SA',
	Weekday: 'MO,TU,WE,TH,FR',
	WeekendDay: 'SU,SA',
};
const POSITIONS: Record<DayIndex, number> = { First: 1, Second: 2, Third: 3, Fourth: 4, Last: -1 };

/**
 * An RRULE.
 * @param lastStart start of the last member, where the series has an end date
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
 */
export function recurrenceRule({ pattern, range }: Recurrence, lastStart?: Date): string {
	const parts = patternParts(pattern);
	if (range.type === 'NumberedRecurrence') parts.push(`COUNT=${range.numberOfOccurrences}`);
	if (range.type === 'EndDateRecurrence' && lastStart) parts.push(`UNTIL=${utcTime(lastStart)}`);
	return parts.join(';');
}

function patternParts(pattern: RecurrencePattern): string[] {
	switch (pattern.type) {
		case 'DailyRecurrence':
			return [`FREQ=DAILY`, `INTERVAL=${pattern.interval}`];
		case 'WeeklyRecurrence':
			return [
				'FREQ=WEEKLY',
				`INTERVAL=${pattern.interval}`,
				`BYDAY=${pattern.days.map((day) => DAYS[day]).join(',')}`,
				`WKST=${DAYS[pattern.firstDayOfWeek]}`,
			];
		case 'AbsoluteMonthlyRecurrence':
			return ['FREQ=MONTHLY', `INTERVAL=${pattern.interval}`, ...dayOfMonth(pattern.dayOfMonth)];
		case 'RelativeMonthlyRecurrence':
			return ['FREQ=MONTHLY', `INTERVAL=${pattern.interval}`, ...position(pattern)];
		case 'AbsoluteYearlyRecurrence':
			return [
				'FREQ=YEARLY',
				'INTERVAL=1',
				...dayOfMonth(pattern.dayOfMonth),
				`BYMONTH=${pattern.month}`,
			];
		case 'RelativeYearlyRecurrence':
			return ['FREQ=YEARLY', 'INTERVAL=1', ...position(pattern), `BYMONTH=${pattern.month}`];
	}
}

/** A day that some months lack means their last one. */
function dayOfMonth(day: number): string[] {
	if (day <= 28) return [`BYMONTHDAY=${day}`];
	const days = Array.from({ length: day - 27 }, (_, index) => 28 + index);
	return [`BYMONTHDAY=${days.join(',')}`, 'BYSETPOS=-1'];
}

function position({ day, index }: { day: DayOfWeek; index: DayIndex }): string[] {
	return [`BYDAY=${DAYS[day]}`, `BYSETPOS=${POSITIONS[index]}`];
}
