import type { CompanyDirectory, Mailbox } from '../contracts';

/** What Set-MailboxRegionalConfiguration and Outlook on the web leave behind. */
export function keepTimeZone(company: CompanyDirectory, mailbox: Mailbox, timeZone: string): void {
	const name = 'OWA.UserOptions';
	const text = (value: string) => ({ type: 'String', values: [value] });
	mailbox.distinguished.get('root')?.configurations.set(name.toLowerCase(), {
		id: company.newItemId(mailbox),
		changeKey: company.newChangeKey(),
		name,
		dictionary: [{ key: text('timezone'), value: text(timeZone) }],
	});
}
