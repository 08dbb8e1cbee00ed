import { child, childrenNamed, element, ResponseError, textOf } from './contracts';
import type { XmlElement, XmlNode } from './contracts';
import { weekDays } from './model/recurrence';
import type { PeriodTransition, TimeZoneDefinition } from './timeZonesDefinition';

/** TimeZoneDefinitionType under that element name; only Id and Name unless `full`. */
export function definitionElement(
	definition: TimeZoneDefinition,
	elementName: string,
	full: boolean,
): XmlElement {
	const attributes = { Name: definition.name, Id: definition.id };
	if (!full) return element(elementName, undefined, attributes);
	const periods = definition.periods.map(({ id, name, biasMinutes }) =>
		element('t:Period', undefined, { Bias: duration(biasMinutes), Name: name, Id: id }),
	);
	const groups = definition.groups.map(({ id, transitions }) =>
		element('t:TransitionsGroup', transitions.map(periodTransition), { Id: id }),
	);
	const transitions = definition.transitions.map(({ kind, to, from }) =>
		from === undefined
			? element('t:Transition', element('t:To', to, { Kind: kind }))
			: element('t:AbsoluteDateTransition', [
					element('t:To', to, { Kind: kind }),
					element('t:DateTime', from),
				]),
	);
	return element(
		elementName,
		[
			element('t:Periods', periods),
			element('t:TransitionsGroups', groups),
			element('t:Transitions', transitions),
		],
		attributes,
	);
}

function periodTransition(rule: PeriodTransition): XmlElement {
	const to = element('t:To', rule.to, { Kind: 'Period' });
	if (rule.month === undefined) return element('t:Transition', to);
	const time = [
		element('t:TimeOffset', duration(rule.timeOffsetMinutes ?? 0)),
		element('t:Month', rule.month),
	];
	if (rule.day !== undefined) {
		return element('t:RecurringDateTransition', [to, time, element('t:Day', rule.day)]);
	}
	return element('t:RecurringDayTransition', [
		to,
		time,
		element('t:DayOfWeek', weekDays[rule.dayOfWeek ?? 0]),
		element('t:Occurrence', rule.occurrence ?? 1),
	]);
}

/** `PT480M`, `-PT60M`, `PT0S`: the form in which Exchange writes a bias. */
function duration(minutes: number): string {
	if (minutes === 0) return 'PT0S';
	return `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M`;
}

/**
 * The definition that a request carries (StartTimeZone, EndTimeZone, TimeZoneContext), or undefined when it carries an id only.
 * @throws ResponseError ErrorTimeZone when it refers to periods or groups that it does not define.
 */
export function readDefinition(node: XmlNode): TimeZoneDefinition | undefined {
	const periods = child(node, 'Periods');
	if (!periods) return undefined;
	const definition: TimeZoneDefinition = {
		id: node.attributes.Id ?? 'Customized Time Zone',
		name: node.attributes.Name ?? '',
		periods: childrenNamed(periods, 'Period').map(({ attributes }) => ({
			id: attributes.Id ?? '',
			name: attributes.Name ?? '',
			biasMinutes: minutesOf(attributes.Bias ?? ''),
		})),
		groups: childrenNamed(child(node, 'TransitionsGroups'), 'TransitionsGroup').map((group) => ({
			id: group.attributes.Id ?? '',
			transitions: group.children.map(readPeriodTransition),
		})),
		transitions: (child(node, 'Transitions')?.children ?? []).map((transition) => {
			const to = child(transition, 'To');
			return {
				kind: to?.attributes.Kind === 'Period' ? 'Period' : 'Group',
				to: to?.text.trim() ?? '',
				from: textOf(transition, 'DateTime')?.trim().slice(0, 19),
			};
		}),
	};
	check(definition);
	return definition;
}

function readPeriodTransition(node: XmlNode): PeriodTransition {
	const number = (name: string) => {
		const text = textOf(node, name);
		return text === undefined ? undefined : Number(text);
	};
	const dayOfWeek = textOf(node, 'DayOfWeek')?.trim();
	const offset = textOf(node, 'TimeOffset');
	return {
		to: textOf(node, 'To')?.trim() ?? '',
		month: number('Month'),
		day: number('Day'),
		occurrence: number('Occurrence'),
		timeOffsetMinutes: offset === undefined ? undefined : minutesOf(offset),
		dayOfWeek:
			dayOfWeek === undefined ? undefined : weekDays.findIndex((name) => name === dayOfWeek),
	};
}

/** Minutes of an xs:duration without years and months. */
function minutesOf(text: string): number {
	const match = /^\s*(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?\s*$/.exec(
		text,
	);
	if (!match) throw invalid(`"${text}" is not a duration.`);
	const [days, hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0));
	const total = days * 1440 + hours * 60 + minutes + seconds / 60;
	return match[1] ? -total : total;
}

function check(definition: TimeZoneDefinition): void {
	const periods = new Set(definition.periods.map(({ id }) => id));
	const groups = new Set(definition.groups.map(({ id }) => id));
	for (const { id, transitions } of definition.groups) {
		const lost = transitions.find(({ to }) => !periods.has(to));
		if (lost) throw invalid(`TransitionsGroup ${id} refers to Period ${lost.to}.`);
	}
	const lost = definition.transitions.find(
		({ kind, to }) => !(kind === 'Period' ? periods : groups).has(to),
	);
	if (lost) throw invalid(`A transition refers to ${lost.kind} ${lost.to}.`);
}

function invalid(reason: string): ResponseError {
	return new ResponseError('ErrorTimeZone', `The time zone definition is not valid. ${reason}`);
}
