import ICAL from 'ical.js';
import type { JCal } from './jcal';

/** An iCalendar text as jCal: folding, escapes and types of values are the library's business. */
export function parse(text: string): JCal | JCal[] {
	return ICAL.parse(text) as unknown as JCal | JCal[];
}

export function stringify(calendar: JCal): string {
	return ICAL.stringify(calendar as never);
}

/** The value of an RRULE as text: `FREQ=WEEKLY;BYDAY=MO`. */
export function ruleText(value: unknown): string {
	return ICAL.Recur.fromData(value as never).toString();
}

/** The offset of a VTIMEZONE at a local time, both in milliseconds. */
export function offsetReader(component: JCal): (local: number) => number {
	const zone = new ICAL.Timezone(new ICAL.Component(component as never));
	return (local) => {
		const time = ICAL.Time.fromString(new Date(local).toISOString().slice(0, 19), null as never);
		return zone.utcOffset(time) * 1000;
	};
}
