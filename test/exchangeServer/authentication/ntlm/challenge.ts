import { av, flags } from './flags';

export interface Challenge {
	/** The whole Type 2 message. */
	message: Buffer;
	/** Eight random bytes that the client has to answer. */
	serverChallenge: Buffer;
	flags: number;
}

export interface ChallengeNames {
	/** NetBIOS domain, `ENYOI`. */
	domain: string;
	/** NetBIOS computer, `EX01`. */
	computer: string;
	/** `enyoi.example` */
	dnsDomain: string;
	/** `ex01.enyoi.example` */
	dnsComputer: string;
}

const offered =
	flags.unicode |
	flags.oem |
	flags.requestTarget |
	flags.sign |
	flags.seal |
	flags.ntlm |
	flags.alwaysSign |
	flags.extendedSessionSecurity |
	flags.key128 |
	flags.keyExchange |
	flags.key56;

/** Windows Server 2019, NTLM revision 15. */
const version = Buffer.from([10, 0, 0x63, 0x45, 0, 0, 0, 15]);
const headerLength = 56;
const ticksFrom1601To1970 = 116_444_736_000_000_000n;

/**
 * A Type 2 message laid out as a real Exchange's: what the client offered, and AV pairs 2, 1, 4, 3, 5, 7.
 * Some clients send a message integrity code only when it looks like this.
 */
export function challengeFor(
	clientFlags: number,
	names: ChallengeNames,
	serverChallenge: Buffer,
	now: Date,
): Challenge {
	let agreed = (clientFlags & offered) | flags.targetInfo | flags.version;
	if (agreed & flags.unicode) agreed &= ~flags.oem;
	if (agreed & flags.requestTarget) agreed |= flags.targetTypeDomain;
	const encoding = agreed & flags.unicode ? 'utf16le' : 'latin1';
	const target = agreed & flags.requestTarget ? Buffer.from(names.domain, encoding) : Buffer.of();
	const info = targetInfo(names, now);

	const header = Buffer.alloc(headerLength);
	header.write('NTLMSSP\0', 'latin1');
	header.writeUInt32LE(2, 8);
	writeField(header, 12, target.length, headerLength);
	header.writeUInt32LE(agreed >>> 0, 20);
	serverChallenge.copy(header, 24);
	writeField(header, 40, info.length, headerLength + target.length);
	version.copy(header, 48);
	return { message: Buffer.concat([header, target, info]), serverChallenge, flags: agreed >>> 0 };
}

function writeField(header: Buffer, at: number, length: number, offset: number): void {
	header.writeUInt16LE(length, at);
	header.writeUInt16LE(length, at + 2);
	header.writeUInt32LE(offset, at + 4);
}

function targetInfo(names: ChallengeNames, now: Date): Buffer {
	const time = Buffer.alloc(8);
	time.writeBigUInt64LE(BigInt(now.getTime()) * 10_000n + ticksFrom1601To1970);
	return Buffer.concat([
		pair(av.domainName, names.domain),
		pair(av.computerName, names.computer),
		pair(av.dnsDomainName, names.dnsDomain),
		pair(av.dnsComputerName, names.dnsComputer),
		pair(av.dnsForestName, names.dnsDomain),
		pair(av.timestamp, time),
		pair(av.end, Buffer.of()),
	]);
}

function pair(id: number, value: string | Buffer): Buffer {
	const bytes = typeof value === 'string' ? Buffer.from(value, 'utf16le') : value;
	const header = Buffer.alloc(4);
	header.writeUInt16LE(id, 0);
	header.writeUInt16LE(bytes.length, 2);
	return Buffer.concat([header, bytes]);
}
