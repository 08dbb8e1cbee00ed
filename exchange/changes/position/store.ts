import { createHash, randomUUID } from 'node:crypto';
import type { Exchange } from '../../connection';
import { ExchangeError, InvalidInput } from '../../errors';
import { isMissingConfiguration } from '../../ews/responseCodes';
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
import { call, type CallTarget } from '../../ews/request';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import {
	createUserConfiguration,
	deleteUserConfiguration,
	getUserConfiguration,
	updateUserConfiguration,
} from '../../ews/operations/userConfiguration';
import { PositionRefused } from './errors';

export interface PositionStoreOptions {
	/** `mailbox`: beside the calendar itself; `serviceMailbox`: in the service account's own mailbox. */
	kind: 'mailbox' | 'serviceMailbox';
	/** The mailbox whose calendar the positions are of. */
	mailbox: string;
	calendar?: { id: string };
	/** Keeps the positions of different workflows and nodes apart; any text. */
	name: string;
	signal?: AbortSignal;
	/** Bytes that one configuration item takes at most; default 64 KB. */
	partSize?: number;
}

/** Keeps one position, and beside it at most one that waits for its confirmation. */
export interface PositionStore {
	/** The position that counts; undefined before the first one. */
	read(signal?: AbortSignal): Promise<string | undefined>;
	/**
	 * The position that waits for its confirmation. Its changes may have arrived: pass it to
	 * getChanges as `unconfirmed`, together with what `read` gives.
	 */
	unconfirmed(signal?: AbortSignal): Promise<string | undefined>;
	/**
	 * Makes a position count.
	 * @throws PositionConflict when another run wrote since this store was read
	 */
	write(position: string): Promise<void>;
	/**
	 * Keeps a position beside the one that counts, until `confirm` names its run. Replaces an earlier
	 * parked one.
	 * @throws PositionConflict when another run wrote since this store was read
	 */
	park(position: string, syncRun: string): Promise<void>;
	/**
	 * Makes the parked position of that run count. Also true when it counts already, and when none is
	 * waiting; false when another run's position is waiting, or nothing was ever stored.
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

interface StoredDocument {
	/** Absent when nothing was stored yet. */
	generation?: string;
	parts: number;
	positions: StoredPositions;
}

const defaultPartSize = 64 * 1024;

/**
 * A store in hidden configuration items of a folder; they move with the mailbox and are backed up with it.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/userconfiguration
 */
export function positionStore(exchange: Exchange, options: PositionStoreOptions): PositionStore {
	checkStoreOptions(exchange, options);
	const { kind, mailbox, calendar, partSize = defaultPartSize } = options;
	if (!options.name) throw new InvalidInput('positionName', 'The position name is missing');
	const folder: FolderTarget =
		kind === 'serviceMailbox'
			? { distinguished: 'calendar' }
			: (calendar ?? folderOf(exchange.settings, mailbox));
	const name = itemName(options);
	/** The document last read or written; another generation on the server means a later write. */
	let latest: StoredDocument | undefined;

	const target = (signal = options.signal): CallTarget =>
		kind === 'serviceMailbox' ? { impersonate: false, signal } : { mailbox, signal };
	const partName = (generation: string, part: number) =>
		part === 0 ? name : `${name}.${generation}.${part}`;

	const readPart = async (item: string, signal?: AbortSignal): Promise<Buffer | undefined> => {
		const found = await call(
			exchange,
			getUserConfiguration,
			{ folder, name: item },
			target(signal),
		).catch((error: unknown) => {
			if (isMissing(error)) return undefined;
			throw error;
		});
		return found && (found.binaryData ?? Buffer.alloc(0));
	};

	const load = async (signal?: AbortSignal): Promise<StoredDocument> => {
		const first = await readPart(name, signal);
		if (first === undefined) return { parts: 0, positions: {} };
		const head = readHead(first);
		const contents = [head.content];
		for (let part = 1; part < head.parts; part++) {
			contents.push((await readPart(partName(head.generation, part), signal)) ?? Buffer.alloc(0));
		}
		tracePosition('read', mailbox, head.generation, contents);
		return { generation: head.generation, parts: head.parts, positions: fromParts(head, contents) };
	};

	const known = async (signal?: AbortSignal) => (latest ??= await load(signal));

	const assertUnchanged = async (generation: string | undefined) => {
		const first = await readPart(name);
		const found = first === undefined ? undefined : readHead(first).generation;
		if (found === generation) return;
		latest = undefined;
		throw new PositionConflict(mailbox, options.name);
	};

	/** The first part is written last: until then the old document stands, whatever happens. */
	const save = async (positions: StoredPositions) => {
		const before = await known();
		await assertUnchanged(before.generation);
		const { generation, parts } = toParts(positions, partSize);
		for (let part = parts.length - 1; part >= 0; part--) {
			const item = { folder, name: partName(generation, part), binaryData: parts[part] };
			const isNew = part > 0 || before.generation === undefined;
			await call(
				exchange,
				isNew ? createUserConfiguration : updateUserConfiguration,
				item,
				target(),
			).catch((error: unknown) => {
				// Somebody else created it between our look and our write, or our own write is answered twice.
				if (part === 0 && error instanceof ExchangeError && error.code === 'conflict') {
					throw new PositionConflict(mailbox, options.name);
				}
				throw error;
			});
		}
		latest = { generation, parts: parts.length, positions };
		tracePosition(positions.parked ? 'parked' : 'written', mailbox, generation, parts);
		for (let part = 1; before.generation !== undefined && part < before.parts; part++) {
			await call(
				exchange,
				deleteUserConfiguration,
				{ folder, name: partName(before.generation, part) },
				target(),
			).catch((error: unknown) => {
				if (!isMissing(error)) throw error;
			});
		}
	};

	return {
		read: async (signal) => {
			latest = await load(signal);
			return latest.positions.current;
		},
		unconfirmed: async (signal) => (await known(signal)).positions.parked?.position,
		write: async (position) => {
			const { positions } = await known();
			if (positions.current === position && positions.parked === undefined) return;
			await save({ current: position });
		},
		park: async (position, syncRun) => {
			const { current, confirmedRun, parked } = (await known()).positions;
			if (current === position && parked === undefined) return;
			await save({ current, confirmedRun, parked: { position, syncRun } });
		},
		confirm: async (syncRun) => {
			latest = await load();
			const { current, confirmedRun, parked } = latest.positions;
			if (parked?.syncRun === syncRun) {
				await save({ current: parked.position, confirmedRun: syncRun });
				return true;
			}
			return confirmedRun === syncRun || (parked === undefined && current !== undefined);
		},
	};
}

