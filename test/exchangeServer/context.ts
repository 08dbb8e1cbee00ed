import type { IncomingHttpHeaders } from 'node:http';
import type { Behaviours } from './behaviours';
import type { Company } from './company';
import type {
	Account,
	BatchStop,
	CalendarItem,
	Folder,
	FolderRights,
	Item,
	Mailbox,
	RequestContext,
	SchemaVersion,
	ServerSettings,
	XmlNode,
} from './contracts';
import { parseId, type ParsedId } from './model/ids';
import { folderRights } from './model/rights';
import { EwsFault, ResponseError } from './responseErrors';
import { connectingSid, dateTimePrecision, type Envelope } from './soap';
import { customTimeZone, findTimeZone } from './timeZones';
import { readDefinition } from './timeZonesXml';
import { isAtLeast } from './versions';
import { child, path } from './xml/node';

/** The context of one request, with the company's writing side for this server's own operations. */
export class Call implements RequestContext {
	readonly actor: Mailbox | undefined;
	readonly impersonated: boolean;
	readonly schemaVersion: SchemaVersion;
	readonly timeZone: string | undefined;
	readonly milliseconds: boolean;
	itemFault?: (itemId: string) => Error | undefined;
	batchStop?: BatchStop;

	/** @throws EwsFault when the account may not act as the mailbox that it names */
	constructor(
		readonly settings: ServerSettings,
		readonly company: Company,
		readonly account: Account,
		readonly headers: IncomingHttpHeaders,
		readonly signal: AbortSignal,
		{ header, schemaVersion }: Envelope,
	) {
		this.schemaVersion = schemaVersion;
		this.milliseconds = dateTimePrecision(header) === 'Milliseconds';
		this.timeZone = readTimeZoneContext(header, company);
		const sid = connectingSid(header);
		this.impersonated = sid !== undefined;
		this.actor = sid
			? impersonate(company, account, sid)
			: account.mailbox === undefined
				? undefined
				: company.mailboxOf(account.mailbox);
	}

	get behaviours(): Behaviours {
		return this.company.behaviours;
	}

	supports(version: SchemaVersion): boolean {
		return isAtLeast(this.schemaVersion, version);
	}

	rights(folder: Folder): FolderRights {
		return folderRights(folder, this.actor, this.account.userPrincipalName);
	}

	/** True when private items of that folder stay hidden from the caller. */
	hidesPrivate(folder: Folder): boolean {
		if (this.behaviours.privateItems === 'visible') return false;
		return this.actor !== folder.mailbox && !this.rights(folder).owner;
	}

	/** True when for the caller the item is as if it were not there. */
	omits(item: Item, from: 'list' | 'view' | 'changes' | 'id'): boolean {
		if (item.sensitivity !== 'Private' || !this.hidesPrivate(item.folder)) return false;
		switch (this.behaviours.privateItems) {
			case 'omitted':
				return true;
			case 'byRequest':
				return from === 'list' || from === 'id';
			case 'maskedById':
				return from === 'list';
			default:
				return false;
		}
	}

	resolveFolder(id: XmlNode): Folder {
		const folder = id.name === 'DistinguishedFolderId' ? this.distinguished(id) : this.byId(id);
		if (this.rights(folder).visible || folder.mailbox === this.actor) return folder;
		if (this.showsRoot(folder)) return folder;
		throw folderNotFound();
	}

	private showsRoot(folder: Folder): boolean {
		if (this.behaviours.folderRoot === 'invisible') return false;
		if (folder.distinguishedName !== 'msgfolderroot') return false;
		return [...folder.mailbox.folders.values()].some((one) => this.rights(one).visible);
	}

	private distinguished(id: XmlNode): Folder {
		const address = path(id, 'Mailbox', 'EmailAddress')?.text;
		const mailbox = address === undefined ? this.actor : this.company.mailboxOf(address);
		if (!mailbox && address === undefined) {
			throw new ResponseError(
				'ErrorMissingEmailAddress',
				'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
			);
		}
		if (!mailbox) throw nonExistentMailbox();
		if (address !== undefined) this.checkAddress(mailbox, address);
		const folder = mailbox.distinguished.get(id.attributes.Id);
		if (!folder) throw folderNotFound();
		return folder;
	}

	private checkAddress({ smtpAddress }: Mailbox, given: string): void {
		if (this.behaviours.distinguishedFolderAddress === 'anyAddress') return;
		if (given.trim().toLowerCase() === smtpAddress.toLowerCase()) return;
		throw new ResponseError(
			'ErrorNonPrimarySmtpAddress',
			'The primary SMTP address must be specified when referencing a mailbox.',
			{ Primary: smtpAddress },
		);
	}

	private byId(id: XmlNode): Folder {
		const text = id.attributes.Id ?? '';
		const parsed = this.parse(text, 'folder');
		const folder = parsed.kind === 'folder' ? this.company.folder(text) : undefined;
		if (!folder) throw folderNotFound();
		return folder;
	}

