/**
 * Ids as Exchange makes them: base64 of a mailbox GUID and a MAPI entry id; an occurrence's id adds
 * the moment the series puts it at. Opaque to clients; only the server reads them.
 */
import { createHash } from 'node:crypto';

const ITEM_TYPES = {
	folder: 0x01,
	calendarFolder: 0x02,
	message: 0x09,
	calendarItem: 0x0f,
} as const;
export type ChangeKeyType = keyof typeof ITEM_TYPES;

const GUID_ID = 0x03;
const FOLDER_ENTRY = 46;
const ITEM_ENTRY = 70;
const OCCURRENCE_INSTRUCTION = 0x10;
/** .NET ticks of 1970-01-01. */
const EPOCH_TICKS = 621355968000000000n;

export type ParsedId =
	| { kind: 'folder'; mailboxGuid: string; number: number; base: string }
	| { kind: 'item'; mailboxGuid: string; number: number; base: string }
	| {
			kind: 'occurrence';
			mailboxGuid: string;
			number: number;
			/** Id of the master. */
			base: string;
			/** ms since 1970. */
			originalStart: number;
	  };

/** A GUID that depends on the text alone, so that a seed always gives the same ids. */
export function guidOf(text: string): string {
	const hex = createHash('sha256').update(text).digest('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** By text; companies come and go in one process, with the same few mailboxes. */
const digests = new Map<string, Buffer>();

function digestOf(text: string): Buffer {
	const known = digests.get(text);
	if (known) return known;
	const digest = createHash('md5').update(text).digest();
	digests.set(text, digest);
	return digest;
}

function provider(mailboxGuid: string): Buffer {
	return digestOf(`provider ${mailboxGuid}`);
}

function database(mailboxGuid: string): Buffer {
	return digestOf(`database ${mailboxGuid}`);
}

function counter(number: number): Buffer {
	const bytes = Buffer.alloc(6);
	bytes.writeUIntBE(number, 0, 6);
	return bytes;
}

function wrap(mailboxGuid: string, content: Buffer[], instruction: number): string {
	const entry = Buffer.concat(content);
	const head = Buffer.from([0x00, GUID_ID, mailboxGuid.length, 0x00]);
	const length = Buffer.from([entry.length & 0xff, entry.length >> 8]);
	return Buffer.concat([
		head,
		Buffer.from(mailboxGuid, 'latin1'),
		length,
		entry,
		Buffer.from([instruction]),
	]).toString('base64');
}

export function folderId(mailboxGuid: string, number: number): string {
	const entry = [
		Buffer.alloc(4),
		provider(mailboxGuid),
		Buffer.from([0x01, 0x00]),
		database(mailboxGuid),
		counter(number),
		Buffer.alloc(2),
	];
	return wrap(mailboxGuid, entry, 0);
}

function itemEntry(mailboxGuid: string, number: number): Buffer[] {
	const store = database(mailboxGuid);
	return [
		Buffer.alloc(4),
		provider(mailboxGuid),
		Buffer.from([0x07, 0x00]),
		store,
		counter(0x0109),
		Buffer.alloc(2),
		store,
		counter(number),
		Buffer.alloc(2),
	];
}

export function itemId(mailboxGuid: string, number: number): string {
	return wrap(mailboxGuid, itemEntry(mailboxGuid, number), 0);
}

/** Id of an occurrence or exception, made from its master's. */
export function occurrenceId(masterId: string, originalStart: number): string {
	const parsed = parseId(masterId);
	if (!parsed) throw new Error('not an item id');
	const date = Buffer.alloc(8);
	date.writeBigInt64BE(BigInt(originalStart) * 10_000n + EPOCH_TICKS);
	const entry = [
		Buffer.from([0x08]),
		date,
		Buffer.from([ITEM_ENTRY, 0x00]),
		...itemEntry(parsed.mailboxGuid, parsed.number),
	];
	return wrap(parsed.mailboxGuid, entry, OCCURRENCE_INSTRUCTION);
}

/** Undefined when it is not an id that an Exchange could have made. */
export function parseId(id: string): ParsedId | undefined {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(id) || id.length % 4 !== 0) return undefined;
	const bytes = Buffer.from(id, 'base64');
	if (bytes.length < 44 || bytes[1] !== GUID_ID || bytes.toString('base64') !== id)
		return undefined;
	const mailboxGuid = bytes.toString('latin1', 4, 40);
	if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(mailboxGuid)) return undefined;
	const length = bytes.readUInt16LE(40);
	const entry = bytes.subarray(42, 42 + length);
	if (entry.length !== length || bytes.length !== 43 + length) return undefined;
	if (length === FOLDER_ENTRY) {
		const number = entry.readUIntBE(38, 6);
		return { kind: 'folder', mailboxGuid, number, base: id };
	}
	if (length === ITEM_ENTRY) {
		return { kind: 'item', mailboxGuid, number: entry.readUIntBE(62, 6), base: id };
	}
	if (length === ITEM_ENTRY + 11 && entry[0] === 8) {
		const number = entry.readUIntBE(11 + 62, 6);
		const ticks = entry.readBigInt64BE(1);
		return {
			kind: 'occurrence',
			mailboxGuid,
			number,
			base: itemId(mailboxGuid, number),
			originalStart: Number((ticks - EPOCH_TICKS) / 10_000n),
		};
	}
	return undefined;
}

