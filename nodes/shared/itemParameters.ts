import type { IBinaryData } from 'n8n-workflow';
import { dateText, dayMs } from '../../exchange/calendar/civil';
import type { PatternedRecurrence } from '../../exchange/calendar/graphTypes';
import { timeZones, type TimeZones } from '../../exchange/calendar/timeZone';
import type { Zone } from '../../exchange/calendar/zone';
import type { EventReference, EventScope } from '../../exchange/calendars/events/event';
import { InvalidInput } from '../../exchange/errors';
import { addressFault } from '../../exchange/mailboxes/address';
import { isoOfDate } from '../../exchange/push/input/givenTime';
import { readTime, readWrittenTime, zoneOf } from '../../exchange/push/input/time';
import { defaultCalendar } from './calendarParameter';
import { ItemValues } from './itemValues';
import { seriesOfRule, type GivenSeries } from './readRecurrence';

/** Stands for the mailbox's own zone. */
const mailboxZone = 'mailbox';

const exampleTime = 'a date or time, such as 2026-12-07T09:00:00+01:00';

const exampleDateTime = '{ "dateTime": "2026-12-07T09:00:00", "timeZone": "Europe/Berlin" }';

/** Numbers below it are milliseconds of years that no calendar holds: 1973 is the last one. */
const minMilliseconds = 1e11;

/** Parameters that name mailboxes, calendars, events and times; the library checks the rest. */
export class ItemParameters extends ItemValues {
	private zones?: TimeZones;

	private ownZone?: Zone;

	private needsOwnZone = false;

	/** True when a time was read by the zone of the mailbox, which was not known: the workflow's stood in. */
	get lacksMailboxZone(): boolean {
		return this.needsOwnZone && this.ownZone === undefined && this.panel.has('mailbox');
	}

	/** Times are read by it from now on where Time Zone says `mailbox`. */
	knowMailboxZone(zone: Zone): void {
		this.ownZone = zone;
	}

	/** @throws InvalidInput when there is none, or it can't be an address */
	mailbox(emailDns: string, name = 'mailbox'): string {
		const mailbox = this.text(name) ?? this.missingMailbox(name);
		const fault = addressFault(mailbox, emailDns);
		if (fault === undefined) return mailbox;
		const label = this.label(name);
		throw new InvalidInput(label, `${label} is "${mailbox}", not an email address: ${fault}`, {
			remedy:
				'Give the whole address, such as alice@enyoi.com; Resolve Mailbox makes it from a name.',
		});
	}

	/**
	 * Undefined for the default calendar, which has to be named as well: an expression that gives nothing would
	 * open it to others, or fill it, by mistake.
	 * @throws InvalidInput when there is none
	 */
	calendar(): { id: string } | undefined {
		const id = this.text('calendar') ?? this.missingCalendar();
		return id === defaultCalendar ? undefined : { id };
	}

	/** @throws InvalidInput when there is none, or it is the default calendar */
	otherCalendar(): { id: string } {
		const id = this.requiredText('calendar');
		return id === defaultCalendar ? this.refuseDefaultCalendar() : { id };
	}

	/** @throws InvalidInput when there is none */
	eventId(): string {
		const reference = this.reference();
		const id = typeof reference === 'string' ? reference : reference.id;
		if (id !== undefined) return id;
		throw this.refused('event', reference, 'the ID of an event');
	}

	/**
	 * An event by its id, or as Get Many and Get Changes give it.
	 * @throws InvalidInput when there is none
	 */
	reference(): EventReference {
		const given = this.textOrObject('event', '{ "id": "AAMk…" }') ?? this.missing('event');
		if (typeof given === 'string') return given;
		const [id, seriesMasterId, originalStart] = ['id', 'seriesMasterId', 'originalStart'].map(
			(name) => (typeof given[name] === 'string' ? (given[name] as string) : undefined),
		);
		if (id === undefined && (seriesMasterId === undefined || originalStart === undefined)) {
			throw this.refused('event', given, 'an ID, or an event with an id');
		}
		return { id, seriesMasterId, originalStart };
	}

