import { mailDomainOf } from '../../mailDomains';
import { canonicalHost } from '../../transport/hostNames';
import { call } from '../../ews/request';
import { resolveNames } from '../../ews/operations/resolveNames';
import type { Exchange } from '../../connection';
import { outcomeOf } from '../../outcome';
import { orBlank, powershell } from '../../powershell';
import { defineCheck } from '../check';
import { passed, skipped, warning } from '../finding';

export const mailDomain = defineCheck({
	id: 'mailDomain',
	title: 'The email domain is the one of the mailboxes',
	needs: ['authentication'],
	testButton: true,
	async run({ facts, mailboxes, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		const { emailDns, user } = exchange.settings;
		const account = user.replace(/^.*\\/s, '').replace(/@.*$/s, '');
		const asked = [account, ...mailboxes.slice(0, 1)].filter((query) => query !== '');
		const known: string[] = [];
		for (const query of asked) known.push(...(await addressesFor(exchange, query, signal)));
		if (known.length === 0) {
			return skipped(`The directory has no entry for ${asked.join(' or ') || 'the account'}.`);
		}
		const [first] = known;
		const isIn = (address: string) => mailDomainOf(address) === canonicalHost(emailDns);
		if (known.some(isIn)) return passed(`${known.find(isIn)} is in ${emailDns}.`);
		// Only some of an entry's addresses are listed; with this prefix the directory compares all.
		const composed = `${first.slice(0, first.lastIndexOf('@'))}@${emailDns}`;
		if ((await addressesFor(exchange, `smtp:${composed}`, signal)).includes(first)) {
			return passed(`${first} has an address in ${emailDns}, too.`);
		}
		return warning({
			details: `The directory has ${known.slice(0, 3).join(', ')}.`,
			cause: `No address there is in ${emailDns}, the Email DNS of the credential: account names would become addresses that do not exist.`,
			remedy: `Enter what is right of the @ of your addresses as Email DNS, such as ${mailDomainOf(first)}.`,
			remedyBy: 'you',
			command: powershell`Get-Recipient ${orBlank(account, 'service account')} | Format-List PrimarySmtpAddress,EmailAddresses`,
		});
	},
});

/** All SMTP addresses of the entries that fit; none when the directory is not open to the account. */
async function addressesFor(
	exchange: Exchange,
	query: string,
	signal: AbortSignal,
): Promise<string[]> {
	const found = await outcomeOf(
		call(exchange, resolveNames, { query, fullContactData: true }, { impersonate: false, signal }),
		({ code }) => code === 'cancelled',
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
