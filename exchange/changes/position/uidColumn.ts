import { ByteWriter, type ByteReader } from './bytes';
import { NumberColumn } from './numberColumn';
import { each } from '../../eventLoop';

/** A UID in one of the forms below: those of `bytes` from `start` to `end`. */
interface PackedUid {
	form: number;
	bytes: Buffer;
	start: number;
	end: number;
}

/** UIDs by row, each in the bytes that it takes; a row is set once. */
export class UidColumn {
	private readonly pieces: Buffer[] = [];
	private used = pieceLength;
	private readonly forms = new NumberColumn(Uint8Array, forms.text);
	private readonly starts = new NumberColumn(Uint32Array, 0);
	private readonly lengths = new NumberColumn(Uint32Array, 0);

	get(row: number): string {
		return unpack(this.packed(row));
	}

	set(row: number, uid: string): void {
		const { form, bytes } = pack(uid);
		this.setPacked(row, form, bytes);
	}

	packed(row: number): PackedUid {
		const place = this.starts.get(row);
		const start = place % pieceLength;
		return {
			form: this.forms.get(row),
			bytes: this.pieces[Math.floor(place / pieceLength)],
			start,
			end: start + this.lengths.get(row),
		};
	}

	setPacked(row: number, form: number, bytes: Buffer): void {
		if (this.used + bytes.length >= pieceLength) {
			this.pieces.push(Buffer.allocUnsafe(Math.max(pieceLength, bytes.length)));
			this.used = 0;
		}
		bytes.copy(this.pieces[this.pieces.length - 1], this.used);
		this.forms.set(row, form);
		this.starts.set(row, (this.pieces.length - 1) * pieceLength + this.used);
		this.lengths.set(row, bytes.length);
		this.used += bytes.length;
	}
}

/** UIDs as bytes. Those of the time of the UIDs that Outlook made come in columns: most are equal. */
export class UidWriter {
	private readonly others = new ByteWriter();
	private readonly times = Array.from({ length: timeLength }, () => new ByteWriter());
	private readonly random = new ByteWriter();

	write(uids: UidColumn, row: number): void {
		const { form, bytes, start, end } = uids.packed(row);
		this.others.byte(form);
		if (form === forms.outlook) {
			for (let place = 0; place < timeLength; place++) this.times[place].byte(bytes[start + place]);
			this.random.raw(bytes, start + timeLength, end);
			return;
		}
		if (form !== forms.guid) this.others.unsigned(end - start);
		this.others.raw(bytes, start, end);
	}

	take(): Buffer[] {
		return [this.others, ...this.times, this.random].flatMap((column) => column.take());
	}
}

/** Reads the UIDs of the rows from 0 on. */
export function* readUids(
	reader: ByteReader,
	uids: UidColumn,
	rows: readonly number[],
): Generator<void, void> {
	const outlookRows: number[] = [];
	yield* each(rows, (row) => {
		const form = reader.byte();
		if (form === forms.outlook) outlookRows.push(row);
		else uids.setPacked(row, form, form === forms.guid ? reader.raw(guidLength) : reader.bytes());
	});
	const times = Buffer.allocUnsafe(outlookRows.length * timeLength);
	for (let column = 0; column < timeLength; column++) {
		yield* each(outlookRows.keys(), (place) => {
			times[place * timeLength + column] = reader.byte();
		});
	}
	yield* each(outlookRows.keys(), (place) => {
		const time = times.subarray(place * timeLength, (place + 1) * timeLength);
		const bytes = Buffer.concat([time, reader.raw(randomLength)]);
		uids.setPacked(outlookRows[place], forms.outlook, bytes);
	});
}

/**
 * Most UIDs are made by Exchange and Outlook: a fixed head, the time of making and random bytes, in
 * hexadecimal. Of those only the time and the random bytes are kept.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal/ (PidLidGlobalObjectId)
 */
function pack(uid: string): { form: number; bytes: Buffer } {
	if (isOutlookUid(uid)) {
		const bytes = Buffer.from(uid.slice(40, 56) + uid.slice(80), 'hex');
		return { form: forms.outlook, bytes };
	}
	if (isGuid(uid)) return { form: forms.guid, bytes: Buffer.from(uid.replace(/-/g, ''), 'hex') };
	if (isHex(uid)) return { form: forms.hex, bytes: Buffer.from(uid, 'hex') };
	return { form: forms.text, bytes: Buffer.from(uid, 'utf8') };
}

function unpack({ form, bytes, start, end }: PackedUid): string {
	if (form === forms.text) return bytes.toString('utf8', start, end);
	const hex = bytes.toString('hex', start, end);
	if (form === forms.guid) return guidText(hex);
	const upper = hex.toUpperCase();
	if (form === forms.hex) return upper;
	return `${head}${upper.slice(0, 2 * timeLength)}${middle}${upper.slice(2 * timeLength)}`;
}

const forms = { text: 0, outlook: 1, guid: 2, hex: 3 } as const;
const pieceLength = 16 * 1024;
const timeLength = 8;
const randomLength = 16;
const guidLength = 16;
const head = '040000008200E00074C5B7101A82E00800000000';
const middle = '000000000000000010000000';

function isOutlookUid(uid: string): boolean {
	return uid.length === 112 && uid.startsWith(head) && uid.slice(56, 80) === middle && isHex(uid);
}

function isHex(uid: string): boolean {
	return uid.length % 2 === 0 && /^[0-9A-F]+$/.test(uid);
}

function isGuid(uid: string): boolean {
	return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(uid);
}

function guidText(hex: string): string {
	const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
	return `${parts.join('-')}-${hex.slice(20)}`;
}
