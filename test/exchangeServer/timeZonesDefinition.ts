import { changesBetween } from './timeZonesOffsets';

/**
 * The rules of a zone in the form of TimeZoneDefinitionType.
 * Bias is minutes *west* of UTC, as everywhere in Windows: Berlin in winter is -60.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezonedefinition
 */
export interface TimeZoneDefinition {
	id: string;
	name: string;
	periods: TimeZonePeriod[];
	groups: TransitionsGroup[];
	/** From when a group (or a period) holds; the first has no date. */
	transitions: GroupTransition[];
}

export interface TimeZonePeriod {
	id: string;
	name: string;
	biasMinutes: number;
}

export interface TransitionsGroup {
	id: string;
	transitions: PeriodTransition[];
}

export interface GroupTransition {
	kind: 'Group' | 'Period';
	to: string;
	/** Local time of the zone, `2026-01-01T00:00:00`. */
	from?: string;
}

/** A change within each year; without `month` the period holds all year. */
export interface PeriodTransition {
	to: string;
	/** 1…12 */
	month?: number;
	/** Minutes after midnight, in the time that holds before the change. */
	timeOffsetMinutes?: number;
	/** 0 = Sunday … 6 */
	dayOfWeek?: number;
	/** 1…4, or -1 for the last of the month. */
	occurrence?: number;
	/** 1…31, for a change on a fixed date. */
	day?: number;
}

const minute = 60_000;

/** Years for which Windows-like definitions are written; before and after them the nearest group holds. */
const firstYear = 2010;
const lastYear = 2037;

/** The rules of a zone, computed from its offsets. */
export function defineZone(zone: {
	id: string;
	name: string;
	offsetAt(utc: Date): number;
}): TimeZoneDefinition {
	const definition: TimeZoneDefinition = {
		id: zone.id,
		name: zone.name,
		periods: [],
		groups: [],
		transitions: [],
	};
	for (const run of runsOfYears(zone)) addGroup(definition, run);
	return definition;
}

interface Change {
	month: number;
	dayOfWeek: number;
	timeOffsetMinutes: number;
	offsetAfter: number;
	/** Readings of "which Sunday" that fit this date: 1…4 and -1 (last). */
	occurrences: number[];
}

interface YearRules {
	year: number;
	offsetOnNewYear: number;
	changes: Change[];
}

function* runsOfYears(zone: { offsetAt(utc: Date): number }): Generator<YearRules> {
	let run: YearRules | undefined;
	for (let year = firstYear; year <= lastYear; year++) {
		const rules = rulesOfYear(zone, year);
		const merged = run && merge(run, rules);
		if (run && !merged) yield run;
		run = merged ?? rules;
	}
	if (run) yield run;
}

function rulesOfYear(zone: { offsetAt(utc: Date): number }, year: number): YearRules {
	const offsetAt = (ms: number) => zone.offsetAt(new Date(ms));
	const newYear = (each: number) => {
		const utc = Date.UTC(each, 0, 1);
		return utc - offsetAt(utc) * minute;
	};
	const [first, ...rest] = changesBetween(offsetAt, newYear(year), newYear(year + 1));
	let before = first.offset;
	const changes = rest.map(({ from, offset }) => {
		const change = readChange(new Date(from + before * minute), offset);
		before = offset;
		return change;
	});
	return { year, offsetOnNewYear: first.offset, changes };
}

function readChange(wall: Date, offsetAfter: number): Change {
	const dayOfMonth = wall.getUTCDate();
	const daysInMonth = new Date(
		Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0),
	).getUTCDate();
	return {
		month: wall.getUTCMonth() + 1,
		dayOfWeek: wall.getUTCDay(),
		timeOffsetMinutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
		offsetAfter,
		occurrences: [
			...(dayOfMonth <= 28 ? [Math.ceil(dayOfMonth / 7)] : []),
			...(dayOfMonth > daysInMonth - 7 ? [-1] : []),
		],
	};
}

/** The rules of both, when one rule says both years; the year of the first. */
function merge(run: YearRules, next: YearRules): YearRules | undefined {
	if (run.offsetOnNewYear !== next.offsetOnNewYear) return undefined;
	if (run.changes.length !== next.changes.length || run.changes.length === 1) return undefined;
	const changes: Change[] = [];
	for (const [index, a] of run.changes.entries()) {
		const b = next.changes[index];
		const occurrences = a.occurrences.filter((occurrence) => b.occurrences.includes(occurrence));
		const same =
			a.month === b.month &&
			a.dayOfWeek === b.dayOfWeek &&
			a.timeOffsetMinutes === b.timeOffsetMinutes &&
			a.offsetAfter === b.offsetAfter &&
			occurrences.length > 0;
		if (!same) return undefined;
		changes.push({ ...a, occurrences });
	}
	return { ...run, changes };
}

function addGroup(definition: TimeZoneDefinition, rules: YearRules): void {
	const offsets = [rules.offsetOnNewYear, ...rules.changes.map((change) => change.offsetAfter)];
	const standard = Math.min(...offsets);
	const periodIds = new Map<number, string>();
	for (const offset of [...new Set(offsets)].sort((a, b) => a - b)) {
		const name = offset === standard ? 'Standard' : 'Daylight';
		const suffix = periodIds.size > 1 ? String(periodIds.size) : '';
		const id = `trule:Microsoft/Registry/${definition.id}/${rules.year}-${name}${suffix}`;
		periodIds.set(offset, id);
		definition.periods.push({ id, name, biasMinutes: -offset });
	}
	const groupId = String(definition.groups.length);
	definition.groups.push({ id: groupId, transitions: yearlyTransitions(rules, periodIds) });
	definition.transitions.push({
		kind: 'Group',
		to: groupId,
		...(groupId !== '0' && { from: `${rules.year}-01-01T00:00:00` }),
	});
}

function yearlyTransitions(rules: YearRules, periodIds: Map<number, string>): PeriodTransition[] {
	const initial = periodIds.get(rules.offsetOnNewYear)!;
	if (rules.changes.length === 0) return [{ to: initial }];
	const changes = rules.changes.map((change) => ({
		to: periodIds.get(change.offsetAfter)!,
		month: change.month,
		timeOffsetMinutes: change.timeOffsetMinutes,
		dayOfWeek: change.dayOfWeek,
		occurrence: change.occurrences.includes(-1) ? -1 : change.occurrences[0],
	}));
	if (rules.changes.at(-1)!.offsetAfter === rules.offsetOnNewYear) return changes;
	// The year ends otherwise than it began: Windows then writes a change in the first moment of the year.
	const newYear = new Date(Date.UTC(rules.year, 0, 1));
	return [
		{
			to: initial,
			month: 1,
			timeOffsetMinutes: 0,
			dayOfWeek: newYear.getUTCDay(),
			occurrence: 1,
		},
		...changes,
	];
}
