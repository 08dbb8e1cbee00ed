import type { TimeZoneDefinitionRecord } from '../ews/itemParts';
import { dayMs, dayNumber, daysInMonth, instantOf, weekday } from './civil';
import { dayIndex } from './ewsNames';
import { zoneFromYears, type OffsetChange, type Zone, type ZoneYear } from './zone';

type Group = TimeZoneDefinitionRecord['groups'][number];
type Rule = Exclude<Group['transitions'][number], { kind: 'fixed' }>;

/**
 * A zone from the periods and transitions that the server sent with an item.
 * Undefined when the definition is incomplete or cannot be read: nothing is guessed.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezonedefinition
 */
export function zoneFromDefinition(
	id: string,
	definition: TimeZoneDefinitionRecord,
): Zone | undefined {
	const offsets = new Map<string, number>();
	for (const period of definition.periods) {
		const bias = durationMs(period.bias);
		if (bias === undefined) return undefined;
		offsets.set(period.id, -bias);
	}
	const groups = new Map(definition.groups.map((group) => [group.id, group]));
	const isKnown = (group: Group) =>
		group.transitions.length > 0 &&
		group.transitions.every(
			(transition) =>
				offsets.has(transition.toPeriod) &&
				(transition.kind === 'fixed' || readRule(transition) !== undefined),
		);
	const stages = definition.transitions.map((transition) => {
		const from = transition.dateTime === undefined ? -Infinity : instantOf(transition.dateTime);
		return { ...transition, from };
	});
	for (const stage of stages) {
		const group = groups.get(stage.to);
		if (stage.from === undefined) return undefined;
		if (stage.toKind === 'Period' ? !offsets.has(stage.to) : !group || !isKnown(group))
			return undefined;
	}
	if (stages.length === 0) return undefined;

	/** A stage rules whole years: Windows changes rules with the year. */
	const stageOf = (year: number) => {
		const yearEnd = dayNumber(year + 1, 1, 1) * dayMs;
		let found = stages[0];
		for (const stage of stages) if ((stage.from ?? 0) < yearEnd - dayMs) found = stage;
		return found;
	};
	const yearOf = (year: number): ZoneYear => {
		const stage = stageOf(year);
		if (stage.toKind === 'Period')
			return { initialOffset: offsets.get(stage.to) ?? 0, changes: [] };
		return groupYear(groups.get(stage.to)?.transitions ?? [], year, offsets);
	};
	return zoneFromYears(id, yearOf);
}

function groupYear(
	transitions: Group['transitions'],
	year: number,
	offsets: Map<string, number>,
): ZoneYear {
	const rules = transitions.filter((transition): transition is Rule => transition.kind !== 'fixed');
	if (rules.length === 0) {
		return { initialOffset: offsets.get(transitions[0].toPeriod) ?? 0, changes: [] };
	}
	const inOrder = rules
		.map((rule) => ({ rule, local: localStart(rule, year) }))
		.sort((a, b) => a.local - b.local);
	const initialOffset = offsets.get(inOrder[inOrder.length - 1].rule.toPeriod) ?? 0;
	let before = initialOffset;
	const changes: OffsetChange[] = inOrder.map(({ rule, local }) => {
		const change = { utc: local - before, offset: offsets.get(rule.toPeriod) ?? 0 };
		before = change.offset;
		return change;
	});
	return { initialOffset, changes };
}

function localStart(rule: Rule, year: number): number {
	const read = readRule(rule);
	if (read === undefined) return 0;
	const { timeOffset } = read;
	if (rule.kind === 'date') return dayNumber(year, rule.month, rule.day) * dayMs + timeOffset;
	const first = dayNumber(year, rule.month, 1);
	const length = daysInMonth(year, rule.month);
	const wanted = read.weekday ?? 0;
	const firstMatch = first + ((wanted - weekday(first) + 7) % 7);
	let match = firstMatch + (rule.occurrence > 0 ? rule.occurrence - 1 : 4) * 7;
	while (match >= first + length) match -= 7;
	return match * dayMs + timeOffset;
}

function readRule(rule: Rule): { timeOffset: number; weekday?: number } | undefined {
	const timeOffset = durationMs(rule.timeOffset);
	if (timeOffset === undefined || rule.month < 1 || rule.month > 12) return undefined;
	if (rule.kind === 'date') return { timeOffset };
	const day = dayIndex(rule.dayOfWeek);
	return day === undefined ? undefined : { timeOffset, weekday: day };
}

/** An xs:duration of days and time; undefined when it is something else. */
function durationMs(text: string): number | undefined {
	const parts = /^(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?$/.exec(text);
	if (parts === null) return undefined;
	const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0'] = parts;
	const ms = (((+days * 24 + +hours) * 60 + +minutes) * 60 + +seconds) * 1000;
	return sign === '-' ? -ms : ms;
}
