import { randomUUID } from 'node:crypto';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOneOf,
	assertOptions,
	calendarId,
	mailboxAddress,
} from '../../inputs';
import { tracePosition } from '../../trace';
import { configurationsAt, type PositionPlace } from './configurations';
import { generationsOf, type Generation } from './generations';

export interface PositionStoreOptions extends PositionPlace {
	/** Bytes that one configuration item takes at most; default 64 KB. */
	partSize?: number;
}

/** Keeps one position, and beside it those that were handed out and wait for their confirmation. */
export interface PositionStore {
	/** The position that counts; undefined before the first one. */
	read(signal?: AbortSignal): Promise<string | undefined>;
	/**
	 * The positions whose changes may have arrived, but do not count. Pass them to getChanges as
	 * `unconfirmed`, together with what `read` gives.
	 */
	unconfirmed(signal?: AbortSignal): Promise<string[]>;
	/**
	 * Makes a position count. Where another run was faster its position stays, and this one is kept
	 * beside it as handed out.
	 * @throws PositionConflict when another run wrote since this store was read
	 */
	write(position: string): Promise<void>;
	/**
	 * Undoes the last `write`, also one whose answer was lost, as its changes were not handed out. Leaves
	 * what another run wrote since.
	 */
	putBack(): Promise<void>;
	/**
	 * Keeps a position beside the one that counts, until `confirm` names its run. Replaces those that
	 * `unconfirmed` gave.
	 * @throws PositionConflict when another position counts since this store was read; it is kept all the
	 *   same, but can't be confirmed any more
	 */
	park(position: string, syncRun: string): Promise<void>;
	/**
	 * Makes the parked position of that run count. Also true when it counts already, and when none is
	 * waiting; false when only other runs' positions are waiting, when another one counts since it was
	 * read, or when nothing was ever stored.
	 */
	confirm(syncRun: string): Promise<boolean>;
}

/** Two runs keep their positions under the same name at the same time. */
export class PositionConflict extends ExchangeError {
	constructor(
		readonly mailbox: string,
		readonly positionName: string,
	) {
		super('conflict', `Another run stored a position of ${mailbox} meanwhile`, {
			field: 'positionName',
			remedyBy: 'you',
			remedy:
				'Let only one run at a time use a position name. Nothing is lost: the changes come again with the next run.',
			details: { mailbox },
		});
	}
}

/** The content of a store. */
interface StoredPositions {
	current?: string;
	/** Another one each time that another position counts. */
	counted?: string;
	/** The run whose confirmation made `current` count. */
	confirmedRun?: string;
	parked?: ParkedPosition[];
}

/** Handed out; whether it arrived is not known. */
interface ParkedPosition {
	position: string;
	syncRun?: string;
	/** What counted when its run began; it can be confirmed as long as that counts. */
	after?: string;
}

interface Document {
	generation: Generation;
	positions: StoredPositions;
}

const defaultPartSize = 64 * 1024;

/** Times that a run decides anew because others were faster. */
const rounds = 8;

function checkOptions(exchange: Exchange, options: PositionStoreOptions): void {
	assertExchange(exchange);
	assertOptions(
		options,
		{
			mailbox: mailboxAddress,
			calendar: calendarId,
			name: anyText('my workflow'),
			signal: abortSignal,
		},
		['mailbox'],
	);
	assertOneOf('kind', options.kind, ['mailbox', 'serviceMailbox']);
}

/** A store in hidden configuration items of a folder; generations.ts says how several runs share it. */
export function positionStore(exchange: Exchange, options: PositionStoreOptions): PositionStore {
	checkOptions(exchange, options);
	const { mailbox, name, partSize = defaultPartSize } = options;
	if (!name) throw new InvalidInput('positionName', 'The position name is missing');
	const generations = generationsOf(configurationsAt(exchange, options), partSize);
	/** The document last read or written. */
	let latest: Document | undefined;
	/** What stood there before the last write, and what that write made count. */
	let undo: { before: StoredPositions; counted: string } | undefined;

	const load = async (signal?: AbortSignal): Promise<Document> => {
		const generation = await generations.newest(signal);
		const { number, content } = generation;
		if (number > 0) tracePosition('read', mailbox, String(number), [content]);
		latest = { generation, positions: number > 0 ? parse(content) : {} };
		return latest;
	};

	const known = async (signal?: AbortSignal) => latest ?? (await load(signal));

	/** @returns false when another run was faster; then `load` shows what stands there */
	const save = async ({ generation }: Document, positions: StoredPositions): Promise<boolean> => {
		latest = undefined;
		const content = Buffer.from(JSON.stringify(positions), 'utf8');
		const made = await generations.replace(generation, content);
		if (made === undefined) return false;
		latest = { generation: made, positions };
		const what = positions.parked ? 'parked' : 'written';
		tracePosition(what, mailbox, String(made.number), [content]);
		return true;
	};

	/**
	 * Saves what `decide` makes of the positions, until no other run is faster.
	 * @returns the positions that were replaced; undefined when `decide` wants nothing saved
	 */
	const saveSurely = async (
		first: Document,
		decide: (positions: StoredPositions) => StoredPositions | undefined,
	): Promise<StoredPositions | undefined> => {
		for (let document = first, round = 1; round <= rounds; round++) {
			const positions = decide(document.positions);
			if (positions === undefined) return undefined;
			if (await save(document, positions)) return document.positions;
			document = await load();
		}
		throw new PositionConflict(mailbox, name);
	};

	return {
		read: async (signal) => (await load(signal)).positions.current,
		unconfirmed: async (signal) =>
			((await known(signal)).positions.parked ?? []).map(({ position }) => position),
		write: async (position) => {
			const before = await known();
			const { current, parked } = before.positions;
			if (current === position && parked === undefined) return;
			const counted = randomUUID();
			undo = { before: before.positions, counted };
			if (await save(before, { current: position, counted })) return;
			await saveSurely(await load(), (now) => ({
				...now,
				parked: [...(now.parked ?? []), { position }],
			}));
			throw new PositionConflict(mailbox, name);
		},
		putBack: async () => {
			const written = undo;
			if (written === undefined) return;
			await saveSurely(await load(), ({ counted }) =>
				counted === written.counted ? written.before : undefined,
			);
			undo = undefined;
		},
		park: async (position, syncRun) => {
			const before = await known();
			const { current, counted: after, parked } = before.positions;
			if (current === position && parked === undefined) return;
			const seen = new Set(parked?.map((one) => one.position));
			const replaced = await saveSurely(before, (now) => ({
				...now,
				parked: [
					...(now.parked ?? []).filter((one) => !seen.has(one.position)),
					{ position, syncRun, after },
				],
			}));
			if (replaced?.counted !== after) throw new PositionConflict(mailbox, name);
		},
		confirm: async (syncRun) => {
			let isConfirmed = false;
			await saveSurely(await load(), ({ current, counted, confirmedRun, parked }) => {
				const waiting = parked?.find((one) => one.syncRun === syncRun && one.after === counted);
				isConfirmed =
					waiting !== undefined ||
					confirmedRun === syncRun ||
					(parked === undefined && current !== undefined);
				if (waiting === undefined) return undefined;
				const others = parked!.filter((one) => one !== waiting);
				return {
					current: waiting.position,
					counted: randomUUID(),
					confirmedRun: syncRun,
					...(others.length > 0 && { parked: others }),
				};
			});
			return isConfirmed;
		},
	};
}

function parse(content: Buffer): StoredPositions {
	return JSON.parse(content.toString('utf8')) as StoredPositions;
}
