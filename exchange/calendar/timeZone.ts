import type { TimeZoneRecord } from '../ews/itemParts';
import { dayMs, dayNumber } from './civil';
import { utcZone, zoneFromYears, type OffsetChange, type Zone } from './zone';
import { zoneFromDefinition } from './zoneDefinition';
import { windowsZones } from './windowsZones';

/** Looks zones up and remembers them; make one per run. */
export interface TimeZones {
	/** A zone by Windows id or IANA name; undefined when it is neither. Nothing is guessed. */
	byName(name: string): Zone | undefined;
	/**
	 * The zone of an item: by the definition that the server sent, else by its id. Undefined for
	 * custom, localized, empty and unknown zones that came without a definition.
	 */
	ofRecord(record: TimeZoneRecord | undefined): Zone | undefined;
}

export function timeZones(): TimeZones {
	const byName = new Map<string, Zone | undefined>();
	const byDefinition = new Map<string, Zone | undefined>();
	const zones: TimeZones = {
		byName(name) {
			if (!byName.has(name)) byName.set(name, zoneByName(name));
			return byName.get(name);
		},
		ofRecord(record) {
			if (record === undefined) return undefined;
			if (record.definition === undefined) return zones.byName(record.id);
			const identity = JSON.stringify([record.id, record.definition]);
			if (!byDefinition.has(identity)) {
				byDefinition.set(
					identity,
					zoneFromDefinition(record.id, record.definition) ?? zones.byName(record.id),
				);
			}
			return byDefinition.get(identity);
		},
	};
	return zones;
}

/** The main IANA name of a Windows zone id; undefined for anything else. Windows ids ignore case. */
export function ianaName(windowsId: string): string | undefined {
	const exact = Object.hasOwn(windowsZones, windowsId) ? windowsZones[windowsId] : undefined;
	const names = exact ?? findIgnoringCase(windowsId);
	return names?.split(' ')[0];
}

/** The Windows zone id whose clock an IANA zone follows; undefined when there is none. */
export function windowsId(iana: string): string | undefined {
	const canonical = canonicalName(iana);
	const wanted = new Set([iana, canonical].map((name) => name?.toLowerCase()));
	for (const [id, names] of Object.entries(windowsZones)) {
		for (const name of names.split(' ')) if (wanted.has(name.toLowerCase())) return id;
	}
	if (canonical === undefined) return undefined;
	// CLDR's table names each zone once; the runtime may prefer another of its aliases.
	for (const [id, names] of Object.entries(windowsZones)) {
		for (const name of names.split(' ')) if (canonicalName(name) === canonical) return id;
	}
	return undefined;
}

function findIgnoringCase(windowsId: string): string | undefined {
	const wanted = windowsId.toLowerCase();
	return Object.entries(windowsZones).find(([id]) => id.toLowerCase() === wanted)?.[1];
}

function canonicalName(iana: string): string | undefined {
	try {
		return new Intl.DateTimeFormat('en-US', { timeZone: iana }).resolvedOptions().timeZone;
	} catch {
		return undefined;
	}
}

/** Outlook's own spelling of UTC; Exchange hands it out for items that programs made. */
const outlookUtc = 'tzone://Microsoft/Utc';

/** True for UTC itself, which programs write for want of a zone; not for zones with the same clock. */
export function isUtc({ id }: Pick<Zone, 'id'>): boolean {
	return [utcZone.id, 'Etc/UTC', outlookUtc].some(
		(name) => name.toLowerCase() === id.toLowerCase(),
	);
}

function zoneByName(name: string): Zone | undefined {
	if (name === 'UTC' || name === outlookUtc) return { ...utcZone, id: name };
	// Intl also takes offsets such as `+01:00`: a name that Exchange uses for no zone.
	const iana = ianaName(name) ?? (/^[A-Za-z]/.test(name) ? name : undefined);
	if (iana === undefined || canonicalName(iana) === undefined) return undefined;
	return intlZone(name, iana);
}

function intlZone(id: string, iana: string): Zone {
	const offsetAt = offsetReader(iana);
	return zoneFromYears(id, (year) => {
		const from = dayNumber(year, 1, 1) * dayMs;
		const to = dayNumber(year + 1, 1, 1) * dayMs;
		const initialOffset = offsetAt(from);
		const changes: OffsetChange[] = [];
		let before = initialOffset;
		// Changes less than a week apart do occur (Morocco's Ramadan is four weeks, Egypt 2010 and 2014 less).
		for (let step = from; step < to; step += 6 * dayMs) {
			const next = Math.min(step + 6 * dayMs, to);
			const after = offsetAt(next);
			if (after === before) continue;
			changes.push({ utc: firstInstantOf(after, step, next, offsetAt), offset: after });
			before = after;
		}
		return { initialOffset, changes };
	});
}

/** Bisects to the second: some historical changes were not on a full minute. */
function firstInstantOf(
	offset: number,
	from: number,
	to: number,
	offsetAt: (utc: number) => number,
): number {
	let before = from;
	let after = to;
	while (after - before > 1000) {
		const middle = Math.floor((before + after) / 2000) * 1000;
		if (offsetAt(middle) === offset) after = middle;
		else before = middle;
	}
	return after;
}

function offsetReader(iana: string): (utc: number) => number {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: iana,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
		era: 'short',
	});
	return (utc) => {
		const found = /(\d+)\/(\d+)\/(\d+) ([AB])\w*, (\d+):(\d+):(\d+)/.exec(format.format(utc));
		if (found === null) throw new RangeError(`Intl wrote a date that cannot be read for ${iana}`);
		const year = found[4] === 'A' ? +found[3] : 1 - +found[3];
		const date = dayNumber(year, +found[1], +found[2]) * dayMs;
		const time = (+found[5] * 3600 + +found[6] * 60 + +found[7]) * 1000;
		return date + time - Math.floor(utc / 1000) * 1000;
	};
}
