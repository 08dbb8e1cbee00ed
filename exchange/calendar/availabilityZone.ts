import type { AvailabilityZoneRecord, ZoneChangeRecord } from '../ews/availabilityRecords';
import type { TimeZoneDefinitionRecord } from '../ews/itemParts';
import type { Zone } from './zone';
import { zoneFromDefinition } from './zoneDefinition';

type Transition = TimeZoneDefinitionRecord['groups'][number]['transitions'][number];

/**
 * The zone of somebody's working hours, by its rules: it comes without a name.
 * Undefined when the rules are incomplete or can't be read: nothing is guessed.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/timezone-availability
 */
export function zoneOfAvailability({
	bias,
	standard,
	daylight,
}: AvailabilityZoneRecord): Zone | undefined {
	if (bias === undefined) return undefined;
	const period = (id: string, change: ZoneChangeRecord | undefined) => ({
		id,
		name: id,
		bias: duration(bias + (change?.bias ?? 0)),
	});
	const changes = hasChange(standard) && hasChange(daylight);
	const transitions: Array<Transition | undefined> = changes
		? [transition('standard', standard), transition('daylight', daylight)]
		: [{ kind: 'fixed', toPeriod: 'standard' }];
	if (!transitions.every((one) => one !== undefined)) return undefined;
	return zoneFromDefinition(customZoneName, {
		periods: [period('standard', standard), period('daylight', daylight)],
		groups: [{ id: 'yearly', transitions }],
		transitions: [{ toKind: 'Group', to: 'yearly' }],
	});
}

/** Graph's name of a zone that has rules and no name. */
export const customZoneName = 'Customized Time Zone';

/** Zones without summer time have no month, or none but the year's first that changes nothing. */
function hasChange(change: ZoneChangeRecord | undefined): change is ZoneChangeRecord {
	return change?.month !== undefined && change.month !== 0;
}

function transition(
	toPeriod: string,
	{ time = '', month = 0, dayOrder = 0, dayOfWeek = '', year }: ZoneChangeRecord,
): Transition | undefined {
	const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/.exec(time.trim());
	if (clock === null) return undefined;
	const timeOffset = `PT${clock[1]}H${clock[2]}M${clock[3] ?? 0}S`;
	if (year !== undefined && Number(year) > 0) {
		return { kind: 'date', toPeriod, timeOffset, month, day: dayOrder };
	}
	if (dayOrder < 1 || dayOrder > 5) return undefined;
	const occurrence = dayOrder === 5 ? -1 : dayOrder;
	return { kind: 'day', toPeriod, timeOffset, month, dayOfWeek: dayOfWeek.trim(), occurrence };
}

function duration(minutes: number): string {
	return `${minutes < 0 ? '-' : ''}PT${Math.abs(minutes)}M`;
}
