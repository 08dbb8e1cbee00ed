/** A user as the calling system knows them. */
export interface MailboxUser {
	/** Account name (`alice`), or address. */
	user: string;
	/** Used instead of what `user` gives, when it is a valid address. */
	replacementEmail?: string;
	/** A blocked user is reported with that status and not looked up. */
	blocked?: boolean;
}

/** How far to look: the address only, the directory, or into the calendar (default). */
export type MailboxCheck = 'none' | 'directory' | 'calendar';

export interface ResolveMailboxesOptions {
	check?: MailboxCheck;
	/** Also lists the mailbox's other calendars. With `check: 'calendar'` only. */
	listCalendars?: boolean;
	/** Replaces a distribution group by its members' mailboxes, nested groups included. */
	expandGroups?: boolean;
	signal?: AbortSignal;
}

export type AddressSource = 'replacement' | 'given' | 'composed';

export type MailboxStatus =
	| 'resolved'
	| 'blocked'
	| 'invalidAddress'
	| 'notFound'
	| 'ambiguous'
	| 'noMailbox'
	| 'accessDenied'
	/** The server could not be asked; `message` says why and `error` holds the failure. */
	| 'failed';

/** Kind of object behind an address. `mailbox` includes rooms and equipment. */
export type MailboxType =
	| 'mailbox'
	| 'publicDL'
	| 'privateDL'
	| 'contact'
	| 'publicFolder'
	| 'groupMailbox'
	| 'oneOff'
	| 'unknown';

export interface MailboxCandidate {
	displayName?: string;
	emailAddress: string;
	mailboxType: MailboxType;
}

export interface FoundCalendar {
	/** FolderId of the calendar; case-sensitive. */
	id: string;
	/** The service account's right on it. */
	access: 'write' | 'read' | 'none';
	itemCount?: number;
}

export interface ListedCalendar extends FoundCalendar {
	name: string;
	isDefault: boolean;
}

/** One result for each user given, in the same order; members of an expanded group follow in its place. */
export interface ResolvedMailbox {
	/** As given. */
	user: string;
	/** The primary address, where the directory names it; otherwise the one that was asked for. */
	emailAddress?: string;
	/** The address that was asked for, where `emailAddress` is another one. */
	givenAddress?: string;
	addressSource?: AddressSource;
	status: MailboxStatus;
	displayName?: string;
	mailboxType?: MailboxType;
	/** The default calendar; only with `check: 'calendar'`. */
	calendar?: FoundCalendar;
	/** All calendars; only with `listCalendars`. */
	calendars?: ListedCalendar[];
	/** Windows name of the mailbox's time zone. */
	timeZone?: string;
	/** For `ambiguous`: whom the directory offers. */
	candidates?: MailboxCandidate[];
	/** The reason why the status is not `resolved`, and what to do. */
	message?: string;
	/** Address of the group of which this mailbox is a member, with `expandGroups`. */
	memberOf?: string;
	/** The failure behind `accessDenied`, `noMailbox` and `failed`. */
	error?: Error;
}
