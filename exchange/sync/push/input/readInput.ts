import { InvalidInput } from '../../../errors';
import { extendedFieldUri } from '../../../ews/itemShape';
import type { ExtendedPropertyUri } from '../../../ews/calendarItem';
import { externalKey, linkPropertySet } from '../externalKey';
import type { PushInput } from '../pushInput';
import type { WritableAttendee, WritableEvent, WritableProperty } from '../writableEvent';
import {
	describe,
	readChoice,
	readFlag,
	readLine,
	readList,
	readObject,
	readText,
	readWhole,
} from './text';
import type { TimeReading } from './time';
import { readWhen } from './when';

export interface InputReading extends TimeReading {
	source: string;
	/** True when invitations are sent; else attendees are left out. */
	withAttendees: boolean;
	/** False for servers older than 2013, which know no `workingElsewhere`. */
	knowsWorkingElsewhere: boolean;
}

/** Longest body: Exchange takes more, but a request should stay below its limits. */
const longestBody = 2 * 1024 * 1024;
/** Two years; Outlook offers two weeks. */
const longestReminder = 2 * 366 * 24 * 60;

/** @throws InvalidInput when there is none, or it doesn't fit into the property of the item */
export function readExternalId(input: unknown, source: string): string {
	const given = readObject('event', input).externalId;
	if (typeof given !== 'string' || given === '') {
		throw new InvalidInput('externalId', `externalId is ${describe(given)}`, {
			remedy: 'Give the key that the event has in the source, as text.',
		});
	}
	readText('externalId', given);
	if (given !== given.trim()) {
		throw new InvalidInput('externalId', 'externalId begins or ends with white space');
	}
	externalKey(source, given);
	return given;
}

/**
 * Checks an input and brings it into the form that is written. Fields that are absent stay absent.
 * @throws InvalidInput naming the field
 */
export function readInput(input: PushInput, reading: InputReading): WritableEvent {
	refuseAttachments(input);
	const event: WritableEvent = {};
	if (isGiven(input.subject)) event.subject = readLine('subject', input.subject);
	if (isGiven(input.body)) event.body = readBody(input.body);
	const when = readWhen(withoutEmpty(input), reading);
	if (when) event.when = when;
	if (isGiven(input.location)) {
		const place =
			typeof input.location === 'string'
				? input.location
				: readObject('location', input.location).displayName;
		event.location = readLine('location', place);
	}
	if (isGiven(input.showAs)) event.showAs = readShowAs(input.showAs, reading);
	if (isGiven(input.sensitivity)) {
		const allowed = ['normal', 'personal', 'private', 'confidential'] as const;
		event.sensitivity = readChoice('sensitivity', input.sensitivity, allowed);
	}
	if (isGiven(input.importance)) {
		const allowed = ['low', 'normal', 'high'] as const;
		event.importance = readChoice('importance', input.importance, allowed);
	}
	if (isGiven(input.categories)) event.categories = readCategories(input.categories);
	readReminder(input, event);
	if (reading.withAttendees && isGiven(input.attendees)) {
		event.attendees = readList('attendees', input.attendees).map(readAttendee);
	}
	if (isGiven(input.extendedProperties)) {
		const properties = readList('extendedProperties', input.extendedProperties);
		event.extendedProperties = properties.map(readProperty);
	}
	return event;
}

/** Whoever maps a column to a field means "nothing" by null. */
function isGiven<T>(value: T | null | undefined): value is T {
	return value !== undefined && value !== null;
}

function withoutEmpty(input: PushInput): PushInput {
	const entries = Object.entries(input).filter(([, value]) => isGiven(value));
	return Object.fromEntries(entries) as unknown as PushInput;
}

function refuseAttachments(input: object): void {
	for (const field of ['attachments', 'hasAttachments']) {
		const value = (input as Record<string, unknown>)[field];
		if (!value || (Array.isArray(value) && value.length === 0)) continue;
		throw new InvalidInput(field, 'Attachments are not supported', {
			remedy: 'Put a link into the body.',
		});
	}
}

function readBody(given: NonNullable<PushInput['body']>): NonNullable<WritableEvent['body']> {
	const { contentType, content } =
		typeof given === 'string' ? { contentType: 'text', content: given } : readObject('body', given);
	const text = readText('body.content', content);
	if (text.length > longestBody) {
		throw new InvalidInput('body.content', `body.content has ${text.length} characters`, {
			remedy: `Shorten it to ${longestBody} characters.`,
		});
	}
	return {
		contentType: readChoice('body.contentType', contentType ?? 'text', ['html', 'text']),
		content: text,
	};
}

function readShowAs(value: unknown, { knowsWorkingElsewhere }: InputReading) {
	return readChoice('showAs', value, [
		'free',
		'tentative',
		'busy',
		'oof',
		...(knowsWorkingElsewhere ? (['workingElsewhere'] as const) : []),
	]);
}

function readCategories(value: unknown): string[] {
	const names = readList('categories', value).map((name, index) =>
		readLine(`categories[${index}]`, name),
	);
	return [...new Set(names.filter((name) => name !== ''))].sort();
}

function readReminder(input: PushInput, event: WritableEvent): void {
	if (isGiven(input.isReminderOn))
		event.isReminderOn = readFlag('isReminderOn', input.isReminderOn);
	const minutes = input.reminderMinutesBeforeStart;
	if (!isGiven(minutes) || event.isReminderOn === false) return;
	event.isReminderOn = true;
	event.reminderMinutesBeforeStart = readWhole(
		'reminderMinutesBeforeStart',
		minutes,
		0,
		longestReminder,
	);
}

function readAttendee(entry: unknown, index: number): WritableAttendee {
	const field = `attendees[${index}]`;
	const { emailAddress, type } = readObject(field, entry);
	const { address, name } = readObject(`${field}.emailAddress`, emailAddress);
	const written = readLine(`${field}.emailAddress.address`, address);
	if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(written)) {
		throw new InvalidInput(
			`${field}.emailAddress.address`,
			`${describe(address)} is no e-mail address`,
		);
	}
	return {
		...(isGiven(name) && { name: readLine(`${field}.emailAddress.name`, name) }),
		address: written,
		type: readChoice(`${field}.type`, type ?? 'required', ['required', 'optional', 'resource']),
	};
}

function readProperty(entry: unknown, index: number): WritableProperty {
	const field = `extendedProperties[${index}]`;
	const { uri: given, value } = readObject(field, entry);
	const uri = readObject(`${field}.uri`, given) as unknown as ExtendedPropertyUri;
	extendedFieldUri(uri);
	if (uri.setId?.toLowerCase() === linkPropertySet) {
		throw new InvalidInput(`${field}.uri`, 'This property set is kept for the links themselves');
	}
	if (/Array$/.test(uri.type) !== Array.isArray(value)) {
		throw new InvalidInput(`${field}.value`, `${field} is ${uri.type}, its value is not`);
	}
	const values = Array.isArray(value) ? value : [value];
	const texts = values.map((one) =>
		readText(
			`${field}.value`,
			typeof one === 'number' || typeof one === 'boolean' ? String(one) : one,
		),
	);
	return { uri, value: Array.isArray(value) ? texts : texts[0] };
}
