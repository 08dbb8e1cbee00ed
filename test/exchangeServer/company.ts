import type {
	Account,
	CompanyDirectory,
	DirectoryContact,
	Folder,
	Group,
	Item,
	Mailbox,
	MailboxKind,
	PermissionLevel,
	StoreEvent,
} from './contracts';
import { chosenBehaviours, type BehaviourChoice, type Behaviours } from './behaviours';
import { CalendarActions } from './calendarActions';
import { guidOf } from './model/ids';
import type { MeetingPost, SentMessage } from './model/meetingMail';
import { Store } from './model/store';
import { keepTimeZone } from './userConfiguration/userOptions';

export interface CompanyOptions {
	/** DNS name, such as `enyoi.example`. */
	domain?: string;
	/** Name before the backslash, such as `ENYOI`. */
	netbiosDomain?: string;
	/** Makes ids differ from those of another company; the same seed gives the same ids. */
	seed?: number;
	/** Windows id for mailboxes that are added without one. */
	timeZone?: string;
	now?: () => Date;
	behaviours?: BehaviourChoice;
}

export interface NewPerson {
	/** `alice` becomes alice@domain and DOMAIN\alice. */
	accountName: string;
	displayName?: string;
	givenName?: string;
	surname?: string;
	/** Default: alice@domain. */
	smtpAddress?: string;
	/** Default: alice@domain, also when the SMTP address is another one. */
	userPrincipalName?: string;
	aliases?: string[];
	password?: string;
	department?: string;
	jobTitle?: string;
	office?: string;
	phone?: string;
	kind?: MailboxKind;
	timeZone?: string;
	disabled?: boolean;
	hiddenFromAddressLists?: boolean;
}

export interface NewServiceAccount {
	accountName?: string;
	password?: string;
	/** Default 'all'; null: no ApplicationImpersonation. */
	impersonation?: 'all' | string[] | null;
	/** False: an account without a mailbox. */
	mailbox?: boolean;
}

/** Somebody with a mailbox, as tests see them: their own Outlook, behind everybody's back. */
export class CompanyUser {
	readonly calendar: CalendarActions;

	constructor(
		private readonly company: Company,
		readonly mailbox: Mailbox,
		readonly account: Account,
	) {
		this.calendar = new CalendarActions(company, mailbox.distinguished.get('calendar') as Folder);
	}

	get smtpAddress(): string {
		return this.mailbox.smtpAddress;
	}

	/** Account name, to sign in with. */
	get user(): string {
		return this.account.accountName;
	}

	get password(): string {
		return this.account.password;
	}

	/** A further calendar below the default one. */
	addCalendar(displayName: string): CalendarActions {
		const parent = this.mailbox.distinguished.get('calendar') as Folder;
		const folder = this.company.store.addFolder(parent, displayName, 'IPF.Appointment');
		return new CalendarActions(this.company, folder);
	}

	/** The calendar in that folder of theirs, such as one that a client made. */
	calendarIn(folder: Folder): CalendarActions {
		return new CalendarActions(this.company, folder);
	}

	/** Gives somebody (an address, or `default`) rights on a folder; the calendar unless told otherwise. */
	share(address: string, level: PermissionLevel, folderName = 'calendar'): void {
		const folder = this.mailbox.distinguished.get(folderName);
		if (!folder) throw new Error(`no folder ${folderName}`);
		folder.permissions.set(address.toLowerCase(), level);
	}

	/** Opens Outlook on the web, which asks for it; mailboxes tell their zones from then on. */
	chooseTimeZone(timeZone: string): void {
		keepTimeZone(this.company, this.mailbox, timeZone);
		this.company.behaviours.mailboxTimeZone = 'asConfigured';
	}

	/** What lies in a distinguished folder, such as `inbox` or `deleteditems`. */
	itemsIn(folderName: string): Item[] {
		return [...(this.mailbox.distinguished.get(folderName)?.items.values() ?? [])];
	}
}

/** A company with its Exchange: directory, mailboxes and what people do in their calendars. */
export class Company implements CompanyDirectory, MeetingPost {
	readonly domain: string;
	readonly netbiosDomain: string;
	readonly seed: number;
	readonly timeZone: string;
	readonly behaviours: Behaviours;
	readonly accounts: Account[] = [];
	readonly mailboxes: Mailbox[] = [];
	readonly groups: Group[] = [];
	readonly contacts: DirectoryContact[] = [];
	/** Every message that would have left the mail queue. */
	readonly outbox: SentMessage[] = [];
	readonly store: Store;
	private readonly byAddress = new Map<string, Mailbox>();
	private readonly users = new Map<Mailbox, CompanyUser>();
	private service: Account | undefined;

	constructor(options: CompanyOptions = {}) {
		this.domain = options.domain ?? 'enyoi.example';
		this.netbiosDomain = options.netbiosDomain ?? this.domain.split('.')[0].toUpperCase();
		this.seed = options.seed ?? 1;
		this.timeZone = options.timeZone ?? 'W. Europe Standard Time';
		this.behaviours = chosenBehaviours(options.behaviours);
		this.store = new Store(options.now ?? (() => new Date()));
	}

