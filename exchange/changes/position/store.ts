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
import { PositionRefused } from './errors';
import { generationsOf, type Generation } from './generations';
import { referenceReader, restingSets, storeSegment } from './restingSets';
import { isReference, joinPosition, joinSegments, segmentsOf, splitPosition } from './segments';

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
	/** The position that counted when its run began; it can be confirmed as long as that counts. */
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
	const configurations = configurationsAt(exchange, options);
	const resting = restingSets(configurations, partSize);
	const generations = generationsOf(configurations, partSize, resting);
	const ownStore = storeSegment(exchange, options);
	/** The document last read or written. */
	let latest: Document | undefined;
	/** The content before the last write, and the position that this write made count. */
	let undo: { before: StoredPositions; counted: string } | undefined;

	const load = async (signal?: AbortSignal): Promise<Document> => {
		const generation = await generations.newest(signal);
		const { number, content } = generation;
		if (number > 0) tracePosition('read', mailbox, String(number), [content]);
		latest = { generation, positions: number > 0 ? parse(content) : {} };
		return latest;
	};

	const known = async (signal?: AbortSignal) => latest ?? (await load(signal));

	/**
	 * Has what is too long for one item kept beside it: the resting parts first, then all.
	 * @returns the positions with references, and the sets that these are in
	 */
	const shorten = async (positions: StoredPositions, { number, sets, retired }: Generation) => {
		const live = [...sets, ...retired];
		const room = generations.room(live.length + 1);
		const fits = (shortened: StoredPositions) =>
			textsOf(shortened).every(({ length }) => length <= room) && bytesOf(shortened).length <= room;
		if (fits(positions)) return { positions, live };
		const all = [...new Set(textsOf(positions).flatMap(piecesOf))];
		const inline = all.filter((segment) => !isReference(segment));
		const heads = new Set(textsOf(positions).map((text) => piecesOf(text)[0]));
		const parts = inline.filter((segment) => !heads.has(segment));
		const dummy = new Map(parts.map((segment) => [segment, longestReference]));
		const due = parts.length > 0 && fits(withReferences(positions, dummy)) ? parts : inline;
		const { set, references } = await resting.put(due, number + 1, live);
		const byText = new Map(due.map((segment, place) => [segment, references[place]]));
		return { positions: withReferences(positions, byText), live: [...live, set], set };
	};

	/** @returns false when another run was faster; then `load` shows what stands there */
	const save = async ({ generation }: Document, given: StoredPositions): Promise<boolean> => {
		latest = undefined;
		const { positions, live, set } = await shorten(given, generation);
		const content = bytesOf(positions);
		const sets = resting.referredBy(textsOf(positions), live);
		const made = await generations.replace(generation, content, sets);
		if (made === undefined) {
			if (set) await resting.remove(set).catch(() => undefined);
			return false;
		}
		// Failing in it fails nothing: the next run that writes a set goes on with it.
		if (set)
			await resting.sweep(made.number, [...made.sets, ...made.retired]).catch(() => undefined);
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

	/** A stored text as it is handed out: references to resting parts stay, with where they lead. */
	const handOut = async (text: string, signal?: AbortSignal): Promise<string> => {
		if (isReference(text)) return await resting.read(text, signal);
		const found = segmentsOf(text);
		if (found === undefined) return text;
		const [changing, ...parts] = found.segments;
		return joinPosition({
			version: found.version,
			...(parts.some(isReference) && { store: ownStore }),
			changing: isReference(changing) ? await resting.read(changing, signal) : changing,
			resting: parts,
		});
	};

	/** A text as it is stored. One that refers to another place is taken in whole. */
	const takeIn = async (text: string): Promise<string> => {
		const found = splitPosition(text);
		if (found?.store === undefined) return text;
		const { store, ...position } = found;
		if (store === ownStore) return joinPosition(position);
		const read = referenceReader(exchange, options);
		const parts: string[] = [];
		for (const part of position.resting) {
			parts.push(isReference(part) ? await read(store, part) : part);
		}
		return joinPosition({ ...position, resting: parts });
	};

	return {
		read: async (signal) => {
			const attempt = async () => {
				const { current } = (await load(signal)).positions;
				return current === undefined ? undefined : await handOut(current, signal);
			};
			return await attempt().catch(async (error: unknown) => {
				// Others may have written twice meanwhile.
				if (error instanceof PositionRefused) return await attempt();
				throw error;
			});
		},
		unconfirmed: async (signal) => {
			const { parked = [] } = (await known(signal)).positions;
			return await Promise.all(parked.map(({ position }) => handOut(position, signal)));
		},
		write: async (given) => {
			const position = await takeIn(given);
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
		park: async (given, syncRun) => {
			const position = await takeIn(given);
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

/** About as long as a reference gets. */
const longestReference = '~0:0123456789abcdef:99999:9999:0123456789abcdef';

function bytesOf(positions: StoredPositions): Buffer {
	return Buffer.from(JSON.stringify(positions), 'utf8');
}

function textsOf({ current, parked = [] }: StoredPositions): string[] {
	return [...(current === undefined ? [] : [current]), ...parked.map(({ position }) => position)];
}

/** Pieces that can be kept beside an item: the parts of a position; of any other text all of it. */
function piecesOf(text: string): string[] {
	return segmentsOf(text)?.segments ?? [text];
}

function withReferences(
	{ current, parked, ...rest }: StoredPositions,
	references: ReadonlyMap<string, string>,
): StoredPositions {
	const replaced = (segment: string) => references.get(segment) ?? segment;
	const shortened = (text: string) => {
		const found = segmentsOf(text);
		if (found === undefined) return replaced(text);
		return joinSegments(found.version, found.segments.map(replaced));
	};
	return {
		...rest,
		...(current !== undefined && { current: shortened(current) }),
		...(parked && { parked: parked.map((one) => ({ ...one, position: shortened(one.position) })) }),
	};
}
