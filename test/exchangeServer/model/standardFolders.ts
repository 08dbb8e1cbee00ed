/** What every mailbox has from its first day on. */
export interface StandardFolder {
	/** Name of a DistinguishedFolderId; absent for the system's own folders. */
	distinguishedName?: string;
	displayName: string;
	/** Empty: the folder has none. */
	folderClass: string;
	/** Distinguished name of the folder above. */
	parent?: string;
}

const named = (
	distinguishedName: string,
	displayName: string,
	folderClass: string,
	parent?: string,
): StandardFolder => ({ distinguishedName, displayName, folderClass, parent });

const ofSystem =
	(parent: string) =>
	([displayName, folderClass]: readonly [string, string]): StandardFolder => ({
		displayName,
		folderClass,
		parent,
	});

/** In the order they are made: what lies above comes first. */
export const STANDARD_FOLDERS: readonly StandardFolder[] = [
	named('root', 'root', ''),
	named('msgfolderroot', 'Top of Information Store', '', 'root'),
	named('inbox', 'Inbox', 'IPF.Note', 'msgfolderroot'),
	named('outbox', 'Outbox', 'IPF.Note', 'msgfolderroot'),
	named('sentitems', 'Sent Items', 'IPF.Note', 'msgfolderroot'),
	named('deleteditems', 'Deleted Items', 'IPF.Note', 'msgfolderroot'),
	named('drafts', 'Drafts', 'IPF.Note', 'msgfolderroot'),
	named('junkemail', 'Junk Email', 'IPF.Note', 'msgfolderroot'),
	named('calendar', 'Calendar', 'IPF.Appointment', 'msgfolderroot'),
	named('contacts', 'Contacts', 'IPF.Contact', 'msgfolderroot'),
	named('tasks', 'Tasks', 'IPF.Task', 'msgfolderroot'),
	named('notes', 'Notes', 'IPF.StickyNote', 'msgfolderroot'),
	named('journal', 'Journal', 'IPF.Journal', 'msgfolderroot'),
	named('searchfolders', 'Finder', '', 'root'),
	named('recoverableitemsroot', 'Recoverable Items', '', 'root'),
	named('recoverableitemsdeletions', 'Deletions', '', 'recoverableitemsroot'),
	named('recoverableitemsversions', 'Versions', '', 'recoverableitemsroot'),
	named('recoverableitemspurges', 'Purges', '', 'recoverableitemsroot'),
	named('syncissues', 'Sync Issues', 'IPF.Note', 'msgfolderroot'),
	named('conflicts', 'Conflicts', '', 'syncissues'),
	named('localfailures', 'Local Failures', '', 'syncissues'),
	named('serverfailures', 'Server Failures', '', 'syncissues'),
	named('recipientcache', 'Recipient Cache', 'IPF.Contact.RecipientCache', 'contacts'),
	...(
		[
			['GAL Contacts', 'IPF.Contact.GalContacts'],
			['Organizational Contacts', 'IPF.Contact.OrganizationalContacts'],
			['PeopleCentricConversation Buddies', 'IPF.Contact.PeopleCentricConversationBuddies'],
		] as const
	).map(ofSystem('contacts')),
	...([['Conversation Action Settings', 'IPF.Configuration']] as const).map(
		ofSystem('msgfolderroot'),
	),
	...(
		[
			['AllContacts', 'IPF.Note'],
			['AllItems', 'IPF'],
			['Common Views', ''],
			['Deferred Action', ''],
			['Freebusy Data', ''],
			['Location', ''],
			['MailboxAssociations', ''],
			['My Contacts', 'IPF.Note'],
			['Reminders', 'Outlook.Reminder'],
			['Schedule', ''],
			['Sharing', 'IPF.Note'],
			['Shortcuts', ''],
			['Spooler Queue', ''],
			['System', ''],
			['To-Do Search', 'IPF.Task'],
			['Views', ''],
		] as const
	).map(ofSystem('root')),
];
