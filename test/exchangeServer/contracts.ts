/**
 * What the parts of the test Exchange agree on: the model in the store, the context of a request,
 * how an operation answers, and the seams for authentication, faults and schema validation.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Behaviours } from './behaviours';
import type { ResponseError } from './responseErrors';
import type { XmlElement } from './xml/element';
import type { XmlNode } from './xml/node';

export type { XmlNode, XmlElement };
export { element, optionalElement, instant } from './xml/element';
export { child, childrenNamed, isTrue, parseXml, path, textOf } from './xml/node';
export { EwsFault, ResponseError } from './responseErrors';

// ---------------------------------------------------------------- products and versions

export type Product =
	| 'Exchange2010_SP3'
	| 'Exchange2013_SP1'
	| 'Exchange2016'
	| 'Exchange2019'
	| 'ExchangeSE';

/** Values of RequestServerVersion, oldest first. There is no Exchange2019. */
export const schemaVersions = [
	'Exchange2007',
	'Exchange2007_SP1',
	'Exchange2010',
	'Exchange2010_SP1',
	'Exchange2010_SP2',
	'Exchange2013',
	'Exchange2013_SP1',
	'Exchange2015',
	'Exchange2016',
	'V2015_10_05',
	'V2016_01_06',
	'V2016_04_13',
	'V2016_07_13',
	'V2016_10_10',
	'V2017_01_07',
	'V2017_04_14',
	'V2017_07_11',
] as const;
export type SchemaVersion = (typeof schemaVersions)[number];

// ---------------------------------------------------------------- directory

/** Somebody who can sign in. A service account may have no mailbox. */
export interface Account {
	/** sAMAccountName, such as `alice`. */
	accountName: string;
	/** UPN, such as `alice@enyoi.example`. */
	userPrincipalName: string;
	/** NetBIOS domain, such as `ENYOI`. */
	domain: string;
	password: string;
	/** `S-1-5-21-…` */
	sid: string;
	displayName: string;
	disabled?: boolean;
	lockedOut?: boolean;
	/** Primary SMTP address of its mailbox; absent when it has none. */
	mailbox?: string;
	/** ApplicationImpersonation: 'all', or the addresses within the scope. Absent: no right. */
	impersonation?: 'all' | string[];
}

export type MailboxKind = 'user' | 'room' | 'equipment' | 'shared';

export interface Mailbox {
	/** Lower-case GUID; base64 ids carry it. */
	guid: string;
	/** Primary SMTP address as written; compare in lower case. */
	smtpAddress: string;
	/** Further proxy addresses. */
	aliases: string[];
	accountName: string;
	displayName: string;
	givenName?: string;
	surname?: string;
	department?: string;
	jobTitle?: string;
	office?: string;
	phone?: string;
	kind: MailboxKind;
	hiddenFromAddressLists?: boolean;
	/** Windows id, such as `W. Europe Standard Time`. */
	timeZone: string;
	/** What the owner chose; absent: nothing yet. */
	outOfOffice?: OutOfOffice;
	/** By folder id, and the distinguished ones by name. */
	folders: Map<string, Folder>;
	distinguished: Map<string, Folder>;
}

export interface OutOfOffice {
	/** `Disabled`, `Enabled`, `Scheduled`. */
	state: string;
	/** Who outside gets an answer: `None`, `Known`, `All`. */
	externalAudience: string;
	start: Date;
	end: Date;
	internalReply: AutomaticReply;
	externalReply: AutomaticReply;
}

export interface AutomaticReply {
	text: string;
	/** Such as `en-US`. */
	language?: string;
}

export interface Group {
	smtpAddress: string;
	displayName: string;
	/** Addresses of mailboxes, groups or outside people. */
	members: string[];
	/** A room list (GetRoomLists) rather than a distribution list. */
	roomList?: boolean;
}

/** A mail contact in the address list: somebody outside, without a mailbox here. */
export interface DirectoryContact {
	smtpAddress: string;
	displayName: string;
}

// ---------------------------------------------------------------- store

export type PermissionLevel =
	| 'None'
	| 'FreeBusyTimeOnly'
	| 'FreeBusyTimeAndSubjectAndLocation'
	| 'Reviewer'
	| 'Contributor'
	| 'NoneditingAuthor'
	| 'Author'
	| 'PublishingAuthor'
	| 'Editor'
	| 'PublishingEditor'
	| 'Owner';

