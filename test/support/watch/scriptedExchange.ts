import type { CalendarChange } from '../../../exchange/calendar/event';
import { ExchangeError } from '../../../exchange/errors';
import type { Affinity } from '../../../exchange/ews/affinity';
import type { StreamedNews } from '../../../exchange/ews/operations/getStreamingEvents';
import { defaultLimits } from '../../../exchange/watch/limits';
import type {
	ChangesRead,
	EventNow,
	GroupMembers,
	WatchedCalendar,
	WatchPorts,
} from '../../../exchange/watch/ports';
import type { EventTime, StoredMoments } from '../../../exchange/watch/timetable';
import type { WatchedEvent, WatchKind } from '../../../exchange/watch/watchedEvent';
import { Watcher } from '../../../exchange/watch/watcher';
import { TestClock } from './testClock';

export const news = (more: Partial<StreamedNews>): StreamedNews => ({
	changed: [],
	lost: [],
	...more,
});

/** An open connection, as the server sees it. */
export class ScriptedStream {
	private readonly queue: Array<StreamedNews | Error | 'end'> = [];
	private wake?: () => void;

	constructor(
		readonly ids: readonly string[],
		readonly speaker: string,
		readonly affinity: Affinity,
	) {}

	send(entry: StreamedNews | Error | 'end'): void {
		this.queue.push(entry);
		this.wake?.();
	}

	async *read(signal: AbortSignal): AsyncGenerator<StreamedNews, void> {
		const wake = () => this.wake?.();
		signal.addEventListener('abort', wake);
		try {
			for (;;) {
				if (signal.aborted) {
					throw signal.reason instanceof ExchangeError
						? signal.reason
						: new ExchangeError('cancelled', 'The request was cancelled');
				}
				const next = this.queue.shift();
				if (next === undefined) await new Promise<void>((resolve) => (this.wake = resolve));
				else if (next === 'end') return;
				else if (next instanceof Error) throw next;
				else yield next;
			}
		} finally {
			signal.removeEventListener('abort', wake);
		}
	}
}

/** An event in a calendar. */
export interface PlannedEvent extends EventTime {
	isCancelled?: boolean;
}

/** Mailboxes, their calendars and what a server remembers; a test makes them fail. */
export class ScriptedExchange implements WatchPorts {
	readonly clock = new TestClock();
	readonly streams = new Set<ScriptedStream>();
	/** Mailbox by subscription. */
	readonly subscriptions = new Map<string, string>();
	readonly counts = { readings: 0, subscribes: 0, streams: 0, unsubscribes: 0, views: 0 };
	/** Everything that was told. */
	readonly told: WatchedEvent[] = [];
	/** Everything that fails, by mailbox, or for all under `*`. */
	readonly failing = new Map<string, Error>();
	/** Subscriptions that fail, the same. */
	readonly refusing = new Map<string, Error>();
	streamFailure?: (
		speaker: string,
		anchor: string,
		mailboxes: readonly (string | undefined)[],
	) => Error | undefined;
	/** Views show no UIDs, as of servers that don't keep them in their index. */
	hidesUids = false;
	/** Events that are there and can't be read, by id. */
	readonly unreadable = new Map<string, ExchangeError>();
	/** What a server says first on a new connection. */
	greeting: (stream: ScriptedStream) => StreamedNews | undefined = ({ ids }) => {
		const lost = ids.filter((id) => !this.subscriptions.has(id));
		return lost.length > 0 ? news({ lost }) : news({ connection: 'OK' });
	};
	members: string[] = [];
	servers = new Map<string, string>();
	keepFailure?: Error;
	/** Fails to remember up to when moments were told. */
	storeFailure?: Error;
	private lastId = 0;
	private readonly logs = new Map<string, CalendarChange[]>();
	private readonly events_ = new Map<string, PlannedEvent[]>();
	/** What is stored: how much of each log counts, and the time up to which moments were told. */
	readonly positions = new Map<string, number>();
	readonly moments = new Map<string, StoredMoments>();

	/** Somebody changes a calendar; the server tells it unless `quietly`. */
	edit(mailbox: string, change: Partial<CalendarChange> = {}, quietly = false): void {
		const log = this.logOf(mailbox);
		log.push({
			changeType: 'updated',
			mailbox,
			syncRun: '',
			key: `${mailbox} ${log.length}`,
			uid: `${mailbox}/${log.length}`,
			masked: false,
			...change,
		});
		if (!quietly) this.notify(mailbox);
	}

	/** The events of a calendar. */
	plan(mailbox: string, events: PlannedEvent[]): void {
		this.events_.set(mailbox, events);
		this.notify(mailbox);
	}

	notify(mailbox: string): void {
		for (const stream of this.streams) {
			for (const id of stream.ids) {
				if (this.subscriptions.get(id) === mailbox) stream.send(news({ changed: [id] }));
			}
		}
	}

	/** Keys of the changes that were told, and kinds of everything else. */
	get keys(): string[] {
		return this.told.map((event) =>
			event.kind === 'problem'
				? `problem ${event.mailbox ?? '*'} ${event.error.code}`
				: 'dueAt' in event
					? `${event.kind} ${event.key} ${event.dueAt}`
					: event.key,
		);
	}

	/** @param mailbox default: the service account's own */
	async serverOf(mailbox = 'account'): Promise<string> {
		this.failOf(mailbox, this.failing);
		return this.servers.get(mailbox) ?? 'https://mail.enyoi.example/EWS/Exchange.asmx';
	}

	/** Groups within the group that can't be read. */
	unread: GroupMembers['unread'] = [];

