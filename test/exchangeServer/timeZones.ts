import windowsZones from 'cldr-core/supplemental/windowsZones.json';
import type { TimeZones } from './contracts';
import { customZoneOffset } from './timeZonesCustom';
import { defineZone, type TimeZoneDefinition } from './timeZonesDefinition';
import { displayNames } from './timeZonesDisplayNames';
import { offsetChanges, type OffsetChange } from './timeZonesOffsets';
import { definitionElement } from './timeZonesXml';

/**
 * Windows time zones as Exchange knows them: 139 ids from CLDR, offsets from this Node's Intl.
 * Local times are written `2026-11-25T09:00:00`: no offset, seconds always there, milliseconds only when they are not zero.
 * @see https://learn.microsoft.com/exchange/client-developer/exchange-web-services/time-zones-and-ews-in-exchange
 */
export interface TimeZone {
	/** The Windows id, for example `W. Europe Standard Time`; of a custom zone what the client called it. */
	id: string;
	/** What Outlook shows, for example `(UTC+01:00) Amsterdam, Berlin, …`. */
	name: string;
	/** Minutes east of UTC at that moment. */
	offsetAt(utc: Date): number;
	/** The IANA zone behind a Windows zone; absent for a zone that came with a request. */
	iana?: string;
	/** The rules that a request brought along; absent for a Windows zone. */
	definition?: TimeZoneDefinition;
}

const minute = 60_000;

/** Every zone, westernmost first, as GetServerTimeZones lists them. */
export const windowsTimeZones: readonly TimeZone[] = readWindowsZones();

const zonesById = new Map(windowsTimeZones.map((zone) => [zone.id.toLowerCase(), zone]));

/** Coordinated Universal Time. */
export const utc: TimeZone = zonesById.get('utc')!;

/** The zone with this Windows id (case as you like; `tzone://Microsoft/Utc` too), or undefined. */
export function findTimeZone(id: string): TimeZone | undefined {
	return id.toLowerCase() === 'tzone://microsoft/utc' ? utc : zonesById.get(id.toLowerCase());
}

/** The zone with this Windows id. Throws RangeError for an unknown one. */
export function timeZone(id: string): TimeZone {
	const zone = findTimeZone(id);
	if (!zone) throw new RangeError(`Unknown Windows time zone: ${id}`);
	return zone;
}

/** A zone from Periods, TransitionsGroups and Transitions that a request carries. */
export function customTimeZone(definition: TimeZoneDefinition): TimeZone {
	return {
		id: definition.id,
		name: definition.name,
		definition,
		offsetAt: (moment) => customZoneOffset(definition, moment),
	};
}

/** The wall clock in `zone` at `moment`. */
export function toLocal(moment: Date, zone: TimeZone): string {
	const wall = new Date(moment.getTime() + zone.offsetAt(moment) * minute).toISOString();
	return wall.endsWith('.000Z') ? wall.slice(0, 19) : wall.slice(0, -1);
}

/**
 * The moment at which the clock in `zone` shows `local`.
 * As in .NET an hour that occurs twice means standard time (the second one); an hour that is skipped moves forward with the clock.
 * Throws RangeError when `local` is not a date and time.
 */
export function toUtc(local: string, zone: TimeZone): Date {
	const wall = Date.parse(`${local}Z`);
	if (Number.isNaN(wall)) throw new RangeError(`Not a local date and time: ${local}`);
	const before = zone.offsetAt(new Date(wall - 24 * 60 * minute));
	const after = zone.offsetAt(new Date(wall + 24 * 60 * minute));
	const fits = [...new Set([before, after])]
		.map((offset) => ({ offset, moment: new Date(wall - offset * minute) }))
		.filter(({ offset, moment }) => zone.offsetAt(moment) === offset)
		.sort((a, b) => a.offset - b.offset);
	return fits.length > 0 ? fits[0].moment : new Date(wall - before * minute);
}

const definitions = new Map<string, TimeZoneDefinition>();

/** The rules of a Windows zone as Exchange publishes them. Throws RangeError for an unknown id. */
export function definitionOf(id: string): TimeZoneDefinition {
	const zone = timeZone(id);
	let definition = definitions.get(zone.id);
	if (!definition) definitions.set(zone.id, (definition = defineZone(zone)));
	return definition;
}

/** The same by Windows id, for the rest of the server. */
export const timeZones: TimeZones = {
	isKnown: (id) => findTimeZone(id) !== undefined,
	offsetAt: (id, instantMs) => timeZone(id).offsetAt(new Date(instantMs)),
	displayName: (id) => timeZone(id).name,
	ianaName: (id) => timeZone(id).iana!,
	definition: (id, elementName, full) => definitionElement(definitionOf(id), elementName, full),
};

function readWindowsZones(): TimeZone[] {
	const entries = windowsZones.supplemental.windowsZones.mapTimezones;
	const zones = entries
		.filter(({ mapZone }) => mapZone._territory === '001')
		.map(({ mapZone }) => windowsZone(mapZone._other, mapZone._type));
	const winter = new Date('2026-01-01T00:00:00Z');
	return zones
		.map((zone) => ({ zone, offset: zone.offsetAt(winter) }))
		.sort((a, b) => a.offset - b.offset || a.zone.name.localeCompare(b.zone.name))
		.map(({ zone }) => zone);
}

function windowsZone(id: string, iana: string): TimeZone {
	return { id, iana, name: displayNames[id] ?? id, offsetAt: intlOffset(iana) };
}

/** Offsets from Intl, remembered as the changes of each year: Intl itself takes microseconds a call. */
function intlOffset(iana: string): (utc: Date) => number {
	let format: Intl.DateTimeFormat | undefined;
	const ask = (ms: number) => {
		format ??= new Intl.DateTimeFormat('en-US', { timeZone: iana, timeZoneName: 'longOffset' });
		const match = /GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(format.format(ms));
		if (!match) throw new RangeError(`Intl gives no offset for ${iana}`);
		const minutes = Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
		return match[1] === '-' ? -minutes : minutes;
	};
	const years = new Map<number, OffsetChange[]>();
	return (moment) => {
		const year = moment.getUTCFullYear();
		if (Number.isNaN(year)) throw new RangeError('Not a moment: Invalid Date');
		let changes = years.get(year);
		if (!changes) years.set(year, (changes = offsetChanges(ask, year)));
		return changes.findLast(({ from }) => from <= moment.getTime())!.offset;
	};
}
