/**
 * Dates as day numbers (1970-01-01 = 0) in the proleptic Gregorian calendar, and times as text. Without
 * branches that only some months take: V8 throws its code away at the first date that takes one.
 */

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
/** The shortest day, on which a clock is put forward. */
export const shortestDayMs = 23 * 60 * minuteMs;

/** @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
export function dayNumber(year: number, month: number, day: number): number {
	const y = year - (month <= 2 ? 1 : 0);
	const era = Math.floor(y / 400);
	const yearOfEra = y - era * 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra =
		yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return era * 146_097 + dayOfEra - 719_468;
}

interface CivilDate {
	year: number;
	/** 1 to 12. */
	month: number;
	day: number;
}

export function civilDate(number: number): CivilDate {
	const shifted = number + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra -
			Math.floor(dayOfEra / 1_460) +
			Math.floor(dayOfEra / 36_524) -
			Math.floor(dayOfEra / 146_096)) /
			365,
	);
	const dayOfYear =
		dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
	const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
	const month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9);
	return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

/** @param month 1 to 12 */
export function daysInMonth(year: number, month: number): number {
	return monthLengths[month - 1] + +(month === 2) * leapDays(year);
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** 1 in a leap year, else 0. */
function leapDays(year: number): number {
	return +(year % 4 === 0) - +(year % 100 === 0) + +(year % 400 === 0);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekday(number: number): number {
	return (((number + 4) % 7) + 7) % 7;
}

/** An xs:dateTime with offset or `Z` as UTC milliseconds; undefined when it is absent or unreadable. */
export function instantOf(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const plain = plainInstant(text);
	if (plain !== undefined) return plain;
	const hasZone = /(?:Z|[+-]\d\d:\d\d)$/.test(text);
	const value = Date.parse(hasZone ? text : `${text}Z`);
	return Number.isNaN(value) ? undefined : value;
}

/** The instant of `2026-11-25T09:00:00Z`, as Exchange writes nearly all of them; no other form is read. */
function plainInstant(text: string): number | undefined {
	if (text.length !== 20 || text.charCodeAt(19) !== 0x5a || text.charCodeAt(10) !== 0x54) {
		return undefined;
	}
	if (text.charCodeAt(4) !== 0x2d || text.charCodeAt(7) !== 0x2d) return undefined;
	if (text.charCodeAt(13) !== 0x3a || text.charCodeAt(16) !== 0x3a) return undefined;
	const year = twoDigitsAt(text, 0) * 100 + twoDigitsAt(text, 2);
	const month = twoDigitsAt(text, 5);
	const day = twoDigitsAt(text, 8);
	const hour = twoDigitsAt(text, 11);
	const minute = twoDigitsAt(text, 14);
	const second = twoDigitsAt(text, 17);
	// A letter makes its number NaN, and every comparison with NaN is false.
	if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) {
		return undefined;
	}
	if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
	return dayNumber(year, month, day) * dayMs + (hour * 3600 + minute * 60 + second) * 1000;
}

function twoDigitsAt(text: string, at: number): number {
	const tens = text.charCodeAt(at) - 0x30;
	const ones = text.charCodeAt(at + 1) - 0x30;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** An instant as `instantText` writes it; undefined when it is absent or unreadable. */
export function instantTextOf(text: string | undefined): string | undefined {
	if (text === undefined || plainInstant(text) !== undefined) return text;
	const value = instantOf(text);
	return value === undefined ? undefined : instantText(value);
}

/** The date of an xs:date as a day number; its offset, if any, is not part of the date. */
export function dayOfDate(text: string): number | undefined {
	const parts = /^(\d{4,})-(\d\d)-(\d\d)/.exec(text);
	return parts === null ? undefined : dayNumber(+parts[1], +parts[2], +parts[3]);
}

/** `2026-11-25T09:00:00Z`. */
export function instantText(utc: number): string {
	const day = Math.floor(utc / dayMs);
	return `${dateText(day)}${clockText(utc - day * dayMs)}Z`;
}

/** `2026-11-25T09:00:00.0000000`, as Graph writes a local time. */
export function localText(local: number): string {
	const day = Math.floor(local / dayMs);
	const time = local - day * dayMs;
	const fraction = time % 1000;
	const digits = fraction === 0 ? '.0000000' : `.${String(fraction).padStart(3, '0')}0000`;
	return `${dateText(day)}${clockText(time)}${digits}`;
}

/** Milliseconds since midnight of a local time, of any year. */
export function timeOfDay(local: number): number {
	return local - Math.floor(local / dayMs) * dayMs;
}

/** `2026-11-25`. */
export function dateText(number: number): string {
	const { year, month, day } = civilDate(number);
	if (!(year >= 0 && year <= 9999)) return new Date(number * dayMs).toISOString().slice(0, 10);
	const years = twoDigits[Math.floor(year / 100)] + twoDigits[year % 100];
	return `${years}-${twoDigits[month]}-${twoDigits[day]}`;
}

/** `T09:00:00` of milliseconds since midnight. */
function clockText(time: number): string {
	const seconds = Math.floor(time / 1000);
	const hour = Math.floor(seconds / 3600);
	const minute = Math.floor(seconds / 60) % 60;
	return `T${twoDigits[hour]}:${twoDigits[minute]}:${twoDigits[seconds % 60]}`;
}

const twoDigits = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** True where a time begins before the end of a window and ends in it, or begins in it however short it is. */
export function touches(
	{ start, end }: { start: number; end: number },
	window: { start: number; end: number },
): boolean {
	return start < window.end && (end > window.start || start >= window.start);
}