export interface Folder {
	id: string;
	changeKey: string;
	mailbox: Mailbox;
	parent?: Folder;
	/** Name of a distinguished folder, such as `calendar`. */
	distinguishedName?: string;
	displayName: string;
	/** `IPF.Appointment`, `IPF.Note`, … */
	folderClass: string;
	/** By lower-case SMTP address, `default` or `anonymous`; a level, or rights of no level. */
	permissions: Map<string, PermissionLevel | FolderRights>;
	/** Entries of accounts that are gone from the directory, as they are shown. */
	unknownPermissions?: string[];
	/** By item id; masters and singles, never occurrences. */
	items: Map<string, Item>;
	/** What SyncFolderItems reads. */
	changes: FolderChangeLog;
	/** The newest of those changes. */
	committed: Date;
	extendedProperties: ExtendedProperty[];
	/** Folder-associated items, by name. */
	configurations: Map<string, UserConfiguration>;
}

export interface FolderChangeLog {
	/** Sequence number of the newest change in the folder. */
	readonly latest: number;
}

export interface UserConfiguration {
	id: string;
	changeKey: string;
	name: string;
	dictionary?: Array<{ key: DictionaryValue; value?: DictionaryValue }>;
	/** Base64 as sent. */
	xmlData?: string;
	binaryData?: string;
}

export interface DictionaryValue {
	type: string;
	values: string[];
}

export interface ExtendedProperty {
	distinguishedSetId?: string;
	/** GUID in lower case. */
	setId?: string;
	/** `0x…` in lower case. */
	tag?: string;
	name?: string;
	id?: number;
	/** `String`, `Integer`, `StringArray`, … */
	type: string;
	values: string[];
}

export interface Person {
	name: string;
	emailAddress: string;
}

export type AttendeeRole = 'required' | 'optional' | 'resource';
export type ResponseType =
	| 'Unknown'
	| 'Organizer'
	| 'Tentative'
	| 'Accept'
	| 'Decline'
	| 'NoResponseReceived';

export interface Attendee extends Person {
	role: AttendeeRole;
	response: ResponseType;
	responseTime?: Date;
	/** Another time that they asked for with their answer. */
	proposed?: { start: Date; end: Date };
}

/** What an appointment, a meeting or an exception of a series holds. Times are instants. */
export interface EventFields {
	/** An occurrence may have files of its own. */
	attachments?: Attachment[];
	subject: string;
	body: { type: 'HTML' | 'Text'; text: string };
	start: Date;
	end: Date;
	/** Windows ids. */
	startTimeZone: string;
	endTimeZone: string;
	isAllDay: boolean;
	location: string;
	/** `Free`, `Tentative`, `Busy`, `OOF`, `WorkingElsewhere`, `NoData`. */
	showAs: string;
	/** `Normal`, `Personal`, `Private`, `Confidential`. */
	sensitivity: string;
	/** `Low`, `Normal`, `High`. */
	importance: string;
	categories: string[];
	reminderIsSet: boolean;
	reminderMinutesBeforeStart: number;
	/** Where it is not the start. */
	reminderDueBy?: Date;
	organizer: Person;
	attendees: Attendee[];
	isMeeting: boolean;
	isCancelled: boolean;
	isResponseRequested: boolean;
	meetingRequestWasSent: boolean;
	myResponseType: ResponseType;
	appointmentReplyTime?: Date;
	appointmentSequenceNumber: number;
	isOnlineMeeting: boolean;
	meetingWorkspaceUrl?: string;
	netShowUrl?: string;
	allowNewTimeProposal: boolean;
	conferenceType?: number;
	/** Such as `de-DE`; absent: `en-US`. */
	culture?: string;
	inReplyTo?: string;
	/** The time in words, as a client wrote it. */
	when?: string;
	extendedProperties: ExtendedProperty[];
}

/** A file that belongs to an item. */
export interface Attachment {
	id: string;
	/** A file unless it says otherwise. An item's `content` is its MIME text; a link has none. */
	kind?: 'item' | 'reference';
	name: string;
	contentType?: string;
	contentId?: string;
	contentLocation?: string;
	isInline: boolean;
	lastModified: Date;
	/** Base64. */
	content: string;
	/** Bytes. */
	size: number;
}

