import * as http from 'node:http';
import type { Socket } from 'node:net';
import { concealing, type Conceal } from './conceal';
import { nextTurn } from '../eventLoop';
import { connectionFailure } from './connectionFailure';
import { cancellation, MalformedHttp, TimedOut, Unreachable } from './errors';
import { serverName, type Origin } from './origin';

/** One HTTP request as it goes over the wire. */
export interface WireRequest {
	path: string;
	method: string;
	headers: Record<string, string>;
	body?: Buffer;
	signal: AbortSignal;
	/** Longest silence of the server, in milliseconds. */
	idleTimeoutMs: number;
	/** True when sending it twice does no harm. */
	repeatable: boolean;
	/** NTLM signs in a connection, not a request: goes over this socket or fails. */
	onlyOver?: Socket;
	/** Awaits what is no part of the time in which the answer has to begin; that starts anew afterwards. */
	untimed?: (wait: Promise<void>) => Promise<void>;
	/** What came of the question that was asked in front of it: whether the server let the account in. */
	question?: 'letIn' | 'unanswered';
}

/** The head of an answer; `message` is its body, still compressed. */
export interface WireAnswer {
	/** Takes what the request signed in with out of the server's words. */
	conceal: Conceal;
	status: number;
	/** As they came: not for messages without `conceal`. */
	headers: Record<string, string>;
	/** Each WWW-Authenticate line by itself, as schemes are hard to tell apart once joined; as they came. */
	challenges: string[];
	message: http.IncomingMessage;
	/** The socket that it came over. */
	socket: Socket;
	origin: Origin;
}

/** Answers to sign-in requests are small; more than this closes the connection instead, in bytes. */
const drainLimit = 256 * 1024;

/** Interim answers (1xx) to one request; a server has reason to send one or two. */
const maxInterimAnswers = 20;

/** Turns of the event loop that a request waits before it goes over a socket that was used before. */
export const turnsBeforeSending = 2;

/** Hands the one socket of a connection to Node's HTTP client and keeps it alive between requests. */
class SingleSocketAgent extends http.Agent {
	readonly protocol: string;
	readonly defaultPort: number;
	next?: Socket;

	constructor(origin: Origin) {
		super({ keepAlive: true, maxSockets: 1, maxFreeSockets: 1 });
		this.protocol = origin.protocol;
		this.defaultPort = origin.protocol === 'https:' ? 443 : 80;
	}

	override createConnection(): Socket {
		const socket = this.next;
		this.next = undefined;
		if (!socket) throw new Error('the connection was closed');
		return socket;
	}
}

/** One place in the pool: at most one socket, used by one request at a time. */
export class HttpConnection {
	private readonly agent: SingleSocketAgent;
	private socket?: Socket;
	/** The socket, once a request went over it. */
	private hasCarried?: Socket;
	private busy: Promise<void> = Promise.resolve();
	/** True while the socket carries a request that must not be sent twice. */
	private carriesWrite = false;
	private closesWhenFree = false;
	/** The last header that was sent, most often that of the next request as well. */
	private concealed: { authorization?: string; conceal: Conceal } = { conceal: concealing({}) };

	constructor(
		readonly origin: Origin,
		private readonly open: (signal: AbortSignal) => Promise<Socket>,
	) {
		this.agent = new SingleSocketAgent(origin);
	}

	/** True while a socket stands that the next request can use. */
	get isOpen(): boolean {
		return this.socket !== undefined && isUsable(this.socket);
	}

	/** The socket that the next request goes over, if there is one. */
	get currentSocket(): Socket | undefined {
		return this.isOpen ? this.socket : undefined;
	}

	/** Settles when the answer under way has been read or given up. */
	async whenFree(): Promise<void> {
		await this.busy;
	}

	private concealingOf(authorization: string | undefined): Conceal {
		if (this.concealed.authorization !== authorization) {
			this.concealed = { authorization, conceal: concealing({ authorization }) };
		}
		return this.concealed.conceal;
	}

	/** Opens the socket unless one stands. */
	async ready(signal: AbortSignal): Promise<Socket> {
		// Lets a close, or bytes, that already arrived be noticed before anything is written: the second
		// turn of the event loop has asked the system for everything.
		const usedBefore = () => this.isOpen && this.hasCarried === this.socket;
		for (let turn = 0; turn < turnsBeforeSending && usedBefore(); turn++) {
			await nextTurn();
		}
		const standing = this.currentSocket;
		if (standing) return standing;
		this.socket?.destroy();
		const socket = await this.open(signal);
		// Between requests nobody else listens; an unheard 'error' would end the process.
		socket.on('error', () => {});
		socket.on('data', this.onUnasked);
		this.socket = socket;
		this.agent.next = socket;
		return socket;
	}

