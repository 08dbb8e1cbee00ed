import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

export type DnsAnswer = 'noSuchName' | 'noAddress' | 'failure' | 'refused' | 'silence' | string;

const codes: Record<string, number> = { failure: 2, noSuchName: 3, refused: 5, noAddress: 0 };

/** A name server on loopback that gives one answer to every question; a string of numbers is an address. */
export async function startDnsServer(answer: DnsAnswer) {
	const socket = createSocket('udp4');
	socket.on('message', (question, from) => {
		if (answer === 'silence') return;
		const isAddress = /^\d/.test(answer);
		const asksForA = question.readUInt16BE(question.length - 4 - additional(question)) === 1;
		const body = question.subarray(12, question.length - additional(question));
		const header = Buffer.alloc(12);
		question.copy(header, 0, 0, 2);
		header.writeUInt16BE(0x8180 | (isAddress ? 0 : codes[answer]), 2);
		header.writeUInt16BE(1, 4);
		const records = isAddress && asksForA ? [addressRecord(answer)] : [];
		header.writeUInt16BE(records.length, 6);
		socket.send(Buffer.concat([header, body, ...records]), from.port, from.address);
	});
	await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
	return {
		address: `127.0.0.1:${(socket.address() as AddressInfo).port}`,
		close: () => socket.close(),
	};
}

/** Length of the EDNS record that follows the question, if there is one. */
function additional(question: Buffer): number {
	return question.readUInt16BE(10) > 0 ? 11 : 0;
}

function addressRecord(address: string): Buffer {
	const record = Buffer.from('c00c000100010000003c0004', 'hex');
	return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
}
