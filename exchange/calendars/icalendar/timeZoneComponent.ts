import {
	civilDate,
	dayMs,
	dayNumber,
	daysInMonth,
	localText,
	timeOfDay,
	weekday,
} from '../../calendar/civil';
import type { Zone } from '../../calendar/zone';
import type { JCal, JProperty } from './jcal';

/** A change of a clock: at `utc` from one offset to another, all in milliseconds. */
interface Change {
	utc: number;
	before: number;
	after: number;
}

const dayCodes = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** Years for which a rule has to be right before it is written as one for ever. */
const provenYears = 12;

/**
 * VTIMEZONE for a time, with the rules of its years: one that repeats where the clock goes by one, else each
 * change by itself.
 * @param from year of the first time; `to` of the last that is named, where it is known
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.6.5
 */
export function timeZoneComponent(zone: Zone, from: number, to?: number): JCal {
	const last = Math.max(to ?? 0, from + provenYears);
	const years = new Map<number, Change[]>();
	for (let year = from - 1; year <= last; year++) years.set(year, changesOf(zone, year));
	const observances = repeating(years, from - 1) ?? [
		steady(zone, from - 1),
		...[...years.values()].flat().map((change) => observance(change)),
	];
	return ['vtimezone', [['tzid', {}, 'text', zone.id]], observances];
}

/** The offset with which a year begins. */
function steady(zone: Zone, year: number): JCal {
	const utc = dayNumber(year, 1, 1) * dayMs;
	const offset = zone.toLocal(utc) - utc;
	return observance({ utc, before: offset, after: offset });
}

/** The changes of a year as rules, if the years all have the same number of them and each keeps its rule. */
function repeating(years: ReadonlyMap<number, Change[]>, first: number): JCal[] | undefined {
	const start = years.get(first) ?? [];
	if (start.length === 0) return undefined;
	const rules: JCal[] = [];
	for (const [index, change] of start.entries()) {
		const rule = rulesFor(change).find((candidate) =>
			[...years.values()].every((changes) => {
				const other = changes[index];
				return (
					changes.length === start.length &&
					other.before === change.before &&
					other.after === change.after &&
					timeOfDay(other.utc + other.before) === timeOfDay(change.utc + change.before) &&
					rulesFor(other).includes(candidate)
				);
			}),
		);
		if (rule === undefined) return undefined;
		rules.push(observance(change, rule));
	}
	return rules;
}

/** Rules of the year that the day of a change fits, the last weekday of a month before its fourth. */
function rulesFor({ utc, before }: Change): string[] {
	const day = Math.floor((utc + before) / dayMs);
	const { year, month, day: date } = civilDate(day);
	const code = dayCodes[weekday(day)];
	const isLast = date + 7 > daysInMonth(year, month);
	const places = [...(isLast ? [-1] : []), ...(date <= 28 ? [Math.ceil(date / 7)] : [])];
	return [...places.map((place) => `${month}:${place}${code}`), `${month}:${date}`];
}

function observance({ utc, before, after }: Change, rule?: string): JCal {
	const properties: JProperty[] = [
		['dtstart', {}, 'date-time', localText(utc + before).slice(0, 19)],
		['tzoffsetfrom', {}, 'utc-offset', offsetText(before)],
		['tzoffsetto', {}, 'utc-offset', offsetText(after)],
	];
	const [month, day] = rule?.split(':') ?? [];
	if (rule !== undefined) {
		const which = /^\d+$/.test(day) ? { bymonthday: Number(day) } : { byday: day };
		properties.push(['rrule', {}, 'recur', { freq: 'YEARLY', bymonth: Number(month), ...which }]);
	}
	return [after > before ? 'daylight' : 'standard', properties, []];
}

/** `+01:00`. */
function offsetText(offset: number): string {
	const minutes = Math.round(Math.abs(offset) / 60_000);
	const two = (number: number) => String(number).padStart(2, '0');
	return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function changesOf(zone: Zone, year: number): Change[] {
	const offsetAt = (utc: number) => zone.toLocal(utc) - utc;
	const changes: Change[] = [];
	const end = dayNumber(year + 1, 1, 1) * dayMs;
	for (let at = dayNumber(year, 1, 1) * dayMs; at < end; at += dayMs) {
		const [before, after] = [offsetAt(at), offsetAt(at + dayMs)];
		if (before === after) continue;
		let [low, high] = [at, at + dayMs];
		while (high - low > 60_000) {
			const middle = Math.floor((low + high) / 120_000) * 60_000;
			if (offsetAt(middle) === before) low = middle;
			else high = middle;
		}
		changes.push({ utc: high, before, after });
	}
	return changes;
}
