import { createHash } from 'node:crypto';
import { unnamedAccount } from '../../adminCommands';
import type { Exchange } from '../../connection';
import { ExchangeError } from '../../errors';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import {
	createUserConfiguration,
	deleteUserConfiguration,
	getUserConfiguration,
	updateUserConfiguration,
} from '../../ews/operations/userConfiguration';
import type { EwsOperation } from '../../ews/operation';
import { call, type CallTarget } from '../../ews/request';
import { isMissingConfiguration } from '../../ews/responseCodes';
import { openCalendar } from '../../mailboxes/openCalendar';
import { shortDigest } from '../../shortDigest';
import { PositionDenied } from './errors';

/** The place of the positions of one reader of one calendar. */
export interface PositionPlace {
	/** `mailbox`: beside the calendar itself; `serviceMailbox`: in the service account's own mailbox. */
	kind: 'mailbox' | 'serviceMailbox';
	/** The mailbox whose calendar the positions are of. */
	mailbox: string;
	calendar?: { id: string };
	/** Keeps the positions of different workflows and nodes apart; any text. */
	name: string;
	signal?: AbortSignal;
}

/**
 * Hidden configuration items of a folder, each with a name and some bytes; they move with the mailbox
 * and are backed up with it.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/userconfiguration
 */
export interface Configurations {
	/** Names begin with this, which ends with the digest. */
	readonly name: string;
	readonly digest: string;
	/** Differs from place to place: shows whose an answer is. */
	readonly owner: string;
	/** Says which folder it is, whatever that is called; undefined where it is not asked for. */
	folder(): Promise<string | undefined>;
	/** True for what was written in the same folder under another name of it. */
	isOwn(line: { owner: string; folder?: string }): Promise<boolean>;
	/** Undefined when there is none of this name. */
	read(name: string, signal?: AbortSignal): Promise<Buffer | undefined>;
	/**
	 * Creates an item, and asks for it when the answer leaves open whether it was done.
	 * @param bytes differ from those of anybody else, so that what stands there is known as one's own
	 * @returns false when somebody else's is there under this name
	 * @throws ExchangeError when it can't be created, or nobody knows whether it was
	 */
	create(name: string, bytes: Buffer): Promise<boolean>;
	/** Writes an item whether it is there or not; of several at once any may win. */
	replace(name: string, bytes: Buffer): Promise<void>;
	/**
	 * Removes an item, if it is there.
	 * @returns false when it was not
	 */
	remove(name: string): Promise<boolean>;
}

/** Times that a creation is tried which the server neither did nor refused for good. */
const createAttempts = 3;

export function configurationsAt(exchange: Exchange, place: PositionPlace): Configurations {
	const { kind, mailbox, calendar, name } = place;
	const address = mailbox.toLowerCase();
	const identity = kind === 'mailbox' ? [name] : [name, address, calendar?.id ?? ''];
	const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 24);
	const ownerOf = (id: string) => shortDigest(JSON.stringify([address, id, name]));
	const owner = ownerOf(calendar?.id ?? '');
	const configurations = { ...configurationsOf(exchange, place, digest), owner };
	// Its name says which calendar it is of.
	if (kind !== 'mailbox') return configurations;
	const idOfDefault = async () => (await openCalendar(exchange, mailbox, place.signal)).id;
	const folder = async () => shortDigest(calendar?.id ?? (await idOfDefault()));
	return {
		...configurations,
		folder,
		async isOwn(line) {
			if (line.folder !== undefined) return line.folder === (await folder());
			// Former versions kept no folder: the default calendar by its name and by its id are one.
			const id = await idOfDefault();
			const owners = [ownerOf(''), ownerOf(id)];
			return (calendar?.id ?? id) === id && owners.includes(line.owner);
		},
	};
}

