import { child, element, textOf } from '../contracts';
import type { DayOfWeek, XmlElement, XmlNode } from '../contracts';
import { weekDays } from '../model/recurrence';
import { customTimeZone, definitionOf, type TimeZone } from '../timeZones';
import type { PeriodTransition, TimeZoneDefinition } from '../timeZonesDefinition';

/**
 * SerializableTimeZone: a bias and two changes a year, the only form of a time zone that availability knows.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezone-availability
 */

export function readTimeZone(node: XmlNode): TimeZone {
	const number = (parent: XmlNode | undefined, name: string) => Number(textOf(parent, name) ?? 0);
	const bias = number(node, 'Bias');
	const period = (name: 'Standard' | 'Daylight') => {
		const time = child(node, `${name}Time`);
		const [hours, minutes] = (textOf(time, 'Time') ?? '00:00:00').split(':').map(Number);
		const order = number(time, 'DayOrder');
		const transition: PeriodTransition = {
			to: name,
			month: number(time, 'Month'),
			timeOffsetMinutes: hours * 60 + minutes,
			dayOfWeek: weekDays.indexOf((textOf(time, 'DayOfWeek')?.trim() ?? 'Sunday') as DayOfWeek),
			occurrence: order === 5 ? -1 : order,
		};
		return {
			transition,
			period: { id: name, name, biasMinutes: bias + number(time, 'Bias') },
		};
	};
	const [standard, daylight] = [period('Standard'), period('Daylight')];
	const changes = standard.transition.month !== 0 && daylight.transition.month !== 0;
	const definition: TimeZoneDefinition = {
		id: 'Availability',
		name: 'Availability',
		periods: [standard.period, daylight.period],
		groups: [
			{
				id: '0',
				transitions: changes ? [standard.transition, daylight.transition] : [{ to: 'Standard' }],
			},
		],
		transitions: [{ kind: 'Group', to: '0' }],
	};
	return customTimeZone(definition);
}

/** The latest rules of a Windows zone. */
export function timeZoneElement(windowsId: string): XmlElement {
	const { periods, groups } = definitionOf(windowsId);
	const { transitions } = groups.at(-1)!;
	const biasOf = (id: string) => periods.find((period) => period.id === id)!.biasMinutes;
	const standardBias = Math.max(...transitions.map(({ to }) => biasOf(to)));
	const change = (wanted: (bias: number) => boolean) =>
		transitions.find(({ to, month }) => month !== undefined && wanted(biasOf(to)));
	return element('t:TimeZone', [
		element('t:Bias', standardBias),
		element(
			't:StandardTime',
			changeTime(
				change((bias) => bias === standardBias),
				0,
			),
		),
		element(
			't:DaylightTime',
			changeTime(
				change((bias) => bias !== standardBias),
				Math.min(...transitions.map(({ to }) => biasOf(to))) - standardBias,
			),
		),
	]);
}

function changeTime(rule: PeriodTransition | undefined, bias: number): XmlElement[] {
	const minutes = rule?.timeOffsetMinutes ?? 0;
	const two = (number: number) => String(number).padStart(2, '0');
	return [
		element('t:Bias', bias),
		element('t:Time', `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00`),
		element('t:DayOrder', rule ? (rule.occurrence === -1 ? 5 : (rule.occurrence ?? 1)) : 0),
		element('t:Month', rule?.month ?? 0),
		element('t:DayOfWeek', weekDays[rule?.dayOfWeek ?? 0]),
	];
}