/** Such as `DwAAABYAAAB…` for a calendar item. */
export function changeKey(type: ChangeKeyType, number: number): string {
	const head = Buffer.from([ITEM_TYPES[type], 0, 0, 0, 0x16, 0, 0, 0]);
	return Buffer.concat([head, database('change keys'), counter(number)]).toString('base64');
}

/** True for anything that could be a change key of this server. */
export function isChangeKey(text: string): boolean {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
	const bytes = Buffer.from(text, 'base64');
	return bytes.toString('base64') === text && bytes.length >= 4;
}

/** UID and GlobalObjectId of an item made in Outlook or Exchange, in upper-case hexadecimal. */
export function newUid(seed: string, created: Date): string {
	const time = BigInt(created.getTime()) * 10_000n + 116444736000000000n;
	const fileTime = Buffer.alloc(8);
	fileTime.writeBigUInt64LE(time);
	const unique = createHash('md5').update(seed).digest('hex');
	const head = '040000008200E00074C5B7101A82E008' + '00000000';
	return `${head}${fileTime.toString('hex')}${'00'.repeat(8)}10000000${unique}`.toUpperCase();
}

/** PidLidGlobalObjectId or its clean form, base64, of a UID (with the occurrence's date when given). */
export function globalObjectId(
	uid: string,
	occurrence?: { year: number; month: number; day: number },
): string {
	if (!/^040000008200E00074C5B7101A82E008[0-9A-F]+$/.test(uid)) {
		const data = Buffer.concat([
			Buffer.from('vCal-Uid\x01\0\0\0', 'latin1'),
			Buffer.from(`${uid}\0`, 'utf8'),
		]);
		const head = Buffer.from(`040000008200E00074C5B7101A82E008${'00'.repeat(20)}`, 'hex');
		const length = Buffer.alloc(4);
		length.writeUInt32LE(data.length);
		return Buffer.concat([head, length, data]).toString('base64');
	}
	const bytes = Buffer.from(uid, 'hex');
	if (occurrence) {
		bytes.writeUInt16BE(occurrence.year, 16);
		bytes[18] = occurrence.month;
		bytes[19] = occurrence.day;
	}
	return bytes.toString('base64');
}

/** The MAPI entry id within an id of EWS (of an occurrence: its master's). */
export function entryIdOf(id: string): Buffer {
	const bytes = Buffer.from(id, 'base64');
	const length = bytes.readUInt16LE(40);
	const entry = bytes.subarray(42, 42 + length);
	return length === ITEM_ENTRY + 11 ? entry.subarray(11) : entry;
}

/** The EWS id of an entry id; undefined when it is none. */
export function idOfEntry(mailboxGuid: string, entry: Buffer): string | undefined {
	if (entry.length !== ITEM_ENTRY && entry.length !== FOLDER_ENTRY) return undefined;
	return wrap(mailboxGuid, [entry], 0);
}
