import { civilDate, dateText, daysInMonth, weekday } from '../../calendar/civil';
import { dayName } from '../../calendar/ewsNames';
import type { GraphDayOfWeek, PatternedRecurrence } from '../../calendar/event';
import { InvalidInput } from '../../errors';
import { longestInterval } from './recurrence';
import { describe } from './values';

/** Contents of a text with RRULE and EXDATE lines. */
interface RecurrenceText {
	recurrence: PatternedRecurrence;
	/** EXDATE values as written, with the TZID of their line. */
	excluded: Array<{ text: string; zone?: string }>;
}

type Pattern = PatternedRecurrence['pattern'];
type Index = NonNullable<Pattern['index']>;

const dayCodes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const indexes: Record<string, Index> = {
	'1': 'first',
	'2': 'second',
	'3': 'third',
	'4': 'fourth',
	'-1': 'last',
};
const knownParts = new Set([
	'FREQ',
	'INTERVAL',
	'COUNT',
	'UNTIL',
	'BYDAY',
	'BYMONTHDAY',
	'BYMONTH',
	'BYSETPOS',
	'WKST',
]);

/** Name, parameters and value; a quoted parameter may hold any of `:`, `;` and `,`. */
const contentLine = /^([A-Z-]+)((?:;(?:"[^"]*"|[^:"])*)?):(.*)$/i;
const parameter = /;([^=;]+)=("[^"]*"|[^;"]*)/g;

/**
 * Reads an RRULE as far as Exchange can keep it.
 * @param startDay day number of the first start in the series' zone
 * @throws InvalidInput naming `rrule`, for what is unreadable and for what no Exchange can express
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
 */
