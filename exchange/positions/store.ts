import type { Exchange } from '../connection';
import { ExchangeError } from '../errors';

export interface PositionStoreOptions {
	/** `mailbox`: beside the calendar itself; `serviceMailbox`: in the service account's own mailbox. */
	kind: 'mailbox' | 'serviceMailbox';
	/** Whose calendar the positions are of. */
	mailbox: string;
	calendar?: { id: string };
	/** Keeps the positions of different workflows and nodes apart; any text. */
	name: string;
	signal?: AbortSignal;
}

/** Keeps one position, and beside it at most one that waits for its confirmation. */
export interface PositionStore {
	/** The position that counts; undefined before the first one. */
	read(signal?: AbortSignal): Promise<string | undefined>;
	/** Makes a position count. */
	write(position: string): Promise<void>;
	/** Keeps a position beside the one that counts, until `confirm` names its run. Replaces an earlier parked one. */
	park(position: string, syncRun: string): Promise<void>;
	/** Makes the parked position of that run count. False when that run is not the parked or the current one. */
	confirm(syncRun: string): Promise<boolean>;
}

export function positionStore(_exchange: Exchange, _options: PositionStoreOptions): PositionStore {
	throw new ExchangeError('server', 'not yet');
}
