import { dayMs } from '../../calendar/civil';
import type { TimeZones } from '../../calendar/timeZone';
import { windowsZones } from '../../calendar/windowsZones';
import type { Zone } from '../../calendar/zone';
import { InvalidInput } from '../../errors';
import { componentsOf, textOf, type JCal } from './jcal';
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
	 * A zone by its TZID: one that is known by that name, or by the name in it (`/mozilla.org/…/Europe/Berlin`),
	 * by the place that its definition names, or one with the same clock as its definition.
	 * @param local a time of the event: the clocks are compared in the years around it
	 * @throws InvalidInput naming `ics` where it is none of those
	 */
	zone(name: string, local: number): Zone {
		const known = this.found.get(name) ?? this.byName(name) ?? this.byClock(name, local);
		if (known) {
			this.found.set(name, known);
			return known;
		}
		throw new InvalidInput('ics', `The iCalendar text has the unknown time zone "${name}"`, {
			remedy:
				'Use a Windows id or an IANA name, such as TZID=Europe/Berlin, or times in UTC, such as 20261126T090000Z.',
		});
	}

	private byName(name: string): Zone | undefined {
		const place = textOf(this.components.get(name) ?? ['', [], []], 'x-lic-location');
		const parts = name.split('/').filter(Boolean);
		const names = [name, parts.slice(-2).join('/'), parts.slice(-3).join('/'), place];
		for (const candidate of names) {
			const zone = candidate ? this.zones.byName(candidate) : undefined;
			if (zone) return zone;
		}
		return undefined;
	}

	private byClock(name: string, local: number): Zone | undefined {
		const component = this.components.get(name);
		if (!component) return undefined;
		const offsetAt = icalFormat().offsetReader(component);
		// Every five days of two years see each change of a clock, and on which day it is to the week.
		const samples = Array.from({ length: 147 }, (_, index) => local + (index - 73) * 5 * dayMs);
		const offsets = samples.map(offsetAt);
		for (const id of ['UTC', ...Object.keys(windowsZones)]) {
			const zone = this.zones.byName(id);
			const isSame = zone && samples.every((time, at) => time - zone.toUtc(time) === offsets[at]);
			if (isSame) return zone;
		}
		return undefined;
	}
}
