import { dayMs } from '../../calendar/civil';
import { InvalidInput } from '../../errors';
import type { PushException } from '../../push/input/pushInput';
import { readRrule } from '../../push/input/rrule';
import { zoneOf } from '../../push/input/time';
import { lastDayUntil } from '../../push/input/until';
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
import { readOccurrenceContent } from './readContent';
import type { ReadTime, TimeReader } from './timeReader';

/**
 * The recurrence of a series, and what is different in single occurrences of it.
 * @throws InvalidInput naming `rrule` or `ics` for what no Exchange can keep
 */
export function readSeries(
	master: JCal,
	overrides: readonly JCal[],
	times: TimeReader,
): Pick<IcsEvent, 'recurrence' | 'exceptions'> {
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
	const exceptions = [
		...propertiesOf(master, 'exdate').flatMap((one) => cancelled(one, times)),
		...overrides.map((one) => exceptionOf(one, master, times)),
	];
	return {
		recurrence: recurrenceOf(rules[0], start, times),
		...(exceptions.length > 0 && { exceptions }),
	};
}

function recurrenceOf(rule: JProperty, start: ReadTime, times: TimeReader): IcsEvent['recurrence'] {
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

function cancelled(excluded: JProperty, times: TimeReader): PushException[] {
	return valuesOf(excluded).map((_, index) => ({
		originalStart: times.read(excluded, index + 3).time,
		isCancelled: true,
	}));
}

function exceptionOf(override: JCal, master: JCal, times: TimeReader): PushException {
	const id = property(override, 'recurrence-id') as JProperty;
	if (/^thisandfuture$/i.test(parameter(id, 'range') ?? '')) {
		throw refused('a RECURRENCE-ID with RANGE=THISANDFUTURE');
	}
	const originalStart = times.read(id).time;
	if (textOf(override, 'status')?.toUpperCase() === 'CANCELLED') {
		return { originalStart, isCancelled: true };
	}
	const { start, end } = times.span(override);
	const [own, ofSeries] = [readOccurrenceContent(override), readOccurrenceContent(master)];
	const names = ['subject', 'body', 'location', 'showAs'] as const;
	const differing = names.filter(
		(name) =>
			own[name] !== undefined && JSON.stringify(own[name]) !== JSON.stringify(ofSeries[name]),
	);
	const content = Object.fromEntries(differing.map((name) => [name, own[name]]));
	return { originalStart, start, end, ...content };
}

function refused(what: string): InvalidInput {
	return new InvalidInput('ics', `The event of the iCalendar text has ${what}`, {
		remedy: 'Give a series by one RRULE, with EXDATE and RECURRENCE-ID for what is different.',
	});
}