/** A single appointment, or the master of a series. */
export interface CalendarItem extends EventFields {
	element: 'CalendarItem';
	id: string;
	changeKey: string;
	folder: Folder;
	/** Of the folder, in the order in which items came to it. */
	articleNumber?: number;
	itemClass: string;
	uid: string;
	created: Date;
	lastModified: Date;
	lastModifiedBy: string;
	recurrence?: Recurrence;
	/** By original start (ms since 1970, UTC). */
	exceptions: Map<number, SeriesException>;
	/** Original starts of deleted occurrences. */
	deletedOccurrences: Set<number>;
}

/** A modified occurrence: only what differs from the master. */
export interface SeriesException extends Partial<EventFields> {
	originalStart: Date;
	start: Date;
	end: Date;
	changeKey: string;
	lastModified: Date;
}

/** Anything else that lies in a folder: messages, meeting requests, contacts. */
export interface OtherItem {
	element:
		| 'Message'
		| 'MeetingRequest'
		| 'MeetingResponse'
		| 'MeetingCancellation'
		| 'Contact'
		| 'Task';
	id: string;
	changeKey: string;
	folder: Folder;
	/** Of the folder, in the order in which items came to it. */
	articleNumber?: number;
	itemClass: string;
	subject: string;
	body: { type: 'HTML' | 'Text'; text: string };
	sensitivity: string;
	importance: string;
	categories: string[];
	created: Date;
	lastModified: Date;
	lastModifiedBy: string;
	from?: Person;
	to: Person[];
	cc?: Person[];
	bcc?: Person[];
	replyTo?: Person[];
	/** Element name to text of ReminderMessageData. */
	reminderMessage?: Record<string, string>;
	isRead: boolean;
	attachments?: Attachment[];
	/** The calendar item's UID, for meeting messages. */
	uid?: string;
	associatedCalendarItemId?: string;
	/** The time that a MeetingResponse proposes. */
	proposed?: Attendee['proposed'];
	extendedProperties: ExtendedProperty[];
	/** Element name to text, for the plain fields of contacts and tasks. */
	fields: Record<string, string>;
}

export type Item = CalendarItem | OtherItem;

export type DayOfWeek =
	| 'Sunday'
	| 'Monday'
	| 'Tuesday'
	| 'Wednesday'
	| 'Thursday'
	| 'Friday'
	| 'Saturday'
	| 'Day'
	| 'Weekday'
	| 'WeekendDay';
export type DayIndex = 'First' | 'Second' | 'Third' | 'Fourth' | 'Last';

export type RecurrencePattern =
	| { type: 'DailyRecurrence'; interval: number }
	| { type: 'WeeklyRecurrence'; interval: number; days: DayOfWeek[]; firstDayOfWeek: DayOfWeek }
	| { type: 'AbsoluteMonthlyRecurrence'; interval: number; dayOfMonth: number }
	| { type: 'RelativeMonthlyRecurrence'; interval: number; day: DayOfWeek; index: DayIndex }
	/** `month` is 1 to 12. */
	| { type: 'AbsoluteYearlyRecurrence'; dayOfMonth: number; month: number }
	| { type: 'RelativeYearlyRecurrence'; day: DayOfWeek; index: DayIndex; month: number };

/** Dates are `YYYY-MM-DD` in the master's start time zone. */
export type RecurrenceRange =
	| { type: 'NoEndRecurrence'; startDate: string }
	| { type: 'EndDateRecurrence'; startDate: string; endDate: string }
	| { type: 'NumberedRecurrence'; startDate: string; numberOfOccurrences: number };

export interface Recurrence {
	pattern: RecurrencePattern;
	range: RecurrenceRange;
	/** Its days by another calendar, `YYYY-MM-DD`: EWS tells the pattern as if it were one of the Gregorian. */
	days?: readonly string[];
}

// ---------------------------------------------------------------- events of the store

export type StoreEventKind = 'Created' | 'Modified' | 'Deleted' | 'Moved' | 'Copied' | 'NewMail';