export function readRrule(text: unknown, startDay: number, localUntil: LocalUntil): RecurrenceText {
	if (typeof text !== 'string' || text.trim() === '') throw refused(`it is ${describe(text)}`);
	const lines = text
		.replace(/\r?\n[ \t]/g, '')
		.split(/\r?\n/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
	const excluded: RecurrenceText['excluded'] = [];
	let rule: string | undefined;
	for (const line of lines) {
		const [, name, parameters = '', value = ''] = contentLine.exec(line) ?? [];
		const kind = name?.toUpperCase();
		if (kind === 'EXDATE') {
			const zone = [...parameters.matchAll(parameter)].find(([, own]) => /^TZID$/i.test(own))?.[2];
			for (const one of value.split(',')) {
				excluded.push({ text: one.trim(), zone: zone?.replace(/^"|"$/g, '') });
			}
		} else if (kind === 'DTSTART') continue;
		else if (kind === 'RRULE' || (kind === undefined && /^FREQ=|;FREQ=/i.test(line))) {
			if (rule !== undefined) throw refused('it has more than one rule');
			rule = kind === 'RRULE' ? value : line;
		} else throw refused(`it has the line ${describe(line)}`);
	}
	if (rule === undefined) throw refused('it has no rule');
	return { recurrence: recurrenceOf(rule, startDay, localUntil), excluded };
}

/** The date that an UNTIL value means in the series' zone; undefined when it is unreadable. */
type LocalUntil = (until: string) => number | undefined;

function recurrenceOf(rule: string, startDay: number, localUntil: LocalUntil): PatternedRecurrence {
	const parts = new Map<string, string>();
	for (const part of rule.split(';')) {
		if (part === '') continue;
		const [name, value] = part.toUpperCase().split('=');
		if (!knownParts.has(name)) throw refused(`Exchange has nothing like ${describe(part)}`);
		if (!value || parts.has(name)) throw refused(`the part ${describe(part)} can't be read`);
		parts.set(name, value);
	}
	return {
		pattern: patternOf(parts, startDay),
		range: rangeOf(parts, startDay, localUntil),
	};
}

function rangeOf(
	parts: ReadonlyMap<string, string>,
	startDay: number,
	localUntil: LocalUntil,
): PatternedRecurrence['range'] {
	const startDate = dateText(startDay);
	const count = parts.get('COUNT');
	const until = parts.get('UNTIL');
	if (count !== undefined && until !== undefined) throw refused('it has both COUNT and UNTIL');
	if (count !== undefined) {
		return { type: 'numbered', startDate, numberOfOccurrences: whole(parts, 'COUNT', 999) };
	}
	if (until === undefined) return { type: 'noEnd', startDate };
	const last = localUntil(until);
	if (last === undefined) throw refused(`UNTIL is ${describe(until)}`);
	return { type: 'endDate', startDate, endDate: dateText(last) };
}

function patternOf(parts: ReadonlyMap<string, string>, startDay: number): Pattern {
	const interval = intervalOf(parts);
	const start = civilDate(startDay);
	const onlyWith = (...allowed: string[]) => {
		for (const name of parts.keys()) {
			if (name.startsWith('BY') && !allowed.includes(name)) {
				throw refused(`Exchange has no ${parts.get('FREQ')} rule with ${name}`);
			}
		}
	};
	switch (parts.get('FREQ')) {
		case 'DAILY': {
			onlyWith('BYDAY');
			if (!parts.has('BYDAY')) return { type: 'daily', interval };
			if (interval > 1) throw refused('Exchange has no DAILY rule with INTERVAL and BYDAY');
			return weekly(parts, 1, plainDays(parts));
		}
		case 'WEEKLY': {
			onlyWith('BYDAY');
			const days = parts.has('BYDAY') ? plainDays(parts) : [dayName(weekday(startDay))];
			return weekly(parts, interval, days);
		}
		case 'MONTHLY':
			onlyWith('BYDAY', 'BYMONTHDAY', 'BYSETPOS');
			return monthly(parts, interval, start.day);
		case 'YEARLY': {
			onlyWith('BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS');
			const month = parts.has('BYMONTH') ? whole(parts, 'BYMONTH', 12) : start.month;
			if (parts.has('BYDAY') && !parts.has('BYMONTH')) {
				throw refused('Exchange has no YEARLY rule with BYDAY but without BYMONTH');
			}
			const within = monthly(parts, interval, start.day, daysInMonth(2001, month));
			const type = within.type === 'absoluteMonthly' ? 'absoluteYearly' : 'relativeYearly';
			return { ...within, type, month };
		}
		default:
			throw refused(`Exchange has no FREQ=${parts.get('FREQ') ?? ''}`);
	}
}

function intervalOf(parts: ReadonlyMap<string, string>): number {
	if (!parts.has('INTERVAL')) return 1;
	const types = { DAILY: 'daily', WEEKLY: 'weekly', YEARLY: 'absoluteYearly' } as const;
	const type = types[parts.get('FREQ') as keyof typeof types] ?? 'absoluteMonthly';
	return whole(parts, 'INTERVAL', longestInterval(type));
}

function weekly(
	parts: ReadonlyMap<string, string>,
	interval: number,
	daysOfWeek: GraphDayOfWeek[],
): Pattern {
	const first = dayCodes.indexOf(parts.get('WKST') ?? 'MO');
	if (first < 0) throw refused(`WKST is ${describe(parts.get('WKST'))}`);
	return { type: 'weekly', interval, daysOfWeek, firstDayOfWeek: dayName(first) };
}

function monthly(
	parts: ReadonlyMap<string, string>,
	interval: number,
	startDate: number,
	/** Days that the month always has. */
	everyMonth = 28,
): Pattern {
	if (parts.has('BYDAY')) return relative(parts, interval);
	const text = parts.get('BYMONTHDAY') ?? String(startDate);
	const last = parts.get('BYSETPOS') === '-1' ? lastListedDay(text, everyMonth) : undefined;
	if (last !== undefined) return { type: 'absoluteMonthly', interval, dayOfMonth: last };
	if (parts.has('BYSETPOS')) throw refused('it has BYSETPOS without BYDAY');
	// The last day of each month, whatever its number.
	if (text === '-1') return { type: 'absoluteMonthly', interval, dayOfMonth: 31 };
	if (!/^\d{1,2}$/.test(text)) throw refused(`Exchange has no BYMONTHDAY=${text}`);
	const dayOfMonth = Number(text);
	if (dayOfMonth < 1 || dayOfMonth > 31) throw refused(`BYMONTHDAY is ${text}`);
	// RFC 5545 leaves out months that are too short, Exchange takes their last day.
	if (dayOfMonth > everyMonth) {
		throw refused(`Exchange can't leave out the months that have no day ${dayOfMonth}`);
	}
	return { type: 'absoluteMonthly', interval, dayOfMonth };
}

/** The day of `28,29,30`, the last of which that a month has is meant: just what Exchange does. */
function lastListedDay(text: string, everyMonth: number): number | undefined {
	const days = text.split(',').map(Number);
	const isRow = days.every((day, index) => index === 0 || day === days[index - 1] + 1);
	const last = days[days.length - 1];
	return isRow && days[0] >= 1 && days[0] <= everyMonth && last <= 31 ? last : undefined;
}

function relative(parts: ReadonlyMap<string, string>, interval: number): Pattern {
	if (parts.has('BYMONTHDAY')) throw refused('Exchange has no rule with BYDAY and BYMONTHDAY');
	const entries = (parts.get('BYDAY') ?? '').split(',');
	const position = parts.get('BYSETPOS');
	if (position !== undefined) {
		const index = indexes[position];
		if (!index) throw refused(`Exchange has no BYSETPOS=${position}`);
		return { type: 'relativeMonthly', interval, daysOfWeek: plainDays(parts), index };
	}
	const [, place, code] = /^([+-]?\d)([A-Z]{2})$/.exec(entries[0]) ?? [];
	const index = place && indexes[place.replace('+', '')];
	const day = dayCodes.indexOf(code ?? '');
	if (entries.length !== 1 || !index || day < 0) {
		throw refused(`Exchange has no BYDAY=${parts.get('BYDAY') ?? ''} within a month`);
	}
	return { type: 'relativeMonthly', interval, daysOfWeek: [dayName(day)], index };
}

function plainDays(parts: ReadonlyMap<string, string>): GraphDayOfWeek[] {
	const days = (parts.get('BYDAY') ?? '').split(',').map((code) => dayCodes.indexOf(code));
	if (days.some((day) => day < 0)) throw refused(`BYDAY is ${describe(parts.get('BYDAY'))}`);
	return [...new Set(days)].sort((a, b) => a - b).map(dayName);
}

function whole(parts: ReadonlyMap<string, string>, name: string, most: number): number {
	const value = Number(parts.get(name));
	if (Number.isInteger(value) && value >= 1 && value <= most) return value;
	throw refused(`${name} is ${describe(parts.get(name))}, not a number from 1 to ${most}`);
}

function refused(why: string): InvalidInput {
	return new InvalidInput('rrule', `The rrule can't be used: ${why}`, {
		remedy:
			'Use a DAILY, WEEKLY, MONTHLY or YEARLY rule that Outlook could show (BYMONTHDAY=-1 is the last day of a month), or a recurrence in the shape of Graph.',
	});
}

/** `20261201T090000Z`, `20261201T090000` and `20261201` in ISO's longer form; undefined for others. */
export function isoOfCompact(text: string): string | undefined {
	const [, year, month, day, hour, minute, second, utc] =
		/^(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)(Z?))?$/.exec(text.toUpperCase()) ?? [];
	if (year === undefined) return undefined;
	const date = `${year}-${month}-${day}`;
	return hour === undefined ? date : `${date}T${hour}:${minute}:${second}${utc ?? ''}`;
}
