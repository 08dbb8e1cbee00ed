import { timeZones, type TimeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';
import { EventLoopTurns } from '../../eventLoop';
import { folderOf } from '../../ews/folderId';
import { isAtLeast, schemaFor } from '../../ews/versions';
import { timeZoneOf } from '../../mailboxes/timeZone';
import { readExternalId, readInput, type InputOptions } from './readInput';
import { describe, isGiven, plainCopy, readItemName, type ContentOptions } from './values';
import { isoOfDate, type InputTimes } from './givenTime';
import { readInstant, readWrittenTime, readZone, type TimeOptions } from './time';
import type { SourceEvent } from '../plan/plan';
import type { PushOptions } from '../options';
import type { PushInput, PushTime } from './pushInput';

export interface Inputs {
	events: SourceEvent[];
	/** True when some inputs say not which event they are. */
	isIncomplete: boolean;
	extendedProperties: ExtendedPropertyUri[];
	zones: TimeZones;
}

/** Takes and checks all inputs; what is wrong with one is noted there and stops no other. */
export async function readInputs(
	exchange: Exchange,
	options: PushOptions,
	given: Iterable<PushInput> | AsyncIterable<PushInput>,
): Promise<Inputs> {
	const inputs: CopiedInput[] = [];
	for await (const input of given) inputs.push(copyOf(input));
	const zones = timeZones();
	const readable = inputs.flatMap(({ input }) => (input ? [input] : []));
	const reading = await inputOptions(exchange, options, readable, zones);
	const { turns = new EventLoopTurns() } = exchange;
	const events: SourceEvent[] = [];
	let isIncomplete = false;
	for (const [index, input] of inputs.entries()) {
		if (turns.isOver) await turns.next();
		const event = readEvent(input, index, options, reading);
		if (event.externalId === '') isIncomplete = true;
		events.push(event);
	}
	const uris = new Map<string, ExtendedPropertyUri>();
	for (const { event } of events) {
		for (const { uri } of event?.extendedProperties ?? []) uris.set(JSON.stringify(uri), uri);
	}
	return { events, isIncomplete, extendedProperties: [...uris.values()], zones };
}

/** An input without anything that runs code of its own; or why it can't be had. */
type CopiedInput = { input: PushInput; error?: undefined } | { input?: undefined; error: unknown };

function copyOf(input: PushInput): CopiedInput {
	try {
		return { input: plainCopy(input) };
	} catch (error) {
		return { error };
	}
}

function readEvent(
	{ input, error: unreadable }: CopiedInput,
	index: number,
	{ action }: PushOptions,
	reading: InputOptions,
): SourceEvent {
	let externalId = '';
	let named: Pick<SourceEvent, 'given'> = {};
	try {
		if (input === undefined) throw unreadable;
		externalId = readExternalId(input);
		const given = readGiven(input);
		if (Object.keys(given).length > 0) named = { given };
		const kind = readAction(input.action, action);
		const lastModified = readLastModified(input.lastModifiedDateTime);
		const known = { externalId, input: index, ...(lastModified !== undefined && { lastModified }) };
		if (kind === 'delete') return { ...known, action: 'delete', ...named };
		return { ...known, action: 'upsert', event: readInput(input, reading), ...named };
	} catch (error) {
		const { field, remedy } = error instanceof ExchangeError ? error : {};
		const message =
			error instanceof Error ? error.message : `The event can't be read: ${String(error)}`;
		const failure = { message, ...(field && { field }), ...(remedy && { remedy }) };
		// The source has the item that it names, whatever else is wrong.
		return { externalId, input: index, action: 'upsert', ...named, failure };
	}
}

function readGiven({ id, iCalUId }: PushInput): NonNullable<SourceEvent['given']> {
	return {
		...(id && { id: readItemName('id', id) }),
		...(iCalUId && { iCalUId: readItemName('iCalUId', iCalUId) }),
	};
}

function readAction(own: unknown, all: PushOptions['action']): 'upsert' | 'delete' {
	if (own === undefined || own === null || own === '')
		return all === 'delete' ? 'delete' : 'upsert';
	if (own === 'upsert') return own;
	if (own === 'delete' && all !== 'snapshot') return own;
	throw new InvalidInput('action', `action is ${JSON.stringify(own)}`, {
		remedy: 'Use upsert or delete; in a snapshot leave out what is to be deleted.',
	});
}

function readLastModified(value: unknown): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const given = isoOfDate(value) ?? value;
	const time = typeof given === 'string' ? readInstant(given) : undefined;
	if (time !== undefined) return time;
	throw new InvalidInput('lastModifiedDateTime', `lastModifiedDateTime is ${describe(given)}`, {
		remedy: 'Write it as 2026-11-25T09:00:00Z.',
	});
}

