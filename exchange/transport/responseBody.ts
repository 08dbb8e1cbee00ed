import type { Readable } from 'node:stream';
import {
	createGunzip,
	createInflate,
	createInflateRaw,
	gunzipSync,
	type ZlibOptions,
} from 'node:zlib';
import { ExchangeError } from '../errors';
import { nextTurn } from '../eventLoop';
import { connectionFailure } from './connectionFailure';
import {
	AnswerTooSlow,
	cancellation,
	MalformedHttp,
	TimedOut,
	TransportLimitExceeded,
} from './errors';
import { turnsBeforeSending, type WireAnswer } from './httpConnection';
import { serverName } from './origin';

export interface BodyLimits {
	/** Largest body after decompression, in bytes. */
	maxBytes: number;
	/** Longest silence while the reader waits, in milliseconds. */
	idleTimeoutMs: number;
	/** Longest time that the reader waits in all, in milliseconds. */
	answerTimeoutMs: number;
	signal: AbortSignal;
	/** True while other requests wait for a connection. */
	othersWait(): boolean;
}

/** Fewer, larger chunks: the reader behind it costs little per byte but something per chunk. */
const zlibOptions: ZlibOptions = { chunkSize: 64 * 1024 };

/** A compressed body up to this size is worth no trip to another thread, if it expands to no more than that; in bytes. */
const smallCompressed = 16 * 1024;
const smallExpanded = 512 * 1024;

/**
 * The body as it arrives, decompressed, never faster than it is read.
 * @throws TimedOut, Unreachable when it breaks off, MalformedHttp, TransportLimitExceeded, Cancelled
 */
export async function* readBody(answer: WireAnswer, limits: BodyLimits): AsyncGenerator<Buffer> {
	const { message, socket, origin } = answer;
	const { signal, idleTimeoutMs, answerTimeoutMs, maxBytes } = limits;
	let size = 0;
	let waiting = false;
	let waited = 0;
	let late: Error | undefined;
	let complete = false;
	let hasLetPass = false;
	const giveUp = (reason: Error) => {
		late ??= reason;
		message.destroy(late);
	};
	const onSilence = () => {
		// A slow reader is not a silent server.
		if (waiting) giveUp(new TimedOut(serverName(origin), 'reading', idleTimeoutMs));
	};
	const tooSlow = () => giveUp(new AnswerTooSlow(serverName(origin), answerTimeoutMs));
	const onAbort = () => message.destroy(cancellation(signal));
	signal.addEventListener('abort', onAbort, { once: true });
	socket.on('timeout', onSilence);
	// From then on the socket is for the next request, however slowly this answer is read.
	message.once('end', () => socket.off('timeout', onSilence));
	const failed = (error: unknown): never => {
		if (signal.aborted) throw cancellation(signal);
		throw late ?? bodyFailure(error, answer);
	};
	/** Waits for the server, as long as both limits allow. */
	const within = async <T>(work: () => Promise<T>): Promise<T> => {
		// Once the answer is complete, the socket may carry the next request, whose limit it then has.
		if (!message.complete) socket.setTimeout(idleTimeoutMs);
		const since = performance.now();
		const timer = setTimeout(tooSlow, Math.max(0, answerTimeoutMs - waited));
		waiting = true;
		try {
			return await work().catch(failed);
		} finally {
			waiting = false;
			clearTimeout(timer);
			waited += performance.now() - since;
		}
	};
	try {
		if (signal.aborted) throw cancellation(signal);
		let othersWait = limits.othersWait();
		const source = await within(async () => await decompressed(answer));
		const chunks = source[Symbol.asyncIterator]();
		for (;;) {
			const next: IteratorResult<Buffer> = await within(async () => await chunks.next());
			if (next.done) break;
			size += next.value.length;
			if (size > maxBytes) {
				throw new TransportLimitExceeded(
					`The answer of ${serverName(origin)} is larger than ${Math.round(maxBytes / 2 ** 20)} MB`,
					{ remedy: 'Ask for less in one request: a smaller window or smaller pages.' },
				);
			}
			othersWait ||= limits.othersWait();
			if (othersWait && message.complete && !hasLetPass) {
				hasLetPass = true;
				await untilNextIsSent();
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

/**
 * Until the next request has gone out: some turns more than handing the connection on takes. Answers
 * come many at a time, and the server would have nothing to do while they are worked through.
 */
async function untilNextIsSent(): Promise<void> {
	for (let turn = 0; turn < 3 * turnsBeforeSending; turn++) await nextTurn();
}

async function decompressed({ headers, message }: WireAnswer): Promise<AsyncIterable<Buffer>> {
	const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
	switch (encoding) {
		case 'gzip':
		case 'x-gzip':
			return await gunzipped(message);
		case 'deflate':
			return await inflated(message);
		case 'identity':
		case '':
			return message;
		default:
			throw new MalformedHttp(`The answer is compressed with "${encoding}"`, {
				remedy: 'Something between n8n and Exchange compresses in a way nobody asked for.',
				remedyBy: 'networkAdmin',
			});
	}
}

/** Most answers are small: those are expanded at once, the others by a stream. */
async function gunzipped(message: Readable): Promise<AsyncIterable<Buffer>> {
	const { bytes, isAll } = await beginning(message, smallCompressed);
	if (isAll) {
		try {
			const expanded = gunzipSync(bytes, { maxOutputLength: smallExpanded });
			return (async function* () {
				yield expanded;
			})();
		} catch {
			// Too large or damaged: the stream takes the one and tells the other.
		}
		const transform = createGunzip(zlibOptions);
		transform.end(bytes);
		return transform;
	}
	return through(message, createGunzip(zlibOptions));
}

/** `deflate` should be zlib, yet some servers send it without zlib's header. */
async function inflated(message: Readable): Promise<AsyncIterable<Buffer>> {
	const { bytes, isAll } = await beginning(message, 1);
	const hasHeader = (bytes[0] & 0x0f) === 8;
	const transform = hasHeader ? createInflate(zlibOptions) : createInflateRaw(zlibOptions);
	if (isAll) return transform.end(bytes);
	return through(message, transform);
}

/** Looks until the end, or until there are at least `enough` bytes: those are then still to be read. */
async function beginning(
	message: Readable,
	enough: number,
): Promise<{ bytes: Buffer; isAll: boolean }> {
	const chunks: Buffer[] = [];
	let size = 0;
	return await new Promise((resolve, reject) => {
		const stopListening = () => {
			message.off('readable', look);
			message.off('error', fail);
			message.off('end', end);
			message.off('close', closed);
		};
		const look = () => {
			for (let chunk; (chunk = message.read() as Buffer | null) !== null; ) {
				chunks.push(chunk);
				size += chunk.length;
			}
			if (size < enough) return;
			stopListening();
			const bytes = Buffer.concat(chunks);
			// In the same turn, before the stream finds itself empty and ends.
			message.unshift(bytes);
			resolve({ bytes, isAll: false });
		};
		const end = () => {
			stopListening();
			resolve({ bytes: Buffer.concat(chunks), isAll: true });
		};
		const fail = (error: unknown) => {
			stopListening();
			reject(error);
		};
		const closed = () => fail(message.errored ?? new Error('aborted'));
		message.on('readable', look);
		message.once('error', fail);
		message.once('end', end);
		message.once('close', closed);
	});
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
		return new MalformedHttp(
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
