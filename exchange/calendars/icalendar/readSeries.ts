import { isDeepStrictEqual } from 'node:util';
import { dayMs } from '../../calendar/civil';
import type { PatternedRecurrence } from '../../calendar/event';
import { occurrenceStarts } from '../../calendar/occurrences';
import { recurrenceRecord } from '../../calendar/recurrence';
import { InvalidInput } from '../../errors';
import type { PushException } from '../../push/input/pushInput';
import { readRrule } from '../../push/input/rrule';
import { zoneOf } from '../../push/input/time';
import { lastDayUntil } from '../../push/input/until';
import type { ChosenEvent } from './chooseEvent';
import type { IcsEvent } from './icsEvent';
import {
	parameter,
	propertiesOf,
	property,
	textOf,
	valuesOf,
	type JCal,
	type JProperty,
} from './jcal';
import { icalFormat } from './loadFormat';
import { readContentProperties, saysExpressly } from './readContent';
import type { ReadTime, TimeReader } from './timeReader';

/**
 * The recurrence of a series, and what is different in single occurrences of it.
 * @throws InvalidInput naming `rrule` or `ics` for what no Exchange can keep
 */
export function readSeries(
	chosen: ChosenEvent,
	times: TimeReader,
): Pick<IcsEvent, 'recurrence' | 'exceptions'> {
	const { master, overrides } = chosen;
	for (const name of ['rdate', 'exrule']) {
		if (property(master, name)) {
			throw refused(`${name.toUpperCase()}, which Exchange has nothing like`);
		}
	}
	const rules = propertiesOf(master, 'rrule');
	if (rules.length > 1) throw refused('more than one RRULE');
	if (rules.length === 0) {
		if (overrides.length === 0) return {};
		throw refused('RECURRENCE-ID, but no RRULE');
	}
	const start = times.required(master);
	const recurrence = recurrenceOf(rules[0], start, times);
	const cancelled = (one: ReadTime): PushException[] =>
		isOccurrence(one, recurrence, start, times)
			? [{ originalStart: one.time, isCancelled: true }]
			: [];
	const excluded = propertiesOf(master, 'exdate').flatMap((one) =>
		valuesOf(one).map((_, index) => times.read(one, index + 3)),
	);
	const exceptions = [
		...excluded.flatMap(cancelled),
		...overrides.flatMap((one) =>
			isCancelled(one)
				? cancelled(times.read(recurrenceId(one)))
				: [exceptionOf(one, chosen, times)],
		),
	];
	return {
		recurrence,
		...(exceptions.length > 0 && { exceptions }),
	};
}

function recurrenceOf(rule: JProperty, start: ReadTime, times: TimeReader): PatternedRecurrence {
	const { zones } = times;
	const zone = start.zone ?? zoneOf('UTC', zones);
	const series = { local: start.local, zone, isAllDay: start.isDate };
	const startDay = Math.floor(start.local / dayMs);
	const text = icalFormat().ruleText(rule[3]);
	const { recurrence } = readRrule(`RRULE:${text}`, startDay, (until) =>
		lastDayUntil(until, series, zones),
	);
	if (!start.zone) return recurrence;
	return {
		...recurrence,
		range: { ...recurrence.range, recurrenceTimeZone: start.zone.id },
	};
}

/**
 * False where the pattern of the series has no such start: RFC 5545 lets an EXDATE stand for nothing.
 * @see https://www.rfc-editor.org/rfc/rfc5545#section-3.8.5.1
 */
function isOccurrence(
	given: ReadTime,
	recurrence: PatternedRecurrence,
	first: ReadTime,
	{ zones }: TimeReader,
): boolean {
	// By which clock a series without a zone goes is not known yet.
	if (!first.zone && given.zone) return true;
	const zone = first.zone ?? zoneOf('UTC', zones);
	const rule = { recurrence: recurrenceRecord(recurrence), start: zone.toUtc(first.local), zone };
	const day = Math.floor(given.local / dayMs) * dayMs;
	const isDay = given.isDate || (first.isDate && given.local === day);
	const from = isDay ? zone.toUtc(day) : (given.zone ?? zone).toUtc(given.local);
	const to = isDay ? zone.toUtc(day + dayMs) : from + 1;
	return !occurrenceStarts(rule, from, to).next().done;
}

function isCancelled(override: JCal): boolean {
	return textOf(override, 'status')?.toUpperCase() === 'CANCELLED';
}

function recurrenceId(override: JCal): JProperty {
	const id = property(override, 'recurrence-id') as JProperty;
	if (/^thisandfuture$/i.test(parameter(id, 'range') ?? '')) {
		throw refused('a RECURRENCE-ID with RANGE=THISANDFUTURE');
	}
	return id;
}

function exceptionOf(
	override: JCal,
	{ master, isInvitation }: ChosenEvent,
	times: TimeReader,
): PushException {
	const originalStart = times.read(recurrenceId(override)).time;
	const { start, end } = times.span(override);
	const [own, ofSeries] = [override, master].map((one) => readContentProperties(one, isInvitation));
	const differing = ownParts.filter((name) => {
		if (own[name] === undefined) return false;
		const isSilent =
			(name === 'sensitivity' || name === 'importance') && !saysExpressly(override, name);
		return !isSilent && !isDeepStrictEqual(own[name], ofSeries[name]);
	});
	const content = Object.fromEntries(differing.map((name) => [name, own[name]]));
	return { originalStart, start, end, ...content };
}

/** What an occurrence can have of its own. */
const ownParts = [
	'subject',
	'body',
	'location',
	'showAs',
	'sensitivity',
	'importance',
	'categories',
	'isReminderOn',
	'reminderMinutesBeforeStart',
] as const;

function refused(what: string): InvalidInput {
	return new InvalidInput('ics', `The event of the iCalendar text has ${what}`, {
		remedy: 'Give a series by one RRULE, with EXDATE and RECURRENCE-ID for what is different.',
	});
}