	/** The account that the nodes sign in with; made on first use with impersonation of everybody. */
	get serviceAccount(): Account & { user: string } {
		const account = this.service ?? this.addServiceAccount();
		return Object.assign(account, { user: account.accountName });
	}

	/** By account name or address. Throws when there is nobody of that name. */
	user(name: string): CompanyUser {
		const account = this.account(name);
		const mailbox = this.mailboxOf(account?.mailbox ?? name);
		const user = mailbox && this.users.get(mailbox);
		if (!user) throw new Error(`nobody in ${this.domain} is called ${name}`);
		return user;
	}

	/** Everybody with a mailbox, rooms included, in the order they joined. */
	get people(): CompanyUser[] {
		return this.mailboxes.map((mailbox) => this.users.get(mailbox) as CompanyUser);
	}

	addPerson(person: NewPerson): CompanyUser {
		const { accountName } = person;
		const smtpAddress = person.smtpAddress ?? `${accountName}@${this.domain}`;
		const account = this.addAccount(person, smtpAddress);
		const mailbox: Mailbox = {
			guid: guidOf(`${this.seed} mailbox ${smtpAddress.toLowerCase()}`),
			smtpAddress,
			aliases: person.aliases ?? [],
			accountName,
			displayName: account.displayName,
			givenName: person.givenName,
			surname: person.surname,
			department: person.department,
			jobTitle: person.jobTitle,
			office: person.office,
			phone: person.phone,
			kind: person.kind ?? 'user',
			hiddenFromAddressLists: person.hiddenFromAddressLists,
			timeZone: person.timeZone ?? this.timeZone,
			folders: new Map(),
			distinguished: new Map(),
		};
		this.store.addStandardFolders(mailbox);
		this.mailboxes.push(mailbox);
		for (const address of [smtpAddress, ...mailbox.aliases]) {
			this.byAddress.set(address.toLowerCase(), mailbox);
		}
		const user = new CompanyUser(this, mailbox, account);
		this.users.set(mailbox, user);
		return user;
	}

	addRoom(accountName: string, displayName: string): CompanyUser {
		return this.addPerson({ accountName, displayName, kind: 'room' });
	}

	addServiceAccount(options: NewServiceAccount = {}): Account {
		const { accountName = 'svc-n8n', impersonation = 'all', mailbox = true } = options;
		const person = { accountName, displayName: 'Service n8n', password: options.password };
		const account = mailbox
			? this.addPerson({ ...person, hiddenFromAddressLists: true }).account
			: this.addAccount(person, undefined);
		if (impersonation !== null) account.impersonation = impersonation;
		this.service ??= account;
		return account;
	}

	addGroup(group: Group): void {
		this.groups.push(group);
	}

	addContact(contact: DirectoryContact): void {
		this.contacts.push(contact);
	}

	/** As after Remove-Mailbox or a leaver's account: the address is gone from the directory. */
	removeMailbox(address: string): void {
		const mailbox = this.mailboxOf(address);
		if (!mailbox) return;
		this.mailboxes.splice(this.mailboxes.indexOf(mailbox), 1);
		for (const name of [mailbox.smtpAddress, ...mailbox.aliases]) {
			this.byAddress.delete(name.toLowerCase());
		}
	}

	private addAccount(person: NewPerson, mailbox: string | undefined): Account {
		const { accountName } = person;
		const relativeId = 1105 + this.accounts.length;
		const account: Account = {
			accountName,
			userPrincipalName: person.userPrincipalName ?? `${accountName}@${this.domain}`,
			domain: this.netbiosDomain,
			password: person.password ?? `Passw0rd!-${accountName}`,
			sid: `S-1-5-21-3702891467-1850962043-${700000000 + this.seed}-${relativeId}`,
			displayName: person.displayName ?? accountName,
			disabled: person.disabled,
			mailbox,
		};
		this.accounts.push(account);
		return account;
	}

	mailboxOf(address: string): Mailbox | undefined {
		return this.byAddress.get(
			address
				.trim()
				.toLowerCase()
				.replace(/^smtp:/, ''),
		);
	}

	account(user: string): Account | undefined {
		const name = user.trim().toLowerCase();
		const [domain, plain] = name.includes('\\') ? name.split('\\') : [undefined, name];
		const inDomain =
			domain === undefined ||
			domain === '' ||
			domain === '.' ||
			[this.netbiosDomain, this.domain].some((one) => one.toLowerCase() === domain);
		return this.accounts.find(
			(account) =>
				account.userPrincipalName.toLowerCase() === plain ||
				(inDomain && account.accountName.toLowerCase() === plain),
		);
	}

	folder(id: string): Folder | undefined {
		return this.store.folder(id);
	}

	item(id: string): Item | undefined {
		return this.store.item(id);
	}

	onChange(listener: (event: StoreEvent) => void): () => void {
		return this.store.onChange(listener);
	}

	get latestEvent(): number {
		return this.store.latestEvent;
	}

	eventsSince(sequence: number): StoreEvent[] {
		return this.store.eventsSince(sequence);
	}

	newItemId(mailbox: Mailbox): string {
		return this.store.newItemId(mailbox);
	}

	newChangeKey(): string {
		return this.store.newChangeKey();
	}

	hiddenWritten(folder: Folder): void {
		this.store.hiddenWritten(folder);
	}
}
