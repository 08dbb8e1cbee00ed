import type { Exchange } from '../../connection';
import { getFolder } from '../../ews/operations/getFolder';
import { resolveNames } from '../../ews/operations/resolveNames';
import { call } from '../../ews/request';
import { mailDomainOf } from '../../mailDomains';
import { openCalendar } from '../../mailboxes/openCalendar';
import { outcomeOf } from '../../outcome';
import { orBlank, powershell } from '../../powershell';
import { canonicalHost } from '../../transport/hostNames';
import { defineCheck } from '../check';
import { passed, skipped, warning, type Finding } from '../finding';

export const mailDomain = defineCheck({
	id: 'mailDomain',
	title: 'The email domain is the one of the mailboxes',
	needs: ['authentication'],
	testButton: 'runs',
	async run({ facts, mailboxes, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const { emailDns, user } = exchange.settings;
		const isIn = (address: string) => mailDomainOf(address) === canonicalHost(emailDns);
		// Later checks find out whether they exist.
		const given = mailboxes.find(isIn);
		if (given !== undefined) return passed(`${given} is in ${emailDns}.`);
		const account = user.replace(/^.*\\/s, '').replace(/@.*$/s, '');
		const asked = [account, ...mailboxes.slice(0, 1)].filter((query) => query !== '');
		const known: string[] = [];
		for (const query of asked) known.push(...(await addressesFor(exchange, query, signal)));
		const found = known.find(isIn);
		if (found !== undefined) return passed(`${found} is in ${emailDns}.`);
		if (known.length === 0) return await byOwnMailbox(exchange, account, signal);
		const [first] = known;
		// Only some of an entry's addresses are listed; with this prefix the directory compares all.
		const composed = `${first.slice(0, first.lastIndexOf('@'))}@${emailDns}`;
		if ((await addressesFor(exchange, `smtp:${composed}`, signal)).includes(first)) {
			return passed(`${first} has an address in ${emailDns}, too.`);
		}
		const listed = [...new Set(known)].slice(0, 3).join(', ');
		return otherDomain(exchange, account, `The directory has ${listed}.`, mailDomainOf(first));
	},
});

/** For an account that is hidden from the directory: it may open its own calendar by its address, too. */
async function byOwnMailbox(
	exchange: Exchange,
	account: string,
	signal: AbortSignal,
): Promise<Finding> {
	const address = `${account}@${exchange.settings.emailDns}`;
	const unknown = skipped(
		`The directory has no entry for ${account || 'the account'}, nor has it a mailbox.`,
	);
	const own = await outcomeOf(openCalendar(exchange, undefined, signal));
	if (account === '' || !own.ok) return unknown;
	const opened = await outcomeOf(
		call(
			exchange,
			getFolder,
			{ folders: [{ distinguished: 'calendar', mailbox: address }] },
			{ impersonate: false, signal },
		),
	);
	if (!opened.ok) return unknown;
	const [folder] = opened.value;
	// Who has the address under another name is known, too.
	if (folder.ok || folder.failure.responseCode === 'ErrorNonPrimarySmtpAddress') {
		return passed(`${address} is a mailbox.`);
	}
	return otherDomain(exchange, account, `There is no mailbox ${address}.`);
}

function otherDomain(
	{ settings: { emailDns } }: Exchange,
	account: string,
	details: string,
	suggested?: string,
): Finding {
	const example = suggested === undefined ? '' : `, such as ${suggested}`;
	return warning({
		details,
		cause: `Nothing shows that mailboxes have addresses in ${emailDns}, the Email DNS of the credential: account names would become addresses that do not exist.`,
		remedy: `Enter what is right of the @ of your addresses as Email DNS${example}. If it is right, enter a Test Mailbox of this domain.`,
		remedyBy: 'you',
		command: powershell`Get-Recipient ${orBlank(account, 'service account')} | Format-List PrimarySmtpAddress,EmailAddresses`,
	});
}

/** All SMTP addresses of the entries that fit; none when the directory is not open to the account. */
async function addressesFor(
	exchange: Exchange,
	query: string,
	signal: AbortSignal,
): Promise<string[]> {
	const found = await outcomeOf(
		call(exchange, resolveNames, { query, fullContactData: true }, { impersonate: false, signal }),
	);
	if (!found.ok) return [];
	return found.value.candidates
		.flatMap(({ mailbox, contact }) => [
			mailbox.emailAddress ?? '',
			...Object.values(contact?.emailAddresses ?? {}),
		])
		.map((address) => address.replace(/^smtp:/i, ''))
		.filter((address) => /^[^\s:]+@[^\s@]+$/.test(address));
}