/** The same, where only the digest of the position's name is known. */
export function configurationsOf(
	exchange: Exchange,
	place: Omit<PositionPlace, 'name'>,
	digest: string,
): Configurations {
	const { kind, mailbox, calendar } = place;
	const folder: FolderTarget =
		kind === 'serviceMailbox'
			? { distinguished: 'calendar' }
			: (calendar ?? folderOf(exchange.settings, mailbox));
	const target = (signal = place.signal): CallTarget =>
		kind === 'serviceMailbox' ? { impersonate: false, signal } : { mailbox, signal };
	const { mailboxAccess, user } = exchange.settings;
	const isDelegate = kind === 'mailbox' && mailboxAccess === 'delegate';
	const write = async <Request, Answer>(
		operation: EwsOperation<Request, Answer>,
		request: Request,
	): Promise<Answer> =>
		await call(exchange, operation, request, target()).catch((error: unknown) => {
			if (!isDelegate || !isDenied(error)) throw error;
			throw new PositionDenied(mailbox, user || unnamedAccount, error);
		});

	const read = async (name: string, signal?: AbortSignal) => {
		const found = await call(
			exchange,
			getUserConfiguration,
			{ folder, name },
			target(signal),
		).catch(undefinedIfMissing);
		return found && (found.binaryData ?? Buffer.alloc(0));
	};
	const create = async (name: string, binaryData: Buffer) =>
		await write(createUserConfiguration, { folder, name, binaryData });

	return {
		name: itemName(place, digest),
		digest,
		owner: '',
		folder: async () => await Promise.resolve(undefined),
		isOwn: async () => await Promise.resolve(false),
		read,
		create: async (name, bytes) => {
			for (let attempt = 1; ; attempt++) {
				const failure = await create(name, bytes).then(
					() => undefined,
					(error: unknown) => error,
				);
				if (failure !== undefined && isRefusal(failure)) throw failure;
				// Asked even after a success: a server may let two be created, and answers get lost or mixed up.
				const found = await surely(async () => await read(name)).catch((error: unknown) => {
					throw failure ?? error;
				});
				if (found !== undefined) return found.equals(bytes);
				if (attempt < createAttempts) continue;
				throw failure ?? new ExchangeError('server', 'Exchange did not keep what it was given');
			}
		},
		replace: async (name, binaryData) => {
			const item = { folder, name, binaryData };
			const updated = await write(updateUserConfiguration, item).then(
				() => true,
				undefinedIfMissing,
			);
			if (!updated) await create(name, binaryData);
		},
		remove: async (name) =>
			await write(deleteUserConfiguration, { folder, name }).then(
				() => true,
				(error: unknown) => undefinedIfMissing(error) ?? false,
			),
	};
}

/** Names may hold few characters; the digest keeps different names apart, the rest is for people. */
function itemName(
	{ kind, mailbox }: Pick<PositionPlace, 'kind' | 'mailbox'>,
	digest: string,
): string {
	const address = mailbox.toLowerCase();
	const label = kind === 'mailbox' ? '' : `${address.replace(/[^a-z0-9.-]/g, '_').slice(0, 80)}.`;
	return `N8nCalendarPosition.${label}${digest}`;
}

/** Codes of failures after which nothing was done, and trying again changes nothing. */
const refusals: ReadonlySet<string> = new Set([
	'settings',
	'signIn',
	'impersonation',
	'accessDenied',
	'notFound',
	'mailboxUnavailable',
	'limit',
	'input',
	'schemaValidation',
	'schemaVersion',
]);

/** Servers name an item that is there already in several ways, one of which counts as `input`. */
export function isRefusal(error: unknown): boolean {
	if (!(error instanceof ExchangeError)) return true;
	const { responseCode = '' } = error.details;
	return refusals.has(error.code) && !/^ErrorItemSave/.test(responseCode);
}

/** Times that a step of a write is tried. */
const stepAttempts = 3;

/**
 * Tries a step of a write again, unless it was refused: a position that is not kept lets deletions be lost,
 * so no single answer is to decide that.
 * @param step does no harm when it is done twice
 */
export async function surely<T>(step: () => Promise<T>, attempt = 1): Promise<T> {
	return await step().catch(async (error: unknown) => {
		if (attempt === stepAttempts || isRefusal(error)) throw error;
		return await surely(step, attempt + 1);
	});
}

/** True where the account sees the calendar; one that it does not see is another matter. */
function isDenied(error: unknown): error is ExchangeError {
	return (
		error instanceof ExchangeError &&
		error.code === 'accessDenied' &&
		error.details.responseCode !== 'ErrorFolderNotFound'
	);
}

function undefinedIfMissing(error: unknown): undefined {
	if (error instanceof ExchangeError && isMissingConfiguration(error.details)) return undefined;
	throw error;
}