	/**
	 * Sends one request and resolves with the head of its answer, whatever the status.
	 * @throws NameNotResolved, Unreachable, TimedOut, TlsFailure, MalformedHttp, Cancelled
	 */
	async exchange(request: WireRequest): Promise<WireAnswer> {
		await this.busy;
		const socket = await this.ready(request.signal);
		const reused = this.hasCarried === socket;
		if (request.onlyOver && request.onlyOver !== socket) {
			throw new Unreachable(
				`${serverName(this.origin)} closed the connection during the sign-in`,
				serverName(this.origin),
				'connecting',
			);
		}
		const bytesBefore = socket.bytesRead;
		return await this.exchangeOver(socket, request).catch(async (error: unknown) => {
			// The server closed the idle connection just as the request went out.
			const wentStale = reused && socket.bytesRead === bytesBefore && isReset(error);
			const again = wentStale && request.repeatable && !request.onlyOver;
			if (!again || request.signal.aborted) throw error;
			return await this.exchangeOver(await this.ready(request.signal), request);
		});
	}

	private async exchangeOver(socket: Socket, request: WireRequest): Promise<WireAnswer> {
		const { signal, idleTimeoutMs } = request;
		const { authorization } = request.headers;
		if (signal.aborted) throw cancellation(signal);
		const sent = http.request({
			agent: this.agent,
			protocol: this.origin.protocol,
			host: this.origin.host,
			port: this.origin.port,
			path: request.path,
			method: request.method,
			headers: request.body
				? { ...request.headers, 'content-length': String(request.body.length) }
				: request.headers,
			maxHeaderSize: 65_536,
		});
		socket.off('data', this.onUnasked);
		this.hasCarried = socket;
		this.carriesWrite = !request.repeatable;
		this.busy = this.untilFree(socket);
		const answered = new Promise<WireAnswer>((resolve, reject) => {
			const silent = () => {
				sent.destroy(new TimedOut(serverName(this.origin), 'sent', idleTimeoutMs));
			};
			const cancel = () => sent.destroy(cancellation(signal));
			const stopListening = () => {
				socket.off('timeout', silent);
				socket.setTimeout(0);
				signal.removeEventListener('abort', cancel);
			};
			signal.addEventListener('abort', cancel, { once: true });
			socket.setTimeout(idleTimeoutMs, silent);
			let interim = 0;
			sent.on('information', () => {
				if (++interim > maxInterimAnswers) sent.destroy(endlessInterim(this.origin));
			});
			sent.on('error', (error) => {
				stopListening();
				socket.destroy();
				reject(connectionFailure(error, this.origin, 'sent'));
			});
			sent.once('response', (message) => {
				stopListening();
				message.on('error', () => {});
				resolve({
					status: message.statusCode ?? 0,
					conceal: this.concealingOf(authorization),
					headers: plainHeaders(message),
					challenges: message.headersDistinct['www-authenticate'] ?? [],
					message,
					socket,
					origin: this.origin,
				});
			});
		});
		// Out of what listens until the answer is read, which would keep the body as long.
		sent.end(request.body);
		return await answered;
	}

	private async untilFree(socket: Socket): Promise<void> {
		await new Promise<void>((resolve) => {
			const free = () => {
				socket.off('free', free);
				socket.off('close', free);
				socket.on('data', this.onUnasked);
				this.carriesWrite = false;
				if (this.closesWhenFree) socket.destroy();
				this.closesWhenFree = false;
				resolve();
			};
			socket.on('free', free);
			socket.on('close', free);
			if (socket.closed) free();
		});
	}

	/** Nobody has asked anything: what comes now would be taken for the answer to the next request. */
	private readonly onUnasked = () => this.socket?.destroy();

	/** Reads an answer's body away so that the connection can be used again; gives up on a long one. */
	async drain(answer: WireAnswer, request: WireRequest): Promise<void> {
		const { message, socket } = answer;
		let size = 0;
		const giveUp = () => socket.destroy();
		socket.setTimeout(request.idleTimeoutMs, giveUp);
		request.signal.addEventListener('abort', giveUp, { once: true });
		message.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > drainLimit) giveUp();
		});
		message.on('error', () => {});
		await this.busy;
		request.signal.removeEventListener('abort', giveUp);
		socket.off('timeout', giveUp);
		socket.setTimeout(0);
		if (request.signal.aborted) throw cancellation(request.signal);
	}

	/**
	 * Closes the socket of an answer that makes no sense. A later request that must not be sent twice
	 * and is on its way already gets its answer before.
	 */
	spoil({ socket, message }: WireAnswer): void {
		const isOver = message.readableEnded && this.socket === socket;
		if (isOver && this.carriesWrite) this.closesWhenFree = true;
		else socket.destroy();
	}

	/** Closes the socket; a request under way fails. */
	close(): void {
		this.agent.destroy();
		this.socket?.destroy();
		this.socket = undefined;
	}
}

function endlessInterim(origin: Origin): MalformedHttp {
	return new MalformedHttp(
		`${serverName(origin)} sends more than ${maxInterimAnswers} interim answers (1xx) before its answer`,
		{
			remedy: 'Something between n8n and Exchange does not keep to HTTP. Take it out of the way.',
			remedyBy: 'networkAdmin',
		},
	);
}

function isUsable(socket: Socket): boolean {
	return !socket.destroyed && socket.readable && socket.writable && !socket.readableEnded;
}

function isReset(error: unknown): boolean {
	const { code } = ((error as Error).cause ?? {}) as { code?: string };
	return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ECONNABORTED';
}

function plainHeaders(message: http.IncomingMessage): Record<string, string> {
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers)) {
		if (value === undefined) continue;
		headers[name] = Array.isArray(value) ? value.join(', ') : value;
	}
	return headers;
}
