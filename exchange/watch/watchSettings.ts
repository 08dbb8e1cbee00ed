import type { Clock } from './clock';
import type { Limits } from './limits';
import type { WatchedEvent, WatchKind } from './watchedEvent';

/** A watch that was checked, with all defaults. */
export interface WatchSettings {
	mailboxes: readonly string[];
	/** Address of a group whose members are watched, too. */
	group?: string;
	kinds: ReadonlySet<WatchKind>;
	/** Time of `startsSoon` before the start, in milliseconds. */
	aheadMs: number;
	/** As in `getChanges`. */
	expand?: 'occurrences' | 'series';
	limits: Limits;
	/** Readings under way at the same time. */
	concurrency: number;
	clock: Clock;
	signal: AbortSignal;
	/** Takes events of one mailbox, or a problem. They count once it resolves. */
	tell(events: readonly WatchedEvent[]): Promise<void>;
	/** Takes words for a log. */
	note?(words: string): void;
}
