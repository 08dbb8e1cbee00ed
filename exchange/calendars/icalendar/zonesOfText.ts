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
/** Of all rules together: Exchange has two since 1601, others those of each time in which a rule held. */
const mostYears = 3_000;
/** Parts of a rule that give a few days of a year. */
const ruleParts = new Set(['freq', 'interval', 'bymonth', 'byday', 'bymonthday', 'wkst']);

/** Undefined for a definition that says nothing, or more than a clock has changes: it could hold n8n up. */
function definedOffsets(component: JCal, samples: readonly number[]): number[] | undefined {
	const observances = ['standard', 'daylight'].flatMap((name) => componentsOf(component, name));
	if (observances.length === 0 || observances.length > mostObservances) return undefined;
	const lastYear = new Date(samples[samples.length - 1]).getUTCFullYear();
	const years = observances.flatMap((one) =>
		propertiesOf(one, 'rrule')
			.flatMap(valuesOf)
			.map((rule) => yearsOf(rule, one, lastYear)),
	);
	if (years.reduce((sum, one) => sum + one, 0) > mostYears) return undefined;
	try {
		return samples.map(icalFormat().offsetReader(component));
	} catch {
		return undefined;
	}
}

/** In how many years a rule gives a few days of one month; infinite for a rule of any other kind. */
function yearsOf(rule: unknown, observance: JCal, lastYear: number): number {
	const { until, ...parts } = (rule ?? {}) as Record<string, unknown>;
	if (!isYearly(parts)) return Infinity;
	const end = until === undefined ? lastYear : Math.min(Number.parseInt(String(until)), lastYear);
	const start = Number.parseInt(textOf(observance, 'dtstart') ?? '');
	return Number.isNaN(end - start) ? Infinity : Math.max(end - start, 0);
}

function isYearly(parts: Record<string, unknown>): boolean {
	const { freq, interval = 1, bymonth, byday, bymonthday } = parts;
	const isKnown = Object.keys(parts).every((name) => ruleParts.has(name));
	if (!isKnown || freq !== 'YEARLY' || interval !== 1) return false;
	if (bymonth === undefined) return byday === undefined && bymonthday === undefined;
	// The days of a week with one weekday are how some programs say "second Sunday".
	const isWeek = byday !== undefined && Array.isArray(bymonthday) && bymonthday.length <= 7;
	return ![bymonth, byday, isWeek ? undefined : bymonthday].some(Array.isArray);
}
