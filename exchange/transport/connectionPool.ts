import type { Socket } from 'node:net';
import { Cancelled, cancellation, TransportLimitExceeded } from './errors';
import { FairQueue } from './fairQueue';
import { HttpConnection } from './httpConnection';
import { sameOrigin, type Origin } from './origin';

export interface PoolOptions {
	/** Sockets to have open at most. */
	maxConnections: number;
	open: (origin: Origin, signal: AbortSignal) => Promise<Socket>;
	/** Requests that may wait for a connection. Default 10,000. */
	maxWaiting?: number;
	/** Closes a connection that nobody used for so long, in milliseconds. Default 50,000. */
	idleMs?: number;
	/** How long the pool stays smaller after the server complained, in milliseconds. Default 600,000. */
	reductionMs?: number;
}

interface Waiter {
	origin: Origin;
	resolve: (connection: HttpConnection) => void;
}

/** A bounded set of connections, handed out fairly among mailboxes. */
export class ConnectionPool {
	private readonly all = new Set<HttpConnection>();
	/** Most recently used last: it is taken first, so that surplus ones become idle and close. */
	private readonly idle: HttpConnection[] = [];
	private readonly waiting = new FairQueue<Waiter>();
	private readonly idleTimers = new Map<HttpConnection, NodeJS.Timeout>();
	/** When each reduction of the size ends. */
	private reductions: number[] = [];
	private closed = false;

	constructor(private readonly options: PoolOptions) {}

	/** Connections that may be open now. */
	get limit(): number {
		const now = Date.now();
		this.reductions = this.reductions.filter((end) => end > now);
		return Math.max(1, this.options.maxConnections - this.reductions.length);
	}

	/** True while requests wait for a connection. */
	get isCrowded(): boolean {
		return this.waiting.length > 0;
	}

	/** Uses one connection less for some minutes: the server said that too many are open. */
	shrink(): void {
		if (this.limit > 1) {
			this.reductions.push(Date.now() + (this.options.reductionMs ?? 600_000));
		}
		while (this.all.size > this.limit && this.idle.length > 0) this.drop(this.idle[0]);
	}

	/**
	 * Waits for the turn of `mailbox` and a connection to `origin`. Give it back with `release`.
	 * @throws Cancelled when `signal` aborts, TransportLimitExceeded when too many wait already
	 */
	async acquire(origin: Origin, mailbox: string, signal: AbortSignal): Promise<HttpConnection> {
		if (signal.aborted) throw cancellation(signal);
		if (this.closed) throw new Cancelled('The connection to Exchange was closed');
		if (this.waiting.length >= (this.options.maxWaiting ?? 10_000)) {
			throw new TransportLimitExceeded(
				`${this.waiting.length} requests already wait for a connection`,
				{ remedy: 'Work on fewer mailboxes at a time.' },
				'connecting',
			);
		}
		return await new Promise((resolve, reject) => {
			const waiter: Waiter = {
				origin,
				resolve: (connection) => {
					signal.removeEventListener('abort', cancel);
					resolve(connection);
				},
			};
			const cancel = () => {
				this.waiting.remove(mailbox, waiter);
				reject(cancellation(signal));
			};
			signal.addEventListener('abort', cancel, { once: true });
			this.waiting.push(mailbox, waiter);
			this.serve();
		});
	}

	/** Takes a connection back once its answer has been read or given up. */
	async release(connection: HttpConnection): Promise<void> {
		await connection.whenFree();
		if (!this.all.has(connection)) return;
		if (this.closed || !connection.isOpen || this.all.size > this.limit) {
			this.drop(connection);
		} else {
			this.rest(connection);
		}
		this.serve();
	}

	/** Closes all connections; who waits or reads gets an error. */
	close(): void {
		this.closed = true;
		for (const connection of [...this.all]) this.drop(connection);
	}

	private serve(): void {
		while (this.waiting.length > 0 && (this.idle.length > 0 || this.all.size < this.limit)) {
			const waiter = this.waiting.shift()!;
			waiter.resolve(this.take(waiter.origin));
		}
	}

	private take(origin: Origin): HttpConnection {
		for (let index = this.idle.length - 1; index >= 0; index--) {
			const connection = this.idle[index];
			if (!sameOrigin(connection.origin, origin)) continue;
			this.wake(connection);
			if (connection.isOpen) return connection;
			this.all.delete(connection);
			connection.close();
		}
		if (this.all.size >= this.limit) this.drop(this.idle[0]);
		const connection = new HttpConnection(
			origin,
			async (signal) => await this.options.open(origin, signal),
		);
		this.all.add(connection);
		return connection;
	}

	private rest(connection: HttpConnection): void {
		this.idle.push(connection);
		const timer = setTimeout(() => this.drop(connection), this.options.idleMs ?? 50_000);
		timer.unref();
		this.idleTimers.set(connection, timer);
	}

	private wake(connection: HttpConnection): void {
		const index = this.idle.indexOf(connection);
		if (index >= 0) this.idle.splice(index, 1);
		clearTimeout(this.idleTimers.get(connection));
		this.idleTimers.delete(connection);
	}

	private drop(connection: HttpConnection): void {
		this.wake(connection);
		this.all.delete(connection);
		connection.close();
	}
}
