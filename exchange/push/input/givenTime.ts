import type { PushInput } from './pushInput';

/** What is given of an event's times. */
export type InputTimes = Pick<PushInput, 'start' | 'end' | 'isAllDay' | 'recurrence' | 'rrule'>;

/** True for an all-day event: a date alone is one, too. */
export function isOfDays({ start, isAllDay }: InputTimes): boolean {
	const text = typeof start === 'object' ? start?.dateTime : start;
	const isOpen = isAllDay === undefined || isAllDay === null;
	return isAllDay === true || (isOpen && typeof text === 'string' && text.trim().length <= 10);
}

/** The instant of a Date, or of a Luxon DateTime as expressions of n8n give it. */
export function isoOfDate(value: unknown): string | undefined {
	const { toJSDate } = (value ?? {}) as { toJSDate?: unknown };
	const date: unknown = typeof toJSDate === 'function' ? toJSDate.call(value) : value;
	// A workflow's Date may come from another realm.
	if (Object.prototype.toString.call(date) !== '[object Date]') return undefined;
	const at = (date as Date).getTime();
	return Number.isNaN(at) ? '' : new Date(at).toISOString();
}