/** One thing that happened; subscriptions turn it into notifications. */
export interface StoreEvent {
	kind: StoreEventKind;
	/** Counts up over the whole company; a watermark is made of it. */
	sequence: number;
	time: Date;
	mailbox: Mailbox;
	/** Where the item or folder is (was, when deleted). */
	parentFolder: Folder;
	itemId?: string;
	changeKey?: string;
	folderId?: string;
	oldItemId?: string;
	oldParentFolder?: Folder;
	unreadCount?: number;
}

// ---------------------------------------------------------------- requests and operations

export interface ServerSettings {
	product: Product;
	/** Newest schema version that the product takes. */
	newestSchema: SchemaVersion;
	/** Windows id used when neither TimeZoneContext nor the mailbox says. */
	timeZone: string;
	now: () => Date;
}

/** What a handler needs of the company; `Company` (company.ts) implements it. */
export interface CompanyDirectory {
	readonly domain: string;
	readonly netbiosDomain: string;
	/** How its Exchange behaves where real ones differ; may be changed at any time. */
	readonly behaviours: Behaviours;
	readonly accounts: Account[];
	readonly mailboxes: Mailbox[];
	readonly groups: Group[];
	readonly contacts: DirectoryContact[];
	/** By primary or proxy address, whatever the case. */
	mailboxOf(address: string): Mailbox | undefined;
	/** By account name, UPN or DOMAIN\user, whatever the case. */
	account(user: string): Account | undefined;
	folder(id: string): Folder | undefined;
	item(id: string): Item | undefined;
	/** Calls back after each change until the returned function is called. */
	onChange(listener: (event: StoreEvent) => void): () => void;
	/** Sequence number of the newest event. */
	readonly latestEvent: number;
	/** Events after that number, oldest first. */
	eventsSince(sequence: number): StoreEvent[];
	/** A new opaque id (base64) in that mailbox, and a new change key. */
	newItemId(mailbox: Mailbox): string;
	newChangeKey(): string;
	/** Tells subscribers that a hidden item in a folder was written. */
	hiddenWritten(folder: Folder): void;
}

export interface RequestContext {
	settings: ServerSettings;
	company: CompanyDirectory;
	/** Who signed in. */
	account: Account;
	/** The mailbox whose rights count: the impersonated one, else the account's own. */
	actor?: Mailbox;
	impersonated: boolean;
	schemaVersion: SchemaVersion;
	/** Windows id of TimeZoneContext, if sent. */
	timeZone?: string;
	/** Header DateTimePrecision. */
	milliseconds: boolean;
	headers: IncomingHttpHeaders;
	/** Aborted when the client goes away or the server closes. */
	signal: AbortSignal;
	/** True when the request claims that schema version or a newer one. */
	supports(version: SchemaVersion): boolean;
	/**
	 * A FolderId or DistinguishedFolderId (with or without Mailbox).
	 * @throws ResponseError ErrorNonExistentMailbox, ErrorFolderNotFound, ErrorInvalidIdMalformed, ErrorAccessDenied…
	 */
	resolveFolder(id: XmlNode): Folder;
	/** What the actor may do there. */
	rights(folder: Folder): FolderRights;
	/** Faults may fail single items of a batch: undefined, or the error to answer with. */
	itemFault?(itemId: string): Error | undefined;
}

export interface FolderRights {
	visible: boolean;
	read: 'none' | 'freeBusy' | 'freeBusyDetails' | 'full';
	create: boolean;
	edit: 'none' | 'owned' | 'all';
	delete: 'none' | 'owned' | 'all';
	createSubfolders: boolean;
	owner: boolean;
}

/** Several envelopes in one chunked response (GetStreamingEvents). */
export interface StreamedResponse {
	envelopes: AsyncIterable<XmlElement>;
}

/** Answers with the body's child, such as m:GetFolderResponse. */
export type OperationHandler = (
	request: XmlNode,
	context: RequestContext,
) => XmlElement | StreamedResponse | Promise<XmlElement | StreamedResponse>;

/**
 * Every folder of operations exports `operations: Operation[]` from its index.ts
 * (directory, availability, subscriptions, userConfiguration, timeZoneOperations); the server joins them.
 */
