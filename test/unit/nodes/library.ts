/**
 * A library without a server for the tests of the nodes: mailboxes with changes, and positions kept in
 * memory. Tests replace the library's functions by it with jest.mock.
 */
import type { CalendarChange } from '../../../exchange/calendar/event';
import type { Exchange } from '../../../exchange/connection';
import { ExchangeError } from '../../../exchange/errors';
import type { GetChangesOptions, Position } from '../../../exchange/changes/getChanges';
import type { PositionStore, PositionStoreOptions } from '../../../exchange/changes/position/store';

interface StoredPosition {
	counting?: string;
	parked?: { position: string; syncRun: string };
	confirmedRun?: string;
}

export class MemoryLibrary {
	/** Subjects of what changes next, by mailbox; an error is thrown in their place. */
	readonly changes = new Map<string, string[] | Error>();

	readonly positions = new Map<string, StoredPosition>();

	/** Mailboxes whose store can't be written. */
	readonly unwritable = new Set<string>();

	/** Mailboxes whose store does what it is told once, but whose answer is lost. */
	readonly unanswered = new Set<string>();

	/** Called before each write. */
	onWrite = () => {};

	readonly asked: GetChangesOptions[] = [];

	underWay = 0;

	mostUnderWay = 0;

	opened = 0;

	closed = 0;

	/** Mailboxes that never answer: what asks them ends when it is aborted. */
	readonly silent = new Set<string>();

	connect = (settings: { maxConnections?: number }): Exchange => {
		this.opened++;
		return {
			settings: { maxConnections: settings.maxConnections ?? 4, emailDns: 'enyoi.example' },
			close: async () => void this.closed++,
		} as unknown as Exchange;
	};

	getChanges = (_: Exchange, options: GetChangesOptions) => this.read(options);

	positionStore = (_: Exchange, options: PositionStoreOptions): PositionStore => {
		const key = [options.kind, options.mailbox, options.calendar?.id, options.name].join(' ');
		const stored = this.positions.get(key) ?? {};
		let before: StoredPosition | undefined;
		const writable = () => {
			if (!this.unwritable.has(options.mailbox)) return this.positions.set(key, stored);
			throw new ExchangeError('accessDenied', `No right to write into ${options.mailbox}`);
		};
		const answered = () => {
			if (!this.unanswered.delete(options.mailbox)) return;
			throw new ExchangeError('timeout', `No answer from ${options.mailbox}`);
		};
		return {
			read: async () => stored.counting,
			unconfirmed: async () => (stored.parked ? [stored.parked.position] : []),
			putBack: async () => {
				if (before === undefined) return;
				stored.counting = before.counting;
			},
			write: async (position) => {
				if (stored.counting === position && stored.parked === undefined) return;
				writable();
				this.onWrite();
				before = { ...stored };
				stored.counting = position;
				delete stored.parked;
				answered();
			},
			park: async (position, syncRun) => {
				writable();
				stored.parked = { position, syncRun };
				answered();
			},
			confirm: async (syncRun) => {
				if (stored.parked?.syncRun !== syncRun) return stored.confirmedRun === syncRun;
				writable();
				stored.counting = stored.parked.position;
				stored.confirmedRun = syncRun;
				delete stored.parked;
				return true;
			},
		};
	};

	/** The positions that count, by the name of their place. */
	counting(): Record<string, string | undefined> {
		return Object.fromEntries(
			[...this.positions].map(([key, { counting }]) => [key, counting] as const),
		);
	}

	private async *read(options: GetChangesOptions): AsyncGenerator<CalendarChange, Position> {
		const { mailbox, position, signal, syncRun = 'library-run' } = options;
		this.asked.push(options);
		this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay);
		try {
			await new Promise((resolve) => setImmediate(resolve));
			if (this.silent.has(mailbox)) await aborted(signal);
			const changes = this.changes.get(mailbox) ?? [];
			if (changes instanceof Error) throw changes;
			for (const subject of changes) {
				yield {
					changeType: 'created',
					mailbox,
					syncRun,
					key: subject,
					uid: subject,
					masked: false,
					subject,
					changeKey: 'key',
				};
			}
			const counts = { created: changes.length, updated: 0, deleted: 0 };
			const flags = { fullSync: position === undefined, resynced: false };
			return { mailbox, position: `${position ?? ''}+`, syncRun, ...counts, ...flags };
		} finally {
			this.underWay--;
		}
	}
}

/** Waits until the signal aborts, and throws its reason. */
async function aborted(signal: AbortSignal | undefined): Promise<never> {
	await new Promise<void>((resolve) => {
		if (signal?.aborted) resolve();
		signal?.addEventListener('abort', () => resolve());
	});
	throw signal?.reason;
}