	async membersOf(): Promise<GroupMembers> {
		this.failOf('group', this.failing);
		return { addresses: this.members, unread: this.unread };
	}

	/** Refuses a mailbox in somebody else's group. */
	misfit?: (mailbox: string, anchor: string) => Error | undefined;

	async subscribe(mailbox: string, { anchor }: Affinity): Promise<string> {
		this.counts.subscribes++;
		this.failOf(mailbox, this.failing);
		this.failOf(mailbox, this.refusing);
		const misfit = this.misfit?.(mailbox, anchor);
		if (misfit) throw misfit;
		const id = `s${++this.lastId}`;
		this.subscriptions.set(id, mailbox);
		return id;
	}

	async unsubscribe(_mailbox: string, id: string): Promise<void> {
		this.counts.unsubscribes++;
		this.subscriptions.delete(id);
	}

	async *stream(
		ids: readonly string[],
		speaker: string,
		affinity: Affinity,
		signal: AbortSignal,
	): AsyncGenerator<StreamedNews, void> {
		this.counts.streams++;
		this.failOf('*', this.failing);
		const mailboxes = ids.map((id) => this.subscriptions.get(id));
		const failure = this.streamFailure?.(speaker, affinity.anchor, mailboxes);
		if (failure) throw failure;
		const stream = new ScriptedStream(ids, speaker, affinity);
		const first = this.greeting(stream);
		if (first) stream.send(first);
		if (first && first.lost.length > 0) stream.send('end');
		this.streams.add(stream);
		const closed = new AbortController();
		if (!this.isSilent) void this.beat(stream, closed.signal);
		try {
			yield* stream.read(signal);
		} finally {
			closed.abort();
			this.streams.delete(stream);
		}
	}

	/** Nothing shows whether a connection lives. */
	isSilent = false;

	private async beat(stream: ScriptedStream, closed: AbortSignal): Promise<void> {
		for (;;) {
			await this.clock.wait(45_000, closed);
			if (closed.aborted) return;
			stream.send(news({}));
		}
	}

	calendarOf(mailbox: string): WatchedCalendar {
		let position = this.positions.get(mailbox);
		return {
			changes: (): AsyncGenerator<CalendarChange, ChangesRead> =>
				this.changes(mailbox, position, (to) => (position = to)),
			times: async (start, end) => {
				this.counts.views++;
				this.failOf(mailbox, this.failing);
				const all = this.events_.get(mailbox) ?? [];
				const isShown = (one: PlannedEvent) => one.start < end && one.end > start;
				const shown = all.filter(isShown);
				const events = this.hidesUids ? shown.map((one) => ({ ...one, uid: undefined })) : shown;
				return { events, refused: [] };
			},
			events: async (ids) => {
				this.failOf(mailbox, this.failing);
				const found = (this.events_.get(mailbox) ?? []).filter(({ id }) => ids.includes(id));
				const failed = new Map(
					ids.flatMap((id) => {
						const failure = this.unreadable.get(id);
						return failure ? [[id, failure] as const] : [];
					}),
				);
				const readable = found.filter(({ id }) => !failed.has(id));
				return {
					found: new Map(
						readable.map(({ isCancelled, ...times }): [string, EventNow] => {
							const { id, uid = id } = times;
							return [id, { ...times, event: { id, key: uid, uid, masked: false, isCancelled } }];
						}),
					),
					failed,
				};
			},
			readMoments: async () => this.moments.get(mailbox),
			writeMoments: async (moments) => {
				if (this.storeFailure) throw this.storeFailure;
				this.moments.set(mailbox, moments);
			},
		};
	}

	private async *changes(
		mailbox: string,
		position: number | undefined,
		move: (to: number) => void,
	): AsyncGenerator<CalendarChange, ChangesRead> {
		this.counts.readings++;
		this.failOf(mailbox, this.failing);
		const log = this.logOf(mailbox);
		const end = log.length;
		for (const change of log.slice(position ?? end, end)) {
			await Promise.resolve();
			yield change;
		}
		return {
			keep: async () => {
				if (this.keepFailure) throw this.keepFailure;
				move(end);
				this.positions.set(mailbox, end);
			},
		};
	}

	private failOf(mailbox: string, failures: ReadonlyMap<string, Error>): void {
		const failure = failures.get(mailbox) ?? failures.get('*');
		if (failure) throw failure;
	}

	private logOf(mailbox: string): CalendarChange[] {
		let log = this.logs.get(mailbox);
		if (!log) this.logs.set(mailbox, (log = []));
		return log;
	}
}

export interface WatchedRun {
	stop: AbortController;
	ended: Promise<void>;
}

/** Starts a watch, and lets it come to rest. */
export async function watching(
	exchange: ScriptedExchange,
	mailboxes: string[],
	{
		kinds = ['created', 'updated', 'deleted'],
		tell,
		safetyMs = defaultLimits.safetyMs,
		...more
	}: {
		kinds?: WatchKind[];
		group?: string;
		minutesBefore?: number;
		safetyMs?: number;
		tell?: (events: readonly WatchedEvent[]) => Promise<void>;
		note?: (words: string) => void;
	} = {},
): Promise<WatchedRun> {
	const stop = new AbortController();
	const watcher = new Watcher(exchange, {
		mailboxes,
		...more,
		kinds: new Set(kinds),
		aheadMs: (more.minutesBefore ?? 15) * 60_000,
		limits: { ...defaultLimits, safetyMs },
		concurrency: 4,
		clock: exchange.clock,
		signal: stop.signal,
		tell: async (events) => {
			await tell?.(events);
			exchange.told.push(...events);
		},
	});
	const ended = watcher.run();
	await exchange.clock.pass(0);
	return { stop, ended };
}
