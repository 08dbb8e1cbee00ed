import { grantImpersonation, showRecipient } from '../../adminCommands';
import type { Exchange } from '../../connection';
import type { ExchangeError } from '../../errors';
import { AccountDisabled, AddressNotPrimary, ServiceMailboxMissing } from '../../ews/mailboxErrors';
import { outcomeOf } from '../../outcome';
import { openCalendar } from '../../mailboxes/openCalendar';
import { orBlank, powershell } from '../../powershell';
import { defineCheck } from '../check';
import type { OpenedCalendar } from '../facts';
import { adviceOf, failed, passed, seenIn, skipped, warning, type Advice } from '../finding';

export const impersonation = defineCheck({
	id: 'impersonation',
	title: 'The service account may act as the mailboxes',
	needs: ['authentication'],
	testButton: 'runs',
	async run({ facts, mailboxes, signal }) {
		const { exchange } = facts;
		if (!exchange) return skipped('There is no connection.');
		if (exchange.settings.mailboxAccess === 'delegate') {
			return skipped('The credential uses folder permissions (delegate access) instead.');
		}
		const { user, testMailbox } = exchange.settings;
		if (mailboxes.length === 0) {
			return warning({
				details: 'No mailbox was given to act as.',
				cause: `The Test Mailbox of the credential is empty, so that nobody knows whether ${user || 'the account'} may act as anybody else.`,
				remedy:
					"Enter somebody else's address as Test Mailbox, such as alice@enyoi.com: one that the workflows are for.",
				remedyBy: 'you',
			});
		}
		const attempts = await Promise.all(
			mailboxes.map(async (mailbox) => ({
				mailbox,
				outcome: await outcomeOf(openCalendar(exchange, mailbox, signal)),
			})),
		);
		const opened = attempts.flatMap(({ mailbox, outcome }): OpenedCalendar[] =>
			outcome.ok ? [{ mailbox, ...outcome.value }] : [],
		);
		// Other failures are for the check of the calendars to tell.
		const refused = attempts.flatMap(({ mailbox, outcome }) =>
			!outcome.ok && isAboutActing(outcome.error) ? [{ mailbox, error: outcome.error }] : [],
		);
		const found = {
			openedCalendars: opened,
			refusedMailboxes: refused.map(({ mailbox }) => mailbox),
		};
		// Every account may act as itself.
		const own = opened.length > 0 ? await ownCalendar(exchange, signal) : undefined;
		const others = mailboxes.filter(
			(mailbox) =>
				!isNamedAfter(user, mailbox, exchange.settings.emailDns) &&
				!opened.some((calendar) => calendar.mailbox === mailbox && calendar.id === own),
		);
		if (others.length === 0) {
			return warning({
				details: `${mailboxes.join(', ')} is the mailbox of the service account itself.`,
				cause: `Every account may act as itself: that says nothing of whether ${user || 'the account'} may act as anybody else.`,
				remedy: `Enter somebody else's address as ${testMailbox ? 'Test Mailbox' : 'mailbox'}, such as alice@enyoi.com.`,
				remedyBy: 'you',
			});
		}
		const actedAs = others.filter((mailbox) =>
			opened.some((calendar) => calendar.mailbox === mailbox),
		);
		if (refused.length === 0) {
			return actedAs.length > 0
				? passed(`${user} may act as ${actedAs.join(', ')}.`, found)
				: skipped(`Not known: no calendar of ${others.join(', ')} was opened.`, found);
		}
		const seen = refused.map(({ mailbox, error }) => `${mailbox}: ${seenIn(error)}`).join('; ');
		const [first] = refused;
		const details =
			actedAs.length === 0 ? seen : `${seen}. Works for ${actedAs.length} of ${others.length}.`;
		const advice = adviceFor(first.error, first.mailbox, user, actedAs.length > 0);
		return failed({ details, ...advice }, found);
	},
});

/** Id of the calendar that the account has without acting as anybody; undefined where it opens none. */
async function ownCalendar(exchange: Exchange, signal: AbortSignal): Promise<string | undefined> {
	const opened = await outcomeOf(openCalendar(exchange, undefined, signal));
	return opened.ok ? opened.value.id : undefined;
}

/** True for the address that is made of the account's name, which need not be the one of its mailbox. */
function isNamedAfter(user: string, mailbox: string, emailDns: string): boolean {
	const account = user.replace(/^.*\\/s, '').toLowerCase();
	const address = account.includes('@') ? account : `${account}@${emailDns}`;
	return account !== '' && mailbox.trim().toLowerCase() === address;
}

function isAboutActing({ code }: ExchangeError): boolean {
	return code === 'impersonation' || code === 'mailboxUnavailable';
}

function adviceFor(
	error: ExchangeError,
	mailbox: string,
	account: string,
	worksForOthers: boolean,
): Advice {
	if (
		error instanceof ServiceMailboxMissing ||
		error instanceof AddressNotPrimary ||
		error instanceof AccountDisabled
	) {
		return adviceOf(error);
	}
	if (error.code === 'mailboxUnavailable') {
		return {
			cause: `There is no mailbox ${mailbox} in this Exchange: a typo, a contact or group, or a mailbox in Exchange Online.`,
			remedy: 'Check the address. Resolve Mailbox finds out what it belongs to.',
			remedyBy: 'you',
			command: showRecipient(mailbox),
		};
	}
	if (error.details.responseCode === 'ErrorImpersonationFailed') {
		return {
			cause: `Exchange could not find out whether ${account} may act as ${mailbox}.`,
			remedy:
				'Check that both accounts are enabled, and how the credential names mailboxes (address, UPN or SID).',
			remedyBy: 'exchangeAdmin',
			command: powershell`Get-User ${mailbox} | Format-List UserPrincipalName,Sid,UserAccountControl`,
		};
	}
	if (worksForOthers) {
		return {
			cause: `The role ApplicationImpersonation of ${account} has a scope that leaves ${mailbox} out.`,
			remedy: 'Widen the scope of the role so that it holds this mailbox.',
			remedyBy: 'exchangeAdmin',
			command: powershell`Get-ManagementRoleAssignment -Role ApplicationImpersonation -RoleAssignee ${orBlank(account, 'service account')} | Format-List Name,CustomRecipientWriteScope`,
		};
	}
	return {
		cause: `${account} lacks the role ApplicationImpersonation, or its scope leaves the mailbox out.`,
		remedy:
			'Put the mailboxes into a group and assign the role to the service account with this group as its scope.',
		remedyBy: 'exchangeAdmin',
		command: grantImpersonation(account),
	};
}
