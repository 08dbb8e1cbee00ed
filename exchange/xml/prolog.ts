import { checkCharacters } from './characters';
import { qualifiedName } from './elementNames';
import { MalformedXml } from './malformed';
import { describeInstead } from './otherContent';
import { spaceTable } from './scannerTables';

/** In place of an index: the bytes end too early to tell. */
export const incomplete = -1;

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Looks at the first bytes: encoding, XML declaration, and whether this is XML at all.
 * @returns where the document starts, or `incomplete`
 * @throws MalformedXml saying what came instead
 */
export function documentStart(bytes: Buffer): number {
	if (bytes.length < 4) return incomplete;
	const wide =
		(bytes[0] === 0xff && bytes[1] === 0xfe) ||
		(bytes[0] === 0xfe && bytes[1] === 0xff) ||
		bytes[0] === 0 ||
		bytes[1] === 0;
	if (wide) throw new MalformedXml('UTF-16 or UTF-32 instead of UTF-8');
	let at = bytes.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
	const declarationAt = at;
	while (at < bytes.length && spaceTable[bytes[at]] === 1) at++;
	if (at === bytes.length) return incomplete;
	if (bytes[at] !== 0x3c) throw new MalformedXml(describeInstead(bytes.subarray(at)));
	const opening = bytes.toString('latin1', at, Math.min(at + 6, bytes.length));
	if (opening.length < 6 && '<?xml'.startsWith(opening.slice(0, 5))) return incomplete;
	if (/^<\?xml[ \t\r\n]/.test(opening)) {
		const close = bytes.indexOf('?>', at);
		if (close === -1) return incomplete;
		if (at !== declarationAt) throw new MalformedXml('an XML declaration in the middle');
		checkDeclaration(bytes.toString('latin1', at + 5, close));
		at = close + 2;
	}
	return at;
}

/** Passes over white space outside the root. @returns the index after it */
export function readOutside(bytes: Buffer, start: number, end: number): number {
	let at = start;
	while (at < end && spaceTable[bytes[at]] === 1) at++;
	if (at < end && bytes[at] !== 0x3c) throw new MalformedXml('text outside the document');
	return at;
}

/** Passes over a processing instruction. @returns the index after it, or `incomplete` */
export function readInstruction(bytes: Buffer, start: number, end: number): number {
	const close = bytes.indexOf('?>', start + 2);
	if (close === -1 || close + 2 > end) return incomplete;
	checkCharacters(bytes, start + 2, close);
	const [target] = bytes.toString('utf8', start + 2, close).split(/[ \t\r\n]/, 1);
	if (!qualifiedName.test(target) || target.includes(':')) {
		throw new MalformedXml('a processing instruction without name');
	}
	if (target.toLowerCase() === 'xml') {
		throw new MalformedXml('an XML declaration in the middle');
	}
	return close + 2;
}

const declaration =
	/^[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.0\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])([A-Za-z][\w.-]*)\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\4)?[ \t\r\n]*$/;

function checkDeclaration(content: string): void {
	const found = declaration.exec(content);
	if (!found) throw new MalformedXml('an invalid XML declaration');
	const encoding = found[3]?.toLowerCase() ?? 'utf-8';
	if (!/^(utf-?8|(us-)?ascii)$/.test(encoding)) {
		throw new MalformedXml('XML in an encoding other than UTF-8');
	}
}
