import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

export type Say = (host: string, request: IncomingMessage, response: ServerResponse) => void;

/** What came to one host. */
export interface Received {
	host: string;
	isEncrypted: boolean;
	/** All that was written on the connections to it. */
	text: string;
}

/** A network in memory, in which every name leads to a host that says what a test has it say. */
export class HostileNetwork {
	readonly received: Received[] = [];
	private readonly server;

	constructor(say: Say) {
		this.server = createServer((request, response) => {
			const { host } = request.socket as unknown as End;
			request.resume();
			request.on('end', () => say(host, request, response));
		});
	}

	/** In place of a socket; encryption is left out, since every host would have a certificate. */
	open({ host, protocol }: { host: string; protocol: string }): Socket {
		const received: Received = { host, isEncrypted: protocol === 'https:', text: '' };
		this.received.push(received);
		const client = new End(host);
		const server = new End(host, (chunk) => (received.text += chunk.toString('latin1')));
		client.other = server;
		server.other = client;
		this.server.emit('connection', server);
		return client as unknown as Socket;
	}
}

/** One end of a connection. */
class End extends Duplex {
	other!: End;
	bytesRead = 0;
	private resumeOther: (() => void) | undefined;

	constructor(
		readonly host: string,
		private readonly onData: (chunk: Buffer) => void = () => undefined,
	) {
		super();
	}

	override _read(): void {
		const resume = this.resumeOther;
		this.resumeOther = undefined;
		resume?.();
	}

	override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
		const { other } = this;
		if (other.destroyed) return done();
		other.onData(chunk);
		other.bytesRead += chunk.length;
		if (other.push(chunk)) done();
		else other.resumeOther = done;
	}

	override _final(done: () => void): void {
		this.other.push(null);
		done();
	}

	override _destroy(error: Error | null, done: (error: Error | null) => void): void {
		if (!this.other.readableEnded && !this.other.destroyed) this.other.destroy();
		done(error);
	}

	setTimeout(): this {
		return this;
	}

	setNoDelay(): this {
		return this;
	}

	setKeepAlive(): this {
		return this;
	}

	ref(): this {
		return this;
	}

	unref(): this {
		return this;
	}
}