	/**
	 * The name of a binary field of the item, or the file of another item that an expression gives.
	 * @throws InvalidInput when there is none
	 */
	binaryField(name: string): string | IBinaryData {
		const value = this.value(name) ?? this.missing(name);
		if (typeof value !== 'object') return this.requiredText(name);
		if (isFile(value)) return value;
		const example = "{{ $('Mail').item.binary.data }}";
		throw this.refused(name, value, `a binary field, such as data, or a file, such as ${example}`);
	}

	/** The part of a series that is meant; undefined for what the event itself names. */
	scope<const Scope extends EventScope>(scopes: readonly Scope[]): Scope | undefined {
		const scope = this.requiredChoice('scope', ['named', ...scopes], 'named');
		return scope === 'named' ? undefined : (scope as Scope);
	}

	/**
	 * A moment of a window. Times without an offset are in the parameter Time Zone, which may be that of the
	 * mailbox, else in the zone of the workflow; so are the days of an all-day event that the item is.
	 * @param ofDate the part of a date that is meant when there is no time: its begin or its end
	 */
	moment(name: string, ofDate: 'begin' | 'end'): Date {
		const given = this.time(name) ?? this.missing(name);
		if (given instanceof Date) return given;
		const value = this.isOfAllDayItem(given) ? given.dateTime : given;
		const label = this.label(name);
		const [zones, defaultZone] = [this.knownZones(), this.chosenZone()];
		const time = readTime(label, value, { zones, defaultZone, isZoneChosen: true });
		if (time.instant !== undefined) return new Date(time.instant);
		const day = time.day + (ofDate === 'end' ? 1 : 0);
		return new Date(zoneOf(time.zone ?? defaultZone, zones).toUtc(day * dayMs));
	}

