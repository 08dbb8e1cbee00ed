import type {
	GroupTransition,
	PeriodTransition,
	TimeZoneDefinition,
	TransitionsGroup,
} from './timeZonesDefinition';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Minutes east of UTC that a definition gives for a moment. Throws RangeError when it refers to what it does not define. */
export function customZoneOffset(definition: TimeZoneDefinition, moment: Date): number {
	const transition = transitionAt(definition, moment);
	if (!transition) return -(definition.periods[0]?.biasMinutes ?? 0);
	if (transition.kind === 'Period') return -biasOf(definition, transition.to);
	const group = definition.groups.find(({ id }) => id === transition.to);
	if (!group) throw new RangeError(`No TransitionsGroup ${transition.to} in ${definition.id}`);
	return offsetInGroup(definition, group, moment);
}

function transitionAt(definition: TimeZoneDefinition, moment: Date): GroupTransition | undefined {
	let current: GroupTransition | undefined;
	for (const transition of definition.transitions) {
		if (transition.from === undefined) {
			current ??= transition;
			continue;
		}
		const offset = current ? offsetBefore(definition, current, transition.from) : 0;
		const from = Date.parse(`${transition.from}Z`) - offset * minute;
		if (from > moment.getTime()) break;
		current = transition;
	}
	return current;
}

function offsetBefore(definition: TimeZoneDefinition, current: GroupTransition, local: string) {
	if (current.kind === 'Period') return -biasOf(definition, current.to);
	const group = definition.groups.find(({ id }) => id === current.to);
	if (!group) throw new RangeError(`No TransitionsGroup ${current.to} in ${definition.id}`);
	return offsetInGroup(definition, group, new Date(Date.parse(`${local}Z`) - 15 * hour));
}

function offsetInGroup(
	definition: TimeZoneDefinition,
	group: TransitionsGroup,
	moment: Date,
): number {
	const constant = group.transitions.find(({ month }) => month === undefined);
	const yearly = group.transitions.filter(({ month }) => month !== undefined);
	if (yearly.length === 0) {
		return constant ? -biasOf(definition, constant.to) : -(definition.periods[0]?.biasMinutes ?? 0);
	}
	const year = moment.getUTCFullYear();
	const walls = [year - 1, year, year + 1]
		.flatMap((each) => yearly.map((rule) => ({ rule, wall: wallOfChange(rule, each) })))
		.sort((a, b) => a.wall - b.wall);
	let offset = -biasOf(definition, walls[0].rule.to);
	for (const { rule, wall } of walls.slice(1)) {
		const change = wall - offset * minute;
		if (change > moment.getTime()) break;
		offset = -biasOf(definition, rule.to);
	}
	return offset;
}

function wallOfChange(rule: PeriodTransition, year: number): number {
	const month = rule.month! - 1;
	const time = (rule.timeOffsetMinutes ?? 0) * minute;
	if (rule.day !== undefined) return Date.UTC(year, month, rule.day) + time;
	const wanted = rule.dayOfWeek ?? 0;
	const occurrence = rule.occurrence ?? 1;
	if (occurrence > 0 && occurrence < 5) {
		const first = new Date(Date.UTC(year, month, 1)).getUTCDay();
		const date = 1 + ((wanted - first + 7) % 7) + (occurrence - 1) * 7;
		return Date.UTC(year, month, date) + time;
	}
	const last = new Date(Date.UTC(year, month + 1, 0));
	return last.getTime() - ((last.getUTCDay() - wanted + 7) % 7) * day + time;
}

function biasOf(definition: TimeZoneDefinition, periodId: string): number {
	const period = definition.periods.find(({ id }) => id === periodId);
	if (!period) throw new RangeError(`No Period ${periodId} in ${definition.id}`);
	return period.biasMinutes;
}