export interface Operation {
	/** Name of the request element, such as `GetFolder` or `GetUserAvailabilityRequest`. */
	name: string;
	/** Oldest schema version that knows it. */
	since: SchemaVersion;
	handle: OperationHandler;
	/** How a ResponseError thrown outside any response message is answered (default: as a fault). */
	errorResponse?(error: Error): XmlElement;
}

// ---------------------------------------------------------------- seams

/** One TCP connection, for as long as it lives. */
export interface Connection {
	/** From 1. */
	id: number;
	secure: boolean;
	/** DER of the server's certificate on a TLS connection. */
	serverCertificate?: Buffer;
	/** Room for authenticators: NTLM belongs to the connection. */
	state: Map<string, unknown>;
}

export interface AuthenticationRequest {
	headers: IncomingHttpHeaders;
	connection: Connection;
	method: string;
	url: string;
}

export type AuthenticationOutcome =
	| { kind: 'accepted'; account: Account; headers?: Record<string, string> }
	/** 401 with these WWW-Authenticate values. */
	| { kind: 'refused'; challenges: string[]; headers?: Record<string, string> };

/** authentication/index.ts: `createAuthentication(options): Authentication`. */
export interface Authentication {
	authenticate(
		request: AuthenticationRequest,
	): AuthenticationOutcome | Promise<AuthenticationOutcome>;
}

export interface AuthenticationOptions {
	company: CompanyDirectory;
	schemes: Array<'basic' | 'ntlm' | 'bearer'>;
	extendedProtection: 'off' | 'allow' | 'require';
	now: () => Date;
}

export interface HttpExchange {
	request: IncomingMessage;
	response: ServerResponse;
	connection: Connection;
	/** When the request began to arrive, on the clock of `performance.now()`. */
	arrivedAt?: number;
}

/** What would be sent when no fault interferes. */
export interface Answer {
	status: number;
	headers: Record<string, string>;
	/** Whole body, not yet compressed. */
	body: string;
}

export interface CallDescription {
	/** `GetItem`, `Autodiscover`, … ; '' when the body could not be read. */
	operation: string;
	/** Lower-case SMTP address of the mailbox that is acted on, if any. */
	mailbox?: string;
	/** Account name that signed in; undefined before authentication. */
	user?: string;
	/** Number of this request on the server, from 1. */
	number: number;
	schemaVersion: SchemaVersion;
}

/**
 * A fault that fires on one call.
 * `respond` sends everything itself: it may call `answer` first (the operation then runs) or never.
 */
export interface FiringFault {
	respond?(exchange: HttpExchange, answer: () => Promise<Answer>): Promise<void>;
	/** Fails single items of a batch. */
	itemFault?(itemId: string): Error | undefined;
	batchStop?: BatchStop;
}

/** Has the server stop in the middle of a batch. */
export interface BatchStop {
	/** Items that are carried out before. */
	after: number;
	/** The answer to the next one; those behind it answer ErrorBatchProcessingStopped. */
	error: ResponseError;
	/** True when the next one is carried out all the same. */
	isCarriedOut?: boolean;
}

/** faults/index.ts: `createFaults(): Faults & FaultSource`; `Faults` is the API for tests. */
export interface FaultSource {
	/** Called once a request, after authentication and parsing (`stage` 'call') and before both ('connection'). */
	next(stage: 'connection' | 'call', call: CallDescription): FiringFault | undefined;
}

/** schemaValidation.ts: `loadEwsSchemas(directory): Promise<SchemaValidation>`. */
export interface SchemaViolation {
	message: string;
	/** From 1. */
	line?: number;
	column?: number;
}

export interface SchemaValidation {
	/** Empty when the document is valid. */
	validate(xml: string | Buffer): SchemaViolation[];
}

/** timeZones.ts exports `timeZones: TimeZones`. */
export interface TimeZones {
	isKnown(windowsId: string): boolean;
	/** Minutes east of UTC at that instant (ms since 1970). Unknown ids: throws. */
	offsetAt(windowsId: string, instantMs: number): number;
	/** `(UTC+01:00) Amsterdam, Berlin, …` */
	displayName(windowsId: string): string;
	/** IANA name, for Intl. */
	ianaName(windowsId: string): string;
	/** t:TimeZoneDefinition, under the given element name, with or without periods and transitions. */
	definition(windowsId: string, elementName: string, full: boolean): XmlElement;
}