async function inputOptions(
	exchange: Exchange,
	options: PushOptions,
	inputs: readonly PushInput[],
	zones: TimeZones,
): Promise<InputOptions> {
	const { source, sendInvitations, mailbox, allowAttendeeCopies } = options;
	return {
		...(await timeOptions(exchange, options, inputs, zones)),
		source,
		// Of a meeting of somebody else the owner is one of those invited.
		...(!allowAttendeeCopies && { organizer: mailbox }),
		withAttendees: sendInvitations !== undefined && sendInvitations !== 'none',
	};
}

/** The zone for times that name none; the mailbox is asked for its own only where an input needs it. */
export async function timeOptions(
	exchange: Exchange,
	{
		timeZone,
		fallbackTimeZone,
		mailbox,
		signal,
		calendar,
	}: Pick<PushOptions, 'timeZone' | 'fallbackTimeZone' | 'mailbox' | 'signal' | 'calendar'>,
	inputs: readonly InputTimes[],
	zones: TimeZones,
): Promise<TimeOptions & ContentOptions> {
	const schema = schemaFor(exchange.settings.version);
	const common = { zones, knowsWorkingElsewhere: isAtLeast(schema, 'Exchange2013') };
	if (timeZone !== undefined && timeZone !== '' && timeZone !== 'mailbox') {
		const defaultZone = readZone('timeZone', timeZone, zones);
		return { ...common, defaultZone, isZoneChosen: true };
	}
	if (timeZone !== 'mailbox' && !inputs.some(needsZone)) {
		return { ...common, defaultZone: 'UTC', isZoneChosen: false };
	}
	const folder = calendar ?? folderOf(exchange.settings, mailbox);
	const own = await timeZoneOf(exchange, mailbox, folder, signal);
	if (own !== undefined && zones.byName(own)) {
		return { ...common, defaultZone: own, isZoneChosen: true };
	}
	if (timeZone === 'mailbox' || !fallbackTimeZone) {
		return { ...common, defaultZone: 'UTC', isZoneChosen: false };
	}
	const fallback = readZone('fallbackTimeZone', fallbackTimeZone, zones);
	return { ...common, defaultZone: fallback, isZoneChosen: true, isStandIn: true };
}

/**
 * Times that name no zone need one, and so do days, which are kept as midnights of it, and series, whose
 * occurrences keep their time by its clock.
 */
function needsZone(input: InputTimes | null | undefined): boolean {
	const { start, end, isAllDay, recurrence, rrule } = input ?? {};
	if (isAllDay === true) return true;
	const given = [start, end].filter(isGiven);
	if (given.length === 0) return false;
	if (given.some((time) => !isInstant(time))) return true;
	const isSeries = isGiven(recurrence) || isGiven(rrule);
	return isSeries && !zoneName(start) && !recurrence?.range?.recurrenceTimeZone;
}

/** A date alone is a whole day, and a clock without a zone tells no moment. */
function isInstant(time: PushTime): boolean {
	const text = typeof time === 'string' ? time : time.dateTime;
	const written = typeof text === 'string' ? readWrittenTime(text) : undefined;
	// What is no text is a Date; it and what is no time are read or refused without a zone.
	if (!written) return true;
	if (written.timeOfDay === undefined) return false;
	return written.instant !== undefined || zoneName(time);
}

function zoneName(time: PushTime | null | undefined): boolean {
	return isGiven(time) && typeof time === 'object' && Boolean(time.timeZone);
}