	/** Any id of an item or occurrence. @throws ResponseError when it cannot be one or its mailbox is gone */
	parse(id: string, wanted: 'item' | 'folder' | 'any' = 'item'): ParsedId {
		if (id === '') {
			throw new ResponseError('ErrorInvalidIdEmpty', 'Id must be non-empty.');
		}
		const parsed = parseId(id);
		if (!parsed) throw new ResponseError('ErrorInvalidIdMalformed', 'Id is malformed.');
		if (!this.company.mailboxes.some((mailbox) => mailbox.guid === parsed.mailboxGuid)) {
			throw new ResponseError('ErrorNonExistentMailbox', 'No mailbox with such guid.', {
				MailboxGuid: parsed.mailboxGuid,
			});
		}
		if (wanted === 'item' && parsed.kind === 'folder') {
			throw new ResponseError(
				'ErrorCannotUseFolderIdForItemId',
				'A folder Id was passed where an item Id was expected.',
			);
		}
		if (wanted === 'folder' && parsed.kind !== 'folder') {
			throw new ResponseError(
				'ErrorCannotUseItemIdForFolderId',
				'An item Id was passed where a folder Id was expected.',
			);
		}
		return parsed;
	}

	/** The stored item behind an id, if the caller may read it. */
	readableItem(parsed: ParsedId): Item {
		const item = this.company.item(parsed.base);
		if (!item || this.rights(item.folder).read !== 'full' || this.omits(item, 'id')) {
			throw itemNotFound();
		}
		return item;
	}

	/** @throws ResponseError ErrorAccessDenied */
	demand(folder: Folder, right: 'create' | 'edit' | 'delete'): void {
		const allowed = this.rights(folder)[right];
		if (allowed === true || allowed === 'all' || allowed === 'owned') return;
		throw new ResponseError(
			'ErrorAccessDenied',
			right === 'delete'
				? 'Access is denied. Check credentials and try again., Cannot delete item.'
				: 'Access is denied. Check credentials and try again., Cannot save changes made to an item to store.',
		);
	}

	/** What the server does to an item by itself after a write was answered. */
	moveChangeKey(item: Item): void {
		const { changeKeys } = this.behaviours;
		if (changeKeys === 'stable') return;
		const { lastModified } = item;
		this.company.store.touch(item, undefined, []);
		if (changeKeys === 'moved') item.lastModified = lastModified;
	}

	/** How a write is signed (LastModifiedName). */
	get writer(): string {
		return this.actor?.displayName ?? this.account.displayName;
	}
}

export function isCalendarItem(item: Item): item is CalendarItem {
	return item.element === 'CalendarItem';
}

export function itemNotFound(): ResponseError {
	return new ResponseError(
		'ErrorItemNotFound',
		'The specified object was not found in the store., The process failed to get the correct properties.',
	);
}

export function folderNotFound(): ResponseError {
	return new ResponseError(
		'ErrorFolderNotFound',
		'The specified folder could not be found in the store.',
	);
}

export function nonExistentMailbox(): ResponseError {
	return new ResponseError(
		'ErrorNonExistentMailbox',
		'The SMTP address has no mailbox associated with it.',
	);
}

function readTimeZoneContext(header: XmlNode | undefined, company: Company): string | undefined {
	const node = child(child(header, 'TimeZoneContext'), 'TimeZoneDefinition');
	if (!node) return undefined;
	const id = node.attributes.Id ?? '';
	if (findTimeZone(id)) return id;
	const definition = readDefinition(node);
	if (!definition) {
		throw new EwsFault(
			'ErrorTimeZone',
			`The time zone definition is invalid or unsupported: ${id}`,
		);
	}
	company.store.zones.add(customTimeZone(definition));
	return definition.id;
}

function impersonate(
	company: Company,
	account: Account,
	{ kind, value }: { kind: string; value: string },
): Mailbox {
	const mailbox = impersonated(company, kind, value);
	const scope = account.impersonation;
	const allowed =
		scope === 'all' ||
		scope?.some((address) => company.mailboxOf(address) === mailbox) ||
		company.mailboxOf(account.mailbox ?? '') === mailbox;
	if (!allowed) {
		throw new EwsFault(
			'ErrorImpersonateUserDenied',
			'The account does not have permission to impersonate the requested user.',
		);
	}
	return mailbox;
}

function impersonated(company: Company, kind: string, value: string): Mailbox {
	if (kind === 'PrincipalName' || kind === 'SID') {
		const target = company.accounts.find((candidate) =>
			kind === 'SID'
				? candidate.sid === value
				: candidate.userPrincipalName.toLowerCase() === value.toLowerCase(),
		);
		const mailbox = target?.mailbox === undefined ? undefined : company.mailboxOf(target.mailbox);
		if (mailbox) return mailbox;
		if (target) throw noMailboxFault();
		throw kind === 'SID'
			? new EwsFault('ErrorInvalidUserSid', 'The SID is not valid.')
			: new EwsFault(
					'ErrorInvalidUserPrincipalName',
					'The user principal name (UPN) is not valid.',
				);
	}
	const mailbox = company.mailboxOf(value);
	const primaryOnly = kind === 'PrimarySmtpAddress';
	if (!mailbox || (primaryOnly && mailbox.smtpAddress.toLowerCase() !== value.toLowerCase())) {
		throw noMailboxFault();
	}
	return mailbox;
}

function noMailboxFault(): EwsFault {
	return new EwsFault(
		'ErrorNonExistentMailbox',
		'The SMTP address has no mailbox associated with it.',
	);
}
