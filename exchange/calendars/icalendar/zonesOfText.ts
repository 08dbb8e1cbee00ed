import { dayMs } from '../../calendar/civil';
import type { TimeZones } from '../../calendar/timeZone';
import { windowsZones } from '../../calendar/windowsZones';
import type { Zone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import { componentsOf, propertiesOf, textOf, valuesOf, type JCal } from './jcal';
import { icalFormat } from './loadFormat';

/** Zones by the names that the texts of many programs have for them. */
export class ZonesOfText {
	private readonly components = new Map<string, JCal>();
	private readonly found = new Map<string, Zone>();

	constructor(
		calendars: readonly JCal[],
		private readonly zones: TimeZones,
	) {
		for (const component of calendars.flatMap((one) => componentsOf(one, 'vtimezone'))) {
			const name = textOf(component, 'tzid');
			if (name !== undefined) this.components.set(name, component);
		}
	}

	/**
	 * A zone by its TZID: the one with the same clock as its definition in the text, by preference one that is
	 * known by that name, by the name in it (`/mozilla.org/…/Europe/Berlin`), or by the place that the definition
	 * names; without a definition that any zone follows, one by these names.
	 * @param local a time of the event: the clocks are compared in the years around it
	 * @throws InvalidInput naming `ics` where it is none of those
	 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.2.19
	 */
	zone(name: string, local: number): Zone {
		const known = this.found.get(name) ?? this.find(name, local);
		if (known) {
			this.found.set(name, known);
			return known;
		}
		throw new InvalidInput('ics', `The iCalendar text has the unknown time zone "${name}"`, {
			remedy:
				'Use a Windows id or an IANA name, such as TZID=Europe/Berlin, or times in UTC, such as 20261126T090000Z.',
		});
	}

	private find(name: string, local: number): Zone | undefined {
		const component = this.components.get(name);
		const named = this.byName(name, component);
		const samples = samplesAround(local);
		const defined = component && definedOffsets(component, samples);
		if (!defined) return named[0];
		const hasSameClock = (zone: Zone) =>
			offsetsOf(zone, samples).every((offset, at) => offset === defined[at]);
		const same = named.find(hasSameClock);
		if (same) return same;
		// Some programs define standard time alone, and leave summer time to the name.
		const isShort = named[0] && isSteady(defined) && !isSteady(offsetsOf(named[0], samples));
		if (isShort) return named[0];
		const ids = ['UTC', ...Object.keys(windowsZones)];
		const all = ids.flatMap((id) => this.zones.byName(id) ?? []);
		return all.find(hasSameClock) ?? named[0];
	}

	private byName(name: string, component: JCal | undefined): Zone[] {
		const place = component && textOf(component, 'x-lic-location');
		const parts = name.split('/').filter(Boolean);
		const names = [name, parts.slice(-2).join('/'), parts.slice(-3).join('/'), place];
		return names.flatMap((one) => (one && this.zones.byName(one)) || []);
	}
}

/** Every five days of two years see each change of a clock, and on which day it is to the week. */
function samplesAround(local: number): number[] {
	return Array.from({ length: 147 }, (_, index) => local + (index - 73) * 5 * dayMs);
}

function offsetsOf(zone: Zone, samples: readonly number[]): number[] {
	return samples.map((time) => time - zone.toUtc(time));
}

function isSteady(offsets: readonly number[]): boolean {
	return offsets.every((offset) => offset === offsets[0]);
}

/** A place with a long history has about a hundred. */
const mostObservances = 200;
/** Parts of a rule that give a few days of a year. */
const ruleParts = new Set(['freq', 'until', 'bymonth', 'byday', 'bymonthday', 'wkst']);

/** Undefined for a definition that says nothing, or more than a clock has changes: it could hold n8n up. */
function definedOffsets(component: JCal, samples: readonly number[]): number[] | undefined {
	const observances = ['standard', 'daylight'].flatMap((name) => componentsOf(component, name));
	if (observances.length === 0 || observances.length > mostObservances) return undefined;
	const rules = observances.flatMap((one) => propertiesOf(one, 'rrule').flatMap(valuesOf));
	if (!rules.every(isYearly)) return undefined;
	try {
		return samples.map(icalFormat().offsetReader(component));
	} catch {
		return undefined;
	}
}

function isYearly(rule: unknown): boolean {
	const parts = (rule ?? {}) as Record<string, unknown>;
	return parts.freq === 'YEARLY' && Object.keys(parts).every((name) => ruleParts.has(name));
}
