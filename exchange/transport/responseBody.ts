import type { Readable } from 'node:stream';
import { createGunzip, createInflate, createInflateRaw, type ZlibOptions } from 'node:zlib';
import { ExchangeError } from '../errors';
import { connectionFailure } from './connectionFailure';
import { cancellation, LimitExceeded, MalformedAnswer, TimedOut } from './errors';
import type { WireAnswer } from './httpConnection';
import { serverName } from './origin';

export interface BodyLimits {
	/** Largest body after decompression, in bytes. */
	maxBytes: number;
	/** Longest silence while the reader waits, in milliseconds. */
	idleTimeoutMs: number;
	signal: AbortSignal;
}

/** Fewer, larger chunks: the reader behind it costs little per byte but something per chunk. */
const zlibOptions: ZlibOptions = { chunkSize: 64 * 1024 };

/**
 * The body as it arrives, decompressed, never faster than it is read.
 * @throws TimedOut, Unreachable when it breaks off, MalformedAnswer, LimitExceeded, Cancelled
 */
export async function* readBody(answer: WireAnswer, limits: BodyLimits): AsyncGenerator<Buffer> {
	const { message, socket, origin } = answer;
	const { signal, idleTimeoutMs, maxBytes } = limits;
	let size = 0;
	let waiting = false;
	let silence: Error | undefined;
	let complete = false;
	const onSilence = () => {
		// A slow reader is not a silent server.
		if (!waiting) return;
		silence = new TimedOut(serverName(origin), 'reading', idleTimeoutMs);
		message.destroy(silence);
	};
	const onAbort = () => message.destroy(cancellation(signal));
	signal.addEventListener('abort', onAbort, { once: true });
	socket.on('timeout', onSilence);
	const failed = (error: unknown): never => {
		if (signal.aborted) throw cancellation(signal);
		throw silence ?? bodyFailure(error, answer);
	};
	try {
		if (signal.aborted) throw cancellation(signal);
		const source = await decompressed(answer).catch(failed);
		const chunks = source[Symbol.asyncIterator]();
		for (;;) {
			waiting = true;
			// Once the answer is complete, the socket may carry the next request, whose limit it then has.
			if (!message.complete) socket.setTimeout(idleTimeoutMs);
			const next: IteratorResult<Buffer> = await chunks.next().catch(failed);
			waiting = false;
			if (next.done) break;
			size += next.value.length;
			if (size > maxBytes) {
				throw new LimitExceeded(
					`The answer of ${serverName(origin)} is larger than ${Math.round(maxBytes / 2 ** 20)} MB`,
					{ remedy: 'Ask for less in one request: a smaller window or smaller pages.' },
				);
			}
			yield next.value;
		}
		if (!message.complete) failed(new Error('aborted'));
		complete = true;
	} finally {
		signal.removeEventListener('abort', onAbort);
		socket.off('timeout', onSilence);
		if (!complete) message.destroy();
	}
}

async function decompressed({ headers, message }: WireAnswer): Promise<Readable> {
	const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
	switch (encoding) {
		case 'gzip':
		case 'x-gzip':
			return through(message, createGunzip(zlibOptions));
		case 'deflate':
			return through(message, await inflater(message));
		case 'identity':
		case '':
			return message;
		default:
			throw new MalformedAnswer(`The answer is compressed with "${encoding}"`, {
				remedy: 'Something between n8n and Exchange compresses in a way nobody asked for.',
				remedyBy: 'networkAdmin',
			});
	}
}

/** `deflate` should be zlib, yet some servers send it without zlib's header. */
async function inflater(message: Readable) {
	const first = await new Promise<Buffer | null>((resolve, reject) => {
		const look = () => {
			const chunk = message.read() as Buffer | null;
			if (chunk === null && !message.readableEnded) return;
			settle();
			if (chunk) message.unshift(chunk);
			resolve(chunk);
		};
		const fail = (error?: Error) => {
			settle();
			if (error) reject(error);
			else resolve(null);
		};
		const settle = () => {
			message.off('readable', look);
			message.off('error', fail);
			message.off('end', fail);
		};
		message.on('readable', look);
		message.once('error', fail);
		message.once('end', fail);
	});
	const hasHeader = first !== null && (first[0] & 0x0f) === 8;
	return hasHeader ? createInflate(zlibOptions) : createInflateRaw(zlibOptions);
}

function through(message: Readable, transform: ReturnType<typeof createGunzip>): Readable {
	message.on('error', (error) => transform.destroy(error));
	message.on('close', () => {
		if (!message.readableEnded) transform.destroy(new Error('aborted'));
	});
	transform.on('close', () => message.destroy());
	return message.pipe(transform);
}

function bodyFailure(error: unknown, { origin }: WireAnswer): ExchangeError {
	if (error instanceof ExchangeError) return error;
	const { code } = error as NodeJS.ErrnoException;
	if (
		typeof code === 'string' &&
		(code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END')
	) {
		return new MalformedAnswer(
			`The compressed answer of ${serverName(origin)} is damaged`,
			{
				cause: Object.assign(new Error((error as Error).message), { code }),
				remedy: 'Try again. If it happens often, look for a proxy that rewrites or cuts answers.',
				remedyBy: 'networkAdmin',
			},
			code === 'Z_BUF_ERROR',
		);
	}
	return connectionFailure(error, origin, 'reading');
}