function checkStoreOptions(exchange: Exchange, options: PositionStoreOptions): void {
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

/** Names may hold few characters; the digest keeps different names apart, the rest is for people. */
function itemName({ kind, mailbox, calendar, name }: PositionStoreOptions): string {
	const address = mailbox.toLowerCase();
	const identity = kind === 'mailbox' ? [name] : [name, address, calendar?.id ?? ''];
	const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 24);
	const label = kind === 'mailbox' ? '' : `${address.replace(/[^a-z0-9.-]/g, '_').slice(0, 80)}.`;
	return `N8nCalendarPosition.${label}${digest}`;
}

function isMissing(error: unknown): boolean {
	return error instanceof ExchangeError && isMissingConfiguration(error.details);
}

/** The content of a store: the position that counts, and one that waits for its confirmation. */
interface StoredPositions {
	current?: string;
	/** The run whose confirmation made `current` count. */
	confirmedRun?: string;
	parked?: { position: string; syncRun: string };
}

/** A document cut into parts that fit into configuration items. The first part leads to the others. */
interface PositionParts {
	/** Changes with each write; the other parts are named by it. */
	generation: string;
	parts: Buffer[];
}

const format = 1;

interface Head {
	format: number;
	generation: string;
	parts: number;
	digest: string;
}

function toParts(positions: StoredPositions, partSize: number): PositionParts {
	const content = Buffer.from(JSON.stringify(positions), 'utf8');
	const generation = randomUUID().slice(0, 8);
	const headOf = (parts: number) =>
		Buffer.from(`${JSON.stringify({ format, generation, parts, digest: digestOf(content) })}\n`);
	const room = partSize - headOf(9999).length;
	const count = Math.max(1, Math.ceil(content.length / room));
	const parts = Array.from({ length: count }, (_, n) => content.subarray(n * room, (n + 1) * room));
	parts[0] = Buffer.concat([headOf(count), parts[0]]);
	return { generation, parts };
}

/** @throws PositionRefused when the first part was not written by this package */
function readHead(first: Buffer): Head & { content: Buffer } {
	const end = first.indexOf(10);
	try {
		const head = JSON.parse(first.subarray(0, end).toString('utf8')) as Head;
		if (head.format === format) return { ...head, content: first.subarray(end + 1) };
	} catch {
		// Falls through: another program wrote it.
	}
	throw damaged();
}

/** @throws PositionRefused when a part is missing or was changed */
function fromParts(head: Head, contents: Buffer[]): StoredPositions {
	const content = Buffer.concat(contents);
	if (digestOf(content) !== head.digest) throw damaged();
	return JSON.parse(content.toString('utf8')) as StoredPositions;
}

function damaged(): PositionRefused {
	return new PositionRefused(
		'damaged',
		'The position stored in the mailbox was changed by something else',
		'Choose another position name in the node to start over with a full sync.',
	);
}

function digestOf(bytes: Buffer): string {
	return createHash('sha256').update(bytes).digest('base64url').slice(0, 16);
}
