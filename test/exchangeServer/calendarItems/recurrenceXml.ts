import type {
	CalendarItem,
	DayIndex,
	DayOfWeek,
	Recurrence,
	RecurrencePattern,
	RecurrenceRange,
	XmlElement,
	XmlNode,
} from '../contracts';
import { parseDay, wrongField } from '../model/recurrence';
import { firstAndLast, type EventInstance } from '../model/series';
import { formatOffset, momentOf, type ZoneTable } from '../model/zonedTime';
import { ResponseError } from '../responseErrors';
import { utc, type TimeZone } from '../timeZones';
import { element, type XmlContent } from '../xml/element';
import { textOf } from '../xml/node';

const MONTHS = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];
const MS_PER_DAY = 86_400_000;

export function recurrenceElement({ pattern, range }: Recurrence, zone: TimeZone): XmlElement {
	return element('t:Recurrence', [patternElement(pattern), rangeElement(range, zone)]);
}

function patternElement(pattern: RecurrencePattern): XmlElement {
	const content: XmlContent[] = [];
	if ('interval' in pattern) content.push(element('t:Interval', pattern.interval));
	switch (pattern.type) {
		case 'DailyRecurrence':
			break;
		case 'WeeklyRecurrence':
			content.push(
				element('t:DaysOfWeek', pattern.days.join(' ')),
				element('t:FirstDayOfWeek', pattern.firstDayOfWeek),
			);
			break;
		case 'AbsoluteMonthlyRecurrence':
			content.push(element('t:DayOfMonth', pattern.dayOfMonth));
			break;
		case 'AbsoluteYearlyRecurrence':
			content.push(
				element('t:DayOfMonth', pattern.dayOfMonth),
				element('t:Month', MONTHS[pattern.month - 1]),
			);
			break;
		case 'RelativeMonthlyRecurrence':
			content.push(
				element('t:DaysOfWeek', pattern.day),
				element('t:DayOfWeekIndex', pattern.index),
			);
			break;
		case 'RelativeYearlyRecurrence':
			content.push(
				element('t:DaysOfWeek', pattern.day),
				element('t:DayOfWeekIndex', pattern.index),
				element('t:Month', MONTHS[pattern.month - 1]),
			);
	}
	return element(`t:${pattern.type}`, content);
}

function rangeElement(range: RecurrenceRange, zone: TimeZone): XmlElement {
	const content: XmlContent[] = [element('t:StartDate', dateIn(range.startDate, zone))];
	if (range.type === 'EndDateRecurrence') {
		content.push(element('t:EndDate', dateIn(range.endDate, zone)));
	}
	if (range.type === 'NumberedRecurrence') {
		content.push(element('t:NumberOfOccurrences', range.numberOfOccurrences));
	}
	return element(`t:${range.type}`, content);
}

/** Dates of ranges carry the offset of the answer's zone: `2016-03-15Z`, `2014-03-08-08:00`. */
function dateIn(date: string, zone: TimeZone): string {
	if (zone === utc) return `${date}Z`;
	const midnight = momentOf(parseDay(date) * MS_PER_DAY, zone);
	return date + formatOffset(zone.offsetAt(midnight));
}

/** @throws ResponseError ErrorCalendarInvalidRecurrence and its kin */
export function readRecurrence(node: XmlNode): Recurrence {
	const [patternNode, rangeNode] = node.children;
	if (!patternNode || !rangeNode) throw invalidRecurrence();
	const recurrence = { pattern: readPattern(patternNode), range: readRange(rangeNode) };
	if (wrongField(recurrence) !== undefined) throw invalidRecurrence();
	const { range } = recurrence;
	if (range.type === 'EndDateRecurrence' && parseDay(range.endDate) < parseDay(range.startDate)) {
		throw new ResponseError(
			'ErrorCalendarEndDateIsEarlierThanStartDate',
			'EndDate is earlier than StartDate.',
		);
	}
	return recurrence;
}

function readPattern(node: XmlNode): RecurrencePattern {
	const number = (name: string) => Number(textOf(node, name));
	const words = (textOf(node, 'DaysOfWeek') ?? '').trim().split(/\s+/) as DayOfWeek[];
	const index = (textOf(node, 'DayOfWeekIndex') ?? 'First') as DayIndex;
	const month = () => MONTHS.indexOf((textOf(node, 'Month') ?? '').trim()) + 1;
	switch (node.name) {
		case 'DailyRecurrence':
			return { type: node.name, interval: number('Interval') };
		case 'WeeklyRecurrence':
			return {
				type: node.name,
				interval: number('Interval'),
				days: words,
				firstDayOfWeek: (textOf(node, 'FirstDayOfWeek')?.trim() ?? 'Sunday') as DayOfWeek,
			};
		case 'AbsoluteMonthlyRecurrence':
			return {
				type: node.name,
				interval: number('Interval'),
				dayOfMonth: number('DayOfMonth'),
			};
		case 'RelativeMonthlyRecurrence':
			return { type: node.name, interval: number('Interval'), day: words[0], index };
		case 'AbsoluteYearlyRecurrence':
			return { type: node.name, dayOfMonth: number('DayOfMonth'), month: month() };
		case 'RelativeYearlyRecurrence':
			return { type: node.name, day: words[0], index, month: month() };
		default:
			throw invalidRecurrence();
	}
}

function readRange(node: XmlNode): RecurrenceRange {
	const startDate = (textOf(node, 'StartDate') ?? '').trim().slice(0, 10);
	switch (node.name) {
		case 'NoEndRecurrence':
			return { type: node.name, startDate };
		case 'EndDateRecurrence': {
			const endDate = (textOf(node, 'EndDate') ?? '').trim().slice(0, 10);
			return { type: node.name, startDate, endDate };
		}
		case 'NumberedRecurrence': {
			const numberOfOccurrences = Number(textOf(node, 'NumberOfOccurrences'));
			return { type: node.name, startDate, numberOfOccurrences };
		}
		default:
			throw invalidRecurrence();
	}
}

function invalidRecurrence(): ResponseError {
	return new ResponseError(
		'ErrorCalendarInvalidRecurrence',
		'The recurrence pattern is not valid.',
	);
}

/** t:FirstOccurrence, t:LastOccurrence. */
export function boundaryElement(
	which: 'first' | 'last',
	master: CalendarItem,
	zones: ZoneTable,
	date: (moment: Date) => string,
): XmlElement | undefined {
	const member = firstAndLast(master, zones)[which];
	const name = which === 'first' ? 't:FirstOccurrence' : 't:LastOccurrence';
	return member && element(name, occurrenceInfo(member, date));
}

export function occurrenceInfo(
	{ id, changeKey, fields, originalStart }: EventInstance,
	date: (moment: Date) => string,
): XmlElement[] {
	return [
		element('t:ItemId', undefined, { Id: id, ChangeKey: changeKey }),
		element('t:Start', date(fields.start)),
		element('t:End', date(fields.end)),
		element('t:OriginalStart', date(originalStart ?? fields.start)),
	];
}
