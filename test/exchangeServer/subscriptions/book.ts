import { randomBytes } from 'node:crypto';
import type { CompanyDirectory, Mailbox, StoreEvent } from '../contracts';

export interface Subscription {
	id: string;
	kind: 'pull' | 'streaming';
	mailbox: Mailbox;
	/** Account that subscribed. */
	accountName: string;
	/** Folder ids; absent: every folder of the mailbox. */
	folders?: Set<string>;
	/** `CreatedEvent`, … */
	eventTypes: Set<string>;
	/** Of a pull subscription: it ends when nobody asks for so long. */
	timeoutMs: number;
	/** Last time somebody asked (server's clock). */
	lastUsed: number;
	/** Sequence number up to which a streaming subscription has delivered. */
	delivered: number;
}

const SERVER = 'ex01.enyoi.example';
const ID_BYTES = 2 + SERVER.length + 4 + 16;

/** Minutes that a streaming subscription outlives its last connection. */
const streamingLifetime = 30;

/** The subscriptions of one company's server, and the knobs that tests turn. */
export class SubscriptionBook {
	/** A status event goes out when nothing else did for so long. */
	keepAliveMs = 45_000;
	/** Length of a minute of ConnectionTimeout; less makes tests short. */
	minuteMs = 60_000;
	/** Subscriptions and open streams that one account may have. */
	mostSubscriptions = 5_000;
	mostStreams = 10;
	/** The clock of open streams, in milliseconds; default: the machine's. */
	now: () => number = Date.now;
	/** Something on the way keeps whatever a stream sends to itself, and the connection open. */
	holdsBack = false;
	/** The next notification breaks off in its midst, and its connection with it. */
	breaksOff = false;
	/** Counts signs of life that `beat` asked for. */
	beats = 0;
	private readonly subscriptions = new Map<string, Subscription>();
	private readonly streams = new Map<() => void, string>();

	/** Open GetStreamingEvents requests. */
	get openStreams(): number {
		return this.streams.size;
	}

	add(subscription: Omit<Subscription, 'id' | 'timeoutMs'>, timeoutMinutes = streamingLifetime) {
		const id = Buffer.concat([
			Buffer.from([0x12, 0x00]),
			Buffer.from(SERVER, 'latin1'),
			Buffer.from([0x10, 0, 0, 0]),
			randomBytes(16),
		]).toString('base64');
		const added: Subscription = { ...subscription, id, timeoutMs: timeoutMinutes * 60_000 };
		this.subscriptions.set(id, added);
		return added;
	}

	/** Undefined when it was never there, is gone or has expired. */
	find(id: string, now: number): Subscription | undefined {
		const found = this.subscriptions.get(id);
		if (found && now - found.lastUsed > found.timeoutMs) this.subscriptions.delete(id);
		return this.subscriptions.get(id);
	}

	/** True for an id that this server could have given out, whether it is still known or not. */
	isId(id: string): boolean {
		const bytes = Buffer.from(id, 'base64');
		return bytes.length === ID_BYTES && bytes.toString('base64') === id;
	}

	remove(id: string): boolean {
		const removed = this.subscriptions.delete(id);
		this.wake();
		return removed;
	}

	countOf(accountName: string): number {
		return [...this.subscriptions.values()].filter((one) => one.accountName === accountName).length;
	}

	streamsOf(accountName: string): number {
		return [...this.streams.values()].filter((one) => one === accountName).length;
	}

	/** As after a restart of the server or a mailbox move: every subscription is lost. */
	loseAll(): void {
		this.subscriptions.clear();
		this.wake();
	}

	/** Every open stream looks at its clock, and sends a sign of life unless there is news. */
	beat(): void {
		this.beats++;
		this.wake();
	}

	opened(wake: () => void, accountName: string): () => void {
		this.streams.set(wake, accountName);
		return () => void this.streams.delete(wake);
	}

	private wake(): void {
		for (const wake of this.streams.keys()) wake();
	}
}

const books = new WeakMap<CompanyDirectory, SubscriptionBook>();

/** The book of that company; there is one. */
export function subscriptionsOf(company: CompanyDirectory): SubscriptionBook {
	let book = books.get(company);
	if (!book) books.set(company, (book = new SubscriptionBook()));
	return book;
}

/** True when the subscriber wants to hear of it. */
export function concerns(subscription: Subscription, event: StoreEvent): boolean {
	const { mailbox, folders, eventTypes } = subscription;
	if (event.mailbox !== mailbox || !eventTypes.has(`${event.kind}Event`)) return false;
	const places = [event.parentFolder.id, event.oldParentFolder?.id, event.folderId];
	return folders === undefined || places.some((id) => id !== undefined && folders.has(id));
}
