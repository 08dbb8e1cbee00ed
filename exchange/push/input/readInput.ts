import { InvalidInput } from '../../errors';
import { extendedFieldUri } from '../../ews/itemShape';
import type { ExtendedPropertyUri } from '../../ews/calendarItem';
import { addressKey } from '../../mailboxes/address';
import { linkPropertySet, maxExternalIdLength } from '../plan/link';
import { distinguishedSets, propertyTypes } from '../plan/propertyFields';
import type { PushInput } from './pushInput';
import type { WritableAttendee, WritableEvent, WritableProperty } from './writableEvent';
import {
	readContent,
	type ContentOptions,
	describe,
	isGiven,
	readChoice,
	readLine,
	readList,
	readObject,
	readText,
	readWhole,
} from './values';
import type { TimeOptions } from './time';
import { readOwnContent } from './ownContent';
import { readTimes } from './times';

export interface InputOptions extends TimeOptions, ContentOptions {
	source: string;
	/** True when invitations are sent; else attendees are left out. */
	withAttendees: boolean;
	/** The owner of the calendar, who organizes the event and is not invited to it. */
	organizer?: string;
}

/** @throws InvalidInput when there is none, or it can't be kept in an item */
export function readExternalId(input: unknown): string {
	const given = readObject('event', input).externalId;
	if (typeof given !== 'string' || given === '') {
		throw new InvalidInput('externalId', `externalId is ${describe(given)}`, {
			remedy: 'Give the key that the event has in the source, as text.',
		});
	}
	readText('externalId', given);
	if (given !== given.trim()) {
		throw new InvalidInput('externalId', 'externalId begins or ends with white space', {
			remedy: 'Give it without blanks around it, always in the same way.',
		});
	}
	if (given.length > maxExternalIdLength) {
		throw new InvalidInput('externalId', `externalId has ${given.length} characters`, {
			remedy: `Use at most ${maxExternalIdLength} characters.`,
		});
	}
	return given;
}

/**
 * Checks an input and brings it into the form that is written. Fields that are absent stay absent.
 * @throws InvalidInput naming the field
 */
export function readInput(input: PushInput, options: InputOptions): WritableEvent {
	refuseAttachments(input);
	const event: WritableEvent = readContent(input, options);
	const times = readTimes(withoutEmpty(input), options);
	if (times) event.times = times;
	Object.assign(event, readOwnContent(input));
	if (options.withAttendees && isGiven(input.attendees)) {
		const invited = readList('attendees', input.attendees).map(readAttendee);
		const others = invited.filter((one) => !isOrganizer(one, options.organizer));
		event.attendees = eachOnce(others);
	}
	if (isGiven(input.extendedProperties)) {
		const properties = readList('extendedProperties', input.extendedProperties);
		event.extendedProperties = properties.map(readProperty);
	}
	return event;
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

/** One address. Brackets and quotes around it are those of a list that is not JSON. */
const anAddress = /^[^\s@<>"()[\],;:]+@[^\s@<>"'()[\],;:]+$/;

function readAttendee(entry: unknown, index: number): WritableAttendee {
	const field = `attendees[${index}]`;
	const { emailAddress, type } = readObject(field, entry);
	const { address, name } = (emailAddress ?? {}) as { address?: unknown; name?: unknown };
	if (!isGiven(address)) {
		const missing = `${field}.emailAddress${typeof emailAddress === 'object' ? '.address' : ''}`;
		throw new InvalidInput(missing, `${field} has no e-mail address`, {
			remedy: 'Give each one as { "emailAddress": { "address": "bob@enyoi.com" } }.',
		});
	}
	const written = readLine(`${field}.emailAddress.address`, address);
	if (!anAddress.test(written)) {
		throw new InvalidInput(
			`${field}.emailAddress.address`,
			`${describe(address)} is not an e-mail address`,
			{
				remedy:
					'Give one address alone, such as alice@enyoi.com; a name goes into emailAddress.name.',
			},
		);
	}
	return {
		...(isGiven(name) && { name: readLine(`${field}.emailAddress.name`, name) }),
		address: written,
		type: readChoice(`${field}.type`, type ?? 'required', ['required', 'optional', 'resource']),
	};
}

/** Systems list who organizes among those who take part, and Exchange beside them. */
function isOrganizer({ type, address }: WritableAttendee, organizer: string | undefined): boolean {
	if (organizer === undefined || type !== 'required') return false;
	return addressKey(address) === addressKey(organizer);
}

/** Who is named twice is invited once. */
function eachOnce(invited: readonly WritableAttendee[]): WritableAttendee[] {
	const seen = new Set<string>();
	return invited.filter(({ type, address }) => {
		const key = `${type}:${addressKey(address)}`;
		const isNew = !seen.has(key);
		seen.add(key);
		return isNew;
	});
}

function readProperty(entry: unknown, index: number): WritableProperty {
	const field = `extendedProperties[${index}]`;
	const { uri: given, value } = readObject(field, entry);
	const uri = readPropertyUri(`${field}.uri`, readObject(`${field}.uri`, given));
	if (uri.setId?.toLowerCase() === linkPropertySet) {
		throw new InvalidInput(`${field}.uri`, 'This property set is kept for the links themselves', {
			remedy: 'Use another setId, or distinguishedSetId: "PublicStrings".',
		});
	}
	if (/Array$/.test(uri.type) !== Array.isArray(value)) {
		throw new InvalidInput(`${field}.value`, `${field} is ${uri.type}, its value is not`, {
			remedy: 'Give a list for a type that ends in Array, and a single value for any other.',
		});
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

/** @throws InvalidInput naming the part that is no part of a property's name */
function readPropertyUri(field: string, given: Record<string, unknown>): ExtendedPropertyUri {
	const { distinguishedSetId, setId, tag, name, id, type } = given;
	const uri: ExtendedPropertyUri = { type: readChoice(`${field}.type`, type, propertyTypes) };
	if (isGiven(tag)) uri.tag = readTag(`${field}.tag`, tag);
	if (isGiven(distinguishedSetId)) {
		const set = readChoice(`${field}.distinguishedSetId`, distinguishedSetId, distinguishedSets);
		uri.distinguishedSetId = set;
	}
	if (isGiven(setId)) uri.setId = readGuid(`${field}.setId`, setId);
	if (isGiven(name)) uri.name = readText(`${field}.name`, name);
	if (isGiven(id)) uri.id = readWhole(`${field}.id`, id, 0, 0xffffffff);
	extendedFieldUri(uri);
	return uri;
}

function readTag(field: string, value: unknown): string {
	const tag = /^(0x[0-9a-f]{1,4}|\d{1,5})$/i.test(String(value)) ? Number(value) : NaN;
	if (tag >= 1 && tag <= 0xffff) return `0x${tag.toString(16)}`;
	throw new InvalidInput(field, `${field} is ${describe(value)}`, {
		remedy: 'Write the tag without its type, such as 0x0037.',
	});
}

function readGuid(field: string, value: unknown): string {
	const guid = readText(field, value)
		.trim()
		.replace(/^\{(.*)\}$/, '$1');
	if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) return guid;
	throw new InvalidInput(field, `${field} is ${describe(value)}, not a GUID`, {
		remedy: 'Write it as 00020329-0000-0000-c000-000000000046.',
	});
}
