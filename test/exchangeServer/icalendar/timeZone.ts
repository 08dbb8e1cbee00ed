import { definitionOf, findTimeZone, type TimeZone } from '../timeZones';
import type { PeriodTransition, TimeZoneDefinition, TimeZonePeriod } from '../timeZonesDefinition';
import { component, line } from './lines';

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** The rules hold in every year, as Exchange writes them. */
const FIRST_YEAR = '1601';

/** A VTIMEZONE with the rules that hold in that year. */
export function timeZoneComponent(zone: TimeZone, year: number): string {
	const rules = rulesOf(zone, year);
	return component('VTIMEZONE', [line('TZID', zone.id), ...observances(rules, zone)]);
}

interface Rules {
	transitions: PeriodTransition[];
	periods: Map<string, TimeZonePeriod>;
}

function rulesOf(zone: TimeZone, year: number): Rules {
	const definition: TimeZoneDefinition =
		zone.definition ?? definitionOf(findTimeZone(zone.id)?.id ?? 'UTC');
	const begun = definition.transitions.filter(
		({ from }) => from === undefined || Number(from.slice(0, 4)) <= year,
	);
	const current = begun.at(-1) ?? definition.transitions[0];
	const group = definition.groups.find(({ id }) => id === current?.to);
	return {
		transitions: group?.transitions ?? [{ to: current?.to ?? definition.periods[0].id }],
		periods: new Map(definition.periods.map((period) => [period.id, period])),
	};
}

function observances({ transitions, periods }: Rules, zone: TimeZone): string[] {
	const biasAfter = transitions.map(({ to }) => periods.get(to)?.biasMinutes ?? 0);
	const standard = Math.max(...biasAfter);
	return transitions.map((transition, index) => {
		const bias = biasAfter[index];
		const before = biasAfter.at(index - 1) ?? bias;
		return component(bias === standard ? 'STANDARD' : 'DAYLIGHT', [
			line('DTSTART', `${FIRST_YEAR}0101T${timeOf(transition)}`),
			line('TZOFFSETFROM', offset(before)),
			line('TZOFFSETTO', offset(bias)),
			line('TZNAME', zone.name.replace(/[;,\\]/g, '\\$&')),
			transition.month === undefined ? undefined : line('RRULE', yearly(transition)),
		]);
	});
}

function yearly({ month, day, dayOfWeek = 0, occurrence = 1 }: PeriodTransition): string {
	const which =
		day === undefined
			? `BYDAY=${occurrence > 4 ? -1 : occurrence}${WEEKDAYS[dayOfWeek]}`
			: `BYMONTHDAY=${day}`;
	return `FREQ=YEARLY;INTERVAL=1;${which};BYMONTH=${month}`;
}

function timeOf({ timeOffsetMinutes = 0 }: PeriodTransition): string {
	return `${two(timeOffsetMinutes / 60)}${two(timeOffsetMinutes % 60)}00`;
}

/** Windows counts minutes west of UTC, iCalendar east. */
function offset(bias: number): string {
	const size = Math.abs(bias);
	return `${bias > 0 ? '-' : '+'}${two(size / 60)}${two(size % 60)}`;
}

function two(number: number): string {
	return String(Math.floor(number)).padStart(2, '0');
}
