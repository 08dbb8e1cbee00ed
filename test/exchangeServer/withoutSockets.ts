import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection, HttpExchange } from './contracts';

/** A request that comes by a function call. */
export interface PlainRequest {
	method: string;
	/** With the query. */
	path: string;
	/** Lower-case names. */
	headers: Record<string, string>;
	body: Buffer;
}

export interface PlainAnswer {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}

let connections = 0;

/** Answers a request without a socket: all but HTTP itself is as it is over one. */
export async function answerWithoutSocket(
	handle: (exchange: HttpExchange) => Promise<void>,
	{ method, path, headers, body }: PlainRequest,
): Promise<PlainAnswer> {
	const response = new PlainResponse();
	const connection: Connection = { id: ++connections, secure: false, state: new Map() };
	const request = { method, url: path, headers, [Symbol.asyncIterator]: () => chunksOf(body) };
	await handle({
		request: request as unknown as IncomingMessage,
		response: response as unknown as ServerResponse,
		connection,
	});
	return response.answer;
}

async function* chunksOf(body: Buffer): AsyncGenerator<Buffer> {
	yield body;
}

/** Gathers what the server writes. */
class PlainResponse extends EventEmitter {
	statusCode = 200;
	headersSent = false;
	readonly destroyed = false;
	private readonly headers: Record<string, string> = {};
	private readonly chunks: Buffer[] = [];

	setHeader(name: string, value: string | number | readonly string[]): void {
		this.headers[name.toLowerCase()] = String(value);
	}

	writeHead(status: number, headers: Record<string, string | number> = {}): this {
		this.statusCode = status;
		this.headersSent = true;
		for (const [name, value] of Object.entries(headers)) this.setHeader(name, value);
		return this;
	}

	flushHeaders(): void {}

	write(chunk: string | Buffer): boolean {
		this.chunks.push(Buffer.from(chunk as string));
		return true;
	}

	end(chunk?: string | Buffer): this {
		if (chunk !== undefined) this.write(chunk);
		this.emit('finish');
		return this;
	}

	get answer(): PlainAnswer {
		return { status: this.statusCode, headers: this.headers, body: Buffer.concat(this.chunks) };
	}
}