	/** A time as the library reads it: a text, or `{ dateTime, timeZone }`, also as JSON; undefined when empty. */
	time(name: string): Date | string | { dateTime: string; timeZone: string } | undefined {
		const value = this.value(name);
		if (value === undefined) return undefined;
		if (value instanceof Date) return this.realDate(name, value);
		if (typeof value === 'number') {
			// Seconds, and the days of spreadsheets, would be moments of the seventies.
			if (Math.abs(value) < minMilliseconds) {
				throw this.refused(
					name,
					value,
					`${exampleTime}, or milliseconds since 1970 (Unix seconds times 1,000)`,
				);
			}
			return this.realDate(name, new Date(value));
		}
		// What $now, $today and their like give; null when they hold no time.
		if (isDateTime(value)) return value.toISO() ?? this.realDate(name, new Date(NaN));
		const isJson = typeof value === 'string' && /^\s*\{/.test(value);
		return (isJson ? this.json(name, exampleDateTime) : value) as
			| string
			| { dateTime: string; timeZone: string };
	}

	/** A rule of iCalendar, or a recurrence as Graph writes it; undefined when empty. */
	rule(): string | PatternedRecurrence | undefined {
		const example = '{ "pattern": …, "range": … }';
		return this.textOrObject('recurrence', example) as string | PatternedRecurrence | undefined;
	}

	/** The series of which `first` is the first occurrence, in Graph's shape whichever way it was given. */
	series(first: { start: Date; end: Date }): Partial<GivenSeries> {
		const given = this.rule();
		return typeof given === 'string'
			? seriesOfRule(given, first, this.zone())
			: { recurrence: given };
	}

	/**
	 * The date of a time, `2026-12-07`, as it is written; of an instant that is no midnight as it is written, as
	 * the zone has it. Undefined when empty.
	 * @throws InvalidInput for what has none, such as `{ date }`: left out, the event would take one day
	 */
	date(name: string): string | undefined {
		const time = this.time(name);
		if (time === undefined) return undefined;
		// The same value of an item comes as a Date, or later as its JSON.
		const text: unknown = isoOfDate(time) ?? (hasDateTime(time) ? time.dateTime : time);
		if (typeof text !== 'string') throw this.refused(name, time, 'a date, such as 2026-12-07');
		// Databases give the day as the instant of its midnight.
		const { timeOfDay, instant } = readWrittenTime(text) ?? {};
		// A midnight by its own clock is a day wherever that is.
		if (instant !== undefined && timeOfDay !== 0) return this.dateInZone(instant);
		return /^\s*(\d{4}-\d\d-\d\d)/.exec(text)?.[1] ?? text;
	}

	private dateInZone(instant: number): string {
		const zone = zoneOf(this.chosenZone(), this.knownZones());
		return dateText(Math.floor(zone.toLocal(instant) / dayMs));
	}

	/**
	 * True for the start or end of the item itself where that is an all-day event: its midnights are dates,
	 * whatever zone stands beside them.
	 */
	private isOfAllDayItem(
		value: string | { dateTime: string; timeZone: string },
	): value is { dateTime: string; timeZone: string } {
		if (typeof value !== 'object' || typeof value.dateTime !== 'string') return false;
		const { json } = this.context.getInputData()[this.item] ?? {};
		if (json?.isAllDay !== true) return false;
		return [json.start, json.end].some((time) => {
			const { dateTime, timeZone } = (time ?? {}) as { dateTime?: unknown; timeZone?: unknown };
			return dateTime === value.dateTime && timeZone === value.timeZone;
		});
	}

	/** The zone of times without an offset: the parameter Time Zone, else that of the workflow. */
	zone(): string {
		const chosen = this.chosenZone();
		return chosen === mailboxZone ? this.context.getTimezone() : chosen;
	}

	/** The same, or `mailbox`, which `knownZones` knows. */
	private chosenZone(): string {
		const named = this.panel.has('timeZone') ? this.text('timeZone') : undefined;
		return named ?? this.context.getTimezone();
	}

	private knownZones(): TimeZones {
		const zones = (this.zones ??= timeZones());
		return {
			...zones,
			byName: (name) => (name === mailboxZone ? this.zoneOfMailbox(zones) : zones.byName(name)),
		};
	}

	private zoneOfMailbox(zones: TimeZones): Zone {
		this.needsOwnZone = true;
		return this.ownZone ?? zoneOf(this.context.getTimezone(), zones);
	}

	/** The zone of an event's times without an offset; undefined for the mailbox's own. */
	eventZone(): string | undefined {
		return this.text('timeZone') === mailboxZone ? undefined : this.zone();
	}

	private realDate(name: string, date: Date): Date {
		if (!Number.isNaN(date.getTime())) return date;
		throw this.refused(name, date, exampleTime);
	}

	private missingMailbox(name: string): never {
		const label = this.label(name);
		throw new InvalidInput(label, `${label} is missing for item ${this.item}`, {
			remedy: `Choose one in ${label}, or put Resolve Mailbox before this node and write {{ $json.emailAddress }} By Email.`,
		});
	}

	private missingCalendar(): never {
		const label = this.label('calendar');
		throw new InvalidInput(label, `${label} is missing for item ${this.item}`, {
			remedy: `Choose one in ${label}, or check its expression: for this item it gives nothing. For the default calendar it has to give "${defaultCalendar}", as {{ $json.calendarId || "${defaultCalendar}" }} does.`,
		});
	}

	private refuseDefaultCalendar(): never {
		const label = this.label('calendar');
		throw new InvalidInput(label, 'The default calendar can be neither renamed nor deleted', {
			remedy: `Choose another ${label} of the mailbox.`,
		});
	}
}

/** Binary data of n8n: what it holds, or where that is kept. */
function isFile(value: object | null): value is IBinaryData {
	const { mimeType, data, id } = (value ?? {}) as Partial<IBinaryData>;
	return typeof mimeType === 'string' && (data !== undefined || id !== undefined);
}

function hasDateTime(time: unknown): time is { dateTime: unknown } {
	return typeof time === 'object' && time !== null && 'dateTime' in time;
}

function isDateTime(value: unknown): value is { toISO(): string | null } {
	return typeof (value as { toISO?: unknown } | null)?.toISO === 'function';
}
